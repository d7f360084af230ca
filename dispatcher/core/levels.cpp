#include "dispatcher/core/levels.hpp"

#include <algorithm>

#include "dispatcher/core/planted.hpp"

namespace shao::core {

namespace {

/// The levels of `clock` due before `now`, the highest named; nothing when none is.
std::optional<LevelFired> due_level(const Whistle& whistle, const Clock& clock, OfficeId office,
                                    std::uint8_t highest_possible, Instant now) {
  if (clock.state != ClockState::running) return std::nullopt;
  if (planted(Bug::fires_early)) now += std::chrono::seconds{2};
  std::uint8_t level = clock.next_level;
  while (level < highest_possible && clock.levels[level] < now) ++level;
  if (level == clock.next_level) return std::nullopt;
  LevelFired fired;
  fired.whistle = whistle.id;
  fired.office = office;
  fired.clock = clock.kind;
  fired.level = static_cast<std::uint8_t>(level - 1);
  fired.due = clock.levels[fired.level];
  for (std::uint8_t lower = clock.next_level;
       lower < fired.level && !planted(Bug::lower_level_dropped); ++lower)
    fired.collapsed.push_back(lower);
  return fired;
}

/// Who hears what in one passing of time: nobody hears of a level twice.
class Hearing {
 public:
  explicit Hearing(const Whistle& whistle) : whistle_(whistle) {}

  /// Whether it is news to them; from now on it is none.
  bool news(std::uint8_t level, const Recipient& recipient) {
    if (!fresh(level, recipient)) return false;
    now_.push_back({level, recipient});
    return true;
  }
  bool fresh(std::uint8_t level, const Recipient& recipient) const {
    const auto same = [&](const Told& one) {
      return one.level == level && one.recipient == recipient;
    };
    return !whistle_.was_told(level, recipient) && std::none_of(now_.begin(), now_.end(), same);
  }

 private:
  const Whistle& whistle_;
  std::vector<Told> now_;
};

/// Who is told of the level that `fired` because of who is waited for, and who not yet.
void tell(LevelFired& fired, const Policy& policy, const Waited& waited, Instant now,
          Hearing& hearing) {
  Telling told = telling(policy, fired.level, waited.office, waited.street, now);
  for (const Recipient& one : told.notify)
    if (hearing.news(fired.level, one)) fired.notify.push_back(one);
  // Of two raisers the same office may be told.
  const auto add = [](auto& all, const auto& one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  };
  for (const OnDuty& one : told.on_duty)
    if (std::any_of(fired.notify.begin(), fired.notify.end(),
                    [&](const Recipient& to) { return to.office == one.office; }))
      add(fired.on_duty, one);
  for (const Held& one : told.held)
    if (hearing.fresh(fired.level, one.recipient)) add(fired.held, one);
  for (const Recipient& one : told.passed_over) add(fired.passed_over, one);
}

/// Those who were held back until before `now`, one event for each level of a clock.
std::vector<LevelTold> told_now(const Whistle& whistle, const Policy& policy, Instant now,
                                Hearing& hearing) {
  std::vector<LevelTold> all;
  for (const HeldBack& one : whistle.held_back) {
    const bool due = one.held.until < now && whistle.still_held(one);
    if (!due || !hearing.news(one.level, one.held.recipient)) continue;
    const auto same = [&](const LevelTold& other) {
      return other.office == one.office && other.clock == one.clock && other.level == one.level;
    };
    auto into = std::find_if(all.begin(), all.end(), same);
    if (into == all.end())
      into = all.insert(all.end(), LevelTold{whistle.id, one.office, one.clock, one.level, {}, {}});
    into->notify.push_back(one.held.recipient);
  }
  for (LevelTold& one : all) one.on_duty = on_duty_of(policy, one.notify, one.level, now);
  return all;
}

}  // namespace

std::vector<ClockMoved> resumed_clocks(const Whistle& whistle, const Policy& policy, Instant now) {
  std::vector<ClockMoved> moved;
  const auto look = [&](const Clock& clock, OfficeId office) {
    if (clock.state == ClockState::paused)
      moved.push_back({office, resumed(policy, clock.plan(), clock.ended,
                                       planted(Bug::suspension_counts) ? clock.ended : now)});
  };
  for (const Clock& clock : whistle.clocks) look(clock, OfficeId{});
  for (const Assignment& assignment : whistle.assignments)
    for (const Clock& clock : assignment.clocks) look(clock, assignment.office);
  return moved;
}

std::vector<Waited> all_waited_for(const Whistle& whistle, ClockKind clock, OfficeId office) {
  if (clock != ClockKind::evaluate) return {{office, whistle.street}};
  std::vector<Waited> silent;
  for (const OfficeId unit : whistle.units())
    if (!whistle.evaluated_by(unit)) silent.push_back({unit, whistle.street_of(unit)});
  return silent;
}

OfficeId waits_for(const Whistle& whistle, const Policy& policy, ClockKind clock) {
  if (clock == ClockKind::evaluate) {
    for (const OfficeId unit : whistle.units())
      if (!whistle.evaluated_by(unit)) return unit;
    return whistle.unit;
  }
  if (clock == ClockKind::meeting) return whistle.meeting_by;
  if (clock == ClockKind::ruling) {
    const RoleOffice& seat = policy.role_offices[static_cast<std::size_t>(Role::dispatcher)];
    return seat.seat == RoleSeat::named_office ? seat.office : whistle.street;
  }
  if (clock == ClockKind::name_lead && whistle.lead() != nullptr) return whistle.lead()->office;
  return whistle.street;
}

std::vector<Event> due_events(const Whistle& whistle, const Policy& policy, Instant led_since,
                              Instant now) {
  std::vector<LevelFired> due;
  std::optional<Instant> closes;
  for (const Clock& clock : whistle.clocks) {
    const bool closing = clock.kind == ClockKind::evaluate;
    if (auto level = due_level(whistle, clock, waits_for(whistle, policy, clock.kind),
                               levels_that_fire(clock.kind), now))
      due.push_back(std::move(*level));
    if (closing && clock.state == ClockState::running && clock.due < now) closes = clock.due;
  }
  for (const Assignment& assignment : whistle.assignments)
    for (const Clock& clock : assignment.clocks)
      if (auto level = due_level(whistle, clock, assignment.office, level_count, now))
        due.push_back(std::move(*level));

  std::stable_sort(due.begin(), due.end(), [](const LevelFired& a, const LevelFired& b) {
    return std::tie(a.due, a.clock) < std::tie(b.due, b.clock);
  });
  std::vector<Event> events;
  Hearing hearing(whistle);
  for (LevelFired& level : due) {
    level.late = level.due < led_since && !planted(Bug::late_not_marked);
    for (const Waited& one : all_waited_for(whistle, level.clock, level.office))
      tell(level, policy, one, now, hearing);
    events.push_back(std::move(level));
  }
  for (LevelTold& told : told_now(whistle, policy, now, hearing)) events.push_back(std::move(told));
  if (whistle.state == CaseState::suspended && whistle.suspension->review_at < now &&
      !planted(Bug::suspended_for_ever))
    events.push_back(WhistleResumed{whistle.id, "", resumed_clocks(whistle, policy, now)});
  if (closes) events.push_back(WhistleClosed{whistle.id, !whistle.evaluations.empty()});
  return events;
}

}  // namespace shao::core
