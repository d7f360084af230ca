#include "dispatcher/core/backtest.hpp"

#include <algorithm>

#include "dispatcher/core/plan.hpp"

namespace shao::core {

namespace {

/// Room for the longest ladder: a limit of 30 working days and five more is some two months.
constexpr std::chrono::days room{400};

/// An office that was relieved may be assigned once more: its last part counts.
PastOffice* find(PastWhistle& whistle, OfficeId office) {
  const auto found = std::find_if(whistle.offices.rbegin(), whistle.offices.rend(),
                                  [&](const PastOffice& one) { return one.office == office; });
  return found == whistle.offices.rend() ? nullptr : &*found;
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
    assign(dispatched.assigned, dispatched.blown_at);
  }
  void operator()(const LeadNamed& named) const {
    whistle.named_at = at;
    relieve(named.relieved);
    assign(named.assigned, at);
  }
  void operator()(const DisputeUpheld& event) const {
    relieve(event.office);
    assign(event.assigned, at);
  }
  void operator()(const LeadReplaced& event) const {
    relieve(event.relieved);
    assign(event.assigned, at);
  }
  void operator()(const MeetingHeld& event) const {
    for (const OfficeId office : event.relieved) relieve(office);
    assign(event.assigned, at);
  }
  void operator()(const AssistingAdded& event) const { assign(event.assigned, at); }
  void operator()(const AssistingRelieved& event) const { relieve(event.office); }
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
  void operator()(const WhistleSuspended&) const { whistle.bends.push_back({at}); }
  void operator()(const WhistleResumed& event) const { go_on(event.clocks); }
  void operator()(const WhistleExtended& event) const {
    whistle.bends.push_back({at, std::nullopt, event.by});
    move(event.clocks);
  }
  void operator()(const WhistleReplanned& event) const { move(event.clocks); }
  void operator()(const WhistleMerged&) const {
    whistle.bends.push_back({at});
    whistle.over = at;
  }
  void operator()(const WhistleUnmerged& event) const {
    whistle.over.reset();
    go_on(event.clocks);
  }
  void operator()(const WhistleWithdrawn&) const { whistle.over = at; }
  void operator()(const WhistleClosed&) const { whistle.over = at; }
  template <class Other>
  void operator()(const Other&) const {}

 private:
  void assign(const std::vector<Assigned>& assigned, Instant since) const {
    for (const Assigned& one : assigned)
      whistle.offices.push_back({one.office, one.lead, one.clocks, since, {}, std::nullopt});
  }
  void relieve(OfficeId office) const {
    if (PastOffice* before = find(whistle, office)) {
      before->lead = false;
      before->relieved = at;
    }
  }
  void move(const std::vector<ClockMoved>& clocks) const {
    for (const ClockMoved& moved : clocks)
      if (PastOffice* of = find(whistle, moved.office))
        for (ClockPlan& clock : of->clocks)
          if (clock.clock == moved.plan.clock && !of->made[static_cast<std::size_t>(clock.clock)])
            clock = moved.plan;
  }
  void go_on(const std::vector<ClockMoved>& clocks) const {
    if (!whistle.bends.empty()) whistle.bends.back().until = at;
    move(clocks);
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
      if (!office.relieved && &office == whistle_.office(office.office))
        for (const ClockPlan& clock : plan_named(
                 policy_, *policy_.kind(is.kind), *policy_.urgency(is.urgency),
                 policy_.category(is.category), office.lead, whistle_.blown_at, *whistle_.named_at))
          compare(answer, office.office, office.lead, clock);
  }
  /// The clock as what was decided on the way makes it, up to the move that it waits for.
  ClockPlan bent(ClockPlan plan, const Classification& is, std::optional<Instant> made) const {
    for (const Bend& bend : whistle_.bends) {
      if ((made && *made <= bend.at) || bend.at <= plan.starts) continue;
      if (!bend.extended_by)
        plan = resumed(policy_, plan, bend.at, bend.until.value_or(end_));
      else if (plan.clock == ClockKind::resolve && bend.at <= plan.due)
        plan = extended(policy_, *policy_.kind(is.kind), *policy_.urgency(is.urgency),
                        policy_.category(is.category), plan, *bend.extended_by);
    }
    return plan;
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
    // Who came later is given fresh limits; a lead named by hand took the place of a rule.
    const bool later = who->since > whistle_.named_at.value_or(whistle_.blown_at);
    if (later && plan.clock != ClockKind::resolve) return;
    ComparedClock one;
    one.office = office;
    one.clock = plan.clock;
    one.made = who->made[static_cast<std::size_t>(plan.clock)];
    one.due_now = bent(plan, answer.classification, one.made).due;
    const Instant done = one.made ? *one.made : waited_until(whistle_, *who, end_);
    one.late_now = one.due_now < done;
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
  const auto found = std::find_if(offices.rbegin(), offices.rend(),
                                  [&](const PastOffice& one) { return one.office == id; });
  return found == offices.rend() ? nullptr : &*found;
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
