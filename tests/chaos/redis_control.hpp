// What a chaos run does to its Redis from outside, through redis_preload.cpp: the wall clock is
// set, the disk is slow, and the size of every file is noted when it was last made durable.
#pragma once

#include <atomic>
#include <cstdint>

namespace shao::chaos {

/// Where the preloaded library finds the file with the RedisControl.
inline constexpr const char* control_variable = "SHAO_CHAOS_REDIS_CONTROL";
/// What follows the name of a file in the name of the file that says how much of it is durable.
inline constexpr const char* durable_suffix = ".durable";

/// In a file that both map.
struct RedisControl {
  std::atomic<std::int64_t> ahead_us{0};       // of its wall clock
  std::atomic<std::int64_t> sync_takes_us{0};  // longer than it does
};

}  // namespace shao::chaos
