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

bool told(const Whistle& whistle, const std::vector<LevelFired>& earlier, std::uint8_t level,
          const Recipient& recipient) {
  const auto in_event = [&](const LevelFired& one) {
    return one.level == level &&
           std::find(one.notify.begin(), one.notify.end(), recipient) != one.notify.end();
  };
  return was_told(whistle, level, recipient) ||
         std::any_of(earlier.begin(), earlier.end(), in_event);
}

}  // namespace

bool was_told(const Whistle& whistle, std::uint8_t level, const Recipient& recipient) {
  return std::any_of(whistle.told.begin(), whistle.told.end(), [&](const Told& one) {
    return one.level == level && one.recipient == recipient;
  });
}

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

OfficeId waits_for(const Whistle& whistle, const Policy& policy, ClockKind clock) {
  if (clock == ClockKind::evaluate) return whistle.unit;
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
  std::vector<LevelFired> fired;
  for (LevelFired& level : due) {
    level.late = level.due < led_since && !planted(Bug::late_not_marked);
    for (const Recipient& recipient : recipients(policy, level.level, level.office, whistle.street))
      if (!told(whistle, fired, level.level, recipient)) level.notify.push_back(recipient);
    fired.push_back(std::move(level));
  }
  std::vector<Event> events(std::make_move_iterator(fired.begin()),
                            std::make_move_iterator(fired.end()));
  if (whistle.state == CaseState::suspended && whistle.suspension->review_at < now &&
      !planted(Bug::suspended_for_ever))
    events.push_back(WhistleResumed{whistle.id, "", resumed_clocks(whistle, policy, now)});
  if (closes) events.push_back(WhistleClosed{whistle.id, !whistle.evaluations.empty()});
  return events;
}

}  // namespace shao::core
