// How time is counted, against dates counted by hand: on Shunyi's published calendar of 2026
// (windows 09:00-12:00 and 13:30-18:00, 450 minutes a day) and on one that works at night.
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Calendar& calendar() {
  return shunyi().calendar;
}

std::string wm(std::string_view start, std::int32_t count) {
  return local(calendar().add(at(start), {count, Unit::working_minutes}, false));
}
std::string wd(std::string_view start, std::int32_t count) {
  return local(calendar().add(at(start), {count, Unit::working_days}, false));
}
/// Days on a working kind.
std::string days(std::string_view start, std::int32_t count) {
  return local(calendar().add(at(start), {count, Unit::days}, false));
}

/// Monday 9 to Tuesday 17 March 2026; Monday to Friday from 22:00 to 02:00 of the next day.
Calendar nights() {
  std::vector<Calendar::Day> all;
  const Instant monday = at("2026-03-09 00:00");
  for (int i = 0; i < 9; ++i) {
    const Instant begin = monday + hours{24} * i;
    Calendar::Day day{begin, {}};
    if (i != 5 && i != 6) day.open.push_back({begin + hours{22}, begin + hours{26}});
    all.push_back(day);
  }
  return Calendar(all, at("2026-03-17 00:00"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(counting_time)

BOOST_AUTO_TEST_CASE(working_minutes_start_before_inside_between_and_after_the_windows) {
  BOOST_TEST(wm("2026-03-09 00:00", 60) == "2026-03-09 10:00:00");  // a Monday
  BOOST_TEST(wm("2026-03-09 08:59:59", 60) == "2026-03-09 10:00:00");
  BOOST_TEST(wm("2026-03-09 09:00", 60) == "2026-03-09 10:00:00");
  BOOST_TEST(wm("2026-03-09 09:00:01", 60) == "2026-03-09 10:00:01");
  BOOST_TEST(wm("2026-03-09 11:30", 60) == "2026-03-09 14:00:00");
  BOOST_TEST(wm("2026-03-09 12:00", 60) == "2026-03-09 14:30:00");
  BOOST_TEST(wm("2026-03-09 12:45", 1) == "2026-03-09 13:31:00");
  BOOST_TEST(wm("2026-03-09 13:30", 60) == "2026-03-09 14:30:00");
  BOOST_TEST(wm("2026-03-09 17:59:59", 1) == "2026-03-10 09:00:59");
  BOOST_TEST(wm("2026-03-09 18:00", 60) == "2026-03-10 10:00:00");
  BOOST_TEST(wm("2026-03-13 23:59:59", 60) == "2026-03-16 10:00:00");  // over a weekend
}

BOOST_AUTO_TEST_CASE(a_span_that_ends_exactly_where_a_window_ends_is_due_there) {
  BOOST_TEST(wm("2026-03-09 11:00", 60) == "2026-03-09 12:00:00");
  BOOST_TEST(wm("2026-03-09 09:00", 180) == "2026-03-09 12:00:00");
  BOOST_TEST(wm("2026-03-09 09:00", 181) == "2026-03-09 13:31:00");
  BOOST_TEST(wm("2026-03-09 13:30", 270) == "2026-03-09 18:00:00");
  BOOST_TEST(wm("2026-03-09 09:00", 450) == "2026-03-09 18:00:00");
  BOOST_TEST(wm("2026-03-09 12:30", 270) == "2026-03-09 18:00:00");
  BOOST_TEST(wm("2026-03-13 18:00", 450) == "2026-03-16 18:00:00");
}

BOOST_AUTO_TEST_CASE(the_day_of_the_start_is_never_one_of_the_working_days) {
  for (const char* start : {"2026-03-09 00:00", "2026-03-09 08:59", "2026-03-09 12:30",
                            "2026-03-09 17:59:59", "2026-03-09 23:59:59"}) {
    BOOST_TEST(wd(start, 1) == "2026-03-10 18:00:00");
    BOOST_TEST(wd(start, 5) == "2026-03-16 18:00:00");
  }
  // From a day off it is the next working day all the same.
  BOOST_TEST(wd("2026-03-14 10:00", 1) == "2026-03-16 18:00:00");
  BOOST_TEST(wd("2026-03-15 23:59:59", 1) == "2026-03-16 18:00:00");
}

BOOST_AUTO_TEST_CASE(working_days_are_the_same_on_a_round_the_clock_kind) {
  for (const int count : {1, 3, 20})
    BOOST_TEST(local(calendar().add(at("2026-02-13 17:30"), {count, Unit::working_days}, true)) ==
               wd("2026-02-13 17:30", count));
}

BOOST_AUTO_TEST_CASE(days_on_a_working_kind_end_at_the_close_of_business_of_a_working_day) {
  BOOST_TEST(days("2026-03-09 10:00", 1) == "2026-03-10 18:00:00");
  BOOST_TEST(days("2026-03-09 23:59:59", 7) == "2026-03-16 18:00:00");
  BOOST_TEST(days("2026-03-09 10:00", 5) == "2026-03-16 18:00:00");  // ends on a Saturday
  BOOST_TEST(days("2026-03-09 10:00", 6) == "2026-03-16 18:00:00");  // ends on a Sunday
  BOOST_TEST(days("2026-02-07 10:00", 7) == "2026-02-14 18:00:00");  // a Saturday that is worked
  BOOST_TEST(days("2026-02-08 10:00", 7) == "2026-02-24 18:00:00");  // first day of the holiday
  BOOST_TEST(days("2026-02-16 10:00", 7) == "2026-02-24 18:00:00");  // its last day
  BOOST_TEST(days("2026-02-17 10:00", 7) == "2026-02-24 18:00:00");  // the day after it
}

BOOST_AUTO_TEST_CASE(days_on_a_round_the_clock_kind_are_24_hours_each) {
  const auto round = [](std::string_view start, std::int32_t count) {
    return local(calendar().add(at(start), {count, Unit::days}, true));
  };
  BOOST_TEST(round("2026-02-13 17:30", 7) == "2026-02-20 17:30:00");
  BOOST_TEST(round("2026-12-31 23:59:59", 1) == "2027-01-01 23:59:59");
}

BOOST_AUTO_TEST_CASE(minutes_run_through_nights_and_holidays) {
  const auto m = [](std::string_view start, std::int32_t count) {
    return local(calendar().add(at(start), {count, Unit::minutes}, false));
  };
  BOOST_TEST(m("2026-02-14 23:30", 60) == "2026-02-15 00:30:00");
  BOOST_TEST(m("2026-02-13 17:30", 1440) == "2026-02-14 17:30:00");
}

BOOST_AUTO_TEST_CASE(spring_festival_lasts_nine_days_between_two_worked_saturdays) {
  BOOST_TEST(wd("2026-02-13 17:30", 1) == "2026-02-14 18:00:00");
  BOOST_TEST(wd("2026-02-13 17:30", 2) == "2026-02-24 18:00:00");
  BOOST_TEST(wd("2026-02-13 17:30", 6) == "2026-02-28 18:00:00");  // 14, 24, 25, 26, 27, 28
  BOOST_TEST(wd("2026-02-13 17:30", 7) == "2026-03-02 18:00:00");
  BOOST_TEST(wd("2026-02-18 03:00", 1) == "2026-02-24 18:00:00");
  BOOST_TEST(wm("2026-02-13 17:30", 60) == "2026-02-14 09:30:00");
  BOOST_TEST(wm("2026-02-14 17:30", 60) == "2026-02-24 09:30:00");
  BOOST_TEST(wm("2026-02-14 17:30", 30) == "2026-02-14 18:00:00");
  BOOST_TEST(wm("2026-02-20 12:00", 1) == "2026-02-24 09:01:00");
}

BOOST_AUTO_TEST_CASE(both_make_up_sundays_are_worked_and_the_saturdays_before_them_are_not) {
  BOOST_TEST(wm("2026-01-02 10:00", 60) == "2026-01-04 10:00:00");
  BOOST_TEST(wd("2026-01-02 10:00", 2) == "2026-01-05 18:00:00");
  BOOST_TEST(days("2026-01-01 10:00", 3) == "2026-01-04 18:00:00");
  BOOST_TEST(wm("2026-09-18 17:00", 120) == "2026-09-20 10:00:00");
  BOOST_TEST(wd("2026-09-19 12:00", 1) == "2026-09-20 18:00:00");
  BOOST_TEST(days("2026-09-13 10:00", 7) == "2026-09-20 18:00:00");
  // National Day: 1 to 7 October off, Saturday the 10th worked.
  BOOST_TEST(wd("2026-09-30 10:00", 5) == "2026-10-13 18:00:00");  // 8, 9, 10, 12, 13
}

BOOST_AUTO_TEST_CASE(past_the_published_year_instants_are_provisional) {
  BOOST_TEST(wd("2026-12-30 17:00", 1) == "2026-12-31 18:00:00");
  BOOST_TEST(!calendar().provisional(at(wd("2026-12-30 17:00", 1))));
  BOOST_TEST(wd("2026-12-30 17:00", 2) == "2027-01-01 18:00:00");  // no holiday is known of it
  BOOST_TEST(calendar().provisional(at(wd("2026-12-30 17:00", 2))));
  BOOST_TEST(wm("2026-12-31 17:30", 60) == "2027-01-01 09:30:00");
  BOOST_TEST(!calendar().provisional(at("2026-12-31 23:59:59.999")));
  BOOST_TEST(calendar().provisional(at("2027-01-01 00:00")));
}

BOOST_AUTO_TEST_CASE(a_window_that_spans_midnight_belongs_to_the_day_it_begins_on) {
  const Calendar night = nights();
  const auto add = [&](std::string_view start, std::int32_t count, Unit unit) {
    return local(night.add(at(start), {count, unit}, false));
  };
  BOOST_TEST(add("2026-03-09 23:00", 120, Unit::working_minutes) == "2026-03-10 01:00:00");
  BOOST_TEST(add("2026-03-09 23:00", 180, Unit::working_minutes) == "2026-03-10 02:00:00");
  BOOST_TEST(add("2026-03-09 23:00", 181, Unit::working_minutes) == "2026-03-10 22:01:00");
  BOOST_TEST(add("2026-03-10 01:00", 61, Unit::working_minutes) == "2026-03-10 22:01:00");
  BOOST_TEST(add("2026-03-14 01:00", 120, Unit::working_minutes) == "2026-03-16 23:00:00");
  // The Tuesday's close is on Wednesday at two; at one on Tuesday the day of the start is Tuesday.
  BOOST_TEST(add("2026-03-09 23:00", 1, Unit::working_days) == "2026-03-11 02:00:00");
  BOOST_TEST(add("2026-03-10 01:00", 1, Unit::working_days) == "2026-03-12 02:00:00");
  // Two days after Thursday is Saturday: no working day, though Friday's window runs into it.
  BOOST_TEST(add("2026-03-12 10:00", 2, Unit::days) == "2026-03-17 02:00:00");
  BOOST_TEST(night.working_at(at("2026-03-14 01:59:59")));
  BOOST_TEST(!night.working_at(at("2026-03-14 02:00")));
  BOOST_TEST(!night.working_at(at("2026-03-14 23:00")));
}

BOOST_AUTO_TEST_CASE(no_time_at_all_is_due_at_the_start) {
  for (const Unit unit : {Unit::minutes, Unit::working_minutes, Unit::working_days, Unit::days})
    BOOST_TEST(local(calendar().add(at("2026-02-18 03:00:07"), {0, unit}, false)) ==
               "2026-02-18 03:00:07");
}

BOOST_AUTO_TEST_CASE(what_the_calendar_no_longer_reaches_is_due_at_its_end) {
  const Calendar night = nights();
  for (const Unit unit : {Unit::working_minutes, Unit::working_days, Unit::days})
    BOOST_TEST(local(night.add(at("2026-03-16 23:00"), {5000, unit}, false)) ==
               "2026-03-17 00:00:00");
}

BOOST_AUTO_TEST_CASE(working_time_added_is_working_time_measured) {
  std::mt19937_64 random(20260213);
  const std::int64_t year = seconds_of(at("2027-01-01 00:00")) - seconds_of(at("2026-01-01 00:00"));
  for (int i = 0; i < 5000; ++i) {
    const Instant start =
        at("2026-01-01 00:00") +
        seconds{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(year))};
    const Duration work = seconds{1 + static_cast<std::int64_t>(random() % 900000)};
    const Instant due = calendar().add_working(start, work);
    BOOST_TEST_REQUIRE((calendar().working_between(start, due) == work));
    // Nothing earlier would do: the second before is a working one.
    BOOST_TEST_REQUIRE((calendar().working_between(start, due - seconds{1}) == work - seconds{1}));
  }
}

BOOST_AUTO_TEST_CASE(what_is_before_its_first_day_is_not_covered_and_has_no_working_time) {
  const Calendar night = nights();
  const Instant before = at("2026-03-08 23:00");
  BOOST_TEST(!night.covers(before));
  BOOST_TEST(!night.working_at(before));
  BOOST_TEST((night.working_between(before, at("2026-03-09 22:00")) == Duration{0}));
  // Counted from the first day on.
  BOOST_TEST(local(night.add(before, {1, Unit::working_days}, false)) == "2026-03-11 02:00:00");
}

BOOST_AUTO_TEST_CASE(a_calendar_without_days_covers_nothing) {
  const Calendar none;
  BOOST_TEST(!none.covers(at("2026-03-09 10:00")));
  BOOST_TEST(!none.working_at(at("2026-03-09 10:00")));
}

BOOST_AUTO_TEST_SUITE_END()
