// What no rule places: the command centre is lead meanwhile and names one.
#include <boost/test/unit_test.hpp>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

const std::string ten = "2026-03-09 10:00";

WhistleId held_since_ten(Desk& desk) {
  return desk.raise(at(ten), nobodys("N-1"));
}

Assign assign(WhistleId id, std::string_view lead, std::vector<OfficeId> assist = {}) {
  return {id, OfficeId(lead), std::move(assist), "按职责指定"};
}

std::string state_of(const Desk& desk, WhistleId id, std::string_view office) {
  return std::string(name_of(desk[id].assignment(OfficeId(office))->state));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_backstop)

BOOST_AUTO_TEST_CASE(is_lead_of_what_no_rule_places_and_has_half_an_hour_to_name_one) {
  Desk desk;
  const WhistleId id = held_since_ten(desk);
  BOOST_TEST(desk[id].rule.empty());
  BOOST_TEST(desk[id].lead()->office.view() == "ZHZX");
  BOOST_TEST(local(desk.clock(id, ClockKind::name_lead).due) == "2026-03-09 10:30:00");
  // The first receiver keeps the case until then: its own clocks run.
  BOOST_TEST(local(desk.clock(id, "ZHZX", ClockKind::acknowledge).due) == "2026-03-09 10:10:00");
}

BOOST_AUTO_TEST_CASE(names_a_lead_which_then_has_fresh_clocks_and_resolve_since_the_blow) {
  Desk desk;
  const WhistleId id = held_since_ten(desk);
  desk.accept(at("2026-03-09 10:20"), dispatcher(), assign(id, "JT", {OfficeId("GA")}));
  BOOST_TEST(desk[id].lead()->office.view() == "JT");
  BOOST_TEST(state_of(desk, id, "ZHZX") == "RELIEVED");
  for (const Clock& clock : desk[id].assignment(OfficeId("ZHZX"))->clocks)
    BOOST_TEST(name_of(clock.state) == "stopped");
  BOOST_TEST(name_of(desk.clock(id, ClockKind::name_lead).state) == "met");
  BOOST_TEST(local(desk.clock(id, "JT", ClockKind::acknowledge).due) == "2026-03-09 10:30:00");
  BOOST_TEST(local(desk.clock(id, "JT", ClockKind::report_in).due) == "2026-03-09 10:50:00");
  BOOST_TEST(local(desk.clock(id, "JT", ClockKind::resolve).starts) == "2026-03-09 10:00:00");
  BOOST_TEST(local(desk.clock(id, "JT", ClockKind::resolve).due) == "2026-03-16 10:00:00");
  BOOST_TEST(local(desk.clock(id, "GA", ClockKind::acknowledge).due) == "2026-03-09 10:30:00");
  BOOST_TEST(!desk[id].assignment(OfficeId("GA"))->lead);
  BOOST_TEST(name_of(desk[id].state) == "DISPATCHED");
}

BOOST_AUTO_TEST_CASE(that_names_nobody_in_time_is_told_of_it) {
  Desk desk;
  const WhistleId id = held_since_ten(desk);
  std::vector<std::string> naming;
  for (const std::string& level : levels_in(desk.wake(at("2026-03-09 10:31"))))
    if (level.find("name_lead") != std::string::npos) naming.push_back(level);
  BOOST_REQUIRE(naming.size() == 1u);
  BOOST_TEST(naming[0] == "ZHZX name_lead 1 (0) 2026-03-09 10:30:00");
  // And may do it late; the miss stays.
  desk.accept(at("2026-03-09 10:40"), centre(), assign(id, "JT"));
  BOOST_TEST(desk.clock(id, ClockKind::name_lead).missed);
}

BOOST_AUTO_TEST_CASE(leaves_a_late_lead_without_blame_for_levels_that_lay_before_it) {
  Desk desk;
  Raise raise = nobodys("N-1");
  raise.kind = KindId("EMERGENCY");
  raise.urgency = UrgencyId("U1");
  const WhistleId id = desk.raise(at(ten), raise);
  // First report was due at twelve; a lead is named at a quarter past.
  desk.accept(at("2026-03-09 12:15"), dispatcher(), assign(id, "JT"));
  const Clock& report = desk.clock(id, "JT", ClockKind::first_report);
  BOOST_TEST(local(report.due) == "2026-03-09 12:00:00");
  BOOST_TEST(!report.missed);
  BOOST_TEST(int{report.next_level} == 3);  // 12:00 and 12:10 are the backstop's
  const auto count = [&](std::string_view office, int level) {
    int times = 0;
    for (const Record& record : desk.journal)
      for (const Event& event : record.events)
        if (const auto* fired = std::get_if<LevelFired>(&event);
            fired != nullptr && fired->clock == ClockKind::first_report &&
            fired->office.view() == office) {
          times += fired->level == level ? 1 : 0;
          for (const std::uint8_t lower : fired->collapsed) times += lower == level ? 1 : 0;
        }
    return times;
  };
  desk.wake(at("2026-03-09 14:00"));
  for (const int level : {0, 1, 2}) {
    BOOST_TEST(count("ZHZX", level) == 1);
    BOOST_TEST(count("JT", level) == 0);
  }
  BOOST_TEST(count("JT", 3) + count("JT", 4) == 2);
  BOOST_TEST(count("ZHZX", 3) == 0);
}

BOOST_AUTO_TEST_CASE(may_keep_the_case_by_naming_itself) {
  Desk desk;
  const WhistleId id = held_since_ten(desk);
  desk.accept(at("2026-03-09 10:05"), liaison("ZHZX"), Acknowledge{id});
  desk.accept(at("2026-03-09 10:10"), centre(),
              assign(id, "ZHZX", {OfficeId("JT"), OfficeId("JT"), OfficeId("ZHZX")}));
  BOOST_TEST(desk[id].lead()->office.view() == "ZHZX");
  BOOST_TEST(state_of(desk, id, "ZHZX") == "ACKNOWLEDGED");
  BOOST_TEST(desk[id].assignments.size() == 2u);  // itself, and JT once
  BOOST_TEST(name_of(desk.clock(id, ClockKind::name_lead).state) == "met");
}

BOOST_AUTO_TEST_CASE(keeps_the_case_when_it_reports_in_itself) {
  Desk desk;
  const WhistleId id = held_since_ten(desk);
  desk.accept(at("2026-03-09 10:05"), officer("ZHZX"), ReportIn{id, "王五", "现场", ""});
  BOOST_TEST(name_of(desk[id].state) == "ACTIVE");
  BOOST_TEST(name_of(desk.clock(id, ClockKind::name_lead).state) == "met");
  for (const Event& event : desk.wake(at("2026-04-09 10:00")))
    BOOST_TEST(name_of(std::get<LevelFired>(event).clock) != "name_lead");
}

BOOST_AUTO_TEST_CASE(may_assist_the_lead_it_names) {
  Desk desk;
  const WhistleId id = held_since_ten(desk);
  desk.accept(at("2026-03-09 10:10"), centre(), assign(id, "JT", {OfficeId("ZHZX")}));
  BOOST_TEST(desk[id].lead()->office.view() == "JT");
  BOOST_TEST(state_of(desk, id, "ZHZX") == "PENDING");
  BOOST_TEST(!desk[id].assignment(OfficeId("ZHZX"))->lead);
  BOOST_TEST(local(desk.clock(id, "ZHZX", ClockKind::acknowledge).due) == "2026-03-09 10:20:00");
}

BOOST_AUTO_TEST_CASE(that_was_relieved_is_not_waited_for) {
  Desk desk;
  const WhistleId id = held_since_ten(desk);
  desk.accept(at("2026-03-09 10:10"), centre(), assign(id, "JT"));
  desk.accept(at("2026-03-09 10:20"), officer("JT"), ReportIn{id, "李四", "现场", ""});
  desk.accept(at("2026-03-09 11:00"), officer("JT"), Resolve{id, "", {"photo"}});
  BOOST_TEST(name_of(desk[id].state) == "VERIFY");
  BOOST_TEST(desk.refuse(at("2026-03-09 11:01"), officer("ZHZX"),
                         ReportIn{id, "王五", "现场", ""}) == "wrong_state");
  desk.accept(at("2026-03-09 11:30"), street(), Verify{id, true, ""});
  // Nor evaluated.
  BOOST_TEST(evaluations_of(desk[id], Solved::yes).size() == 1u);
  desk.accept(at("2026-03-09 12:00"), street(),
              Evaluate{id, evaluations_of(desk[id], Solved::yes)});
  BOOST_TEST(name_of(desk[id].state) == "CLOSED");
}

BOOST_AUTO_TEST_CASE(withdraws_its_own_whistle_without_asking_itself) {
  Desk desk;
  Raise own = centres_own("C-1");
  own.category = {};
  own.title = "说不清的事";
  const WhistleId id = desk.raise(at(ten), own);
  BOOST_TEST(desk[id].lead()->office.view() == "ZHZX");
  desk.accept(at("2026-03-09 10:05"), officer("ZHZX"), ReportIn{id, "王五", "现场", ""});
  desk.accept(at("2026-03-09 10:06"), centre(), Withdraw{id, "误报"});
  BOOST_TEST(name_of(desk[id].state) == "CANCELLED");
}

BOOST_AUTO_TEST_SUITE_END()
