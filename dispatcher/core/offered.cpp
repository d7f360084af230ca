#include "dispatcher/core/offered.hpp"

#include <algorithm>

#include "dispatcher/core/transitions.hpp"

namespace shao::core {

namespace {

/// Something that only its fields stand against.
bool wants_fields(const Refusal& refusal) {
  return refusal.reject == Reject::missing_field || refusal.reject == Reject::evaluation_incomplete;
}

/// Not refused for who the actor is.
bool is_theirs(const Refusal& refusal) {
  switch (refusal.reject) {
    case Reject::wrong_state:
    case Reject::too_late:
    case Reject::only_once:
    case Reject::meeting_first:
    case Reject::lead_has_reported_in:
    case Reject::scene_not_released:
    case Reject::level_too_low:
      return true;
    default:
      return false;
  }
}

/// Somebody who could lead it: whom is a field, and is looked at before some of the rest.
OfficeId some_other_lead(const Whistle& whistle, const Policy& policy) {
  for (const auto& [id, office] : policy.offices)
    if (office.can_lead && office.type != OfficeType::community &&
        whistle.assignment(id) == nullptr && id != whistle.street)
      return id;
  return {};
}

/// The command by which an action is made, empty but for what would be refused before the fields
/// are looked at. Nothing: it is nobody's to make.
std::optional<Command> attempt(std::string_view action, const Whistle& whistle,
                               const Policy& policy, const Actor& actor, Instant now) {
  const WhistleId id = whistle.id;
  constexpr Limit shortest{1, Unit::minutes};
  const auto office_in = [&](auto wanted) {
    const auto found = std::find_if(whistle.assignments.begin(), whistle.assignments.end(), wanted);
    return found == whistle.assignments.end() ? OfficeId{} : found->office;
  };
  const Assignment* own = whistle.assignment(actor.office);
  const bool leads = own != nullptr && own->lead;
  if (action == "submit") return Submit{id};
  if (action == "approve") return Approve{id};
  if (action == "refuse") return Refuse{id, {}};
  if (action == "cancel" || action == "withdraw" || action == "agree_withdraw") {
    // One command means all three: which of them stands in the case and in who gives it.
    const bool early = whistle.state == CaseState::draft || whistle.state == CaseState::review;
    const bool agrees = leads && whistle.street != actor.office;
    const std::string_view meant = early ? "cancel" : agrees ? "agree_withdraw" : "withdraw";
    if (action != meant) return std::nullopt;
    return Withdraw{id, {}};
  }
  if (action == "assign") return Assign{id, some_other_lead(whistle, policy), {}, {}};
  if (action == "release") return Release{id, {}};
  if (action == "verify") return Verify{id, false, {}};
  if (action == "evaluate") return Evaluate{id, {}, {}};
  if (action == "reopen") return Reopen{id, {}};
  if (action == "dispute" || action == "ask_return") {
    if (leads != (action == "dispute")) return std::nullopt;
    return Dispute{id, {}, {}};
  }
  if (action == "dismiss" || action == "uphold") {
    if (whistle.state != CaseState::disputed) return std::nullopt;
    return RuleDispute{id, {}, action == "uphold", some_other_lead(whistle, policy), {}};
  }
  if (action == "refuse_return") {
    const OfficeId asks =
        office_in([](const Assignment& one) { return one.state == AssignmentState::return_asked; });
    if (asks.empty()) return std::nullopt;
    return RuleDispute{id, asks, false, {}, {}};
  }
  if (action == "relieve") {
    const OfficeId assists = office_in([&](const Assignment& one) {
      return !one.lead && possible(move_named("relieve"), one.state);
    });
    if (assists.empty()) return std::nullopt;
    return Relieve{id, assists, {}};
  }
  if (action == "convene") return Convene{id, {}};
  if (action == "minutes") return Minutes{id, {}, {}, {}, {}};
  if (action == "replace_lead") return ReplaceLead{id, some_other_lead(whistle, policy), {}};
  if (action == "add_assisting") return AddAssisting{id, {}, {}};
  if (action == "ask_suspend")
    return AskSuspension{id, Ground::policy, {}, {}, now + std::chrono::hours{1}};
  if (action == "suspend") return DecideSuspension{id, true, {}, {}};
  if (action == "refuse_suspend") return DecideSuspension{id, false, {}, {}};
  if (action == "resume") return Resume{id, {}};
  if (action == "ask_extend") return AskExtension{id, shortest, {}};
  if (action == "extend")
    return DecideExtension{
        id, true, whistle.extension_asked ? whistle.extension_asked->by : shortest, {}};
  if (action == "refuse_extend") return DecideExtension{id, false, {}, {}};
  if (action == "escalate") return Escalate{id, policy.top_level(), {}};
  if (action == "unmerge") return Unmerge{id, {}};
  if (action == "replan") return Replan{id, {}};
  if (action == "note") return Note{id, {}, {}};
  if (action == "reveal") {
    if (whistle.particulars.empty()) return std::nullopt;
    return Reveal{id, {}};
  }
  if (action == "erase") {
    if (whistle.particulars.empty()) return std::nullopt;
    return Erase{id, {}};
  }
  if (action == "acknowledge") return Acknowledge{id};
  if (action == "contact") return Contact{id, {}, {}};
  if (action == "report_in") return ReportIn{id, {}, {}, {}};
  if (action == "progress") return Progress{id, {}};
  if (action == "resolve") return Resolve{id, {}, {}};
  return std::nullopt;
}

}  // namespace

Offered offered(const State& state, const Policy& policy, WhistleId id, const Actor& actor,
                Instant now) {
  Offered offered;
  const Whistle* whistle = state.whistle(id);
  if (whistle == nullptr) return offered;
  // An id of the asker's own that no command of theirs can have: it holds a space.
  const Cause cause{actor, CommandId("what is offered"), {}, std::nullopt};
  for (const Move& move : moves()) {
    // With which one it is to be merged is a field, and is looked at before the others.
    if (move.action == "merge") {
      if (actor.roles.any_of(move.who) && possible(move, whistle->state) && whistle->merged.empty())
        offered.open.push_back(move.action);
      continue;
    }
    const auto command = attempt(move.action, *whistle, policy, actor, now);
    if (!command) continue;
    const Decision decision = decide(state, policy, *command, cause, now);
    const auto* refusal = std::get_if<Refusal>(&decision.outcome);
    if (refusal == nullptr || wants_fields(*refusal))
      offered.open.push_back(move.action);
    else if (is_theirs(*refusal) && (move.from_case.empty() || possible(move, whistle->state)))
      offered.not_now.push_back({move.action, *refusal});
  }
  return offered;
}

}  // namespace shao::core
