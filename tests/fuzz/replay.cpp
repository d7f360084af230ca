// fuzz_replay: every decoder with its corpus and with mutations of it, from one seed, for some
// seconds each: what ./dev test runs, in the build that it has anyway. Without feedback it explores
// little; what libFuzzer has found (./dev fuzz) is in the corpus and is run here for ever.
//
//   fuzz_replay CORPUS_FOLDER SECONDS [DECODER]
//   fuzz_replay --seeds CORPUS_FOLDER       makes the seeds of snapshots anew, out of the engine's
//   tales last line: fuzz: targets=16 executions=123456 crashes=0 seconds=24
//
// An input that breaks something is written to ./crash-<decoder>; the process ends there.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fuzz/targets.hpp"

namespace {

using namespace shao;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t longest = 8192;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> corpus_of(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> inputs;
  for (const fs::path& path : paths) inputs.push_back(text_of(path));
  return inputs;
}

/// One input made out of others: a few small changes, each of a sort that decoders stumble over.
class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& corpus) : corpus_(corpus) {}

  std::string next() {
    std::string input = any();
    for (std::uint64_t changes = 1 + below(5); changes > 0; --changes) change(input);
    if (input.size() > longest) input.resize(longest);
    return input;
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  std::size_t place(const std::string& text) { return below(text.size() + 1); }
  const std::string& any() { return corpus_[below(corpus_.size())]; }

  void change(std::string& input) {
    static constexpr std::array<std::string_view, 24> tokens{"\"",   "\\",
                                                             "{",    "}",
                                                             "[[",   "]",
                                                             "null", "-1",
                                                             "0",    "1e9",
                                                             "e",    "-",
                                                             ":",    ",",
                                                             "\n",   "\xff\xfe",
                                                             "true", "W1",
                                                             "\x1d", "18446744073709551615",
                                                             "\x1e", "-9223372036854775808",
                                                             "=",    " "};
    const std::size_t at = place(input);
    switch (below(7)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
        break;
      case 1:
        input.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 2:
        input.erase(at, 1 + below(8));
        break;
      case 3:
        input.insert(at, tokens[below(tokens.size())]);
        break;
      case 4: {  // a piece of another
        const std::string& other = any();
        const std::size_t from = place(other);
        input.insert(at, other.substr(from, below(64)));
        break;
      }
      case 5: {  // a piece of itself, many times
        const std::string piece = input.substr(at, 1 + below(16));
        std::string many;
        for (std::uint64_t times = below(40); times > 0; --times) many += piece;
        input.insert(at, many);
        break;
      }
      case 6:  // cut off
        if (below(4) == 0) input.resize(at);
        break;
    }
  }

  const std::vector<std::string>& corpus_;
  std::mt19937_64 random_{1};
};

/// What is being fed, for the handler of the signal that a broken promise or a sanitizer raises.
struct Fed {
  std::string_view decoder;
  std::string input;
};
Fed& fed() {
  static Fed now;
  return now;
}

/// Not a place where a program may allocate or lock, but this one ends here and its input matters.
void keep_input(int signal) {
  const std::string path = "crash-" + std::string(fed().decoder);
  std::ofstream(path, std::ios::binary) << fed().input;
  std::fprintf(stderr, "fuzz: %s failed; its input is in %s\n", std::string(fed().decoder).c_str(),
               path.c_str());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::uint64_t run(const fuzz::Decoder& decoder, const fs::path& corpus, Clock::duration time) {
  const auto inputs = corpus_of(corpus / decoder.name);
  fuzz::require(!inputs.empty(), "every decoder has a corpus");
  fed().decoder = decoder.name;
  std::uint64_t executions = 0;
  const auto feed = [&](std::string input) {
    fed().input = std::move(input);
    decoder.feed(fed().input);
    ++executions;
  };
  for (const std::string& input : inputs) feed(input);
  Mutator mutator(inputs);
  for (const auto until = Clock::now() + time; Clock::now() < until;) feed(mutator.next());
  return executions;
}

fs::path seed_of(const fs::path& corpus, const fs::path& tale) {
  return corpus / "snapshot" / tale.filename();
}

void make_seeds(const fs::path& corpus) {
  for (const auto& tale : fs::directory_iterator(corpus / "engine"))
    std::ofstream(seed_of(corpus, tale.path()), std::ios::binary)
        << fuzz::snapshot_after(text_of(tale.path()));
}

void check_seeds(const fs::path& corpus) {
  for (const auto& tale : fs::directory_iterator(corpus / "engine")) {
    const fs::path seed = seed_of(corpus, tale.path());
    if (!tale.path().filename().string().starts_with("tale-") || fuzz::is_snapshot(text_of(seed)))
      continue;
    std::fprintf(stderr,
                 "%s is no snapshot of the present format: make the seeds anew with\n"
                 "  fuzz_replay --seeds %s\n",
                 seed.c_str(), corpus.c_str());
    std::exit(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--seeds") {
    make_seeds(argv[2]);
    return 0;
  }
  if (argc < 3) {
    std::fprintf(stderr, "usage: fuzz_replay CORPUS_FOLDER SECONDS [DECODER]\n");
    return 2;
  }
  check_seeds(argv[1]);
  const std::chrono::duration<double> each{std::strtod(argv[2], nullptr)};
  std::signal(SIGABRT, keep_input);
  const auto begun = Clock::now();
  std::uint64_t executions = 0;
  std::size_t targets = 0;
  for (const fuzz::Decoder& decoder : fuzz::decoders()) {
    if (argc > 3 && decoder.name != argv[3]) continue;
    const std::uint64_t done =
        run(decoder, argv[1], std::chrono::duration_cast<Clock::duration>(each));
    std::printf("fuzz: decoder=%s executions=%llu\n", std::string(decoder.name).c_str(),
                static_cast<unsigned long long>(done));
    std::fflush(stdout);
    executions += done;
    ++targets;
  }
  const std::chrono::duration<double> took = Clock::now() - begun;
  std::printf("fuzz: targets=%zu executions=%llu crashes=0 seconds=%.0f\n", targets,
              static_cast<unsigned long long>(executions), took.count());
  return targets == 0 ? 2 : 0;
}
