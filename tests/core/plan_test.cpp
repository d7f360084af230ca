// When the clocks of an assignment are due, against dates counted by hand from the rules: which
// limit wins, what caps what, and in which time a share is measured.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

struct Plan {
  std::vector<ClockPlan> clocks;

  const ClockPlan& of(ClockKind kind) const {
    const auto found = std::find_if(clocks.begin(), clocks.end(),
                                    [&](const ClockPlan& one) { return one.clock == kind; });
    BOOST_REQUIRE_MESSAGE(found != clocks.end(), "no clock " << name_of(kind));
    return *found;
  }
  bool has(ClockKind kind) const {
    return std::any_of(clocks.begin(), clocks.end(),
                       [&](const ClockPlan& one) { return one.clock == kind; });
  }
  std::string due(ClockKind kind) const { return local(of(kind).due); }
  std::string warning(ClockKind kind) const { return local(of(kind).levels[0]); }
};

Plan plan_in(const Policy& policy, std::string_view kind, std::string_view category,
             std::string_view urgency, std::string_view start, bool lead = true) {
  return {plan_assignment(policy, *policy.kind(KindId(kind)), *policy.urgency(UrgencyId(urgency)),
                          policy.category(CategoryId(category)), lead, at(start))};
}

Plan plan(std::string_view kind, std::string_view category, std::string_view urgency,
          std::string_view start, bool lead = true) {
  return plan_in(shunyi(), kind, category, urgency, start, lead);
}

constexpr ClockKind ack = ClockKind::acknowledge;
constexpr ClockKind contact = ClockKind::contact;
constexpr ClockKind report_in = ClockKind::report_in;
constexpr ClockKind first_report = ClockKind::first_report;
constexpr ClockKind resolve = ClockKind::resolve;

}  // namespace

BOOST_AUTO_TEST_SUITE(plans_of_clocks)

BOOST_AUTO_TEST_CASE(an_emergency_runs_round_the_clock_by_its_kinds_limits) {
  const Plan gas = plan("EMERGENCY", "GAS_LEAK", "U1", "2026-03-09 10:00");
  BOOST_TEST(gas.due(ack) == "2026-03-09 10:05:00");
  BOOST_TEST(gas.due(contact) == "2026-03-09 10:10:00");
  BOOST_TEST(gas.due(report_in) == "2026-03-09 10:30:00");
  BOOST_TEST(gas.due(first_report) == "2026-03-09 12:00:00");
  BOOST_TEST(gas.due(resolve) == "2026-03-10 10:00:00");
  BOOST_TEST(gas.warning(ack) == "2026-03-09 10:04:00");
  BOOST_TEST(gas.warning(contact) == "2026-03-09 10:08:00");
  BOOST_TEST(gas.warning(report_in) == "2026-03-09 10:24:00");
  BOOST_TEST(gas.warning(first_report) == "2026-03-09 11:36:00");
  BOOST_TEST(gas.warning(resolve) == "2026-03-10 05:12:00");
  // The kind's limits come before those of a less urgent whistle.
  BOOST_TEST(plan("EMERGENCY", "GAS_LEAK", "U4", "2026-03-09 10:00").due(resolve) ==
             "2026-03-10 10:00:00");
}

BOOST_AUTO_TEST_CASE(a_demand_blown_before_spring_festival) {
  const Plan demand = plan("DEMAND", "PROPERTY", "U3", "2026-02-13 17:30");
  // Half an hour on Friday, half an hour on the worked Saturday.
  BOOST_TEST(demand.due(ack) == "2026-02-14 09:30:00");
  BOOST_TEST(demand.warning(ack) == "2026-02-14 09:18:00");
  // 1440 minutes round the clock.
  BOOST_TEST(demand.due(contact) == "2026-02-14 17:30:00");
  BOOST_TEST(demand.warning(contact) == "2026-02-14 12:42:00");
  // Seven days end on the 20th, in the holiday: the 24th. That is 15.5 working hours; half of
  // them, 7 h 45 min, end on Saturday, before the three working days (the 25th) do.
  BOOST_TEST(demand.due(resolve) == "2026-02-24 18:00:00");
  BOOST_TEST(demand.due(report_in) == "2026-02-14 17:45:00");
  BOOST_TEST(demand.warning(report_in) == "2026-02-14 16:12:00");  // 6 h 12 min
  BOOST_TEST(demand.warning(resolve) == "2026-02-24 14:54:00");    // 12 h 24 min
  BOOST_TEST(!demand.has(first_report));
}

BOOST_AUTO_TEST_CASE(fifteen_days_may_end_on_a_worked_saturday) {
  BOOST_TEST(plan("DEMAND", "PROPERTY", "U4", "2026-02-13 17:30").due(resolve) ==
             "2026-02-28 18:00:00");
}

BOOST_AUTO_TEST_CASE(days_on_a_round_the_clock_kind_ignore_the_holiday) {
  // Sunday night; the seventh day is the last of the Dragon Boat holiday.
  const Plan taxi = plan("ENFORCE_NOW", "ILLEGAL_TAXI", "U3", "2026-06-14 22:15");
  BOOST_TEST(taxi.due(ack) == "2026-06-14 22:25:00");
  BOOST_TEST(taxi.due(contact) == "2026-06-14 22:30:00");
  BOOST_TEST(taxi.due(report_in) == "2026-06-14 22:45:00");
  BOOST_TEST(taxi.due(resolve) == "2026-06-21 22:15:00");
  BOOST_TEST(taxi.warning(resolve) == "2026-06-20 12:39:00");  // 134.4 hours
}

BOOST_AUTO_TEST_CASE(a_resolve_limit_in_minutes_makes_a_working_kind_run_round_the_clock) {
  const Plan heating = plan("DEMAND", "HEATING", "U2", "2026-02-13 17:30");
  BOOST_TEST(heating.due(ack) == "2026-02-13 18:30:00");
  BOOST_TEST(heating.warning(ack) == "2026-02-13 18:18:00");
  BOOST_TEST(heating.due(contact) == "2026-02-13 19:30:00");
  BOOST_TEST(heating.due(resolve) == "2026-02-14 17:30:00");
  BOOST_TEST(heating.due(report_in) == "2026-02-14 05:30:00");      // half of 24 hours
  BOOST_TEST(heating.warning(report_in) == "2026-02-14 03:06:00");  // 80 % of half
  // A key work whose category gives it 240 minutes.
  const Plan flood = plan("KEY_WORK", "FLOOD", "U4", "2026-03-09 10:00");
  BOOST_TEST(flood.due(ack) == "2026-03-09 11:00:00");
  BOOST_TEST(flood.due(contact) == "2026-03-09 12:00:00");
  BOOST_TEST(flood.due(report_in) == "2026-03-09 12:00:00");
  BOOST_TEST(flood.due(resolve) == "2026-03-09 14:00:00");
}

BOOST_AUTO_TEST_CASE(round_the_clock_then_holds_for_its_days_too) {
  Policy policy = shunyi();
  policy.kinds.at(KindId("DEMAND")).report_in = {1, Unit::days};
  policy.urgencies.at(UrgencyId("U2")).resolve = {5760, Unit::minutes};
  policy.levels[2].after_normal = {1, Unit::days};
  const Plan four_days = plan_in(policy, "DEMAND", "HEATING", "U2", "2026-02-13 17:30");
  BOOST_TEST(four_days.due(report_in) == "2026-02-14 17:30:00");
  BOOST_TEST(four_days.warning(report_in) == "2026-02-14 12:42:00");
  BOOST_TEST(local(four_days.of(ack).levels[2]) == "2026-02-14 18:30:00");
  // Where the resolve limit is in days the kind works, and its days end at the close of business.
  BOOST_TEST(plan_in(policy, "DEMAND", "PROPERTY", "U4", "2026-02-13 17:30").due(report_in) ==
             "2026-02-14 18:00:00");
}

BOOST_AUTO_TEST_CASE(the_category_s_own_limit_wins_over_kind_and_urgency) {
  // 240 working minutes: longer or shorter than the others, it wins.
  for (const char* urgency : {"U1", "U2", "U3", "U4"}) {
    const Plan garbage = plan("DEMAND", "GARBAGE", urgency, "2026-03-09 10:00");
    BOOST_TEST(garbage.due(resolve) == "2026-03-09 15:30:00");
    BOOST_TEST(garbage.due(ack) == "2026-03-09 11:00:00");
    // Half of it ends exactly at noon, and takes contact with it.
    BOOST_TEST(garbage.due(report_in) == "2026-03-09 12:00:00");
    BOOST_TEST(garbage.due(contact) == "2026-03-09 12:00:00");
    BOOST_TEST(garbage.warning(report_in) == "2026-03-09 11:36:00");
    BOOST_TEST(garbage.warning(contact) == "2026-03-09 11:36:00");
  }
  // 20 working days on a round-the-clock kind, where 24 hours (U1) would have been the urgency's.
  const Plan build = plan("ENFORCE_NOW", "ILLEGAL_BUILD", "U1", "2026-03-09 10:00");
  BOOST_TEST(build.due(resolve) == "2026-04-07 18:00:00");
  BOOST_TEST(build.warning(resolve) == "2026-03-31 16:42:00");  // 125.2 of 156.5 working hours
  BOOST_TEST(build.due(report_in) == "2026-03-09 10:30:00");
  BOOST_TEST(plan("EMERGENCY", "MUCK", "U1", "2026-02-13 17:30").due(resolve) ==
             "2026-02-24 18:00:00");
  BOOST_TEST(plan("EMERGENCY", "FLOOD", "U1", "2026-03-09 10:00").due(resolve) ==
             "2026-03-09 14:00:00");
}

BOOST_AUTO_TEST_CASE(planned_enforcement_and_key_work_keep_their_kinds_limit) {
  for (const char* urgency : {"U1", "U2", "U3", "U4"}) {
    const Plan food = plan("ENFORCE_PLAN", "FOOD", urgency, "2026-06-14 22:15");
    BOOST_TEST(food.due(ack) == "2026-06-15 10:00:00");
    BOOST_TEST(food.due(contact) == "2026-06-15 22:15:00");
    BOOST_TEST(food.due(report_in) == "2026-06-17 18:00:00");
    BOOST_TEST(food.due(resolve) == "2026-06-29 18:00:00");  // 15-18, 22-26, 29 June
    const Plan estate = plan("KEY_WORK", "OLD_ESTATE", urgency, "2026-03-09 10:00");
    BOOST_TEST(estate.due(report_in) == "2026-03-16 18:00:00");
    BOOST_TEST(estate.warning(report_in) == "2026-03-13 16:42:00");  // 35.2 of 44 working hours
    BOOST_TEST(estate.due(resolve) == "2026-04-21 18:00:00");        // over Qingming
    BOOST_TEST(estate.warning(resolve) == "2026-04-13 16:42:00");    // 185.2 of 231.5
  }
}

BOOST_AUTO_TEST_CASE(a_demand_of_a_quiet_monday_reports_in_at_half_of_its_working_time) {
  const Plan demand = plan("DEMAND", "PROPERTY", "U3", "2026-03-09 10:00");
  BOOST_TEST(demand.due(resolve) == "2026-03-16 18:00:00");    // 44 working hours
  BOOST_TEST(demand.due(report_in) == "2026-03-12 09:30:00");  // 22: 6.5, 7.5, 7.5 and 0.5
  BOOST_TEST(demand.due(contact) == "2026-03-10 10:00:00");
}

BOOST_AUTO_TEST_CASE(the_first_report_is_the_kinds_else_the_urgencys_else_none) {
  BOOST_TEST(plan("EMERGENCY", "WATER_OUT", "U3", "2026-03-09 10:00").due(first_report) ==
             "2026-03-09 12:00:00");
  BOOST_TEST(plan("DEMAND", "PROPERTY", "U1", "2026-02-13 17:30").due(first_report) ==
             "2026-02-13 19:30:00");
  for (const char* kind : {"ENFORCE_NOW", "ENFORCE_PLAN", "DEMAND", "KEY_WORK"})
    for (const char* urgency : {"U2", "U3", "U4"})
      BOOST_TEST(!plan(kind, "PROPERTY", urgency, "2026-03-09 10:00").has(first_report));
}

BOOST_AUTO_TEST_CASE(instants_are_exact_to_the_second) {
  const Plan gas = plan("EMERGENCY", "GAS_LEAK", "U1", "2026-03-09 10:00:07.900");
  BOOST_TEST(local(gas.of(ack).starts) == "2026-03-09 10:00:07");
  BOOST_TEST(gas.due(ack) == "2026-03-09 10:05:07");
  BOOST_TEST(gas.warning(ack) == "2026-03-09 10:04:07");
  // Half of 55,799 working seconds is 27,899: 1,799 on Friday and 7 h 15 min on Saturday.
  BOOST_TEST(plan("DEMAND", "PROPERTY", "U3", "2026-02-13 17:30:01").due(report_in) ==
             "2026-02-14 17:45:00");
}

BOOST_AUTO_TEST_CASE(an_assisting_office_has_the_lead_s_instants_and_neither_contact_nor_report) {
  const Plan lead = plan("EMERGENCY", "GAS_LEAK", "U1", "2026-02-13 17:30");
  const Plan assisting = plan("EMERGENCY", "GAS_LEAK", "U1", "2026-02-13 17:30", false);
  BOOST_TEST(assisting.clocks.size() == 3u);
  for (const ClockKind kind : {ack, report_in, resolve})
    BOOST_TEST((assisting.of(kind) == lead.of(kind)));
}

BOOST_AUTO_TEST_CASE(years_end_makes_a_plan_provisional) {
  const Plan week = plan("DEMAND", "PROPERTY", "U3", "2026-12-24 15:00");
  BOOST_TEST(week.due(resolve) == "2026-12-31 18:00:00");
  BOOST_TEST(!shunyi().calendar.provisional(week.of(resolve).due));
  const Plan fortnight = plan("DEMAND", "PROPERTY", "U4", "2026-12-24 15:00");
  BOOST_TEST(fortnight.due(resolve) == "2027-01-08 18:00:00");
  BOOST_TEST(shunyi().calendar.provisional(fortnight.of(resolve).due));
}

BOOST_AUTO_TEST_CASE(a_rework_has_three_working_days_or_the_own_limit_if_that_is_shorter) {
  const auto rework = [](std::string_view kind, std::string_view category,
                         std::string_view urgency) {
    const Policy& policy = shunyi();
    return local(plan_rework(policy, *policy.kind(KindId(kind)),
                             *policy.urgency(UrgencyId(urgency)),
                             policy.category(CategoryId(category)), at("2026-03-09 10:00"))
                     .due);
  };
  BOOST_TEST(rework("DEMAND", "PROPERTY", "U3") == "2026-03-12 18:00:00");
  BOOST_TEST(rework("DEMAND", "PROPERTY", "U2") == "2026-03-10 10:00:00");
  BOOST_TEST(rework("DEMAND", "GARBAGE", "U3") == "2026-03-09 15:30:00");
  BOOST_TEST(rework("KEY_WORK", "OLD_ESTATE", "U4") == "2026-03-12 18:00:00");
}

BOOST_AUTO_TEST_CASE(of_a_subdistrict_that_is_late_its_own_leaders_are_told) {
  const Policy& policy = shunyi();
  const auto told = [&](std::size_t level, std::string_view assigned, std::string_view street) {
    std::string all;
    for (const Recipient& one : recipients(policy, level, OfficeId(assigned), OfficeId(street)))
      all += (all.empty() ? "" : " ") + one.str();
    return all;
  };
  BOOST_TEST(told(1, "ZJW", "110113001") == "ZJW/dept_liaison ZJW/dept_deputy_head");
  BOOST_TEST(told(0, "110113001", "110113001") == "110113001/assignee 110113001/street");
  BOOST_TEST(told(1, "110113001", "110113001") == "110113001/street 110113001/street_leader");
  BOOST_TEST(told(2, "110113001", "110113001") == "110113001/street_top_leader");
  BOOST_TEST(told(3, "110113001", "110113001") ==
             "QZF/deputy_district_head DCS/supervision_office");
}

BOOST_AUTO_TEST_CASE(the_whistle_s_own_clocks) {
  const auto due = [](ClockKind clock, std::string_view start) {
    return local(plan_whistle_clock(shunyi(), clock, at(start)).due);
  };
  // 30 minutes on Friday, 180 and 30 on Saturday.
  BOOST_TEST(due(ClockKind::review, "2026-02-13 17:30") == "2026-02-14 14:00:00");
  BOOST_TEST(due(ClockKind::name_lead, "2026-02-14 23:45") == "2026-02-15 00:15:00");
  BOOST_TEST(due(ClockKind::verify, "2026-02-14 17:00") == "2026-02-26 18:00:00");
  BOOST_TEST(due(ClockKind::evaluate, "2026-03-13 17:00") == "2026-03-18 18:00:00");
}

BOOST_AUTO_TEST_CASE(a_kind_that_comes_first_but_sets_no_limit_leaves_it_to_the_urgency) {
  Policy policy = shunyi();
  Kind kind = *policy.kind(KindId("EMERGENCY"));
  kind.resolve_before_urgency = true;
  kind.resolve.reset();
  Urgency urgency = *policy.urgency(UrgencyId("U3"));
  urgency.resolve = {90, Unit::minutes};
  const Plan made{plan_assignment(policy, kind, urgency, nullptr, true, at("2026-03-09 10:00"))};
  BOOST_TEST(made.due(resolve) == "2026-03-09 11:30:00");
}

BOOST_AUTO_TEST_CASE(a_report_in_due_before_the_acknowledgement_stays_as_it_is_configured) {
  Policy policy = shunyi();
  Kind kind = *policy.kind(KindId("EMERGENCY"));
  kind.report_in = {3, Unit::minutes};
  const Plan made{plan_assignment(policy, kind, *policy.urgency(UrgencyId("U1")), nullptr, true,
                                  at("2026-03-09 10:00"))};
  BOOST_TEST(made.due(ack) == "2026-03-09 10:05:00");
  BOOST_TEST(made.due(report_in) == "2026-03-09 10:03:00");
}

BOOST_AUTO_TEST_CASE(an_office_that_is_gone_is_told_in_the_role_that_the_level_names) {
  const auto told = recipients(shunyi(), 1, OfficeId("GONE"), OfficeId(street_code));
  BOOST_REQUIRE(!told.empty());
  BOOST_TEST(told.front().office.str() == "GONE");
  BOOST_TEST((told.front().role == shunyi().levels[1].notify.front()));
}

BOOST_AUTO_TEST_SUITE_END()
