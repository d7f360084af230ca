// What a chaos run does to its Redis from outside, through redis_preload.cpp: the wall clock is
// set, and the size of every file is noted when it was last made durable.
#pragma once

#include <atomic>
#include <cstdint>

namespace shao::chaos {

/// Where the preloaded library finds the file with the WallClock.
inline constexpr const char* wall_clock_variable = "SHAO_CHAOS_WALL_CLOCK";
/// What follows the name of a file in the name of the file that says how much of it is durable.
inline constexpr const char* durable_suffix = ".durable";

/// In a file that both map.
struct WallClock {
  std::atomic<std::int64_t> ahead_us{0};
};

}  // namespace shao::chaos
