// A jurisdiction's calendar as the core sees it: no zone, no holidays, no weekdays, only days with
// their working intervals in UTC. The loader (config/calendar_loader) makes it from windows,
// holidays and make-up working days (调休).
//
// How time is counted (the unit decides):
//   m   minutes round the clock
//   wm  working minutes: inside working intervals only. A span that ends exactly where an interval
//       ends is due there, not at the start of the next.
//   wd  working days, as periods of the Civil Code (art. 201, 203): the day of the start is not
//       counted, the period ends at the close of business of the Nth working day after it.
//   d   on a round-the-clock kind N x 24 hours; on a working kind calendar days to the close of
//       business of the last day or, when that is no working day, of the next one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/core/time.hpp"

namespace shao::core {

enum class Unit : std::uint8_t { minutes, working_minutes, working_days, days };
constexpr std::string_view name_of(Unit unit) {
  constexpr std::string_view names[] = {"m", "wm", "wd", "d"};
  return names[static_cast<std::size_t>(unit)];
}

struct Limit {
  std::int32_t count = 0;
  Unit unit = Unit::minutes;
  bool operator==(const Limit&) const = default;
};
/// As people write it: "20 wd".
std::string to_text(Limit limit);

/// Half open: [begin, end).
struct Interval {
  Instant begin;
  Instant end;
  bool operator==(const Interval&) const = default;
};

class Calendar {
 public:
  /// One local day: when it begins and its working intervals (none on a day off). An interval
  /// belongs to the day it begins on, also when it runs past midnight.
  struct Day {
    Instant begin;
    std::vector<Interval> open;
  };

  Calendar() = default;
  /// `days` must be consecutive and sorted, intervals sorted and apart. Instants from
  /// `published_until` on rest on no published calendar: they are provisional.
  Calendar(std::vector<Day> days, Instant published_until);

  /// The first instant the calendar knows. Nothing may be computed from before it.
  Instant first() const;
  /// The last instant it knows; the loader lets it reach years past the last published one.
  Instant last() const;
  bool covers(Instant instant) const { return first() <= instant && instant < last(); }
  bool provisional(Instant instant) const { return instant >= published_until_; }
  bool working_at(Instant instant) const;

  /// `limit` after `start`. `round_clock` says what `days` means (see the head of this file).
  Instant add(Instant start, Limit limit, bool round_clock) const;
  /// The earliest instant by which `work` of working time has passed since `start`.
  Instant add_working(Instant start, Duration work) const;
  /// Working time between two instants, `from` <= `to`.
  Duration working_between(Instant from, Instant to) const;

 private:
  struct Open {
    Interval interval;
    Duration before;  // working time in all earlier intervals
  };
  struct DayEntry {
    Instant begin;
    Instant close;  // end of its last interval; meaningless on a day off
    bool working;
  };
  /// Working time from the calendar's beginning to `instant`.
  Duration worked_until(Instant instant) const;
  std::size_t day_of(Instant instant) const;
  Instant close_of_working_day_from(std::size_t day) const;

  std::vector<DayEntry> days_;
  std::vector<Open> open_;
  Instant published_until_{};
};

}  // namespace shao::core
