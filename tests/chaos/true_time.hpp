// The jurisdiction's time on the machine's own clock, which nobody steps: when, in true time, it
// was some instant. Within a term the jurisdiction's time is the claim's instant and what has
// passed since; when a claim was, its Redis TIME says, less what Redis' clock was ahead by then.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/core/event.hpp"
#include "tests/chaos/cast.hpp"

namespace shao::chaos {

class TrueTime {
 public:
  using Millis = std::chrono::duration<double, std::milli>;

  TrueTime(std::vector<Cast::ClockStep> steps, double speed)
      : steps_(std::move(steps)), speed_(speed) {}

  /// Records in the journal's order. A claim whose Redis TIME no clock of the run has shown is
  /// named.
  std::optional<std::string> take(const core::Record& record);
  /// When the term of the last record taken reaches `instant`.
  Millis of(core::Instant instant) const { return of(terms_.size() - 1, instant); }
  /// When somebody who leads could first know that it is later than `instant`, judged from the
  /// term of the last record taken. A claim may jump over it: then that claim.
  Millis due(core::Instant instant) const;

 private:
  struct Term {
    core::Instant claimed;
    Millis at;
  };
  Millis of(std::size_t term, core::Instant instant) const {
    return terms_[term].at +
           Millis{static_cast<double>((instant - terms_[term].claimed).count()) / speed_};
  }

  std::vector<Cast::ClockStep> steps_;
  double speed_;
  std::vector<Term> terms_;
};

}  // namespace shao::chaos
