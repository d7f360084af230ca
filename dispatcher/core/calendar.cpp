#include "dispatcher/core/calendar.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace shao::core {

std::string to_text(Limit limit) {
  constexpr std::string_view units[] = {"m", "wm", "wd", "d"};
  return std::to_string(limit.count) + " " +
         std::string(units[static_cast<std::size_t>(limit.unit)]);
}

Calendar::Calendar(std::vector<Day> days, Instant published_until)
    : published_until_(published_until) {
  Duration before{0};
  days_.reserve(days.size());
  for (Day& day : days) {
    const bool working = !day.open.empty();
    days_.push_back({day.begin, working ? day.open.back().end : day.begin, working});
    for (const Interval& interval : day.open) {
      open_.push_back({interval, before});
      before += interval.end - interval.begin;
    }
  }
}

Instant Calendar::first() const {
  return days_.empty() ? Instant{} : days_.front().begin;
}

Instant Calendar::last() const {
  return days_.empty() ? Instant{} : days_.back().begin;
}

std::size_t Calendar::day_of(Instant instant) const {
  const auto after =
      std::upper_bound(days_.begin(), days_.end(), instant,
                       [](Instant value, const DayEntry& day) { return value < day.begin; });
  return after == days_.begin() ? 0 : static_cast<std::size_t>(after - days_.begin()) - 1;
}

Duration Calendar::worked_until(Instant instant) const {
  const auto after =
      std::upper_bound(open_.begin(), open_.end(), instant,
                       [](Instant value, const Open& open) { return value < open.interval.begin; });
  if (after == open_.begin()) return Duration{0};
  const Open& open = *std::prev(after);
  return open.before + (std::min(instant, open.interval.end) - open.interval.begin);
}

bool Calendar::working_at(Instant instant) const {
  const auto after =
      std::upper_bound(open_.begin(), open_.end(), instant,
                       [](Instant value, const Open& open) { return value < open.interval.begin; });
  return after != open_.begin() && instant < std::prev(after)->interval.end;
}

Duration Calendar::working_between(Instant from, Instant to) const {
  return worked_until(to) - worked_until(from);
}

Instant Calendar::add_working(Instant start, Duration work) const {
  if (work <= Duration{0}) return start;
  const Duration target = worked_until(start) + work;
  // The first interval in which the target is reached: a span that ends exactly where an interval
  // ends is due there.
  const auto reached =
      std::lower_bound(open_.begin(), open_.end(), target, [](const Open& open, Duration value) {
        return open.before + (open.interval.end - open.interval.begin) < value;
      });
  if (reached == open_.end()) return last();
  return reached->interval.begin + (target - reached->before);
}

Instant Calendar::close_of_working_day_from(std::size_t day) const {
  while (day < days_.size() && !days_[day].working) ++day;
  return day < days_.size() ? days_[day].close : last();
}

Instant Calendar::add(Instant start, Limit limit, bool round_clock) const {
  switch (limit.unit) {
    case Unit::minutes:
      return start + std::chrono::minutes{limit.count};
    case Unit::working_minutes:
      return add_working(start, std::chrono::minutes{limit.count});
    case Unit::days:
      if (round_clock) return start + std::chrono::hours{24} * limit.count;
      return limit.count <= 0
                 ? start
                 : close_of_working_day_from(day_of(start) + static_cast<std::size_t>(limit.count));
    case Unit::working_days:
      break;
  }
  if (limit.count <= 0) return start;
  std::size_t day = day_of(start);
  for (std::int32_t left = limit.count; left > 0; --left) {
    ++day;
    while (day < days_.size() && !days_[day].working) ++day;
  }
  return close_of_working_day_from(day);
}

}  // namespace shao::core
