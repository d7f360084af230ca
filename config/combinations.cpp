// What no single file shows: whether the limits fit together for whatever whistle may be raised.
// The core clamps nothing here; it relies on acknowledge <= report-in <= resolve and on levels that
// follow each other. So each kind is planned with each category and urgency, by the core itself.
#include <algorithm>

#include "config/draft.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::config {

namespace {

using core::ClockKind;

/// What is wrong with one plan; empty when nothing is.
struct Fault {
  std::string_view code;
  Text text;
};

const core::ClockPlan* clock_of(const std::vector<core::ClockPlan>& plans, ClockKind clock) {
  const auto found = std::find_if(plans.begin(), plans.end(),
                                  [&](const core::ClockPlan& one) { return one.clock == clock; });
  return found == plans.end() ? nullptr : &*found;
}

std::optional<Fault> late(const std::vector<core::ClockPlan>& plans, ClockKind first,
                          ClockKind second, const std::string& timezone) {
  const core::ClockPlan* a = clock_of(plans, first);
  const core::ClockPlan* b = clock_of(plans, second);
  if (a == nullptr || b == nullptr || a->due <= b->due) return std::nullopt;
  const std::string a_name(name_of(first));
  const std::string b_name(name_of(second));
  const std::string a_due = format_instant(a->due, timezone);
  const std::string b_due = format_instant(b->due, timezone);
  return Fault{"limits.order",
               {a_name + " would be due " + a_due + ", after " + b_name + " at " + b_due,
                a_name + " 到期 " + a_due + ",晚于 " + b_name + " 到期 " + b_due}};
}

std::optional<Fault> disordered(const core::ClockPlan& plan, const std::string& timezone) {
  for (std::size_t i = 1; i < core::level_count; ++i) {
    if (plan.levels[i - 1] <= plan.levels[i]) continue;
    const std::string clock(name_of(plan.clock));
    const std::string level = std::to_string(i);
    const std::string at = format_instant(plan.levels[i], timezone);
    const std::string before = format_instant(plan.levels[i - 1], timezone);
    return Fault{"level.order",
                 {"level " + level + " of " + clock + " would come " + at +
                      ", before the level below it at " + before,
                  clock + " 的 " + level + " 级在 " + at + " 触发,早于下一级的 " + before}};
  }
  return std::nullopt;
}

std::optional<Fault> fault_of(const Draft& draft, const core::Kind& kind,
                              const core::Urgency& urgency, const core::Category* category,
                              core::Instant start) {
  const auto plans = core::plan_assignment(draft.policy, kind, urgency, category, true, start);
  const std::string& zone = draft.timezone;
  if (auto fault = late(plans, ClockKind::acknowledge, ClockKind::report_in, zone)) return fault;
  if (auto fault = late(plans, ClockKind::report_in, ClockKind::resolve, zone)) return fault;
  for (const core::ClockPlan& plan : plans)
    if (auto fault = disordered(plan, zone)) return fault;
  return std::nullopt;
}

/// No category, and the first one with each resolve limit of its own: the others plan alike.
std::vector<const core::Category*> distinct_categories(const core::Policy& policy) {
  std::vector<const core::Category*> distinct{nullptr};
  for (const core::Category& category : policy.categories) {
    const bool known = std::any_of(distinct.begin(), distinct.end(), [&](const auto* one) {
      return (one == nullptr ? std::nullopt : one->resolve_override) == category.resolve_override;
    });
    if (!known) distinct.push_back(&category);
  }
  return distinct;
}

std::vector<const core::Urgency*> distinct_urgencies(const core::Policy& policy) {
  std::vector<const core::Urgency*> distinct;
  for (const auto& entry : policy.urgencies) {
    const core::Urgency& urgency = entry.second;
    const bool known = std::any_of(distinct.begin(), distinct.end(), [&](const auto* one) {
      return one->resolve == urgency.resolve && one->first_report == urgency.first_report;
    });
    if (!known) distinct.push_back(&urgency);
  }
  return distinct;
}

void report(const Draft& draft, const core::Kind& kind, const core::Urgency& urgency,
            const core::Category* category, core::Instant start, const Fault& fault,
            Problems& problems) {
  const std::string at = format_instant(start, draft.timezone);
  const std::string category_id = category == nullptr ? "" : category->id.str();
  const Text who{
      "kind " + kind.id.str() + ", " +
          (category == nullptr ? "no category of its own limit" : "category " + category_id) +
          ", urgency " + urgency.id.str() + ", blown at " + at + ": ",
      "哨种 " + kind.id.str() + "," +
          (category == nullptr ? "类别无专门时限" : "类别 " + category_id) + ",紧急程度 " +
          urgency.id.str() + "," + at + " 吹哨:"};
  const auto stands =
      draft.override_stands.find(category == nullptr ? core::CategoryId{} : category->id);
  const Position* where =
      stands != draft.override_stands.end() ? &stands->second : draft.kinds.where(kind.id.view());
  problems.error(where == nullptr ? Position{"kinds.toml", 0, 0} : *where, fault.code,
                 {who.en + fault.text.en, who.zh + fault.text.zh});
}

/// The first fault of a kind with one category, at whatever urgency and start; whether there is
/// one.
bool check(const Draft& draft, const core::Kind& kind, const core::Category* category,
           const std::vector<const core::Urgency*>& urgencies, Problems& problems) {
  for (const core::Urgency* urgency : urgencies) {
    for (const core::Instant start : draft.starts) {
      const auto fault = fault_of(draft, kind, *urgency, category, start);
      if (!fault) continue;
      report(draft, kind, *urgency, category, start, *fault, problems);
      return true;
    }
  }
  return false;
}

}  // namespace

void check_combinations(const Draft& draft, Problems& problems) {
  const auto categories = distinct_categories(draft.policy);
  const auto urgencies = distinct_urgencies(draft.policy);
  for (const auto& [id, kind] : draft.policy.kinds)
    for (const core::Category* category : categories)
      // What is wrong without a category is most likely the same with one: said once.
      if (check(draft, kind, category, urgencies, problems) && category == nullptr) break;

  for (const ClockKind clock :
       {ClockKind::review, ClockKind::name_lead, ClockKind::verify, ClockKind::evaluate}) {
    for (const core::Instant start : draft.starts) {
      const auto fault =
          disordered(core::plan_whistle_clock(draft.policy, clock, start), draft.timezone);
      if (!fault) continue;
      problems.error({"levels.toml", 0, 0}, fault->code, fault->text);
      break;
    }
  }
}

}  // namespace shao::config
