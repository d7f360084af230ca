// The progress clock (进展): who came and then went quiet is as visible as who never came. The
// straight use is told in tests/scenarios/19-gone-quiet.txt; here are the edges.
#include <boost/test/unit_test.hpp>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;
using namespace std::chrono_literals;

const Instant blown_at = at("2026-03-09 10:00");

/// An emergency (progress every 60 m, resolve in 24 h) of which RQ reported in at 10:20.
struct Gas {
  Desk desk;
  WhistleId id = desk.raise(blown_at, gas_leak("gas"));
  Gas() { desk.accept(at("2026-03-09 10:20"), officer("RQ"), ReportIn{id, "李四", "现场", "到"}); }

  const Clock* quiet(const char* office = "RQ") const {
    return desk[id].assignment(OfficeId(office))->clock(ClockKind::progress);
  }
  void says(Instant now) { desk.accept(now, officer("RQ"), Progress{id, "在办"}); }
  bool missed() const { return quiet()->missed; }
};

/// The same in the hands of a policy without it.
Policy without_progress() {
  Policy policy = shunyi();
  for (auto& [id, kind] : policy.kinds) kind.progress_every.reset();
  return policy;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_progress_clock)

BOOST_AUTO_TEST_CASE(runs_from_the_report_in_of_each_office_on) {
  Gas gas;
  BOOST_REQUIRE(gas.quiet() != nullptr);
  BOOST_TEST(local(gas.quiet()->due) == "2026-03-09 11:20:00");
  BOOST_TEST(gas.quiet("GA") == nullptr);
  gas.desk.accept(at("2026-03-09 10:25"), officer("GA"), ReportIn{gas.id, "吴", "现场", "到"});
  BOOST_TEST(local(gas.quiet("GA")->due) == "2026-03-09 11:25:00");
}

BOOST_AUTO_TEST_CASE(starts_anew_with_each_word_and_is_missed_without_one) {
  Gas gas;
  gas.says(at("2026-03-09 11:19"));
  BOOST_TEST(!gas.missed());
  BOOST_TEST(local(gas.quiet()->due) == "2026-03-09 12:19:00");
  gas.desk.wake(at("2026-03-09 12:20"));
  BOOST_TEST(gas.missed());
  BOOST_TEST(int{*gas.desk[gas.id].level()} >= 1);
  gas.says(at("2026-03-09 12:21"));
  BOOST_TEST(!gas.missed());
  BOOST_TEST(local(gas.quiet()->due) == "2026-03-09 13:21:00");
}

BOOST_AUTO_TEST_CASE(leaves_the_last_stretch_to_the_resolve_ladder) {
  Gas gas;
  gas.says(at("2026-03-10 08:59"));
  BOOST_TEST(local(gas.quiet()->due) == "2026-03-10 09:59:00");
  // Resolve is due at 10:00: a word at 9:00 would be due again no earlier.
  gas.says(at("2026-03-10 09:00"));
  BOOST_TEST(name_of(gas.quiet()->state) == "met");
  gas.desk.wake(at("2026-03-10 11:00"));
  BOOST_TEST(!gas.missed());
}

BOOST_AUTO_TEST_CASE(is_over_when_the_office_is_done_and_back_when_it_has_to_do_it_again) {
  const Stage& all = stage();
  for (const Assignment& one : all.desk[all.verify].assignments)
    if (const Clock* clock = one.clock(ClockKind::progress))
      BOOST_TEST(name_of(clock->state) == "met");
  Desk desk = all.desk;
  const Instant later = all.now + 1min;
  desk.accept(later, street(), Verify{all.verify, false, "还在漏"});
  const Clock* clock = desk[all.verify].assignment(OfficeId("ZJW"))->clock(ClockKind::progress);
  BOOST_REQUIRE(clock != nullptr);
  BOOST_TEST(name_of(clock->state) == "running");
  BOOST_TEST((clock->starts == whole_second(later)));
}

BOOST_AUTO_TEST_CASE(a_word_that_was_said_in_time_while_nobody_led_is_not_counted_as_silence) {
  Gas gas;
  gas.desk.claim(at("2026-03-09 11:40"));
  gas.desk.wake(at("2026-03-09 11:40") + 1s);
  BOOST_REQUIRE(gas.missed());
  const Decision said =
      gas.desk.tell(at("2026-03-09 11:40") + 10s, officer("RQ"), Progress{gas.id, "在办"}, "waited",
                    "waited", at("2026-03-09 11:10"));
  const auto cleared =
      std::count_if(said.events.begin(), said.events.end(), [](const Event& event) {
        const auto* one = std::get_if<MissCleared>(&event);
        return one != nullptr && one->clock == ClockKind::progress &&
               local(one->due) == "2026-03-09 11:20:00";
      });
  BOOST_TEST(cleared == 1);
  BOOST_TEST(!gas.missed());
}

BOOST_AUTO_TEST_CASE(stands_still_while_the_whistle_is_suspended) {
  const Stage& all = stage();
  Desk desk = all.desk;
  const Whistle& before = desk[all.suspended];
  for (const Assignment& one : before.assignments)
    if (const Clock* clock = one.clock(ClockKind::progress); clock != nullptr)
      BOOST_TEST(name_of(clock->state) != "running");
}

BOOST_AUTO_TEST_CASE(does_not_exist_for_a_kind_that_asks_for_none) {
  Desk desk(without_progress());
  const WhistleId id = desk.raise(blown_at, gas_leak("gas"));
  desk.accept(blown_at + 1min, officer("RQ"), ReportIn{id, "李四", "现场", "到"});
  desk.accept(blown_at + 2min, officer("RQ"), Progress{id, "在办"});
  BOOST_TEST(desk[id].assignment(OfficeId("RQ"))->clock(ClockKind::progress) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
