#include "config/limit.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace shao::config {

namespace {

constexpr std::array<std::pair<std::string_view, core::Unit>, 4> units = {{
    {"m", core::Unit::minutes},
    {"wm", core::Unit::working_minutes},
    {"wd", core::Unit::working_days},
    {"d", core::Unit::days},
}};

constexpr std::int32_t most_days = 2 * 366;
constexpr std::int32_t most_minutes = most_days * 24 * 60;

BadLimit bad_syntax() {
  return {"limit.syntax",
          {"a limit is a whole number and a unit: m (minutes), wm (working minutes), wd (working "
           "days) or d (days), for example \"20 wd\"",
           "时限应为整数加单位:m(分钟)、wm(工作分钟)、wd(工作日)或 d(天),例如 \"20 wd\""}};
}

}  // namespace

core::Result<core::Limit, BadLimit> parse_limit(std::string_view text) {
  core::Limit limit;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, limit.count);
  if (failure != std::errc{}) return core::Unexpected{bad_syntax()};
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  bool known = false;
  for (const auto& [name, value] : units) {
    if (name != unit) continue;
    limit.unit = value;
    known = true;
  }
  if (!known) return core::Unexpected{bad_syntax()};
  if (limit.count < 0)
    return core::Unexpected{
        BadLimit{"limit.not_positive", {"a limit is positive", "时限须为正数"}}};
  const bool in_minutes =
      limit.unit == core::Unit::minutes || limit.unit == core::Unit::working_minutes;
  if (limit.count > (in_minutes ? most_minutes : most_days))
    return core::Unexpected{
        BadLimit{"limit.too_long", {"a limit is at most two years", "时限最长两年"}}};
  return limit;
}

}  // namespace shao::config
