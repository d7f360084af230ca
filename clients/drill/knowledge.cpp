#include "clients/drill/knowledge.hpp"

#include <algorithm>
#include <charconv>

#include "dispatcher/codec/names.hpp"

namespace shao::drill {

namespace {

using codec::Json;

void read_view(Known& known, const Json& view) {
  known.record = {core::OfficeId(text_in(view, "unit")), text_in(view, "record")};
  known.street = core::OfficeId(text_in(view, "street"));
  known.kind = core::KindId(text_in(view, "kind"));
  known.lead = core::OfficeId(text_in(view, "lead"));
  known.emergency = view.value("emergency", false);
  known.released = view.value("released", false);
  known.course.read(view);
  known.level = view.value("level", Json()).is_number() ? view["level"].get<int>() : -1;
  for (const Json& one : view.value("disputed_by", Json::array()))
    known.disputed_by.emplace_back(one.get<std::string>());
  for (const Json& one : view.value("assignments", Json::array()))
    if (text_in(one, "state") != "RELIEVED")
      known.working.insert(core::OfficeId(text_in(one, "office")));
}

/// Who has a part in it from now on, and who no longer.
void assign(Known& known, const std::string& name, const Json& event) {
  const auto relieve = [&](const std::string& office) {
    if (!office.empty()) known.working.erase(core::OfficeId(office));
  };
  relieve(text_in(event, "relieved"));
  if (const auto list = event.find("relieved"); list != event.end() && list->is_array())
    for (const Json& one : *list) relieve(one.get<std::string>());
  if (name == "dispute_upheld" || name == "assisting_relieved") relieve(text_in(event, "office"));
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
  const std::string name = text_in(event, "event");
  const auto view = event.find("view");
  auto found = known_.find(*whistle);
  if (found == known_.end()) {
    if (view == event.end()) return nullptr;
    found = known_.emplace(*whistle, Known{}).first;
    found->second.whistle = *whistle;
    read_view(found->second, *view);
  } else {
    found->second.course.follow(name, event);
    if (name == "dispute_raised") found->second.disputed_by.emplace_back(text_in(event, "office"));
  }
  Known& known = found->second;
  assign(known, name, event);
  if (name == "scene_released") known.released = true;
  if (name == "whistle_dispatched") known.waits_for_name = event.contains("name_lead");
  if (name == "lead_named") known.waits_for_name = false;
  if (name == "lead_replaced") known.replaced = true;
  if (name == "whistle_reopened") known.reopened = true;
  if (name == "meeting_held") known.met = true;
  if (name == "verification_failed" || name == "whistle_reopened" ||
      (name == "evaluated" && !event.at("rework").empty()))
    ++known.reworks;
  if (name == "level_fired" || name == "level_raised")
    known.level = std::max(known.level, event.value("level", -1));
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
  plan.levels.fill(core::never);
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
