// The clocks of a lead that is named while the whistle is already blown: fresh limits to
// acknowledge, contact and report in, resolve and first report since the blow.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

std::string due(std::string_view kind, std::string_view urgency, std::string_view blown,
                std::string_view named, ClockKind clock) {
  const Policy& policy = shunyi();
  const auto plans =
      plan_named(policy, *policy.kind(KindId(kind)), *policy.urgency(UrgencyId(urgency)), nullptr,
                 true, at(blown), at(named));
  const auto found = std::find_if(plans.begin(), plans.end(),
                                  [&](const ClockPlan& one) { return one.clock == clock; });
  return found == plans.end() ? "none" : local(found->due);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_lead_named_later)

BOOST_AUTO_TEST_CASE(has_fresh_limits_but_the_resolve_instant_since_the_blow) {
  const auto of = [](ClockKind clock) {
    return due("DEMAND", "U3", "2026-03-09 10:00", "2026-03-09 10:20", clock);
  };
  BOOST_TEST(of(ClockKind::acknowledge) == "2026-03-09 11:20:00");
  BOOST_TEST(of(ClockKind::contact) == "2026-03-10 10:20:00");
  // Half of the 43 h 40 min that are left: 6 h 10 min, 7.5 h, 7.5 h and 40 minutes.
  BOOST_TEST(of(ClockKind::report_in) == "2026-03-12 09:40:00");
  BOOST_TEST(of(ClockKind::resolve) == "2026-03-16 18:00:00");
}

BOOST_AUTO_TEST_CASE(counts_the_warning_of_resolve_from_the_blow) {
  const Policy& policy = shunyi();
  const auto plans =
      plan_named(policy, *policy.kind(KindId("DEMAND")), *policy.urgency(UrgencyId("U3")), nullptr,
                 true, at("2026-03-09 10:00"), at("2026-03-11 10:20"));
  BOOST_TEST(local(plans.back().levels[0]) == "2026-03-13 16:42:00");  // 35.2 of 44 hours
}

BOOST_AUTO_TEST_CASE(of_an_emergency_reports_since_the_blow) {
  const auto of = [](ClockKind clock) {
    return due("EMERGENCY", "U1", "2026-03-09 10:00", "2026-03-09 10:40", clock);
  };
  BOOST_TEST(of(ClockKind::acknowledge) == "2026-03-09 10:45:00");
  BOOST_TEST(of(ClockKind::contact) == "2026-03-09 10:50:00");
  BOOST_TEST(of(ClockKind::report_in) == "2026-03-09 11:10:00");
  BOOST_TEST(of(ClockKind::first_report) == "2026-03-09 12:00:00");
  BOOST_TEST(of(ClockKind::resolve) == "2026-03-10 10:00:00");
}

BOOST_AUTO_TEST_CASE(may_acknowledge_before_it_has_to_report_in_however_late_it_is_named) {
  // Two minutes are left to resolve; five to acknowledge.
  const auto late = [](ClockKind clock) {
    return due("EMERGENCY", "U1", "2026-03-09 10:00", "2026-03-10 09:58", clock);
  };
  BOOST_TEST(late(ClockKind::acknowledge) == "2026-03-10 10:03:00");
  BOOST_TEST(late(ClockKind::report_in) == "2026-03-10 10:03:00");
  BOOST_TEST(late(ClockKind::contact) == "2026-03-10 10:03:00");
  BOOST_TEST(late(ClockKind::resolve) == "2026-03-10 10:00:00");
  // And when nothing is left, report-in has its own limit.
  const auto too_late = [](ClockKind clock) {
    return due("EMERGENCY", "U1", "2026-03-09 10:00", "2026-03-10 11:00", clock);
  };
  BOOST_TEST(too_late(ClockKind::acknowledge) == "2026-03-10 11:05:00");
  BOOST_TEST(too_late(ClockKind::report_in) == "2026-03-10 11:30:00");
}

BOOST_AUTO_TEST_SUITE_END()
