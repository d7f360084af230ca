// "Why not yet?": what a whistle waits for is what would stop its clocks, by whom and until when.
#include "dispatcher/core/waiting.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

/// "ZJW acknowledge 2026-03-09 11:00:00, after release by 110113001001" each.
std::vector<std::string> waits_in(const Waiting& waiting) {
  std::vector<std::string> texts;
  for (const Wait& wait : waiting.waits) {
    std::string text = wait.move.office.str() + " " + std::string(wait.move.action);
    if (wait.clock) text += " " + local(wait.due);
    if (wait.first)
      text += ", after " + std::string(wait.first->action) + " by " + wait.first->office.str();
    texts.push_back(text);
  }
  return texts;
}

Waiting asked(const Desk& desk, WhistleId id, std::string_view now) {
  return waiting_of(desk[id], desk.policy, at(now));
}

const Wait& wait_for(const Waiting& waiting, std::string_view action, std::string_view office) {
  const auto found = std::find_if(waiting.waits.begin(), waiting.waits.end(), [&](const Wait& one) {
    return one.move.action == action && one.move.office.view() == office;
  });
  BOOST_REQUIRE(found != waiting.waits.end());
  return *found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(waiting)

BOOST_AUTO_TEST_CASE(a_draft_waits_for_its_unit_without_a_limit) {
  Desk desk;
  Raise draft = demand("D-1");
  draft.draft = true;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), draft);
  const Waiting waiting = asked(desk, id, "2026-03-09 10:01");
  BOOST_TEST(waits_in(waiting) == std::vector<std::string>{"110113001001 submit"},
             boost::test_tools::per_element());
  BOOST_TEST(!waiting.waits[0].next.has_value());
}

BOOST_AUTO_TEST_CASE(who_asked_to_be_relieved_is_ruled_on_before_it_could_do_anything) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  desk.accept(at("2026-03-09 10:10"), leader(), Approve{id});
  desk.accept(at("2026-03-09 10:20"), liaison("SJ"), Dispute{id, "条例第九条", "不属本单位"});
  const Waiting waiting = asked(desk, id, "2026-03-09 10:21");
  const Wait& acknowledge = wait_for(waiting, "acknowledge", "SJ");
  BOOST_REQUIRE(acknowledge.first.has_value());
  BOOST_TEST(acknowledge.first->action == "refuse_return");
  BOOST_TEST(acknowledge.first->office.view() == "ZHZX");
  BOOST_TEST(!wait_for(waiting, "acknowledge", "ZJW").first.has_value());
  // Whoever rules without saying on whose is told whose waits.
  const Decision decision =
      decide(desk.state, desk.policy, RuleDispute{id, {}, false, {}, "属其职责"},
             Cause{dispatcher(), "rule", "hash"}, at("2026-03-09 10:30"));
  const auto* refused = std::get_if<Refusal>(&decision.outcome);
  BOOST_REQUIRE(refused != nullptr);
  BOOST_TEST(refused->field == "office");
  BOOST_TEST(refused->expected == "the office whose dispute waits: SJ");
}

BOOST_AUTO_TEST_CASE(a_review_waits_for_a_leader_of_the_rank_its_kind_asks_for) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  const Waiting waiting = asked(desk, id, "2026-03-09 10:01");
  BOOST_REQUIRE(waiting.waits.size() == 1u);
  const Wait& review = waiting.waits[0];
  BOOST_TEST(review.move.action == "approve");
  BOOST_TEST(review.move.office.view() == street_code);
  BOOST_TEST((review.move.who == Roles{Role::street_leader, Role::street_top_leader}));
  BOOST_TEST(local(review.due) == "2026-03-09 15:30:00");  // 240 wm
  BOOST_TEST((review.working == true));
}

BOOST_AUTO_TEST_CASE(each_office_is_waited_for_and_what_must_come_first_is_told) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  const Waiting before = asked(desk, gas, "2026-03-09 10:01");
  // Five offices acknowledge, report in and resolve; the lead also contacts and reports progress.
  BOOST_TEST(before.waits.size() == 17u);
  BOOST_TEST(std::is_sorted(before.waits.begin(), before.waits.end(),
                            [](const Wait& a, const Wait& b) { return a.due < b.due; }));
  BOOST_TEST(!wait_for(before, "acknowledge", "RQ").first.has_value());
  BOOST_TEST(wait_for(before, "progress", "RQ").first->action == "report_in");
  BOOST_TEST(wait_for(before, "resolve", "RQ").first->action == "report_in");
  BOOST_TEST(wait_for(before, "resolve", "RQ").first->office.view() == "RQ");
  BOOST_TEST((wait_for(before, "acknowledge", "RQ").working == false));

  desk.accept(at("2026-03-09 10:02"), liaison("RQ"), Acknowledge{gas});
  desk.accept(at("2026-03-09 10:03"), officer("RQ"), ReportIn{gas, "王", "3号楼", ""});
  const Waiting after = asked(desk, gas, "2026-03-09 10:04");
  // Without the two that were made, and with the next word of how it goes.
  BOOST_TEST(after.waits.size() == 16u);
  BOOST_TEST(!wait_for(after, "progress", "RQ").first.has_value());
  // 事不完、人不撤: the raiser's release first.
  BOOST_TEST(wait_for(after, "resolve", "RQ").first->action == "release");
  BOOST_TEST(wait_for(after, "resolve", "RQ").first->office.view() == community_code);
  desk.accept(at("2026-03-09 10:05"), community(), Release{gas, ""});
  BOOST_TEST(!wait_for(asked(desk, gas, "2026-03-09 10:06"), "resolve", "RQ").first.has_value());
}

BOOST_AUTO_TEST_CASE(the_next_level_and_whom_it_tells_follow_what_has_fired) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  const NextLevel warning =
      *wait_for(asked(desk, gas, "2026-03-09 10:01"), "acknowledge", "RQ").next;
  BOOST_TEST(warning.level == 0);
  BOOST_TEST(local(warning.due) == "2026-03-09 10:04:00");
  BOOST_TEST(warning.recipients.size() == 2u);
  desk.wake(at("2026-03-09 10:05:01"));
  const Wait after = wait_for(asked(desk, gas, "2026-03-09 10:06"), "acknowledge", "RQ");
  BOOST_TEST(after.missed);
  BOOST_TEST(after.next->level == 2);
  BOOST_TEST(local(after.next->due) == "2026-03-09 10:15:00");
  BOOST_TEST(after.next->recipients.at(0).str() == "RQ/dept_head");
  // Who was told at a level by one clock is not told at it by another.
  desk.wake(at("2026-03-09 10:15:01"));
  const Wait contact = wait_for(asked(desk, gas, "2026-03-09 10:16"), "contact", "RQ");
  BOOST_TEST(contact.next->level == 2);
  BOOST_TEST(contact.next->recipients.empty());
  desk.wake(at("2026-03-09 11:05:01"));
  BOOST_TEST(!wait_for(asked(desk, gas, "2026-03-09 11:06"), "acknowledge", "RQ").next.has_value());
}

BOOST_AUTO_TEST_CASE(what_counts_working_time_stands_still_until_work_begins) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  desk.accept(at("2026-03-09 11:30"), leader(), Approve{id});
  const auto until = [&](std::string_view now, std::string_view action) {
    const auto still = wait_for(asked(desk, id, now), action, "ZJW").stands_still_until;
    return still ? local(*still) : std::string("it runs");
  };
  BOOST_TEST(until("2026-03-09 11:31", "acknowledge") == "it runs");
  BOOST_TEST(until("2026-03-09 12:10", "acknowledge") == "2026-03-09 13:30:00");
  BOOST_TEST(until("2026-03-09 18:00", "resolve") == "2026-03-10 09:00:00");
  BOOST_TEST(until("2026-03-09 12:10", "contact") == "it runs");  // 1440 m
}

BOOST_AUTO_TEST_CASE(without_a_rule_the_backstop_is_waited_for_to_name_a_lead) {
  Desk desk;
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), nobodys("N-1"));
  const Wait naming = wait_for(asked(desk, id, "2026-03-09 10:01"), "assign", "ZHZX");
  BOOST_TEST(local(naming.due) == "2026-03-09 10:30:00");
}

BOOST_AUTO_TEST_CASE(what_has_ended_waits_for_nothing) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  desk.accept(at("2026-03-09 10:02"), leader(), Withdraw{gas, "误报"});
  BOOST_TEST(asked(desk, gas, "2026-03-09 10:03").waits.empty());
}

BOOST_AUTO_TEST_CASE(a_case_that_stands_still_as_a_whole_says_so) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  BOOST_TEST(!asked(desk, gas, "2026-03-09 10:01").held.has_value());
  desk.accept(at("2026-03-09 10:02"), officer("RQ"), ReportIn{gas, "李四", "现场", "到"});
  const Instant review = at("2026-03-20 09:00");
  desk.accept(at("2026-03-09 10:03"), officer("RQ"),
              AskSuspension{gas, Ground::court, "等待判决", {"case-1"}, review});
  desk.accept(at("2026-03-09 10:04"), centre(), DecideSuspension{gas, true, "同意", ""});
  const Waiting waiting = asked(desk, gas, "2026-03-09 10:05");
  BOOST_TEST((waiting.held == CaseState::suspended));
  BOOST_TEST((waiting.until == review));
  BOOST_TEST(waiting.waits.empty());
}

BOOST_AUTO_TEST_SUITE_END()
