// Disputes (退单): an office says that a whistle is not its case, and the centre rules on it. The
// first receiver stays responsible meanwhile (首接负责): no clock stops, no move is lost.
#include <algorithm>

#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

namespace {

/// So many leads may dispute a whistle; the last of them is settled by a joint meeting alone.
std::uint8_t most_hops(const Policy& policy) {
  const auto found = std::find_if(policy.jumps.begin(), policy.jumps.end(),
                                  [](const Jump& jump) { return jump.when == JumpWhen::hops; });
  return found == policy.jumps.end() ? 3 : found->times;
}

bool is_among(const std::vector<OfficeId>& offices, OfficeId office) {
  return std::find(offices.begin(), offices.end(), office) != offices.end();
}

}  // namespace

Check Decider::take(const Dispute& c) {
  const Assignment* own = whistle_->assignment(actor_.office);
  const bool lead = own != nullptr && own->lead && own->state != AssignmentState::relieved;
  const Move& move = move_named(lead ? "dispute" : "ask_return");
  if (Check no = check_role(move, actor_)) return no;
  if (own == nullptr)
    return refusal(Reject::not_your_assignment, "office", actor_.office.view(),
                   "an office the whistle was sent to");
  if (lead) {
    if (Check no = check_case_state(move, *whistle_)) return no;
  } else if (!is_worked_on(whistle_->state)) {
    return refusal(Reject::wrong_state, "state", name_of(whistle_->state),
                   std::string(move.action) + " is possible in DISPATCHED, ACTIVE, DISPUTED");
  }
  if (const Clock* naming = whistle_->clock(ClockKind::name_lead);
      lead && naming != nullptr && naming->state == ClockState::running)
    return refusal(Reject::wrong_state, "office", actor_.office.view(),
                   "a lead by rule; the backstop names one instead");
  if (Check no = check_dispute_state(move, *own)) return no;
  const Instant assigned = own->clock(ClockKind::acknowledge)->starts;
  if (now_ > period_end(policy_, kind(), assigned, policy_.periods.dispute))
    return refusal(Reject::too_late, "whistle", whistle_->id.str(),
                   "a dispute within " + to_text(policy_.periods.dispute) + " of the assignment");
  if (is_among(whistle_->disputed_by, actor_.office))
    return refusal(Reject::only_once, "office", actor_.office.view(),
                   "an office that has not disputed this whistle before");
  if (Check no = check_text("clause", c.clause, "the law or rule it rests on")) return no;
  if (Check no = check_text("reason", c.reason, "why it is not this office's case")) return no;
  DisputeRaised raised{whistle_->id, actor_.office, lead, c.clause, c.reason, {}};
  const Clock* ruling = whistle_->clock(ClockKind::ruling);
  if (ruling == nullptr || ruling->state != ClockState::running)
    raised.ruling = plan_whistle_clock(policy_, ClockKind::ruling, now_, whistle_->emergency);
  happen(std::move(raised));
  if (lead) jump(JumpWhen::hops, static_cast<std::uint8_t>(whistle_->hops + 1), Pressure::hops);
  return std::nullopt;
}

Check Decider::check_dispute_state(const Move& move, const Assignment& own) {
  using A = AssignmentState;
  const Kind* is = kind();
  const bool afterwards = is != nullptr && is->dispute_after_report_in;
  const std::vector<A> from = afterwards ? std::vector<A>{A::reported_in, A::working}
                                         : std::vector<A>{A::pending, A::acknowledged};
  if (std::find(from.begin(), from.end(), own.state) != from.end()) return std::nullopt;
  return refusal(Reject::wrong_state, "assignment", name_of(own.state),
                 std::string(move.action) + " is possible in " + list_of(from));
}

Check Decider::take(const RuleDispute& c) {
  const Assignment* of = whistle_->assignment(c.office);
  if (of != nullptr && !of->lead) return rule_on_assisting(c, *of);
  return rule_on_lead(c);
}

Check Decider::rule_on_lead(const RuleDispute& c) {
  const Move& move = move_named(c.uphold ? "uphold" : "dismiss");
  if (Check no = check_role(move, actor_)) return no;
  const Assignment* lead = whistle_->lead();
  if (!c.office.empty() && (lead == nullptr || lead->office != c.office))
    return refusal(Reject::not_your_assignment, "office", c.office.view(),
                   "an office whose dispute waits for a ruling");
  // One of an assisting office waits, and nobody said whose is meant.
  if (c.office.empty() && !possible(move, whistle_->state))
    for (const Assignment& one : whistle_->assignments)
      if (one.state == AssignmentState::return_asked)
        return refusal(Reject::wrong_state, "office", "",
                       "the office whose dispute waits: " + one.office.str());
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (!c.uphold) {
    if (Check no = check_text("reason", c.reason, "why the dispute is dismissed")) return no;
    happen(DisputeDismissed{whistle_->id, lead->office, c.reason});
    verify_if_all_done();
    return std::nullopt;
  }
  if (c.lead.empty())
    return refusal(Reject::missing_field, "lead", "", "the office that leads from now on");
  if (Check no = check_may_lead(c.lead)) return no;
  if (c.lead == lead->office)
    return refusal(Reject::may_not_lead, "lead", c.lead.view(),
                   "another office than the one relieved");
  if (whistle_->hops >= most_hops(policy_) && !planted(Bug::passed_on_for_ever))
    return refusal(Reject::meeting_first, "whistle", whistle_->id.str(),
                   "the minutes of a joint meeting: convene one");
  if (Check no = check_text("reason", c.reason, "why another office leads")) return no;
  if (Check no = check_plannable()) return no;
  happen(DisputeUpheld{whistle_->id, lead->office, c.reason, {assigned_now(c.lead, true)}});
  return std::nullopt;
}

Check Decider::rule_on_assisting(const RuleDispute& c, const Assignment& of) {
  const Move& move = move_named(c.uphold ? "relieve" : "refuse_return");
  if (Check no = check_role(move, actor_)) return no;
  if (of.state != AssignmentState::return_asked || !is_worked_on(whistle_->state))
    return refusal(Reject::wrong_state, "assignment", name_of(of.state),
                   "an office whose dispute waits for a ruling");
  if (Check no =
          check_text("reason", c.reason,
                     c.uphold ? "why the office is relieved" : "why the dispute is dismissed"))
    return no;
  if (c.uphold)
    happen(DisputeUpheld{whistle_->id, of.office, c.reason, {}});
  else
    happen(DisputeDismissed{whistle_->id, of.office, c.reason});
  verify_if_all_done();
  return std::nullopt;
}

}  // namespace shao::core
