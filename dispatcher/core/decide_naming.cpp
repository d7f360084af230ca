// The rule of naming a lead for a whistle that no rule matched.
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
  const Office& lead = *policy_.office(c.lead);
  if (!lead.can_lead || lead.type == OfficeType::community)
    return refusal(Reject::may_not_lead, "lead", c.lead.view(),
                   "an office that may lead; a community never may");
  if (Check no = check_text("reason", c.reason, "why this office leads")) return no;
  const Kind* is = kind();
  const Urgency* by = urgency();
  if (is == nullptr || by == nullptr)
    return refusal(Reject::unknown_kind, "kind", whistle_->kind.view(),
                   "a kind and urgency of the policy in force");

  const OfficeId holder = whistle_->lead()->office;
  LeadNamed named;
  named.whistle = whistle_->id;
  named.reason = c.reason;
  if (holder != c.lead) named.relieved = holder;
  const auto assign = [&](OfficeId office, bool leads) {
    named.assigned.push_back({office, leads,
                              plan_named(policy_, *is, *by, policy_.category(whistle_->category),
                                         leads, whistle_->blown_at, now_)});
  };
  if (holder != c.lead) assign(c.lead, true);
  std::vector<OfficeId> seen{c.lead};
  for (const OfficeId office : c.assist) {
    if (std::find(seen.begin(), seen.end(), office) != seen.end()) continue;
    seen.push_back(office);
    assign(office, false);
  }
  happen(std::move(named));
  return std::nullopt;
}

Check Decider::check_known_offices(const Assign& c) {
  const auto unknown = [&](std::string_view field, OfficeId id) -> Check {
    if (policy_.office(id) != nullptr) return std::nullopt;
    return refusal(Reject::unknown_office, field, id.view(), "an office of the directory");
  };
  if (Check no = unknown("lead", c.lead)) return no;
  for (const OfficeId office : c.assist)
    if (Check no = unknown("assist", office)) return no;
  return std::nullopt;
}

}  // namespace shao::core
