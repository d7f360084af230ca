// The jurisdiction's time as an office can know it: what the leader said when asked, carried on by
// our own clock at the drill's speed. Of the readings of one term the one with the quickest answer
// is kept; a new term begins anew, since a leader that comes back goes on where the journal ends.
#pragma once

#include <chrono>
#include <string>

#include "dispatcher/core/time.hpp"

namespace shao::drill {

class EngineClock {
 public:
  using Steady = std::chrono::steady_clock;

  explicit EngineClock(double speed) : speed_(speed) {}

  /// The leader of `term` said `at`, asked at `sent`, heard at `heard`.
  void read(const std::string& term, core::Instant at, Steady::time_point sent,
            Steady::time_point heard) {
    const auto took = heard - sent;
    if (term == term_ && took >= quickest_) return;
    term_ = term;
    quickest_ = took;
    at_ = at;
    when_ = sent + took / 2;
  }
  /// An event of `at` was heard: it is at least that late.
  void at_least(core::Instant at, Steady::time_point heard) {
    if (now(heard) >= at) return;
    at_ = at;
    when_ = heard;
  }

  core::Instant now(Steady::time_point when) const {
    const std::chrono::duration<double, std::milli> passed = when - when_;
    return at_ + core::Duration{static_cast<std::int64_t>(passed.count() * speed_)};
  }
  /// When it will be `at`.
  Steady::time_point when(core::Instant at) const {
    const std::chrono::duration<double, std::milli> left(static_cast<double>((at - at_).count()) /
                                                         speed_);
    return when_ + std::chrono::duration_cast<Steady::duration>(left);
  }
  bool known() const { return !term_.empty(); }
  double speed() const { return speed_; }

 private:
  double speed_;
  std::string term_;
  Steady::duration quickest_{};
  core::Instant at_{};
  Steady::time_point when_{};
};

}  // namespace shao::drill
