// The rules of a resident's particulars: who is told them in clear, and when they are erased.
#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

Check Decider::take(const Reveal& c) {
  const Move& move = move_named("reveal");
  if (Check no = check_role(move, actor_)) return no;
  const Assignment* own = whistle_->assignment(actor_.office);
  const bool assigned = (own != nullptr && own->state != AssignmentState::relieved) ||
                        planted(Bug::revealed_to_anybody);
  if (!assigned)
    if (Check no = check_unit(*whistle_, actor_, true)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  // Who was sent there needs them for the work; who raised it has to say for what.
  if (!assigned)
    if (Check no = check_text("reason", c.reason, "what the particulars are needed for")) return no;
  happen(ParticularsRevealed{whistle_->id, actor_.office, c.reason});
  return std::nullopt;
}

Check Decider::take(const Erase& c) {
  const Move& move = move_named("erase");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (whistle_->erased)
    return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                   "a whistle whose particulars were not erased yet");
  if (Check no = check_text("reason", c.reason, "why the particulars are erased")) return no;
  happen(ParticularsErased{whistle_->id, c.reason});
  return std::nullopt;
}

}  // namespace shao::core
