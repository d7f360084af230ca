// Time passing: when a level fires, once, for whom, and in which order; and that neither a late
// command nor an early timer changes what is true.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

using Texts = std::vector<std::string>;

void check_equal(const Texts& found, const Texts& wanted) {
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

/// An emergency of Monday at ten, dispatched at once: RQ leads; CGW, XF, YJ and GA assist.
WhistleId gas_at_ten(Desk& desk) {
  return desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
}

/// How often each (office, clock, level) is recorded, fired or collapsed.
std::map<std::string, int> recorded(const std::vector<Record>& journal) {
  std::map<std::string, int> counts;
  for (const Record& record : journal)
    for (const Event& event : record.events)
      if (const auto* fired = std::get_if<LevelFired>(&event)) {
        const std::string clock = fired->whistle.str() + " " + fired->office.str() + " " +
                                  std::string(name_of(fired->clock)) + " ";
        ++counts[clock + std::to_string(fired->level)];
        for (const std::uint8_t lower : fired->collapsed) ++counts[clock + std::to_string(lower)];
      }
  return counts;
}

std::size_t fired_in(const std::vector<Record>& journal) {
  std::size_t count = 0;
  for (const Record& record : journal)
    for (const Event& event : record.events)
      if (std::holds_alternative<LevelFired>(event)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(levels)

BOOST_AUTO_TEST_CASE(a_late_command_never_erases_a_miss) {
  Desk desk;
  const WhistleId gas = gas_at_ten(desk);
  const Decision late = desk.tell(at("2026-03-09 10:05:00.001"), liaison("RQ"), Acknowledge{gas});
  BOOST_TEST(!late.refused());
  // All five offices missed it; the command comes after.
  check_equal(
      levels_in(late.events),
      {"RQ acknowledge 1 (0) 2026-03-09 10:05:00", "CGW acknowledge 1 (0) 2026-03-09 10:05:00",
       "XF acknowledge 1 (0) 2026-03-09 10:05:00", "YJ acknowledge 1 (0) 2026-03-09 10:05:00",
       "GA acknowledge 1 (0) 2026-03-09 10:05:00"});
  BOOST_TEST(late.by_time == 5u);
  BOOST_TEST(std::holds_alternative<Acknowledged>(late.events.back()));
  const Clock& clock = desk.clock(gas, "RQ", ClockKind::acknowledge);
  BOOST_TEST(clock.missed);
  BOOST_TEST(name_of(clock.state) == "met");
  BOOST_TEST(local(clock.ended) == "2026-03-09 10:05:00.001");
  // Time's part and the office's part are two records, each under its own cause.
  const Record& by_time = desk.journal[desk.journal.size() - 2];
  const Record& by_office = desk.journal.back();
  BOOST_TEST(by_time.cause.actor.office.empty());
  BOOST_TEST(by_time.cause.command.empty());
  BOOST_TEST(by_office.cause.actor.office.str() == "RQ");
  BOOST_TEST(by_office.events.size() == 1u);
  BOOST_TEST(by_office.first == by_time.last() + 1);
}

BOOST_AUTO_TEST_CASE(a_move_at_its_due_instant_is_in_time) {
  Desk desk;
  const WhistleId gas = gas_at_ten(desk);
  desk.accept(at("2026-03-09 10:05"), liaison("RQ"), Acknowledge{gas});
  BOOST_TEST(!desk.clock(gas, "RQ", ClockKind::acknowledge).missed);
  desk.wake(at("2026-03-09 10:06"));
  BOOST_TEST(!desk.clock(gas, "RQ", ClockKind::acknowledge).missed);
  BOOST_TEST(desk.clock(gas, "XF", ClockKind::acknowledge).missed);
}

BOOST_AUTO_TEST_CASE(a_level_fires_after_its_instant_and_not_at_it) {
  Desk desk;
  gas_at_ten(desk);
  BOOST_TEST((desk.state.next_deadline() == at("2026-03-09 10:04")));
  BOOST_TEST(desk.wake(at("2026-03-09 10:04")).empty());
  BOOST_TEST(desk.wake(at("2026-03-09 10:04:00.001")).size() == 5u);
  BOOST_TEST(desk.wake(at("2026-03-09 10:04:00.001")).empty());
  BOOST_TEST((desk.state.next_deadline() == at("2026-03-09 10:05")));
}

BOOST_AUTO_TEST_CASE(of_several_levels_due_the_highest_fires_and_names_the_others) {
  Desk desk;
  gas_at_ten(desk);
  // In the order of their instants, then of the clocks, then of the offices as assigned.
  check_equal(levels_in(desk.wake(at("2026-03-09 10:30"))),
              {"RQ contact 2 (0,1) 2026-03-09 10:20:00", "RQ report_in 0 2026-03-09 10:24:00",
               "CGW report_in 0 2026-03-09 10:24:00", "XF report_in 0 2026-03-09 10:24:00",
               "YJ report_in 0 2026-03-09 10:24:00", "GA report_in 0 2026-03-09 10:24:00",
               "RQ acknowledge 3 (0,1,2) 2026-03-09 10:25:00",
               "CGW acknowledge 3 (0,1,2) 2026-03-09 10:25:00",
               "XF acknowledge 3 (0,1,2) 2026-03-09 10:25:00",
               "YJ acknowledge 3 (0,1,2) 2026-03-09 10:25:00",
               "GA acknowledge 3 (0,1,2) 2026-03-09 10:25:00"});
}

BOOST_AUTO_TEST_CASE(a_miss_that_collapsed_into_a_higher_level_is_a_miss_all_the_same) {
  Desk desk;
  const WhistleId gas = gas_at_ten(desk);
  desk.wake(at("2026-03-09 10:25"));  // acknowledge: levels 0 and 1 in level 2
  BOOST_TEST(desk.clock(gas, "RQ", ClockKind::acknowledge).missed);
  BOOST_TEST(int{desk.clock(gas, "RQ", ClockKind::acknowledge).next_level} == 3);
  // Report-in was warned of only.
  BOOST_TEST(!desk.clock(gas, "RQ", ClockKind::report_in).missed);
}

BOOST_AUTO_TEST_CASE(clocks_due_at_the_same_instant_fire_in_their_order) {
  Desk desk;
  const WhistleId garbage = [&] {
    Raise raise = demand("D-1");
    raise.category = CategoryId("GARBAGE");
    return desk.raise(at("2026-03-09 09:00"), raise);
  }();
  desk.accept(at("2026-03-09 10:00"), leader(), Approve{garbage});
  desk.accept(at("2026-03-09 10:01"), liaison("CGW"), Acknowledge{garbage});
  desk.accept(at("2026-03-09 10:01"), liaison("CGZF"), Acknowledge{garbage});
  // Contact is capped by report-in, which is due at half of the 240 working minutes.
  check_equal(levels_in(desk.wake(at("2026-03-09 11:40"))),
              {"CGW contact 0 2026-03-09 11:36:00", "CGW report_in 0 2026-03-09 11:36:00",
               "CGZF report_in 0 2026-03-09 11:36:00"});
}

BOOST_AUTO_TEST_CASE(every_level_is_recorded_once_however_often_the_timer_looks) {
  const auto after_a_month = [](auto look) {
    Desk desk;
    gas_at_ten(desk);
    look(desk);
    desk.wake(at("2026-04-09 10:00"));
    return std::pair{recorded(desk.journal), fired_in(desk.journal)};
  };
  const auto [at_each_deadline, fired] = after_a_month([](Desk& desk) {
    while (const auto next = desk.state.next_deadline()) desk.wake(*next + Duration{1});
  });
  const auto [in_one_go, fired_at_once] = after_a_month([](Desk&) {});
  // The lead's five clocks and three each of four others, five levels each.
  BOOST_TEST(at_each_deadline.size() == 85u);
  for (const auto& [level, times] : at_each_deadline) BOOST_TEST(times == 1, level);
  BOOST_TEST((at_each_deadline == in_one_go));
  // None collapsed into another, and one for each of the seventeen clocks.
  BOOST_TEST(fired == 85u);
  BOOST_TEST(fired_at_once == 17u);
}

BOOST_AUTO_TEST_CASE(nobody_is_told_twice_at_one_level_of_a_whistle) {
  Desk desk;
  const WhistleId gas = gas_at_ten(desk);
  std::set<std::string> told;
  while (const auto next = desk.state.next_deadline()) {
    for (const Event& event : desk.wake(*next + Duration{1})) {
      const auto& fired = std::get<LevelFired>(event);
      for (const Recipient& one : fired.notify)
        BOOST_TEST(told.insert(std::to_string(fired.level) + " " + one.str()).second, one.str());
    }
  }
  // Five offices with two people at level 0 and 1 and one at level 2; two and three in the
  // district.
  BOOST_TEST(told.size() == 5u * 5u + 5u);
  BOOST_TEST(desk[gas].told.size() == told.size());
}

BOOST_AUTO_TEST_CASE(who_was_told_at_one_level_is_told_again_at_the_next_and_of_another_whistle) {
  Desk desk;
  gas_at_ten(desk);
  desk.raise(at("2026-03-09 10:00"), gas_leak("G-2"));
  const auto count = [](const Texts& all, const std::string& who) {
    return std::count(all.begin(), all.end(), who);
  };
  BOOST_TEST(count(told_in(desk.wake(at("2026-03-09 10:04:30"))), "RQ/dept_liaison") == 2);
  BOOST_TEST(count(told_in(desk.wake(at("2026-03-09 10:05:30"))), "RQ/dept_liaison") == 2);
  // Contact and report-in warn the same people at level 0: they know.
  BOOST_TEST(told_in(desk.wake(at("2026-03-09 10:09"))).empty());
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_met_in_time_stays_silent) {
  Desk desk;
  const WhistleId gas = gas_at_ten(desk);
  desk.accept(at("2026-03-09 10:01"), officer("RQ"), ReportIn{gas, "李四", "3号楼", ""});
  desk.accept(at("2026-03-09 10:02"), officer("RQ"), Contact{gas, "张三", "当面"});
  desk.accept(at("2026-03-09 10:03"), officer("RQ"), Progress{gas, "已关阀"});
  for (const Event& event : desk.wake(at("2026-03-12 10:00")))
    if (const auto& fired = std::get<LevelFired>(event); fired.office.view() == "RQ")
      BOOST_TEST((fired.clock == ClockKind::resolve || fired.clock == ClockKind::progress));
}

BOOST_AUTO_TEST_CASE(a_command_fires_only_the_levels_of_its_own_whistle) {
  Desk desk;
  const WhistleId first = gas_at_ten(desk);
  const WhistleId second = desk.raise(at("2026-03-09 10:00"), gas_leak("G-2"));
  const Decision decision =
      desk.tell(at("2026-03-09 10:04:30"), liaison("RQ"), Acknowledge{second});
  BOOST_TEST(decision.by_time == 5u);
  for (const Event& event : decision.events) BOOST_TEST((whistle_of(event) == second));
  BOOST_TEST(!desk[first].level());
}

BOOST_AUTO_TEST_CASE(a_refused_command_does_not_hold_time_up) {
  Desk desk;
  const WhistleId gas = gas_at_ten(desk);
  const Decision refused =
      desk.tell(at("2026-03-09 10:06"), officer("RQ"), Resolve{gas, "", {"photo"}});
  BOOST_TEST(refusal_in(refused) == "wrong_state");
  BOOST_TEST(refused.events.size() == 5u);
  BOOST_TEST(desk.clock(gas, "RQ", ClockKind::acknowledge).missed);
}

BOOST_AUTO_TEST_CASE(emergencies_go_first_though_others_were_due_before) {
  Desk desk;
  const WhistleId taxi = desk.raise(at("2026-03-09 09:00"), black_taxi("T-1"));
  const WhistleId gas = gas_at_ten(desk);
  const auto events = desk.wake(at("2026-03-09 10:05:30"));
  BOOST_REQUIRE(!events.empty());
  bool others = false;
  for (const Event& event : events) {
    others = others || whistle_of(event) == taxi;
    BOOST_TEST(others == (whistle_of(event) != gas));
  }
  BOOST_TEST(others);
}

BOOST_AUTO_TEST_CASE(one_look_yields_no_more_than_it_was_asked_for_and_loses_nothing) {
  const auto raise_many = [](Desk& desk) {
    for (int i = 0; i < 4; ++i) {
      desk.raise(at("2026-03-09 10:00"), gas_leak("G-" + std::to_string(i)));
      desk.raise(at("2026-03-09 10:00"), black_taxi("T-" + std::to_string(i)));
    }
  };
  const Instant later = at("2026-03-11 10:00");
  Desk whole;
  raise_many(whole);
  const std::size_t all = whole.wake(later, 100000).size();
  for (const std::size_t most : {1u, 3u, 7u, 64u}) {
    Desk desk;
    raise_many(desk);
    std::size_t sum = 0;
    for (;;) {
      const std::size_t found = desk.wake(later, most).size();
      BOOST_TEST(found <= most);
      sum += found;
      if (found == 0) break;
    }
    BOOST_TEST(sum == all);
    BOOST_TEST((recorded(desk.journal) == recorded(whole.journal)));
  }
}

BOOST_AUTO_TEST_CASE(a_review_that_is_late_tells_the_raising_street) {
  Desk desk;
  const WhistleId whistle = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  // 240 working minutes: 12:00 and 15:30; the warning after 192.
  const auto warning = desk.wake(at("2026-03-09 14:50"));
  check_equal(levels_in(warning), {"110113001 review 0 2026-03-09 14:42:00"});
  check_equal(told_in(warning), {"110113001/assignee", "110113001/street"});
  desk.accept(at("2026-03-09 15:30"), leader(), Approve{whistle});
  BOOST_TEST(!desk.clock(whistle, ClockKind::review).missed);
  BOOST_TEST(name_of(desk.clock(whistle, ClockKind::review).state) == "met");
}

BOOST_AUTO_TEST_CASE(the_level_of_a_case_is_the_highest_of_its_clocks) {
  Desk desk;
  const WhistleId gas = gas_at_ten(desk);
  BOOST_TEST(!desk[gas].level());
  desk.wake(at("2026-03-09 10:04:30"));
  BOOST_TEST(int{*desk[gas].level()} == 0);
  desk.wake(at("2026-03-09 10:16"));
  BOOST_TEST(int{*desk[gas].level()} == 2);
  // It stays when the office has come.
  desk.accept(at("2026-03-09 10:17"), officer("RQ"), ReportIn{gas, "李四", "3号楼", ""});
  BOOST_TEST(int{*desk[gas].level()} == 2);
}

BOOST_AUTO_TEST_SUITE_END()
