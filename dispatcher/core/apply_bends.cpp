// The bends: disputes, joint whistles, suspension, extension, reopening, levels without a clock.
#include <algorithm>

#include "dispatcher/core/evolve.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

void Evolve::relieve(OfficeId office, bool excused) {
  Assignment* assignment = w.assignment(office);
  if (assignment == nullptr) return;
  if (!planted(Bug::relieved_stays)) assignment->state = AssignmentState::relieved;
  end_all(assignment->clocks, ClockState::stopped);
  if (excused)
    for (Clock& clock : assignment->clocks) clock.missed = false;
}

void Evolve::lead_anew() {
  end(w.clock(ClockKind::name_lead), ClockState::met);
  w.suspension.reset();
  w.extension_asked.reset();
  w.state = CaseState::dispatched;
}

void Evolve::end_ruling() {
  const bool waits =
      w.state == CaseState::disputed ||
      std::any_of(w.assignments.begin(), w.assignments.end(),
                  [](const Assignment& one) { return one.state == AssignmentState::return_asked; });
  if (!waits) end(w.clock(ClockKind::ruling), ClockState::met);
}

void Evolve::move_clocks(const std::vector<ClockMoved>& clocks) {
  for (const ClockMoved& one : clocks)
    if (Clock* clock = clock_of(one.office, one.plan.clock)) {
      clock->state = ClockState::running;
      clock->moved = true;
      clock->due = one.plan.due;
      clock->levels = one.plan.levels;
    }
}

void Evolve::operator()(const DisputeRaised& e) {
  w.disputed_by.push_back(e.office);
  if (e.lead) {
    w.before_dispute = w.state;
    w.state = CaseState::disputed;
    ++w.hops;
  }
  if (Assignment* own = w.assignment(e.office); own != nullptr) {
    if (!e.lead) {
      own->before_return = own->state;
      own->state = AssignmentState::return_asked;
    }
    if (planted(Bug::dispute_stops_clocks)) end_all(own->clocks, ClockState::stopped);
  }
  if (e.ruling) start(*e.ruling);
}

void Evolve::operator()(const DisputeDismissed& e) {
  if (Assignment* own = w.assignment(e.office)) {
    if (own->lead)
      w.state = w.before_dispute;
    else
      own->state = own->before_return;
  }
  end_ruling();
}

void Evolve::operator()(const DisputeUpheld& e) {
  relieve(e.office, true);
  if (!e.assigned.empty()) lead_anew();
  assign(e.assigned);
  end_ruling();
}

void Evolve::operator()(const AssistingAdded& e) {
  assign(e.assigned);
}

void Evolve::operator()(const AssistingRelieved& e) {
  const Assignment* own = w.assignment(e.office);
  relieve(e.office, own != nullptr && own->state == AssignmentState::return_asked);
  end_ruling();
}

void Evolve::operator()(const MeetingConvened& e) {
  w.meeting_by = e.office;
  start(e.clock);
}

void Evolve::operator()(const MeetingHeld& e) {
  end(w.clock(ClockKind::meeting), ClockState::met);
  const bool disputed = w.state == CaseState::disputed;
  for (const OfficeId office : e.relieved) {
    const Assignment* own = w.assignment(office);
    const bool asked =
        own != nullptr && (own->lead ? disputed : own->state == AssignmentState::return_asked);
    relieve(office, asked);
  }
  for (Assignment& one : w.assignments)
    if (one.state == AssignmentState::return_asked) one.state = one.before_return;
  if (disputed) w.state = w.before_dispute;
  const bool another = std::any_of(e.assigned.begin(), e.assigned.end(),
                                   [](const Assigned& one) { return one.lead; });
  if (another) lead_anew();
  assign(e.assigned);
  end_ruling();
}

void Evolve::operator()(const LeadReplaced& e) {
  relieve(e.relieved, false);
  lead_anew();
  assign(e.assigned);
}

void Evolve::operator()(const SuspensionAsked& e) {
  w.suspension = Suspension{e.office, e.ground, e.plan, e.review_at, e.signer};
  see(e.signer.office);
}

void Evolve::operator()(const SuspensionRefused&) {
  w.suspension.reset();
}

void Evolve::operator()(const WhistleSuspended&) {
  w.state = CaseState::suspended;
  for (Assignment& assignment : w.assignments) end_all(assignment.clocks, ClockState::paused);
}

void Evolve::operator()(const WhistleResumed& e) {
  w.state = CaseState::active;
  w.suspension.reset();
  move_clocks(e.clocks);
}

void Evolve::operator()(const ExtensionAsked& e) {
  w.extension_asked = Extension{e.office, e.by, e.reason};
}

void Evolve::operator()(const ExtensionRefused&) {
  w.extension_asked.reset();
}

void Evolve::operator()(const WhistleExtended& e) {
  w.extended = true;
  w.extension_asked.reset();
  move_clocks(e.clocks);
}

void Evolve::operator()(const WhistleReopened& e) {
  ++w.reopened;
  w.ended_at = {};
  back_to_work(e.rework, true);
}

void Evolve::operator()(const LevelRaised& e) {
  tell(e.level, e.notify);
}

void Evolve::operator()(const WhistleMerged& e) {
  w.before_merge = w.state;
  w.state = CaseState::merged;
  w.merged_into = e.into;
  w.ended_at = at;
  if (planted(Bug::merged_runs_on)) return;
  end_all(w.clocks, ClockState::paused);
  for (Assignment& assignment : w.assignments) end_all(assignment.clocks, ClockState::paused);
}

void Evolve::operator()(const MergedIn& e) {
  Merged& merged = w.merged.emplace_back(Merged{e.merged, e.unit, e.street, {}});
  for (const ClockMoved& one : e.clocks)
    if (Clock* clock = clock_of(one.office, one.plan.clock)) {
      merged.before.push_back({one.office, clock->plan()});
      clock->moved = true;
      clock->due = one.plan.due;
      clock->levels = one.plan.levels;
      // They fired on the whistle whose clock it was.
      if (!planted(Bug::missed_twice)) skip_past_levels(*clock);
    }
  see(e.unit);
  see(e.street);
}

void Evolve::operator()(const WhistleUnmerged& e) {
  w.state = w.before_merge;
  w.merged_into = {};
  w.ended_at = {};
  move_clocks(e.clocks);
}

void Evolve::operator()(const MergedOut& e) {
  const auto found = std::find_if(w.merged.begin(), w.merged.end(),
                                  [&](const Merged& one) { return one.whistle == e.merged; });
  if (found == w.merged.end()) return;
  for (const ClockMoved& one : found->before)
    if (Clock* clock = clock_of(one.office, one.plan.clock);
        clock != nullptr && clock->state == ClockState::running && clock->due < one.plan.due) {
      const bool missed = clock->missed && one.plan.due < at;
      const EventNumber miss = clock->miss;
      *clock = started(one.plan);
      clock->missed = missed;
      clock->miss = miss;
    }
  w.merged.erase(found);
}

void Evolve::operator()(const WhistleReplanned& e) {
  w.policy = e.policy;
  for (const ClockMoved& one : e.clocks)
    if (Clock* clock = clock_of(one.office, one.plan.clock)) {
      clock->due = one.plan.due;
      clock->levels = one.plan.levels;
      clock->working = one.plan.working;
      // A warning that would have come before now.
      skip_past_levels(*clock);
    }
}

}  // namespace shao::core
