#include "config/calendar_days.hpp"

#include <cstdint>

namespace shao::config {

namespace {

using std::chrono::days;
using std::chrono::local_days;

/// So that a limit of a year or two, begun late in the last published year, has an end.
constexpr int provisional_years = 10;

/// Two starts are alike when the same of the next days are working days: a working week and the
/// weekend behind it.
constexpr int pattern_length = 9;

local_days new_year(int year) {
  return local_days{std::chrono::year{year} / std::chrono::January / 1};
}

}  // namespace

bool Published::works(local_days day) const {
  if (extra_workdays.count(day) != 0) return true;
  if (holidays.count(day) != 0) return false;
  const std::chrono::weekday weekday{day};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

local_days Published::end() const {
  return new_year(last_year + 1);
}

core::Calendar calendar_of(const Published& published, const Zone& zone) {
  std::vector<core::Calendar::Day> all;
  const local_days end = new_year(published.last_year + 1 + provisional_years);
  for (local_days day = new_year(published.first_year); day <= end; day += days{1}) {
    core::Calendar::Day entry{zone.at(day, std::chrono::minutes{0}), {}};
    if (published.works(day)) {
      for (const Window& window : published.windows) {
        const core::Interval open{zone.at(day, window.begin), zone.at(day, window.end)};
        // Summer time can skip a short window altogether.
        if (open.begin < open.end) entry.open.push_back(open);
      }
    }
    all.push_back(std::move(entry));
  }
  return core::Calendar(std::move(all), zone.at(published.end(), std::chrono::minutes{0}));
}

std::vector<core::Instant> sample_starts(const Published& published, const Zone& zone) {
  std::vector<core::Instant> starts;
  std::set<std::uint32_t> patterns;
  for (local_days day = new_year(published.first_year); day < published.end(); day += days{1}) {
    std::uint32_t pattern = 0;
    for (int ahead = 0; ahead < pattern_length; ++ahead)
      pattern = pattern << 1 | (published.works(day + days{ahead}) ? 1u : 0u);
    if (!patterns.insert(pattern).second) continue;
    starts.push_back(zone.at(day, std::chrono::minutes{0}));
    for (const Window& window : published.windows) {
      const core::Instant close = zone.at(day, window.end);
      starts.push_back(zone.at(day, window.begin));
      starts.push_back(close - std::chrono::seconds{1});
      starts.push_back(close);
    }
  }
  return starts;
}

}  // namespace shao::config
