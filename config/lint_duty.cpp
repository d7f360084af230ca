// Rotas: hours that nobody covers, rotas that end, and levels at which their office is never told.
#include <string>

#include "config/findings.hpp"

namespace shao::config {

namespace {

/// How far ahead hours are looked at: the plan of a month can still be changed.
constexpr std::chrono::days ahead{30};

struct Gaps {
  std::optional<core::Interval> first;
  core::Duration all{0};
};

Gaps gaps_of(const core::Rota& rota, core::Interval within) {
  Gaps gaps;
  core::Instant covered = within.begin;
  const auto note = [&](core::Instant until) {
    if (until <= covered) return;
    if (!gaps.first) gaps.first = core::Interval{covered, until};
    gaps.all += until - covered;
  };
  for (const core::Shift& shift : rota.shifts) {
    if (shift.when.end <= within.begin) continue;
    if (shift.when.begin >= within.end) break;
    note(shift.when.begin);
    covered = std::max(covered, shift.when.end);
  }
  note(within.end);
  return gaps;
}

Text levels_text(const core::Rota& rota) {
  std::string numbers;
  for (std::size_t level = 0; level < core::level_count; ++level)
    if (rota.levels[level]) numbers += (numbers.empty() ? "" : ", ") + std::to_string(level);
  const bool several = numbers.size() > 1;
  return {(several ? "levels " : "level ") + numbers, numbers + " 级"};
}

/// What becomes of the levels while nobody is there.
Text then(const core::Policy& policy, const core::Rota& rota) {
  std::string en, zh;
  for (std::size_t level = 0; level < core::level_count; ++level) {
    if (!rota.levels[level]) continue;
    const std::string name(core::name_of(policy.levels[level].nobody));
    en += (en.empty() ? "level " : ", level ") + std::to_string(level) + ": " + name;
    zh += (zh.empty() ? "" : "、") + std::to_string(level) + " 级 " + name;
  }
  return {en, zh};
}

void find_gaps(const Configuration& configuration, const core::Rota& rota, core::Interval within,
               Problems& problems) {
  const Gaps gaps = gaps_of(rota, within);
  if (!gaps.first) return;
  const Text levels = levels_text(rota), nobody = then(configuration.policy, rota);
  const auto text = [&](core::Instant instant) {
    return format_instant(instant, configuration.timezone);
  };
  const std::string from = text(gaps.first->begin), to = text(gaps.first->end);
  const std::string hours = std::to_string(std::chrono::ceil<std::chrono::hours>(gaps.all).count());
  problems.warning(
      {"duty.toml", 0, 0}, "duty.hours",
      {"nobody of " + rota.office.str() + " is on duty at " + levels.en + " from " + from + " to " +
           to + "; in 30 days it is " + hours + " hours in all. What happens then (" + nobody.en +
           ") stands at the level; right would be: a [[rota]] or an [[override]] for these hours",
       rota.office.str() + " 在 " + levels.zh + "自 " + from + " 至 " + to +
           " 无人值班;30 天内共 " + hours + " 小时。届时按该级别的规定(" + nobody.zh +
           ")处理;应增加覆盖这些时间的 [[rota]] 或 [[override]]"});
}

void find_end(const Configuration& configuration, const core::Rota& rota, core::Instant now,
              Problems& problems) {
  // That the calendar's years end is told of the calendar.
  const bool with_calendar = configuration.policy.calendar.provisional(rota.says.end);
  if (rota.says.end > now + ahead || with_calendar) return;
  const bool ended = rota.says.end <= now;
  const Text levels = levels_text(rota);
  const std::string at = format_instant(rota.says.end, configuration.timezone);
  problems.warning(
      {"duty.toml", 0, 0}, "duty.ends",
      {"the last rota of " + rota.office.str() + " at " + levels.en +
           (ended ? " ended at " : " ends at ") + at +
           ": from then on the office is told as a whole; right would be: a later \"to\"",
       rota.office.str() + " 在 " + levels.zh + "的值班表" + (ended ? "已于 " : "将于 ") + at +
           " 结束,此后通知全单位;应推后 \"to\""});
}

void find_levels_never_told(const core::Policy& policy, const core::Rota& rota,
                            Problems& problems) {
  for (std::size_t level = 0; level < core::level_count; ++level) {
    const auto tells = [&](core::Role role) {
      const core::RoleOffice& seat = policy.role_offices[static_cast<std::size_t>(role)];
      return seat.seat != core::RoleSeat::named_office || seat.office == rota.office;
    };
    const auto& notify = policy.levels[level].notify;
    if (!rota.levels[level] || std::any_of(notify.begin(), notify.end(), tells)) continue;
    const std::string number = std::to_string(level);
    problems.warning(
        {"duty.toml", 0, 0}, "duty.level",
        {"level " + number + " never tells " + rota.office.str() +
             ", which has a rota for it; right would be: other \"levels\"",
         number + " 级从不通知 " + rota.office.str() + ",却为其设了值班表;应改 \"levels\""});
  }
}

}  // namespace

void find_in_duty(const Configuration& configuration, std::optional<core::Instant> now,
                  Problems& problems) {
  for (const core::Rota& rota : configuration.policy.rotas) {
    const core::Instant from = std::max(rota.says.begin, now.value_or(rota.says.begin));
    const core::Interval within{from, std::min(rota.says.end, from + ahead)};
    if (within.begin < within.end) find_gaps(configuration, rota, within, problems);
    if (now) find_end(configuration, rota, *now, problems);
    find_levels_never_told(configuration.policy, rota, problems);
  }
}

}  // namespace shao::config
