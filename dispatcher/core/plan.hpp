// From a whistle to who gets it and by when: classification, routing and the plan of clocks. Pure
// functions of the policy; `decide` uses them when a whistle is blown, `explain` before it is.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/core/policy.hpp"

namespace shao::core {

/// How kind, category and urgency came about.
enum class ClassifiedBy : std::uint8_t { raiser, keywords, backstop };
constexpr std::string_view name_of(ClassifiedBy by) {
  return by == ClassifiedBy::raiser     ? "raiser"
         : by == ClassifiedBy::keywords ? "keywords"
                                        : "backstop";
}

/// What is known of a whistle when it is placed. Empty ids were not given.
struct Subject {
  OfficeId unit;
  KindId kind;
  CategoryId category;
  UrgencyId urgency;
  std::string_view title;
  std::string_view detail;
  OfficeId to{};  // whom a department whistles to, when it says so
};

struct Classification {
  KindId kind;
  CategoryId category;  // empty when neither given nor found
  UrgencyId urgency;
  ClassifiedBy by = ClassifiedBy::raiser;
};

/// Fills in what the raiser left open: the category by key words (most characters matched, a tie
/// to the first in the file), kind and urgency by the category's defaults, else the backstop's.
Classification classify(const Policy& policy, const Subject& subject);

/// A rule that would have matched but for one condition, having matched at least one other.
struct NearMiss {
  RuleId rule;
  std::string condition;  // "category", "kind", "urgency", "origin", "place", "keyword", "hours"
  std::string wanted;     // what the rule wants there
  bool operator==(const NearMiss&) const = default;
};

struct Routing {
  RuleId rule;         // empty: no rule placed it
  bool asked = false;  // the raiser said whom it whistles to
  std::string reason;
  std::vector<NearMiss> near;
  OfficeId lead;
  std::vector<OfficeId> assist;

  /// Nothing placed it: the backstop is lead until it names one.
  bool by_backstop() const { return rule.empty() && !asked; }
};

Routing route(const Policy& policy, const Classification& is, const Subject& subject, Instant at);

/// One clock as it starts: when it is due and when each level comes.
struct ClockPlan {
  ClockKind clock = ClockKind::acknowledge;
  Instant starts;
  Instant due;
  std::array<Instant, level_count> levels{};  // levels[1] == due; never: its ladder ends before
  bool working = false;  // its limit is measured in working time, not round the clock
  bool operator==(const ClockPlan&) const = default;
};

/// The clocks of one assignment, blown at `start`. An assisting office has acknowledge,
/// report-in and resolve; the lead also contact and, where the kind or urgency has one, the first
/// report. Always acknowledge <= report-in <= resolve.
std::vector<ClockPlan> plan_assignment(const Policy& policy, const Kind& kind,
                                       const Urgency& urgency, const Category* category, bool lead,
                                       Instant start);

/// The clocks of a lead named at `now` on a whistle blown at `start`: fresh acknowledge, contact
/// and report-in limits, the resolve and first-report clocks since the blow.
std::vector<ClockPlan> plan_named(const Policy& policy, const Kind& kind, const Urgency& urgency,
                                  const Category* category, bool lead, Instant start, Instant now);

/// One of the whistle's own clocks. A ruling and a meeting about an emergency have limits of their
/// own and the emergencies' ladder.
ClockPlan plan_whistle_clock(const Policy& policy, ClockKind clock, Instant start,
                             bool emergency = false);

/// `plan`, which stood still from `paused` on, going on at `now` with what was left of it: of
/// working time when it is measured in that. What was due until then stays where it was.
ClockPlan resumed(const Policy& policy, const ClockPlan& plan, Instant paused, Instant now);

/// A resolve clock whose limit ends `by` later.
ClockPlan extended(const Policy& policy, const Kind& kind, const Urgency& urgency,
                   const Category* category, const ClockPlan& plan, Limit by);

/// Until when a move is possible that may be made for `limit` after `start`.
Instant period_end(const Policy& policy, const Kind* kind, Instant start, Limit limit);

/// The resolve clock after a bad evaluation: three working days (whistle_limits.evaluate has the
/// same length by S12; the limit is `rework_limit`) or the kind's limit, whichever is shorter.
inline constexpr Limit rework_limit{3, Unit::working_days};
ClockPlan plan_rework(const Policy& policy, const Kind& kind, const Urgency& urgency,
                      const Category* category, Instant now);

/// The clock of an office that has reported in and is to say how it goes within the kind's
/// `progress_every` from `now`. Nothing when the kind asks for none, or when it would not be due
/// before `resolve_due`: from there on the resolve ladder speaks. Its own ladder is resolve's.
std::optional<ClockPlan> plan_progress(const Policy& policy, const Kind& kind,
                                       const Urgency& urgency, const Category* category,
                                       Instant resolve_due, Instant now);

/// Who level `level` of a clock tells: "OFFICE/role" each. `assigned` is the office the clock is
/// running against; `street` the raising subdistrict or town. Where a subdistrict itself is late,
/// its own leader stands where a department's head would.
struct Recipient {
  OfficeId office;
  Role role = Role::assignee;
  auto operator<=>(const Recipient&) const = default;
  std::string str() const;
};
std::vector<Recipient> recipients(const Policy& policy, std::size_t level, OfficeId assigned,
                                  OfficeId street);

/// Where a clock's due instant comes from.
enum class LimitFrom : std::uint8_t {
  category,         // its resolve_override
  kind,             // its own limit
  urgency,          // its limit
  round_clock,      // the jurisdiction's limits of a working kind that runs round the clock
  whistle_clocks,   // the jurisdiction's limits of a whistle's own clocks
  half_of_resolve,  // report-in: halfway to resolve is earlier than its limit
  report_in,        // contact: never due after report-in
};
constexpr std::string_view name_of(LimitFrom from) {
  constexpr std::string_view names[] = {"category",    "kind",           "urgency",
                                        "round_clock", "whistle_clocks", "half_of_resolve",
                                        "report_in"};
  return names[static_cast<std::size_t>(from)];
}

/// Why a clock is due when it is. `limit` is the one the configuration gives the clock, also where
/// something else is earlier; `working`: it counts working time only.
struct ClockReason {
  LimitFrom from = LimitFrom::kind;
  Limit limit;
  bool working = false;
};

/// How a whistle's time is counted, and what decided so.
struct TimeReason {
  bool round_clock = false;  // what days mean, also on the ladders
  bool by_minutes = false;   // round the clock although the kind is working: resolve is in minutes
  LimitFrom resolve = LimitFrom::urgency;  // whose resolve limit wins
  Limit limit;                             // that limit
};
TimeReason time_reason(const Kind& kind, const Urgency& urgency, const Category* category);

struct ExplainedClock {
  ClockPlan plan;
  ClockReason why;
};
/// As plan_assignment, each clock with its reason.
std::vector<ExplainedClock> explain_assignment(const Policy& policy, const Kind& kind,
                                               const Urgency& urgency, const Category* category,
                                               bool lead, Instant start);

/// As plan_whistle_clock, with its reason.
ExplainedClock explain_whistle_clock(const Policy& policy, ClockKind clock, Instant start);

struct ExplainedOffice {
  OfficeId office;
  std::vector<ExplainedClock> clocks;
};

/// The whole answer to "what would happen to this whistle?".
struct Explanation {
  Classification classification;
  Routing routing;
  bool review = false;
  std::optional<ExplainedClock> review_clock;  // where a leader approves first
  TimeReason time;
  std::vector<ExplainedClock> clocks;  // the lead's, and name_lead when no rule matched
  std::vector<ExplainedOffice> assisting;
  std::optional<Limit> progress_every;  // from the report-in on
};
Explanation explain(const Policy& policy, const Subject& subject, Instant at);

}  // namespace shao::core
