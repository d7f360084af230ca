// From what a calendar file says to the days the core counts with.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <vector>

#include "config/window.hpp"
#include "config/zone.hpp"
#include "dispatcher/core/calendar.hpp"

namespace shao::config {

/// What was published, without the zone.
struct Published {
  std::vector<Window> windows;
  int first_year = 0;
  int last_year = 0;
  std::set<std::chrono::local_days> holidays;
  std::set<std::chrono::local_days> extra_workdays;

  /// An extra working day is one even on a weekend, a holiday is none; else Monday to Friday.
  bool works(std::chrono::local_days day) const;
  /// The day after the last of its years.
  std::chrono::local_days end() const;
};

/// Days from 1 January of the first year to ten years past the last published one, which are
/// provisional: Monday to Friday, no holiday known.
core::Calendar calendar_of(const Published& published, const Zone& zone);

/// Starts at which a clock may run differently: on each published day that begins a new pattern of
/// working days, the edges of the windows and the last seconds before them.
std::vector<core::Instant> sample_starts(const Published& published, const Zone& zone);

}  // namespace shao::config
