// The straight path of a whistle and its bends: review, work, verification that fails, evaluation
// that is bad or never comes, withdrawal.
#include <boost/test/unit_test.hpp>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

std::string state(const Desk& desk, WhistleId id) {
  return std::string(name_of(desk[id].state));
}
std::string state(const Desk& desk, WhistleId id, std::string_view office) {
  return std::string(name_of(desk[id].assignment(OfficeId(office))->state));
}
std::string state(const Clock& clock) {
  return std::string(name_of(clock.state));
}

void report_in(Desk& desk, std::string_view now, WhistleId id, std::string_view office) {
  desk.accept(at(now), officer(office), ReportIn{id, "李四", "现场", "已到"});
}
void resolve(Desk& desk, std::string_view now, WhistleId id, std::string_view office) {
  desk.accept(at(now), officer(office), Resolve{id, "已办结", {"photo-1"}});
}

/// A demand blown on Monday 9 March at ten; ZJW resolved on Tuesday at ten, SJ and SF on Wednesday
/// at ten.
WhistleId resolved_demand(Desk& desk) {
  const WhistleId id = desk.raise(at("2026-03-09 09:30"), demand("D-1"));
  desk.accept(at("2026-03-09 10:00"), leader(), Approve{id});
  for (const char* office : {"ZJW", "SJ", "SF"}) report_in(desk, "2026-03-09 10:30", id, office);
  desk.accept(at("2026-03-09 10:30"), officer("ZJW"), Contact{id, "张三", "电话"});
  resolve(desk, "2026-03-10 10:00", id, "ZJW");
  resolve(desk, "2026-03-11 10:00", id, "SJ");
  BOOST_TEST(state(desk, id) == "ACTIVE");
  resolve(desk, "2026-03-11 10:00", id, "SF");
  BOOST_TEST(state(desk, id) == "VERIFY");
  return id;
}

Evaluate evaluation(const Desk& desk, WhistleId id, std::string_view not_solved = "") {
  Evaluate command{id, evaluations_of(desk[id], Solved::yes)};
  for (Evaluation& one : command.evaluations)
    if (one.office.view() == not_solved) one.solved = Solved::no;
  return command;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_life_of_a_whistle)

BOOST_AUTO_TEST_CASE(clocks_start_on_approval_where_a_review_is_needed) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 09:30"), demand("D-1"));
  BOOST_TEST(state(desk, id) == "REVIEW");
  BOOST_TEST(desk[id].assignments.empty());
  desk.accept(at("2026-03-09 10:00"), leader(), Approve{id});
  BOOST_TEST(state(desk, id) == "DISPATCHED");
  BOOST_TEST(local(desk[id].blown_at) == "2026-03-09 10:00:00");
  BOOST_TEST(local(desk.clock(id, "ZJW", ClockKind::acknowledge).due) == "2026-03-09 11:00:00");
}

BOOST_AUTO_TEST_CASE(clocks_start_when_it_is_raised_or_submitted_where_none_is_needed) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  BOOST_TEST(local(desk.clock(gas, "RQ", ClockKind::acknowledge).due) == "2026-03-09 10:05:00");
  Raise draft = gas_leak("G-2");
  draft.draft = true;
  const WhistleId later = desk.raise(at("2026-03-09 10:00"), draft);
  BOOST_TEST(state(desk, later) == "DRAFT");
  BOOST_TEST(!desk[later].next_deadline());
  desk.accept(at("2026-03-09 11:00"), community(), Submit{later});
  BOOST_TEST(local(desk.clock(later, "RQ", ClockKind::acknowledge).due) == "2026-03-09 11:05:00");
}

BOOST_AUTO_TEST_CASE(a_refused_review_ends_the_whistle) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 09:30"), demand("D-1"));
  desk.accept(at("2026-03-09 10:00"), leader(), Refuse{id, "社区可自行处理"});
  BOOST_TEST(state(desk, id) == "REJECTED");
  BOOST_TEST(!desk.state.next_deadline());
  BOOST_TEST(desk.state.open().empty());
}

BOOST_AUTO_TEST_CASE(reporting_in_implies_acknowledging_and_the_lead_s_makes_the_case_active) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  report_in(desk, "2026-03-09 10:02", gas, "XF");
  BOOST_TEST(state(desk, gas) == "DISPATCHED");
  BOOST_TEST(state(desk.clock(gas, "XF", ClockKind::acknowledge)) == "met");
  BOOST_TEST(state(desk.clock(gas, "XF", ClockKind::report_in)) == "met");
  BOOST_TEST(state(desk.clock(gas, "XF", ClockKind::resolve)) == "running");
  desk.accept(at("2026-03-09 10:03"), liaison("RQ"), Acknowledge{gas});
  report_in(desk, "2026-03-09 10:04", gas, "RQ");
  BOOST_TEST(state(desk, gas) == "ACTIVE");
  BOOST_TEST(local(desk.clock(gas, "RQ", ClockKind::acknowledge).ended) == "2026-03-09 10:03:00");
  BOOST_TEST(state(desk.clock(gas, "RQ", ClockKind::contact)) == "running");
}

BOOST_AUTO_TEST_CASE(contact_may_come_before_anything_else_and_leaves_the_state_as_it_is) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  desk.accept(at("2026-03-09 10:01"), liaison("RQ"), Contact{gas, "张三", "电话"});
  BOOST_TEST(state(desk, gas, "RQ") == "PENDING");
  BOOST_TEST(state(desk.clock(gas, "RQ", ClockKind::contact)) == "met");
  // An assisting office may have had contact too; it has no clock for it.
  desk.accept(at("2026-03-09 10:02"), liaison("XF"), Contact{gas, "张三", "当面"});
  BOOST_TEST(desk[gas].assignment(OfficeId("XF"))->clock(ClockKind::contact) == nullptr);
}

BOOST_AUTO_TEST_CASE(the_first_progress_stops_the_first_report_clock) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  report_in(desk, "2026-03-09 10:02", gas, "RQ");
  desk.accept(at("2026-03-09 10:30"), officer("RQ"), Progress{gas, "已关阀"});
  desk.accept(at("2026-03-09 11:30"), officer("RQ"), Progress{gas, "检修中"});
  BOOST_TEST(local(desk.clock(gas, "RQ", ClockKind::first_report).ended) == "2026-03-09 10:30:00");
  BOOST_TEST(state(desk, gas, "RQ") == "WORKING");
}

BOOST_AUTO_TEST_CASE(an_emergency_is_resolved_only_after_the_raiser_released_the_scene) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  report_in(desk, "2026-03-09 10:02", gas, "RQ");
  const Resolve done{gas, "", {"photo"}};
  BOOST_TEST(desk.refuse(at("2026-03-09 11:00"), officer("RQ"), done) == "scene_not_released");
  desk.accept(at("2026-03-09 11:01"), community(), Release{gas, "现场已无危险"});
  BOOST_TEST(desk.refuse(at("2026-03-09 11:02"), officer("RQ"), done) == "accepted");
}

BOOST_AUTO_TEST_CASE(all_assignments_done_asks_the_street_to_verify) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  BOOST_TEST(local(desk.clock(id, ClockKind::verify).due) == "2026-03-16 18:00:00");
  for (const char* office : {"ZJW", "SJ", "SF"})
    for (const Clock& clock : desk[id].assignment(OfficeId(office))->clocks)
      BOOST_TEST(state(clock) == "met");
}

BOOST_AUTO_TEST_CASE(a_failed_verification_moves_resolve_by_the_time_it_stood_still) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  const Clock before = desk.clock(id, "ZJW", ClockKind::resolve);
  BOOST_TEST(local(before.due) == "2026-03-16 18:00:00");
  // Thursday at half past four: ZJW stood still for 54.5 hours, the others for 30.5.
  desk.accept(at("2026-03-12 16:30"), street(), Verify{id, false, "仍有残留"});
  BOOST_TEST(state(desk, id) == "ACTIVE");
  BOOST_TEST(int{desk[id].reworks} == 1);
  const Clock& after = desk.clock(id, "ZJW", ClockKind::resolve);
  BOOST_TEST(state(after) == "running");
  BOOST_TEST(local(after.due) == "2026-03-19 00:30:00");
  for (std::size_t level = 0; level < optional_level; ++level)
    BOOST_TEST((after.levels[level] == before.levels[level] + std::chrono::minutes{54 * 60 + 30}));
  BOOST_TEST(local(desk.clock(id, "SF", ClockKind::resolve).due) == "2026-03-18 00:30:00");
  for (const char* office : {"ZJW", "SJ", "SF"}) BOOST_TEST(state(desk, id, office) == "WORKING");
  BOOST_TEST(state(desk.clock(id, ClockKind::verify)) == "met");
}

BOOST_AUTO_TEST_CASE(while_it_stood_still_no_level_of_it_fired) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  // The verification itself is late: its levels fire against the street, no others.
  for (const Event& event : desk.wake(at("2026-03-20 12:00")))
    BOOST_TEST(name_of(std::get<LevelFired>(event).clock) == "verify");
  desk.accept(at("2026-03-20 12:00"), street(), Verify{id, false, "仍有残留"});
  BOOST_TEST(desk.wake(at("2026-03-20 12:01")).empty());
  BOOST_TEST(!desk.clock(id, "ZJW", ClockKind::resolve).missed);
}

BOOST_AUTO_TEST_CASE(a_level_that_had_fired_before_the_rework_does_not_fire_again) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), black_taxi("T-1"));
  for (const char* office : {"JT", "GA", "JJ"}) report_in(desk, "2026-03-09 10:05", id, office);
  for (const char* office : {"GA", "JJ"}) resolve(desk, "2026-03-10 10:00", id, office);
  // The warning came in the night to Sunday; done on Sunday, a day before the limit.
  desk.wake(at("2026-03-15 09:00"));
  resolve(desk, "2026-03-15 10:00", id, "JT");
  desk.accept(at("2026-03-15 11:00"), street(), Verify{id, false, "又回来了"});
  const auto events = desk.wake(at("2026-03-16 11:00:01"));
  BOOST_REQUIRE(events.size() == 1u);
  BOOST_TEST(levels_in(events)[0] == "JT resolve 1 2026-03-16 11:00:00");
  BOOST_TEST(desk.clock(id, "JT", ClockKind::resolve).missed);
}

BOOST_AUTO_TEST_CASE(a_second_verification_has_its_own_three_working_days) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  desk.accept(at("2026-03-12 16:30"), street(), Verify{id, false, "仍有残留"});
  for (const char* office : {"ZJW", "SJ", "SF"}) resolve(desk, "2026-03-13 10:00", id, office);
  BOOST_TEST(state(desk, id) == "VERIFY");
  BOOST_TEST(local(desk.clock(id, ClockKind::verify).due) == "2026-03-18 18:00:00");
  desk.accept(at("2026-03-13 11:00"), street(), Verify{id, true, ""});
  BOOST_TEST(state(desk, id) == "EVALUATE");
}

BOOST_AUTO_TEST_CASE(a_good_evaluation_closes_the_whistle) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  desk.accept(at("2026-03-11 11:00"), street(), Verify{id, true, ""});
  BOOST_TEST(local(desk.clock(id, ClockKind::evaluate).due) == "2026-03-16 18:00:00");
  Evaluate partly = evaluation(desk, id);
  partly.evaluations[0].solved = Solved::partly;
  const Decision closing = desk.tell(at("2026-03-16 18:00"), community(), partly);
  BOOST_TEST(state(desk, id) == "CLOSED");
  BOOST_TEST(std::get<WhistleClosed>(closing.events.back()).evaluated);
  BOOST_TEST(desk[id].evaluations.size() == 3u);
  BOOST_TEST(!desk.state.next_deadline());
}

BOOST_AUTO_TEST_CASE(an_evaluation_that_never_comes_closes_it_as_not_evaluated) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  desk.accept(at("2026-03-11 11:00"), street(), Verify{id, true, ""});
  // Reminded of once, at 22.4 of 28 working hours: 5.5, 7.5, 7.5 and 1.9; at the limit it is open.
  const auto reminded = desk.wake(at("2026-03-16 12:00"));
  BOOST_REQUIRE(reminded.size() == 1u);
  BOOST_TEST(levels_in(reminded)[0] == "110113001001 evaluate 0 2026-03-16 10:54:00");
  BOOST_TEST(desk.wake(at("2026-03-16 18:00")).empty());
  BOOST_TEST((desk.state.next_deadline() == at("2026-03-16 18:00")));
  const auto closing = desk.wake(at("2026-03-16 18:00:00.001"));
  BOOST_REQUIRE(closing.size() == 1u);
  BOOST_TEST(!std::get<WhistleClosed>(closing[0]).evaluated);
  BOOST_TEST(state(desk, id) == "CLOSED");
  BOOST_TEST(desk[id].evaluations.empty());
  BOOST_TEST(!desk.state.next_deadline());
}

BOOST_AUTO_TEST_CASE(an_evaluation_that_comes_too_late_finds_the_whistle_closed) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  desk.accept(at("2026-03-11 11:00"), street(), Verify{id, true, ""});
  const Decision late = desk.tell(at("2026-03-17 09:00"), community(), evaluation(desk, id));
  BOOST_TEST(refusal_in(late) == "wrong_state");
  BOOST_TEST(late.events.size() == 2u);  // the reminder, and the closing
  BOOST_TEST(state(desk, id) == "CLOSED");
}

BOOST_AUTO_TEST_CASE(what_the_raiser_calls_unsolved_goes_back_to_that_office_alone) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  desk.accept(at("2026-03-11 11:00"), street(), Verify{id, true, ""});
  desk.accept(at("2026-03-12 10:00"), community(), evaluation(desk, id, "SJ"));
  BOOST_TEST(state(desk, id) == "ACTIVE");
  BOOST_TEST(int{desk[id].bad_evaluations} == 1);
  BOOST_TEST(state(desk, id, "SJ") == "WORKING");
  BOOST_TEST(state(desk, id, "ZJW") == "DONE");
  const Clock& again = desk.clock(id, "SJ", ClockKind::resolve);
  BOOST_TEST(state(again) == "running");
  BOOST_TEST(local(again.starts) == "2026-03-12 10:00:00");
  BOOST_TEST(local(again.due) == "2026-03-17 18:00:00");
  BOOST_TEST(state(desk.clock(id, "ZJW", ClockKind::resolve)) == "met");
  resolve(desk, "2026-03-13 10:00", id, "SJ");
  BOOST_TEST(state(desk, id) == "VERIFY");
}

BOOST_AUTO_TEST_CASE(going_back_to_work_is_possible_when_the_kind_has_left_the_policy) {
  Desk desk;
  const WhistleId id = resolved_demand(desk);
  desk.accept(at("2026-03-11 11:00"), street(), Verify{id, true, ""});
  desk.policy.kinds.erase(KindId("DEMAND"));
  desk.accept(at("2026-03-12 10:00"), community(), evaluation(desk, id, "SJ"));
  BOOST_TEST(local(desk.clock(id, "SJ", ClockKind::resolve).due) == "2026-03-17 18:00:00");
  // Its levels come and end like any others.
  std::size_t levels = 0;
  while (const auto next = desk.state.next_deadline()) {
    levels += desk.wake(*next + Duration{1}).size();
    BOOST_REQUIRE(levels <= 5u);
  }
  BOOST_TEST(levels == 5u);
}

BOOST_AUTO_TEST_CASE(a_draft_is_taken_back_by_its_unit) {
  Desk desk;
  Raise draft = demand("D-1");
  draft.draft = true;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), draft);
  const Withdraw back{id, "写错了"};
  BOOST_TEST(desk.refuse(at("2026-03-09 10:01"), leader(), back) == "role_may_not");
  desk.accept(at("2026-03-09 10:02"), community(), back);
  BOOST_TEST(state(desk, id) == "CANCELLED");
}

BOOST_AUTO_TEST_CASE(before_the_lead_reported_in_the_street_withdraws_alone) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  report_in(desk, "2026-03-09 10:02", gas, "XF");  // not the lead
  desk.accept(at("2026-03-09 10:03"), leader(), Withdraw{gas, "误报"});
  BOOST_TEST(state(desk, gas) == "CANCELLED");
  BOOST_TEST(!desk.state.next_deadline());
  for (const Assignment& one : desk[gas].assignments)
    for (const Clock& clock : one.clocks) BOOST_TEST(state(clock) != "running");
}

BOOST_AUTO_TEST_CASE(after_that_it_needs_the_lead_s_consent) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  report_in(desk, "2026-03-09 10:02", gas, "RQ");
  const Withdraw withdraw{gas, "误报"};
  BOOST_TEST(desk.refuse(at("2026-03-09 10:03"), leader(), withdraw) == "lead_has_reported_in");
  // Neither an assisting office nor the centre can agree for it.
  BOOST_TEST(desk.refuse(at("2026-03-09 10:03"), officer("XF"), withdraw) == "role_may_not");
  BOOST_TEST(desk.refuse(at("2026-03-09 10:03"), centre(), withdraw) == "not_your_unit");
  desk.accept(at("2026-03-09 10:04"), officer("RQ"), Withdraw{gas, "同意"});
  BOOST_TEST(state(desk, gas) == "ACTIVE");
  desk.accept(at("2026-03-09 10:05"), leader(), withdraw);
  BOOST_TEST(state(desk, gas) == "CANCELLED");
}

BOOST_AUTO_TEST_SUITE_END()
