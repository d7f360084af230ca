#include "dispatcher/engine/term_clock.hpp"

#include <time.h>

#include <cmath>

namespace shao::engine {

std::chrono::nanoseconds SystemBootClock::since_boot() const {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

TermClock::TermClock(const BootClock& boot, core::Instant claimed_at, double speed)
    : boot_(boot), claimed_at_(claimed_at), speed_(speed), boot_at_claim_(boot.since_boot()) {}

core::Instant TermClock::now() const {
  const auto elapsed = boot_.since_boot() - boot_at_claim_;
  const double scaled_ms = static_cast<double>(elapsed.count()) * speed_ / 1e6;
  return claimed_at_ + core::Duration{static_cast<std::int64_t>(scaled_ms)};
}

std::chrono::milliseconds TermClock::until(core::Instant instant) const {
  const auto left = instant - now();
  if (left.count() < 0) return std::chrono::milliseconds{0};
  // A level fires after its due instant, so wake at the first millisecond past it.
  const double real_ms = std::ceil(static_cast<double>(left.count() + 1) / speed_);
  return std::chrono::milliseconds{static_cast<std::int64_t>(real_ms)};
}

}  // namespace shao::engine
