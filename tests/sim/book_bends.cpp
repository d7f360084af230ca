// The book's account of the bends: disputes, joint whistles, suspension, extension, merging,
// reopening, levels that no clock gave.
#include "dispatcher/core/likeness.hpp"
#include "tests/sim/book_look.hpp"

namespace shao::sim {

namespace {

constexpr int most_hops = 3;
constexpr std::chrono::seconds a_second{1};

bool same(core::Duration a, core::Duration b) {
  return a <= b + a_second && b <= a + a_second;
}

}  // namespace

std::set<core::OfficeId> Book::Case::units_of(core::OfficeId office) const {
  std::set<core::OfficeId> units;
  if (office == unit || office == street) units.insert(unit);
  for (const Merged& one : merged)
    if (office == one.unit || office == one.street) units.insert(one.unit);
  return units;
}

std::size_t Book::Case::raisers() const {
  std::set<core::OfficeId> units{unit};
  for (const Merged& one : merged) units.insert(one.unit);
  return units.size();
}

void Book::Look::relieve(core::OfficeId office) {
  if (Assignment* relieved = book.assigned(its, office, "relief")) {
    for (auto& [kind, clock] : relieved->clocks) book.end(clock, kind, at);
    relieved->state = AssignmentState::relieved;
  }
}

void Book::Look::lead_anew(const std::vector<core::Assigned>& assigned, core::Instant resolve_due) {
  const auto is_lead = [](const core::Assigned& one) { return one.lead; };
  book.expect(std::count_if(assigned.begin(), assigned.end(), is_lead) == 1,
              "another lead, and not one");
  for (const core::Assigned& one : assigned)
    for (const core::ClockPlan& plan : one.clocks)
      if (plan.clock == ClockKind::resolve)
        book.expect(plan.due == resolve_due, "another resolve limit for another lead");
  end_own(ClockKind::name_lead);
  its.suspension_asked = false;
  its.extension_asked = false;
  its.state = CaseState::dispatched;
}

void Book::Look::end_ruling() {
  const bool waits = its.state == CaseState::disputed ||
                     std::any_of(its.assignments.begin(), its.assignments.end(), [](auto& one) {
                       return one.second.state == AssignmentState::return_asked;
                     });
  if (!waits) end_own(ClockKind::ruling);
}

void Book::Look::operator()(const core::DisputeRaised& e) {
  expect_worked_on();
  book.expect_own(record, e.office, "dispute");
  book.expect(!e.clause.empty() && !e.reason.empty(), "disputed without clause or reason");
  book.expect(its.disputed_by.insert(e.office).second, "disputed twice by " + e.office.str());
  Assignment* own = book.assigned(its, e.office, "dispute");
  if (own == nullptr) return;
  book.expect(own->lead == e.lead, "a lead's dispute that is none, or the other way round");
  const core::Kind* kind = book.policy_->kind(its.kind);
  const bool reported =
      own->state == AssignmentState::reported_in || own->state == AssignmentState::working;
  const bool before =
      own->state == AssignmentState::pending || own->state == AssignmentState::acknowledged;
  book.expect(kind->dispute_after_report_in ? reported : before, "disputed out of its time");
  if (e.lead) {
    book.expect(its.state != CaseState::disputed, "disputed while it is");
    its.before_dispute = its.state;
    its.state = CaseState::disputed;
    ++its.hops;
  } else {
    own->before_return = own->state;
    own->state = AssignmentState::return_asked;
  }
  Clock& ruling = its.clocks[ClockKind::ruling];
  book.expect(e.ruling.has_value() != ruling.running, "two clocks for a ruling, or none");
  if (e.ruling) book.start(ruling, *e.ruling, at);
}

void Book::Look::operator()(const core::DisputeDismissed& e) {
  expect_worked_on();
  expect_centre("ruled");
  if (Assignment* of = book.assigned(its, e.office, "ruling")) {
    book.expect(
        of->lead ? its.state == CaseState::disputed : of->state == AssignmentState::return_asked,
        "ruled where nobody disputed");
    if (of->lead)
      its.state = its.before_dispute;
    else
      of->state = of->before_return;
  }
  end_ruling();
}

void Book::Look::operator()(const core::DisputeUpheld& e) {
  expect_worked_on();
  expect_centre("ruled");
  Assignment* of = book.assigned(its, e.office, "ruling");
  if (of == nullptr) return;
  const core::Instant due = of->clocks[ClockKind::resolve].due;
  const bool lead = of->lead;
  book.expect(lead ? its.state == CaseState::disputed : of->state == AssignmentState::return_asked,
              "ruled where nobody disputed");
  book.expect(lead == !e.assigned.empty(), "relieved a lead without another");
  relieve(e.office);
  if (lead) {
    book.expect(its.hops < most_hops, "passed on for the third time without a meeting");
    lead_anew(e.assigned, due);
  }
  book.assign(its, e.assigned, at, number);
  end_ruling();
}

void Book::Look::operator()(const core::AssistingAdded& e) {
  expect_worked_on();
  for (const core::Assigned& one : e.assigned) {
    const auto known = its.assignments.find(one.office);
    book.expect(!one.lead, "an assisting office that leads");
    book.expect(known == its.assignments.end() || known->second.state == AssignmentState::relieved,
                one.office.str() + " joins a second time");
  }
  book.assign(its, e.assigned, at, number);
}

void Book::Look::operator()(const core::AssistingRelieved& e) {
  expect_worked_on();
  expect_centre("relieved");
  const auto of = its.assignments.find(e.office);
  book.expect(of != its.assignments.end() && !of->second.lead, "a lead relieved as if it assisted");
  relieve(e.office);
  end_ruling();
}

void Book::Look::operator()(const core::MeetingConvened& e) {
  expect_worked_on();
  book.expect_own(record, e.office, "meeting");
  book.expect(has_any(roles, {R::street_leader, R::street_top_leader, R::command_centre}),
              "convened without the role");
  Clock& meeting = its.clocks[ClockKind::meeting];
  book.expect(!meeting.running, "a meeting while one is to be held");
  book.start(meeting, e.clock, at);
  its.meeting_by = e.office;
}

void Book::Look::operator()(const core::MeetingHeld& e) {
  expect_worked_on();
  book.expect_own(record, its.meeting_by, "minutes");
  book.expect(its.clocks[ClockKind::meeting].running, "minutes of no meeting");
  const auto* holder = lead();
  const core::OfficeId led = holder != nullptr ? holder->first : core::OfficeId{};
  const core::Instant due =
      holder != nullptr ? its.assignments[led].clocks[ClockKind::resolve].due : core::Instant{};
  end_own(ClockKind::meeting);
  for (const core::OfficeId office : e.relieved) relieve(office);
  for (auto& [office, one] : its.assignments)
    if (one.state == AssignmentState::return_asked) one.state = one.before_return;
  if (its.state == CaseState::disputed) its.state = its.before_dispute;
  const bool another = std::find(e.relieved.begin(), e.relieved.end(), led) != e.relieved.end();
  if (another) lead_anew(e.assigned, due);
  book.assign(its, e.assigned, at, number);
  end_ruling();
}

void Book::Look::operator()(const core::LeadReplaced& e) {
  book.expect_state(its, {CaseState::dispatched, CaseState::active}, event);
  book.expect(roles.has(R::command_centre), "a lead replaced without the role");
  book.expect(its.level >= 3, "a lead replaced at level " + std::to_string(its.level));
  const auto* holder = lead();
  book.expect(holder != nullptr && holder->first == e.relieved, "relieved who does not lead");
  const core::Instant due = its.assignments[e.relieved].clocks[ClockKind::resolve].due;
  relieve(e.relieved);
  lead_anew(e.assigned, due);
  book.assign(its, e.assigned, at, number);
}

void Book::Look::operator()(const core::SuspensionAsked& e) {
  book.expect_state(its, {CaseState::active}, event);
  book.expect_own(record, e.office, "asking for suspension");
  const auto* holder = lead();
  book.expect(holder != nullptr && holder->first == e.office, "asked by who does not lead");
  book.expect(!its.suspension_asked, "a suspension asked for twice");
  its.suspension_asked = true;
  its.review_at = e.review_at;
  book.see(its, e.signer.office, number);
}

void Book::Look::operator()(const core::SuspensionRefused&) {
  book.expect_state(its, {CaseState::active}, event);
  book.expect(its.suspension_asked, "a suspension refused that nobody asked for");
  its.suspension_asked = false;
}

void Book::Look::operator()(const core::WhistleSuspended& e) {
  book.expect_state(its, {CaseState::active}, event);
  book.expect(has_any(roles, {R::command_centre, R::deputy_district_head}),
              "suspended without the role");
  book.expect(its.suspension_asked && e.review_at == its.review_at && e.review_at > at,
              "suspended otherwise than was asked");
  its.suspension_asked = false;
  its.state = CaseState::suspended;
  for (auto& [office, assignment] : its.assignments) pause(assignment.clocks);
}

void Book::Look::pause(std::map<ClockKind, Clock>& clocks) {
  for (auto& [kind, clock] : clocks) {
    if (!clock.running) continue;
    book.end(clock, kind, at);
    clock.paused = at;
  }
}

void Book::Look::go_on(Clock& clock, const core::ClockPlan& plan, const std::string& name) {
  if (!clock.paused) return book.expect(false, name + " goes on, and did not stand still");
  const core::Calendar& calendar = book.policy_->calendar;
  const core::Duration left = clock.working ? calendar.working_between(*clock.paused, clock.due)
                                            : clock.due - *clock.paused;
  const core::Duration has = clock.working ? calendar.working_between(at, plan.due) : plan.due - at;
  if (clock.due >= *clock.paused)
    book.expect(same(left, has), name + " goes on with more or less than was left");
  clock.running = true;
  clock.paused.reset();
  clock.due = plan.due;
  clock.levels = plan.levels;
}

void Book::Look::expect_none_stands_still() {
  const auto look = [&](const std::map<ClockKind, Clock>& clocks, const std::string& whose) {
    for (const auto& [kind, clock] : clocks)
      book.expect(!clock.paused,
                  std::string(core::name_of(kind)) + whose + " was forgotten and stands still");
  };
  look(its.clocks, "");
  for (const auto& [office, assignment] : its.assignments)
    look(assignment.clocks, " of " + office.str());
}

void Book::Look::operator()(const core::WhistleResumed& e) {
  book.expect_state(its, {CaseState::suspended}, event);
  if (e.reason.empty())
    book.expect(its.review_at < at, "resumed by itself before its review date");
  else
    book.expect(roles.has(R::command_centre), "resumed without the role");
  for (const core::ClockMoved& moved : e.clocks)
    go_on(clock_of(moved.office, moved.plan.clock), moved.plan,
          std::string(core::name_of(moved.plan.clock)) + " of " + moved.office.str());
  expect_none_stands_still();
  its.state = CaseState::active;
}

void Book::Look::operator()(const core::ExtensionAsked& e) {
  book.expect_state(its, {CaseState::active}, event);
  book.expect_own(record, e.office, "asking for an extension");
  book.expect(!its.extension_asked && !its.extended, "an extension asked for twice");
  its.extension_asked = true;
}

void Book::Look::operator()(const core::ExtensionRefused&) {
  book.expect(its.extension_asked, "an extension refused that nobody asked for");
  its.extension_asked = false;
}

void Book::Look::operator()(const core::WhistleExtended& e) {
  book.expect_state(its, {CaseState::active}, event);
  expect_centre("extended");
  book.expect(!its.extended, "extended twice");
  for (const core::ClockMoved& moved : e.clocks) {
    Clock& clock = its.assignments[moved.office].clocks[moved.plan.clock];
    book.expect(moved.plan.clock == ClockKind::resolve && clock.running && clock.due >= at &&
                    moved.plan.due > clock.due,
                "extended a clock that had run out, or not to later");
    clock.due = moved.plan.due;
    clock.levels = moved.plan.levels;
  }
  its.extended = true;
  its.extension_asked = false;
}

void Book::Look::operator()(const core::WhistleReopened& e) {
  book.expect_state(its, {CaseState::closed}, event);
  const core::OfficeId by = record.cause.actor.office;
  if (!roles.has(R::command_centre))
    book.expect(!its.units_of(by).empty(), "reopening by " + by.str() + ", which did not raise it");
  // Thirty days on a working calendar end at the close of a working day, some days later at most.
  book.expect(at <= its.closed_at + std::chrono::days{45}, "reopened long after its end");
  book.expect(!e.rework.empty(), "reopened for nobody to work on");
  book.rework(its, e.rework, record, true);
}

void Book::Look::operator()(const core::LevelRaised& e) {
  book.expect(int{e.level} > its.level, "taken to level " + std::to_string(e.level) +
                                            ", and is at " + std::to_string(its.level));
  its.level = e.level;
  if (e.why == core::Pressure::cluster) {
    const auto alike =
        std::count_if(book.cases_.begin(), book.cases_.end(), [&](const Case& other) {
          return &other != &its && other.unit == its.unit && other.kind == its.kind &&
                 other.category == its.category && other.exercise == its.exercise &&
                 core::is_worked_on(other.state) &&
                 its.raised_at - other.raised_at <= core::likeness_period;
        });
    book.expect(alike >= 2, "a cluster of " + std::to_string(alike + 1));
  }
  book.tell(its, e.level, e.notify, number, "a level without a clock");
}

void Book::Look::operator()(const core::MergedIn& e) {
  expect_worked_on();
  expect_centre("merged");
  if (book.find(e.merged) == nullptr) return book.expect(false, "merged with what never was");
  const Case& other = *book.find(e.merged);
  book.expect(&other != &its && other.kind == its.kind && other.category == its.category,
              "merged with another matter");
  book.expect(other.merged.empty(), "merged with others in it");
  Merged merged{e.merged, e.unit, e.street, {}};
  for (const auto& [office, assignment] : its.assignments)
    for (const auto& [kind, clock] : assignment.clocks) {
      const auto theirs = other.assignments.find(office);
      if (theirs == other.assignments.end() || !clock.running) continue;
      const auto same = theirs->second.clocks.find(kind);
      if (same != theirs->second.clocks.end() && same->second.running &&
          same->second.due < clock.due)
        merged.before.emplace_back(office, kind, clock);
    }
  book.expect(merged.before.size() == e.clocks.size(),
              "merged without the earlier of two limits, or with another");
  for (const core::ClockMoved& moved : e.clocks) {
    Clock& clock = clock_of(moved.office, moved.plan.clock);
    const auto theirs = other.assignments.find(moved.office);
    book.expect(theirs != other.assignments.end() &&
                    theirs->second.clocks.at(moved.plan.clock).due == moved.plan.due,
                "merged with a limit that neither had");
    clock.due = moved.plan.due;
    clock.levels = moved.plan.levels;
    while (clock.next < core::level_count && clock.levels[clock.next] < at) ++clock.next;
  }
  its.merged.push_back(std::move(merged));
  book.see(its, e.unit, number);
  book.see(its, e.street, number);
}

void Book::Look::operator()(const core::WhistleMerged& e) {
  book.expect_state(its, {CaseState::dispatched, CaseState::active}, event);
  expect_centre("merged");
  pause(its.clocks);
  for (auto& [office, assignment] : its.assignments) pause(assignment.clocks);
  its.before_merge = its.state;
  its.state = CaseState::merged;
  its.merged_into = e.into;
  const Case* into = book.find(e.into);
  book.expect(
      into != nullptr && !into->merged.empty() && into->merged.back().whistle == book.current_,
      "merged into one that does not know of it");
}

void Book::Look::operator()(const core::MergedOut& e) {
  expect_centre("unmerged");
  book.expect(!core::is_final(its.state), "unmerged from one that has ended");
  const auto found = std::find_if(its.merged.begin(), its.merged.end(),
                                  [&](const Merged& one) { return one.whistle == e.merged; });
  if (found == its.merged.end()) return book.expect(false, "unmerged what is not in it");
  for (const auto& [office, kind, before] : found->before) {
    Clock& clock = clock_of(office, kind);
    if (!clock.running || clock.due >= before.due) continue;
    const Clock was = clock;
    book.start(clock, {kind, before.starts, before.due, before.levels, before.working}, at);
    clock.missed = was.missed && before.due < at;
    clock.by_outage = was.by_outage;
    clock.missed_in = was.missed_in;
  }
  its.merged.erase(found);
}

void Book::Look::operator()(const core::WhistleUnmerged& e) {
  book.expect_state(its, {CaseState::merged}, event);
  expect_centre("unmerged");
  book.expect(e.from == its.merged_into, "unmerged from another than it was merged into");
  for (const core::ClockMoved& moved : e.clocks)
    go_on(clock_of(moved.office, moved.plan.clock), moved.plan,
          std::string(core::name_of(moved.plan.clock)) + " of " + moved.office.str());
  expect_none_stands_still();
  its.state = its.before_merge;
  its.merged_into = {};
}

void Book::Look::operator()(const core::WhistleReplanned& e) {
  expect_centre("planned anew");
  book.expect(e.policy == book.policy_version() && its.planned_by != e.policy,
              "planned anew by other rules than those in force, or by those it has");
  its.planned_by = e.policy;
  book.expect(!core::is_final(its.state), "planned anew after the end");
  for (const core::ClockMoved& moved : e.clocks) {
    Clock& clock = clock_of(moved.office, moved.plan.clock);
    book.expect(clock.running && !clock.missed && moved.plan.due > at,
                "a clock planned anew that does not run, was missed, or would be over");
    clock.due = moved.plan.due;
    clock.levels = moved.plan.levels;
    clock.working = moved.plan.working;
    while (clock.next < core::level_count && clock.levels[clock.next] < at) ++clock.next;
  }
}

void Book::Look::operator()(const core::Noted& e) {
  book.expect_own(record, e.office, "a note");
  book.expect(!core::is_final(its.state), "a note after the end");
}

}  // namespace shao::sim
