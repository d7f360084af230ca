// What rules do not do that somebody most likely meant them to.
#include <algorithm>

#include "config/findings.hpp"
#include "config/places.hpp"

namespace shao::config {

namespace {

/// Whether every value that meets a condition with `narrow` meets one with `wide`: an empty list
/// is no condition.
template <class List, class Meets>
bool covers(const List& wide, const List& narrow, Meets meets) {
  if (wide.empty()) return true;
  if (narrow.empty()) return false;
  return std::all_of(narrow.begin(), narrow.end(), [&](const auto& one) { return meets(one); });
}

/// Whether `earlier` matches every whistle that `later` would, the hours aside.
bool shadows_at_some_hours(const core::Policy& policy, const core::Rule& earlier,
                           const core::Rule& later) {
  const auto listed = [](const auto& wide) {
    return [&wide](const auto& one) { return has(wide, one); };
  };
  // A place is also the subdistrict or town above it, and a text with "电梯故障" has "电梯" too.
  const auto place = [&](core::OfficeId id) {
    return has(earlier.places, id) || has(earlier.places, policy.street_of(id));
  };
  const auto keyword = [&](const std::string& word) {
    return std::any_of(
        earlier.keywords.begin(), earlier.keywords.end(),
        [&](const std::string& part) { return word.find(part) != std::string::npos; });
  };
  return covers(earlier.categories, later.categories, listed(earlier.categories)) &&
         covers(earlier.kinds, later.kinds, listed(earlier.kinds)) &&
         covers(earlier.urgencies, later.urgencies, listed(earlier.urgencies)) &&
         covers(earlier.origins, later.origins, listed(earlier.origins)) &&
         covers(earlier.places, later.places, place) &&
         covers(earlier.keywords, later.keywords, keyword);
}

/// The rules before `later` that together take all it would: one for all hours, or one for working
/// hours and one for the others.
std::string taken_by(const core::Policy& policy, std::size_t later) {
  std::string working, closed;
  for (std::size_t i = 0; i < later; ++i) {
    const core::Rule& earlier = policy.rules[i];
    const core::Rule& rule = policy.rules[later];
    if (!shadows_at_some_hours(policy, earlier, rule)) continue;
    std::string id = earlier.id.str();
    if (!earlier.hours || earlier.hours == rule.hours) return id;
    std::string& part = *earlier.hours == core::Hours::working ? working : closed;
    if (part.empty()) part = id;
  }
  const bool any_hours = !policy.rules[later].hours;
  return any_hours && !working.empty() && !closed.empty() ? working + ", " + closed : "";
}

void find_unreachable(const core::Policy& policy, const Places& places, Problems& problems) {
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    const std::string earlier = taken_by(policy, i);
    if (earlier.empty()) continue;
    const std::string id = policy.rules[i].id.str();
    problems.warning(places.of(id), "rule.unreachable",
                     {"rule " + id + " can never match: rule " + earlier +
                          ", which stands before it, takes all it would; right would be: rule " +
                          id + " before it, or gone",
                      "规则 " + id + " 永远不会匹配:排在前面的规则 " + earlier +
                          " 已全部覆盖;应把 " + id + " 移到其前,或删除"});
  }
}

/// The types of units that are at one of the rule's places.
std::vector<core::OfficeType> types_at(const core::Policy& policy, const core::Rule& rule) {
  std::vector<core::OfficeType> types;
  for (const auto& [id, office] : policy.offices)
    if (has(rule.places, id) || has(rule.places, policy.street_of(id)))
      types.push_back(office.type);
  return types;
}

void find_contradictions(const core::Policy& policy, const Places& places, Problems& problems) {
  for (const core::Rule& rule : policy.rules) {
    if (rule.origins.empty() || rule.places.empty()) continue;
    const auto types = types_at(policy, rule);
    if (std::any_of(types.begin(), types.end(),
                    [&](core::OfficeType type) { return has(rule.origins, type); }))
      continue;
    const std::string id = rule.id.str();
    problems.warning(places.of(id, "origin"), "rule.contradiction",
                     {"rule " + id +
                          " can never match: no unit at its places is of a type that \"origin\" "
                          "names; right would be: one of the two conditions",
                      "规则 " + id +
                          " 永远不会匹配:\"place\" 处没有 \"origin\" 所列类型的单位;"
                          "两个条件应只留其一"});
  }
}

bool takes(const core::Rule& rule, const core::Category& category) {
  return rule.categories.empty() || has(rule.categories, category.id);
}

void find_unplaced(const core::Policy& policy, const Files& files, Problems& problems) {
  const Places places(files, "categories.toml", "category", "id");
  const std::string backstop = policy.backstop.office.str();
  for (const core::Category& category : policy.categories) {
    const std::string id = category.id.str();
    const auto placed = [&](std::optional<core::Hours> hours) {
      return std::any_of(policy.rules.begin(), policy.rules.end(), [&](const core::Rule& rule) {
        return takes(rule, category) && (!hours || !rule.hours || rule.hours == hours);
      });
    };
    if (!placed(std::nullopt)) {
      problems.warning(places.of(id), "category.no_rule",
                       {"no rule places category " + id + ": its whistles go to the backstop " +
                            backstop + "; right would be: a rule with category = \"" + id + "\"",
                        "没有规则处理类别 " + id + ":此类哨将由兜底单位 " + backstop +
                            " 接收;应增加含 category = \"" + id + "\" 的规则"});
      continue;
    }
    for (const core::Hours hours : {core::Hours::working, core::Hours::closed}) {
      if (placed(hours)) continue;
      const bool working = hours == core::Hours::working;
      problems.warning(
          places.of(id), "category.hours",
          {std::string(working ? "in working hours" : "outside working hours") +
               " no rule places category " + id + ": its whistles go to the backstop " + backstop +
               " then; right would be: one more rule for it, without \"hours\", behind the others",
           std::string(working ? "工作时间内" : "工作时间外") + "没有规则处理类别 " + id +
               ":届时由兜底单位 " + backstop + " 接收;应在其后增加一条不含 \"hours\" 的规则"});
    }
  }
}

}  // namespace

void find_in_rules(const core::Policy& policy, const Files& files, Problems& problems) {
  const Places places(files, "rules.toml", "rule", "id");
  find_unreachable(policy, places, problems);
  find_contradictions(policy, places, problems);
  find_unplaced(policy, files, problems);
}

}  // namespace shao::config
