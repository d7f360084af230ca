#include "dispatcher/codec/view_json.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>

#include "dispatcher/codec/public_json.hpp"
#include "dispatcher/codec/utf8.hpp"
#include "dispatcher/codec/waiting_json.hpp"
#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::codec {

namespace {

constexpr std::size_t short_title = 40;  // characters

Json clock_json(const core::Clock& clock) {
  Json json = {{"clock", core::name_of(clock.kind)},
               {"state", core::name_of(clock.state)},
               {"starts", milliseconds(clock.starts)},
               {"due", milliseconds(clock.due)},
               {"missed", clock.missed},
               {"next_level", nullptr},
               {"levels", levels_json(clock.levels)}};
  if (clock.next()) json["next_level"] = clock.next_level;
  if (clock.state != core::ClockState::running) json["ended"] = milliseconds(clock.ended);
  return json;
}

Json clocks_json(const std::vector<core::Clock>& clocks) {
  Json all = Json::array();
  for (const core::Clock& clock : clocks) all.push_back(clock_json(clock));
  return all;
}

Json assignment_json(const core::Assignment& assignment) {
  Json json = {{"office", assignment.office.view()},
               {"lead", assignment.lead},
               {"state", core::name_of(assignment.state)},
               {"clocks", clocks_json(assignment.clocks)}};
  if (assignment.agreed_to_withdraw) json["agreed_to_withdraw"] = true;
  if (assignment.state == core::AssignmentState::done)
    json["done_at"] = milliseconds(assignment.done_at);
  return json;
}

Json level_json(const core::Whistle& whistle) {
  const auto level = whistle.level();
  return level ? Json(*level) : Json(nullptr);
}

Json lead_json(const core::Whistle& whistle) {
  const core::Assignment* lead = whistle.lead();
  return lead != nullptr ? Json(lead->office.view()) : Json(nullptr);
}

void put_instant(Json& json, const char* name, std::optional<core::Instant> instant) {
  if (instant && *instant != core::Instant{}) json[name] = milliseconds(*instant);
}

void put_text(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json[name] = text;
}

/// What every kind of view has.
Json base_json(const core::Whistle& whistle) {
  Json json = {
      {"whistle", whistle.id.str()},         {"state", core::name_of(whistle.state)},
      {"kind", id_json(whistle.kind)},       {"category", id_json(whistle.category)},
      {"urgency", id_json(whistle.urgency)}, {"unit", whistle.unit.view()},
      {"street", whistle.street.view()},     {"lead", lead_json(whistle)},
      {"level", level_json(whistle)},        {"raised_at", milliseconds(whistle.raised_at)}};
  if (whistle.exercise) json["exercise"] = true;
  put_instant(json, "next_due", whistle.next_deadline());
  return json;
}

/// What took it off the straight way, as far as anything did.
void put_bends(Json& json, const core::Whistle& whistle) {
  if (whistle.hops > 0) json["hops"] = whistle.hops;
  if (whistle.reopened > 0) json["reopened"] = whistle.reopened;
  if (whistle.extended) json["extended"] = true;
  if (!whistle.disputed_by.empty()) json["disputed_by"] = list_json(whistle.disputed_by);
  if (const auto& asked = whistle.suspension)
    json["suspension"] = {{"office", asked->office.view()},
                          {"ground", core::name_of(asked->ground)},
                          {"intention", asked->plan},
                          {"review_at", milliseconds(asked->review_at)},
                          {"signer", asked->signer.str()},
                          {"in_force", whistle.state == core::CaseState::suspended}};
  if (const auto& asked = whistle.extension_asked)
    json["extension_asked"] = {{"office", asked->office.view()},
                               {"by", core::to_text(asked->by)},
                               {"reason", asked->reason}};
  if (whistle.merged_into.value != 0) json["merged_into"] = whistle.merged_into.str();
  if (!whistle.merged.empty()) {
    Json merged = Json::array();
    for (const core::Merged& one : whistle.merged)
      merged.push_back({{"whistle", one.whistle.str()},
                        {"unit", one.unit.view()},
                        {"street", one.street.view()}});
    json["merged"] = std::move(merged);
  }
}

}  // namespace

Json view_json(const core::Whistle& whistle, core::EventNumber as_of) {
  Json json = base_json(whistle);
  json["as_of"] = as_of;
  json["record"] = whistle.record;
  json["emergency"] = whistle.emergency;
  json["released"] = whistle.released;
  json["classified_by"] = core::name_of(whistle.classified_by);
  json["rule"] = id_json(whistle.rule);
  json["reworks"] = whistle.reworks;
  json["bad_evaluations"] = whistle.bad_evaluations;
  json["history"] = whistle.history.size();
  if (!whistle.to.empty()) json["to"] = whistle.to.view();
  put_text(json, "title", whistle.title);
  put_text(json, "detail", whistle.detail);
  put_text(json, "policy", whistle.policy);
  if (whistle.erased) json["erased"] = true;
  put_bends(json, whistle);
  put_instant(json, "occurred_at", whistle.occurred_at);
  put_instant(json, "blown_at", whistle.blown_at);
  put_instant(json, "ended_at", whistle.ended_at);
  Json assignments = Json::array();
  for (const core::Assignment& assignment : whistle.assignments)
    assignments.push_back(assignment_json(assignment));
  json["assignments"] = std::move(assignments);
  json["clocks"] = clocks_json(whistle.clocks);
  json["evaluations"] = list_json(whistle.evaluations);
  Json told = Json::array();
  for (const core::Told& one : whistle.told)
    told.push_back({{"level", one.level}, {"recipient", one.recipient.str()}});
  json["told"] = std::move(told);
  return json;
}

Json short_view_json(const core::Whistle& whistle) {
  Json json = base_json(whistle);
  json["title"] = whistle.title.empty() ? beginning(whistle.detail, short_title)
                                        : std::string_view(whistle.title);
  return json;
}

Json row_json(const core::Whistle& whistle, const core::Policy& policy, core::EventNumber as_of,
              core::Instant now) {
  Json json = short_view_json(whistle);
  json["as_of"] = as_of;
  json["emergency"] = whistle.emergency;
  if (whistle.released) json["released"] = true;
  if (whistle.reworks > 0) json["reworks"] = whistle.reworks;
  if (!whistle.to.empty()) json["to"] = whistle.to.view();
  put_bends(json, whistle);
  put_instant(json, "blown_at", whistle.blown_at);
  put_instant(json, "ended_at", whistle.ended_at);
  Json assignments = Json::array();
  for (const core::Assignment& one : whistle.assignments)
    assignments.push_back(
        {{"office", one.office.view()}, {"lead", one.lead}, {"state", core::name_of(one.state)}});
  json["assignments"] = std::move(assignments);
  json.update(waiting_json(core::waiting_of(whistle, policy, now)));
  // Whom the next level tells is asked for when somebody looks at the whistle itself. That now is
  // no working time is the same for all, and no event says when it begins: the status tells it.
  for (Json& wait : json["waits"]) {
    wait.erase("held_back");
    wait.erase("stands_still_until");
    if (const auto next = wait.find("next"); next != wait.end())
      *next = {{"level", next->at("level")}, {"due", next->at("due")}};
  }
  return json;
}

Json levels_ahead_json(const core::Whistle& whistle, const core::Policy& policy) {
  struct Ahead {
    core::Instant due;
    core::ClockKind clock;
    std::uint8_t level;
    core::Waited who;
  };
  std::vector<Ahead> ahead;
  const auto look = [&](const core::Clock& clock, const core::Waited& who) {
    if (clock.state != core::ClockState::running) return;
    for (std::uint8_t level = clock.next_level; level < core::levels_that_fire(clock.kind); ++level)
      if (clock.levels[level] != core::never)
        ahead.push_back({clock.levels[level], clock.kind, level, who});
  };
  for (const core::Clock& clock : whistle.clocks)
    for (const core::Waited& who :
         core::all_waited_for(whistle, clock.kind, core::waits_for(whistle, policy, clock.kind)))
      look(clock, who);
  for (const core::Assignment& assignment : whistle.assignments)
    for (const core::Clock& clock : assignment.clocks)
      look(clock, {assignment.office, whistle.street});
  std::stable_sort(ahead.begin(), ahead.end(), [](const Ahead& a, const Ahead& b) {
    return std::tie(a.due, a.clock, a.level) < std::tie(b.due, b.clock, b.level);
  });
  Json all = Json::array();
  for (const Ahead& one : ahead) {
    const core::Telling told =
        core::telling(policy, one.level, one.who.office, one.who.street, one.due);
    Json json = {{"office", one.who.office.view()},
                 {"clock", core::name_of(one.clock)},
                 {"level", one.level},
                 {"due", milliseconds(one.due)}};
    json.update(telling_json(told));
    all.push_back(std::move(json));
  }
  return all;
}

Json names_json(const Json& json, const core::Policy& policy) {
  Json names = Json::object();
  const auto note = [&](std::string_view field, std::string_view code) {
    code = code.substr(0, code.find('/'));  // of OFFICE/role the office
    const auto add = [&](const auto* found) {
      if (found != nullptr)
        names[std::string(code)] = {{"zh", found->name}, {"en", found->name_en}};
    };
    if (field == "kind")
      add(policy.kind(core::KindId(code)));
    else if (field == "category")
      add(policy.category(core::CategoryId(code)));
    else if (field == "urgency")
      add(policy.urgency(core::UrgencyId(code)));
    else if (field == "unit" || field == "street" || field == "lead" || field == "office" ||
             field == "assist" || field == "recipients")
      add(policy.office(core::OfficeId(code)));
  };
  const std::function<void(std::string_view, const Json&)> look = [&](std::string_view field,
                                                                      const Json& value) {
    if (value.is_string())
      note(field, value.get_ref<const std::string&>());
    else if (value.is_object())
      for (const auto& [name, inner] : value.items()) look(name, inner);
    else if (value.is_array())
      for (const Json& inner : value) look(field, inner);
  };
  look({}, json);
  return names;
}

}  // namespace shao::codec
