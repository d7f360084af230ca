// The rule of naming a lead for a whistle that no rule matched, and what all that name one share.
#include <algorithm>

#include "dispatcher/core/decider.hpp"

namespace shao::core {

Check Decider::take(const Assign& c) {
  const Move& move = move_named("assign");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  const Clock* naming = whistle_->clock(ClockKind::name_lead);
  if (naming == nullptr || naming->state != ClockState::running)
    return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                   "a whistle that waits for a lead to be named");
  if (Check no = check_may_lead(c.lead)) return no;
  if (Check no = check_text("reason", c.reason, "why this office leads")) return no;
  if (Check no = check_plannable()) return no;

  const OfficeId holder = whistle_->lead()->office;
  LeadNamed named;
  named.whistle = whistle_->id;
  named.reason = c.reason;
  if (holder != c.lead) named.relieved = holder;
  if (holder != c.lead) named.assigned.push_back(assigned_now(c.lead, true));
  std::vector<OfficeId> seen{c.lead};
  for (const OfficeId office : c.assist) {
    if (std::find(seen.begin(), seen.end(), office) != seen.end()) continue;
    seen.push_back(office);
    named.assigned.push_back(assigned_now(office, false));
  }
  happen(std::move(named));
  return std::nullopt;
}

Check Decider::check_may_lead(OfficeId office, std::string_view field) {
  const Office* lead = policy_.office(office);
  if (lead == nullptr)
    return refusal(Reject::unknown_office, field, office.view(), "an office of the directory");
  if (lead->can_lead && lead->type != OfficeType::community) return std::nullopt;
  return refusal(Reject::may_not_lead, field, office.view(),
                 "an office that may lead; a community never may");
}

Check Decider::check_plannable() {
  if (kind() != nullptr && urgency() != nullptr) return std::nullopt;
  return refusal(Reject::unknown_kind, "kind", whistle_->kind.view(),
                 "a kind and urgency of the policy in force");
}

Assigned Decider::assigned_now(OfficeId office, bool lead) {
  Assigned assigned{office, lead,
                    plan_named(policy_, *kind(), *urgency(), policy_.category(whistle_->category),
                               lead, whistle_->blown_at, now_)};
  // The case has one limit, as it stands by now: extended, resumed after a suspension, reworked.
  const Clock& resolve = *whistle_->lead()->clock(ClockKind::resolve);
  for (ClockPlan& plan : assigned.clocks)
    if (plan.clock == ClockKind::resolve) plan = resolve.plan();
  return assigned;
}

Check Decider::check_known_offices(const Command& command) {
  const auto unknown = [&](std::string_view field, OfficeId id) -> Check {
    if (id.empty() || policy_.office(id) != nullptr) return std::nullopt;
    return refusal(Reject::unknown_office, field, id.view(), "an office of the directory");
  };
  return std::visit(
      [&](const auto& c) -> Check {
        if constexpr (requires { c.lead; })
          if (Check no = unknown("lead", c.lead)) return no;
        if constexpr (requires { c.assist; })
          for (const OfficeId office : c.assist)
            if (Check no = unknown("assist", office)) return no;
        if constexpr (requires { c.offices; })
          for (const OfficeId office : c.offices)
            if (Check no = unknown("offices", office)) return no;
        return std::nullopt;
      },
      command);
}

}  // namespace shao::core
