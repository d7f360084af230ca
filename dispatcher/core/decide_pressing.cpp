// What presses on: a level taken by hand or by the policy's jumps, a matter that came back, and
// notes.
#include <algorithm>

#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/likeness.hpp"

namespace shao::core {

void Decider::press(std::uint8_t level, Pressure why, std::string reason) {
  const Whistle after = as_decided();
  if (after.level() && *after.level() >= level) return;
  // Nobody was told at a level above the highest it had.
  Telling told = telling_at_once(policy_, level, after.lead()->office, after.street, now_);
  happen(LevelRaised{after.id, level, why, std::move(reason), std::move(told.notify),
                     std::move(told.on_duty)});
}

void Decider::jump(JumpWhen when, std::uint8_t times, Pressure why, std::string reason) {
  std::uint8_t level = 0;
  for (const Jump& jump : policy_.jumps)
    if (jump.when == when && times >= jump.times) level = std::max(level, jump.level);
  if (level > 0) press(level, why, std::move(reason));
}

void Decider::jump_of_cluster(const Whistle& dispatched) {
  const std::vector<WhistleId> others = likely_same(state_, dispatched);
  std::string named;
  for (const WhistleId other : others) named += (named.empty() ? "" : ", ") + other.str();
  jump(JumpWhen::cluster, static_cast<std::uint8_t>(others.size() + 1), Pressure::cluster,
       std::move(named));
}

Check Decider::take(const Escalate& c) {
  const Move& move = move_named("escalate");
  if (Check no = check_role(move, actor_)) return no;
  if (!actor_.roles.any_of(sees_all))
    if (Check no = check_unit(*whistle_, actor_, false)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (c.level <= whistle_->level().value_or(0))
    return refusal(Reject::wrong_state, "level", std::to_string(c.level),
                   "a level above " + std::to_string(whistle_->level().value_or(0)) +
                       ", which the whistle has");
  if (c.level > policy_.top_level())
    return refusal(Reject::wrong_state, "level", std::to_string(c.level),
                   "a level up to " + std::to_string(policy_.top_level()) +
                       ": there is no jurisdiction above this one");
  if (Check no = check_text("reason", c.reason, "why it is escalated")) return no;
  press(c.level, Pressure::by_hand, c.reason);
  return std::nullopt;
}

Check Decider::take(const Reopen& c) {
  const Move& move = move_named("reopen");
  if (Check no = check_role(move, actor_)) return no;
  if (!actor_.roles.has(Role::command_centre))
    if (Check no = check_some_raiser()) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (now_ > period_end(policy_, nullptr, whistle_->ended_at, policy_.periods.reopen))
    return refusal(Reject::too_late, "whistle", whistle_->id.str(),
                   "a whistle that was closed within " + to_text(policy_.periods.reopen) +
                       "; raise a new one");
  if (Check no = check_text("reason", c.reason, "what came back")) return no;
  if (Check no = check_plannable()) return no;
  WhistleReopened reopened{whistle_->id, c.reason, {}};
  for (const Assignment& one : whistle_->assignments)
    if (one.state == AssignmentState::done)
      reopened.rework.push_back(back_to_work(
          one.office,
          plan_rework(policy_, *kind(), *urgency(), policy_.category(whistle_->category), now_)));
  happen(std::move(reopened));
  return std::nullopt;
}

Check Decider::take(const Note& c) {
  const Move& move = move_named("note");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (Check no = check_text("text", c.text, "what is to be noted")) return no;
  happen(Noted{whistle_->id, actor_.office, c.text, c.attachments});
  return std::nullopt;
}

}  // namespace shao::core
