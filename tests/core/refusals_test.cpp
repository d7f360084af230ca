// Refusals one by one: what each of them says, and the finer points of who may do what to which
// whistle. Their order among each other is refusal_order_test.cpp's.
#include <boost/test/unit_test.hpp>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

std::string outcome(const Actor& actor, const Command& command) {
  return refusal_in(try_on_stage(actor, command));
}

Refusal refused(const Actor& actor, const Command& command) {
  const Decision decision = try_on_stage(actor, command);
  BOOST_REQUIRE(decision.refused());
  return std::get<Refusal>(decision.outcome);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(name_the_field_the_value_and_what_would_be_right) {
  Raise raise = gas_leak("R-1");
  raise.kind = KindId("PARTY");
  const Refusal kind = refused(community(), raise);
  BOOST_TEST(kind.field == "kind");
  BOOST_TEST(kind.value == "PARTY");
  BOOST_TEST(kind.expected == "one of DEMAND, EMERGENCY, ENFORCE_NOW, ENFORCE_PLAN, KEY_WORK");
  const Refusal state = refused(liaison("ZJW"), Acknowledge{stage().active});
  BOOST_TEST(state.field == "assignment");
  BOOST_TEST(state.value == "REPORTED_IN");
  BOOST_TEST(state.expected == "acknowledge is possible in PENDING");
  const Refusal evaluation = refused(community(), Evaluate{stage().evaluate, {}});
  BOOST_TEST(evaluation.value == "ZJW, SJ, SF");
}

BOOST_AUTO_TEST_CASE(a_refused_command_causes_nothing) {
  const Decision decision = try_on_stage(leader(), Refuse{stage().review, ""});
  BOOST_TEST(decision.events.empty());
  // Not even half of an approval whose dispatch is impossible.
  Policy policy = shunyi();
  policy.kinds.erase(KindId("DEMAND"));
  const Decision half = decide(stage().desk.state, policy, Approve{stage().review},
                               {leader(), "new", "new hash"}, stage().now);
  BOOST_TEST(refusal_in(half) == "unknown_kind");
  BOOST_TEST(half.events.empty());
}

BOOST_AUTO_TEST_CASE(an_office_without_a_part_in_a_whistle_does_not_learn_that_there_is_one) {
  for (const WhistleId id : stage().all) {
    BOOST_TEST(outcome(liaison("WL"), Acknowledge{id}) == "unknown_whistle");
    BOOST_TEST(outcome(one("110113010", Role::street), Verify{id, true, ""}) == "unknown_whistle");
  }
  BOOST_TEST(outcome(liaison("ZJW"), Acknowledge{stage().gas}) == "unknown_whistle");
  BOOST_TEST(outcome(community(), Submit{WhistleId{0}}) == "unknown_whistle");
  // The centre and the dispatcher see everything.
  BOOST_TEST(outcome(centre(), Approve{stage().review}) == "role_may_not");
  BOOST_TEST(outcome(dispatcher(), Verify{stage().verify, true, ""}) == "role_may_not");
}

BOOST_AUTO_TEST_CASE(a_unit_raises_for_itself_and_a_street_for_its_communities) {
  Raise raise = demand("R-1");
  BOOST_TEST(outcome(community(), raise) == "accepted");
  BOOST_TEST(outcome(street(), raise) == "accepted");
  BOOST_TEST(outcome(one(other_street_code, Role::street), raise) == "not_your_unit");
  raise.unit = OfficeId(street_code);
  BOOST_TEST(outcome(street(), raise) == "accepted");
  BOOST_TEST(outcome(community(), raise) == "not_your_unit");
  BOOST_TEST(outcome(centre(), raise) == "not_your_unit");
  BOOST_TEST(outcome(centre(), centres_own("R-2")) == "accepted");
  raise.unit = OfficeId("ZJW");
  BOOST_TEST(outcome(liaison("ZJW"), raise) == "accepted");
  BOOST_TEST(outcome(liaison("SJ"), raise) == "not_your_unit");
}

BOOST_AUTO_TEST_CASE(each_kind_may_be_raised_by_whom_the_table_names) {
  const auto may = [](std::string_view kind, std::string_view unit, Role role) {
    Raise raise = demand("R-1");
    raise.kind = KindId(kind);
    raise.unit = OfficeId(unit);
    return outcome(one(unit, role), raise);
  };
  for (const char* kind : {"EMERGENCY", "DEMAND"})
    BOOST_TEST(may(kind, community_code, Role::community) == "accepted");
  for (const char* kind : {"ENFORCE_NOW", "ENFORCE_PLAN", "KEY_WORK"})
    BOOST_TEST(may(kind, community_code, Role::community) == "kind_not_for_raiser");
  for (const auto& [id, unused] : shunyi().kinds) {
    BOOST_TEST(may(id.view(), street_code, Role::street) == "accepted");
    BOOST_TEST(may(id.view(), "ZHZX", Role::command_centre) ==
               (id.view() == "EMERGENCY" ? "accepted" : "kind_not_for_raiser"));
  }
}

BOOST_AUTO_TEST_CASE(a_key_work_is_approved_by_a_top_leader_all_else_by_any_leader) {
  Desk desk;
  Raise raise = black_taxi("K-1");
  raise.kind = KindId("KEY_WORK");
  const WhistleId key_work = desk.raise(stage().now, raise);
  BOOST_TEST(desk.refuse(stage().now, leader(), Approve{key_work}) == "role_may_not");
  BOOST_TEST(desk.refuse(stage().now, top_leader(), Approve{key_work}) == "accepted");
  BOOST_TEST(outcome(leader(), Approve{stage().review}) == "accepted");
  BOOST_TEST(outcome(top_leader(), Approve{stage().review}) == "accepted");
}

BOOST_AUTO_TEST_CASE(a_review_is_the_raising_street_s_alone) {
  const Actor elsewhere = one(other_street_code, Role::street_leader);
  BOOST_TEST(outcome(elsewhere, Approve{stage().review}) == "not_your_unit");
  BOOST_TEST(outcome(elsewhere, Refuse{stage().review, "理由"}) == "not_your_unit");
  BOOST_TEST(outcome(dispatcher(), Refuse{stage().review, "理由"}) == "role_may_not");
}

BOOST_AUTO_TEST_CASE(a_lead_must_be_an_office_that_may_lead) {
  const auto named = [](std::string_view lead) {
    return outcome(dispatcher(), Assign{stage().held, OfficeId(lead), {}, "理由"});
  };
  BOOST_TEST(named("JT") == "accepted");
  BOOST_TEST(named(community_code) == "may_not_lead");
  BOOST_TEST(named("ZZB") == "may_not_lead");
  // A community never leads, whatever the directory says.
  Policy policy = shunyi();
  policy.offices.at(OfficeId(community_code)).can_lead = true;
  const Decision decision =
      decide(stage().desk.state, policy, Assign{stage().held, OfficeId(community_code), {}, "理由"},
             {dispatcher(), "new", "new hash"}, stage().now);
  BOOST_TEST(refusal_in(decision) == "may_not_lead");
}

BOOST_AUTO_TEST_CASE(assign_is_for_what_the_backstop_holds) {
  const auto assign = [](WhistleId id) {
    return outcome(dispatcher(), Assign{id, OfficeId("JT"), {}, "理由"});
  };
  BOOST_TEST(assign(stage().held) == "accepted");
  BOOST_TEST(assign(stage().dispatched) == "wrong_state");  // a rule placed it
  BOOST_TEST(assign(stage().named) == "wrong_state");       // it was named already
  BOOST_TEST(assign(stage().held_active) == "wrong_state");
}

BOOST_AUTO_TEST_CASE(only_an_emergency_s_scene_is_released_and_once) {
  BOOST_TEST(outcome(community(), Release{stage().gas_active, ""}) == "accepted");
  BOOST_TEST(outcome(street(), Release{stage().gas_active, ""}) == "accepted");
  BOOST_TEST(outcome(community(), Release{stage().gas_released, ""}) == "wrong_state");
  BOOST_TEST(outcome(community(), Release{stage().active, ""}) == "wrong_state");
  BOOST_TEST(outcome(centre(), Release{stage().gas_active, ""}) == "not_your_unit");
}

BOOST_AUTO_TEST_CASE(a_desk_kind_is_reported_in_with_a_message_or_a_place) {
  const auto report = [](WhistleId id, std::string_view office, std::string place,
                         std::string text) {
    return outcome(officer(office), ReportIn{id, "李四", std::move(place), std::move(text)});
  };
  BOOST_TEST(report(stage().dispatched, "ZJW", "", "已受理") == "accepted");
  BOOST_TEST(report(stage().dispatched, "ZJW", "3号楼", "") == "accepted");
  BOOST_TEST(report(stage().dispatched, "ZJW", "", "") == "missing_field");
  BOOST_TEST(report(stage().gas, "RQ", "", "已到") == "missing_field");
}

BOOST_AUTO_TEST_CASE(a_verification_that_passes_needs_no_reason) {
  BOOST_TEST(outcome(street(), Verify{stage().verify, true, ""}) == "accepted");
  BOOST_TEST(outcome(street(), Verify{stage().verify, false, ""}) == "missing_field");
  // The community raised it, its street verifies it.
  BOOST_TEST(outcome(one(community_code, Role::street), Verify{stage().verify, true, ""}) ==
             "not_your_unit");
}

BOOST_AUTO_TEST_CASE(each_office_that_worked_is_evaluated_once_and_no_other) {
  const auto evaluate = [](std::vector<std::string_view> offices) {
    Evaluate command{stage().evaluate, {}};
    for (const std::string_view office : offices)
      command.evaluations.push_back({OfficeId(office), Solved::yes, Satisfaction::very, true, ""});
    return outcome(community(), command);
  };
  BOOST_TEST(evaluate({"ZJW", "SJ", "SF"}) == "accepted");
  BOOST_TEST(evaluate({"SF", "SJ", "ZJW"}) == "accepted");
  BOOST_TEST(evaluate({"ZJW", "SJ"}) == "evaluation_incomplete");
  BOOST_TEST(evaluate({"ZJW", "SJ", "SF", "SF"}) == "evaluation_incomplete");
  BOOST_TEST(evaluate({"ZJW", "SJ", "SF", "GA"}) == "evaluation_incomplete");
}

BOOST_AUTO_TEST_CASE(an_accepted_approval_whose_kind_left_the_policy_can_still_be_refused) {
  Policy policy = shunyi();
  policy.kinds.erase(KindId("DEMAND"));
  const Decision decision = decide(stage().desk.state, policy, Refuse{stage().review, "哨种已取消"},
                                   {leader(), "new", "new hash"}, stage().now);
  BOOST_TEST(refusal_in(decision) == "accepted");
}

BOOST_AUTO_TEST_SUITE_END()
