// Recorded whistles placed once more: by the same rules nothing is otherwise; by other rules and
// limits, exactly what they changed is.
#include "dispatcher/core/backtest.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

Past past_of(const Desk& desk) {
  Past past;
  for (const Record& record : desk.journal) past.take(record);
  return past;
}

const ComparedClock& clock_in(const Replaced& replaced, std::string_view office, ClockKind kind) {
  const auto found = std::find_if(
      replaced.clocks.begin(), replaced.clocks.end(),
      [&](const ComparedClock& one) { return one.office.view() == office && one.clock == kind; });
  BOOST_REQUIRE(found != replaced.clocks.end());
  return *found;
}

Rule& rule_of(Policy& policy, std::string_view id) {
  return *std::find_if(policy.rules.begin(), policy.rules.end(),
                       [&](const Rule& rule) { return rule.id.view() == id; });
}

/// RQ acknowledges at 10:06, a minute late, reports in at 10:20, and resolves in the afternoon.
WhistleId worked_on(Desk& desk) {
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  desk.wake(at("2026-03-09 10:05:01"));
  desk.accept(at("2026-03-09 10:06"), liaison("RQ"), Acknowledge{gas});
  desk.accept(at("2026-03-09 10:20"), officer("RQ"), ReportIn{gas, "王", "3号楼", ""});
  desk.accept(at("2026-03-09 10:25"), officer("GA"), ReportIn{gas, "李", "3号楼", ""});
  desk.accept(at("2026-03-09 11:00"), officer("RQ"), Progress{gas, "关阀"});
  desk.accept(at("2026-03-09 11:30"), community(), Release{gas, ""});
  desk.accept(at("2026-03-09 15:00"), officer("RQ"), Resolve{gas, "已修复", {"photo/1"}});
  return gas;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backtests)

BOOST_AUTO_TEST_CASE(by_the_same_rules_nothing_is_otherwise) {
  Desk desk;
  worked_on(desk);
  const WhistleId paper = desk.raise(at("2026-03-09 10:30"), demand("D-1"));
  desk.accept(at("2026-03-09 11:30"), leader(), Approve{paper});
  const WhistleId nobody = desk.raise(at("2026-03-09 10:40"), nobodys("N-1"));
  desk.accept(at("2026-03-09 11:50"), dispatcher(),
              Assign{nobody, OfficeId("CGZF"), {OfficeId("GA")}, "管辖"});
  desk.accept(at("2026-03-09 11:55"), liaison("CGZF"), Acknowledge{nobody});
  const WhistleId taken_back = desk.raise(at("2026-03-09 11:00"), black_taxi("T-1"));
  desk.accept(at("2026-03-09 11:01"), leader(), Withdraw{taken_back, "误报"});
  desk.wake(at("2026-03-12 11:00"));

  const Past past = past_of(desk);
  BOOST_TEST(past.whistles().size() == 4u);
  std::size_t clocks = 0;
  for (const auto& [id, whistle] : past.whistles()) {
    const Replaced again = replace(whistle, desk.policy, past.end());
    BOOST_TEST(!again.impossible.has_value());
    BOOST_TEST(again.routing.lead.view() == whistle.routing.lead.view());
    BOOST_TEST(again.routing.rule.view() == whistle.routing.rule.view());
    for (const ComparedClock& one : again.clocks) {
      BOOST_REQUIRE(one.due_then.has_value());
      BOOST_TEST(local(one.due_now) == local(*one.due_then),
                 id.str() << " " << one.office.view() << " " << name_of(one.clock));
      BOOST_TEST(one.late_now == one.late_then);
      ++clocks;
    }
  }
  // Five and four times three; four and two times three; four and three; four and two times three.
  BOOST_TEST(clocks == 17u + 10u + 7u + 10u);
}

/// The resolve clock of the lead of a demand, by the same rules, after `bend`.
template <class Bend>
ComparedClock resolve_after(Bend bend) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  desk.accept(at("2026-03-09 10:10"), leader(), Approve{id});
  desk.accept(at("2026-03-09 10:20"), officer("ZJW"), ReportIn{id, "王", "3号楼", "到"});
  const std::string_view lead = bend(desk, id);
  const Past past = past_of(desk);
  return clock_in(replace(past.whistles().at(id), desk.policy, past.end()), lead,
                  ClockKind::resolve);
}

void suspend(Desk& desk, WhistleId id) {
  desk.accept(at("2026-03-09 11:00"), liaison("ZJW"),
              AskSuspension{id, Ground::funds, "列入明年预算", {"budget"}, at("2026-04-07 11:00")});
  desk.accept(at("2026-03-09 12:00"), centre(), DecideSuspension{id, true, "同意", ""});
}

BOOST_AUTO_TEST_CASE(time_in_which_it_was_suspended_does_not_count) {
  const ComparedClock resumed = resolve_after([](Desk& desk, WhistleId id) {
    suspend(desk, id);
    desk.accept(at("2026-04-01 09:00"), centre(), Resume{id, "资金到位"});
    desk.accept(at("2026-04-02 09:00"), officer("ZJW"), Resolve{id, "已修复", {"photo"}});
    return "ZJW";
  });
  BOOST_TEST(resumed.late_then == false);
  BOOST_TEST(resumed.late_now == false);
  BOOST_TEST(local(resumed.due_now) == local(*resumed.due_then));
  BOOST_TEST((resumed.due_now > at("2026-04-02 09:00")));
  const ComparedClock still = resolve_after([](Desk& desk, WhistleId id) {
    suspend(desk, id);
    desk.raise(at("2026-04-02 09:00"), demand("D-2"));
    return "ZJW";
  });
  BOOST_TEST(still.late_now == false);
  // And what is in time only because it stood still, is late where it did not.
  const ComparedClock never_suspended = resolve_after([](Desk& desk, WhistleId id) {
    desk.accept(at("2026-04-02 09:00"), officer("ZJW"), Resolve{id, "已修复", {"photo"}});
    return "ZJW";
  });
  BOOST_TEST(never_suspended.late_now == true);
}

BOOST_AUTO_TEST_CASE(an_extension_extends_and_a_lead_named_by_a_ruling_leads) {
  const ComparedClock extended = resolve_after([](Desk& desk, WhistleId id) {
    desk.accept(at("2026-03-10 09:00"), dispatcher(),
                DecideExtension{id, true, {1, Unit::days}, "等配件"});
    desk.wake(at("2026-03-20 09:00"));
    return "ZJW";
  });
  BOOST_TEST(local(extended.due_now) == local(*extended.due_then));
  BOOST_TEST(extended.late_now == true);

  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  desk.accept(at("2026-03-09 10:10"), leader(), Approve{id});
  desk.accept(at("2026-03-09 10:20"), liaison("ZJW"), Dispute{id, "条例第九条", "不属本单位"});
  desk.accept(at("2026-03-09 17:00"), dispatcher(),
              RuleDispute{id, {}, true, OfficeId("CGZF"), "归城管"});
  desk.accept(at("2026-03-09 17:20"), officer("CGZF"), ReportIn{id, "李", "3号楼", "到"});
  desk.accept(at("2026-03-10 10:00"), officer("CGZF"), Resolve{id, "已修复", {"photo"}});
  const Past past = past_of(desk);
  const Replaced again = replace(past.whistles().at(id), desk.policy, past.end());
  // The rules would send it to ZJW once more; what CGZF did is what is known of a lead.
  const ComparedClock& resolve = clock_in(again, "ZJW", ClockKind::resolve);
  BOOST_TEST(local(*resolve.made) == "2026-03-10 10:00:00");
  BOOST_TEST(resolve.late_now == false);
  for (const ComparedClock& one : again.clocks)
    if (one.office.view() == "ZJW") BOOST_TEST((one.clock == ClockKind::resolve));
}

BOOST_AUTO_TEST_CASE(what_is_decided_after_the_first_resolve_moves_nothing_of_it) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  desk.accept(at("2026-03-09 10:10"), leader(), Approve{id});
  for (const char* office : {"ZJW", "SJ", "SF"})
    desk.accept(at("2026-03-09 10:20"), officer(office), ReportIn{id, "王", "3号楼", "到"});
  desk.wake(at("2026-04-20 09:00"));
  for (const char* office : {"ZJW", "SJ", "SF"})
    desk.accept(at("2026-04-20 09:00"), officer(office), Resolve{id, "已修复", {"photo"}});
  desk.accept(at("2026-04-20 10:00"), street(), Verify{id, false, "未修好"});
  desk.accept(at("2026-04-20 11:00"), liaison("ZJW"),
              AskSuspension{id, Ground::funds, "列入预算", {"b"}, at("2026-05-06 11:00")});
  desk.accept(at("2026-04-20 12:00"), centre(), DecideSuspension{id, true, "同意", ""});
  desk.wake(at("2026-05-07 11:00"));
  const Past past = past_of(desk);
  const ComparedClock resolve =
      clock_in(replace(past.whistles().at(id), desk.policy, past.end()), "ZJW", ClockKind::resolve);
  BOOST_TEST(local(*resolve.made) == "2026-04-20 09:00:00");
  BOOST_TEST(resolve.late_then == true);
  BOOST_TEST(resolve.late_now == true);
}

BOOST_AUTO_TEST_CASE(a_lead_put_in_another_s_place_is_compared_once_and_by_its_resolve_clock) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:40"), nobodys("N-1"));
  desk.accept(at("2026-03-09 10:50"), dispatcher(),
              Assign{id, OfficeId("CGZF"), {OfficeId("GA")}, "管辖"});
  desk.accept(at("2026-03-09 11:00"), centre(), Escalate{id, 3, "有老人被困"});
  desk.accept(at("2026-03-10 11:00"), centre(), ReplaceLead{id, OfficeId("GA"), "不作为"});
  desk.accept(at("2026-03-10 12:00"), officer("GA"), ReportIn{id, "李", "3号楼", "到"});
  const Past past = past_of(desk);
  const Replaced again = replace(past.whistles().at(id), desk.policy, past.end());
  std::size_t of_ga = 0;
  for (const ComparedClock& one : again.clocks) {
    BOOST_TEST(one.office.view() == "GA");
    BOOST_TEST((one.clock == ClockKind::resolve));
    ++of_ga;
  }
  BOOST_TEST(of_ga == 1u);
}

BOOST_AUTO_TEST_CASE(a_whistle_that_was_merged_by_mistake_lost_no_time) {
  Desk desk;
  std::vector<WhistleId> both;
  for (const char* record : {"D-1", "D-2"}) {
    both.push_back(desk.raise(at("2026-03-09 10:00"), demand(record)));
    desk.accept(at("2026-03-09 10:10"), leader(), Approve{both.back()});
  }
  desk.accept(at("2026-03-09 11:00"), dispatcher(), Merge{both[1], both[0], "同一部电梯"});
  desk.accept(at("2026-03-11 11:00"), dispatcher(), Unmerge{both[1], "不是同一栋楼"});
  desk.accept(at("2026-03-11 11:05"), liaison("ZJW"), Acknowledge{both[1]});
  const Past past = past_of(desk);
  const ComparedClock acknowledge = clock_in(
      replace(past.whistles().at(both[1]), desk.policy, past.end()), "ZJW", ClockKind::acknowledge);
  BOOST_TEST(local(acknowledge.due_now) == local(*acknowledge.due_then));
  BOOST_TEST(acknowledge.late_now == false);
}

BOOST_AUTO_TEST_CASE(what_was_late_is_what_the_journal_recorded_as_missed) {
  Desk desk;
  const WhistleId gas = worked_on(desk);
  desk.wake(at("2026-03-12 11:00"));
  const Past past = past_of(desk);
  const Replaced again = replace(past.whistles().at(gas), desk.policy, past.end());
  for (const ComparedClock& one : again.clocks)
    BOOST_TEST(one.late_then == desk.clock(gas, one.office.view(), one.clock).missed,
               one.office.view() << " " << name_of(one.clock));
}

BOOST_AUTO_TEST_CASE(another_lead_is_taken_to_be_as_fast_as_the_one_that_led) {
  Desk desk;
  const WhistleId gas = worked_on(desk);
  const Past past = past_of(desk);
  Policy changed = desk.policy;
  rule_of(changed, "GAS_LEAK").lead = OfficeId("YJJ0");
  rule_of(changed, "GAS_LEAK").assist = {OfficeId("GA"), OfficeId("NEW")};
  const Replaced moved = replace(past.whistles().at(gas), changed, past.end());
  BOOST_TEST(moved.routing.lead.view() == "YJJ0");
  BOOST_TEST(clock_in(moved, "YJJ0", ClockKind::acknowledge).late_now);
  BOOST_TEST(local(*clock_in(moved, "YJJ0", ClockKind::report_in).made) == "2026-03-09 10:20:00");
  // An assisting office by its own moves, or not at all. It reported in without acknowledging
  // first.
  BOOST_TEST(local(*clock_in(moved, "GA", ClockKind::acknowledge).made) == "2026-03-09 10:25:00");
  BOOST_TEST(local(*clock_in(moved, "GA", ClockKind::report_in).made) == "2026-03-09 10:25:00");
  BOOST_TEST(std::none_of(moved.clocks.begin(), moved.clocks.end(),
                          [](const ComparedClock& one) { return one.office.view() == "NEW"; }));
}

BOOST_AUTO_TEST_CASE(an_assisting_office_that_would_lead_is_compared_by_its_own_moves) {
  Desk desk;
  const WhistleId gas = worked_on(desk);
  const Past past = past_of(desk);
  Policy changed = desk.policy;
  rule_of(changed, "GAS_LEAK").lead = OfficeId("GA");
  rule_of(changed, "GAS_LEAK").assist.clear();
  const Replaced moved = replace(past.whistles().at(gas), changed, past.end());
  BOOST_TEST(moved.clocks.size() == 3u);  // it was asked for no contact and no first report
  BOOST_TEST(local(*clock_in(moved, "GA", ClockKind::report_in).made) == "2026-03-09 10:25:00");
}

BOOST_AUTO_TEST_CASE(a_changed_limit_decides_what_is_late_to_the_second) {
  Desk desk;
  const WhistleId gas = worked_on(desk);
  const Past past = past_of(desk);
  const auto with_report_in = [&](int minutes) {
    Policy changed = desk.policy;
    changed.kinds.at(KindId("EMERGENCY")).report_in = {minutes, Unit::minutes};
    return clock_in(replace(past.whistles().at(gas), changed, past.end()), "RQ",
                    ClockKind::report_in);
  };
  BOOST_TEST(!with_report_in(20).late_now);
  BOOST_TEST(with_report_in(19).late_now);
  BOOST_TEST(!with_report_in(19).late_then);
  BOOST_TEST(local(with_report_in(19).due_now) == "2026-03-09 10:19:00");
  BOOST_TEST(local(*with_report_in(19).due_then) == "2026-03-09 10:30:00");
}

BOOST_AUTO_TEST_CASE(what_was_not_done_is_late_when_it_fell_due_while_it_was_waited_for) {
  Desk desk;
  const WhistleId gas = worked_on(desk);
  const Past past = past_of(desk);
  // RQ never contacted; with its resolve at 15:00 nobody waits for that any more.
  const auto contact = [&](int minutes) {
    Policy changed = desk.policy;
    changed.kinds.at(KindId("EMERGENCY")).contact = {minutes, Unit::minutes};
    changed.kinds.at(KindId("EMERGENCY")).report_in = {1440, Unit::minutes};
    return clock_in(replace(past.whistles().at(gas), changed, at("2026-03-20 10:00")), "RQ",
                    ClockKind::contact);
  };
  BOOST_TEST(contact(299).late_now);
  BOOST_TEST(!contact(300).late_now);
  // An assisting office that did nothing is late as far as the record goes.
  const PastWhistle& whistle = past.whistles().at(gas);
  const auto yj = [&](std::string_view end) {
    return clock_in(replace(whistle, desk.policy, at(end)), "YJ", ClockKind::report_in).late_now;
  };
  BOOST_TEST(!yj("2026-03-09 10:30"));
  BOOST_TEST(yj("2026-03-09 10:31"));
}

BOOST_AUTO_TEST_CASE(what_was_withdrawn_is_late_for_nothing_that_fell_due_later) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  desk.wake(at("2026-03-09 10:05:01"));
  desk.accept(at("2026-03-09 10:08"), leader(), Withdraw{gas, "误报"});
  const Past past = past_of(desk);
  const Replaced again = replace(past.whistles().at(gas), desk.policy, at("2026-03-20 10:00"));
  for (const ComparedClock& one : again.clocks)
    BOOST_TEST(one.late_now == (one.clock == ClockKind::acknowledge), name_of(one.clock));
}

BOOST_AUTO_TEST_CASE(a_category_that_was_found_by_key_words_is_found_anew) {
  Desk desk;
  Raise raise = demand("D-1");
  raise.kind = {};
  raise.category = {};
  raise.urgency = {};
  raise.title = "楼道里燃气泄漏";
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), raise);
  const WhistleId given = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  const Past past = past_of(desk);
  BOOST_TEST(name_of(past.whistles().at(id).classification.by) == "keywords");
  Policy changed = desk.policy;
  for (Category& category : changed.categories)
    category.keywords = category.id.view() == "PROPERTY" ? std::vector<std::string>{"楼道"}
                                                         : std::vector<std::string>{};
  const Replaced moved = replace(past.whistles().at(id), changed, past.end());
  BOOST_TEST(moved.classification.category.view() == "PROPERTY");
  BOOST_TEST(moved.classification.kind.view() == "DEMAND");
  BOOST_TEST(moved.routing.lead.view() == "ZJW");
  // What the raiser gave stays.
  BOOST_TEST(replace(past.whistles().at(given), changed, past.end()).routing.lead.view() == "RQ");
}

BOOST_AUTO_TEST_CASE(what_a_new_rule_would_place_needs_no_hand) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:40"), nobodys("N-1"));
  desk.accept(at("2026-03-09 11:50"), dispatcher(), Assign{id, OfficeId("CGZF"), {}, "管辖"});
  desk.accept(at("2026-03-09 11:55"), liaison("CGZF"), Acknowledge{id});
  const Past past = past_of(desk);
  Policy changed = desk.policy;
  Rule all;
  all.id = RuleId("ALL");
  all.lead = OfficeId("CGZF");
  changed.rules.push_back(all);
  const Replaced moved = replace(past.whistles().at(id), changed, past.end());
  BOOST_TEST(moved.routing.lead.view() == "CGZF");
  // It would have been sent there at once, an hour before it was.
  BOOST_TEST(local(clock_in(moved, "CGZF", ClockKind::acknowledge).due_now) ==
             "2026-03-09 10:50:00");
  BOOST_TEST(clock_in(moved, "CGZF", ClockKind::acknowledge).late_now);
}

BOOST_AUTO_TEST_CASE(what_the_rules_no_longer_know_or_reach_cannot_be_placed) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  const Past past = past_of(desk);
  const PastWhistle& whistle = past.whistles().at(gas);
  Policy changed = desk.policy;
  changed.kinds.erase(KindId("EMERGENCY"));
  BOOST_TEST(*replace(whistle, changed, past.end()).impossible == "kind EMERGENCY");
  changed = desk.policy;
  changed.urgencies.erase(UrgencyId("U1"));
  BOOST_TEST(*replace(whistle, changed, past.end()).impossible == "urgency U1");
  changed = desk.policy;
  changed.calendar = Calendar({{at("2027-01-01 00:00"), {}}}, at("2028-01-01 00:00"));
  BOOST_TEST(*replace(whistle, changed, past.end()).impossible == "calendar");
}

BOOST_AUTO_TEST_CASE(what_was_never_dispatched_or_raised_before_the_record_is_none_of_these) {
  Desk desk;
  const WhistleId paper = desk.raise(at("2026-03-09 10:30"), demand("D-1"));
  BOOST_TEST(!past_of(desk).whistles().at(paper).dispatched);
  Past later;
  desk.accept(at("2026-03-09 11:30"), leader(), Approve{paper});
  later.take(desk.journal.back());
  BOOST_TEST(later.whistles().empty());
}

BOOST_AUTO_TEST_SUITE_END()
