// The policy: what a jurisdiction decided, as values. Kinds with their limits, urgencies,
// categories, routing rules, the ladder of levels, the directory of offices, the calendar.
// config/ makes it from TOML and checks it; the core only reads it. A policy never changes: a new
// version is a new value.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/core/calendar.hpp"
#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/roles.hpp"

namespace shao::core {

/// Assignments have the first six, a whistle itself the others. The order is the order in
/// which levels due at the same instant fire.
enum class ClockKind : std::uint8_t {
  acknowledge,   // 签收
  contact,       // 联系
  report_in,     // 报到
  first_report,  // 首次处置报告
  progress,      // 进展: an office that came and then went quiet
  resolve,       // 办结
  review,        // 审哨
  name_lead,     // 指定主办
  ruling,        // 争议裁定
  meeting,       // 联席会议
  verify,        // 核查
  evaluate,      // 评价
};
inline constexpr std::size_t clock_kind_count = 12;
inline constexpr std::size_t assignment_clock_count = 6;
inline constexpr std::array<std::string_view, clock_kind_count> clock_names = {
    "acknowledge", "contact",   "report_in", "first_report", "progress", "resolve",
    "review",      "name_lead", "ruling",    "meeting",      "verify",   "evaluate"};
constexpr std::string_view name_of(ClockKind clock) {
  return clock_names[static_cast<std::size_t>(clock)];
}

enum class Ladder : std::uint8_t { emergency, normal };

/// Levels 0 to 4, and 5 where a jurisdiction has another one above it: what level 4 could not
/// settle goes there.
inline constexpr std::size_t level_count = 6;
inline constexpr std::size_t optional_level = 5;

/// What becomes of a level whose recipient's office has nobody on duty (duty.hpp).
enum class NobodyOnDuty : std::uint8_t { fall_back, hold, skip };
inline constexpr std::array<std::string_view, 3> nobody_names = {"fall_back", "hold", "skip"};
constexpr std::string_view name_of(NobodyOnDuty nobody) {
  return nobody_names[static_cast<std::size_t>(nobody)];
}

/// One rung: level 0 warns at `percent` of the limit, the others come `after` the limit.
struct Level {
  std::string name;
  std::string name_en;
  std::string action;
  std::vector<Role> notify;
  int percent = 0;  // 1..99 on a warning, 0 on every other level
  Limit after_emergency;
  Limit after_normal;
  NobodyOnDuty nobody = NobodyOnDuty::fall_back;
};

/// Who is on duty (值班) from `begin` to before `end`: one or several, as people are to read it.
struct Shift {
  Interval when;
  std::string who;
  bool operator==(const Shift&) const = default;
};

/// When an office hears of which levels, and who it is then. Between shifts nobody is on duty;
/// outside of `says` the rota says nothing and the office as a whole is told. An office has at
/// most one for each level.
struct Rota {
  OfficeId office;
  std::array<bool, level_count> levels{};
  Interval says;
  std::vector<Shift> shifts;  // sorted, apart
};

enum class OfficeType : std::uint8_t { community, subdistrict, town, department };

struct Office {
  OfficeId id;
  std::string name;
  std::string name_en;
  OfficeType type = OfficeType::department;
  OfficeId parent;  // of a community its subdistrict or town, else empty
  bool can_lead = false;
};

struct Kind {
  KindId id;
  std::string name;
  std::string name_en;
  Roles raisers;  // of community, street, command_centre
  bool needs_review = false;
  Role approver = Role::street_leader;  // who may approve; KEY_WORK needs street_top_leader
  bool round_clock = false;             // wall_24x7
  bool on_site = false;                 // reporting in needs a place; else a message
  bool release_before_resolve = false;  // 事不完、人不撤
  Limit acknowledge;
  Limit contact;
  Limit report_in;
  std::optional<Limit> resolve;
  bool resolve_before_urgency = false;  // its resolve limit comes before the urgency's
  std::optional<Limit> first_report;
  std::optional<Limit> progress_every;  // a word of who has reported in, so often until it resolves
  bool dispute_after_report_in = false;  // an office reports in first and disputes afterwards
  bool may_suspend = false;              // on the ground that it is complex
  std::optional<Limit> max_extension;    // none: its resolve limit is never extended
  std::array<Ladder, assignment_clock_count> ladder{};  // by ClockKind
};

struct Urgency {
  UrgencyId id;
  std::string name;
  std::string name_en;
  Limit resolve;
  std::optional<Limit> first_report;
  bool may_suspend = false;  // as a kind's
};

struct Category {
  CategoryId id;
  std::string name;
  std::string name_en;
  KindId default_kind;
  UrgencyId default_urgency;
  std::optional<Limit> resolve_override;
  std::vector<std::string> keywords;
};

/// When a rule's time condition holds, by the jurisdiction's calendar.
enum class Hours : std::uint8_t { working, closed };

/// A rule matches when every condition it names holds; an empty one is not named. The first
/// rule in order that matches places the whistle.
struct Rule {
  RuleId id;
  std::vector<CategoryId> categories;
  std::vector<KindId> kinds;
  std::vector<UrgencyId> urgencies;
  std::vector<OfficeType> origins;    // community, subdistrict, town
  std::vector<OfficeId> places;       // the unit or the subdistrict or town above it
  std::vector<std::string> keywords;  // any of them in title or detail
  std::optional<Hours> hours;
  OfficeId lead;
  std::vector<OfficeId> assist;
};

/// Takes what no rule places (兜底): lead meanwhile, names a lead within `name_lead`.
struct Backstop {
  OfficeId office;
  KindId kind;
  UrgencyId urgency;
};

/// Limits of the whistle's own clocks. All use the normal ladder, but for an emergency's.
struct WhistleLimits {
  Limit review;
  Limit name_lead;
  Limit ruling;
  Limit ruling_emergency;
  Limit meeting;
  Limit meeting_emergency;
  Limit verify;
  Limit evaluate;
};

/// Until when a move is possible, and from when on it needs a higher signature.
struct Periods {
  Limit dispute;     // of an office, since it was assigned
  Limit reopen;      // since the whistle was closed
  Limit suspension;  // reviewed later than this: a deputy head of the district signs
};

/// What takes a whistle to a level without a clock: so many times, and the level it then has.
/// `cluster`: so many open whistles that are likely about the same matter (likeness.hpp), with the
/// one that is dispatched.
enum class JumpWhen : std::uint8_t { hops, reworks, bad_evaluations, cluster };
constexpr std::string_view name_of(JumpWhen when) {
  constexpr std::string_view names[] = {"hops", "reworks", "bad_evaluations", "cluster"};
  return names[static_cast<std::size_t>(when)];
}
struct Jump {
  JumpWhen when = JumpWhen::hops;
  std::uint8_t times = 0;
  std::uint8_t level = 0;
};

/// A working kind whose winning resolve limit is in minutes runs round the clock with these.
struct RoundClockLimits {
  Limit acknowledge;
  Limit contact;
};

/// Where a notified role sits: an office of its own, or an office of the case.
enum class RoleSeat : std::uint8_t { named_office, assigned_office, raising_street };
struct RoleOffice {
  RoleSeat seat = RoleSeat::assigned_office;
  OfficeId office;  // of named_office
};

struct Policy {
  std::string version;       // hash of the configuration's content, 16 hex digits
  std::string jurisdiction;  // for example "shunyi"
  std::string title;         // as people call it: "北京市顺义区"
  std::string title_en;      // "Shùnyì Qū"
  std::map<OfficeId, Office> offices;
  std::map<KindId, Kind> kinds;
  std::map<UrgencyId, Urgency> urgencies;
  std::vector<Category> categories;  // in the file's order: it breaks ties of key words
  std::vector<Rule> rules;           // in order: first match wins
  Backstop backstop;
  WhistleLimits whistle_limits;
  RoundClockLimits round_clock_limits;
  std::array<Level, level_count> levels;
  std::vector<Jump> jumps;
  Periods periods;
  std::array<RoleOffice, role_count> role_offices;  // by Role
  std::vector<Rota> rotas;
  Calendar calendar;

  const Office* office(OfficeId id) const;
  const Kind* kind(KindId id) const;
  const Urgency* urgency(UrgencyId id) const;
  const Category* category(CategoryId id) const;
  /// The subdistrict or town `unit` belongs to: itself, or its parent when it is a community.
  /// A department (the command centre raising for itself) is its own street.
  OfficeId street_of(OfficeId unit) const;
  /// The highest level of its ladder: 4, or 5 with a jurisdiction above.
  std::uint8_t top_level() const { return levels[optional_level].notify.empty() ? 4 : 5; }
  /// Whether the command centre sits there.
  bool is_centre(OfficeId office) const;
};

}  // namespace shao::core
