// Whistles in every state that they can rest in, raised by a community, a street and the centre,
// placed by a rule and held by the backstop; and the commands that can be tried on them. `decide`
// changes nothing, so one stage serves every trial.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/core/support.hpp"

namespace shao::core::test {

/// Takes a new whistle of `raise` on to `target` by the shortest way.
WhistleId drive(Desk& desk, const Raise& raise, CaseState target);

/// An emergency that the centre raises for itself.
Raise centres_own(std::string_view record);

struct Stage {
  Desk desk;
  /// Every whistle there is, in the order they were made.
  std::vector<WhistleId> all;
  // Of a community's demand (lead ZJW, assisting SJ and SF):
  WhistleId draft, review, dispatched, active, verify, evaluate, closed, cancelled, rejected;
  WhistleId agreed;   // active, and the lead agreed to withdraw
  WhistleId working;  // lead working, SJ reported in, SF acknowledged
  WhistleId halfway;  // lead done, the others pending
  // Of a community's emergency (lead RQ):
  WhistleId gas, gas_active, gas_released;
  // That no rule places:
  WhistleId held, held_active, named;
  // Bends. Of demands, but for `gas_disputed` and `gas_parting`:
  WhistleId disputed;      // the lead disputes it before it reported in
  WhistleId gas_disputed;  // the lead disputes it after it reported in
  WhistleId parting;       // dispatched; SJ asks to be relieved, SF asked after acknowledging
  WhistleId gas_parting;   // active; XF asks after it reported in, YJ at work
  WhistleId met, met_active, met_disputed;  // the street's leader convened a joint meeting
  WhistleId met_by_centre;
  WhistleId pressed, pressed_active;  // at level 3
  WhistleId hanging, hanging_long;  // the lead asks for a suspension, of ten days and of a hundred
  WhistleId suspended;
  WhistleId asking;                 // the lead asks for an extension
  WhistleId merged, merged_active;  // into `joined`, which is active
  WhistleId joined;

  Instant now;  // a moment after all this, before anything is due
};

/// Everything on it was also told to two offices that have no part in it, `other_street_code` and
/// TY, so that they see it; and every office of the tests has used the command id "used" before.
const Stage& stage();

/// A decision on the stage, changing nothing.
Decision try_on_stage(const Actor& actor, const Command& command, const CommandId& id = "new",
                      const std::string& hash = "new hash");

/// One evaluation of each office that has done its part.
std::vector<Evaluation> evaluations_of(const Whistle& whistle, Solved solved);

/// Every command about a whistle, filled in so that it lacks nothing.
struct Action {
  std::string name;
  std::function<Command(const Whistle&)> command;
};
const std::vector<Action>& actions();

}  // namespace shao::core::test
