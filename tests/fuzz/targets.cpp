#include "tests/fuzz/targets.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace shao::fuzz {

std::span<const Decoder> decoders() {
  static constexpr std::array<Decoder, 18> all{{
      {"browser", browser},
      {"client", client},
      {"command", command},
      {"config", config_files},
      {"config_bytes", config_bytes},
      {"edge", edge},
      {"engine", engine},
      {"import", import},
      {"key_file", key_file},
      {"link", link},
      {"messages", messages},
      {"outbox", outbox},
      {"position", position},
      {"profile", profile},
      {"query", query},
      {"records", records},
      {"snapshot", snapshot},
      {"words", words},
  }};
  return all;
}

const Decoder* decoder(std::string_view name) {
  const auto all = decoders();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Decoder& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: a promise is broken: %s\n", promise);
  std::abort();
}

std::vector<std::string_view> parts_of(std::string_view bytes, char between) {
  std::vector<std::string_view> parts;
  for (bool more = true; more;) {
    const auto end = bytes.find(between);
    more = end != std::string_view::npos;
    parts.push_back(bytes.substr(0, end));
    if (more) bytes.remove_prefix(end + 1);
  }
  return parts;
}

wire::Frames frames_of(std::string_view message) {
  wire::Frames frames;
  for (const std::string_view part : parts_of(message, between_frames)) frames.emplace_back(part);
  return frames;
}

}  // namespace shao::fuzz
