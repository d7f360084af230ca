#include "tests/sim/book.hpp"

#include <algorithm>

#include "tests/sim/book_look.hpp"

namespace shao::sim {

namespace {

bool dispatched(CaseState state) {
  return core::is_worked_on(state) || state == CaseState::suspended || state == CaseState::verify ||
         state == CaseState::evaluate;
}

/// After a claim, misses from before it stand from then on.
constexpr std::chrono::seconds settled_after{60};

/// Evaluation has a warning only; at its due instant the case closes.
std::size_t levels_of(ClockKind kind) {
  return kind == ClockKind::evaluate ? 1 : core::level_count;
}

}  // namespace

void Book::expect(bool holds, const std::string& what) {
  if (!holds) complain_("event " + std::to_string(number_) + ", " + current_.str() + ": " + what);
}

void Book::expect_state(const Case& its, std::initializer_list<CaseState> allowed,
                        const core::Event& event) {
  expect(std::find(allowed.begin(), allowed.end(), its.state) != allowed.end(),
         std::string(core::name_of(event)) + " in state " + std::string(core::name_of(its.state)));
}

const Book::Case* Book::find(core::WhistleId whistle) const {
  return whistle.value == 0 || whistle.value > cases_.size() ? nullptr : &cases_[whistle.value - 1];
}

const Book::Effect* Book::command(core::OfficeId office, const core::CommandId& id) const {
  const auto found = commands_.find({office, id});
  return found == commands_.end() ? nullptr : &found->second;
}

const core::WhistleId* Book::record(core::OfficeId unit, const core::RecordId& id) const {
  const auto found = records_.find({unit, id});
  return found == records_.end() ? nullptr : &found->second;
}

bool Book::in_scope(core::OfficeId office, bool sees_all, core::EventNumber number) const {
  if (sees_all) return true;
  const Case* its = find(about(number));
  if (its == nullptr) return false;
  const auto since = its->sees.find(office);
  return since != its->sees.end() && since->second <= number;
}

void Book::take(const core::Record& record) {
  number_ = record.first;
  current_ = {};
  expect(record.first == last_event() + 1,
         "it follows event " + std::to_string(last_event()) + ": a gap or a repetition");
  expect(record.at >= last_at_, "its instant is before that of the event before");
  last_at_ = record.at;
  core::WhistleId whistle{};
  for (const core::Event& event : record.events) {
    current_ = core::whistle_of(event);
    if (current_.value != 0) whistle = current_;
    about_.push_back({current_, core::name_of(event)});
    look_at(event, record, number_);
    ++number_;
  }
  for (const auto& [whose, clock] : to_be_cleared_)
    expect(false, "the miss of " + std::string(core::name_of(whose.second)) + " by " +
                      whose.first.str() + " is not cleared: it acted in time, and nobody led");
  to_be_cleared_.clear();
  if (whistle.value != 0) {
    expect_lead(whistle);
    expect_verification(whistle);
  }
  if (record.cause.command.empty()) return;
  const auto [known, fresh] =
      commands_.try_emplace({record.cause.actor.office, record.cause.command},
                            Effect{record.last(), whistle, record.cause.made_at});
  expect(fresh, "command " + record.cause.command + " took effect a second time, after event " +
                    std::to_string(known->second.last));
}

void Book::expect_verification(core::WhistleId whistle) {
  const Case* its = find(whistle);
  if (its == nullptr) return;  // complained about already
  const bool somebody_works = std::any_of(its->assignments.begin(), its->assignments.end(),
                                          [](const auto& one) { return one.second.working(); });
  expect(its->state != CaseState::active || somebody_works,
         "all are done and nobody was asked to verify");
}

void Book::expect_lead(core::WhistleId whistle) {
  const Case* its = find(whistle);
  if (its == nullptr || !dispatched(its->state)) return;
  std::size_t leads = 0;
  for (const auto& [office, assignment] : its->assignments) {
    if (!assignment.lead || assignment.state == AssignmentState::relieved) continue;
    ++leads;
    const core::Office* known = policy_->office(office);
    expect(known != nullptr && known->type != core::OfficeType::community,
           office.str() + " is lead and a community");
  }
  expect(leads == 1, "it has " + std::to_string(leads) + " leads");
}

void Book::expect_own(const core::Record& record, core::OfficeId office, const char* what) {
  expect(record.cause.actor.office == office,
         std::string(what) + " of " + office.str() + " by " + record.cause.actor.office.str());
}

void Book::expect_raiser(const Case& its, const core::Record& record, const char* what,
                         bool or_unit) {
  const core::OfficeId by = record.cause.actor.office;
  expect(by == its.street || (or_unit && by == its.unit),
         std::string(what) + " by " + by.str() + ", which did not raise it");
}

Book::Assignment* Book::assigned(Case& its, core::OfficeId office, const char* what) {
  const auto found = its.assignments.find(office);
  const bool there =
      found != its.assignments.end() && found->second.state != AssignmentState::relieved;
  expect(there, std::string(what) + " by " + office.str() + ", which is not assigned");
  return there ? &found->second : nullptr;
}

void Book::see(Case& its, core::OfficeId office, core::EventNumber number) {
  if (!office.empty()) its.sees.try_emplace(office, number);
}

void Book::start(Clock& clock, const core::ClockPlan& plan, core::Instant at) {
  clock = {};
  clock.running = true;
  clock.working = plan.working;
  clock.starts = plan.starts;
  clock.due = plan.due;
  clock.levels = plan.levels;
  while (clock.next < core::level_count && clock.levels[clock.next] < at) ++clock.next;
}

/// A clock that ends must have recorded every level that was due while it ran.
void Book::end(Clock& clock, ClockKind kind, core::Instant at) {
  if (!clock.running) return;
  clock.running = false;
  for (std::size_t level = clock.next; level < levels_of(kind); ++level)
    expect(clock.levels[level] >= at, "level " + std::to_string(level) + " of " +
                                          std::string(core::name_of(kind)) +
                                          " was due and was never recorded");
}

void Book::meet(Clock& clock, ClockKind kind, core::OfficeId office, const core::Record& record) {
  if (!clock.running) return;
  end(clock, kind, record.at);
  // Nobody is blamed for our outage; and nobody else is excused.
  const auto made_at = record.cause.made_at;
  const bool settled =
      clock.missed_in < unsettled_since_ || record.at > claimed_at_ + settled_after;
  if (clock.missed && clock.by_outage && !settled && made_at && *made_at >= clock.starts &&
      *made_at <= clock.due)
    to_be_cleared_[{office, kind}] = {&clock, clock.due};
}

void Book::look_at_cleared(const core::MissCleared& cleared, const core::Record& record) {
  const bool own = static_cast<std::size_t>(cleared.clock) >= core::assignment_clock_count;
  const auto found = to_be_cleared_.find({own ? core::OfficeId{} : cleared.office, cleared.clock});
  const std::string name =
      "the miss of " + std::string(core::name_of(cleared.clock)) + " by " + cleared.office.str();
  if (found == to_be_cleared_.end())
    return expect(false, name + " is cleared, and was not by our outage or not in time");
  expect(cleared.due == found->second.due && cleared.made_at == record.cause.made_at,
         name + " is cleared for other instants than it has");
  found->second.clock->missed = false;
  to_be_cleared_.erase(found);
}

void Book::end_all(Case& its, core::Instant at) {
  for (auto& [kind, clock] : its.clocks) end(clock, kind, at);
  for (auto& [office, assignment] : its.assignments)
    for (auto& [kind, clock] : assignment.clocks) end(clock, kind, at);
}

void Book::assign(Case& its, const std::vector<core::Assigned>& assigned, core::Instant at,
                  core::EventNumber number) {
  for (const core::Assigned& one : assigned) {
    Assignment& assignment = its.assignments[one.office];
    assignment = {};
    assignment.lead = one.lead;
    for (const core::ClockPlan& plan : one.clocks) start(assignment.clocks[plan.clock], plan, at);
    see(its, one.office, number);
  }
}

void Book::heard_of(const Case& its, Assignment& assignment, core::OfficeId office,
                    const std::optional<core::ClockPlan>& next, const core::Record& record) {
  const core::Kind* kind = policy_->kind(its.kind);
  const auto plan = core::plan_progress(*policy_, *kind, *policy_->urgency(its.urgency),
                                        policy_->category(its.category),
                                        assignment.clocks[ClockKind::resolve].due, record.at);
  expect(next == plan, "another time than the kind's to hear of " + office.str() + " again");
  Clock& clock = assignment.clocks[ClockKind::progress];
  meet(clock, ClockKind::progress, office, record);
  if (next) start(clock, *next, record.at);
}

void Book::rework(Case& its, const std::vector<core::Rework>& rework, const core::Record& record,
                  bool afresh) {
  for (const core::Rework& one : rework) {
    const auto found = its.assignments.find(one.office);
    expect(found != its.assignments.end(), "rework for " + one.office.str() + ", not assigned");
    if (found == its.assignments.end()) continue;
    found->second.state = AssignmentState::working;
    Clock& clock = found->second.clocks[ClockKind::resolve];
    if (afresh) {
      start(clock, one.resolve, record.at);
    } else {
      // It goes on where it stood: what was recorded stays recorded.
      clock.running = true;
      clock.due = one.resolve.due;
      clock.levels = one.resolve.levels;
    }
    heard_of(its, found->second, one.office, one.progress, record);
  }
  its.state = CaseState::active;
}

void Book::look_at_level(Case& its, const core::LevelFired& fired, core::Instant at,
                         core::EventNumber number) {
  ++levels_;
  const std::string name = "level " + std::to_string(fired.level) + " of " +
                           std::string(core::name_of(fired.clock)) + " against " +
                           fired.office.str();
  const bool own = static_cast<std::size_t>(fired.clock) >= core::assignment_clock_count;
  Clock* clock = nullptr;
  if (own) {
    clock = &its.clocks[fired.clock];
  } else if (const auto found = its.assignments.find(fired.office);
             found != its.assignments.end()) {
    clock = &found->second.clocks[fired.clock];
  }
  if (clock == nullptr || !clock->running)
    return expect(false, name + " though its clock does not run");
  expect(fired.level < levels_of(fired.clock), name + " does not exist");
  if (fired.level >= core::level_count) return;
  expect(clock->levels[fired.level] == fired.due, name + " for another instant than its clock has");
  expect(fired.due < at, name + " before it was due");
  expect(fired.level >= clock->next, name + " a second time");
  for (std::size_t level = clock->next; level < fired.level; ++level)
    expect(
        std::find(fired.collapsed.begin(), fired.collapsed.end(), level) != fired.collapsed.end(),
        name + " without level " + std::to_string(level) + " before it or in it");
  for (const std::uint8_t lower : fired.collapsed)
    expect(lower >= clock->next && lower < fired.level,
           name + " names level " + std::to_string(lower) + ", which was recorded before");
  expect(
      fired.late == (fired.due < claimed_at_),
      name + (fired.late ? " is called late" : " fell due while nobody led and is not called so"));
  its.level = std::max(its.level, int{fired.level});
  if (fired.level >= 1 && !clock->missed) {
    clock->missed = true;
    clock->by_outage = clock->due < claimed_at_;
    clock->missed_in = terms_;
  }
  // The next one, when it is due as well, belongs into the same event.
  clock->next = std::max<std::size_t>(clock->next, fired.level + 1U);
  const auto is_held = [&](const core::Recipient& one) {
    return std::any_of(its.held.begin(), its.held.end(), [&](const Case::Held& other) {
      return other.level == int{fired.level} && other.held.recipient == one;
    });
  };
  for (const core::Held& one : fired.held) {
    expect(one.until > at, name + " holds somebody back for a shift that has begun");
    expect(!its.told.contains({fired.level, one.recipient}), name + " holds back who was told");
    its.held.push_back({fired.office, fired.clock, fired.level, clock->starts, one});
  }
  expect(fired.passed_over.empty() || !fired.notify.empty() || !its.told.empty(),
         name + " is heard by nobody");
  tell(its, fired.level, fired.notify, number, name);
  for (const core::Recipient& one :
       core::recipients(*policy_, fired.level, fired.office, its.street)) {
    const bool passed = std::find(fired.passed_over.begin(), fired.passed_over.end(), one) !=
                        fired.passed_over.end();
    expect(passed || is_held(one) || its.told.contains({fired.level, one}),
           name + " is not told to " + one.str());
  }
}

void Book::tell(Case& its, int level, const std::vector<core::Recipient>& recipients,
                core::EventNumber number, const std::string& name) {
  for (const core::Recipient& one : recipients) {
    expect(its.told.emplace(level, one).second, name + " is told to " + one.str() + " twice");
    see(its, one.office, number);
  }
}

const Book::Clock* Book::Case::clock(core::OfficeId office, ClockKind kind) const {
  const auto in = [&](const std::map<ClockKind, Clock>& all) -> const Clock* {
    const auto found = all.find(kind);
    return found == all.end() ? nullptr : &found->second;
  };
  if (static_cast<std::size_t>(kind) >= core::assignment_clock_count) return in(clocks);
  const auto own = assignments.find(office);
  return own == assignments.end() ? nullptr : in(own->second.clocks);
}

bool Book::Case::waits(const Held& one) const {
  const Clock* its = clock(one.office, one.clock);
  return its != nullptr && its->running && !its->paused && its->starts == one.starts &&
         !told.contains({one.level, one.held.recipient});
}

void Book::look_at_told(Case& its, const core::LevelTold& told, core::Instant at,
                        core::EventNumber number) {
  const std::string name = "the shift's level " + std::to_string(told.level) + " of " +
                           std::string(core::name_of(told.clock)) + " against " + told.office.str();
  expect(!told.notify.empty(), name + " tells nobody");
  for (const core::Recipient& one : told.notify) {
    const auto waited = [&](const Case::Held& held) {
      return held.office == told.office && held.clock == told.clock &&
             held.level == int{told.level} && held.held.recipient == one && held.held.until < at &&
             its.waits(held);
    };
    expect(std::any_of(its.held.begin(), its.held.end(), waited),
           name + " is told to " + one.str() + ", who waits for nothing");
  }
  tell(its, told.level, told.notify, number, name);
}

void Book::look_at_raise(const core::WhistleRaised& e, const core::Record& record,
                         core::EventNumber number) {
  using R = core::Role;
  expect(e.whistle.value == cases_.size() + 1, "the number of a whistle is not the next one");
  const auto [known, fresh] = records_.try_emplace({e.unit, e.record}, e.whistle);
  expect(fresh, "record " + e.record + " of " + e.unit.str() + " was raised before as " +
                    known->second.str());
  expect(has_any(record.cause.actor.roles,
                 {R::community, R::street, R::command_centre, R::dept_liaison}),
         "raised without the role");
  Case its;
  its.unit = e.unit;
  its.street = e.street;
  its.kind = e.classification.kind;
  its.urgency = e.classification.urgency;
  its.category = e.classification.category;
  its.emergency = e.emergency;
  its.exercise = e.exercise;
  its.to = e.to;
  expect(e.to.empty() || e.street == e.unit, "a wish of one that has a street above it");
  expect(record.exercise == e.exercise, "a record whose mark of exercises is not the whistle's");
  its.key = e.key;
  its.raised_at = record.at;
  see(its, e.unit, number);
  see(its, e.street, number);
  cases_.push_back(std::move(its));
}

void Book::look_at(const core::Event& event, const core::Record& record, core::EventNumber number) {
  if (const auto* claimed = std::get_if<core::TermClaimed>(&event)) {
    expect(claimed->epoch > epoch_, "the epoch did not rise");
    epoch_ = claimed->epoch;
    ++terms_;
    if (record.at > claimed_at_ + settled_after) unsettled_since_ = terms_;
    claimed_at_ = record.at;
  } else if (const auto* raised = std::get_if<core::WhistleRaised>(&event)) {
    look_at_raise(*raised, record, number);
  } else if (const auto* adopted = std::get_if<core::PolicyAdopted>(&event)) {
    const auto found = std::find_if(policies_.begin(), policies_.end(), [&](const auto& one) {
      return one->policy.version == adopted->version;
    });
    expect(found != policies_.end(), "rules are adopted that nobody applied");
    if (found != policies_.end()) policy_ = &(*found)->policy;
  } else {
    if (current_.value == 0 || current_.value > cases_.size())
      return expect(false, "an event about a whistle that was never raised");
    expect(record.exercise == cases_[current_.value - 1].exercise,
           "a record whose mark of exercises is not the whistle's");
    std::visit(Look{*this, cases_[current_.value - 1], record, event, number}, event);
  }
}

std::optional<Book::NextLevel> Book::next_level(bool miss) const {
  std::optional<NextLevel> next;
  for (std::size_t i = 0; i < cases_.size(); ++i)
    for (const auto& [office, assignment] : cases_[i].assignments)
      for (const auto& [kind, clock] : assignment.clocks) {
        if (!clock.running || clock.next >= (miss ? 2 : core::level_count)) continue;
        const core::Instant due = miss ? clock.due : clock.levels[clock.next];
        if (due > last_at_ && (!next || due < next->due))
          next = NextLevel{due, core::WhistleId{i + 1}, office};
      }
  return next;
}

std::string Book::overdue(core::Instant now) const {
  for (std::size_t i = 0; i < cases_.size(); ++i) {
    const Case& its = cases_[i];
    if (its.state == CaseState::suspended && its.review_at < now)
      return "the review of W" + std::to_string(i + 1);
    const auto late = [&](const std::map<ClockKind, Clock>& clocks, const std::string& whose) {
      for (const auto& [kind, clock] : clocks)
        if (clock.running && clock.next < levels_of(kind) && clock.levels[clock.next] < now)
          return "level " + std::to_string(clock.next) + " of " + std::string(core::name_of(kind)) +
                 whose + " of W" + std::to_string(i + 1);
      return std::string();
    };
    for (const Case::Held& one : its.held)
      if (one.held.until < now && its.waits(one))
        return "the telling of " + one.held.recipient.str() + ", who was held back, of W" +
               std::to_string(i + 1);
    if (auto what = late(its.clocks, ""); !what.empty()) return what;
    for (const auto& [office, assignment] : its.assignments)
      if (auto what = late(assignment.clocks, " against " + office.str()); !what.empty())
        return what;
  }
  return {};
}

}  // namespace shao::sim
