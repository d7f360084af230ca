#include "dispatcher/core/transitions.hpp"

#include <algorithm>
#include <cstdlib>

namespace shao::core {

namespace {

const std::vector<Move>& table() {
  using C = CaseState;
  using A = AssignmentState;
  using R = Role;
  // A move keeps to its few lines.
  // clang-format off
  static const std::vector<Move> moves = {
      {Machine::whistle, "submit", {C::draft}, {}, "REVIEW, DISPATCHED",
       Roles{R::community, R::street, R::command_centre},
       "by the unit that drafted it; kinds with review wait for the street's leader"},
      {Machine::whistle, "approve", {C::review}, {}, "DISPATCHED",
       Roles{R::street_leader, R::street_top_leader},
       "of the raising street; the rank the kind asks for; all clocks start"},
      {Machine::whistle, "refuse", {C::review}, {}, "REJECTED",
       Roles{R::street_leader, R::street_top_leader}, "of the raising street; reason"},
      {Machine::whistle, "cancel", {C::draft, C::review}, {}, "CANCELLED",
       Roles{R::community, R::street, R::command_centre}, "by the unit that drafted it; reason"},
      {Machine::whistle, "dispatch", {C::blown}, {}, "DISPATCHED", Roles{},
       "the first matching rule gives one lead; no rule: the backstop is lead"},
      {Machine::whistle, "assign", {C::dispatched}, {}, "DISPATCHED",
       Roles{R::dispatcher, R::command_centre},
       "the backstop holds it; the lead may lead; reason; fresh acknowledge and report-in clocks"},
      {Machine::whistle, "withdraw", {C::blown, C::dispatched, C::active}, {}, "CANCELLED",
       Roles{R::street_leader, R::street_top_leader, R::command_centre},
       "of the raising street, the centre for its own; reason; after the lead reported in only "
       "when the lead agrees (nobody has to agree with itself)"},
      {Machine::whistle, "agree_withdraw", {C::active}, {}, "ACTIVE",
       Roles{R::dept_liaison, R::dept_officer, R::dept_head}, "by the lead's office"},
      {Machine::whistle, "activate", {C::dispatched}, {}, "ACTIVE", Roles{},
       "the lead reported in; a backstop that does so keeps the case, and naming a lead ends"},
      {Machine::whistle, "release", {C::active}, {}, "ACTIVE",
       Roles{R::community, R::street, R::command_centre},
       "emergencies: the raiser confirms that the scene is safe"},
      {Machine::whistle, "all_done", {C::active}, {}, "VERIFY", Roles{},
       "every assignment is done or relieved"},
      {Machine::whistle, "verify", {C::verify}, {}, "EVALUATE, ACTIVE",
       Roles{R::street, R::command_centre},
       "by the raising street, the centre for its own; a failure needs a reason, and the resolve "
       "clocks go on with what was left"},
      {Machine::whistle, "evaluate", {C::evaluate}, {}, "CLOSED, ACTIVE",
       Roles{R::community, R::street, R::command_centre},
       "by the raiser, each office; not solved goes back to work"},
      {Machine::whistle, "not_evaluated", {C::evaluate}, {}, "CLOSED", Roles{},
       "nobody answered in time: counted as not evaluated, never as satisfied"},
      {Machine::whistle, "reveal",
       {C::draft, C::review, C::dispatched, C::active, C::verify, C::evaluate}, {}, "",
       Roles{R::community, R::street, R::street_leader, R::street_top_leader, R::command_centre,
             R::dept_liaison, R::dept_officer, R::dept_deputy_head, R::dept_head},
       "the resident's particulars, in the answer, once it is journaled: to an assigned office; to "
       "the raising unit and its street with a reason"},
      {Machine::whistle, "erase", {C::closed, C::cancelled, C::rejected}, {}, "",
       Roles{R::command_centre},
       "destroys the key of the particulars; once; reason"},
      {Machine::assignment, "acknowledge", {}, {A::pending}, "ACKNOWLEDGED",
       Roles{R::dept_liaison}, "the caller's own office; the acknowledge clock stops"},
      {Machine::assignment, "contact", {},
       {A::pending, A::acknowledged, A::reported_in, A::working}, "",
       Roles{R::dept_liaison, R::dept_officer},
       "who was reached and how; stays in its state; the contact clock stops"},
      {Machine::assignment, "report_in", {}, {A::pending, A::acknowledged}, "REPORTED_IN",
       Roles{R::dept_officer},
       "person, and place on site or a message; implies acknowledging; both clocks stop"},
      {Machine::assignment, "progress", {}, {A::reported_in, A::working}, "WORKING",
       Roles{R::dept_officer}, "text; the first stops the first-report clock"},
      {Machine::assignment, "resolve", {}, {A::reported_in, A::working}, "DONE",
       Roles{R::dept_officer},
       "evidence; emergencies: after the raiser's release; the office's clocks stop"},
      {Machine::assignment, "rework", {}, {A::done}, "WORKING", Roles{},
       "verification failed or the raiser says it is not solved"},
      {Machine::assignment, "relieve", {},
       {A::pending, A::acknowledged, A::reported_in, A::working}, "RELIEVED", Roles{},
       "the backstop, when a lead is named"},
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
