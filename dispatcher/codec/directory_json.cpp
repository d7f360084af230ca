#include "dispatcher/codec/directory_json.hpp"

#include "dispatcher/codec/public_json.hpp"

namespace shao::codec {

namespace {

/// So far ahead a rota is told.
constexpr std::chrono::days shown_ahead{14};

std::string_view name_of_type(core::OfficeType type) {
  constexpr std::string_view names[] = {"community", "subdistrict", "town", "department"};
  return names[static_cast<std::size_t>(type)];
}

Json roles_json(core::Roles roles) {
  Json list = Json::array();
  for (std::size_t i = 0; i < core::role_count; ++i)
    if (roles.has(static_cast<core::Role>(i))) list.push_back(core::role_names[i]);
  return list;
}

template <class Named>
Json named_json(const Named& it) {
  return {{"id", it.id.view()}, {"zh", it.name}, {"en", it.name_en}};
}

Json kind_json(const core::Kind& kind) {
  Json json = named_json(kind);
  json["raisers"] = roles_json(kind.raisers);
  json["needs_review"] = kind.needs_review;
  json["approver"] = core::name_of(kind.approver);
  json["round_clock"] = kind.round_clock;
  json["on_site"] = kind.on_site;
  json["release_before_resolve"] = kind.release_before_resolve;
  json["dispute_after_report_in"] = kind.dispute_after_report_in;
  json["may_suspend"] = kind.may_suspend;
  json["max_extension"] = kind.max_extension ? Json(core::to_text(*kind.max_extension)) : Json();
  return json;
}

}  // namespace

Json directory_json(const core::Policy& policy) {
  Json offices = Json::array(), kinds = Json::array(), categories = Json::array();
  for (const auto& [id, office] : policy.offices) {
    Json json = named_json(office);
    json["type"] = name_of_type(office.type);
    json["parent"] = id_json(office.parent);
    json["can_lead"] = office.can_lead;
    json["centre"] = policy.is_centre(id);
    offices.push_back(std::move(json));
  }
  for (const auto& [id, kind] : policy.kinds) kinds.push_back(kind_json(kind));
  for (const core::Category& category : policy.categories) {
    Json json = named_json(category);
    json["kind"] = category.default_kind.view();
    json["urgency"] = category.default_urgency.view();
    json["keywords"] = category.keywords;
    categories.push_back(std::move(json));
  }
  Json urgencies = Json::array(), levels = Json::array();
  for (const auto& [id, urgency] : policy.urgencies) {
    Json json = named_json(urgency);
    json["may_suspend"] = urgency.may_suspend;
    urgencies.push_back(std::move(json));
  }
  for (std::size_t level = 0; level <= policy.top_level(); ++level)
    levels.push_back({{"level", level},
                      {"zh", policy.levels[level].name},
                      {"en", policy.levels[level].name_en}});
  return {{"version", policy.version},
          {"jurisdiction", policy.jurisdiction},
          {"title", {{"zh", policy.title}, {"en", policy.title_en}}},
          {"top_level", policy.top_level()},
          {"offices", std::move(offices)},
          {"kinds", std::move(kinds)},
          {"categories", std::move(categories)},
          {"urgencies", std::move(urgencies)},
          {"levels", std::move(levels)}};
}

Json duty_json(const core::Policy& policy, core::OfficeId office, core::Instant now) {
  Json rotas = Json::array();
  for (const core::Rota& rota : policy.rotas) {
    if (rota.office != office) continue;
    Json levels = Json::array(), shifts = Json::array();
    for (std::size_t level = 0; level < core::level_count; ++level)
      if (rota.levels[level]) levels.push_back(level);
    for (const core::Shift& shift : rota.shifts)
      if (shift.when.end > now && shift.when.begin < now + shown_ahead)
        shifts.push_back({{"from", public_json(shift.when.begin)},
                          {"to", public_json(shift.when.end)},
                          {"who", shift.who}});
    rotas.push_back({{"levels", std::move(levels)}, {"shifts", std::move(shifts)}});
  }
  return {{"office", office.view()}, {"rotas", std::move(rotas)}};
}

}  // namespace shao::codec
