// shao-fuzz: one decoder under libFuzzer, which owns main. `--decoder=NAME` says which; all else
// are libFuzzer's own options and folders (./dev fuzz gives them).
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.hpp"

namespace {

const shao::fuzz::Decoder*& chosen() {
  static const shao::fuzz::Decoder* decoder = nullptr;
  return decoder;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view option = "--decoder=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view argument = (*argv)[i];
    if (argument == "--list") {
      for (const auto& decoder : shao::fuzz::decoders())
        std::printf("%s\n", std::string(decoder.name).c_str());
      std::exit(0);
    }
    if (argument.starts_with(option))
      chosen() = shao::fuzz::decoder(argument.substr(option.size()));
  }
  if (chosen() == nullptr) {
    std::fprintf(stderr, "shao-fuzz: --decoder=NAME is missing or unknown; --list names them\n");
    std::exit(2);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen()->feed({reinterpret_cast<const char*>(data), size});
  return 0;
}
