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
  RuleId rule;  // empty: no rule matched, the backstop is lead
  std::string reason;
  std::vector<NearMiss> near;
  OfficeId lead;
  std::vector<OfficeId> assist;
};

Routing route(const Policy& policy, const Classification& is, const Subject& subject, Instant at);

/// One clock as it starts: when it is due and when each level comes.
struct ClockPlan {
  ClockKind clock = ClockKind::acknowledge;
  Instant starts;
  Instant due;
  std::array<Instant, level_count> levels{};  // levels[1] == due
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

/// One of the whistle's own clocks: review, name_lead, verify or evaluate.
ClockPlan plan_whistle_clock(const Policy& policy, ClockKind clock, Instant start);

/// The resolve clock after a bad evaluation: three working days (whistle_limits.evaluate has the
/// same length by S12; the limit is `rework_limit`) or the kind's limit, whichever is shorter.
inline constexpr Limit rework_limit{3, Unit::working_days};
ClockPlan plan_rework(const Policy& policy, const Kind& kind, const Urgency& urgency,
                      const Category* category, Instant now);

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

/// The whole answer to "what would happen to this whistle?".
struct Explanation {
  Classification classification;
  Routing routing;
  bool review = false;
  std::vector<ClockPlan> clocks;  // the lead's, and name_lead when no rule matched
};
Explanation explain(const Policy& policy, const Subject& subject, Instant at);

}  // namespace shao::core
