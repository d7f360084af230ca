// What is allowed but most likely not meant.
#include <algorithm>

#include "config/findings.hpp"
#include "config/places.hpp"

namespace shao::config {

namespace {

/// So that next year's calendar, published in November, is asked for in time.
constexpr std::chrono::days calendar_notice{90};

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
  for (std::size_t i = 0; i <= configuration.policy.top_level(); ++i) {
    if (received(configuration, configuration.policy.levels[i])) continue;
    const std::string number = std::to_string(i);
    problems.warning(
        places.of(number), "level.nobody",
        {"nobody receives level " + number +
             ": it notifies no role that an office with an active key has; right would be: "
             "a key for such an office in keys.toml, or another role in \"notify\"",
         number + " 级无人接收:所通知的角色没有任何持有效密钥的单位;应在 keys.toml "
                  "中为其单位增加密钥,或在 \"notify\" 中改用其他角色"});
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
    problems.warning(places.of(id), "key.nobody",
                     {"office " + id +
                          " leads whistles, but no active key in keys.toml speaks for it: it could "
                          "not acknowledge; right would be: shao keys new --office " +
                          id,
                      "单位 " + id +
                          " 主办哨件,但 keys.toml 中没有它的有效密钥,无法签收;应执行 shao keys new "
                          "--office " +
                          id});
  }
}

void lint_calendar(const Configuration& configuration, const Files& files, core::Instant now,
                   Problems& problems) {
  const core::Calendar& calendar = configuration.policy.calendar;
  if (!calendar.provisional(now + calendar_notice)) return;
  const bool ended = calendar.provisional(now);
  const std::string at = format_instant(now, configuration.timezone);
  problems.warning(
      Places(files, "calendar.toml", "year", "year").last(), "calendar.ends",
      {std::string("the last published year ") + (ended ? "has ended" : "ends within 90 days") +
           " (now is " + at +
           "): deadlines past it know no holiday; right would be: the next [[year]] as the State "
           "Council publishes it",
       std::string("最后一个已公布年份") + (ended ? "已结束" : "将在 90 天内结束") + "(当前 " + at +
           "):其后的期限不含节假日;国务院公布后应补充下一年的 [[year]]"});
}

}  // namespace

std::vector<Problem> lint(const Configuration& configuration, const Files& files,
                          std::optional<core::Instant> now) {
  Problems problems;
  find_in_rules(configuration.policy, files, problems);
  find_in_limits(configuration, files, problems);
  lint_levels(configuration, files, problems);
  lint_keys(configuration, files, problems);
  find_in_duty(configuration, now, problems);
  if (now) lint_calendar(configuration, files, *now, problems);
  return problems.take();
}

}  // namespace shao::config
