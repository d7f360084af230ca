// A long random day at the office (fixed seeds): whatever happens, the invariants hold, no level
// fires that should not, and the records alone give the same state again.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

#include "dispatcher/codec/snapshot.hpp"
#include "dispatcher/core/transitions.hpp"
#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  template <class List>
  const auto& among(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// A level may fire only for a clock that runs, at its planned instant, which has passed, and only
/// if it was not recorded before.
void check_level(const LevelFired& fired, const Whistle& before, Instant now) {
  const bool own = static_cast<std::size_t>(fired.clock) >= assignment_clock_count;
  const Assignment* assignment = before.assignment(fired.office);
  const Clock* clock = own                     ? before.clock(fired.clock)
                       : assignment != nullptr ? assignment->clock(fired.clock)
                                               : nullptr;
  BOOST_TEST_CONTEXT(fired.whistle.str() << " " << fired.office.view() << " "
                                         << name_of(fired.clock) << " " << int{fired.level}) {
    BOOST_REQUIRE(clock != nullptr);
    BOOST_TEST(name_of(clock->state) == "running");
    BOOST_TEST((clock->levels[fired.level] == fired.due));
    BOOST_TEST((fired.due < now));
    BOOST_TEST(int{fired.level} >= int{clock->next_level});
    BOOST_TEST(fired.collapsed.size() == static_cast<std::size_t>(fired.level - clock->next_level));
    for (const std::uint8_t lower : fired.collapsed)
      BOOST_TEST((lower >= clock->next_level && lower < fired.level));
  }
}

/// Replays `journal`, checking each level against the state it fired in.
State replay(const std::vector<Record>& journal) {
  State state;
  for (const Record& record : journal) {
    BOOST_TEST_REQUIRE(record.first == state.last_event() + 1);
    BOOST_TEST_REQUIRE((record.at >= state.last_instant()));
    for (const Event& event : record.events)
      if (const auto* fired = std::get_if<LevelFired>(&event))
        check_level(*fired, *state.whistle(fired->whistle), record.at);
    state.apply(record);
  }
  return state;
}

Raise any_raise(Chance& chance, int number) {
  const std::string record = "R-" + std::to_string(number);
  switch (chance.below(6)) {
    case 0:
      return gas_leak(record);
    case 1:
      return black_taxi(record);
    case 2:
      return nobodys(record);
    case 3:
      return centres_own(record);
    default:
      break;
  }
  Raise raise = demand(record);
  raise.category = chance.among(shunyi().categories).id;
  raise.urgency = UrgencyId("U" + std::to_string(1 + chance.below(4)));
  raise.draft = chance.below(4) == 0;
  return raise;
}

/// Mostly somebody who may have something to do with it.
Actor anyone(Chance& chance, const Whistle& whistle) {
  Actor actor;
  for (std::size_t i = 0; i < role_count; ++i)
    if (chance.below(3) != 0) actor.roles.add(static_cast<Role>(i));
  std::vector<OfficeId> offices{whistle.unit, whistle.street, OfficeId("ZHZX"), OfficeId("TY")};
  for (const Assignment& one : whistle.assignments) offices.insert(offices.end(), 2, one.office);
  actor.office = chance.among(offices);
  return actor;
}

/// Something that may be possible in the state that the whistle is in.
bool fits(const Action& action, const Whistle& whistle) {
  if (action.name == "rule") return whistle.clock(ClockKind::ruling) != nullptr;
  const Move& move = move_named(action.name);
  return move.machine == Machine::whistle ? possible(move, whistle.state)
                                          : is_worked_on(whistle.state);
}

/// Mostly one that fits, and rarely one that leads nowhere.
const Action& any_action(Chance& chance, const Whistle& whistle) {
  static const std::set<std::string> idle{"note",   "escalate", "convene", "add_assisting",
                                          "reveal", "merge",    "told"};
  const auto wanted = [&](const Action& action) {
    return fits(action, whistle) && (!idle.contains(action.name) || chance.below(8) == 0);
  };
  const Action* action = &chance.among(actions());
  for (int tries = 0; tries < 8 && !wanted(*action); ++tries) action = &chance.among(actions());
  return *action;
}

Duration any_pause(Chance& chance) {
  switch (chance.below(8)) {
    case 0:
      return Duration{0};
    case 1:
      return Duration{1 + chance.below(5000)};
    case 2:
      return std::chrono::minutes{1 + chance.below(30)};
    case 3:
      return std::chrono::hours{1 + chance.below(12)};
    default:
      return std::chrono::seconds{1 + chance.below(300)};
  }
}

/// Every other office has somebody on duty for forty minutes of every hour; what a level does
/// with nobody there is another thing at each. The ladder goes on to a jurisdiction above.
Policy with_shifts() {
  Policy policy = shunyi();
  constexpr std::array<NobodyOnDuty, level_count> nobody = {
      NobodyOnDuty::hold, NobodyOnDuty::hold,      NobodyOnDuty::skip,
      NobodyOnDuty::hold, NobodyOnDuty::fall_back, NobodyOnDuty::hold};
  policy.levels[optional_level].notify = {Role::parent};
  policy.levels[optional_level].after_emergency = {90, Unit::minutes};
  policy.levels[optional_level].after_normal = {7, Unit::working_days};
  policy.role_offices[static_cast<std::size_t>(Role::parent)] = {RoleSeat::named_office,
                                                                 OfficeId("JC")};
  for (std::size_t level = 0; level < level_count; ++level)
    policy.levels[level].nobody = nobody[level];
  bool every_other = false;
  for (const auto& [id, office] : policy.offices) {
    every_other = !every_other;
    if (!every_other) continue;
    Rota rota;
    rota.office = id;
    rota.levels.fill(true);
    rota.says = {at("2026-02-12 00:00"), at("2026-12-31 00:00")};
    for (Instant hour = rota.says.begin; hour < at("2026-04-01 00:00");
         hour += std::chrono::hours{1})
      rota.shifts.push_back({{hour, hour + std::chrono::minutes{40}}, "甲"});
    policy.rotas.push_back(std::move(rota));
  }
  return policy;
}

struct Counted {
  std::size_t accepted = 0;
  std::size_t refused = 0;
};

Counted random_life(Desk& desk, std::uint64_t seed, int steps) {
  Chance chance(seed);
  Counted counted;
  Instant now = at("2026-02-12 16:00");
  for (int step = 0; step < steps; ++step) {
    now += any_pause(chance);
    if (chance.below(6) == 0) desk.wake(now, 1 + chance.below(20));
    // Another configuration, for what is planned anew.
    if (chance.below(50) == 0) desk.policy.version = "version " + std::to_string(step);
    const std::uint64_t whistles = desk.state.whistle_count();
    if (whistles < 3 || (whistles < 60 && chance.below(20) == 0)) {
      desk.raise(now, any_raise(chance, step));
      continue;
    }
    // The first of some ideas that would be accepted, else the last of them.
    const Whistle& whistle = desk[WhistleId{1 + chance.below(whistles)}];
    Actor actor;
    Command command;
    for (std::uint64_t ideas = 1 + chance.below(8); ideas > 0; --ideas) {
      actor = anyone(chance, whistle);
      command = any_action(chance, whistle).command(whistle);
      if (auto* ask = std::get_if<AskSuspension>(&command))
        ask->review_at = now + std::chrono::days{1 + chance.below(50)};
      if (auto* merge = std::get_if<Merge>(&command))
        merge->into = WhistleId{1 + chance.below(whistles)};
      if (!decide(desk.state, desk.policy, command, {actor, "idea", ""}, now).refused()) break;
    }
    ++(desk.tell(now, actor, command).refused() ? counted.refused : counted.accepted);
  }
  return counted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replay_of_the_records)

BOOST_AUTO_TEST_CASE(gives_an_equal_state) {
  std::set<std::string_view> happened;
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u}) {
    Desk desk(with_shifts());
    const Counted counted = random_life(desk, seed, 3000);
    BOOST_TEST(counted.accepted > 300u);
    BOOST_TEST(counted.refused > 300u);
    BOOST_TEST(desk.state.counters().levels_fired > 300u);
    BOOST_TEST((dump(replay(desk.journal), desk.journal) == dump(desk.state, desk.journal)));
    for (const Record& record : desk.journal)
      for (const Event& event : record.events) happened.insert(name_of(event));
  }
  // Random, but not idle: everything that can happen to a whistle did.
  for (const std::string_view name : event_names)
    if (name != "term_claimed" && name != "policy_adopted" && name != "miss_cleared")
      BOOST_TEST(happened.count(name) == 1u, name << " never happened");
}

BOOST_AUTO_TEST_CASE(gives_an_equal_state_after_every_part_of_them) {
  Desk desk;
  random_life(desk, 5, 300);
  std::vector<Record> part;
  State along;
  for (const Record& record : desk.journal) {
    part.push_back(record);
    along.apply(record);
    if (part.size() % 20 == 0) BOOST_TEST_REQUIRE((dump(replay(part), part) == dump(along, part)));
  }
}

BOOST_AUTO_TEST_CASE(goes_on_from_an_image_which_stands_still_meanwhile) {
  Desk desk;
  random_life(desk, 6, 2000);
  State along;
  Image image;
  std::string then;
  std::vector<Record> part;
  for (const Record& record : desk.journal) {
    along.apply(record);
    part.push_back(record);
    if (part.size() != desk.journal.size() / 2) continue;
    image = along.image();
    then = dump(along, part);
  }
  part.resize(desk.journal.size() / 2);
  BOOST_TEST((dump(State(image), part) == then));
  State later(std::move(image));
  for (std::size_t i = part.size(); i < desk.journal.size(); ++i) later.apply(desk.journal[i]);
  BOOST_TEST((dump(later, desk.journal) == dump(along, desk.journal)));
}

BOOST_AUTO_TEST_CASE(goes_on_from_a_snapshot) {
  Desk desk(with_shifts());
  random_life(desk, 7, 2000);
  shao::codec::SnapshotWriter writer(desk.state.image(), 1000);
  shao::codec::SnapshotReader reader;
  std::size_t chunks = 0;
  for (; !writer.done(); ++chunks) BOOST_REQUIRE(reader.take(writer.next()));
  BOOST_TEST(chunks > 20u);
  auto image = reader.finish();
  BOOST_REQUIRE(image.has_value());
  const State again(std::move(*image));
  BOOST_TEST((dump(again, desk.journal) == dump(desk.state, desk.journal)));
}

BOOST_AUTO_TEST_CASE(asks_no_rule_again) {
  Desk desk;
  const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  desk.accept(at("2026-03-09 10:06"), officer("RQ"), ReportIn{gas, "李四", "3号楼", ""});
  const std::string before = dump(desk.state, desk.journal);
  // Under other limits the same commands would give other instants; the records do not.
  Policy shorter = shunyi();
  shorter.kinds.at(KindId("EMERGENCY")).acknowledge = {1, Unit::minutes};
  Desk other(shorter);
  other.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  BOOST_TEST((dump(other.state, other.journal) != before));
  BOOST_TEST((dump(replay(desk.journal), desk.journal) == before));
}

BOOST_AUTO_TEST_CASE(keeps_terms_and_versions_of_the_policy) {
  const std::vector<Record> journal = {
      {1,
       at("2026-03-09 10:00"),
       {},
       false,
       {TermClaimed{1, "n1", at("2026-03-09 10:00"), 1.0}, PolicyAdopted{"v1"}}},
      {3, at("2026-03-09 11:00"), {}, false, {TermClaimed{2, "n2", at("2026-03-09 11:00"), 60.0}}},
      {4, at("2026-03-09 11:01"), {}, false, {PolicyAdopted{"v2"}}}};
  const State state = replay(journal);
  BOOST_REQUIRE(state.terms().size() == 2u);
  BOOST_TEST(state.terms()[0].first == 1u);
  BOOST_TEST(state.terms()[1].epoch == 2u);
  BOOST_TEST(state.terms()[1].first == 3u);
  BOOST_TEST(state.policy_version() == "v2");
  BOOST_TEST(state.last_event() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
