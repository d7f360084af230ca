// The clock of a term: the instant of the claim plus the time since on a clock that nobody can set,
// nothing else. A step of any wall clock changes nothing. In a drill it runs `speed` times as fast.
#pragma once

#include <chrono>

#include "dispatcher/core/time.hpp"
#include "dispatcher/engine/ports.hpp"

namespace shao::engine {

class TermClock {
 public:
  /// `claimed_at` is what it is now. `boot` must outlive the clock.
  TermClock(const BootClock& boot, core::Instant claimed_at, double speed);

  core::Instant now() const;
  /// Real time until `instant`, rounded up to a millisecond past it; 0 when it is past.
  std::chrono::milliseconds until(core::Instant instant) const;

 private:
  const BootClock& boot_;
  core::Instant claimed_at_;
  double speed_;
  std::chrono::nanoseconds boot_at_claim_;
};

}  // namespace shao::engine
