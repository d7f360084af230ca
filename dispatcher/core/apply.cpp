// The straight path: from the raise to the close, and time.
#include <algorithm>

#include "dispatcher/core/evolve.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

Clock Evolve::started(const ClockPlan& plan) const {
  Clock clock;
  clock.kind = plan.clock;
  clock.starts = plan.starts;
  clock.due = plan.due;
  clock.levels = plan.levels;
  clock.working = plan.working;
  // Levels from before the clock began to run belong to whoever held the case then.
  skip_past_levels(clock);
  return clock;
}

void Evolve::skip_past_levels(Clock& clock) const {
  while (clock.next_level < level_count && clock.levels[clock.next_level] < at) ++clock.next_level;
  clock.skipped_levels = clock.next_level;
}

void Evolve::end(Clock* clock, ClockState state) const {
  if (clock == nullptr || clock->state != ClockState::running) return;
  clock->state = state;
  clock->ended = at;
}

void Evolve::end_all(std::vector<Clock>& clocks, ClockState state) const {
  for (Clock& clock : clocks) end(&clock, state);
}

void Evolve::see(OfficeId office) {
  const bool known = std::any_of(w.viewers.begin(), w.viewers.end(),
                                 [&](const Viewer& viewer) { return viewer.office == office; });
  if (!known && !office.empty()) w.viewers.push_back({office, number});
}

void Evolve::tell(std::uint8_t level, const std::vector<Recipient>& recipients) {
  w.highest_level = std::max(w.highest_level.value_or(level), level);
  for (const Recipient& recipient : recipients) {
    w.told.push_back({level, recipient});
    see(recipient.office);
  }
  std::erase_if(w.held_back,
                [&](const HeldBack& one) { return w.was_told(one.level, one.held.recipient); });
}

void Evolve::start(const ClockPlan& plan) {
  std::erase_if(w.clocks, [&](const Clock& clock) { return clock.kind == plan.clock; });
  w.clocks.push_back(started(plan));
}

void Evolve::assign(const std::vector<Assigned>& assigned) {
  for (const Assigned& one : assigned) {
    std::erase_if(w.assignments,
                  [&](const Assignment& earlier) { return earlier.office == one.office; });
    Assignment assignment;
    assignment.office = one.office;
    assignment.lead = one.lead;
    for (const ClockPlan& plan : one.clocks) assignment.clocks.push_back(started(plan));
    w.assignments.push_back(std::move(assignment));
    see(one.office);
  }
}

Clock* Evolve::clock_of(OfficeId office, ClockKind kind) {
  if (static_cast<std::size_t>(kind) >= assignment_clock_count) return w.clock(kind);
  Assignment* assignment = w.assignment(office);
  return assignment == nullptr ? nullptr : assignment->clock(kind);
}

void Evolve::heard_of(Assignment& assignment, const std::optional<ClockPlan>& next) const {
  end(assignment.clock(ClockKind::progress), ClockState::met);
  if (!next || planted(Bug::goes_quiet)) return;
  std::erase_if(assignment.clocks,
                [](const Clock& clock) { return clock.kind == ClockKind::progress; });
  assignment.clocks.push_back(started(*next));
}

void Evolve::finish(CaseState state) {
  if (!planted(Bug::level_of_closed_case)) {
    end_all(w.clocks, ClockState::stopped);
    for (Assignment& assignment : w.assignments) end_all(assignment.clocks, ClockState::stopped);
  }
  w.state = state;
  w.ended_at = at;
}

void Evolve::back_to_work(const std::vector<Rework>& rework, bool afresh) {
  for (const Rework& one : rework) {
    Assignment* assignment = w.assignment(one.office);
    if (assignment == nullptr) continue;
    assignment->state = AssignmentState::working;
    heard_of(*assignment, one.progress);
    Clock* clock = assignment->clock(ClockKind::resolve);
    if (clock == nullptr) continue;
    if (afresh) {
      *clock = started(one.resolve);
      clock->moved = true;
    } else {
      clock->moved = true;
      if (!planted(Bug::rework_clock_stands)) clock->state = ClockState::running;
      clock->due = one.resolve.due;
      clock->levels = one.resolve.levels;
    }
  }
  w.state = CaseState::active;
}

void Evolve::operator()(const WhistleRaised& e) {
  w.id = e.whistle;
  w.record = e.record;
  w.unit = e.unit;
  w.street = e.street;
  w.to = e.to;
  w.kind = e.classification.kind;
  w.category = e.classification.category;
  w.urgency = e.classification.urgency;
  w.classified_by = e.classification.by;
  w.title = e.title;
  w.detail = e.detail;
  w.key = e.key;
  w.particulars = e.particulars;
  w.occurred_at = e.occurred_at;
  w.emergency = e.emergency;
  w.exercise = e.exercise;
  w.raised_at = at;
  w.state = CaseState::draft;
  see(e.unit);
  see(e.street);
}

void Evolve::operator()(const ReviewAsked& e) {
  w.state = CaseState::review;
  start(e.clock);
}

void Evolve::operator()(const WhistleApproved&) {
  end(w.clock(ClockKind::review), ClockState::met);
  w.state = CaseState::blown;
}

void Evolve::operator()(const WhistleRefused&) {
  end(w.clock(ClockKind::review), ClockState::met);
  finish(CaseState::rejected);
}

void Evolve::operator()(const WhistleDispatched& e) {
  w.state = CaseState::dispatched;
  w.rule = e.routing.rule;
  w.policy = e.policy;
  w.blown_at = e.blown_at;
  assign(e.assigned);
  if (e.name_lead) start(*e.name_lead);
}

void Evolve::operator()(const LeadNamed& e) {
  end(w.clock(ClockKind::name_lead), ClockState::met);
  relieve(e.relieved, false);
  assign(e.assigned);
}

void Evolve::operator()(const SceneReleased&) {
  w.released = true;
}

void Evolve::operator()(const WithdrawalAgreed& e) {
  if (Assignment* lead = w.assignment(e.office)) lead->agreed_to_withdraw = true;
}

void Evolve::operator()(const WhistleWithdrawn&) {
  finish(CaseState::cancelled);
}

void Evolve::operator()(const Acknowledged& e) {
  if (Assignment* assignment = w.assignment(e.office)) {
    assignment->state = AssignmentState::acknowledged;
    if (!planted(Bug::fires_after_met))
      end(assignment->clock(ClockKind::acknowledge), ClockState::met);
  }
}

void Evolve::operator()(const Contacted& e) {
  if (Assignment* assignment = w.assignment(e.office))
    end(assignment->clock(ClockKind::contact), ClockState::met);
}

void Evolve::operator()(const ReportedIn& e) {
  if (Assignment* assignment = w.assignment(e.office)) {
    assignment->state = AssignmentState::reported_in;
    end(assignment->clock(ClockKind::acknowledge), ClockState::met);
    end(assignment->clock(ClockKind::report_in), ClockState::met);
    heard_of(*assignment, e.progress);
  }
}

void Evolve::operator()(const ProgressReported& e) {
  if (Assignment* assignment = w.assignment(e.office)) {
    assignment->state = AssignmentState::working;
    end(assignment->clock(ClockKind::first_report), ClockState::met);
    heard_of(*assignment, e.progress);
  }
}

void Evolve::operator()(const Resolved& e) {
  if (Assignment* assignment = w.assignment(e.office)) {
    assignment->state = AssignmentState::done;
    assignment->done_at = at;
    // What is resolved needs neither a first report nor a first contact any more.
    end_all(assignment->clocks, ClockState::met);
  }
}

void Evolve::operator()(const CaseActivated&) {
  (w.state == CaseState::disputed ? w.before_dispute : w.state) = CaseState::active;
  // A backstop that reported in keeps the case: there is no lead to be named any more.
  end(w.clock(ClockKind::name_lead), ClockState::met);
}

void Evolve::operator()(const VerificationAsked& e) {
  w.state = CaseState::verify;
  w.verify_since = at;
  start(e.clock);
}

void Evolve::operator()(const Verified& e) {
  end(w.clock(ClockKind::verify), ClockState::met);
  w.state = CaseState::evaluate;
  w.evaluations.clear();
  start(e.evaluate);
}

void Evolve::operator()(const VerificationFailed& e) {
  end(w.clock(ClockKind::verify), ClockState::met);
  ++w.reworks;
  back_to_work(e.rework, false);
}

void Evolve::operator()(const Evaluated& e) {
  for (const Evaluation& one : e.evaluations) w.evaluations.push_back({e.unit, one});
  if (!e.rework.empty() || w.evaluated_by_all()) end(w.clock(ClockKind::evaluate), ClockState::met);
  if (e.rework.empty()) return;
  ++w.bad_evaluations;
  back_to_work(e.rework, true);
}

void Evolve::operator()(const WhistleClosed&) {
  finish(CaseState::closed);
}

void Evolve::operator()(const LevelFired& e) {
  if (Clock* clock = clock_of(e.office, e.clock)) {
    if (!planted(Bug::fires_again)) clock->next_level = static_cast<std::uint8_t>(e.level + 1);
    if (e.level >= 1 && !clock->missed) {
      clock->missed = true;
      clock->miss = number;
    }
    if (!planted(Bug::held_forgotten))
      for (const Held& one : e.held)
        w.held_back.push_back({e.office, e.clock, e.level, clock->starts, one});
  }
  tell(e.level, e.notify);
}

void Evolve::operator()(const LevelTold& e) {
  tell(e.level, e.notify);
}

void Evolve::operator()(const ParticularsErased&) {
  w.erased = true;
  w.particulars = {};
}

void Evolve::operator()(const MissCleared& e) {
  if (Clock* clock = clock_of(e.office, e.clock)) clock->missed = false;
  // Should it have to be done again, the office has what was left when it was done.
  if (Assignment* done = w.assignment(e.office); done != nullptr && e.clock == ClockKind::resolve)
    done->done_at = e.made_at;
}

void evolve(Whistle& whistle, const Event& event, EventNumber number, Instant at) {
  std::visit(Evolve{whistle, number, at}, event);
  whistle.history.push_back(number);
}

WhistleId whistle_of(const Event& event) {
  return std::visit(
      [](const auto& e) {
        if constexpr (requires { e.whistle; })
          return e.whistle;
        else
          return WhistleId{};
      },
      event);
}

}  // namespace shao::core
