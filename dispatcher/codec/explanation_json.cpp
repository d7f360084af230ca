#include "dispatcher/codec/explanation_json.hpp"

#include "dispatcher/codec/public_json.hpp"

namespace shao::codec {

Json explanation_json(const core::Explanation& explanation, const core::Policy& policy,
                      const core::Subject& subject,
                      const std::function<std::string(core::Instant)>& format_instant) {
  const core::Classification& is = explanation.classification;
  const core::Routing& routing = explanation.routing;
  const core::OfficeId street = policy.street_of(subject.unit);
  const auto due_json = [&](core::Instant due) {
    Json json = {{"due", format_instant(due)}};
    if (policy.calendar.provisional(due)) json["provisional"] = true;
    return json;
  };

  Json clocks = Json::array();
  for (const core::ClockPlan& plan : explanation.clocks) {
    Json levels = Json::array();
    for (std::size_t level = 0; level < core::level_count; ++level) {
      Json rung = due_json(plan.levels[level]);
      rung["level"] = level;
      // The lead is whom every clock here runs against; of name_lead that is the backstop.
      rung["recipients"] = list_json(core::recipients(policy, level, routing.lead, street));
      levels.push_back(std::move(rung));
    }
    Json clock = due_json(plan.due);
    clock["clock"] = core::name_of(plan.clock);
    clock["starts"] = format_instant(plan.starts);
    clock["levels"] = std::move(levels);
    clocks.push_back(std::move(clock));
  }

  Json json = {{"kind", id_json(is.kind)},
               {"category", id_json(is.category)},
               {"urgency", id_json(is.urgency)},
               {"classified_by", core::name_of(is.by)},
               {"rule", nullptr},
               {"near", list_json(routing.near)},
               {"lead", id_json(routing.lead)},
               {"assist", list_json(routing.assist)},
               {"review", explanation.review},
               {"clocks", std::move(clocks)}};
  if (routing.rule.empty()) {
    json["backstop"] = true;
    json["reason"] = routing.reason;
  } else {
    json["rule"] = {
        {"id", routing.rule.view()}, {"version", policy.version}, {"reason", routing.reason}};
  }
  return json;
}

}  // namespace shao::codec
