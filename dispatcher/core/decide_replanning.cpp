// A running whistle under a new policy (改按新规). Clocks are planned once, when they start; only
// this move plans them anew, and it says so.
#include <algorithm>

#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

Check Decider::take(const Replan& c) {
  const Move& move = move_named("replan");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (whistle_->policy == policy_.version)
    return refusal(Reject::wrong_state, "policy", whistle_->policy,
                   "a whistle planned under another configuration than the one in force");
  if (Check no = check_text("reason", c.reason, "why it does not go on as it was planned"))
    return no;
  if (Check no = check_plannable()) return no;
  WhistleReplanned replanned{whistle_->id, c.reason, policy_.version, {}};
  const auto plan = [&](OfficeId office, const Clock& clock, const std::optional<ClockPlan>& anew) {
    // What is missed stays missed, and nobody is late by a limit that was over before it was set.
    const bool missed = clock.missed && !planted(Bug::replan_forgives);
    if (clock.state == ClockState::running && !clock.moved && !missed && anew &&
        *anew != clock.plan() && anew->due > now_)
      replanned.clocks.push_back({office, *anew});
  };
  for (const Clock& clock : whistle_->clocks)
    plan({}, clock, plan_whistle_clock(policy_, clock.kind, clock.starts, whistle_->emergency));
  for (const Assignment& one : whistle_->assignments)
    for (const Clock& clock : one.clocks) plan(one.office, clock, planned_anew(one, clock.kind));
  happen(std::move(replanned));
  return std::nullopt;
}

std::optional<ClockPlan> Decider::planned_anew(const Assignment& of, ClockKind which) const {
  const Category* category = policy_.category(whistle_->category);
  const Instant assigned = of.clock(ClockKind::acknowledge)->starts;  // every assignment has one
  const auto plans =
      plan_named(policy_, *kind(), *urgency(), category, of.lead, whistle_->blown_at, assigned);
  const auto planned = [&](ClockKind clock) {
    return std::find_if(plans.begin(), plans.end(),
                        [&](const ClockPlan& one) { return one.clock == clock; });
  };
  if (which == ClockKind::progress)
    return plan_progress(policy_, *kind(), *urgency(), category, planned(ClockKind::resolve)->due,
                         of.clock(which)->starts);
  const auto found = planned(which);
  if (found == plans.end()) return std::nullopt;
  return *found;
}

}  // namespace shao::core
