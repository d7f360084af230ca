// Instants. The core never asks what time it is: an Instant is always handed in.
#pragma once

#include <chrono>
#include <cstdint>

namespace shao::core {

/// Milliseconds since 1970 UTC. Deadlines lie on whole seconds; moves are stamped to the
/// millisecond.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

/// The instant `seconds` after 1970 UTC.
constexpr Instant at_second(std::int64_t seconds) {
  return Instant{std::chrono::seconds{seconds}};
}
constexpr std::int64_t seconds_of(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}
/// No instant comes after it: of what does not happen by itself.
inline constexpr Instant never = Instant::max();

/// The whole second `instant` lies in: a clock starts on it.
constexpr Instant whole_second(Instant instant) {
  return at_second(seconds_of(instant));
}

}  // namespace shao::core
