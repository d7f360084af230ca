// What one event of a whistle that was raised must find, and leaves: one overload an event. Seen by
// book.cpp and book_bends.cpp alone.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "tests/sim/book.hpp"

namespace shao::sim {

using core::AssignmentState;
using core::CaseState;
using core::ClockKind;

inline bool has_any(core::Roles roles, std::initializer_list<core::Role> wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](core::Role role) { return roles.has(role); });
}

struct Book::Look {
  using R = core::Role;
  Book& book;
  Case& its;
  const core::Record& record;
  const core::Event& event;
  const core::EventNumber number;
  const core::Instant at = record.at;
  const core::Roles roles = rights();

  /// Each rank has the rights of its like on the other side: of a department that whistled, and of
  /// a subdistrict that is at work.
  core::Roles rights() const {
    core::Roles all = record.cause.actor.roles;
    const core::Roles own = all;
    const core::OfficeId by = record.cause.actor.office;
    if (own.has(R::dept_head) && by == its.street && !own.has(R::command_centre))
      all.add({R::street, R::street_leader, R::street_top_leader});
    if (own.has(R::street) && its.assignments.contains(by))
      all.add({R::dept_liaison, R::dept_officer, R::dept_head});
    return all;
  }
  void end_own(ClockKind kind) {
    if (const auto found = its.clocks.find(kind); found != its.clocks.end())
      book.meet(found->second, kind, {}, record);
  }
  void end_of(Assignment& assignment, ClockKind kind) {
    if (const auto found = assignment.clocks.find(kind); found != assignment.clocks.end())
      book.meet(found->second, kind, record.cause.actor.office, record);
  }
  void expect_centre(const char* what) {
    book.expect(has_any(roles, {R::dispatcher, R::command_centre}),
                std::string(what) + " without the role");
  }
  void expect_worked_on() {
    book.expect_state(its, {CaseState::dispatched, CaseState::active, CaseState::disputed}, event);
  }
  /// The lead of now; nothing when there is none.
  std::pair<const core::OfficeId, Assignment>* lead() {
    for (auto& one : its.assignments)
      if (one.second.lead && one.second.state != AssignmentState::relieved) return &one;
    return nullptr;
  }
  void relieve(core::OfficeId office);
  /// Another lead: one, with the resolve limit that the one before had.
  void lead_anew(const std::vector<core::Assigned>& assigned, core::Instant resolve_due);
  void end_ruling();
  /// A clock that stood still goes on with what was left of it.
  void go_on(Clock& clock, const core::ClockPlan& plan, const std::string& name);
  Clock& clock_of(core::OfficeId office, ClockKind kind) {
    return static_cast<std::size_t>(kind) < core::assignment_clock_count
               ? its.assignments[office].clocks[kind]
               : its.clocks[kind];
  }
  /// Every clock that runs stands still.
  void pause(std::map<ClockKind, Clock>& clocks);
  void expect_none_stands_still();

  void finish(CaseState state) {
    book.end_all(its, at);
    its.state = state;
    its.closed_at = at;
  }

  // Not about a whistle that was raised before: the book looks at them itself.
  void operator()(const core::TermClaimed&) {}
  void operator()(const core::PolicyAdopted&) {}
  void operator()(const core::WhistleRaised&) {}

  void operator()(const core::ReviewAsked& e) {
    book.expect_state(its, {CaseState::draft}, event);
    its.state = CaseState::review;
    book.start(its.clocks[ClockKind::review], e.clock, at);
  }

  void operator()(const core::WhistleApproved&) {
    book.expect_state(its, {CaseState::review}, event);
    book.expect(has_any(roles, {R::street_leader, R::street_top_leader}),
                "approved without the role");
    book.expect_own(record, its.street, "approval");
    end_own(ClockKind::review);
    its.state = CaseState::blown;
  }

  void operator()(const core::WhistleRefused&) {
    book.expect_state(its, {CaseState::review}, event);
    book.expect_own(record, its.street, "refusal");
    finish(CaseState::rejected);
  }

  void operator()(const core::WhistleDispatched& e) {
    book.expect_state(its, {CaseState::draft, CaseState::blown}, event);
    its.state = CaseState::dispatched;
    its.planned_by = e.policy;
    book.expect(e.policy == book.policy_version(), "placed by rules that are not in force");
    book.assign(its, e.assigned, at, number);
    if (!its.to.empty())
      book.expect(e.assigned.size() == 1 && e.assigned.front().office == its.to && !e.name_lead,
                  "another lead than the one its raiser asked for");
    if (e.name_lead) book.start(its.clocks[ClockKind::name_lead], *e.name_lead, at);
  }

  void operator()(const core::LeadNamed& e) {
    book.expect_state(its, {CaseState::dispatched}, event);
    book.expect(has_any(roles, {R::dispatcher, R::command_centre}),
                "a lead named without the role");
    end_own(ClockKind::name_lead);
    if (!e.relieved.empty())
      if (Assignment* relieved = book.assigned(its, e.relieved, "relief")) {
        for (auto& [kind, clock] : relieved->clocks) book.end(clock, kind, at);
        relieved->state = AssignmentState::relieved;
      }
    book.assign(its, e.assigned, at, number);
  }

  void operator()(const core::SceneReleased&) {
    book.expect_state(its, {CaseState::active}, event);
    book.expect_raiser(its, record, "release", true);
    its.released = true;
  }

  void operator()(const core::WithdrawalAgreed& e) {
    book.expect_state(its, {CaseState::active}, event);
    book.expect_own(record, e.office, "agreement");
  }

  void operator()(const core::WhistleWithdrawn&) {
    book.expect_state(
        its, {CaseState::draft, CaseState::review, CaseState::dispatched, CaseState::active},
        event);
    book.expect(its.merged.empty(), "withdrawn with others in it");
    finish(CaseState::cancelled);
  }

  void operator()(const core::Acknowledged& e) {
    expect_worked_on();
    book.expect_own(record, e.office, "acknowledgement");
    book.expect(roles.has(R::dept_liaison), "acknowledged without the role");
    if (Assignment* assignment = book.assigned(its, e.office, "acknowledgement")) {
      book.expect(assignment->state == AssignmentState::pending, "acknowledged twice");
      assignment->state = AssignmentState::acknowledged;
      end_of(*assignment, ClockKind::acknowledge);
    }
  }

  void operator()(const core::Contacted& e) {
    expect_worked_on();
    book.expect_own(record, e.office, "contact");
    if (Assignment* assignment = book.assigned(its, e.office, "contact"))
      end_of(*assignment, ClockKind::contact);
  }

  void operator()(const core::ReportedIn& e) {
    expect_worked_on();
    book.expect_own(record, e.office, "report-in");
    book.expect(roles.has(R::dept_officer), "reported in without the role");
    if (Assignment* assignment = book.assigned(its, e.office, "report-in")) {
      book.expect(assignment->state == AssignmentState::pending ||
                      assignment->state == AssignmentState::acknowledged,
                  "reported in twice");
      assignment->state = AssignmentState::reported_in;
      end_of(*assignment, ClockKind::acknowledge);
      end_of(*assignment, ClockKind::report_in);
      book.heard_of(its, *assignment, e.office, e.progress, record);
    }
  }

  void operator()(const core::ProgressReported& e) {
    expect_worked_on();
    book.expect_own(record, e.office, "progress");
    if (Assignment* assignment = book.assigned(its, e.office, "progress")) {
      book.expect(assignment->state == AssignmentState::reported_in ||
                      assignment->state == AssignmentState::working,
                  "progress before reporting in");
      assignment->state = AssignmentState::working;
      end_of(*assignment, ClockKind::first_report);
      book.heard_of(its, *assignment, e.office, e.progress, record);
    }
  }

  void operator()(const core::Resolved& e) {
    expect_worked_on();
    book.expect_own(record, e.office, "resolution");
    book.expect(!its.emergency || its.released, "resolved before the scene was released");
    if (Assignment* assignment = book.assigned(its, e.office, "resolution")) {
      book.expect(assignment->state == AssignmentState::reported_in ||
                      assignment->state == AssignmentState::working,
                  "resolved before reporting in");
      assignment->state = AssignmentState::done;
      for (auto& [kind, clock] : assignment->clocks) book.meet(clock, kind, e.office, record);
    }
  }

  void operator()(const core::CaseActivated&) {
    CaseState& state = its.state == CaseState::disputed ? its.before_dispute : its.state;
    book.expect(state == CaseState::dispatched, "activated a second time");
    end_own(ClockKind::name_lead);
    state = CaseState::active;
  }

  void operator()(const core::VerificationAsked& e) {
    book.expect_state(its, {CaseState::active}, event);
    for (const auto& [office, assignment] : its.assignments)
      book.expect(!assignment.working(), "verification asked while " + office.str() + " works");
    its.state = CaseState::verify;
    book.start(its.clocks[ClockKind::verify], e.clock, at);
  }

  void operator()(const core::Verified& e) {
    book.expect_state(its, {CaseState::verify}, event);
    book.expect_raiser(its, record, "verification", false);
    end_own(ClockKind::verify);
    its.state = CaseState::evaluate;
    its.evaluated_by.clear();
    book.start(its.clocks[ClockKind::evaluate], e.evaluate, at);
  }

  void operator()(const core::VerificationFailed& e) {
    book.expect_state(its, {CaseState::verify}, event);
    book.expect_raiser(its, record, "verification", false);
    end_own(ClockKind::verify);
    book.rework(its, e.rework, record, false);
  }

  void operator()(const core::Evaluated& e) {
    book.expect_state(its, {CaseState::evaluate}, event);
    book.expect(its.units_of(record.cause.actor.office).contains(e.unit),
                "evaluation by " + record.cause.actor.office.str() + ", which did not raise it");
    book.expect(its.evaluated_by.insert(e.unit).second, "evaluated twice by " + e.unit.str());
    if (!e.rework.empty() || its.evaluated_by.size() == its.raisers()) end_own(ClockKind::evaluate);
    if (!e.rework.empty()) book.rework(its, e.rework, record, true);
  }

  void operator()(const core::WhistleClosed& e) {
    book.expect_state(its, {CaseState::evaluate}, event);
    if (its.evaluated_by.size() < its.raisers())
      book.expect(its.clocks[ClockKind::evaluate].due < at,
                  "closed before its time, not evaluated by all");
    book.expect(e.evaluated != its.evaluated_by.empty(), "counted as evaluated by nobody");
    finish(CaseState::closed);
  }

  // The bends (book_bends.cpp).
  void operator()(const core::DisputeRaised& e);
  void operator()(const core::DisputeDismissed& e);
  void operator()(const core::DisputeUpheld& e);
  void operator()(const core::AssistingAdded& e);
  void operator()(const core::AssistingRelieved& e);
  void operator()(const core::MeetingConvened& e);
  void operator()(const core::MeetingHeld& e);
  void operator()(const core::LeadReplaced& e);
  void operator()(const core::SuspensionAsked& e);
  void operator()(const core::SuspensionRefused&);
  void operator()(const core::WhistleSuspended& e);
  void operator()(const core::WhistleResumed& e);
  void operator()(const core::ExtensionAsked& e);
  void operator()(const core::ExtensionRefused&);
  void operator()(const core::WhistleExtended& e);
  void operator()(const core::WhistleReopened& e);
  void operator()(const core::LevelRaised& e);
  void operator()(const core::WhistleMerged& e);
  void operator()(const core::MergedIn& e);
  void operator()(const core::WhistleUnmerged& e);
  void operator()(const core::MergedOut& e);
  void operator()(const core::WhistleReplanned& e);
  void operator()(const core::Noted& e);

  void operator()(const core::LevelFired& e) { book.look_at_level(its, e, at, number); }
  void operator()(const core::LevelTold& e) { book.look_at_told(its, e, at, number); }
  void operator()(const core::MissCleared& e) { book.look_at_cleared(e, record); }

  void operator()(const core::ParticularsRevealed& e) {
    book.expect_own(record, e.office, "reveal");
    const auto own = its.assignments.find(e.office);
    const bool assigned =
        own != its.assignments.end() && own->second.state != AssignmentState::relieved;
    if (!assigned) {
      book.expect_raiser(its, record, "reveal", true);
      book.expect(!e.reason.empty(), "revealed to the raiser without a reason");
    }
    book.expect(!core::is_final(its.state) || its.state == CaseState::merged,
                "revealed after the end");
  }

  void operator()(const core::ParticularsErased&) {
    book.expect(has_any(roles, {R::command_centre}), "erased without the role");
    book.expect(core::is_final(its.state), "erased before the end");
    book.expect(!its.erased, "erased twice");
    its.erased = true;
  }

  void operator()(const core::OfficeTold& e) {
    book.expect(has_any(roles, {R::command_centre, R::dispatcher}), "a receipt without the role");
    book.expect(e.told > 0 && e.told < number, "a receipt of what has not happened");
  }
};

}  // namespace shao::sim
