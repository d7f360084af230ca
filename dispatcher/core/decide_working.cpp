// The rules of the offices a whistle was sent to: acknowledge, contact, report in, progress,
// resolve.
#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

Check Decider::check_assignment(const Move& move) {
  if (Check no = check_role(move, actor_)) return no;
  const Assignment* own = whistle_->assignment(actor_.office);
  if (own == nullptr)
    return refusal(Reject::not_your_assignment, "office", actor_.office.view(),
                   "an office the whistle was sent to");
  if (!is_worked_on(whistle_->state))
    return refusal(Reject::wrong_state, "state", name_of(whistle_->state),
                   std::string(move.action) + " is possible in DISPATCHED, ACTIVE, DISPUTED");
  if (!possible(move, own->state) && !planted(Bug::assignment_state_unchecked))
    return refusal(Reject::wrong_state, "assignment", name_of(own->state),
                   std::string(move.action) + " is possible in " + list_of(move.from_assignment));
  return std::nullopt;
}

std::optional<ClockPlan> Decider::next_progress(Instant resolve_due) const {
  if (kind() == nullptr || urgency() == nullptr) return std::nullopt;
  return plan_progress(policy_, *kind(), *urgency(), policy_.category(whistle_->category),
                       resolve_due, now_);
}

std::optional<ClockPlan> Decider::next_progress() const {
  const Clock* resolve = whistle_->assignment(actor_.office)->clock(ClockKind::resolve);
  return resolve == nullptr ? std::nullopt : next_progress(resolve->due);
}

Check Decider::take(const Acknowledge&) {
  if (Check no = check_assignment(move_named("acknowledge"))) return no;
  happen(Acknowledged{whistle_->id, actor_.office});
  return std::nullopt;
}

Check Decider::take(const Contact& c) {
  if (Check no = check_assignment(move_named("contact"))) return no;
  if (Check no = check_text("reached", c.reached.text, "who was reached")) return no;
  if (Check no = check_text("how", c.how, "how: by telephone, on the spot...")) return no;
  happen(Contacted{whistle_->id, actor_.office, c.reached, c.how});
  return std::nullopt;
}

Check Decider::take(const ReportIn& c) {
  if (Check no = check_assignment(move_named("report_in"))) return no;
  if (Check no = check_text("person", c.person, "who reports in")) return no;
  if (const Kind* is = kind(); is != nullptr && is->on_site) {
    if (Check no = check_text("place", c.place, "where: this kind is reported in on the spot"))
      return no;
  } else if (c.place.empty()) {
    if (Check no = check_text("text", c.text, "a message to the raiser, or the place")) return no;
  }
  happen(ReportedIn{whistle_->id, actor_.office, c.person, c.place, c.text, next_progress()});
  const Assignment* own = whistle_->assignment(actor_.office);
  const bool waits =
      whistle_->state == CaseState::dispatched ||
      (whistle_->state == CaseState::disputed && whistle_->before_dispute == CaseState::dispatched);
  if (own->lead && waits) happen(CaseActivated{whistle_->id});
  return std::nullopt;
}

Check Decider::take(const Progress& c) {
  if (Check no = check_assignment(move_named("progress"))) return no;
  if (Check no = check_text("text", c.text, "what was done and what comes next")) return no;
  happen(ProgressReported{whistle_->id, actor_.office, c.text, next_progress()});
  return std::nullopt;
}

Check Decider::take(const Resolve& c) {
  if (Check no = check_assignment(move_named("resolve"))) return no;
  if (whistle_->emergency && !whistle_->released && !planted(Bug::release_unchecked))
    return refusal(Reject::scene_not_released, "whistle", whistle_->id.str(),
                   "the raiser's release of the scene first");
  if (c.evidence.empty())
    return refusal(Reject::missing_field, "evidence", "",
                   "at least one reference: a picture, a record, a receipt");
  happen(Resolved{whistle_->id, actor_.office, c.text, c.evidence});
  verify_if_all_done();
  return std::nullopt;
}

}  // namespace shao::core
