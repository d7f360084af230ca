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
  ClockPlan plan{clock, start, due.at, {}, due.working};
  for (std::size_t i = 0; i < level_count; ++i) {
    const Level& level = policy.levels[i];
    if (i > policy.top_level()) {
      plan.levels[i] = never;
      continue;
    }
    if (level.percent > 0) {
      plan.levels[i] = share(policy, start, due, level.percent);
      continue;
    }
    const Limit after = ladder == Ladder::emergency ? level.after_emergency : level.after_normal;
    plan.levels[i] = after.count == 0 ? due.at : policy.calendar.add(due.at, after, round_clock);
  }
  return plan;
}

struct ResolveLimit {
  Limit limit;
  LimitFrom from = LimitFrom::urgency;
};

ResolveLimit resolve_limit(const Kind& kind, const Urgency& urgency, const Category* category) {
  if (category != nullptr && category->resolve_override)
    return {*category->resolve_override, LimitFrom::category};
  if (kind.resolve_before_urgency && kind.resolve) return {*kind.resolve, LimitFrom::kind};
  return {urgency.resolve, LimitFrom::urgency};
}

bool runs_round_clock(const Kind& kind, Limit resolve) {
  return kind.round_clock || resolve.unit == Unit::minutes;
}

/// The clocks of an assignment. `blown` is where resolve and first report count from; `fresh`
/// where acknowledge, contact and report-in do: the same but for a lead named later.
std::vector<ExplainedClock> plan(const Policy& policy, const Kind& kind, const Urgency& urgency,
                                 const Category* category, bool lead, Instant blown,
                                 Instant fresh) {
  const auto [limit, resolve_from] = resolve_limit(kind, urgency, category);
  // A resolve limit in minutes makes the whole whistle run round the clock, whatever its kind.
  const bool round_clock = runs_round_clock(kind, limit);
  const bool other_limits = round_clock && !kind.round_clock;
  const LimitFrom early_from = other_limits ? LimitFrom::round_clock : LimitFrom::kind;
  const Due resolve = due_of(policy, round_clock, blown, limit);
  const Limit acknowledge_limit =
      other_limits ? policy.round_clock_limits.acknowledge : kind.acknowledge;
  const Due acknowledge = due_of(policy, round_clock, fresh, acknowledge_limit);

  Due report_in = due_of(policy, round_clock, fresh, kind.report_in);
  LimitFrom report_in_from = LimitFrom::kind;
  if (resolve.at > fresh) {
    const Due midpoint{share(policy, fresh, resolve, 50), resolve.working};
    if (midpoint.at < report_in.at) {
      report_in = midpoint;
      report_in_from = LimitFrom::half_of_resolve;
    }
  }
  // A lead named so late that half of what is left ends before it could acknowledge.
  if (report_in.at < acknowledge.at && fresh != blown) report_in = acknowledge;

  std::vector<ExplainedClock> plans;
  const auto add = [&](ClockKind which, Instant start, Due due, LimitFrom from, Limit of) {
    plans.push_back({with_levels(policy, which, kind.ladder[static_cast<std::size_t>(which)],
                                 round_clock, start, due),
                     {from, of, due.working}});
  };
  add(ClockKind::acknowledge, fresh, acknowledge, early_from, acknowledge_limit);
  if (lead) {
    const Limit contact_limit = other_limits ? policy.round_clock_limits.contact : kind.contact;
    Due contact = due_of(policy, round_clock, fresh, contact_limit);
    const bool clamped = report_in.at < contact.at;
    if (clamped) contact = report_in;
    add(ClockKind::contact, fresh, contact, clamped ? LimitFrom::report_in : early_from,
        contact_limit);
  }
  add(ClockKind::report_in, fresh, report_in, report_in_from, kind.report_in);
  const auto first_report = kind.first_report ? kind.first_report : urgency.first_report;
  if (lead && first_report)
    add(ClockKind::first_report, blown, due_of(policy, round_clock, blown, *first_report),
        kind.first_report ? LimitFrom::kind : LimitFrom::urgency, *first_report);
  add(ClockKind::resolve, blown, resolve, resolve_from, limit);
  return plans;
}

std::vector<ClockPlan> plans_of(const std::vector<ExplainedClock>& clocks) {
  std::vector<ClockPlan> plans;
  plans.reserve(clocks.size());
  for (const ExplainedClock& clock : clocks) plans.push_back(clock.plan);
  return plans;
}

Limit whistle_limit(const WhistleLimits& limits, ClockKind clock, bool emergency) {
  switch (clock) {
    case ClockKind::review:
      return limits.review;
    case ClockKind::name_lead:
      return limits.name_lead;
    case ClockKind::ruling:
      return emergency ? limits.ruling_emergency : limits.ruling;
    case ClockKind::meeting:
      return emergency ? limits.meeting_emergency : limits.meeting;
    case ClockKind::verify:
      return limits.verify;
    default:
      return limits.evaluate;
  }
}

}  // namespace

std::vector<ClockPlan> plan_assignment(const Policy& policy, const Kind& kind,
                                       const Urgency& urgency, const Category* category, bool lead,
                                       Instant start) {
  const Instant second = whole_second(start);
  return plans_of(plan(policy, kind, urgency, category, lead, second, second));
}

std::vector<ExplainedClock> explain_assignment(const Policy& policy, const Kind& kind,
                                               const Urgency& urgency, const Category* category,
                                               bool lead, Instant start) {
  const Instant second = whole_second(start);
  return plan(policy, kind, urgency, category, lead, second, second);
}

TimeReason time_reason(const Kind& kind, const Urgency& urgency, const Category* category) {
  const auto [limit, from] = resolve_limit(kind, urgency, category);
  const bool round_clock = runs_round_clock(kind, limit);
  return {round_clock, round_clock && !kind.round_clock, from, limit};
}

std::vector<ClockPlan> plan_named(const Policy& policy, const Kind& kind, const Urgency& urgency,
                                  const Category* category, bool lead, Instant start, Instant now) {
  return plans_of(
      plan(policy, kind, urgency, category, lead, whole_second(start), whole_second(now)));
}

ClockPlan plan_whistle_clock(const Policy& policy, ClockKind clock, Instant start, bool emergency) {
  const Limit limit = whistle_limit(policy.whistle_limits, clock, emergency);
  const bool pressing = emergency && (clock == ClockKind::ruling || clock == ClockKind::meeting);
  const Instant second = whole_second(start);
  const bool working = limit.unit != Unit::minutes;
  const Due due{policy.calendar.add(second, limit, false), working};
  return with_levels(policy, clock, pressing ? Ladder::emergency : Ladder::normal, pressing, second,
                     due);
}

ClockPlan resumed(const Policy& policy, const ClockPlan& plan, Instant paused, Instant now) {
  const auto later = [&](Instant instant) {
    if (instant < paused || instant == never) return instant;
    return whole_second(plan.working ? policy.calendar.add_working(
                                           now, policy.calendar.working_between(paused, instant))
                                     : instant + (now - paused));
  };
  ClockPlan moved = plan;
  moved.due = later(plan.due);
  for (Instant& level : moved.levels) level = later(level);
  return moved;
}

ClockPlan extended(const Policy& policy, const Kind& kind, const Urgency& urgency,
                   const Category* category, const ClockPlan& plan, Limit by) {
  const bool round_clock = runs_round_clock(kind, resolve_limit(kind, urgency, category).limit);
  const Due due{policy.calendar.add(plan.due, by, round_clock), plan.working};
  return with_levels(policy, ClockKind::resolve,
                     kind.ladder[static_cast<std::size_t>(ClockKind::resolve)], round_clock,
                     plan.starts, due);
}

Instant period_end(const Policy& policy, const Kind* kind, Instant start, Limit limit) {
  return policy.calendar.add(start, limit, kind != nullptr && kind->round_clock);
}

ExplainedClock explain_whistle_clock(const Policy& policy, ClockKind clock, Instant start) {
  const Limit limit = whistle_limit(policy.whistle_limits, clock, false);
  return {plan_whistle_clock(policy, clock, start),
          {LimitFrom::whistle_clocks, limit, limit.unit != Unit::minutes}};
}

ClockPlan plan_rework(const Policy& policy, const Kind& kind, const Urgency& urgency,
                      const Category* category, Instant now) {
  const Instant second = whole_second(now);
  const Limit limit = resolve_limit(kind, urgency, category).limit;
  const bool round_clock = runs_round_clock(kind, limit);
  Due due = due_of(policy, round_clock, second, rework_limit);
  const Due own = due_of(policy, round_clock, second, limit);
  if (own.at < due.at) due = own;
  return with_levels(policy, ClockKind::resolve,
                     kind.ladder[static_cast<std::size_t>(ClockKind::resolve)], round_clock, second,
                     due);
}

std::optional<ClockPlan> plan_progress(const Policy& policy, const Kind& kind,
                                       const Urgency& urgency, const Category* category,
                                       Instant resolve_due, Instant now) {
  if (!kind.progress_every) return std::nullopt;
  const Instant second = whole_second(now);
  const bool round_clock = runs_round_clock(kind, resolve_limit(kind, urgency, category).limit);
  const Due due = due_of(policy, round_clock, second, *kind.progress_every);
  if (due.at >= resolve_due) return std::nullopt;
  return with_levels(policy, ClockKind::progress,
                     kind.ladder[static_cast<std::size_t>(ClockKind::resolve)], round_clock, second,
                     due);
}

std::string Recipient::str() const {
  return office.str() + "/" + std::string(name_of(role));
}

namespace {

/// A subdistrict, town or community has no liaison and no department head: of a clock that runs
/// against it (the review, the verification, all of one it is assigned to) the level tells its own
/// people of the same rank. A department that whistles has no street's leader either.
Role role_at(const Policy& policy, OfficeId assigned, Role role) {
  const Office* office = policy.office(assigned);
  if (office == nullptr) return role;
  if (office->type == OfficeType::department) {
    if (role == Role::street || role == Role::community) return Role::dept_liaison;
    if (role == Role::street_leader) return Role::dept_deputy_head;
    return role == Role::street_top_leader ? Role::dept_head : role;
  }
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
    const bool named = seat.seat == RoleSeat::named_office;
    all.push_back({office, named ? role : role_at(policy, office, role)});
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
  const Category* category = policy.category(is.category);
  explanation.review = kind->needs_review;
  if (explanation.review)
    explanation.review_clock = explain_whistle_clock(policy, ClockKind::review, at);
  explanation.time = time_reason(*kind, *urgency, category);
  explanation.progress_every = kind->progress_every;
  explanation.clocks = explain_assignment(policy, *kind, *urgency, category, true, at);
  if (explanation.routing.by_backstop())
    explanation.clocks.push_back(explain_whistle_clock(policy, ClockKind::name_lead, at));
  for (const OfficeId office : explanation.routing.assist)
    explanation.assisting.push_back(
        {office, explain_assignment(policy, *kind, *urgency, category, false, at)});
  return explanation;
}

}  // namespace shao::core
