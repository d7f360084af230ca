// Several offices on one whistle (双派单): assisting offices that join or are relieved, the joint
// meeting (联席会议) whose minutes bind, and a lead that is taken away.
#include <algorithm>

#include "dispatcher/core/decider.hpp"

namespace shao::core {

namespace {

/// Level 3 and the forced meeting belong together (levels.toml: 二级督办).
constexpr std::uint8_t meeting_level = 3;
constexpr std::uint8_t replacing_level = 3;

/// The office has a part in it now.
bool takes_part(const Whistle& whistle, OfficeId office) {
  const Assignment* own = whistle.assignment(office);
  return own != nullptr && own->state != AssignmentState::relieved;
}

}  // namespace

Check Decider::check_lead(const Move& move) {
  if (Check no = check_role(move, actor_)) return no;
  const Assignment* lead = whistle_->lead();
  if (lead == nullptr || lead->office != actor_.office)
    return refusal(Reject::not_your_assignment, "office", actor_.office.view(),
                   "the office that leads it");
  return check_case_state(move, *whistle_);
}

Check Decider::take(const AddAssisting& c) {
  const Move& move = move_named("add_assisting");
  if (Check no = check_role(move, actor_)) return no;
  const Assignment* lead = whistle_->lead();
  const bool leads = lead != nullptr && lead->office == actor_.office;
  if (!leads && !actor_.roles.any_of(sees_all))
    if (Check no = check_unit(*whistle_, actor_, false)) {
      no->expected =
          "the lead's office, the raising street: " + whistle_->street.str() + ", or the centre";
      return no;
    }
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (c.offices.empty())
    return refusal(Reject::missing_field, "offices", "", "the offices that are to assist");
  for (const OfficeId office : c.offices)
    if (takes_part(*whistle_, office))
      return refusal(Reject::wrong_state, "offices", office.view(),
                     "offices that have no part in the whistle yet");
  if (Check no = check_text("reason", c.reason, "what they are needed for")) return no;
  if (Check no = check_plannable()) return no;
  AssistingAdded added{whistle_->id, c.reason, {}};
  for (const OfficeId office : c.offices) {
    const bool named = std::any_of(added.assigned.begin(), added.assigned.end(),
                                   [&](const Assigned& one) { return one.office == office; });
    if (!named) added.assigned.push_back(assigned_now(office, false));
  }
  happen(std::move(added));
  return std::nullopt;
}

Check Decider::take(const Relieve& c) {
  const Move& move = move_named("relieve");
  if (Check no = check_role(move, actor_)) return no;
  if (!is_worked_on(whistle_->state))
    return refusal(Reject::wrong_state, "state", name_of(whistle_->state),
                   "relieve is possible in DISPATCHED, ACTIVE, DISPUTED");
  const Assignment* of = whistle_->assignment(c.office);
  if (of == nullptr || of->lead)
    return refusal(Reject::not_your_assignment, "office", c.office.view(),
                   "an office that assists; a lead is replaced");
  if (!possible(move, of->state))
    return refusal(Reject::wrong_state, "assignment", name_of(of->state),
                   "relieve is possible in " + list_of(move.from_assignment));
  if (Check no = check_text("reason", c.reason, "why the office is relieved")) return no;
  happen(AssistingRelieved{whistle_->id, c.office, c.reason});
  verify_if_all_done();
  return std::nullopt;
}

Check Decider::take(const Convene& c) {
  const Move& move = move_named("convene");
  if (Check no = check_role(move, actor_)) return no;
  if (!actor_.roles.has(Role::command_centre))
    if (Check no = check_unit(*whistle_, actor_, false)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (const Clock* meeting = whistle_->clock(ClockKind::meeting);
      meeting != nullptr && meeting->state == ClockState::running)
    return refusal(Reject::only_once, "whistle", whistle_->id.str(),
                   "the minutes of the meeting that " + whistle_->meeting_by.str() + " convened");
  if (Check no = check_text("reason", c.reason, "what the meeting is to settle")) return no;
  happen(
      MeetingConvened{whistle_->id, actor_.office, c.reason,
                      plan_whistle_clock(policy_, ClockKind::meeting, now_, whistle_->emergency)});
  press(meeting_level, Pressure::meeting, c.reason);
  return std::nullopt;
}

Check Decider::take(const Minutes& c) {
  const Move& move = move_named("minutes");
  if (Check no = check_role(move, actor_)) return no;
  const Clock* meeting = whistle_->clock(ClockKind::meeting);
  const bool waits = meeting != nullptr && meeting->state == ClockState::running;
  if (waits && whistle_->meeting_by != actor_.office)
    return refusal(Reject::not_your_unit, "office", actor_.office.view(),
                   "who convened the meeting: " + whistle_->meeting_by.str());
  if (Check no = check_case_state(move, *whistle_)) return no;
  if (!waits)
    return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                   "a whistle whose joint meeting was convened");
  const Assignment& holder = *whistle_->lead();
  const OfficeId lead = c.lead.empty() ? holder.office : c.lead;
  for (const OfficeId office : c.assist)
    if (takes_part(*whistle_, office) || office == lead)
      return refusal(Reject::wrong_state, "assist", office.view(),
                     "offices that have no part in the whistle yet");
  for (const OfficeId office : c.relieve)
    if (!takes_part(*whistle_, office) || office == lead || office == holder.office)
      return refusal(Reject::wrong_state, "relieve", office.view(), "offices that assist");
  if (lead != holder.office)
    if (Check no = check_may_lead(lead)) return no;
  if (Check no = check_text("text", c.text, "what was agreed")) return no;
  if (Check no = check_plannable()) return no;
  MeetingHeld held{whistle_->id, c.text, c.relieve, {}};
  if (lead != holder.office) {
    held.relieved.insert(held.relieved.begin(), holder.office);
    held.assigned.push_back(assigned_now(lead, true));
  }
  for (const OfficeId office : c.assist) held.assigned.push_back(assigned_now(office, false));
  happen(std::move(held));
  verify_if_all_done();
  return std::nullopt;
}

Check Decider::take(const ReplaceLead& c) {
  const Move& move = move_named("replace_lead");
  if (Check no = check_role(move, actor_)) return no;
  if (Check no = check_case_state(move, *whistle_)) return no;
  const OfficeId holder = whistle_->lead()->office;
  if (Check no = check_may_lead(c.lead)) return no;
  if (c.lead == holder)
    return refusal(Reject::may_not_lead, "lead", c.lead.view(),
                   "another office than the one relieved");
  if (whistle_->level().value_or(0) < replacing_level)
    return refusal(Reject::level_too_low, "level", std::to_string(whistle_->level().value_or(0)),
                   "level 3 or above: a lead is replaced when the levels below did not help");
  if (Check no = check_text("reason", c.reason, "why another office leads")) return no;
  if (Check no = check_plannable()) return no;
  happen(LeadReplaced{whistle_->id, holder, c.reason, {assigned_now(c.lead, true)}});
  return std::nullopt;
}

}  // namespace shao::core
