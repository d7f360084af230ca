// evolve: what each event does to its whistle. It cannot fail and takes no decision: every instant
// and every outcome is in the event.
#include <algorithm>

#include "dispatcher/core/planted.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::core {

namespace {

Clock started(const ClockPlan& plan, Instant at) {
  Clock clock;
  clock.kind = plan.clock;
  clock.starts = plan.starts;
  clock.due = plan.due;
  clock.levels = plan.levels;
  // Levels from before the clock began to run belong to whoever held the case then.
  while (clock.next_level < level_count && clock.levels[clock.next_level] < at) ++clock.next_level;
  clock.skipped_levels = clock.next_level;
  return clock;
}

void end(Clock* clock, ClockState state, Instant at) {
  if (clock == nullptr || clock->state != ClockState::running) return;
  clock->state = state;
  clock->ended = at;
}

void end_all(std::vector<Clock>& clocks, ClockState state, Instant at) {
  for (Clock& clock : clocks) end(&clock, state, at);
}

/// Applies one event; overloads by the event's type.
struct Evolve {
  Whistle& w;
  EventNumber number;
  Instant at;

  void see(OfficeId office) {
    const bool known = std::any_of(w.viewers.begin(), w.viewers.end(),
                                   [&](const Viewer& viewer) { return viewer.office == office; });
    if (!known && !office.empty()) w.viewers.push_back({office, number});
  }
  void start(const ClockPlan& plan) {
    std::erase_if(w.clocks, [&](const Clock& clock) { return clock.kind == plan.clock; });
    w.clocks.push_back(started(plan, at));
  }
  void assign(const std::vector<Assigned>& assigned) {
    for (const Assigned& one : assigned) {
      std::erase_if(w.assignments,
                    [&](const Assignment& earlier) { return earlier.office == one.office; });
      Assignment assignment;
      assignment.office = one.office;
      assignment.lead = one.lead;
      for (const ClockPlan& plan : one.clocks) assignment.clocks.push_back(started(plan, at));
      w.assignments.push_back(std::move(assignment));
      see(one.office);
    }
  }
  Clock* clock_of(OfficeId office, ClockKind kind) {
    if (static_cast<std::size_t>(kind) >= assignment_clock_count) return w.clock(kind);
    Assignment* assignment = w.assignment(office);
    return assignment == nullptr ? nullptr : assignment->clock(kind);
  }
  void stop_everything() {
    end_all(w.clocks, ClockState::stopped, at);
    for (Assignment& assignment : w.assignments)
      end_all(assignment.clocks, ClockState::stopped, at);
  }
  void finish(CaseState state) {
    if (!planted(Bug::level_of_closed_case)) stop_everything();
    w.state = state;
    w.ended_at = at;
  }
  void back_to_work(const std::vector<Rework>& rework, bool afresh) {
    for (const Rework& one : rework) {
      Assignment* assignment = w.assignment(one.office);
      if (assignment == nullptr) continue;
      assignment->state = AssignmentState::working;
      Clock* clock = assignment->clock(ClockKind::resolve);
      if (clock == nullptr) continue;
      if (afresh) {
        *clock = started(one.resolve, at);
      } else {
        if (!planted(Bug::rework_clock_stands)) clock->state = ClockState::running;
        clock->due = one.resolve.due;
        clock->levels = one.resolve.levels;
      }
    }
    w.state = CaseState::active;
  }

  void operator()(const TermClaimed&) {}
  void operator()(const PolicyAdopted&) {}

  void operator()(const WhistleRaised& e) {
    w.id = e.whistle;
    w.record = e.record;
    w.unit = e.unit;
    w.street = e.street;
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
    w.raised_at = at;
    w.state = CaseState::draft;
    see(e.unit);
    see(e.street);
  }
  void operator()(const ReviewAsked& e) {
    w.state = CaseState::review;
    start(e.clock);
  }
  void operator()(const WhistleApproved&) {
    end(w.clock(ClockKind::review), ClockState::met, at);
    w.state = CaseState::blown;
  }
  void operator()(const WhistleRefused&) {
    end(w.clock(ClockKind::review), ClockState::met, at);
    finish(CaseState::rejected);
  }
  void operator()(const WhistleDispatched& e) {
    w.state = CaseState::dispatched;
    w.rule = e.routing.rule;
    w.policy = e.policy;
    w.blown_at = e.blown_at;
    assign(e.assigned);
    if (e.name_lead) start(*e.name_lead);
  }
  void operator()(const LeadNamed& e) {
    end(w.clock(ClockKind::name_lead), ClockState::met, at);
    if (Assignment* relieved = w.assignment(e.relieved)) {
      if (!planted(Bug::relieved_stays)) relieved->state = AssignmentState::relieved;
      end_all(relieved->clocks, ClockState::stopped, at);
    }
    assign(e.assigned);
  }
  void operator()(const SceneReleased&) { w.released = true; }
  void operator()(const WithdrawalAgreed& e) {
    if (Assignment* lead = w.assignment(e.office)) lead->agreed_to_withdraw = true;
  }
  void operator()(const WhistleWithdrawn&) { finish(CaseState::cancelled); }
  void operator()(const Acknowledged& e) {
    if (Assignment* assignment = w.assignment(e.office)) {
      assignment->state = AssignmentState::acknowledged;
      if (!planted(Bug::fires_after_met))
        end(assignment->clock(ClockKind::acknowledge), ClockState::met, at);
    }
  }
  void operator()(const Contacted& e) {
    if (Assignment* assignment = w.assignment(e.office))
      end(assignment->clock(ClockKind::contact), ClockState::met, at);
  }
  void operator()(const ReportedIn& e) {
    if (Assignment* assignment = w.assignment(e.office)) {
      assignment->state = AssignmentState::reported_in;
      end(assignment->clock(ClockKind::acknowledge), ClockState::met, at);
      end(assignment->clock(ClockKind::report_in), ClockState::met, at);
    }
  }
  void operator()(const ProgressReported& e) {
    if (Assignment* assignment = w.assignment(e.office)) {
      assignment->state = AssignmentState::working;
      end(assignment->clock(ClockKind::first_report), ClockState::met, at);
    }
  }
  void operator()(const Resolved& e) {
    if (Assignment* assignment = w.assignment(e.office)) {
      assignment->state = AssignmentState::done;
      assignment->done_at = at;
      // What is resolved needs neither a first report nor a first contact any more.
      end_all(assignment->clocks, ClockState::met, at);
    }
  }
  void operator()(const CaseActivated&) {
    w.state = CaseState::active;
    // A backstop that reported in keeps the case: there is no lead to be named any more.
    end(w.clock(ClockKind::name_lead), ClockState::met, at);
  }
  void operator()(const VerificationAsked& e) {
    w.state = CaseState::verify;
    w.verify_since = at;
    start(e.clock);
  }
  void operator()(const Verified& e) {
    end(w.clock(ClockKind::verify), ClockState::met, at);
    w.state = CaseState::evaluate;
    start(e.evaluate);
  }
  void operator()(const VerificationFailed& e) {
    end(w.clock(ClockKind::verify), ClockState::met, at);
    ++w.reworks;
    back_to_work(e.rework, false);
  }
  void operator()(const Evaluated& e) {
    end(w.clock(ClockKind::evaluate), ClockState::met, at);
    w.evaluations = e.evaluations;
    if (e.rework.empty()) return;
    ++w.bad_evaluations;
    back_to_work(e.rework, true);
  }
  void operator()(const WhistleClosed&) { finish(CaseState::closed); }
  void operator()(const LevelFired& e) {
    if (Clock* clock = clock_of(e.office, e.clock)) {
      if (!planted(Bug::fires_again)) clock->next_level = static_cast<std::uint8_t>(e.level + 1);
      if (e.level >= 1 && !clock->missed) {
        clock->missed = true;
        clock->miss = number;
      }
    }
    for (const Recipient& recipient : e.notify) {
      w.told.push_back({e.level, recipient});
      see(recipient.office);
    }
  }
  void operator()(const ParticularsRevealed&) {}
  void operator()(const ParticularsErased&) {
    w.erased = true;
    w.particulars = {};
  }
  void operator()(const MissCleared& e) {
    if (Clock* clock = clock_of(e.office, e.clock)) clock->missed = false;
    // Should it have to be done again, the office has what was left when it was done.
    if (Assignment* done = w.assignment(e.office); done != nullptr && e.clock == ClockKind::resolve)
      done->done_at = e.made_at;
  }
};

}  // namespace

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
