#include <boost/test/unit_test.hpp>

#include "tests/config/support.hpp"

namespace {
using namespace shao;
using namespace shao::config;

std::int64_t milliseconds(std::string_view text) {
  return instant(text).time_since_epoch().count();
}
}  // namespace

BOOST_AUTO_TEST_SUITE(instants)

BOOST_AUTO_TEST_CASE(an_instant_is_written_with_the_offset_of_its_zone) {
  const core::Instant at = core::at_second(1770975000);  // 09:30 UTC
  BOOST_TEST(format_instant(at, "Asia/Shanghai") == "2026-02-13T17:30:00+08:00");
  BOOST_TEST(format_instant(at, "America/New_York") == "2026-02-13T04:30:00-05:00");
  BOOST_TEST(format_instant(at, "Asia/Kolkata") == "2026-02-13T15:00:00+05:30");
  BOOST_TEST(format_instant(at, "America/St_Johns") == "2026-02-13T06:00:00-03:30");
  BOOST_TEST(format_instant(at, "UTC") == "2026-02-13T09:30:00+00:00");
  BOOST_TEST(format_instant(at, "Nowhere/Land") == "2026-02-13T09:30:00+00:00");
}

BOOST_AUTO_TEST_CASE(a_started_second_is_cut) {
  BOOST_TEST(format_instant(core::at_second(0) + core::Duration{999}, "UTC") ==
             "1970-01-01T00:00:00+00:00");
  BOOST_TEST(format_instant(core::at_second(0) - core::Duration{1}, "UTC") ==
             "1969-12-31T23:59:59+00:00");
}

BOOST_AUTO_TEST_CASE(an_offset_with_seconds_still_names_the_instant) {
  // Shanghai kept its local mean time, +08:05:43, until 1901.
  const core::Instant at = instant("1900-01-01T00:00:00Z");
  const std::string text = format_instant(at, "Asia/Shanghai");
  BOOST_TEST(text == "1900-01-01T08:05:00+08:05");
  BOOST_TEST((instant(text) == at));
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again) {
  BOOST_TEST(milliseconds("2026-02-13T17:30:00+08:00") == 1770975000000);
  BOOST_TEST(milliseconds("2026-02-13T09:30:00Z") == 1770975000000);
  BOOST_TEST(milliseconds("2026-02-13T09:30:00-00:00") == 1770975000000);
  BOOST_TEST(milliseconds("2026-02-13T06:00:00-03:30") == 1770975000000);
  BOOST_TEST(milliseconds("2026-02-14T00:00:00+14:30") == 1770975000000);
  BOOST_TEST(milliseconds("2026-02-13T09:30:00.5Z") == 1770975000500);
  BOOST_TEST(milliseconds("2026-02-13T09:30:00.05Z") == 1770975000050);
  BOOST_TEST(milliseconds("2026-02-13T09:30:00.005Z") == 1770975000005);
  BOOST_TEST(milliseconds("2028-02-29T00:00:00Z") == 1835395200000);
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused_with_the_value_and_what_would_be_right) {
  for (const char* text : {"",
                           "2026-02-13",
                           "2026-02-13T17:30:00",
                           "2026-02-13 17:30:00+08:00",
                           "2026-02-13t17:30:00+08:00",
                           "2026-02-13T17:30:00z",
                           "2026-02-13T17:30+08:00",
                           "2026-2-13T17:30:00+08:00",
                           "2026-02-30T17:30:00+08:00",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-02-13T24:00:00+08:00",
                           "2026-02-13T23:60:00+08:00",
                           "2026-02-13T23:59:60Z",
                           "2026-02-13T17:30:00+0800",
                           "2026-02-13T17:30:00+8:00",
                           "2026-02-13T17:30:00+24:00",
                           "2026-02-13T17:30:00+08:60",
                           "2026-02-13T17:30:00.Z",
                           "2026-02-13T17:30:00.1234Z",
                           "2026-02-13T17:30:00+08:00 ",
                           " 2026-02-13T17:30:00+08:00",
                           "2026-02-13T17:30:00+08:00Z",
                           "+026-02-13T17:30:00Z",
                           "2026-02-13T-1:30:00Z",
                           "today"}) {
    const auto result = parse_instant(text);
    BOOST_TEST(!result.has_value(), text);
    if (result) continue;
    BOOST_TEST(result.error().find("\"" + std::string(text) + "\"") != std::string::npos);
    BOOST_TEST(result.error().find("2026-02-13T17:30:00+08:00") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
