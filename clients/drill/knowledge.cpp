#include "clients/drill/knowledge.hpp"

#include <charconv>

#include "dispatcher/codec/names.hpp"

namespace shao::drill {

namespace {

using codec::Json;
using core::CaseState;

std::optional<CaseState> case_state(const std::string& name) {
  for (std::size_t i = 0; i < core::case_state_names.size(); ++i)
    if (core::case_state_names[i] == name) return static_cast<CaseState>(i);
  return std::nullopt;
}

void read_view(Known& known, const Json& view) {
  known.record = {core::OfficeId(text_in(view, "unit")), text_in(view, "record")};
  known.street = core::OfficeId(text_in(view, "street"));
  known.kind = core::KindId(text_in(view, "kind"));
  known.lead = core::OfficeId(text_in(view, "lead"));
  known.emergency = view.value("emergency", false);
  known.released = view.value("released", false);
  if (const auto state = case_state(text_in(view, "state"))) known.state = *state;
  for (const Json& one : view.value("assignments", Json::array()))
    if (text_in(one, "state") != "RELIEVED")
      known.working.insert(core::OfficeId(text_in(one, "office")));
}

void assign(Known& known, const Json& event) {
  if (const std::string relieved = text_in(event, "relieved"); !relieved.empty())
    known.working.erase(core::OfficeId(relieved));
  for (const Json& one : event.value("assigned", Json::array())) {
    const core::OfficeId office(text_in(one, "office"));
    known.working.insert(office);
    if (one.value("lead", false)) known.lead = office;
  }
}

}  // namespace

const Known* Knowledge::hear(const Json& event) {
  const auto whistle = whistle_in(event);
  if (!whistle) return nullptr;
  const auto view = event.find("view");
  auto found = known_.find(*whistle);
  if (found == known_.end()) {
    if (view == event.end()) return nullptr;
    found = known_.emplace(*whistle, Known{}).first;
    found->second.whistle = *whistle;
    read_view(found->second, *view);
  }
  Known& known = found->second;
  const std::string name = text_in(event, "event");
  if (name == "review_asked") known.state = CaseState::review;
  if (name == "whistle_refused") known.state = CaseState::rejected;
  if (name == "whistle_withdrawn") known.state = CaseState::cancelled;
  if (name == "whistle_closed") known.state = CaseState::closed;
  if (name == "case_activated") known.state = CaseState::active;
  if (name == "verification_asked") known.state = CaseState::verify;
  if (name == "verified") known.state = CaseState::evaluate;
  if (name == "scene_released") known.released = true;
  if (name == "whistle_dispatched") {
    known.state = CaseState::dispatched;
    known.waits_for_name = event.contains("name_lead");
    assign(known, event);
  }
  if (name == "lead_named") {
    known.waits_for_name = false;
    assign(known, event);
  }
  if (name == "verification_failed" || (name == "evaluated" && !event.at("rework").empty())) {
    known.state = CaseState::active;
    ++known.reworks;
  }
  return &known;
}

const Known* Knowledge::of(core::WhistleId whistle) const {
  const auto found = known_.find(whistle);
  return found == known_.end() ? nullptr : &found->second;
}

std::optional<core::WhistleId> whistle_in(const Json& event) {
  const std::string text = text_in(event, "whistle");
  core::WhistleId id;
  const char* const end = text.data() + text.size();
  if (text.size() < 2 || std::from_chars(text.data() + 1, end, id.value).ptr != end)
    return std::nullopt;
  return id;
}

core::Instant instant_in(const Json& event, const char* field) {
  const auto found = event.find(field);
  if (found == event.end() || !found->is_number()) return core::Instant{};
  return core::Instant{core::Duration{found->get<std::int64_t>()}};
}

std::string text_in(const Json& event, const char* field) {
  const auto found = event.find(field);
  return found != event.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<core::ClockPlan> clock_in(const Json& clock) {
  const auto kind = codec::named<core::ClockKind>(text_in(clock, "clock"));
  if (!kind) return std::nullopt;
  core::ClockPlan plan{*kind, instant_in(clock, "starts"), instant_in(clock, "due"), {}};
  const Json levels = clock.value("levels", Json::array());
  for (std::size_t i = 0; i < plan.levels.size() && i < levels.size(); ++i)
    plan.levels[i] = core::Instant{core::Duration{levels[i].get<std::int64_t>()}};
  return plan;
}

std::map<core::ClockKind, core::ClockPlan> clocks_in(const Json& list) {
  std::map<core::ClockKind, core::ClockPlan> clocks;
  for (const Json& one : list)
    if (const auto plan = clock_in(one)) clocks.emplace(plan->clock, *plan);
  return clocks;
}

}  // namespace shao::drill
