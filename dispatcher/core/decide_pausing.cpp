// What gives a case more time: suspension (挂账), in which its clocks stand still until the review
// date, and extension, once and before the limit has passed.
#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/levels.hpp"

namespace shao::core {

Check Decider::take(const AskSuspension& c) {
  if (Check no = check_lead(move_named("ask_suspend"))) return no;
  const bool complex = (kind() != nullptr && kind()->may_suspend) ||
                       (urgency() != nullptr && urgency()->may_suspend);
  if (c.ground == Ground::complex && !complex)
    return refusal(Reject::wrong_state, "ground", name_of(c.ground),
                   "policy, funds or court: this kind and urgency are not suspended as complex");
  if (c.review_at <= now_)
    return refusal(Reject::too_late, "review_at", "", "an instant that is still to come");
  if (whistle_->suspension)
    return refusal(Reject::only_once, "whistle", whistle_->id.str(),
                   "a decision on the suspension that was asked for");
  if (Check no = check_text("plan", c.plan, "how it will be solved in the end")) return no;
  if (c.proof.empty())
    return refusal(Reject::missing_field, "proof", "",
                   "at least one reference: a ruling, a budget, a plan");
  const bool far = c.review_at > period_end(policy_, nullptr, now_, policy_.periods.suspension);
  const Role role = far ? Role::deputy_district_head : Role::command_centre;
  happen(SuspensionAsked{whistle_->id,
                         actor_.office,
                         c.ground,
                         c.plan,
                         c.proof,
                         c.review_at,
                         {policy_.role_offices[static_cast<std::size_t>(role)].office, role}});
  return std::nullopt;
}

Check Decider::take(const DecideSuspension& c) {
  const Move& move = move_named(c.approve ? "suspend" : "refuse_suspend");
  if (Check no = check_role(move, actor_)) return no;
  if (c.approve && whistle_->suspension && !actor_.roles.has(whistle_->suspension->signer.role))
    return refusal(Reject::role_may_not, "role", list_of(actor_.roles),
                   "this suspension is approved by " +
                       std::string(name_of(whistle_->suspension->signer.role)));
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (!whistle_->suspension)
    return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                   "a whistle whose lead asked for its suspension");
  if (!c.approve) {
    if (Check no = check_text("reason", c.reason, "why it is not suspended")) return no;
    happen(SuspensionRefused{whistle_->id, c.reason});
    return std::nullopt;
  }
  if (whistle_->suspension->review_at <= now_)
    return refusal(Reject::too_late, "whistle", whistle_->id.str(),
                   "a review date that is still to come");
  if (Check no = check_text("opinion", c.opinion, "what the raiser says to it")) return no;
  happen(WhistleSuspended{whistle_->id, c.opinion, whistle_->suspension->review_at});
  return std::nullopt;
}

Check Decider::take(const Resume& c) {
  const Move& move = move_named("resume");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (Check no = check_text("reason", c.reason, "why it goes on before the review date")) return no;
  happen(WhistleResumed{whistle_->id, c.reason, resumed_clocks(*whistle_, policy_, now_)});
  return std::nullopt;
}

Check Decider::check_extension(Limit by) {
  const Kind* is = kind();
  if (is == nullptr || urgency() == nullptr || !is->max_extension)
    return refusal(Reject::wrong_state, "kind", whistle_->kind.view(),
                   "a kind whose resolve limit can be extended");
  const Clock& resolve = *whistle_->lead()->clock(ClockKind::resolve);
  const Instant latest = period_end(policy_, is, resolve.due, *is->max_extension);
  if (by.count <= 0 || period_end(policy_, is, resolve.due, by) > latest)
    return refusal(Reject::wrong_state, "by", to_text(by),
                   "at most " + to_text(*is->max_extension));
  if (resolve.state != ClockState::running || now_ > resolve.due)
    return refusal(Reject::too_late, "whistle", whistle_->id.str(),
                   "an extension before the lead's resolve limit has passed");
  if (whistle_->extended)
    return refusal(Reject::only_once, "whistle", whistle_->id.str(),
                   "a whistle that was not extended before");
  return std::nullopt;
}

Check Decider::take(const AskExtension& c) {
  if (Check no = check_lead(move_named("ask_extend"))) return no;
  if (Check no = check_extension(c.by)) return no;
  if (whistle_->extension_asked)
    return refusal(Reject::only_once, "whistle", whistle_->id.str(),
                   "a decision on the extension that was asked for");
  if (Check no = check_text("reason", c.reason, "why more time is needed")) return no;
  happen(ExtensionAsked{whistle_->id, actor_.office, c.by, c.reason});
  return std::nullopt;
}

Check Decider::take(const DecideExtension& c) {
  const Move& move = move_named(c.approve ? "extend" : "refuse_extend");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (!c.approve) {
    if (!whistle_->extension_asked)
      return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                     "a whistle whose lead asked for more time");
    if (Check no = check_text("reason", c.reason, "why it is not extended")) return no;
    happen(ExtensionRefused{whistle_->id, c.reason});
    return std::nullopt;
  }
  if (Check no = check_extension(c.by)) return no;
  if (Check no = check_text("reason", c.reason, "why it is extended")) return no;
  WhistleExtended extension{whistle_->id, c.by, c.reason, {}};
  for (const Assignment& one : whistle_->assignments) {
    const Clock& clock = *one.clock(ClockKind::resolve);
    if (clock.state == ClockState::running && now_ <= clock.due)
      extension.clocks.push_back(
          {one.office, extended(policy_, *kind(), *urgency(), policy_.category(whistle_->category),
                                clock.plan(), c.by)});
  }
  happen(std::move(extension));
  return std::nullopt;
}

}  // namespace shao::core
