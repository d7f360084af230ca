// Limits that stand in a file and decide nothing, or come after what they should come before. They
// are asked of the core itself, for every kind, category and urgency, at every sample start.
#include <algorithm>
#include <array>

#include "config/findings.hpp"
#include "config/places.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::config {

namespace {

using core::ClockKind;
using core::LimitFrom;

const core::ExplainedClock* clock_of(const std::vector<core::ExplainedClock>& clocks,
                                     ClockKind kind) {
  const auto found =
      std::find_if(clocks.begin(), clocks.end(),
                   [&](const core::ExplainedClock& one) { return one.plan.clock == kind; });
  return found == clocks.end() ? nullptr : &*found;
}

/// What is found about the limits of one kind.
class KindLimits {
 public:
  KindLimits(const Configuration& configuration, const core::Kind& kind)
      : policy_(configuration.policy), zone_(configuration.timezone), kind_(kind) {
    look_at(configuration.starts);
  }

  void tell(const Places& kinds, const Places& urgencies, Problems& problems) const {
    const std::string id = kind_.id.str();
    for (const ClockKind clock : {ClockKind::acknowledge, ClockKind::contact, ClockKind::report_in})
      if (!decides_[static_cast<std::size_t>(clock)]) never(kinds, clock, problems);
    if (kind_.progress_every && !decides_[static_cast<std::size_t>(ClockKind::progress)])
      never(kinds, ClockKind::progress, problems);
    if (unused_resolve())
      problems.warning(
          kinds.of(id, "resolve"), "limit.unused",
          {"kind " + id + ": its resolve limit \"" + to_text(*kind_.resolve) +
               "\" decides nothing, the urgency's does; right would be: resolve_before_urgency = "
               "true, or no resolve here",
           "哨种 " + id + ":办结时限 \"" + to_text(*kind_.resolve) +
               "\" 不起作用,以紧急程度为准;应设 resolve_before_urgency = true,或删去 resolve"});
    if (!late_first_report_.empty())
      problems.warning(kind_.first_report ? kinds.of(id, "first_report")
                                          : urgencies.of(late_urgency_, "first_report"),
                       "limit.after_resolve",
                       {"kind " + id + ", urgency " + late_urgency_ +
                            ": the first report would be due after resolve (" + late_first_report_ +
                            "); right would be: a shorter first_report",
                        "哨种 " + id + ",紧急程度 " + late_urgency_ + ":首次报告晚于办结(" +
                            late_first_report_ + ");应缩短 first_report"});
  }

 private:
  /// A resolve limit that is never taken, and that no urgency has either: it says what is not so.
  bool unused_resolve() const {
    return kind_.resolve && !kind_.resolve_before_urgency &&
           std::none_of(policy_.urgencies.begin(), policy_.urgencies.end(),
                        [&](const auto& one) { return one.second.resolve == *kind_.resolve; });
  }
  void look_at(const std::vector<core::Instant>& starts) {
    std::vector<const core::Category*> categories{nullptr};
    for (const core::Category& category : policy_.categories)
      if (category.resolve_override) categories.push_back(&category);
    for (const core::Category* category : categories)
      for (const auto& [id, urgency] : policy_.urgencies)
        for (const core::Instant start : starts) look_at(category, urgency, start);
  }
  void look_at(const core::Category* category, const core::Urgency& urgency, core::Instant start) {
    const auto clocks = core::explain_assignment(policy_, kind_, urgency, category, true, start);
    for (const core::ExplainedClock& clock : clocks)
      if (clock.why.from == LimitFrom::kind)
        decides_[static_cast<std::size_t>(clock.plan.clock)] = true;
    const auto* first_report = clock_of(clocks, ClockKind::first_report);
    const auto* resolve = clock_of(clocks, ClockKind::resolve);
    if (core::plan_progress(policy_, kind_, urgency, category, resolve->plan.due, start))
      decides_[static_cast<std::size_t>(ClockKind::progress)] = true;
    if (first_report == nullptr || first_report->plan.due <= resolve->plan.due ||
        !late_first_report_.empty())
      return;
    late_urgency_ = urgency.id.str();
    late_first_report_ = format_instant(first_report->plan.due, zone_) + " > " +
                         format_instant(resolve->plan.due, zone_);
  }
  void never(const Places& kinds, ClockKind clock, Problems& problems) const {
    const std::string id = kind_.id.str();
    const bool quiet = clock == ClockKind::progress;
    const std::string name(quiet ? "progress_every" : name_of(clock));
    const core::Limit limit = quiet                             ? *kind_.progress_every
                              : clock == ClockKind::acknowledge ? kind_.acknowledge
                              : clock == ClockKind::contact     ? kind_.contact
                                                                : kind_.report_in;
    const Text instead =
        clock == ClockKind::acknowledge
            ? Text{"[round_clock] takes its place", "以 [round_clock] 为准"}
        : clock == ClockKind::contact ? Text{"report-in is always due before", "报到总是更早到期"}
        : quiet ? Text{"resolve is always due before", "办结总是更早到期"}
                : Text{"halfway to resolve is always earlier", "办结时限的一半总是更早"};
    problems.warning(kinds.of(id, name), "limit.never",
                     {"kind " + id + ": its " + name + " limit \"" + to_text(limit) +
                          "\" never decides, whatever category and urgency: " + instead.en +
                          "; right would be: a shorter one",
                      "哨种 " + id + ":" + name + " 时限 \"" + to_text(limit) +
                          "\" 在任何类别、紧急程度下都不起作用:" + instead.zh + ";应当更短"});
  }

  const core::Policy& policy_;
  const std::string& zone_;
  const core::Kind& kind_;
  std::array<bool, core::assignment_clock_count> decides_{};
  std::string late_urgency_;
  std::string late_first_report_;  // when it and resolve would be due; empty: it never is late
};

}  // namespace

void find_in_limits(const Configuration& configuration, const Files& files, Problems& problems) {
  const Places kinds(files, "kinds.toml", "kind", "id");
  const Places urgencies(files, "kinds.toml", "urgency", "id");
  for (const auto& [id, kind] : configuration.policy.kinds)
    KindLimits(configuration, kind).tell(kinds, urgencies, problems);
}

}  // namespace shao::config
