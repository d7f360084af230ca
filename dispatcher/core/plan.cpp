// By when: limits to instants, and the ladder above each.
#include "dispatcher/core/plan.hpp"

#include <algorithm>

namespace shao::core {

namespace {

/// A limit that was turned into an instant, and the time it is measured in: a share of it (the
/// warning, the midpoint) is a share of that time.
struct Due {
  Instant at;
  bool working = false;
};

Due due_of(const Policy& policy, bool round_clock, Instant start, Limit limit) {
  const bool wall = limit.unit == Unit::minutes || (limit.unit == Unit::days && round_clock);
  return {policy.calendar.add(start, limit, round_clock), !wall};
}

/// The instant at which `percent` of the time from `start` to `due` has passed, to the second.
Instant share(const Policy& policy, Instant start, Due due, int percent) {
  const Duration whole =
      due.working ? policy.calendar.working_between(start, due.at) : due.at - start;
  const Duration part = std::chrono::floor<std::chrono::seconds>(whole * percent / 100);
  return due.working ? policy.calendar.add_working(start, part) : start + part;
}

ClockPlan with_levels(const Policy& policy, ClockKind clock, Ladder ladder, bool round_clock,
                      Instant start, Due due) {
  ClockPlan plan{clock, start, due.at, {}};
  for (std::size_t i = 0; i < level_count; ++i) {
    const Level& level = policy.levels[i];
    if (level.percent > 0) {
      plan.levels[i] = share(policy, start, due, level.percent);
      continue;
    }
    const Limit after = ladder == Ladder::emergency ? level.after_emergency : level.after_normal;
    plan.levels[i] = after.count == 0 ? due.at : policy.calendar.add(due.at, after, round_clock);
  }
  return plan;
}

Limit resolve_limit(const Kind& kind, const Urgency& urgency, const Category* category) {
  if (category != nullptr && category->resolve_override) return *category->resolve_override;
  if (kind.resolve_before_urgency && kind.resolve) return *kind.resolve;
  return urgency.resolve;
}

bool runs_round_clock(const Kind& kind, Limit resolve) {
  return kind.round_clock || resolve.unit == Unit::minutes;
}

std::optional<Limit> first_report_limit(const Kind& kind, const Urgency& urgency) {
  return kind.first_report ? kind.first_report : urgency.first_report;
}

/// The clocks of an assignment. `blown` is where resolve and first report count from; `fresh`
/// where acknowledge, contact and report-in do: the same but for a lead named later.
std::vector<ClockPlan> plan(const Policy& policy, const Kind& kind, const Urgency& urgency,
                            const Category* category, bool lead, Instant blown, Instant fresh) {
  const Limit limit = resolve_limit(kind, urgency, category);
  // A resolve limit in minutes makes the whole whistle run round the clock, whatever its kind.
  const bool round_clock = runs_round_clock(kind, limit);
  const bool other_limits = round_clock && !kind.round_clock;
  const Due resolve = due_of(policy, round_clock, blown, limit);
  const Due acknowledge =
      due_of(policy, round_clock, fresh,
             other_limits ? policy.round_clock_limits.acknowledge : kind.acknowledge);

  Due report_in = due_of(policy, round_clock, fresh, kind.report_in);
  if (resolve.at > fresh) {
    const Due midpoint{share(policy, fresh, resolve, 50), resolve.working};
    if (midpoint.at < report_in.at) report_in = midpoint;
  }
  // A lead named so late that half of what is left ends before it could acknowledge.
  if (report_in.at < acknowledge.at && fresh != blown) report_in = acknowledge;

  const auto clock = [&](ClockKind which, Instant start, Due due) {
    return with_levels(policy, which, kind.ladder[static_cast<std::size_t>(which)], round_clock,
                       start, due);
  };
  std::vector<ClockPlan> plans;
  plans.push_back(clock(ClockKind::acknowledge, fresh, acknowledge));
  if (lead) {
    Due contact = due_of(policy, round_clock, fresh,
                         other_limits ? policy.round_clock_limits.contact : kind.contact);
    if (report_in.at < contact.at) contact = report_in;
    plans.push_back(clock(ClockKind::contact, fresh, contact));
  }
  plans.push_back(clock(ClockKind::report_in, fresh, report_in));
  if (const auto first_report = first_report_limit(kind, urgency); lead && first_report)
    plans.push_back(
        clock(ClockKind::first_report, blown, due_of(policy, round_clock, blown, *first_report)));
  plans.push_back(clock(ClockKind::resolve, blown, resolve));
  return plans;
}

}  // namespace

std::vector<ClockPlan> plan_assignment(const Policy& policy, const Kind& kind,
                                       const Urgency& urgency, const Category* category, bool lead,
                                       Instant start) {
  const Instant second = whole_second(start);
  return plan(policy, kind, urgency, category, lead, second, second);
}

std::vector<ClockPlan> plan_named(const Policy& policy, const Kind& kind, const Urgency& urgency,
                                  const Category* category, bool lead, Instant start, Instant now) {
  return plan(policy, kind, urgency, category, lead, whole_second(start), whole_second(now));
}

ClockPlan plan_whistle_clock(const Policy& policy, ClockKind clock, Instant start) {
  const WhistleLimits& limits = policy.whistle_limits;
  const Limit limit = clock == ClockKind::review      ? limits.review
                      : clock == ClockKind::name_lead ? limits.name_lead
                      : clock == ClockKind::verify    ? limits.verify
                                                      : limits.evaluate;
  const Instant second = whole_second(start);
  const bool working = limit.unit != Unit::minutes;
  const Due due{policy.calendar.add(second, limit, false), working};
  return with_levels(policy, clock, Ladder::normal, false, second, due);
}

ClockPlan plan_rework(const Policy& policy, const Kind& kind, const Urgency& urgency,
                      const Category* category, Instant now) {
  const Instant second = whole_second(now);
  const Limit limit = resolve_limit(kind, urgency, category);
  const bool round_clock = runs_round_clock(kind, limit);
  Due due = due_of(policy, round_clock, second, rework_limit);
  const Due own = due_of(policy, round_clock, second, limit);
  if (own.at < due.at) due = own;
  return with_levels(policy, ClockKind::resolve,
                     kind.ladder[static_cast<std::size_t>(ClockKind::resolve)], round_clock, second,
                     due);
}

std::string Recipient::str() const {
  return office.str() + "/" + std::string(name_of(role));
}

namespace {

/// A subdistrict, town or community has no liaison and no department head: of a clock that runs
/// against it (the review, the verification) the level tells its own people of the same rank.
Role role_at(const Policy& policy, OfficeId assigned, Role role) {
  const Office* office = policy.office(assigned);
  if (office == nullptr || office->type == OfficeType::department) return role;
  switch (role) {
    case Role::dept_liaison:
    case Role::dept_officer:
      return office->type == OfficeType::community ? Role::community : Role::street;
    case Role::dept_deputy_head:
      return Role::street_leader;
    case Role::dept_head:
      return Role::street_top_leader;
    default:
      return role;
  }
}

}  // namespace

std::vector<Recipient> recipients(const Policy& policy, std::size_t level, OfficeId assigned,
                                  OfficeId street) {
  std::vector<Recipient> all;
  for (const Role role : policy.levels[level].notify) {
    const RoleOffice& seat = policy.role_offices[static_cast<std::size_t>(role)];
    const OfficeId office = seat.seat == RoleSeat::named_office      ? seat.office
                            : seat.seat == RoleSeat::assigned_office ? assigned
                                                                     : street;
    const bool own = seat.seat == RoleSeat::assigned_office;
    all.push_back({office, own ? role_at(policy, assigned, role) : role});
  }
  return all;
}

Explanation explain(const Policy& policy, const Subject& subject, Instant at) {
  Explanation explanation;
  explanation.classification = classify(policy, subject);
  const Classification& is = explanation.classification;
  explanation.routing = route(policy, is, subject, at);
  const Kind* kind = policy.kind(is.kind);
  const Urgency* urgency = policy.urgency(is.urgency);
  if (kind == nullptr || urgency == nullptr) return explanation;
  explanation.review = kind->needs_review;
  explanation.clocks =
      plan_assignment(policy, *kind, *urgency, policy.category(is.category), true, at);
  if (explanation.routing.rule.empty())
    explanation.clocks.push_back(plan_whistle_clock(policy, ClockKind::name_lead, at));
  return explanation;
}

}  // namespace shao::core
