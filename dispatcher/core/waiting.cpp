#include "dispatcher/core/waiting.hpp"

#include <algorithm>

#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/plan.hpp"
#include "dispatcher/core/transitions.hpp"

namespace shao::core {

namespace {

/// The move that a clock waits for.
std::string_view move_of(ClockKind clock) {
  switch (clock) {
    case ClockKind::acknowledge:
      return "acknowledge";
    case ClockKind::contact:
      return "contact";
    case ClockKind::report_in:
      return "report_in";
    case ClockKind::first_report:
    case ClockKind::progress:
      return "progress";
    case ClockKind::resolve:
      return "resolve";
    case ClockKind::review:
      return "approve";
    case ClockKind::name_lead:
      return "assign";
    case ClockKind::ruling:
      return "uphold";
    case ClockKind::meeting:
      return "minutes";
    case ClockKind::verify:
      return "verify";
    case ClockKind::evaluate:
      return "evaluate";
  }
  return {};
}

class Look {
 public:
  Look(const Whistle& whistle, const Policy& policy, Instant now)
      : whistle_(whistle), policy_(policy), now_(now) {}

  Waiting waiting() const {
    Waiting waiting;
    if (whistle_.state == CaseState::draft) {
      Wait draft;
      draft.move = needed("submit", whistle_.unit);
      waiting.waits.push_back(std::move(draft));
    }
    if (whistle_.state == CaseState::suspended) {
      waiting.held = whistle_.state;
      waiting.until = whistle_.suspension->review_at;
    }
    if (whistle_.state == CaseState::merged) {
      waiting.held = whistle_.state;
      waiting.merged_into = whistle_.merged_into;
    }
    for (const Clock& clock : whistle_.clocks)
      if (clock.state == ClockState::running)
        for (const Waited& who :
             all_waited_for(whistle_, clock.kind, waits_for(whistle_, policy_, clock.kind)))
          waiting.waits.push_back(wait(clock, who, levels_that_fire(clock.kind), nullptr));
    for (const Assignment& assignment : whistle_.assignments)
      for (const Clock& clock : assignment.clocks)
        if (clock.state == ClockState::running)
          waiting.waits.push_back(
              wait(clock, {assignment.office, whistle_.street}, level_count, &assignment));
    std::stable_sort(waiting.waits.begin(), waiting.waits.end(),
                     [](const Wait& a, const Wait& b) { return a.due < b.due; });
    return waiting;
  }

 private:
  Needed needed(std::string_view action, OfficeId office) const {
    Needed needed{action, office, move_named(action).who};
    // The kind says who of the street's leaders approves; the first one always may.
    if (const Kind* kind = policy_.kind(whistle_.kind); action == "approve" && kind != nullptr)
      needed.who = Roles{kind->approver, Role::street_top_leader};
    return needed;
  }

  Wait wait(const Clock& clock, const Waited& who, std::uint8_t levels,
            const Assignment* assignment) const {
    Wait wait;
    wait.move = needed(move_of(clock.kind), who.office);
    if (assignment != nullptr) wait.first = first_of(*assignment, wait.move.action);
    wait.clock = clock.kind;
    wait.due = clock.due;
    wait.missed = clock.missed;
    if (clock.next() && clock.next_level < levels) wait.next = next_level(clock, who);
    for (const HeldBack& one : whistle_.held_back)
      if (whistle_.still_held(one) && whistle_.clock_of(one.office, one.clock) == &clock)
        wait.held_back.push_back({one.level, one.held});
    wait.working = clock.working;
    if (wait.working) wait.stands_still_until = no_work_until(policy_.calendar, now_);
    return wait;
  }

  std::optional<Needed> first_of(const Assignment& assignment, std::string_view action) const {
    if (assignment.state == AssignmentState::return_asked)
      return needed("refuse_return", waits_for(whistle_, policy_, ClockKind::ruling));
    if (!possible(move_named(action), assignment.state))
      return needed("report_in", assignment.office);
    if (action == "resolve" && whistle_.emergency && !whistle_.released)
      return needed("release", whistle_.unit);
    return std::nullopt;
  }

  NextLevel next_level(const Clock& clock, const Waited& who) const {
    NextLevel next{clock.next_level, clock.levels[clock.next_level], {}, {}, {}};
    Telling told = telling(policy_, next.level, who.office, who.street, next.due);
    for (const Recipient& one : told.notify)
      if (!whistle_.was_told(next.level, one)) next.recipients.push_back(one);
    for (const Held& one : told.held)
      if (!whistle_.was_told(next.level, one.recipient)) next.held.push_back(one);
    next.on_duty = std::move(told.on_duty);
    return next;
  }

  const Whistle& whistle_;
  const Policy& policy_;
  const Instant now_;
};

}  // namespace

std::optional<Instant> no_work_until(const Calendar& calendar, Instant now) {
  if (!calendar.covers(now) || calendar.working_at(now)) return std::nullopt;
  return calendar.add_working(now, Duration{1}) - Duration{1};
}

Waiting waiting_of(const Whistle& whistle, const Policy& policy, Instant now) {
  return Look(whistle, policy, now).waiting();
}

}  // namespace shao::core
