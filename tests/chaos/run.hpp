// A chaos run from beginning to end: trouble by the plan while the offices work, then quiet, in
// which everything must settle, then the judgement.
#pragma once

#include <functional>
#include <string>

#include "tests/chaos/cast.hpp"
#include "tests/chaos/judge.hpp"

namespace shao::chaos {

struct RunSettings {
  CastSettings cast;
  std::size_t kills = 40;
  std::chrono::seconds seconds{60};  // of trouble
  std::function<bool()> cancelled;
  std::function<void(const std::string&)> say;
};

struct Report {
  std::uint64_t seed = 0;
  std::int64_t seconds = 0;  // of trouble, as it was
  std::size_t kills = 0;
  std::size_t stops = 0;
  std::size_t cuts = 0;
  Judgement judgement;
  /// For machines.
  std::string line() const;
};

/// The error: it could not be run.
Outcome<Report> run(const RunSettings& settings);

}  // namespace shao::chaos
