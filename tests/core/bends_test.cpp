// The bends of a case: disputes, joint whistles, suspension, extension, levels without a clock.
// Their straight uses are told in tests/scenarios; here are the edges, and two at once.
#include <boost/test/unit_test.hpp>
#include <random>

#include "dispatcher/core/levels.hpp"
#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

const Instant morning = at("2026-03-09 10:00");
constexpr std::chrono::milliseconds a_moment{1};

Dispute dispute(WhistleId id) {
  return {id, "条例第五条", "不属本单位职责"};
}
RuleDispute dismissed(WhistleId id) {
  return {id, {}, false, {}, "职责清楚"};
}
RuleDispute upheld(WhistleId id, const char* lead) {
  return {id, {}, true, OfficeId(lead), "按职责"};
}

/// A demand whose lead is there and was called, at morning.
struct ActiveDemand {
  Desk desk;
  WhistleId id = drive(desk, demand("d"), CaseState::active);

  const Clock& resolve(const char* office = "ZJW") const {
    return desk.clock(id, office, ClockKind::resolve);
  }
  AskSuspension ask(Duration time, Instant from = morning) const {
    return {id, Ground::funds, "列入明年预算", {"budget-1"}, from + time};
  }
  void suspend(Instant now, Duration time) {
    desk.accept(now, liaison("ZJW"), ask(time, now));
    desk.accept(now, centre(), DecideSuspension{id, true, "同意", ""});
  }
  void do_it_all(Instant now) {
    for (const Assignment& one : desk[id].assignments) {
      if (one.state == AssignmentState::done || one.state == AssignmentState::relieved) continue;
      if (one.state == AssignmentState::pending || one.state == AssignmentState::acknowledged)
        desk.accept(now, officer(one.office.view()), ReportIn{id, "李四", "现场", "到"});
      desk.accept(now, officer(one.office.view()), Resolve{id, "", {"photo"}});
    }
  }
};

bool told(const std::vector<Event>& events, std::uint8_t level, Pressure why) {
  for (const Event& event : events)
    if (const auto* raised = std::get_if<LevelRaised>(&event))
      return raised->level == level && raised->why == why && !raised->notify.empty();
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bends)

BOOST_AUTO_TEST_CASE(a_dispute_stops_no_clock_and_moves_none) {
  Desk desk;
  const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
  const Assignment before = *desk[id].assignment(OfficeId("ZJW"));
  desk.accept(morning, liaison("ZJW"), dispute(id));
  const Assignment& after = *desk[id].assignment(OfficeId("ZJW"));
  for (std::size_t i = 0; i < before.clocks.size(); ++i) {
    BOOST_TEST(name_of(after.clocks[i].state) == "running");
    BOOST_TEST((after.clocks[i].plan() == before.clocks[i].plan()));
  }
  desk.wake(after.clock(ClockKind::acknowledge)->due + a_moment);
  BOOST_TEST(desk.clock(id, "ZJW", ClockKind::acknowledge).missed);
}

BOOST_AUTO_TEST_CASE(who_was_relieved_by_an_upheld_dispute_has_missed_nothing) {
  Desk desk;
  const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
  desk.accept(morning, liaison("ZJW"), dispute(id));
  const Instant late = desk.clock(id, "ZJW", ClockKind::acknowledge).due + a_moment;
  desk.wake(late);
  desk.accept(late, dispatcher(), upheld(id, "CGZF"));
  BOOST_TEST(!desk.clock(id, "ZJW", ClockKind::acknowledge).missed);
  BOOST_TEST((desk[id].lead()->office == OfficeId("CGZF")));
  // Fresh limits to come, never to be done.
  BOOST_TEST((desk.clock(id, "CGZF", ClockKind::acknowledge).starts == whole_second(late)));
  BOOST_TEST((desk.clock(id, "CGZF", ClockKind::resolve).plan() ==
              desk.clock(id, "ZJW", ClockKind::resolve).plan()));
}

BOOST_AUTO_TEST_CASE(a_dismissed_dispute_leaves_the_miss) {
  Desk desk;
  const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
  desk.accept(morning, liaison("ZJW"), dispute(id));
  const Instant late = desk.clock(id, "ZJW", ClockKind::acknowledge).due + a_moment;
  desk.wake(late);
  desk.accept(late, dispatcher(), dismissed(id));
  BOOST_TEST(desk.clock(id, "ZJW", ClockKind::acknowledge).missed);
  BOOST_TEST(name_of(desk[id].state) == "DISPATCHED");
  BOOST_TEST(name_of(desk.clock(id, ClockKind::ruling).state) == "met");
}

BOOST_AUTO_TEST_CASE(a_dispute_has_one_working_day) {
  for (const auto& [when, outcome] : {std::pair{"2026-03-10 18:00:00", "accepted"},
                                      std::pair{"2026-03-10 18:00:00.001", "too_late"}}) {
    Desk desk;
    const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
    BOOST_TEST(desk.refuse(at(when), liaison("ZJW"), dispute(id)) == outcome);
  }
}

BOOST_AUTO_TEST_CASE(a_ruling_is_late_as_any_other_clock_is) {
  Desk desk;
  const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
  desk.accept(morning, liaison("ZJW"), dispute(id));
  const Clock& ruling = desk.clock(id, ClockKind::ruling);
  BOOST_TEST(local(ruling.due) == "2026-03-09 15:30:00");
  desk.wake(ruling.due + a_moment);
  BOOST_TEST(desk.clock(id, ClockKind::ruling).missed);
}

BOOST_AUTO_TEST_CASE(a_case_that_is_done_waits_for_the_ruling) {
  Desk desk;
  const WhistleId id = drive(desk, black_taxi("t"), CaseState::active);
  desk.accept(morning, officer("JT"), dispute(id));
  for (const char* office : {"GA", "JJ"})
    desk.accept(morning, officer(office), ReportIn{id, "李四", "现场", ""});
  for (const char* office : {"JT", "GA", "JJ"})
    desk.accept(morning, officer(office), Resolve{id, "", {"photo"}});
  BOOST_TEST(name_of(desk[id].state) == "DISPUTED");
  BOOST_TEST(name_of(desk.accept(morning, dispatcher(), dismissed(id)).state) == "VERIFY");
}

BOOST_AUTO_TEST_CASE(a_dispute_during_a_suspension_request_comes_first) {
  for (const bool uphold : {true, false}) {
    Desk desk;
    const WhistleId id = drive(desk, black_taxi("t"), CaseState::active);
    desk.accept(
        morning, officer("JT"),
        AskSuspension{id, Ground::court, "等待判决", {"case-1"}, morning + std::chrono::days{5}});
    desk.accept(morning, officer("JT"), dispute(id));
    const DecideSuspension approve{id, true, "同意", ""};
    BOOST_TEST(desk.refuse(morning, centre(), approve) == "wrong_state");
    desk.accept(morning, dispatcher(), uphold ? upheld(id, "CGZF") : dismissed(id));
    if (uphold) {
      // What the old lead asked for is not the new one's wish.
      desk.accept(morning, officer("CGZF"), ReportIn{id, "周队", "现场", ""});
      BOOST_TEST(desk.refuse(morning, centre(), approve) == "wrong_state");
    } else {
      BOOST_TEST(name_of(desk.accept(morning, centre(), approve).state) == "SUSPENDED");
    }
  }
}

BOOST_AUTO_TEST_CASE(the_minutes_settle_every_dispute) {
  Desk desk;
  const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
  desk.accept(morning, liaison("ZJW"), dispute(id));
  desk.accept(morning, liaison("SJ"), dispute(id));
  desk.accept(morning, centre(), Convene{id, "意见不一"});
  BOOST_TEST(int{desk[id].level().value_or(0)} == 3);
  desk.accept(morning, centre(), Minutes{id, {}, {}, {OfficeId("SF")}, "照旧"});
  BOOST_TEST(name_of(desk[id].state) == "DISPATCHED");
  BOOST_TEST(name_of(desk[id].assignment(OfficeId("SJ"))->state) == "PENDING");
  BOOST_TEST(name_of(desk[id].assignment(OfficeId("SF"))->state) == "RELIEVED");
  for (const ClockKind clock : {ClockKind::ruling, ClockKind::meeting})
    BOOST_TEST(name_of(desk.clock(id, clock).state) == "met");
}

BOOST_FIXTURE_TEST_CASE(nothing_comes_due_while_it_is_suspended, ActiveDemand) {
  suspend(morning, std::chrono::days{20});
  const std::size_t before = desk.journal.size();
  BOOST_TEST((desk[id].next_deadline() == morning + std::chrono::days{20}));
  desk.wake(morning + std::chrono::days{20});  // its review date itself is still in time
  BOOST_TEST(desk.journal.size() == before);
  const auto events = desk.wake(morning + std::chrono::days{20} + a_moment);
  BOOST_REQUIRE(events.size() == 1u);
  BOOST_TEST(std::holds_alternative<WhistleResumed>(events.front()));
  BOOST_TEST(name_of(desk[id].state) == "ACTIVE");
}

BOOST_FIXTURE_TEST_CASE(a_suspension_may_not_be_approved_after_its_own_review_date, ActiveDemand) {
  desk.accept(morning, liaison("ZJW"), ask(std::chrono::hours{1}));
  BOOST_TEST(desk.refuse(morning + std::chrono::hours{1}, centre(),
                         DecideSuspension{id, true, "同意", ""}) == "too_late");
}

BOOST_AUTO_TEST_CASE(what_was_left_of_a_clock_is_left_when_it_goes_on) {
  const Calendar& calendar = shunyi().calendar;
  std::mt19937_64 random(7);
  const auto some = [&](std::int64_t most) {
    return std::chrono::seconds{
        1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most))};
  };
  for (int i = 0; i < 2000; ++i) {
    const Instant start = whole_second(at("2026-01-05 09:00") + some(86400 * 60));
    ClockPlan plan{ClockKind::resolve, start, {}, {}, i % 2 == 0};
    const auto later = [&](Duration time) {
      return plan.working ? calendar.add_working(start, time) : start + time;
    };
    plan.due = later(some(3600 * 50));
    plan.levels = {later(some(3600)),           plan.due,
                   plan.due + some(86400),      plan.due + some(86400 * 9),
                   plan.due + some(86400 * 20), never};
    const Instant paused = start + some(86400 * 5);
    const Instant now = paused + some(86400 * 40);
    const ClockPlan moved = resumed(shunyi(), plan, paused, now);
    const auto left = [&](Instant from, Instant to) {
      return plan.working ? calendar.working_between(from, to) : to - from;
    };
    BOOST_TEST_REQUIRE((moved.levels[optional_level] == never));
    for (std::size_t level = 0; level < optional_level; ++level) {
      if (plan.levels[level] < paused) {
        BOOST_TEST_REQUIRE((moved.levels[level] == plan.levels[level]));
        continue;
      }
      BOOST_TEST_REQUIRE((left(paused, plan.levels[level]) == left(now, moved.levels[level])));
      // Never inside a closed interval, but where there was nothing left.
      if (plan.working && moved.levels[level] > now)
        BOOST_TEST_REQUIRE((calendar.working_at(moved.levels[level] - a_moment)));
    }
    BOOST_TEST_REQUIRE((moved.due == moved.levels[1]));
  }
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_on_within_a_second_ends_when_it_did) {
  const Instant start = at("2026-03-09 10:00:51");
  ClockPlan plan{ClockKind::resolve, start, start + std::chrono::hours{24}, {}, false};
  plan.levels.fill(plan.due);
  const ClockPlan moved =
      resumed(shunyi(), plan, at("2026-03-09 10:00:52.500"), at("2026-03-09 10:00:52.900"));
  BOOST_TEST(local(moved.due) == "2026-03-10 10:00:51");
}

BOOST_FIXTURE_TEST_CASE(an_extension_a_second_before_its_end_and_one_after, ActiveDemand) {
  const Instant due = resolve().due;
  BOOST_TEST(desk.refuse(due + a_moment, dispatcher(),
                         DecideExtension{id, true, {1, Unit::days}, "等配件"}) == "too_late");
  ActiveDemand other;
  other.desk.accept(due, dispatcher(), DecideExtension{other.id, true, {1, Unit::days}, "等配件"});
  BOOST_TEST((other.resolve().due > due));
  BOOST_TEST((other.resolve("SF").due > due));
  other.desk.wake(due + a_moment);
  BOOST_TEST(!other.resolve().missed);
}

BOOST_FIXTURE_TEST_CASE(an_extension_does_not_warn_a_second_time, ActiveDemand) {
  const Instant warning = resolve().levels[0];
  desk.wake(warning + a_moment);
  desk.accept(warning + a_moment, dispatcher(),
              DecideExtension{id, true, {8, Unit::days}, "等配件"});
  const auto levels = levels_in(desk.wake(resolve().due));
  BOOST_TEST(std::none_of(levels.begin(), levels.end(), [](const std::string& level) {
    return level.starts_with("ZJW resolve");
  }));
}

BOOST_FIXTURE_TEST_CASE(the_third_failed_verification_takes_it_to_level_three, ActiveDemand) {
  for (int time = 1; time <= 3; ++time) {
    do_it_all(morning);
    const std::size_t before = desk.journal.size();
    desk.accept(morning, street(), Verify{id, false, "没有修好"});
    const auto& events = desk.journal[before].events;
    BOOST_TEST(told(events, 3, Pressure::reworks) == (time == 3), "time " << time);
  }
}

BOOST_FIXTURE_TEST_CASE(not_solved_takes_it_to_level_two_and_then_three, ActiveDemand) {
  for (int time = 1; time <= 3; ++time) {
    do_it_all(morning);
    desk.accept(morning, street(), Verify{id, true, ""});
    const std::size_t before = desk.journal.size();
    desk.accept(morning, community(), Evaluate{id, evaluations_of(desk[id], Solved::no)});
    const auto& events = desk.journal[before].events;
    BOOST_TEST(told(events, 2, Pressure::bad_evaluations) == (time == 2), "time " << time);
    BOOST_TEST(told(events, 3, Pressure::bad_evaluations) == (time == 3), "time " << time);
  }
}

BOOST_AUTO_TEST_CASE(a_reopened_case_is_open_again_for_all_who_saw_it) {
  Desk desk;
  const WhistleId id = drive(desk, demand("d"), CaseState::closed);
  BOOST_TEST(desk.state.open().empty());
  desk.accept(morning, community(), Reopen{id, "又停了"});
  BOOST_TEST(desk.state.open().contains(id));
  for (const char* office : {"ZJW", "SJ", "SF"})
    BOOST_TEST(desk.state.open_of(OfficeId(office)).contains(id));
  BOOST_TEST((desk.state.next_deadline() == desk[id].next_deadline()));
  BOOST_TEST(int{desk[id].reopened} == 1);
}

BOOST_FIXTURE_TEST_CASE(an_extension_moves_what_still_runs_and_has_not_run_out, ActiveDemand) {
  const auto report_in = [&](const char* office) {
    desk.accept(morning, officer(office), ReportIn{id, "李四", "现场", "到"});
  };
  const auto done = [&](const char* office, Instant now) {
    desk.accept(now, officer(office), Resolve{id, "", {"photo"}});
  };
  report_in("SF");
  report_in("SJ");
  // Sent back at eleven, who was done at ten has an hour more than who was done at eleven.
  const Instant eleven = morning + std::chrono::hours{1};
  done("ZJW", morning);
  done("SF", eleven);
  done("SJ", eleven);
  desk.accept(eleven, street(), Verify{id, false, "没有修好"});
  done("SJ", eleven);
  const Instant early = resolve("SF").due;
  BOOST_TEST((early < resolve().due));
  desk.accept(early + a_moment, dispatcher(), DecideExtension{id, true, {1, Unit::days}, "等配件"});
  BOOST_TEST((resolve("SF").due == early));
  BOOST_TEST((resolve().due > early + std::chrono::hours{2}));
  BOOST_TEST(name_of(resolve("SJ").state) == "met");
}

BOOST_FIXTURE_TEST_CASE(an_extension_is_of_some_time_and_for_who_still_works, ActiveDemand) {
  BOOST_TEST(desk.refuse(morning, liaison("ZJW"), AskExtension{id, {0, Unit::days}, "等配件"}) ==
             "wrong_state");
  desk.accept(morning, officer("ZJW"), Resolve{id, "", {"photo"}});
  BOOST_TEST(desk.refuse(morning, liaison("ZJW"), AskExtension{id, {1, Unit::days}, "等配件"}) ==
             "too_late");
}

BOOST_FIXTURE_TEST_CASE(who_asked_to_go_is_ruled_on_after_a_suspension, ActiveDemand) {
  desk.accept(morning, liaison("SJ"), dispute(id));
  suspend(morning, std::chrono::hours{24});
  const RuleDispute ruling{id, OfficeId("SJ"), true, {}, "确与其无关"};
  BOOST_TEST(desk.refuse(morning, dispatcher(), ruling) == "wrong_state");
  desk.accept(morning, centre(), Resume{id, "条件具备"});
  desk.accept(morning, dispatcher(), ruling);
  BOOST_TEST(name_of(desk[id].assignment(OfficeId("SJ"))->state) == "RELIEVED");
}

BOOST_AUTO_TEST_CASE(a_ruling_on_the_lead_may_name_it) {
  Desk desk;
  const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
  desk.accept(morning, liaison("ZJW"), dispute(id));
  BOOST_TEST(
      desk.refuse(morning, dispatcher(), RuleDispute{id, OfficeId("TY"), false, {}, "职责清楚"}) ==
      "not_your_assignment");
  desk.accept(morning, dispatcher(), RuleDispute{id, OfficeId("ZJW"), false, {}, "职责清楚"});
  BOOST_TEST(name_of(desk[id].state) == "DISPATCHED");
}

BOOST_AUTO_TEST_CASE(without_a_rule_of_hops_the_third_is_settled_by_a_meeting) {
  Desk desk;
  desk.policy.jumps.clear();
  const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
  desk.accept(morning, liaison("ZJW"), dispute(id));
  desk.accept(morning, dispatcher(), upheld(id, "JT"));
  desk.accept(morning, liaison("JT"), dispute(id));
  desk.accept(morning, dispatcher(), upheld(id, "CGW"));
  desk.accept(morning, liaison("CGW"), dispute(id));
  BOOST_TEST(desk.refuse(morning, dispatcher(), upheld(id, "GA")) == "meeting_first");
}

BOOST_FIXTURE_TEST_CASE(who_is_named_twice_joins_once, ActiveDemand) {
  desk.accept(morning, dispatcher(),
              AddAssisting{id, {OfficeId("GA"), OfficeId("GA")}, "需公安配合"});
  BOOST_TEST(std::count_if(desk[id].assignments.begin(), desk[id].assignments.end(),
                           [](const Assignment& one) { return one.office.view() == "GA"; }) == 1);
  BOOST_TEST(desk.refuse(morning, dispatcher(),
                         AddAssisting{id, {OfficeId("NOWHERE")}, "需配合"}) == "unknown_office");
}

BOOST_FIXTURE_TEST_CASE(minutes_name_who_joins_and_who_goes_and_nobody_for_both, ActiveDemand) {
  desk.accept(morning, leader(), Convene{id, "意见不一"});
  const auto refused = [&](const char* lead, const char* joins, const char* goes) {
    Minutes minutes{id, OfficeId(lead), {}, {}, "会议决定"};
    if (*joins != 0) minutes.assist.emplace_back(joins);
    if (*goes != 0) minutes.relieve.emplace_back(goes);
    return desk.refuse(morning, leader(), minutes);
  };
  BOOST_TEST(refused("", "SJ", "") == "wrong_state");     // it assists already
  BOOST_TEST(refused("JT", "JT", "") == "wrong_state");   // the new lead
  BOOST_TEST(refused("", "", "GA") == "wrong_state");     // it has no part in it
  BOOST_TEST(refused("SJ", "", "SJ") == "wrong_state");   // the new lead
  BOOST_TEST(refused("JT", "", "ZJW") == "wrong_state");  // the old lead goes by itself
}

/// A kind can be taken out of the configuration while whistles of it are open.
BOOST_AUTO_TEST_CASE(of_a_kind_that_is_gone_no_clock_is_started) {
  const auto gone = [](Desk& desk, WhistleId id) {
    desk.policy.kinds.erase(desk[id].kind);
    return id;
  };
  {
    Desk desk;
    const WhistleId id = drive(desk, demand("d"), CaseState::dispatched);
    desk.accept(morning, liaison("ZJW"), dispute(id));
    gone(desk, id);
    desk.accept(morning, liaison("SJ"), dispute(id));
    BOOST_TEST(desk.refuse(morning, dispatcher(), upheld(id, "SJ")) == "unknown_kind");
    desk.accept(morning, dispatcher(), dismissed(id));
    BOOST_TEST(desk.refuse(morning, dispatcher(), AddAssisting{id, {OfficeId("GA")}, "配合"}) ==
               "unknown_kind");
    desk.accept(morning, leader(), Convene{id, "意见不一"});
    BOOST_TEST(desk.refuse(morning, leader(), Minutes{id, OfficeId("JT"), {}, {}, "决定"}) ==
               "unknown_kind");
    BOOST_TEST(desk.refuse(morning, centre(), ReplaceLead{id, OfficeId("JT"), "久拖不办"}) ==
               "unknown_kind");
  }
  Desk desk;
  const WhistleId closed = drive(desk, demand("d"), CaseState::closed);
  BOOST_TEST(desk.refuse(morning, community(), Reopen{gone(desk, closed), "又停了"}) ==
             "unknown_kind");
}

BOOST_FIXTURE_TEST_CASE(of_a_kind_that_is_gone_nothing_is_complex_or_extended, ActiveDemand) {
  AskSuspension complex = ask(std::chrono::hours{24});
  complex.ground = Ground::complex;
  const Kind kind = desk.policy.kinds.at(desk[id].kind);
  desk.policy.kinds.erase(desk[id].kind);
  desk.policy.urgencies.at(desk[id].urgency).may_suspend = false;
  BOOST_TEST(desk.refuse(morning, liaison("ZJW"), complex) == "wrong_state");
  BOOST_TEST(desk.refuse(morning, liaison("ZJW"), AskExtension{id, {1, Unit::days}, "等配件"}) ==
             "wrong_state");
  desk.policy.kinds.emplace(kind.id, kind);
  desk.policy.kinds.at(kind.id).may_suspend = false;
  BOOST_TEST(desk.refuse(morning, liaison("ZJW"), complex) == "wrong_state");
  desk.policy.urgencies.erase(desk[id].urgency);
  BOOST_TEST(desk.refuse(morning, liaison("ZJW"), complex) == "wrong_state");
  BOOST_TEST(desk.refuse(morning, liaison("ZJW"), AskExtension{id, {1, Unit::days}, "等配件"}) ==
             "wrong_state");
  desk.policy.kinds.at(kind.id).may_suspend = true;
  desk.accept(morning, liaison("ZJW"), complex);
  desk.accept(morning, centre(), DecideSuspension{id, false, "", "先办"});
  // What is not complex needs no rule of the kind.
  desk.accept(morning, liaison("ZJW"), ask(std::chrono::hours{24}));
}

BOOST_FIXTURE_TEST_CASE(who_joins_late_has_the_case_s_limit_and_its_own_to_come, ActiveDemand) {
  const Instant now = at("2026-03-11 09:30");
  desk.accept(now, liaison("ZJW"), AddAssisting{id, {OfficeId("CGW")}, "需城管委"});
  BOOST_TEST((resolve("CGW").due == resolve().due));
  BOOST_TEST(local(desk.clock(id, "CGW", ClockKind::acknowledge).due) == "2026-03-11 10:30:00");
  BOOST_TEST(desk[id].assignment(OfficeId("CGW"))->clock(ClockKind::contact) == nullptr);
}

/// The simulator found it: the clocks of another lead were planned since the blow, and an extension
/// or a suspension was lost with the old lead.
BOOST_FIXTURE_TEST_CASE(another_lead_has_the_limit_as_it_stands, ActiveDemand) {
  desk.accept(morning, dispatcher(), DecideExtension{id, true, {8, Unit::days}, "等配件"});
  const ClockPlan before = resolve().plan();
  desk.accept(morning, centre(), Escalate{id, 3, "久拖不办"});
  desk.accept(morning, centre(), ReplaceLead{id, OfficeId("CGZF"), "久拖不办"});
  BOOST_TEST((resolve("CGZF").plan() == before));
  desk.accept(morning, dispatcher(), AddAssisting{id, {OfficeId("GA")}, "配合"});
  BOOST_TEST((resolve("GA").due == before.due));
}

BOOST_AUTO_TEST_SUITE_END()
