// A jurisdiction above: a ladder with a level 5.
#include <boost/test/unit_test.hpp>

#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

constexpr auto a_moment = std::chrono::milliseconds{1};

/// Shunyi, with JC in the city's place: level 5 comes seven working days after the limit.
Policy with_parent() {
  Policy policy = shunyi();
  Level& level = policy.levels[optional_level];
  level.name = level.name_en = "city";
  level.notify = {Role::parent};
  level.after_emergency = {90, Unit::minutes};
  level.after_normal = {7, Unit::working_days};
  policy.role_offices[static_cast<std::size_t>(Role::parent)] = {RoleSeat::named_office,
                                                                 OfficeId("JC")};
  return policy;
}
Actor parent() {
  return {OfficeId("JC"), Roles{Role::parent}, ""};
}

struct Below {
  Desk desk;
  WhistleId gas;
  Below() {
    desk.policy = with_parent();
    gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  }
  const Clock& resolve() const { return desk.clock(gas, "RQ", ClockKind::resolve); }
};

const LevelFired* fired_at(const std::vector<Event>& events, std::uint8_t level) {
  for (const Event& event : events)
    if (const auto* fired = std::get_if<LevelFired>(&event); fired && fired->level == level)
      return fired;
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(jurisdiction_above)

BOOST_FIXTURE_TEST_CASE(what_level_4_could_not_settle_is_told_to_the_parent_who_sees_it_then,
                        Below) {
  const Clock& acknowledge = desk.clock(gas, "RQ", ClockKind::acknowledge);
  BOOST_TEST(local(acknowledge.levels[4]) == "2026-03-09 11:05:00");
  BOOST_TEST(local(acknowledge.levels[5]) == "2026-03-09 11:35:00");
  desk.wake(at("2026-03-09 11:35:00"));
  BOOST_TEST(desk.refuse(at("2026-03-09 11:35:00"), parent(), Note{gas, "?", {}}) ==
             "unknown_whistle");
  const auto events = desk.wake(at("2026-03-09 11:35:00") + a_moment);
  const LevelFired* fired = fired_at(events, 5);
  BOOST_REQUIRE(fired != nullptr);
  BOOST_TEST(fired->collapsed.empty());
  BOOST_REQUIRE(fired->notify.size() == 1u);
  BOOST_TEST(fired->notify[0].str() == "JC/parent");
  BOOST_TEST(*desk[gas].level() == 5);
  desk.accept(at("2026-03-09 11:36"), parent(), Note{gas, "已提请市级", {}});
  // Other clocks reach level 5 as well; the parent has been told.
  for (const Event& event : desk.wake(at("2026-03-09 12:30")))
    if (const auto* later = std::get_if<LevelFired>(&event); later && later->level == 5)
      BOOST_TEST(later->notify.empty());
}

BOOST_FIXTURE_TEST_CASE(a_level_5_goes_with_its_clock_through_suspension_and_rework, Below) {
  const WhistleId id = drive(desk, demand("d"), CaseState::active);
  const ClockPlan before = desk.clock(id, "ZJW", ClockKind::resolve).plan();
  BOOST_TEST((before.levels[5] != never));
  const Instant now = desk.state.last_instant();
  desk.accept(now, liaison("ZJW"),
              AskSuspension{id, Ground::funds, "列入预算", {"b"}, now + std::chrono::days{10}});
  desk.accept(now, centre(), DecideSuspension{id, true, "同意", ""});
  desk.wake(now + std::chrono::days{10} + a_moment);
  const ClockPlan after = desk.clock(id, "ZJW", ClockKind::resolve).plan();
  const auto between = [](const ClockPlan& plan) {
    return shunyi().calendar.working_between(plan.levels[4], plan.levels[5]);
  };
  BOOST_TEST((after.levels[5] > before.levels[5]));
  BOOST_TEST((between(after) == between(before)));
}

BOOST_FIXTURE_TEST_CASE(by_hand_it_goes_to_the_top_of_its_own_ladder_and_no_further, Below) {
  const Instant now = at("2026-03-09 10:01");
  desk.accept(now, centre(), Escalate{gas, 5, "区内无法解决"});
  BOOST_TEST(*desk[gas].level() == 5);
  BOOST_TEST(desk[gas].visible_to(OfficeId("JC"), desk.state.last_event()));
  Desk without;
  const WhistleId other = without.raise(now, gas_leak("G-2"));
  BOOST_TEST((without.clock(other, "RQ", ClockKind::resolve).levels[5] == never));
  BOOST_TEST(without.refuse(now, centre(), Escalate{other, 5, "区内无法解决"}) == "wrong_state");
  without.accept(now, centre(), Escalate{other, 4, "区内无法解决"});
}

BOOST_FIXTURE_TEST_CASE(clocks_from_before_have_the_level_once_they_are_planned_anew, Below) {
  Desk district;
  const WhistleId old = drive(district, demand("d"), CaseState::dispatched);
  const Instant now = district.state.last_instant();
  district.policy = with_parent();
  district.policy.version = "another";
  BOOST_TEST((district.clock(old, "ZJW", ClockKind::resolve).levels[5] == never));
  // Where the ladder of then ends, nothing is due any more.
  Desk far = district;
  far.wake(now + std::chrono::days{90});
  BOOST_TEST((far.clock(old, "ZJW", ClockKind::resolve).next() == std::nullopt));
  BOOST_TEST(*far[old].level() == 4);
  district.accept(now, centre(), Replan{old, "增设市级"});
  BOOST_TEST((district.clock(old, "ZJW", ClockKind::resolve).levels[5] != never));
}

BOOST_AUTO_TEST_SUITE_END()
