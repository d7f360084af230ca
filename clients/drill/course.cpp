#include "clients/drill/course.hpp"

#include <algorithm>

#include "clients/drill/knowledge.hpp"

namespace shao::drill {

namespace {

using codec::Json;
using core::CaseState;

struct Step {
  std::string_view event;
  CaseState to;
};
/// The events after which a case is in one state, whatever it was in.
constexpr Step steps[] = {
    {"review_asked", CaseState::review},           {"whistle_approved", CaseState::blown},
    {"whistle_refused", CaseState::rejected},      {"whistle_withdrawn", CaseState::cancelled},
    {"whistle_dispatched", CaseState::dispatched}, {"lead_replaced", CaseState::dispatched},
    {"verification_asked", CaseState::verify},     {"verified", CaseState::evaluate},
    {"verification_failed", CaseState::active},    {"whistle_reopened", CaseState::active},
    {"whistle_suspended", CaseState::suspended},   {"whistle_resumed", CaseState::active},
    {"whistle_merged", CaseState::merged},         {"whistle_closed", CaseState::closed}};

}  // namespace

bool names_a_lead(const Json& event) {
  const Json assigned = event.value("assigned", Json::array());
  return std::any_of(assigned.begin(), assigned.end(),
                     [](const Json& one) { return one.value("lead", false); });
}

void Course::read(const Json& view) {
  const std::string name = text_in(view, "state");
  for (std::size_t i = 0; i < core::case_state_names.size(); ++i)
    if (core::case_state_names[i] == name) state = static_cast<CaseState>(i);
  disputes = view.value("hops", 0);
  for (const Json& one : view.value("assignments", Json::array())) {
    const std::string is = text_in(one, "state");
    if (is == "RETURN_ASKED") returning.insert(core::OfficeId(text_in(one, "office")));
    if (one.value("lead", false) && (is == "REPORTED_IN" || is == "WORKING" || is == "DONE"))
      before_dispute = CaseState::active;
  }
  for (const Json& clock : view.value("clocks", Json::array()))
    if (text_in(clock, "clock") == "meeting" && text_in(clock, "state") == "running")
      in_meeting = true;
}

void Course::follow(const std::string& name, const Json& event) {
  for (const Step& step : steps)
    if (name == step.event) state = step.to;
  // What happens in a dispute shows when it is over.
  if (name == "case_activated")
    (state == CaseState::disputed ? before_dispute : state) = CaseState::active;
  if (name == "evaluated" && !event.value("rework", Json::array()).empty())
    state = CaseState::active;
  follow_dispute(name, event);
  if (name == "meeting_convened") in_meeting = true;
  if (name == "meeting_held") end_meeting(event);
  if (core::is_final(state)) {
    in_meeting = false;
    returning.clear();
  }
}

void Course::follow_dispute(const std::string& name, const Json& event) {
  const core::OfficeId office(text_in(event, "office"));
  if (name == "dispute_raised" && event.value("lead", false)) {
    before_dispute = state;
    state = CaseState::disputed;
    ++disputes;
  } else if (name == "dispute_raised") {
    returning.insert(office);
  } else if (name == "dispute_dismissed") {
    if (returning.erase(office) == 0) state = before_dispute;
  } else if (name == "dispute_upheld" || name == "assisting_relieved") {
    returning.erase(office);
    if (names_a_lead(event)) state = CaseState::dispatched;
  }
}

void Course::end_meeting(const Json& event) {
  in_meeting = false;
  returning.clear();
  if (state == CaseState::disputed) state = before_dispute;
  if (names_a_lead(event)) state = CaseState::dispatched;
}

}  // namespace shao::drill
