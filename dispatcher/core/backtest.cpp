#include "dispatcher/core/backtest.hpp"

#include <algorithm>

#include "dispatcher/core/plan.hpp"

namespace shao::core {

namespace {

/// Room for the longest ladder: a limit of 30 working days and five more is some two months.
constexpr std::chrono::days room{400};

PastOffice* find(PastWhistle& whistle, OfficeId office) {
  const auto found = std::find_if(whistle.offices.begin(), whistle.offices.end(),
                                  [&](const PastOffice& one) { return one.office == office; });
  return found == whistle.offices.end() ? nullptr : &*found;
}

/// Bookkeeping of one event on the whistle it is about. Events of no consequence here fall through.
struct Taking {
  PastWhistle& whistle;
  Instant at;

  void operator()(const WhistleRaised& raised) const {
    whistle.id = raised.whistle;
    whistle.unit = raised.unit;
    whistle.to = raised.to;
    whistle.exercise = raised.exercise;
    whistle.classification = raised.classification;
    whistle.title = raised.title;
    whistle.detail = raised.detail;
  }
  void operator()(const WhistleDispatched& dispatched) const {
    whistle.dispatched = true;
    whistle.routing = dispatched.routing;
    whistle.policy = dispatched.policy;
    whistle.blown_at = dispatched.blown_at;
    for (const Assigned& one : dispatched.assigned) assign(one);
  }
  void operator()(const LeadNamed& named) const {
    whistle.named_at = at;
    if (PastOffice* before = find(whistle, named.relieved)) {
      before->lead = false;
      before->relieved = at;
    }
    for (const Assigned& one : named.assigned) assign(one);
  }
  void operator()(const Acknowledged& event) const { made(event.office, ClockKind::acknowledge); }
  void operator()(const Contacted& event) const { made(event.office, ClockKind::contact); }
  void operator()(const ReportedIn& event) const {
    made(event.office, ClockKind::acknowledge);
    made(event.office, ClockKind::report_in);
  }
  void operator()(const ProgressReported& event) const {
    made(event.office, ClockKind::first_report);
  }
  void operator()(const Resolved& event) const { made(event.office, ClockKind::resolve); }
  void operator()(const WhistleWithdrawn&) const { whistle.over = at; }
  void operator()(const WhistleClosed&) const { whistle.over = at; }
  template <class Other>
  void operator()(const Other&) const {}

 private:
  void assign(const Assigned& assigned) const {
    whistle.offices.push_back({assigned.office, assigned.lead, assigned.clocks, {}, std::nullopt});
  }
  /// The first time counts: what an office is sent back to is another story.
  void made(OfficeId office, ClockKind clock) const {
    if (PastOffice* by = find(whistle, office))
      if (auto& made = by->made[static_cast<std::size_t>(clock)]; !made) made = at;
  }
};

/// Until when a move of this office was waited for.
Instant waited_until(const PastWhistle& whistle, const PastOffice& office, Instant end) {
  for (const std::optional<Instant>& earlier :
       {office.made[static_cast<std::size_t>(ClockKind::resolve)], office.relieved, whistle.over})
    if (earlier && *earlier < end) end = *earlier;
  return end;
}

const ClockPlan* clock_of(const std::vector<ClockPlan>& clocks, ClockKind kind) {
  const auto found = std::find_if(clocks.begin(), clocks.end(),
                                  [&](const ClockPlan& one) { return one.clock == kind; });
  return found == clocks.end() ? nullptr : &*found;
}

class Replacing {
 public:
  Replacing(const PastWhistle& whistle, const Policy& policy, Instant end)
      : whistle_(whistle), policy_(policy), end_(end) {}

  Replaced replaced() {
    const Subject subject = found_anew();
    Replaced answer;
    if (answer.impossible = obstacle(subject); answer.impossible) return answer;
    const Explanation explanation = explain(policy_, subject, whistle_.blown_at);
    answer.classification = explanation.classification;
    answer.routing = explanation.routing;
    if (explanation.routing.by_backstop() && whistle_.named_at) {
      compare_named(answer);
      return answer;
    }
    for (const ExplainedClock& clock : explanation.clocks)
      compare(answer, explanation.routing.lead, true, clock.plan);
    for (const ExplainedOffice& office : explanation.assisting)
      for (const ExplainedClock& clock : office.clocks)
        compare(answer, office.office, false, clock.plan);
    return answer;
  }

 private:
  Subject found_anew() const {
    const Classification& was = whistle_.classification;
    Subject subject{whistle_.unit,  was.kind,        was.category, was.urgency,
                    whistle_.title, whistle_.detail, whistle_.to};
    if (was.by == ClassifiedBy::raiser) return subject;
    const Classification is =
        classify(policy_, {whistle_.unit, {}, {}, {}, whistle_.title, whistle_.detail});
    if (is.category == was.category) return subject;
    subject.category = is.category;
    subject.kind = is.kind;
    subject.urgency = is.urgency;
    return subject;
  }
  std::optional<std::string> obstacle(const Subject& subject) const {
    if (policy_.kind(subject.kind) == nullptr) return "kind " + subject.kind.str();
    if (policy_.urgency(subject.urgency) == nullptr) return "urgency " + subject.urgency.str();
    const Calendar& calendar = policy_.calendar;
    if (!calendar.covers(whistle_.blown_at) || !calendar.covers(whistle_.blown_at + room))
      return "calendar";
    return std::nullopt;
  }
  /// Still no rule, so that the lead is named by hand once more: the same one, at the same time.
  void compare_named(Replaced& answer) const {
    const Classification& is = answer.classification;
    for (const PastOffice& office : whistle_.offices)
      if (!office.relieved)
        for (const ClockPlan& clock : plan_named(
                 policy_, *policy_.kind(is.kind), *policy_.urgency(is.urgency),
                 policy_.category(is.category), office.lead, whistle_.blown_at, *whistle_.named_at))
          compare(answer, office.office, office.lead, clock);
  }
  void compare(Replaced& answer, OfficeId office, bool lead, const ClockPlan& plan) const {
    if (static_cast<std::size_t>(plan.clock) >= assignment_clock_count) return;
    const PastOffice* who = whistle_.office(office);
    const bool took_part = who != nullptr && !who->relieved;
    if (!took_part && !lead) return;
    if (!took_part) who = whistle_.lead();
    if (who == nullptr) return;
    // The lead's alone: who only assisted was never asked for them.
    const bool of_leads = plan.clock == ClockKind::contact || plan.clock == ClockKind::first_report;
    if (of_leads && !who->lead) return;
    ComparedClock one;
    one.office = office;
    one.clock = plan.clock;
    one.made = who->made[static_cast<std::size_t>(plan.clock)];
    one.due_now = plan.due;
    const Instant done = one.made ? *one.made : waited_until(whistle_, *who, end_);
    one.late_now = plan.due < done;
    if (const ClockPlan* then = clock_of(who->clocks, plan.clock)) {
      one.due_then = then->due;
      one.late_then = then->due < done;
    }
    answer.clocks.push_back(one);
  }

  const PastWhistle& whistle_;
  const Policy& policy_;
  Instant end_;
};

}  // namespace

const PastOffice* PastWhistle::office(OfficeId id) const {
  const auto found = std::find_if(offices.begin(), offices.end(),
                                  [&](const PastOffice& one) { return one.office == id; });
  return found == offices.end() ? nullptr : &*found;
}

const PastOffice* PastWhistle::lead() const {
  const auto found =
      std::find_if(offices.begin(), offices.end(), [](const PastOffice& one) { return one.lead; });
  return found == offices.end() ? nullptr : &*found;
}

void Past::take(const Record& record) {
  end_ = std::max(end_, record.at);
  for (const Event& event : record.events) {
    const WhistleId id = whistle_of(event);
    if (std::holds_alternative<WhistleRaised>(event)) whistles_[id] = {};
    const auto found = whistles_.find(id);
    if (found != whistles_.end()) std::visit(Taking{found->second, record.at}, event);
  }
}

Replaced replace(const PastWhistle& whistle, const Policy& policy, Instant end) {
  return Replacing(whistle, policy, end).replaced();
}

}  // namespace shao::core
