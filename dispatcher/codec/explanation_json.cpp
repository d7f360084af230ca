#include "dispatcher/codec/explanation_json.hpp"

#include "dispatcher/codec/public_json.hpp"

namespace shao::codec {

namespace {

/// Writes the clocks of one explanation; holds what every one of them needs.
class ClockWriter {
 public:
  ClockWriter(const core::Policy& policy, core::OfficeId street,
              const std::function<std::string(core::Instant)>& format_instant)
      : policy_(policy), street_(street), format_instant_(format_instant) {}

  /// A clock that runs against `office`.
  Json clock(const core::ExplainedClock& explained, core::OfficeId office) const {
    const auto& [plan, why] = explained;
    Json levels = Json::array();
    for (std::size_t level = 0; level <= policy_.top_level(); ++level) {
      Json rung = due(plan.levels[level]);
      rung["level"] = level;
      Json told = telling_json(core::telling(policy_, static_cast<std::uint8_t>(level), office,
                                             street_, plan.levels[level]));
      // In an explanation instants are for people.
      if (const auto held = told.find("held"); held != told.end())
        for (Json& one : *held)
          one["until"] =
              format_instant_(core::Instant{core::Duration{one["until"].get<std::int64_t>()}});
      rung.update(told);
      levels.push_back(std::move(rung));
    }
    Json json = due(plan.due);
    json["clock"] = core::name_of(plan.clock);
    json["starts"] = format_instant_(plan.starts);
    json["limit"] = core::to_text(why.limit);
    json["from"] = core::name_of(why.from);
    json["counts"] = why.working ? "working" : "round_clock";
    json["levels"] = std::move(levels);
    return json;
  }
  Json clocks(const std::vector<core::ExplainedClock>& all, core::OfficeId office) const {
    Json json = Json::array();
    for (const core::ExplainedClock& one : all) json.push_back(clock(one, office));
    return json;
  }

 private:
  Json due(core::Instant instant) const {
    Json json = {{"due", format_instant_(instant)}};
    if (policy_.calendar.provisional(instant)) json["provisional"] = true;
    return json;
  }

  const core::Policy& policy_;
  core::OfficeId street_;
  const std::function<std::string(core::Instant)>& format_instant_;
};

}  // namespace

Json explanation_json(const core::Explanation& explanation, const core::Policy& policy,
                      const core::Subject& subject,
                      const std::function<std::string(core::Instant)>& format_instant) {
  const core::Classification& is = explanation.classification;
  const core::Routing& routing = explanation.routing;
  const core::TimeReason& time = explanation.time;
  const core::OfficeId street = policy.street_of(subject.unit);
  const ClockWriter writer(policy, street, format_instant);

  Json assisting = Json::array();
  for (const core::ExplainedOffice& one : explanation.assisting)
    assisting.push_back(
        {{"office", one.office.view()}, {"clocks", writer.clocks(one.clocks, one.office)}});

  Json json = {{"kind", id_json(is.kind)},
               {"category", id_json(is.category)},
               {"urgency", id_json(is.urgency)},
               {"classified_by", core::name_of(is.by)},
               {"rule", nullptr},
               {"near", list_json(routing.near)},
               {"lead", id_json(routing.lead)},
               {"assist", list_json(routing.assist)},
               {"review", explanation.review},
               {"time",
                {{"counts", time.round_clock ? "round_clock" : "working"},
                 {"by", time.by_minutes ? "resolve_limit" : "kind"},
                 {"resolve", core::to_text(time.limit)},
                 {"resolve_from", core::name_of(time.resolve)}}},
               // The lead is whom its clocks run against; of name_lead that is the backstop.
               {"clocks", writer.clocks(explanation.clocks, routing.lead)},
               {"assisting", std::move(assisting)}};
  if (explanation.review_clock)
    json["review_clock"] = writer.clock(*explanation.review_clock, street);
  if (explanation.progress_every)
    json["progress_every"] = core::to_text(*explanation.progress_every);
  if (routing.rule.empty()) {
    json[routing.asked ? "asked" : "backstop"] = true;
    json["reason"] = routing.reason;
  } else {
    json["rule"] = {
        {"id", routing.rule.view()}, {"version", policy.version}, {"reason", routing.reason}};
  }
  return json;
}

}  // namespace shao::codec
