// The clock of a term: the instant of the claim plus CLOCK_BOOTTIME elapsed since, nothing else. A
// step of any wall clock changes nothing. In a drill it runs `speed` times as fast.
#pragma once

#include <chrono>

#include "dispatcher/core/time.hpp"

namespace shao::engine {

class TermClock {
 public:
  /// `claimed_at` is what it is now.
  TermClock(core::Instant claimed_at, double speed);

  core::Instant now() const;
  /// Real time until `instant`, rounded up to a millisecond past it; 0 when it is past.
  std::chrono::milliseconds until(core::Instant instant) const;

 private:
  static std::chrono::nanoseconds since_boot();

  core::Instant claimed_at_;
  double speed_;
  std::chrono::nanoseconds boot_at_claim_;
};

}  // namespace shao::engine
