// Departments whistle, to subdistricts and to each other. Each rank has the rights of its like on
// the other side: a department's desk verifies what it raised, a subdistrict's acknowledges what is
// its own to do.
#include <boost/test/unit_test.hpp>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

const Instant monday_at_ten = at("2026-03-09 10:00");

Actor of(std::string_view office, Role role) {
  return {OfficeId(office), Roles{role}, "某人"};
}

Raise from_housing(std::string_view record, std::string_view to = street_code) {
  Raise raise = demand(record);
  raise.unit = OfficeId("ZJW");
  if (!to.empty()) raise.to = OfficeId(to);
  return raise;
}

/// ZJW whistles to the subdistrict; its deputy head has approved.
struct Asked {
  Desk desk;
  WhistleId id = desk.accept(monday_at_ten, liaison("ZJW"), from_housing("to-street")).whistle;
  Asked() { desk.accept(monday_at_ten, of("ZJW", Role::dept_deputy_head), Approve{id}); }
  std::string tried(const Actor& actor, const Command& command) {
    return refusal_in(decide(desk.state, desk.policy, command, {actor, "new", "hash", {}},
                             monday_at_ten + std::chrono::minutes{1}));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(departments_that_whistle)

BOOST_FIXTURE_TEST_CASE(reach_the_office_they_ask_for_and_no_other, Asked) {
  const Whistle& whistle = desk[id];
  BOOST_REQUIRE_EQUAL(whistle.assignments.size(), 1U);
  BOOST_TEST(whistle.lead()->office.view() == street_code);
  BOOST_TEST(whistle.street.view() == "ZJW");
  BOOST_TEST(whistle.rule.empty());
  // Nobody has to name a lead: there is one.
  BOOST_TEST(whistle.clock(ClockKind::name_lead) == nullptr);
  // Its own communities do not see what it was asked to do.
  BOOST_TEST(!whistle.visible_to(OfficeId(community_code), desk.state.last_event()));
}

BOOST_FIXTURE_TEST_CASE(go_the_whole_way_with_a_subdistrict_at_work, Asked) {
  const Actor staff = of(street_code, Role::street);
  desk.accept(monday_at_ten, staff, Acknowledge{id});
  desk.accept(monday_at_ten, staff, Contact{id, Sealed{"业主"}, "电话"});
  desk.accept(monday_at_ten, staff, ReportIn{id, "李社工", "", "已受理"});
  desk.accept(monday_at_ten, staff, Progress{id, "在办"});
  desk.accept(monday_at_ten, staff, Resolve{id, "办结", {"照片"}});
  BOOST_TEST((desk[id].state == CaseState::verify));
  BOOST_TEST(tried(staff, Verify{id, true, ""}) == "not_your_unit");
  desk.accept(monday_at_ten, liaison("ZJW"), Verify{id, true, ""});
  desk.accept(monday_at_ten, liaison("ZJW"),
              Evaluate{id, evaluations_of(desk[id], Solved::yes), {}});
  BOOST_TEST((desk[id].state == CaseState::closed));
}

BOOST_AUTO_TEST_CASE(need_their_own_head_s_approval) {
  Desk desk;
  const WhistleId id =
      desk.accept(monday_at_ten, liaison("ZJW"), from_housing("to-street")).whistle;
  BOOST_TEST(desk.refuse(monday_at_ten, liaison("ZJW"), Approve{id}) == "role_may_not");
  BOOST_TEST(desk.refuse(monday_at_ten, of("SJ", Role::dept_head), Approve{id}) ==
             "unknown_whistle");
  desk.accept(monday_at_ten, of("ZJW", Role::dept_head), Approve{id});
  BOOST_TEST((desk[id].state == CaseState::dispatched));
}

BOOST_FIXTURE_TEST_CASE(give_nobody_a_right_beyond_their_own_side, Asked) {
  // Who was asked is no raiser, who raised is not at work, and a leader is no liaison.
  BOOST_TEST(tried(of(street_code, Role::street_leader), Withdraw{id, "x"}) != "accepted");
  BOOST_TEST(tried(liaison("ZJW"), Acknowledge{id}) == "not_your_assignment");
  BOOST_TEST(tried(of(street_code, Role::street_leader), Acknowledge{id}) == "role_may_not");
  BOOST_TEST(tried(of(street_code, Role::street), Acknowledge{id}) == "accepted");
  BOOST_TEST(tried(of("ZJW", Role::dept_head), Withdraw{id, "不用了"}) == "accepted");
  // A subdistrict has no right of a department's in what it raised.
  const WhistleId own = desk.raise(monday_at_ten, black_taxi("own"));
  BOOST_TEST(tried(of(street_code, Role::street), Acknowledge{own}) == "role_may_not");
}

BOOST_AUTO_TEST_CASE(an_assisting_community_can_do_its_part_too) {
  Desk desk;
  const WhistleId id = drive(desk, black_taxi("helped"), CaseState::dispatched);
  const Instant now = desk[id].blown_at + std::chrono::minutes{1};
  desk.accept(now, dispatcher(), AddAssisting{id, {OfficeId(community_code)}, "需居委会配合"});
  desk.accept(now, community(), Acknowledge{id});
  desk.accept(now, community(), ReportIn{id, "李社工", "现场", "到"});
  desk.accept(now, community(), Resolve{id, "已劝离", {"照片"}});
  BOOST_TEST((desk[id].assignment(OfficeId(community_code))->state == AssignmentState::done));
}

BOOST_FIXTURE_TEST_CASE(have_the_ladder_tell_people_of_the_rank_there, Asked) {
  std::vector<std::string> told;
  for (int hours = 1; hours < 24 * 20; ++hours)
    for (const std::string& one : told_in(desk.wake(monday_at_ten + std::chrono::hours{hours})))
      told.push_back(one);
  const auto was = [&](const std::string& who) {
    return std::find(told.begin(), told.end(), who) != told.end();
  };
  BOOST_TEST(was(std::string(street_code) + "/street"));
  BOOST_TEST(was(std::string(street_code) + "/street_leader"));
  BOOST_TEST(was(std::string(street_code) + "/street_top_leader"));
  BOOST_TEST(was("DCS/supervision_office"));
  BOOST_TEST(!was(std::string(street_code) + "/dept_head"));
}

BOOST_FIXTURE_TEST_CASE(may_be_disputed_as_any_other, Asked) {
  desk.accept(monday_at_ten, of(street_code, Role::street), Dispute{id, "第五条", "不归我管"});
  desk.accept(monday_at_ten, dispatcher(), RuleDispute{id, {}, true, OfficeId("SJ"), "属特种设备"});
  BOOST_TEST(desk[id].lead()->office.view() == "SJ");
}

BOOST_AUTO_TEST_CASE(without_a_wish_are_placed_by_the_rules) {
  Desk desk;
  const WhistleId id = desk.accept(monday_at_ten, liaison("SJ"),
                                   [] {
                                     Raise raise = from_housing("by-rule", "");
                                     raise.unit = OfficeId("SJ");
                                     return raise;
                                   }())
                           .whistle;
  desk.accept(monday_at_ten, of("SJ", Role::dept_head), Approve{id});
  BOOST_TEST(desk[id].lead()->office.view() == "ZJW");
  BOOST_TEST(!desk[id].rule.empty());
}

BOOST_AUTO_TEST_CASE(may_ask_for_who_may_lead_and_nobody_else_may_ask) {
  Desk desk;
  const auto asking = [&](const Actor& actor, Raise raise) {
    const Decision decision = desk.tell(monday_at_ten, actor, raise);
    if (!decision.refused()) return std::string("accepted");
    const auto& refusal = std::get<Refusal>(decision.outcome);
    return std::string(name_of(refusal.reject)) + " " + refusal.field + " " + refusal.value;
  };
  BOOST_TEST(asking(liaison("ZJW"), from_housing("a", "NONE")) == "unknown_office to NONE");
  BOOST_TEST(asking(liaison("ZJW"), from_housing("b", "ZJW")) == "may_not_lead to ZJW");
  BOOST_TEST(asking(liaison("ZJW"), from_housing("c", "DCS")) == "may_not_lead to DCS");
  BOOST_TEST(asking(liaison("ZJW"), from_housing("d", community_code)) ==
             "may_not_lead to " + std::string(community_code));
  BOOST_TEST(asking(liaison("ZJW"), from_housing("e", "SJ")) == "accepted");
  Raise from_community = demand("f");
  from_community.to = OfficeId("ZJW");
  BOOST_TEST(asking(community(), from_community) == "malformed to ZJW");
  BOOST_TEST(asking(of("ZJW", Role::dept_officer), from_housing("g", "SJ")) ==
             "role_may_not role dept_officer");
}

BOOST_AUTO_TEST_SUITE_END()
