// What is remembered so that nothing happens twice: command ids for thirty days, record ids for
// ever.
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;
using std::chrono::days;

const Instant monday = at("2026-03-09 10:00");

const Answer& answer(const Decision& decision) {
  BOOST_REQUIRE(!decision.refused());
  return std::get<Answer>(decision.outcome);
}

void check_same(const Answer& a, const Answer& b) {
  BOOST_TEST((a.whistle == b.whistle));
  BOOST_TEST((a.state == b.state));
  BOOST_TEST(a.number == b.number);
  BOOST_TEST((a.at == b.at));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memory)

BOOST_AUTO_TEST_CASE(the_same_command_again_gets_its_first_answer_and_does_nothing) {
  Desk desk;
  const WhistleId id = desk.raise(monday, demand("D-1"));
  const Decision first = desk.tell(monday, leader(), Approve{id}, "approve-1", "body-1");
  BOOST_TEST(!answer(first).repeated);
  BOOST_TEST(name_of(answer(first).state) == "DISPATCHED");
  desk.accept(monday, officer("ZJW"), ReportIn{id, "李四", "", "已受理"});
  const Decision again =
      desk.tell(monday + std::chrono::minutes{5}, leader(), Approve{id}, "approve-1", "body-1");
  BOOST_TEST(again.events.empty());
  BOOST_TEST(answer(again).repeated);
  // The first answer, though the whistle has moved on.
  check_same(answer(again), answer(first));
  BOOST_TEST(name_of(desk[id].state) == "ACTIVE");
}

BOOST_AUTO_TEST_CASE(the_answer_of_every_command_is_the_one_that_is_remembered) {
  Desk desk;
  const auto check = [&](const Decision& decision, std::string_view office, const CommandId& id) {
    const auto* known = desk.state.command(OfficeId(office), id);
    BOOST_REQUIRE(known != nullptr);
    check_same(known->answer, answer(decision));
    BOOST_TEST(answer(decision).number == desk.state.last_event());
  };
  check(desk.tell(monday, community(), gas_leak("G-1"), "a", "1"), community_code, "a");
  const WhistleId gas{1};
  // Levels of all five offices come in front of it.
  check(desk.tell(monday + std::chrono::minutes{6}, officer("RQ"),
                  ReportIn{gas, "李四", "3号楼", ""}, "b", "2"),
        "RQ", "b");
  check(desk.tell(monday + std::chrono::minutes{7}, community(), Release{gas, ""}, "c", "3"),
        community_code, "c");
}

BOOST_AUTO_TEST_CASE(the_same_id_with_another_body_is_refused) {
  Desk desk;
  const WhistleId id = desk.raise(monday, demand("D-1"));
  desk.tell(monday, leader(), Approve{id}, "x", "body-1");
  BOOST_TEST(refusal_in(desk.tell(monday, leader(), Refuse{id, "r"}, "x", "body-2")) ==
             "id_reused");
}

BOOST_AUTO_TEST_CASE(an_id_belongs_to_the_office_that_chose_it) {
  Desk desk;
  const WhistleId gas = desk.raise(monday, gas_leak("G-1"));
  BOOST_TEST(!answer(desk.tell(monday, liaison("RQ"), Acknowledge{gas}, "x", "same")).repeated);
  BOOST_TEST(!answer(desk.tell(monday, liaison("XF"), Acknowledge{gas}, "x", "same")).repeated);
  // Another key of the same office is the same office.
  BOOST_TEST(answer(desk.tell(monday, officer("XF"), Acknowledge{gas}, "x", "same")).repeated);
}

BOOST_AUTO_TEST_CASE(a_refused_command_uses_no_id_up) {
  Desk desk;
  const WhistleId id = desk.raise(monday, demand("D-1"));
  BOOST_TEST(refusal_in(desk.tell(monday, leader(), Refuse{id, ""}, "x", "body-1")) ==
             "missing_field");
  BOOST_TEST(refusal_in(desk.tell(monday, leader(), Refuse{id, "r"}, "x", "body-2")) == "accepted");
}

BOOST_AUTO_TEST_CASE(time_passes_before_a_repeated_command_too) {
  Desk desk;
  const WhistleId gas = desk.raise(monday, gas_leak("G-1"));
  desk.tell(monday, liaison("RQ"), Acknowledge{gas}, "x", "body");
  const Decision again =
      desk.tell(monday + std::chrono::minutes{6}, liaison("RQ"), Acknowledge{gas}, "x", "body");
  BOOST_TEST(answer(again).repeated);
  BOOST_TEST(again.events.size() == 4u);  // the four assisting offices' misses
  BOOST_TEST(again.by_time == 4u);
}

BOOST_AUTO_TEST_CASE(an_id_is_remembered_for_thirty_days) {
  Desk desk;
  const WhistleId id = desk.raise(monday, demand("D-1"));
  desk.tell(monday, leader(), Approve{id}, "x", "body-1");
  const auto pass = [&](Instant to) {
    desk.state.apply({desk.state.last_event() + 1, to, {}, false, {PolicyAdopted{"v"}}});
  };
  pass(monday + days{30});
  BOOST_TEST(desk.state.command(OfficeId(street_code), "x") != nullptr);
  pass(monday + days{30} + Duration{1});
  BOOST_TEST(desk.state.command(OfficeId(street_code), "x") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_record_is_raised_once_whatever_the_command_s_id) {
  Desk desk;
  const Decision first = desk.tell(monday, community(), gas_leak("G-1"), "a", "body");
  const Decision second =
      desk.tell(monday + std::chrono::seconds{9}, community(), gas_leak("G-1"), "b", "body");
  BOOST_TEST(answer(second).repeated);
  BOOST_TEST(second.events.empty());
  BOOST_TEST((answer(second).whistle == answer(first).whistle));
  BOOST_TEST((answer(second).at == answer(first).at));
  BOOST_TEST(desk.state.whistle_count() == 1u);
  // By the street for its community it is the same record.
  BOOST_TEST(answer(desk.tell(monday, street(), gas_leak("G-1"), "c", "body")).repeated);
}

BOOST_AUTO_TEST_CASE(a_record_with_other_content_is_refused_for_ever) {
  Desk desk;
  desk.tell(monday, community(), gas_leak("G-1"), "a", "body");
  Raise other = gas_leak("G-1");
  other.title = "4号楼燃气泄漏";
  BOOST_TEST(refusal_in(desk.tell(monday, community(), other, "b", "other")) == "record_reused");
  BOOST_TEST(refusal_in(desk.tell(monday + days{400}, community(), other, "c", "other")) ==
             "record_reused");
  BOOST_TEST(desk.state.whistle_count() == 1u);
}

BOOST_AUTO_TEST_CASE(a_record_belongs_to_its_unit) {
  Desk desk;
  desk.tell(monday, community(), gas_leak("1"), "a", "body-1");
  Raise neighbours = gas_leak("1");
  neighbours.unit = OfficeId("110113001002");
  const Actor neighbour = one("110113001002", Role::community);
  BOOST_TEST(!answer(desk.tell(monday, neighbour, neighbours, "a", "body-2")).repeated);
  BOOST_TEST(desk.state.whistle_count() == 2u);
  // And what it raised is nobody else's to learn, even with the very same body.
  BOOST_TEST(refusal_in(desk.tell(monday, neighbour, gas_leak("1"), "b", "body-1")) ==
             "not_your_unit");
}

BOOST_AUTO_TEST_SUITE_END()
