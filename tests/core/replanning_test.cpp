// Running clocks under a new policy (改按新规): on command only, and nobody is late by it.
#include <boost/test/unit_test.hpp>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;
using namespace std::chrono_literals;

/// A gas leak at ten under the policy of then; since 10:01 emergencies have other limits.
struct NewRules {
  Desk desk;
  WhistleId id = desk.raise(at("2026-03-09 10:00"), gas_leak("gas"));

  Kind& kind() { return desk.policy.kinds.at(KindId("EMERGENCY")); }
  NewRules() { desk.policy.version = "0123456789abcdef"; }
  Decision replan(std::string_view now) {
    return desk.tell(at(now), centre(), Replan{id, "时限已调整"});
  }
  const Clock& clock(ClockKind which) const { return desk.clock(id, "RQ", which); }
  std::string due(ClockKind which) const { return local(clock(which).due); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(replanning, NewRules)

BOOST_AUTO_TEST_CASE(a_new_policy_alone_moves_no_clock) {
  kind().report_in = {50, Unit::minutes};
  desk.wake(at("2026-03-09 10:02"));
  BOOST_TEST(due(ClockKind::report_in) == "2026-03-09 10:30:00");
  BOOST_TEST(desk[id].policy == shunyi().version);
}

BOOST_AUTO_TEST_CASE(running_clocks_are_due_as_the_new_one_has_it_counted_from_their_start) {
  kind().report_in = {50, Unit::minutes};
  kind().first_report = Limit{90, Unit::minutes};
  const Decision decision = replan("2026-03-09 10:02");
  BOOST_REQUIRE(!decision.refused());
  BOOST_TEST(due(ClockKind::acknowledge) == "2026-03-09 10:05:00");
  BOOST_TEST(due(ClockKind::report_in) == "2026-03-09 10:50:00");
  BOOST_TEST(due(ClockKind::first_report) == "2026-03-09 11:30:00");
  BOOST_TEST(local(desk.clock(id, "GA", ClockKind::report_in).due) == "2026-03-09 10:50:00");
  BOOST_TEST(desk[id].policy == "0123456789abcdef");
  // Five offices report in, the lead alone makes a first report.
  BOOST_TEST(std::get<WhistleReplanned>(decision.events.back()).clocks.size() == 6u);
  // The levels moved with it.
  desk.wake(at("2026-03-09 10:31"));
  BOOST_TEST(!clock(ClockKind::report_in).missed);
  desk.wake(at("2026-03-09 10:51"));
  BOOST_TEST(clock(ClockKind::report_in).missed);
}

BOOST_AUTO_TEST_CASE(nobody_is_late_by_a_limit_that_was_over_before_it_was_set) {
  kind().acknowledge = {1, Unit::minutes};
  kind().report_in = {3, Unit::minutes};
  BOOST_REQUIRE(!replan("2026-03-09 10:02").refused());
  BOOST_TEST(due(ClockKind::acknowledge) == "2026-03-09 10:05:00");
  BOOST_TEST(due(ClockKind::report_in) == "2026-03-09 10:03:00");
}

BOOST_AUTO_TEST_CASE(a_warning_that_would_have_come_before_is_not_given_late) {
  kind().report_in = {10, Unit::minutes};
  BOOST_REQUIRE(!replan("2026-03-09 10:09").refused());
  for (const Event& event : desk.wake(at("2026-03-09 10:09:30")))
    if (const auto* fired = std::get_if<LevelFired>(&event))
      BOOST_TEST((fired->clock != ClockKind::report_in));
  BOOST_TEST(due(ClockKind::report_in) == "2026-03-09 10:10:00");
}

BOOST_AUTO_TEST_CASE(what_is_missed_stays_missed) {
  desk.wake(at("2026-03-09 10:06"));
  BOOST_REQUIRE(clock(ClockKind::acknowledge).missed);
  kind().acknowledge = {20, Unit::minutes};
  BOOST_REQUIRE(!replan("2026-03-09 10:07").refused());
  BOOST_TEST(due(ClockKind::acknowledge) == "2026-03-09 10:05:00");
  BOOST_TEST(clock(ClockKind::acknowledge).missed);
}

BOOST_AUTO_TEST_CASE(the_progress_clock_is_planned_anew_too) {
  desk.accept(at("2026-03-09 10:03"), officer("RQ"), ReportIn{id, "李四", "现场", ""});
  BOOST_TEST(due(ClockKind::progress) == "2026-03-09 11:03:00");
  kind().progress_every = Limit{30, Unit::minutes};
  BOOST_REQUIRE(!replan("2026-03-09 10:04").refused());
  BOOST_TEST(due(ClockKind::progress) == "2026-03-09 10:33:00");
}

BOOST_AUTO_TEST_CASE(what_was_extended_keeps_what_it_was_given) {
  const WhistleId demanded = drive(desk, demand("d"), CaseState::active);
  const Instant now = desk.state.last_instant() + 1min;
  desk.accept(now, centre(), DecideExtension{demanded, true, {3, Unit::days}, "等配件"});
  const Instant extended = desk.clock(demanded, "ZJW", ClockKind::resolve).due;
  desk.policy.version = "fedcba9876543210";
  for (auto& [name, urgency] : desk.policy.urgencies) urgency.resolve = {60, Unit::days};
  desk.policy.kinds.at(KindId("DEMAND")).resolve = Limit{60, Unit::days};
  desk.accept(now + 1min, centre(), Replan{demanded, "时限已调整"});
  BOOST_TEST((desk.clock(demanded, "ZJW", ClockKind::resolve).due == extended));
}

BOOST_AUTO_TEST_CASE(the_verification_is_planned_anew_like_an_offices_clock) {
  const WhistleId demanded = drive(desk, demand("d"), CaseState::verify);
  const Instant before = desk.clock(demanded, ClockKind::verify).due;
  desk.policy.version = "fedcba9876543210";
  desk.policy.whistle_limits.verify = {10, Unit::working_days};
  desk.accept(desk.state.last_instant() + 1min, centre(), Replan{demanded, "时限已调整"});
  BOOST_TEST((desk.clock(demanded, ClockKind::verify).due > before));
}

BOOST_AUTO_TEST_CASE(a_clock_that_the_new_policy_no_longer_has_goes_on_as_it_was_planned) {
  BOOST_REQUIRE(clock(ClockKind::first_report).state == ClockState::running);
  const std::string before = due(ClockKind::first_report);
  kind().first_report.reset();
  for (auto& [name, urgency] : desk.policy.urgencies) urgency.first_report.reset();
  kind().report_in = {50, Unit::minutes};
  BOOST_REQUIRE(!replan("2026-03-09 10:02").refused());
  BOOST_TEST(due(ClockKind::report_in) == "2026-03-09 10:50:00");
  BOOST_TEST(due(ClockKind::first_report) == before);
  BOOST_CHECK(clock(ClockKind::first_report).state == ClockState::running);
}

BOOST_AUTO_TEST_CASE(why_it_does_not_go_on_as_it_was_planned_must_be_said) {
  BOOST_TEST(desk.refuse(at("2026-03-09 10:02"), centre(), Replan{id, ""}) == "missing_field");
  BOOST_TEST(desk[id].policy == shunyi().version);
}

BOOST_AUTO_TEST_CASE(a_new_policy_without_its_kind_leaves_a_whistle_as_it_was_planned) {
  const std::string before = due(ClockKind::report_in);
  desk.policy.kinds.erase(KindId("EMERGENCY"));
  BOOST_TEST(refusal_in(replan("2026-03-09 10:02")) == "unknown_kind");
  BOOST_TEST(due(ClockKind::report_in) == before);
  BOOST_TEST(desk[id].policy == shunyi().version);
}

BOOST_AUTO_TEST_CASE(under_the_policy_in_force_there_is_nothing_to_plan_anew) {
  BOOST_REQUIRE(!replan("2026-03-09 10:02").refused());
  BOOST_TEST(refusal_in(replan("2026-03-09 10:03")) == "wrong_state");
  BOOST_TEST(desk.refuse(at("2026-03-09 10:03"), dispatcher(), Replan{id, "时限已调整"}) ==
             "role_may_not");
}

BOOST_AUTO_TEST_SUITE_END()
