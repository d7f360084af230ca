#include "dispatcher/codec/waiting_json.hpp"

#include "dispatcher/codec/public_json.hpp"

namespace shao::codec {

namespace {

Json needed_json(const core::Needed& needed) {
  Json who = Json::array();
  for (std::size_t i = 0; i < core::role_count; ++i)
    if (needed.who.has(static_cast<core::Role>(i))) who.push_back(core::role_names[i]);
  return {{"move", needed.action}, {"office", needed.office.view()}, {"who", std::move(who)}};
}

Json wait_json(const core::Wait& wait) {
  Json json = needed_json(wait.move);
  if (wait.first) json["first"] = needed_json(*wait.first);
  if (!wait.clock) return json;
  json["clock"] = core::name_of(*wait.clock);
  json["due"] = public_json(wait.due);
  json["missed"] = wait.missed;
  if (wait.next) {
    Json& next = json["next"] = {{"level", wait.next->level},
                                 {"due", public_json(wait.next->due)},
                                 {"recipients", list_json(wait.next->recipients)}};
    if (!wait.next->on_duty.empty()) next["on_duty"] = list_json(wait.next->on_duty);
    if (!wait.next->held.empty()) next["held"] = list_json(wait.next->held);
  }
  for (const core::HeldLevel& one : wait.held_back) {
    Json held = public_json(one.held);
    held["level"] = one.level;
    json["held_back"].push_back(std::move(held));
  }
  json["counts"] = wait.working ? "working" : "round_clock";
  if (wait.stands_still_until) json["stands_still_until"] = public_json(*wait.stands_still_until);
  return json;
}

}  // namespace

Json waiting_json(const core::Waiting& waiting) {
  Json waits = Json::array();
  for (const core::Wait& one : waiting.waits) waits.push_back(wait_json(one));
  Json json = {{"waits", std::move(waits)},
               {"held", waiting.held ? Json(core::name_of(*waiting.held)) : Json(nullptr)}};
  if (waiting.merged_into.value != 0) json["merged_into"] = waiting.merged_into.str();
  if (waiting.until) json["until"] = milliseconds(*waiting.until);
  return json;
}

}  // namespace shao::codec
