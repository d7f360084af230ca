// The receipt of a hook: it changes nothing, and says for good who was told, or could not be. It
// comes in any state that a whistle rests in.
#include "dispatcher/core/decider.hpp"

namespace shao::core {

Check Decider::take(const Receipt& c) {
  const Move& move = move_named("told");
  if (Check no = check_role(move, actor_)) return no;
  const EventNumber last = state_.last_event();
  if (!whistle_->visible_to(c.office, last))
    return refusal(Reject::not_your_assignment, "office", c.office.str(),
                   "an office that raised, was assigned to or was told of this whistle");
  if (c.event == 0 || c.event > last)
    return refusal(Reject::missing_field, "event", std::to_string(c.event),
                   "the number of an event that has happened");
  if (Check no = check_text("hook", c.hook, "which hook told the office")) return no;
  happen(OfficeTold{whistle_->id, c.office, c.event, c.hook, c.delivered, c.attempts, c.outcome});
  return std::nullopt;
}

}  // namespace shao::core
