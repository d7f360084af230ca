#include "dispatcher/core/transitions.hpp"

#include <algorithm>
#include <cstdlib>

namespace shao::core {

namespace {

const std::vector<Move>& table() {
  using C = CaseState;
  using A = AssignmentState;
  using R = Role;
  // Who may do what: a move keeps to its few lines.
  // clang-format off
  constexpr Roles department{R::dept_liaison, R::dept_officer, R::dept_head};
  constexpr Roles centre{R::dispatcher, R::command_centre};
  constexpr Roles leaders{R::street_leader, R::street_top_leader, R::command_centre};
  static const std::vector<Move> moves = {
      {Machine::whistle, "submit", {C::draft}, {}, "REVIEW, DISPATCHED",
       Roles{R::community, R::street, R::command_centre},
       "by the unit that drafted it; kinds with review wait for the street's leader",
       "with review: review starts; without: as approve"},
      {Machine::whistle, "approve", {C::review}, {}, "DISPATCHED",
       Roles{R::street_leader, R::street_top_leader},
       "of the raising street; the rank the kind asks for",
       "review stops; the blow starts every assignment's clocks"},
      {Machine::whistle, "refuse", {C::review}, {}, "REJECTED",
       Roles{R::street_leader, R::street_top_leader}, "of the raising street; reason",
       "review stops"},
      {Machine::whistle, "cancel", {C::draft, C::review}, {}, "CANCELLED",
       Roles{R::community, R::street, R::command_centre}, "by the unit that drafted it; reason",
       "all stop"},
      {Machine::whistle, "dispatch", {C::blown}, {}, "DISPATCHED", Roles{},
       "the first matching rule gives one lead, or the department that raised it names it; no rule: "
       "the backstop is lead",
       "each assignment's start; no rule: name_lead as well"},
      {Machine::whistle, "assign", {C::dispatched}, {}, "DISPATCHED", centre,
       "the backstop holds it; the lead may lead; reason",
       "name_lead stops; fresh acknowledge, contact and report-in clocks, resolve since the blow"},
      {Machine::whistle, "withdraw", {C::blown, C::dispatched, C::active}, {}, "CANCELLED", leaders,
       "of the raising street, the centre for its own; reason; none is merged into it; after the "
       "lead reported in only when the lead agrees (nobody has to agree with itself)",
       "all stop"},
      {Machine::whistle, "agree_withdraw", {C::active}, {}, "ACTIVE", department,
       "by the lead's office", "none"},
      {Machine::whistle, "activate", {C::dispatched}, {}, "ACTIVE", Roles{},
       "the lead reported in; a backstop that does so keeps the case", "name_lead stops"},
      {Machine::whistle, "release", {C::active}, {}, "ACTIVE",
       Roles{R::community, R::street, R::command_centre},
       "emergencies: the raiser confirms that the scene is safe", "none"},
      {Machine::whistle, "all_done", {C::active}, {}, "VERIFY", Roles{},
       "every assignment is done or relieved", "verify starts"},
      {Machine::whistle, "verify", {C::verify}, {}, "EVALUATE, ACTIVE",
       Roles{R::street, R::command_centre},
       "by the raising street, the centre for its own; a failure needs a reason; the third takes "
       "the whistle to level 3",
       "verify stops; passed: evaluate starts; failed: the resolve clocks go on with what was left"},
      {Machine::whistle, "evaluate", {C::evaluate}, {}, "CLOSED, ACTIVE",
       Roles{R::community, R::street, R::command_centre},
       "by each raiser, each office; closed when all have; not solved goes back to work, the second "
       "time to level 2, the third to level 3",
       "evaluate stops; not solved: a resolve clock of three working days or the kind's limit, "
       "whichever is shorter"},
      {Machine::whistle, "not_evaluated", {C::evaluate}, {}, "CLOSED", Roles{},
       "nobody answered in time: counted as not evaluated, never as satisfied", "evaluate stops"},
      {Machine::whistle, "reopen", {C::closed}, {}, "ACTIVE",
       Roles{R::community, R::street, R::command_centre},
       "by the raiser or the centre, within 30 days of the close; reason",
       "resolve clocks of the offices that had done it, as after a bad evaluation"},
      {Machine::whistle, "dispute", {C::dispatched, C::active}, {}, "DISPUTED", department,
       "by the lead's office, once, within one working day of the assignment; clause and reason; before "
       "it reported in, of kinds that report in first only after it; never by the backstop",
       "none stops: the first receiver stays responsible; ruling starts"},
      {Machine::whistle, "dismiss", {C::disputed}, {}, "DISPATCHED, ACTIVE, VERIFY", centre,
       "reason; back to where it was, or to verification when all are done meanwhile",
       "ruling stops when no other dispute waits"},
      {Machine::whistle, "uphold", {C::disputed}, {}, "DISPATCHED", centre,
       "names a lead that may lead; reason; at the third hop only a joint meeting may",
       "ruling stops; of the old lead all stop and no miss counts; of the new one fresh acknowledge, "
       "contact and report-in clocks, and the resolve clock as it stands"},
      {Machine::whistle, "convene", {C::dispatched, C::active, C::disputed}, {}, "", leaders,
       "of the raising street, or the centre; reason; takes the whistle to level 3",
       "meeting starts"},
      {Machine::whistle, "minutes", {C::dispatched, C::active, C::disputed}, {},
       "DISPATCHED, ACTIVE, VERIFY", leaders,
       "by the office that convened; text; who is named joins, leads or is relieved",
       "meeting, ruling and name_lead stop; a new lead's and new assisting offices' start"},
      {Machine::whistle, "replace_lead", {C::dispatched, C::active}, {}, "DISPATCHED",
       Roles{R::command_centre}, "level 3 or above; the lead may lead; reason",
       "of the old lead all stop; of the new one as after uphold"},
      {Machine::whistle, "add_assisting", {C::dispatched, C::active, C::disputed}, {}, "",
       Roles{R::dept_liaison, R::dept_officer, R::dept_head, R::street_leader, R::street_top_leader,
             R::dispatcher, R::command_centre},
       "by the lead's office, the raising street's leader or the centre; offices that have no part "
       "in it yet; reason",
       "of the new ones acknowledge and report in start, resolve is the lead's"},
      {Machine::whistle, "ask_suspend", {C::active}, {}, "", department,
       "by the lead's office; a ground that the kind or urgency has; plan, proof and review date",
       "none: they run until it is approved"},
      {Machine::whistle, "suspend", {C::active}, {}, "SUSPENDED",
       Roles{R::command_centre, R::deputy_district_head},
       "asked for; the raiser's opinion; a review in more than 30 days is the deputy head's of the "
       "district to sign",
       "the assignments' clocks stand still"},
      {Machine::whistle, "refuse_suspend", {C::active}, {}, "",
       Roles{R::command_centre, R::deputy_district_head}, "asked for; reason", "none"},
      {Machine::whistle, "resume", {C::suspended}, {}, "ACTIVE", Roles{R::command_centre},
       "reason; by itself at the review date", "they go on with what was left"},
      {Machine::whistle, "ask_extend", {C::active}, {}, "", department,
       "by the lead's office, before its resolve limit ends, within the kind's longest extension, "
       "when it was never extended; reason",
       "none"},
      {Machine::whistle, "extend", {C::active}, {}, "", centre,
       "once, before the lead's resolve limit ends, within the kind's longest extension; reason",
       "resolve ends later, and its levels with it"},
      {Machine::whistle, "refuse_extend", {C::active}, {}, "", centre, "asked for; reason", "none"},
      {Machine::whistle, "escalate", {C::dispatched, C::active, C::disputed}, {}, "",
       Roles{R::street_leader, R::street_top_leader, R::dispatcher, R::command_centre},
       "of the raising street, or the centre; to a level of the ladder above the one it has; reason", "none"},
      {Machine::whistle, "merge", {C::dispatched, C::active}, {}, "MERGED", centre,
       "into another that is worked on, of the same kind and category; none was merged into this "
       "one; reason",
       "all stand still; of an office assigned to both the other's are due when the earlier is"},
      {Machine::whistle, "unmerge", {C::merged}, {}, "DISPATCHED, ACTIVE", centre,
       "the other is still open; reason",
       "they go on with what was left; the other's are due when they were before"},
      {Machine::whistle, "replan",
       {C::dispatched, C::active, C::disputed, C::verify, C::evaluate}, {}, "", Roles{R::command_centre},
       "the configuration in force is another than the one it was planned under; reason",
       "those that run, were not missed and not moved before are due as the new one has it, counted from their start, unless that is over"},
      {Machine::whistle, "note",
       {C::draft, C::review, C::dispatched, C::active, C::disputed, C::suspended, C::verify,
        C::evaluate}, {}, "",
       Roles{R::community, R::street, R::street_leader, R::street_top_leader, R::dispatcher,
             R::command_centre, R::dept_liaison, R::dept_officer, R::dept_deputy_head, R::dept_head,
             R::deputy_district_head, R::district_head, R::party_secretary, R::supervision_office,
             R::discipline_inspection, R::parent},
       "whoever sees the whistle; text; attachments by reference", "none"},
      {Machine::whistle, "reveal",
       {C::draft, C::review, C::dispatched, C::active, C::disputed, C::suspended, C::verify,
        C::evaluate, C::merged}, {}, "",
       Roles{R::community, R::street, R::street_leader, R::street_top_leader, R::command_centre,
             R::dept_liaison, R::dept_officer, R::dept_deputy_head, R::dept_head},
       "the resident's particulars, in the answer, once it is journaled: to an assigned office; to "
       "the raising unit and its street with a reason",
       "none"},
      {Machine::whistle, "erase", {C::closed, C::cancelled, C::rejected, C::merged}, {}, "",
       Roles{R::command_centre},
       "destroys the key of the particulars; once; reason", "none"},
      {Machine::whistle, "told",
       {C::draft, C::review, C::dispatched, C::active, C::disputed, C::suspended, C::verify,
        C::evaluate, C::closed, C::cancelled, C::rejected, C::merged}, {}, "", centre,
       "the receipt of a hook: of an office that sees the whistle, about an event that has happened",
       "none"},
      {Machine::assignment, "acknowledge", {}, {A::pending}, "ACKNOWLEDGED",
       Roles{R::dept_liaison}, "the caller's own office", "acknowledge stops"},
      {Machine::assignment, "contact", {},
       {A::pending, A::acknowledged, A::reported_in, A::working}, "",
       Roles{R::dept_liaison, R::dept_officer}, "who was reached and how; stays in its state",
       "contact stops"},
      {Machine::assignment, "report_in", {}, {A::pending, A::acknowledged}, "REPORTED_IN",
       Roles{R::dept_officer},
       "person, and place on site or a message; implies acknowledging",
       "acknowledge and report in stop; progress starts, where the kind has it"},
      {Machine::assignment, "progress", {}, {A::reported_in, A::working}, "WORKING",
       Roles{R::dept_officer}, "text",
       "the first one stops first report; progress starts anew"},
      {Machine::assignment, "resolve", {}, {A::reported_in, A::working}, "DONE",
       Roles{R::dept_officer},
       "evidence; emergencies: after the raiser's release", "the office's stop"},
      {Machine::assignment, "rework", {}, {A::done}, "WORKING", Roles{},
       "verification failed, the raiser says it is not solved, or the matter came back",
       "resolve goes on or starts anew; progress starts anew"},
      {Machine::assignment, "ask_return", {},
       {A::pending, A::acknowledged, A::reported_in, A::working}, "RETURN_ASKED", department,
       "an assisting office; as dispute", "none stops; ruling starts"},
      {Machine::assignment, "refuse_return", {}, {A::return_asked},
       "PENDING, ACKNOWLEDGED, REPORTED_IN, WORKING", centre, "reason; back to where it was",
       "ruling stops when no other dispute waits"},
      {Machine::assignment, "relieve", {},
       {A::pending, A::acknowledged, A::reported_in, A::working, A::return_asked}, "RELIEVED",
       centre,
       "an assisting office; reason. By itself: a lead, when another one is named",
       "the office's stop; when it had asked for it no miss counts"},
  };
  // clang-format on
  return moves;
}

}  // namespace

std::span<const Move> moves() {
  return table();
}

const Move& move_named(std::string_view action) {
  const auto found = std::find_if(table().begin(), table().end(),
                                  [&](const Move& move) { return move.action == action; });
  if (found == table().end()) std::abort();  // a misspelt action in decide_*.cpp
  return *found;
}

bool possible(const Move& move, CaseState state) {
  return std::find(move.from_case.begin(), move.from_case.end(), state) != move.from_case.end();
}

bool possible(const Move& move, AssignmentState state) {
  return std::find(move.from_assignment.begin(), move.from_assignment.end(), state) !=
         move.from_assignment.end();
}

}  // namespace shao::core
