// Merging and unmerging (并单、拆单), and what several raisers say in the end. The straight use is
// told in tests/scenarios/18-merged.txt; here are the edges, and two at once.
#include <boost/test/unit_test.hpp>

#include "dispatcher/core/likeness.hpp"
#include "dispatcher/core/waiting.hpp"
#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

const Instant ten_o_clock = at("2026-03-09 10:00");
const Instant half_past_ten = at("2026-03-09 10:30");
constexpr std::chrono::milliseconds moment{1};
constexpr const char* other_community = "110113001002";

Actor other_raiser() {
  return {OfficeId(other_community), Roles{Role::community}, ""};
}
Merge merge(WhistleId id, WhistleId into) {
  return {id, into, "同一部电梯"};
}
Unmerge unmerge(WhistleId id) {
  return {id, "不是同一栋楼"};
}

/// Two demands about one matter, half an hour apart, by two communities of one subdistrict.
struct TwoDemands {
  Desk desk;
  WhistleId first = raised(ten_o_clock, demand("first"));
  WhistleId second = raised(half_past_ten, by_the_other("second"));

  static Raise by_the_other(const char* record) {
    Raise raise = demand(record);
    raise.unit = OfficeId(other_community);
    return raise;
  }
  WhistleId raised(Instant now, const Raise& raise) {
    const WhistleId id = desk.raise(now, raise);
    desk.accept(now, leader(), Approve{id});
    return id;
  }
  const Clock& acknowledge(WhistleId id, const char* office = "ZJW") const {
    return desk.clock(id, office, ClockKind::acknowledge);
  }
  void do_it_all(Instant now, WhistleId id) {
    for (const Assignment& one : desk[id].assignments) {
      if (one.state == AssignmentState::done) continue;
      const std::string office = one.office.str();
      if (one.state == AssignmentState::pending)
        desk.accept(now, officer(office), ReportIn{id, "李四", "现场", "到"});
      desk.accept(now, officer(office), Resolve{id, "", {"photo"}});
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(merging)

BOOST_FIXTURE_TEST_CASE(the_earlier_of_two_limits_is_kept, TwoDemands) {
  const Instant early = acknowledge(first).due;
  desk.accept(half_past_ten, dispatcher(), merge(first, second));
  BOOST_TEST(name_of(desk[first].state) == "MERGED");
  BOOST_TEST((acknowledge(second).due == early));
  BOOST_TEST((acknowledge(second, "SF").due == early));
  desk.wake(early + moment);
  BOOST_TEST(acknowledge(second).missed);
  BOOST_TEST(!acknowledge(first).missed);
}

BOOST_FIXTURE_TEST_CASE(who_leads_one_and_assists_on_the_other_has_what_both_have_earlier,
                        TwoDemands) {
  desk.accept(half_past_ten, liaison("ZJW"), Dispute{second, "条例第五条", "不属本单位职责"});
  desk.accept(half_past_ten, dispatcher(), RuleDispute{second, {}, true, OfficeId("SJ"), "按职责"});
  const Instant contact = desk.clock(second, "SJ", ClockKind::contact).due;
  desk.accept(half_past_ten, dispatcher(), merge(first, second));
  BOOST_TEST((acknowledge(second, "SJ").due == acknowledge(first, "SJ").due));
  BOOST_TEST((desk.clock(second, "SJ", ClockKind::contact).due == contact));
}

BOOST_FIXTURE_TEST_CASE(the_later_limit_moves_nothing, TwoDemands) {
  const ClockPlan before = acknowledge(first).plan();
  desk.accept(half_past_ten, dispatcher(), merge(second, first));
  BOOST_TEST((acknowledge(first).plan() == before));
}

BOOST_FIXTURE_TEST_CASE(what_was_missed_on_one_is_not_missed_again_on_the_other, TwoDemands) {
  const Instant due = acknowledge(first).due;
  desk.wake(due + moment);
  BOOST_TEST(acknowledge(first).missed);
  desk.accept(due + 2 * moment, dispatcher(), merge(first, second));
  BOOST_TEST((acknowledge(second).due == due));
  desk.wake(due + 3 * moment);
  BOOST_TEST(!acknowledge(second).missed);
  // The next level is the earlier one's as well.
  BOOST_TEST(int{acknowledge(second).next_level} == 2);
}

BOOST_FIXTURE_TEST_CASE(a_level_that_is_due_fires_before_the_merge, TwoDemands) {
  const Instant due = acknowledge(second).due;
  desk.accept(due + moment, dispatcher(), merge(first, second));
  BOOST_TEST(acknowledge(first).missed);
  BOOST_TEST(acknowledge(second).missed);
}

BOOST_FIXTURE_TEST_CASE(a_wrong_merge_costs_nobody_anything, TwoDemands) {
  const ClockPlan before = acknowledge(second).plan();
  const ClockPlan own = acknowledge(first).plan();
  desk.accept(half_past_ten, dispatcher(), merge(first, second));
  const Instant missed = acknowledge(second).due;
  desk.wake(missed + moment);
  BOOST_TEST(acknowledge(second).missed);
  desk.accept(missed + 2 * moment, dispatcher(), unmerge(first));
  // The limit was another's, and so was the miss.
  BOOST_TEST((acknowledge(second).plan() == before));
  BOOST_TEST(!acknowledge(second).missed);
  desk.wake(before.due + moment);
  BOOST_TEST(acknowledge(second).missed);
  // What had half an hour left when it was merged has half an hour from now on.
  BOOST_TEST(name_of(desk[first].state) == "DISPATCHED");
  const Duration left = acknowledge(first).due - (missed + 2 * moment);
  BOOST_TEST((left > own.due - half_past_ten - std::chrono::seconds{1} &&
              left < own.due - half_past_ten + std::chrono::seconds{1}));
  BOOST_TEST(desk.state.open().contains(first));
}

BOOST_FIXTURE_TEST_CASE(a_miss_of_its_own_stays_when_the_other_leaves, TwoDemands) {
  const Instant due = acknowledge(second).due;
  desk.accept(half_past_ten, dispatcher(), merge(first, second));
  desk.wake(due + moment);
  BOOST_TEST(acknowledge(second).missed);
  desk.accept(due + 2 * moment, dispatcher(), unmerge(first));
  BOOST_TEST(acknowledge(second).missed);
}

BOOST_FIXTURE_TEST_CASE(it_is_closed_when_each_raiser_has_said_what_it_thinks, TwoDemands) {
  desk.accept(half_past_ten, dispatcher(), merge(second, first));
  BOOST_TEST(desk[first].visible_to(OfficeId(other_community), desk.state.last_event()));
  do_it_all(half_past_ten, first);
  desk.accept(half_past_ten, street(), Verify{first, true, ""});
  const auto yes = evaluations_of(desk[first], Solved::yes);
  // The subdistrict speaks for both, and has to say for whom.
  BOOST_TEST(desk.refuse(half_past_ten, street(), Evaluate{first, yes}) == "missing_field");
  desk.accept(half_past_ten, other_raiser(), Evaluate{first, yes});
  BOOST_TEST(name_of(desk[first].state) == "EVALUATE");
  BOOST_TEST(desk.refuse(half_past_ten, other_raiser(), Evaluate{first, yes}) == "only_once");
  BOOST_TEST(desk.refuse(half_past_ten, other_raiser(),
                         Evaluate{first, yes, OfficeId(community_code)}) == "not_your_unit");
  desk.accept(half_past_ten, street(), Evaluate{first, yes, OfficeId(community_code)});
  BOOST_TEST(name_of(desk[first].state) == "CLOSED");
  BOOST_TEST(desk[first].evaluations.size() == 2 * yes.size());
}

BOOST_FIXTURE_TEST_CASE(why_not_yet_points_on_to_the_other_and_names_each_raiser_who_is_silent,
                        TwoDemands) {
  const Instant later = at("2026-03-09 11:00");
  desk.accept(later, dispatcher(), merge(second, first));
  const Waiting merged = waiting_of(desk[second], desk.policy, later);
  BOOST_TEST((merged.held == CaseState::merged));
  BOOST_TEST((merged.merged_into == first));
  BOOST_TEST(merged.waits.empty());
  do_it_all(later, first);
  desk.accept(later, street(), Verify{first, true, "已核"});
  const auto silent = [&] {
    std::vector<std::string> offices;
    for (const Wait& one : waiting_of(desk[first], desk.policy, later).waits)
      offices.push_back(one.move.office.str() + " " + std::string(one.move.action));
    return offices;
  };
  const std::string own = std::string(community_code) + " evaluate";
  const std::string others = std::string(other_community) + " evaluate";
  BOOST_TEST(silent() == (std::vector<std::string>{own, others}), boost::test_tools::per_element());
  desk.accept(later, community(), Evaluate{first, evaluations_of(desk[first], Solved::yes)});
  BOOST_TEST(silent() == std::vector<std::string>{others}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(one_who_is_not_satisfied_is_enough_to_send_it_back, TwoDemands) {
  desk.accept(half_past_ten, dispatcher(), merge(second, first));
  do_it_all(half_past_ten, first);
  desk.accept(half_past_ten, street(), Verify{first, true, ""});
  desk.accept(half_past_ten, community(),
              Evaluate{first, evaluations_of(desk[first], Solved::yes)});
  desk.accept(half_past_ten, other_raiser(),
              Evaluate{first, evaluations_of(desk[first], Solved::no)});
  BOOST_TEST(name_of(desk[first].state) == "ACTIVE");
  // Everybody is asked again.
  do_it_all(half_past_ten, first);
  desk.accept(half_past_ten, street(), Verify{first, true, ""});
  BOOST_TEST(desk[first].evaluations.empty());
  desk.accept(half_past_ten, other_raiser(),
              Evaluate{first, evaluations_of(desk[first], Solved::yes)});
  BOOST_TEST(name_of(desk[first].state) == "EVALUATE");
}

BOOST_FIXTURE_TEST_CASE(who_stays_silent_is_not_counted_for_those_who_spoke, TwoDemands) {
  desk.accept(half_past_ten, dispatcher(), merge(second, first));
  do_it_all(half_past_ten, first);
  desk.accept(half_past_ten, street(), Verify{first, true, ""});
  desk.accept(half_past_ten, community(),
              Evaluate{first, evaluations_of(desk[first], Solved::yes)});
  const Instant end = desk[first].clock(ClockKind::evaluate)->due;
  const std::size_t before = desk.journal.size();
  desk.wake(end + moment);
  BOOST_TEST(name_of(desk[first].state) == "CLOSED");
  bool evaluated = false;
  for (const Event& event : desk.journal[before].events)
    if (const auto* closed = std::get_if<WhistleClosed>(&event)) evaluated = closed->evaluated;
  BOOST_TEST(evaluated);
  BOOST_TEST(!desk[first].evaluated_by(OfficeId(other_community)));
}

BOOST_FIXTURE_TEST_CASE(each_raiser_who_is_silent_is_reminded_and_no_other, TwoDemands) {
  desk.accept(half_past_ten, dispatcher(), merge(second, first));
  do_it_all(half_past_ten, first);
  desk.accept(half_past_ten, street(), Verify{first, true, ""});
  desk.accept(half_past_ten, community(),
              Evaluate{first, evaluations_of(desk[first], Solved::yes)});
  std::vector<Recipient> told;
  for (const Event& event : desk.wake(desk[first].clock(ClockKind::evaluate)->levels[0] + moment))
    if (const auto* fired = std::get_if<LevelFired>(&event); fired && fired->whistle == first) {
      BOOST_TEST(fired->office.view() == other_community);
      told = fired->notify;
    }
  BOOST_TEST(!told.empty());
  for (const Recipient& one : told) BOOST_TEST(one.office.view() == other_community);
}

BOOST_FIXTURE_TEST_CASE(a_disputed_case_is_ruled_on_before_it_is_merged, TwoDemands) {
  desk.accept(half_past_ten, liaison("ZJW"), Dispute{second, "条例第五条", "不属本单位职责"});
  BOOST_TEST(desk.refuse(half_past_ten, dispatcher(), merge(second, first)) == "wrong_state");
  // Others can be merged into it: no clock stands still for a dispute.
  desk.accept(half_past_ten, dispatcher(), merge(first, second));
  BOOST_TEST(name_of(desk[second].state) == "DISPUTED");
  BOOST_TEST(name_of(desk[first].state) == "MERGED");
}

BOOST_FIXTURE_TEST_CASE(what_others_were_merged_into_is_neither_merged_nor_withdrawn, TwoDemands) {
  const WhistleId third = raised(half_past_ten, demand("third"));
  desk.accept(half_past_ten, dispatcher(), merge(second, first));
  BOOST_TEST(desk.refuse(half_past_ten, dispatcher(), merge(first, third)) == "wrong_state");
  BOOST_TEST(desk.refuse(half_past_ten, leader(), Withdraw{first, "已自行解决"}) == "wrong_state");
  BOOST_TEST(desk.refuse(half_past_ten, dispatcher(), merge(third, third)) == "wrong_state");
  BOOST_TEST(desk.refuse(half_past_ten, dispatcher(), merge(third, WhistleId{99})) ==
             "unknown_whistle");
  BOOST_TEST(desk.refuse(half_past_ten, dispatcher(), merge(third, second)) == "wrong_state");
  desk.accept(half_past_ten, dispatcher(), unmerge(second));
  desk.accept(half_past_ten, leader(), Withdraw{first, "已自行解决"});
}

BOOST_FIXTURE_TEST_CASE(after_the_other_has_ended_it_is_raised_anew, TwoDemands) {
  desk.accept(half_past_ten, dispatcher(), merge(second, first));
  do_it_all(half_past_ten, first);
  desk.accept(half_past_ten, street(), Verify{first, true, ""});
  for (const std::string_view unit : {community_code, std::string_view(other_community)})
    desk.accept(half_past_ten, street(),
                Evaluate{first, evaluations_of(desk[first], Solved::yes), OfficeId(unit)});
  BOOST_TEST(desk.refuse(half_past_ten, dispatcher(), unmerge(second)) == "too_late");
  // But whoever raised it says that it came back.
  desk.accept(half_past_ten, other_raiser(), Reopen{first, "又停了"});
}

BOOST_AUTO_TEST_CASE(a_backstop_s_clock_to_name_a_lead_stands_still_as_well) {
  Desk desk;
  const WhistleId first = drive(desk, nobodys("first"), CaseState::dispatched);
  const WhistleId second = drive(desk, nobodys("second"), CaseState::dispatched);
  const Instant due = desk[second].clock(ClockKind::name_lead)->due;
  desk.accept(ten_o_clock, dispatcher(), merge(second, first));
  desk.wake(due + moment);
  BOOST_TEST(desk[first].clock(ClockKind::name_lead)->missed);
  BOOST_TEST(!desk[second].clock(ClockKind::name_lead)->missed);
  desk.accept(due + 2 * moment, dispatcher(), unmerge(second));
  BOOST_TEST((desk[second].clock(ClockKind::name_lead)->due > due));
}

BOOST_FIXTURE_TEST_CASE(likely_the_same_is_what_one_community_raised_within_a_day, TwoDemands) {
  const WhistleId again = raised(half_past_ten, demand("again"));
  const WhistleId other_kind = drive(desk, gas_leak("gas"), CaseState::dispatched);
  const auto alike = [&](WhistleId id) { return likely_same(desk.state, desk[id]); };
  BOOST_TEST((alike(again) == std::vector<WhistleId>{first}));
  BOOST_TEST((alike(first) == std::vector<WhistleId>{again}));
  BOOST_TEST(alike(second).empty());
  BOOST_TEST(alike(other_kind).empty());
  const WhistleId next_day = raised(ten_o_clock + std::chrono::hours{24}, demand("next day"));
  BOOST_TEST((alike(next_day) == std::vector<WhistleId>{again, first}));
  const WhistleId two_days_on =
      raised(half_past_ten + std::chrono::hours{48} + moment, demand("two"));
  BOOST_TEST(alike(two_days_on).empty());
  desk.accept(half_past_ten + std::chrono::hours{48} + 2 * moment, dispatcher(),
              merge(again, first));
  BOOST_TEST((alike(next_day) == std::vector<WhistleId>{first}));
  BOOST_TEST(alike(again).empty());
}

BOOST_FIXTURE_TEST_CASE(the_third_of_one_matter_goes_to_level_two_and_names_the_others,
                        TwoDemands) {
  const auto pressed = [&](WhistleId id) {
    std::vector<std::string> reasons;
    for (const Record& record : desk.journal)
      for (const Event& event : record.events)
        if (const auto* raise = std::get_if<LevelRaised>(&event);
            raise != nullptr && raise->whistle == id && raise->why == Pressure::cluster)
          reasons.push_back(std::to_string(raise->level) + ": " + raise->reason);
    return reasons;
  };
  const WhistleId again = raised(half_past_ten, demand("again"));
  const WhistleId third = raised(half_past_ten + moment, demand("third"));
  BOOST_TEST(pressed(again).empty());
  const std::vector<std::string> expected{"2: " + again.str() + ", " + first.str()};
  BOOST_TEST(pressed(third) == expected, boost::test_tools::per_element());
  BOOST_TEST(int{*desk[third].level()} == 2);
  BOOST_TEST(desk[third].told.front().recipient.str() == "ZJW/dept_head");
  // What is done counts no more, nor what another community raised.
  do_it_all(half_past_ten + 2 * moment, again);
  do_it_all(half_past_ten + 2 * moment, third);
  const WhistleId fourth = raised(half_past_ten + 3 * moment, demand("fourth"));
  BOOST_TEST(pressed(fourth).empty());
  BOOST_TEST(pressed(second).empty());
}

BOOST_AUTO_TEST_SUITE_END()
