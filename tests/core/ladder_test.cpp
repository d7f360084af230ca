// The levels above each limit: both columns of offsets, and who is told.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

/// Levels 1 to 4 of a clock, as "09 10:05, 09 10:15, ..." (day and time of the month).
std::string ladder(std::string_view kind, std::string_view category, std::string_view urgency,
                   std::string_view start, ClockKind clock) {
  const Policy& policy = shunyi();
  const auto plans =
      plan_assignment(policy, *policy.kind(KindId(kind)), *policy.urgency(UrgencyId(urgency)),
                      policy.category(CategoryId(category)), true, at(start));
  const auto found = std::find_if(plans.begin(), plans.end(),
                                  [&](const ClockPlan& one) { return one.clock == clock; });
  BOOST_REQUIRE(found != plans.end());
  std::string text;
  for (std::size_t level = 1; level < optional_level; ++level)
    text += (level == 1 ? "" : ", ") + local(found->levels[level]).substr(5, 11);
  return text;
}

std::string told(std::size_t level, std::string_view assigned) {
  std::string text;
  for (const Recipient& one :
       recipients(shunyi(), level, OfficeId(assigned), OfficeId(street_code)))
    text += (text.empty() ? "" : " ") + one.str();
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ladders)

BOOST_AUTO_TEST_CASE(the_emergency_column_counts_minutes) {
  const std::string_view start = "2026-03-09 23:30";
  BOOST_TEST(ladder("EMERGENCY", "GAS_LEAK", "U1", start, ClockKind::acknowledge) ==
             "03-09 23:35, 03-09 23:45, 03-09 23:55, 03-10 00:35");
  BOOST_TEST(ladder("EMERGENCY", "GAS_LEAK", "U1", start, ClockKind::contact) ==
             "03-09 23:40, 03-09 23:50, 03-10 00:00, 03-10 00:40");
  BOOST_TEST(ladder("EMERGENCY", "GAS_LEAK", "U1", start, ClockKind::report_in) ==
             "03-10 00:00, 03-10 00:10, 03-10 00:20, 03-10 01:00");
  BOOST_TEST(ladder("EMERGENCY", "GAS_LEAK", "U1", start, ClockKind::first_report) ==
             "03-10 01:30, 03-10 01:40, 03-10 01:50, 03-10 02:30");
  BOOST_TEST(ladder("EMERGENCY", "GAS_LEAK", "U1", start, ClockKind::resolve) ==
             "03-10 23:30, 03-10 23:40, 03-10 23:50, 03-11 00:30");
}

BOOST_AUTO_TEST_CASE(the_normal_column_counts_working_days_from_the_limit) {
  const std::string_view start = "2026-02-13 17:30";
  // Due on Saturday the 14th; then the 24th, the 26th, and the worked Saturday the 28th.
  BOOST_TEST(ladder("DEMAND", "PROPERTY", "U3", start, ClockKind::acknowledge) ==
             "02-14 09:30, 02-24 18:00, 02-26 18:00, 02-28 18:00");
  BOOST_TEST(ladder("DEMAND", "PROPERTY", "U3", start, ClockKind::contact) ==
             "02-14 17:30, 02-24 18:00, 02-26 18:00, 02-28 18:00");
  BOOST_TEST(ladder("DEMAND", "PROPERTY", "U3", start, ClockKind::report_in) ==
             "02-14 17:45, 02-24 18:00, 02-26 18:00, 02-28 18:00");
  BOOST_TEST(ladder("DEMAND", "PROPERTY", "U3", start, ClockKind::resolve) ==
             "02-24 18:00, 02-25 18:00, 02-27 18:00, 03-02 18:00");
  // Also where the limit itself ran round the clock: due on Friday evening, then Saturday's close.
  BOOST_TEST(ladder("DEMAND", "HEATING", "U2", start, ClockKind::acknowledge) ==
             "02-13 18:30, 02-14 18:00, 02-25 18:00, 02-27 18:00");
}

BOOST_AUTO_TEST_CASE(which_column_a_clock_uses_stands_at_the_kind) {
  // An offence in progress is fetched like an emergency and resolved like a demand.
  const std::string_view start = "2026-06-14 22:15";
  BOOST_TEST(ladder("ENFORCE_NOW", "ILLEGAL_TAXI", "U3", start, ClockKind::report_in) ==
             "06-14 22:45, 06-14 22:55, 06-14 23:05, 06-14 23:45");
  BOOST_TEST(ladder("ENFORCE_NOW", "ILLEGAL_TAXI", "U3", start, ClockKind::resolve) ==
             "06-21 22:15, 06-22 18:00, 06-24 18:00, 06-26 18:00");
  // A critical demand's first report is on the emergency column, all else of it is not.
  BOOST_TEST(ladder("DEMAND", "PROPERTY", "U1", "2026-03-09 10:00", ClockKind::first_report) ==
             "03-09 12:00, 03-09 12:10, 03-09 12:20, 03-09 13:00");
  BOOST_TEST(ladder("DEMAND", "PROPERTY", "U1", "2026-03-09 10:00", ClockKind::acknowledge) ==
             "03-09 11:00, 03-10 18:00, 03-12 18:00, 03-16 18:00");
}

BOOST_AUTO_TEST_CASE(the_whistle_s_own_clocks_use_the_normal_column) {
  const ClockPlan naming =
      plan_whistle_clock(shunyi(), ClockKind::name_lead, at("2026-02-14 23:45"));
  BOOST_TEST(local(naming.levels[0]) == "2026-02-15 00:09:00");
  BOOST_TEST(local(naming.levels[1]) == "2026-02-15 00:15:00");
  BOOST_TEST(local(naming.levels[2]) == "2026-02-24 18:00:00");
  BOOST_TEST(local(naming.levels[4]) == "2026-02-28 18:00:00");
}

BOOST_AUTO_TEST_CASE(each_level_tells_its_own_people) {
  BOOST_TEST(told(0, "RQ") == "RQ/assignee RQ/dept_liaison");
  BOOST_TEST(told(1, "RQ") == "RQ/dept_liaison RQ/dept_deputy_head");
  BOOST_TEST(told(2, "XF") == "XF/dept_head");
  BOOST_TEST(told(3, "XF") == "QZF/deputy_district_head DCS/supervision_office");
  BOOST_TEST(told(4, "XF") == "QZF/district_head QW/party_secretary JJW/discipline_inspection");
}

BOOST_AUTO_TEST_CASE(a_role_of_the_street_sits_in_the_raising_street) {
  Policy policy = shunyi();
  policy.levels[2].notify = {Role::street_leader, Role::dept_head};
  const auto all = recipients(policy, 2, OfficeId("RQ"), OfficeId(street_code));
  BOOST_REQUIRE(all.size() == 2u);
  BOOST_TEST(all[0].str() == "110113001/street_leader");
  BOOST_TEST(all[1].str() == "RQ/dept_head");
}

BOOST_AUTO_TEST_SUITE_END()
