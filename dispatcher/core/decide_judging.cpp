// The rules of the side that raised: releasing a scene, verifying, evaluating.
#include <algorithm>

#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

Check Decider::take(const Release& c) {
  const Move& move = move_named("release");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_unit(*whistle_, actor_, true)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (!whistle_->emergency)
    return refusal(Reject::wrong_state, "kind", whistle_->kind.view(),
                   "an emergency: only its scene is released");
  if (whistle_->released)
    return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                   "a scene that was not released yet");
  happen(SceneReleased{whistle_->id, c.note});
  return std::nullopt;
}

Check Decider::take(const Verify& c) {
  const Move& move = move_named("verify");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_unit(*whistle_, actor_, false)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (c.pass) {
    happen(
        Verified{whistle_->id, c.reason, plan_whistle_clock(policy_, ClockKind::evaluate, now_)});
    return std::nullopt;
  }
  if (Check no = check_text("reason", c.reason, "what is not in order")) return no;
  VerificationFailed failed{whistle_->id, c.reason, {}};
  for (const Assignment& one : whistle_->assignments)
    if (one.state == AssignmentState::done)
      if (const Clock* clock = one.clock(ClockKind::resolve))
        failed.rework.push_back(back_to_work(one.office, moved(*clock, now_ - one.done_at)));
  happen(std::move(failed));
  jump(JumpWhen::reworks, static_cast<std::uint8_t>(whistle_->reworks + 1), Pressure::reworks);
  return std::nullopt;
}

ClockPlan Decider::moved(const Clock& clock, Duration by) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(by);
  ClockPlan plan{clock.kind, clock.starts, clock.due + seconds, clock.levels, clock.working};
  for (Instant& level : plan.levels)
    if (level != never) level += seconds;
  return plan;
}

Rework Decider::back_to_work(OfficeId office, const ClockPlan& resolve) const {
  return {office, resolve, next_progress(resolve.due)};
}

Check Decider::take(const Evaluate& c) {
  const Move& move = move_named("evaluate");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_some_raiser(c.unit)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  const auto unit = evaluating_unit(c);
  if (!unit) return unit.error();
  if (Check no = check_evaluations(c)) return no;
  Evaluated evaluated{whistle_->id, *unit, c.evaluations, {}};
  const Kind* is = kind();
  const Urgency* by = urgency();
  for (const Evaluation& one : c.evaluations) {
    if (one.solved != Solved::no) continue;
    // A kind that the policy has lost since: the same three working days, by the whistle's clock.
    ClockPlan again =
        is != nullptr && by != nullptr
            ? plan_rework(policy_, *is, *by, policy_.category(whistle_->category), now_)
            : plan_whistle_clock(policy_, ClockKind::evaluate, now_);
    again.clock = ClockKind::resolve;
    evaluated.rework.push_back(back_to_work(one.office, again));
  }
  const bool solved = evaluated.rework.empty();
  happen(std::move(evaluated));
  if (!solved)
    jump(JumpWhen::bad_evaluations, static_cast<std::uint8_t>(whistle_->bad_evaluations + 1),
         Pressure::bad_evaluations);
  else if (as_decided().evaluated_by_all() || planted(Bug::one_raiser_closes))
    happen(WhistleClosed{whistle_->id, true});
  return std::nullopt;
}

Check Decider::check_evaluations(const Evaluate& c) {
  std::string waiting;
  for (const Assignment& one : whistle_->assignments) {
    const auto times = std::count_if(
        c.evaluations.begin(), c.evaluations.end(),
        [&](const Evaluation& evaluation) { return evaluation.office == one.office; });
    if (one.state != AssignmentState::done || times == 1) continue;
    if (!waiting.empty()) waiting += ", ";
    waiting += one.office.view();
  }
  for (const Evaluation& one : c.evaluations) {
    const Assignment* of = whistle_->assignment(one.office);
    if (of == nullptr || of->state != AssignmentState::done)
      return refusal(Reject::evaluation_incomplete, "evaluations", one.office.view(),
                     "offices that worked on the whistle");
  }
  if (waiting.empty()) return std::nullopt;
  return refusal(Reject::evaluation_incomplete, "evaluations", waiting,
                 "each office that worked on the whistle, once");
}

}  // namespace shao::core
