// Bytes flipped in a copy of the journal: `shao journal verify` must name the first bad entry.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dispatcher/core/result.hpp"

namespace shao::chaos {

struct FlipSettings {
  std::filesystem::path redis;    // the data folder of a Redis that has ended
  std::filesystem::path scratch;  // for the copies
  std::filesystem::path bin;      // where `shao` is
  std::string jurisdiction;
  std::uint64_t seed = 1;
  std::size_t times = 3;  // one flip, one copy each
};

struct Flips {
  std::size_t named = 0;
  std::vector<std::string> violations;  // in words
};

core::Result<Flips, std::string> flip_and_verify(const FlipSettings& settings);

}  // namespace shao::chaos
