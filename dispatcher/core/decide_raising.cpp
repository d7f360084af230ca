// The rules of raising: from the draft over the review to the dispatch by rule, and withdrawing.
#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/plan.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

Check Decider::take(const Raise& c) {
  // Only for those who may raise for the unit: nobody else learns what it raised.
  const Whistle* known = c.unit == actor_.office || policy_.street_of(c.unit) == actor_.office
                             ? state_.record(c.unit, c.record)
                             : nullptr;
  if (known != nullptr && !planted(Bug::record_forgotten)) {
    if (known->raise_hash != cause_.body_hash)
      return refusal(Reject::record_reused, "id", c.record,
                     "a record id of its own: " + c.unit.str() + " raised " + known->id.str() +
                         " under this one, with other content");
    decision_.outcome =
        Answer{known->id, known->state, known->history.front(), known->raised_at, true};
    return std::nullopt;
  }
  if (Check no = check_raise_ids(policy_, c)) return no;
  const Subject subject{c.unit, c.kind, c.category, c.urgency, c.title, c.detail, c.to};
  WhistleRaised raised;
  raised.classification = classify(policy_, subject);
  const Kind* kind = policy_.kind(raised.classification.kind);
  if (Check no = check_raiser(policy_, c, *kind, actor_)) return no;
  if (Check no = check_asked(c)) return no;
  raised.whistle = WhistleId{state_.whistle_count() + 1};
  if (planted(Bug::number_taken_twice) && raised.whistle.value > 1) --raised.whistle.value;
  raised.record = c.record;
  raised.unit = c.unit;
  raised.street = policy_.street_of(c.unit);
  raised.title = c.title;
  raised.detail = c.detail;
  raised.key = c.key;
  raised.particulars = c.particulars;
  raised.occurred_at = c.occurred_at;
  raised.emergency = kind->release_before_resolve;
  raised.to = c.to;
  raised.exercise = c.exercise;
  happen(raised);
  if (c.draft) return std::nullopt;
  Whistle draft;
  evolve(draft, raised, state_.last_event() + 1, now_);
  return blow(draft);
}

Check Decider::check_asked(const Raise& c) {
  if (c.to.empty()) return std::nullopt;
  if (c.to == c.unit)
    return refusal(Reject::may_not_lead, "to", c.to.view(),
                   "another office than the one that raises");
  return check_may_lead(c.to, "to");
}

Check Decider::take(const Submit&) {
  const Move& move = move_named("submit");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_unit(*whistle_, actor_, true)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  return blow(*whistle_);
}

Check Decider::blow(const Whistle& draft) {
  const Kind* kind = policy_.kind(draft.kind);
  if (kind != nullptr && kind->needs_review) {
    happen(ReviewAsked{draft.id, plan_whistle_clock(policy_, ClockKind::review, now_)});
    return std::nullopt;
  }
  return dispatch(draft);
}

Check Decider::dispatch(const Whistle& whistle) {
  const Subject subject{whistle.unit,  whistle.kind,   whistle.category, whistle.urgency,
                        whistle.title, whistle.detail, whistle.to};
  const Kind* kind = policy_.kind(whistle.kind);
  const Urgency* urgency = policy_.urgency(whistle.urgency);
  if (kind == nullptr)
    return refusal(Reject::unknown_kind, "kind", whistle.kind.view(),
                   "a kind of the policy in force; this one was removed since the draft");
  if (urgency == nullptr)
    return refusal(Reject::unknown_urgency, "urgency", whistle.urgency.view(),
                   "an urgency of the policy in force; this one was removed since the draft");
  const Category* category = policy_.category(whistle.category);
  WhistleDispatched dispatched;
  dispatched.whistle = whistle.id;
  const Classification is{whistle.kind, whistle.category, whistle.urgency, whistle.classified_by};
  dispatched.routing = route(policy_, is, subject, now_);
  dispatched.policy = policy_.version;
  dispatched.blown_at = now_;
  const auto assign = [&](OfficeId office, bool lead) {
    dispatched.assigned.push_back(
        {office, lead, plan_assignment(policy_, *kind, *urgency, category, lead, now_)});
  };
  assign(dispatched.routing.lead, true);
  for (const OfficeId office : dispatched.routing.assist) assign(office, false);
  if (dispatched.routing.by_backstop())
    dispatched.name_lead = plan_whistle_clock(policy_, ClockKind::name_lead, now_);
  happen(std::move(dispatched));
  jump_of_cluster(whistle);
  return std::nullopt;
}

Check Decider::take(const Approve&) {
  const Move& move = move_named("approve");
  if (Check no = check_role(move, actor_)) return no;
  if (const Kind* is = kind(); is != nullptr && !actor_.roles.has(is->approver) &&
                               !actor_.roles.has(Role::street_top_leader))
    return refusal(Reject::role_may_not, "role", list_of(actor_.roles),
                   is->id.str() + " is approved by a " + std::string(name_of(is->approver)));
  if (Check no = check_unit(*whistle_, actor_, false)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  happen(WhistleApproved{whistle_->id});
  return dispatch(*whistle_);
}

Check Decider::take(const Refuse& c) {
  const Move& move = move_named("refuse");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_unit(*whistle_, actor_, false)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (Check no = check_text("reason", c.reason, "why the whistle is refused")) return no;
  happen(WhistleRefused{whistle_->id, c.reason});
  return std::nullopt;
}

Check Decider::take(const Withdraw& c) {
  const Assignment* lead = whistle_->lead();
  if (lead != nullptr && lead->office == actor_.office && whistle_->street != actor_.office)
    return agree(c, *lead);
  const bool blown = whistle_->state != CaseState::draft && whistle_->state != CaseState::review;
  const Move& move = move_named(blown ? "withdraw" : "cancel");
  if (Check no = check_role(move, actor_)) return no;
  if (!blown && actor_.office != whistle_->unit)
    return refusal(Reject::not_your_unit, "office", actor_.office.view(),
                   "the unit that drafted it: " + whistle_->unit.str());
  if (Check no = check_unit(*whistle_, actor_, false); no && blown) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (!whistle_->merged.empty())
    return refusal(Reject::wrong_state, "merged", whistle_->merged.front().whistle.str(),
                   "a whistle that goes on for itself alone; others are unmerged first");
  if (whistle_->state == CaseState::active && lead != nullptr && !lead->agreed_to_withdraw &&
      lead->office != actor_.office)
    return refusal(Reject::lead_has_reported_in, "state", name_of(whistle_->state),
                   "the lead's consent: " + lead->office.str() + " sends the same command");
  if (Check no = check_text("reason", c.reason, "why the whistle is withdrawn")) return no;
  happen(WhistleWithdrawn{whistle_->id, c.reason});
  return std::nullopt;
}

Check Decider::agree(const Withdraw& c, const Assignment& lead) {
  const Move& move = move_named("agree_withdraw");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (Check no = check_text("reason", c.reason, "why the lead agrees")) return no;
  happen(WithdrawalAgreed{whistle_->id, lead.office, c.reason});
  return std::nullopt;
}

}  // namespace shao::core
