// Who is on duty when a level is told, and what becomes of it when nobody is: it is recorded when
// it is due all the same, and nobody's absence makes it unheard.
#include "dispatcher/core/duty.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/waiting.hpp"
#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

using Texts = std::vector<std::string>;

/// RQ has people on duty at levels 0 and 1: 甲 from 09:00 to 10:04:30 of Monday, 乙 from 10:27 to
/// 11:00. What a level does with nobody on duty is `nobody`.
Policy with_rota(NobodyOnDuty nobody) {
  Policy policy = shunyi();
  Rota rota;
  rota.office = OfficeId("RQ");
  rota.levels[0] = rota.levels[1] = true;
  rota.says = {at("2026-03-09 08:00"), at("2026-03-10 08:00")};
  rota.shifts = {{{at("2026-03-09 09:00"), at("2026-03-09 10:04:30")}, "甲"},
                 {{at("2026-03-09 10:27"), at("2026-03-09 11:00")}, "乙"}};
  policy.rotas = {rota};
  for (Level& level : policy.levels) level.nobody = nobody;
  return policy;
}

/// An emergency of ten o'clock: RQ acknowledges by 10:05, is warned at 10:04.
struct Scene {
  explicit Scene(NobodyOnDuty nobody) : desk(with_rota(nobody)) {
    gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  }
  /// Only RQ's acknowledge clock is looked at: nobody else is late.
  void others_come() {
    for (const char* office : {"CGW", "XF", "YJ", "GA"})
      desk.accept(at("2026-03-09 10:01"), officer(office), ReportIn{gas, "某某", "3号楼", ""});
  }
  Desk desk;
  WhistleId gas;
};

const LevelFired& level_of(const std::vector<Event>& events, std::string_view office,
                           ClockKind clock) {
  for (const Event& event : events)
    if (const auto* fired = std::get_if<LevelFired>(&event);
        fired != nullptr && fired->office.view() == office && fired->clock == clock)
      return *fired;
  BOOST_REQUIRE_MESSAGE(false, "no level of " << name_of(clock) << " against " << office);
  static const LevelFired none;
  return none;
}

Texts names(const std::vector<Recipient>& recipients) {
  Texts all;
  for (const Recipient& one : recipients) all.push_back(one.str());
  return all;
}

void check_equal(const Texts& found, const Texts& wanted) {
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(duty)

BOOST_AUTO_TEST_CASE(a_shift_is_from_its_begin_to_before_its_end_and_the_next_one_is_known) {
  const Policy policy = with_rota(NobodyOnDuty::hold);
  const auto asked = [&](std::string_view when, std::size_t level = 1, const char* office = "RQ") {
    return duty_at(policy, OfficeId(office), level, at(when));
  };
  BOOST_TEST(asked("2026-03-09 09:00")->who == "甲");
  BOOST_TEST(asked("2026-03-09 10:04:29.999")->who == "甲");
  BOOST_TEST(asked("2026-03-09 10:04:30")->who == "");
  BOOST_TEST((asked("2026-03-09 10:04:30")->next == at("2026-03-09 10:27")));
  BOOST_TEST(asked("2026-03-09 10:27")->who == "乙");
  // After the last shift nobody comes; outside of what the rota says there is none.
  BOOST_TEST(asked("2026-03-09 11:00")->who == "");
  BOOST_TEST(!asked("2026-03-09 11:00")->next.has_value());
  BOOST_TEST(!asked("2026-03-09 07:59:59.999").has_value());
  BOOST_TEST(!asked("2026-03-10 08:00").has_value());
  BOOST_TEST(!asked("2026-03-09 10:00", 2).has_value());
  BOOST_TEST(!asked("2026-03-09 10:00", 1, "XF").has_value());
}

BOOST_AUTO_TEST_CASE(who_is_on_duty_is_told_by_name) {
  Scene scene(NobodyOnDuty::hold);
  const auto events = scene.desk.wake(at("2026-03-09 10:04:10"));
  const LevelFired& warning = level_of(events, "RQ", ClockKind::acknowledge);
  check_equal(names(warning.notify), {"RQ/assignee", "RQ/dept_liaison"});
  BOOST_REQUIRE(warning.on_duty.size() == 1u);
  BOOST_TEST(warning.on_duty[0].office.view() == "RQ");
  BOOST_TEST(warning.on_duty[0].who == "甲");
  BOOST_TEST(warning.held.empty());
  // An office without a rota is told as it always was.
  BOOST_TEST(level_of(events, "XF", ClockKind::acknowledge).on_duty.empty());
}

BOOST_AUTO_TEST_CASE(with_nobody_on_duty_fall_back_tells_the_office_as_a_whole) {
  Scene scene(NobodyOnDuty::fall_back);
  const LevelFired miss =
      level_of(scene.desk.wake(at("2026-03-09 10:05:01")), "RQ", ClockKind::acknowledge);
  check_equal(names(miss.notify), {"RQ/dept_liaison", "RQ/dept_deputy_head"});
  BOOST_REQUIRE(miss.on_duty.size() == 1u);
  BOOST_TEST(miss.on_duty[0].who == "");
}

BOOST_AUTO_TEST_CASE(a_held_level_is_recorded_when_due_and_told_when_the_next_shift_begins) {
  Scene scene(NobodyOnDuty::hold);
  scene.others_come();
  const LevelFired miss =
      level_of(scene.desk.wake(at("2026-03-09 10:05:01")), "RQ", ClockKind::acknowledge);
  BOOST_TEST(int{miss.level} == 1);
  BOOST_TEST(miss.notify.empty());
  BOOST_TEST(miss.held.size() == 2u);
  BOOST_TEST((miss.held[0].until == at("2026-03-09 10:27")));
  BOOST_TEST(scene.desk.clock(scene.gas, "RQ", ClockKind::acknowledge).missed);
  // The emergency's own ladder goes on meanwhile: level 2 has no rota.
  check_equal(
      names(level_of(scene.desk.wake(at("2026-03-09 10:15:01")), "RQ", ClockKind::acknowledge)
                .notify),
      {"RQ/dept_head"});

  // Whatever else falls due before the shift begins: it is held, too.
  scene.desk.wake(at("2026-03-09 10:26:59"));
  // At the very instant the shift begins it is not yet after it.
  for (const Event& event : scene.desk.wake(at("2026-03-09 10:27")))
    BOOST_TEST(!std::holds_alternative<LevelTold>(event));
  BOOST_TEST((scene.desk.state.next_deadline() == at("2026-03-09 10:27")));
  const auto events = scene.desk.wake(at("2026-03-09 10:27:00.001"));
  const auto told = std::find_if(events.begin(), events.end(), [](const Event& event) {
    const auto* one = std::get_if<LevelTold>(&event);
    return one != nullptr && one->clock == ClockKind::acknowledge && one->level == 1;
  });
  BOOST_REQUIRE(told != events.end());
  const auto& miss_told = std::get<LevelTold>(*told);
  BOOST_TEST(miss_told.office.view() == "RQ");
  check_equal(names(miss_told.notify), {"RQ/dept_liaison", "RQ/dept_deputy_head"});
  BOOST_REQUIRE(miss_told.on_duty.size() == 1u);
  BOOST_TEST(miss_told.on_duty[0].who == "乙");
  // Once.
  for (const Event& event : scene.desk.wake(at("2026-03-09 12:00")))
    if (const auto* one = std::get_if<LevelTold>(&event))
      BOOST_TEST((one->clock != ClockKind::acknowledge || one->level != 1));
  for (const HeldBack& one : scene.desk[scene.gas].held_back)
    BOOST_TEST((one.clock != ClockKind::acknowledge || one.level != 1));
}

BOOST_AUTO_TEST_CASE(who_was_held_back_is_not_told_of_a_clock_that_was_met_meanwhile) {
  Scene scene(NobodyOnDuty::hold);
  scene.others_come();
  scene.desk.wake(at("2026-03-09 10:05:01"));
  scene.desk.accept(at("2026-03-09 10:20"), officer("RQ"),
                    ReportIn{scene.gas, "李四", "3号楼", ""});
  scene.desk.accept(at("2026-03-09 10:20"), officer("RQ"), Contact{scene.gas, "张三", "当面"});
  scene.desk.accept(at("2026-03-09 10:20"), officer("RQ"), Progress{scene.gas, "已关阀"});
  for (const Event& event : scene.desk.wake(at("2026-03-09 10:40")))
    BOOST_TEST(!std::holds_alternative<LevelTold>(event));
}

BOOST_AUTO_TEST_CASE(a_shift_that_was_given_to_nobody_meanwhile_holds_nobody_back_twice) {
  Scene scene(NobodyOnDuty::hold);
  scene.desk.wake(at("2026-03-09 10:05:01"));
  scene.desk.wake(at("2026-03-09 10:26:59"));
  scene.desk.policy.rotas[0].shifts.pop_back();
  const auto events = scene.desk.wake(at("2026-03-09 10:27:01"));
  const auto told = std::find_if(events.begin(), events.end(), [](const Event& event) {
    return std::holds_alternative<LevelTold>(event);
  });
  BOOST_REQUIRE(told != events.end());
  BOOST_TEST(std::get<LevelTold>(*told).on_duty.at(0).who == "");
}

BOOST_AUTO_TEST_CASE(a_level_without_a_later_shift_holds_nobody_back) {
  Scene scene(NobodyOnDuty::hold);
  scene.desk.policy.rotas[0].shifts.pop_back();
  const LevelFired miss =
      level_of(scene.desk.wake(at("2026-03-09 10:05:01")), "RQ", ClockKind::acknowledge);
  BOOST_TEST(miss.held.empty());
  check_equal(names(miss.notify), {"RQ/dept_liaison", "RQ/dept_deputy_head"});
}

BOOST_AUTO_TEST_CASE(skip_tells_those_of_the_next_level_at_once_and_records_no_other_level) {
  Scene scene(NobodyOnDuty::skip);
  const auto events = scene.desk.wake(at("2026-03-09 10:05:01"));
  const LevelFired& miss = level_of(events, "RQ", ClockKind::acknowledge);
  BOOST_TEST(int{miss.level} == 1);
  check_equal(names(miss.notify), {"RQ/dept_head"});
  check_equal(names(miss.passed_over), {"RQ/dept_liaison", "RQ/dept_deputy_head"});
  BOOST_TEST(int{scene.desk.clock(scene.gas, "RQ", ClockKind::acknowledge).next_level} == 2);
  // At its own level the head is told as ever.
  check_equal(
      names(level_of(scene.desk.wake(at("2026-03-09 10:15:01")), "RQ", ClockKind::acknowledge)
                .notify),
      {"RQ/dept_head"});
}

BOOST_AUTO_TEST_CASE(skip_passes_over_levels_at_which_nobody_is_either) {
  Scene scene(NobodyOnDuty::skip);
  scene.desk.policy.rotas[0].levels[2] = true;
  const LevelFired miss =
      level_of(scene.desk.wake(at("2026-03-09 10:05:01")), "RQ", ClockKind::acknowledge);
  const Texts third = names(recipients(shunyi(), 3, OfficeId("RQ"), scene.desk[scene.gas].street));
  check_equal(names(miss.notify), third);
}

BOOST_AUTO_TEST_CASE(skip_with_nobody_up_to_the_top_tells_the_office_as_a_whole) {
  Scene scene(NobodyOnDuty::skip);
  Policy& policy = scene.desk.policy;
  policy.rotas[0].levels.fill(true);
  for (Level& level : policy.levels) level.notify = {Role::dept_head};
  const LevelFired miss =
      level_of(scene.desk.wake(at("2026-03-09 10:05:01")), "RQ", ClockKind::acknowledge);
  check_equal(names(miss.notify), {"RQ/dept_head"});
  BOOST_TEST(miss.passed_over.empty());
}

BOOST_AUTO_TEST_CASE(what_a_person_takes_to_a_level_waits_for_no_shift) {
  Scene scene(NobodyOnDuty::hold);
  scene.desk.policy.rotas[0].levels[2] = true;
  scene.desk.accept(at("2026-03-09 10:04:40"), centre(), Escalate{scene.gas, 2, "无人到场"});
  const auto& raised = std::get<LevelRaised>(scene.desk.journal.back().events.back());
  check_equal(names(raised.notify), {"RQ/dept_head"});
  BOOST_REQUIRE(raised.on_duty.size() == 1u);
  BOOST_TEST(raised.on_duty[0].who == "");
}

BOOST_AUTO_TEST_CASE(a_suspended_whistle_tells_nobody_until_it_goes_on) {
  Desk desk;
  Policy& policy = desk.policy;
  policy.levels[1].nobody = NobodyOnDuty::hold;
  Rota rota;
  rota.office = OfficeId("JT");
  rota.levels[1] = true;
  rota.says = {at("2026-03-09 00:00"), at("2026-12-01 00:00")};
  const WhistleId taxi = desk.raise(at("2026-03-09 10:00"), black_taxi("T-1"));
  desk.accept(at("2026-03-09 10:05"), officer("JT"), ReportIn{taxi, "王五", "现场", ""});
  const Instant due = desk.clock(taxi, "JT", ClockKind::resolve).due;
  const Instant shift = due + std::chrono::hours{20};
  rota.shifts = {{{shift, shift + std::chrono::hours{1}}, "丙"}};
  policy.rotas = {rota};
  desk.wake(due + std::chrono::seconds{1});
  BOOST_TEST(!desk[taxi].held_back.empty());
  // The clock stands still over the shift's beginning.
  Whistle suspended = desk[taxi];
  evolve(suspended, WhistleSuspended{taxi, "同意", shift}, 1, due + std::chrono::minutes{1});
  suspended.suspension = Suspension{};
  suspended.suspension->review_at = shift + std::chrono::days{3};
  for (const Event& event : due_events(suspended, policy, {}, shift + std::chrono::minutes{1}))
    BOOST_TEST(!std::holds_alternative<LevelTold>(event));
}

BOOST_AUTO_TEST_CASE(what_a_whistle_waits_for_names_who_will_hear_of_it_and_who_is_held_back) {
  Scene scene(NobodyOnDuty::hold);
  const auto wait_of_acknowledge = [&](std::string_view now) {
    const Waiting waiting = waiting_of(scene.desk[scene.gas], scene.desk.policy, at(now));
    for (const Wait& wait : waiting.waits)
      if (wait.clock == ClockKind::acknowledge && wait.move.office.view() == "RQ") return wait;
    BOOST_REQUIRE(false);
    return Wait{};
  };
  const Wait before = wait_of_acknowledge("2026-03-09 10:01");
  BOOST_TEST(before.next->on_duty.at(0).who == "甲");
  scene.desk.wake(at("2026-03-09 10:04:10"));
  const Wait warned = wait_of_acknowledge("2026-03-09 10:04:10");
  BOOST_TEST(warned.next->held.size() == 2u);
  BOOST_TEST(warned.next->recipients.empty());
  scene.desk.wake(at("2026-03-09 10:05:01"));
  const Wait missed = wait_of_acknowledge("2026-03-09 10:06");
  BOOST_REQUIRE(missed.held_back.size() == 2u);
  BOOST_TEST(int{missed.held_back[0].level} == 1);
  BOOST_TEST((missed.held_back[0].held.until == at("2026-03-09 10:27")));
}

BOOST_AUTO_TEST_SUITE_END()
