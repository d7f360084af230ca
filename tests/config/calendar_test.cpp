// Calendars against dates counted by hand on the published one of 2026.
#include <boost/test/unit_test.hpp>

#include "tests/config/support.hpp"

namespace {

using namespace shao;
using config::instant;
using core::Limit;
using core::Unit;
using std::chrono::minutes;

const core::Calendar& published() {
  static const core::Calendar calendar = config::loaded(config::shunyi_files()).policy.calendar;
  return calendar;
}

std::string in_shanghai(core::Instant at) {
  return config::format_instant(at, "Asia/Shanghai");
}

/// `count` working days after `start`, in Shunyi.
std::string working_days(std::string_view start, std::int32_t count) {
  return in_shanghai(published().add(instant(start), {count, Unit::working_days}, false));
}

std::string working_minutes(std::string_view start, std::int32_t count) {
  return in_shanghai(published().add(instant(start), {count, Unit::working_minutes}, false));
}

std::string days(std::string_view start, std::int32_t count) {
  return in_shanghai(published().add(instant(start), {count, Unit::days}, false));
}

core::Calendar calendar_in(const std::string& timezone, const std::string& windows,
                           const std::string& extra_workdays = "[]") {
  config::Files files =
      config::with(config::small_files(), "jurisdiction.toml", "Asia/Shanghai", timezone);
  files["calendar.toml"] = "windows = " + windows + "\n[[year]]\nyear = 2026\nholidays = []\n" +
                           "extra_workdays = " + extra_workdays + "\n";
  return config::loaded(files).policy.calendar;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calendars)

BOOST_AUTO_TEST_CASE(spring_festival_is_off_and_both_saturdays_around_it_are_worked) {
  BOOST_TEST(published().working_at(instant("2026-02-14T10:00:00+08:00")));  // Saturday
  for (int day = 15; day <= 23; ++day)
    BOOST_TEST(
        !published().working_at(instant("2026-02-" + std::to_string(day) + "T10:00:00+08:00")));
  BOOST_TEST(published().working_at(instant("2026-02-24T10:00:00+08:00")));
  BOOST_TEST(published().working_at(instant("2026-02-28T10:00:00+08:00")));   // Saturday
  BOOST_TEST(!published().working_at(instant("2026-03-01T10:00:00+08:00")));  // Sunday
  BOOST_TEST(!published().working_at(instant("2026-02-21T10:00:00+08:00")));

  // Friday the 13th: then the 14th, the 24th, the 25th.
  BOOST_TEST(working_days("2026-02-13T17:30:00+08:00", 1) == "2026-02-14T18:00:00+08:00");
  BOOST_TEST(working_days("2026-02-13T17:30:00+08:00", 2) == "2026-02-24T18:00:00+08:00");
  BOOST_TEST(working_days("2026-02-13T17:30:00+08:00", 3) == "2026-02-25T18:00:00+08:00");
  // Seven days end on the 20th, in the holiday: its next working day.
  BOOST_TEST(days("2026-02-13T17:30:00+08:00", 7) == "2026-02-24T18:00:00+08:00");
  // Half an hour on Friday, half an hour on the worked Saturday.
  BOOST_TEST(working_minutes("2026-02-13T17:30:00+08:00", 60) == "2026-02-14T09:30:00+08:00");
  // The Saturday's 450 minutes are used up at its close; one more falls after the holiday.
  BOOST_TEST(working_minutes("2026-02-14T08:00:00+08:00", 450) == "2026-02-14T18:00:00+08:00");
  BOOST_TEST(working_minutes("2026-02-14T08:00:00+08:00", 451) == "2026-02-24T09:01:00+08:00");
  // Friday 27 February, then the worked Saturday, then Monday.
  BOOST_TEST(working_days("2026-02-27T12:00:00+08:00", 1) == "2026-02-28T18:00:00+08:00");
  BOOST_TEST(working_days("2026-02-27T12:00:00+08:00", 2) == "2026-03-02T18:00:00+08:00");
}

BOOST_AUTO_TEST_CASE(both_sundays_made_up_for_are_worked) {
  // 4 January, after New Year's holiday.
  BOOST_TEST(published().working_at(instant("2026-01-04T17:59:59+08:00")));
  BOOST_TEST(!published().working_at(instant("2026-01-03T10:00:00+08:00")));
  BOOST_TEST(working_days("2026-01-01T00:00:00+08:00", 1) == "2026-01-04T18:00:00+08:00");
  BOOST_TEST(working_minutes("2026-01-02T20:00:00+08:00", 60) == "2026-01-04T10:00:00+08:00");
  BOOST_TEST(working_days("2026-01-04T10:00:00+08:00", 1) == "2026-01-05T18:00:00+08:00");

  // 20 September, before Mid-autumn (25 to 27).
  BOOST_TEST(published().working_at(instant("2026-09-20T09:00:00+08:00")));
  BOOST_TEST(!published().working_at(instant("2026-09-19T09:00:00+08:00")));
  BOOST_TEST(!published().working_at(instant("2026-09-13T09:00:00+08:00")));
  BOOST_TEST(working_days("2026-09-18T17:00:00+08:00", 1) == "2026-09-20T18:00:00+08:00");
  BOOST_TEST(working_days("2026-09-18T17:00:00+08:00", 5) == "2026-09-24T18:00:00+08:00");
  BOOST_TEST(working_days("2026-09-24T17:00:00+08:00", 1) == "2026-09-28T18:00:00+08:00");
}

BOOST_AUTO_TEST_CASE(a_whole_year_has_248_working_days) {
  // 261 from Monday to Friday, 19 of them holidays, 6 made up for on weekends; 450 minutes each.
  const core::Duration worked = published().working_between(instant("2026-01-01T00:00:00+08:00"),
                                                            instant("2027-01-01T00:00:00+08:00"));
  BOOST_TEST((worked == minutes{248 * 450}));
}

BOOST_AUTO_TEST_CASE(windows_close_for_lunch_and_at_six) {
  BOOST_TEST(published().working_at(instant("2026-03-03T11:59:59+08:00")));
  BOOST_TEST(!published().working_at(instant("2026-03-03T12:00:00+08:00")));
  BOOST_TEST(!published().working_at(instant("2026-03-03T13:29:59+08:00")));
  BOOST_TEST(published().working_at(instant("2026-03-03T13:30:00+08:00")));
  BOOST_TEST(!published().working_at(instant("2026-03-03T18:00:00+08:00")));
  BOOST_TEST(working_minutes("2026-03-03T11:00:00+08:00", 60) == "2026-03-03T12:00:00+08:00");
  BOOST_TEST(working_minutes("2026-03-03T11:30:00+08:00", 60) == "2026-03-03T14:00:00+08:00");
}

BOOST_AUTO_TEST_CASE(past_the_last_published_year_everything_is_provisional) {
  BOOST_TEST((published().first() == instant("2026-01-01T00:00:00+08:00")));
  BOOST_TEST(!published().covers(instant("2025-12-31T23:59:59+08:00")));
  BOOST_TEST(published().covers(instant("2036-12-31T12:00:00+08:00")));
  BOOST_TEST(!published().provisional(instant("2026-12-31T23:59:59+08:00")));
  BOOST_TEST(published().provisional(instant("2027-01-01T00:00:00+08:00")));
  // 1 January 2027 is a Friday, and no holiday is known of it.
  BOOST_TEST(working_days("2026-12-31T17:00:00+08:00", 1) == "2027-01-01T18:00:00+08:00");
  BOOST_TEST(working_days("2026-12-31T17:00:00+08:00", 2) == "2027-01-04T18:00:00+08:00");
  BOOST_TEST(working_minutes("2026-12-31T17:59:00+08:00", 2) == "2027-01-01T09:01:00+08:00");
  BOOST_TEST(days("2026-12-25T10:00:00+08:00", 7) == "2027-01-01T18:00:00+08:00");
}

BOOST_AUTO_TEST_CASE(a_second_published_year_moves_the_end_and_keeps_its_own_holidays) {
  config::Files files = config::shunyi_files();
  files["calendar.toml"] +=
      "[[year]]\nyear = 2027\nholidays = [{ from = 2027-01-01, to = 2027-01-03, name = \"元旦\" "
      "}]\n"
      "extra_workdays = [2027-01-09]\n";
  const core::Calendar calendar = config::loaded(files).policy.calendar;
  BOOST_TEST(!calendar.provisional(instant("2027-12-31T23:59:59+08:00")));
  BOOST_TEST(calendar.provisional(instant("2028-01-01T00:00:00+08:00")));
  BOOST_TEST(calendar.working_at(instant("2027-01-09T10:00:00+08:00")));  // Saturday
  BOOST_TEST(in_shanghai(calendar.add(instant("2026-12-31T17:00:00+08:00"), {1, Unit::working_days},
                                      false)) == "2027-01-04T18:00:00+08:00");
}

BOOST_AUTO_TEST_CASE(a_window_may_span_midnight_and_belongs_to_the_day_it_begins_on) {
  const core::Calendar nights = calendar_in("Asia/Shanghai", "[[\"22:00\", \"06:00\"]]");
  // Friday 6 March 2026 at 22:00 to Saturday at 06:00; then nothing until Monday at 22:00.
  BOOST_TEST(nights.working_at(instant("2026-03-07T05:59:59+08:00")));
  BOOST_TEST(!nights.working_at(instant("2026-03-07T06:00:00+08:00")));
  BOOST_TEST(!nights.working_at(instant("2026-03-07T22:30:00+08:00")));
  BOOST_TEST(!nights.working_at(instant("2026-03-09T03:00:00+08:00")));
  const auto add = [&](std::string_view start, Limit limit) {
    return in_shanghai(nights.add(instant(start), limit, false));
  };
  BOOST_TEST(add("2026-03-06T23:00:00+08:00", {120, Unit::working_minutes}) ==
             "2026-03-07T01:00:00+08:00");
  BOOST_TEST(add("2026-03-06T23:00:00+08:00", {420, Unit::working_minutes}) ==
             "2026-03-07T06:00:00+08:00");
  BOOST_TEST(add("2026-03-06T23:00:00+08:00", {480, Unit::working_minutes}) ==
             "2026-03-09T23:00:00+08:00");
  BOOST_TEST(add("2026-03-05T23:00:00+08:00", {1, Unit::working_days}) ==
             "2026-03-07T06:00:00+08:00");
}

BOOST_AUTO_TEST_CASE(a_day_may_be_open_from_midnight_to_midnight) {
  const core::Calendar always = calendar_in("Asia/Shanghai", "[[\"00:00\", \"24:00\"]]");
  BOOST_TEST(in_shanghai(always.add(instant("2026-03-05T10:00:00+08:00"), {1, Unit::working_days},
                                    false)) == "2026-03-07T00:00:00+08:00");
  BOOST_TEST(
      (always.working_between(instant("2026-03-05T10:00:00+08:00"),
                              instant("2026-03-10T10:00:00+08:00")) == std::chrono::hours{3 * 24}));
}

BOOST_AUTO_TEST_CASE(days_are_local_days_also_where_clocks_are_changed) {
  // New York goes from -05:00 to -04:00 on Sunday 8 March 2026 and back on 1 November.
  const core::Calendar calendar = calendar_in("America/New_York", "[[\"09:00\", \"17:00\"]]");
  const auto add = [&](std::string_view start, Limit limit) {
    return config::format_instant(calendar.add(instant(start), limit, false), "America/New_York");
  };
  BOOST_TEST(add("2026-03-06T10:00:00-05:00", {1, Unit::working_days}) ==
             "2026-03-09T17:00:00-04:00");
  BOOST_TEST(add("2026-03-06T10:00:00-05:00", {3, Unit::days}) == "2026-03-09T17:00:00-04:00");
  BOOST_TEST(add("2026-03-06T23:30:00-05:00", {3, Unit::days}) == "2026-03-09T17:00:00-04:00");
  BOOST_TEST(add("2026-10-30T23:30:00-04:00", {3, Unit::days}) == "2026-11-02T17:00:00-05:00");
  BOOST_TEST(add("2026-10-30T16:30:00-04:00", {60, Unit::working_minutes}) ==
             "2026-11-02T09:30:00-05:00");
}

BOOST_AUTO_TEST_CASE(a_day_whose_midnight_is_skipped_begins_when_its_clocks_do) {
  // Havana skips from 00:00 to 01:00 on Sunday 8 March 2026, a working day here.
  const core::Calendar calendar =
      calendar_in("America/Havana", "[[\"09:00\", \"17:00\"]]", "[2026-03-07, 2026-03-08]");
  BOOST_TEST(config::format_instant(
                 calendar.add(instant("2026-03-07T12:00:00-05:00"), {1, Unit::days}, false),
                 "America/Havana") == "2026-03-08T17:00:00-04:00");
  BOOST_TEST(config::format_instant(
                 calendar.add(instant("2026-03-08T01:00:00-04:00"), {1, Unit::working_days}, false),
                 "America/Havana") == "2026-03-09T17:00:00-04:00");
}

BOOST_AUTO_TEST_SUITE_END()
