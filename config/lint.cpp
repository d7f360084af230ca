// What is allowed but most likely not meant.
#include <algorithm>

#include "config/document.hpp"
#include "config/problems.hpp"

namespace shao::config {

namespace {

/// So that next year's calendar, published in November, is asked for in time.
constexpr std::chrono::days calendar_notice{90};

/// Where the entries of a file stand, by their id (or level number).
class Places {
 public:
  Places(const Files& files, const std::string& file, std::string_view list, std::string_view key)
      : file_(file) {
    const auto text = files.find(file);
    if (text == files.end()) return;
    const auto document = parse(file, text->second);
    if (!document) return;
    const Node* entries = member(*document, list);
    const auto* items = entries == nullptr ? nullptr : std::get_if<Items>(&entries->value);
    if (items == nullptr) return;
    for (const Node& item : *items) {
      const Node* id = member(item, key);
      if (id == nullptr) continue;
      if (const auto* name = std::get_if<std::string>(&id->value)) at_[*name] = id->at;
      if (const auto* number = std::get_if<std::int64_t>(&id->value))
        at_[std::to_string(*number)] = id->at;
    }
  }

  Position of(const std::string& id) const {
    const auto found = at_.find(id);
    return found == at_.end() ? Position{file_, 0, 0} : found->second;
  }

 private:
  static const Node* member(const Node& node, std::string_view name) {
    const auto* table = std::get_if<Table>(&node.value);
    if (table == nullptr) return nullptr;
    for (const Field& field : *table)
      if (field.name == name) return &field.value;
    return nullptr;
  }

  std::string file_;
  std::map<std::string, Position> at_;
};

template <class List, class Item>
bool has(const List& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Whether every value that meets a condition with `narrow` meets one with `wide`: an empty list
/// is no condition.
template <class List, class Meets>
bool covers(const List& wide, const List& narrow, Meets meets) {
  if (wide.empty()) return true;
  if (narrow.empty()) return false;
  return std::all_of(narrow.begin(), narrow.end(), [&](const auto& one) { return meets(one); });
}

/// Whether `earlier` matches every whistle that `later` would.
bool shadows(const core::Policy& policy, const core::Rule& earlier, const core::Rule& later) {
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
         covers(earlier.keywords, later.keywords, keyword) &&
         (!earlier.hours || earlier.hours == later.hours);
}

void lint_rules(const core::Policy& policy, const Files& files, Problems& problems) {
  const Places places(files, "rules.toml", "rule", "id");
  for (auto later = policy.rules.begin(); later != policy.rules.end(); ++later) {
    const auto earlier = std::find_if(policy.rules.begin(), later, [&](const core::Rule& one) {
      return shadows(policy, one, *later);
    });
    if (earlier == later) continue;
    const std::string id = later->id.str();
    const std::string first = earlier->id.str();
    problems.warning(places.of(id), "rule.unreachable",
                     {"rule " + id + " can never match: rule " + first +
                          ", which stands before it, takes all it would",
                      "规则 " + id + " 永远不会匹配:排在前面的规则 " + first + " 已全部覆盖"});
  }
}

void lint_categories(const core::Policy& policy, const Files& files, Problems& problems) {
  const Places places(files, "categories.toml", "category", "id");
  for (const core::Category& category : policy.categories) {
    const bool placed =
        std::any_of(policy.rules.begin(), policy.rules.end(), [&](const core::Rule& rule) {
          return rule.categories.empty() || has(rule.categories, category.id);
        });
    if (placed) continue;
    const std::string id = category.id.str();
    problems.warning(places.of(id), "category.no_rule",
                     {"no rule places category " + id + ": its whistles go to the backstop " +
                          policy.backstop.office.str(),
                      "没有规则处理类别 " + id + ":此类哨将由兜底单位 " +
                          policy.backstop.office.str() + " 接收"});
  }
}

bool has_key(const Configuration& configuration, core::OfficeId office, core::Role role) {
  return std::any_of(configuration.keys.begin(), configuration.keys.end(), [&](const Key& key) {
    return !key.revoked && key.office == office && key.roles.has(role);
  });
}

bool has_key(const Configuration& configuration, core::OfficeId office) {
  return std::any_of(configuration.keys.begin(), configuration.keys.end(),
                     [&](const Key& key) { return !key.revoked && key.office == office; });
}

/// A level reaches somebody when a role it tells sits in an office of the case or, where there are
/// keys at all, in an office with a key of that role.
bool received(const Configuration& configuration, const core::Level& level) {
  return std::any_of(level.notify.begin(), level.notify.end(), [&](core::Role role) {
    const core::RoleOffice& seat =
        configuration.policy.role_offices[static_cast<std::size_t>(role)];
    return configuration.keys.empty() || seat.seat != core::RoleSeat::named_office ||
           has_key(configuration, seat.office, role);
  });
}

void lint_levels(const Configuration& configuration, const Files& files, Problems& problems) {
  const Places places(files, "levels.toml", "level", "level");
  for (std::size_t i = 0; i < core::level_count; ++i) {
    if (received(configuration, configuration.policy.levels[i])) continue;
    const std::string number = std::to_string(i);
    problems.warning(places.of(number), "level.nobody",
                     {"nobody receives level " + number +
                          ": it notifies no role that an office with an active key has",
                      number + " 级无人接收:所通知的角色没有任何持有效密钥的单位"});
  }
}

/// Offices that lead somewhere, each once, in the order in which they are named.
std::vector<core::OfficeId> leads(const core::Policy& policy) {
  std::vector<core::OfficeId> all{policy.backstop.office};
  for (const core::Rule& rule : policy.rules)
    if (!has(all, rule.lead)) all.push_back(rule.lead);
  return all;
}

void lint_keys(const Configuration& configuration, const Files& files, Problems& problems) {
  if (files.find("keys.toml") == files.end()) return;
  const Places places(files, "offices.toml", "office", "id");
  for (const core::OfficeId lead : leads(configuration.policy)) {
    if (has_key(configuration, lead)) continue;
    const std::string id = lead.str();
    problems.warning(
        places.of(id), "key.nobody",
        {"office " + id + " leads whistles, but no active key in keys.toml speaks for it",
         "单位 " + id + " 主办哨件,但 keys.toml 中没有它的有效密钥"});
  }
}

void lint_calendar(const Configuration& configuration, core::Instant now, Problems& problems) {
  const core::Calendar& calendar = configuration.policy.calendar;
  if (!calendar.provisional(now + calendar_notice)) return;
  const bool ended = calendar.provisional(now);
  const std::string at = format_instant(now, configuration.timezone);
  problems.warning(
      {"calendar.toml", 0, 0}, "calendar.ends",
      {std::string("the last published year ") + (ended ? "has ended" : "ends within 90 days") +
           " (now is " + at + "): deadlines past it know no holiday until the next year is added",
       std::string("最后一个已公布年份") + (ended ? "已结束" : "将在 90 天内结束") + "(当前 " + at +
           "):补充下一年日历之前,其后的期限不含节假日"});
}

}  // namespace

std::vector<Problem> lint(const Configuration& configuration, const Files& files,
                          std::optional<core::Instant> now) {
  Problems problems;
  lint_rules(configuration.policy, files, problems);
  lint_categories(configuration.policy, files, problems);
  lint_levels(configuration, files, problems);
  lint_keys(configuration, files, problems);
  if (now) lint_calendar(configuration, *now, problems);
  return problems.take();
}

}  // namespace shao::config
