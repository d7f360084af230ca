// The drill's books have to be able to find something: each test hides one wrong in an otherwise
// right history.
#include "clients/drill/accounting.hpp"

#include <boost/test/unit_test.hpp>

namespace shao::drill {

namespace {

using core::Instant;
using core::OfficeId;
using namespace std::chrono_literals;

const OfficeId street("110113001");
const OfficeId department("ZJW");
const core::WhistleId whistle{1};
const Instant start = core::at_second(1'772'413'200);

/// A journal in which a street raises W1 for a department, which acknowledges late.
struct History {
  std::vector<core::Record> records;
  Instant at = start;

  core::EventNumber next() const { return records.empty() ? 1 : records.back().last() + 1; }
  void add(OfficeId office, std::string command, std::vector<core::Event> events) {
    core::Record record;
    record.first = next();
    record.at = at;
    record.cause.actor.office = office;
    record.cause.command = std::move(command);
    record.events = std::move(events);
    records.push_back(std::move(record));
  }
};

core::ClockPlan acknowledge_clock() {
  core::ClockPlan clock{core::ClockKind::acknowledge, start, start + 60min, {}};
  clock.levels = {start + 48min, start + 60min, start + 70min, start + 80min, start + 120min};
  return clock;
}

core::LevelFired level(std::uint8_t which, std::vector<std::uint8_t> collapsed = {}) {
  core::LevelFired fired;
  fired.whistle = whistle;
  fired.office = department;
  fired.clock = core::ClockKind::acknowledge;
  fired.level = which;
  fired.due = acknowledge_clock().levels[which];
  fired.collapsed = std::move(collapsed);
  return fired;
}

core::WhistleRaised raised(core::WhistleId id = whistle) {
  core::WhistleRaised event;
  event.whistle = id;
  event.record = "r-1";
  event.unit = street;
  event.street = street;
  return event;
}

core::WhistleDispatched dispatched() {
  core::WhistleDispatched event;
  event.whistle = whistle;
  event.blown_at = start;
  event.assigned = {{department, true, {acknowledge_clock()}}};
  return event;
}

/// Events 1..6: claim, raised, dispatched, warning, acknowledged, withdrawn.
History good() {
  History history;
  history.add({}, "", {core::TermClaimed{1, "abc", start, 1}});
  history.add(street, "raise:r-1", {raised(), dispatched()});
  history.at = start + 49min;
  history.add({}, "", {level(0)});
  history.at = start + 50min;
  history.add(department, "ack:W1", {core::Acknowledged{whistle, department}});
  history.add(street, "withdraw:W1", {core::WhistleWithdrawn{whistle, "solved"}});
  return history;
}

codec::Json accepted(core::EventNumber number) {
  return {{"ok", true}, {"whistle", "W1"}, {"number", number}};
}

/// What the clients of `good` were told.
Told told() {
  Told all;
  all.accepted(street, "raise:r-1", {{"do", "raise"}, {"id", "r-1"}}, accepted(3));
  all.accepted(department, "ack:W1", {{"do", "ack"}}, accepted(5));
  all.accepted(street, "withdraw:W1", {{"do", "withdraw"}}, accepted(6));
  all.following(street, {});
  for (const core::EventNumber number : {2, 3, 4, 5, 6}) all.received(street, number);
  all.following(department, {});
  for (const core::EventNumber number : {3, 4, 5, 6}) all.received(department, number);
  return all;
}

Verdict verdict_of(const History& history, const Told& clients) {
  Audit audit;
  for (const core::Record& record : history.records) audit.take(record);
  return audit.close(clients);
}

std::string found(const Verdict& verdict) {
  std::string text;
  for (const std::string& one : verdict.examples) text += one + "\n";
  for (const std::string& one : verdict.faults) text += one + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_history_in_order_has_nothing_lost_and_nothing_twice) {
  const Verdict verdict = verdict_of(good(), told());
  BOOST_TEST(found(verdict) == "");
  BOOST_TEST(verdict.clean());
  BOOST_TEST(verdict.line() ==
             "drill: raised=1 dispatched=1 escalations=0 closed=0 withdrawn=1 refused=0 open=0 "
             "lost=0 duplicated=0 disputes=0 meetings=0 suspensions=0 extensions=0 unsolved=0 "
             "reopened=0 replaced=0 told=0");
}

BOOST_AUTO_TEST_CASE(an_accepted_command_that_the_journal_does_not_hold_is_lost) {
  Told clients = told();
  clients.accepted(street, "raise:r-2", {{"do", "raise"}, {"id", "r-2"}}, accepted(7));
  BOOST_TEST(verdict_of(good(), clients).lost == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_names_another_event_than_the_journal_is_lost) {
  Told clients = told();
  clients.accepted(department, "ack:W1", {{"do", "ack"}}, accepted(4));
  BOOST_TEST(verdict_of(good(), clients).lost == 1U);
}

BOOST_AUTO_TEST_CASE(an_event_in_scope_that_was_not_sent_is_lost) {
  Told clients = told();
  clients.following(department, {});
  for (const core::EventNumber number : {3, 4, 6}) clients.received(department, number);
  const Verdict verdict = verdict_of(good(), clients);
  BOOST_TEST(verdict.lost == 1U, found(verdict));
}

BOOST_AUTO_TEST_CASE(an_event_that_was_sent_twice_is_duplicated) {
  Told clients = told();
  clients.received(street, 6);
  BOOST_TEST(verdict_of(good(), clients).duplicated == 1U);
}

BOOST_AUTO_TEST_CASE(an_event_out_of_scope_is_a_fault) {
  Told clients = told();
  clients.following(department, {});
  for (const core::EventNumber number : {2, 3, 4, 5, 6}) clients.received(department, number);
  BOOST_TEST(verdict_of(good(), clients).faults.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_command_id_that_took_effect_twice_is_duplicated) {
  History history = good();
  history.records[4].cause.command = "ack:W1";
  history.records[4].cause.actor.office = department;
  Told clients = told();
  BOOST_TEST(verdict_of(history, clients).duplicated == 1U);
}

BOOST_AUTO_TEST_CASE(a_record_raised_twice_is_duplicated) {
  History history = good();
  history.add(street, "raise:again", {raised(core::WhistleId{2})});
  BOOST_TEST(verdict_of(history, told()).duplicated == 1U);
}

BOOST_AUTO_TEST_CASE(a_level_recorded_twice_is_duplicated_whether_fired_or_collapsed) {
  History history = good();
  // After the warning it fires again, collapsed into the miss.
  core::Record again;
  again.at = start + 61min;
  again.events = {level(1, {0})};
  history.records.insert(history.records.begin() + 3, again);
  core::EventNumber number = 1;
  for (core::Record& record : history.records) {
    record.first = number;
    number = record.last() + 1;
  }
  const Verdict verdict = verdict_of(history, {});
  BOOST_TEST(verdict.duplicated == 1U, found(verdict));
}

BOOST_AUTO_TEST_CASE(a_level_before_its_due_instant_is_a_fault) {
  History history = good();
  history.records[2].at = start + 47min;
  BOOST_TEST(verdict_of(history, told()).faults.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_level_that_was_due_and_never_recorded_is_a_fault) {
  History history = good();
  for (std::size_t i : {3U, 4U}) history.records[i].at = start + 75min;
  const Verdict verdict = verdict_of(history, told());
  // The miss and the level ten minutes after it.
  BOOST_TEST(verdict.faults.size() == 2U, found(verdict));
}

BOOST_AUTO_TEST_CASE(a_level_of_a_clock_that_was_met_is_a_fault) {
  History history = good();
  history.at = start + 61min;
  history.add({}, "", {level(1)});
  BOOST_TEST(!verdict_of(history, told()).faults.empty());
}

BOOST_AUTO_TEST_CASE(an_open_whistle_is_counted_and_is_not_clean) {
  History history = good();
  history.records.pop_back();
  Told clients;
  const Verdict verdict = verdict_of(history, clients);
  BOOST_TEST(verdict.open == 1U);
  BOOST_TEST(!verdict.clean());
}

namespace {

core::CaseActivated activated() {
  return {whistle};
}

/// The street's whistle in work, with the department's resolve clock.
History in_work() {
  History history;
  history.add({}, "", {core::TermClaimed{1, "abc", start, 1}});
  core::WhistleDispatched sent = dispatched();
  core::ClockPlan resolve{core::ClockKind::resolve, start, start + 24h, {}};
  resolve.levels = {start + 19h, start + 24h, start + 34h, start + 44h, start + 84h};
  sent.assigned.front().clocks = {resolve};
  history.add(street, "raise:r-1", {raised(), sent});
  history.add(department, "report-in:W1",
              {core::ReportedIn{whistle, department, "", "", ""}, activated()});
  return history;
}

core::ClockMoved resolve_until(Instant due) {
  core::ClockPlan plan{core::ClockKind::resolve, start, due, {}};
  plan.levels = {due - 5h, due, due + 10h, due + 20h, due + 60h};
  return {department, plan};
}

/// Suspended after four hours until the second day, when it goes on with what is said.
History suspended_until(Instant review, Instant resumed, core::WhistleResumed event) {
  History history = in_work();
  history.at = start + 4h;
  core::SuspensionAsked asked;
  asked.whistle = whistle;
  asked.office = department;
  asked.review_at = review;
  history.add(department, "ask-suspension:W1", {asked});
  history.add({}, "", {core::WhistleSuspended{whistle, "yes", review}});
  history.at = resumed;
  history.add({}, "", {std::move(event)});
  return history;
}

std::string faults_of(const History& history) {
  std::string text;
  for (const std::string& fault : verdict_of(history, {}).faults) text += fault + "\n";
  return text;
}

core::DisputeRaised disputed_by(OfficeId office) {
  core::DisputeRaised dispute;
  dispute.whistle = whistle;
  dispute.office = office;
  dispute.lead = true;
  return dispute;
}

core::DisputeUpheld upheld(OfficeId office, OfficeId lead) {
  return {whistle, office, "theirs", {{lead, true, {acknowledge_clock()}}}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_clock_that_stood_still_goes_on_with_what_was_left) {
  const Instant review = start + 48h;
  const Instant resumed = review + 1s;
  const auto going_on_until = [&](Instant due) {
    return suspended_until(review, resumed, {whistle, "", {resolve_until(due)}});
  };
  BOOST_TEST(faults_of(going_on_until(resumed + 20h)) == "");
  BOOST_TEST(faults_of(going_on_until(resumed + 19h)) != "");
  BOOST_TEST(faults_of(going_on_until(resumed + 21h)) != "");
  BOOST_TEST(faults_of(suspended_until(review, resumed, {whistle, "", {}})) != "");
  const Verdict verdict = verdict_of(going_on_until(resumed + 20h), {});
  BOOST_TEST(verdict.bends.of(Bent::suspended) == 1U);
  BOOST_TEST(verdict.bends.of(Bent::resumed_by_itself) == 1U);
}

BOOST_AUTO_TEST_CASE(a_suspension_that_ends_by_itself_before_its_review_is_a_fault) {
  const Instant resumed = start + 47h;
  BOOST_TEST(faults_of(suspended_until(start + 48h, resumed,
                                       {whistle, "", {resolve_until(resumed + 20h)}})) != "");
  // The centre may end it earlier, with a reason.
  BOOST_TEST(faults_of(suspended_until(start + 48h, resumed,
                                       {whistle, "paid", {resolve_until(resumed + 20h)}})) == "");
}

BOOST_AUTO_TEST_CASE(a_second_extension_and_one_that_gives_no_time_are_faults) {
  const auto extended_to = [](Instant due) {
    return core::WhistleExtended{whistle, {1, core::Unit::days}, "", {resolve_until(due)}};
  };
  History history = in_work();
  history.add({}, "", {extended_to(start + 48h)});
  BOOST_TEST(faults_of(history) == "");
  history.add({}, "", {extended_to(start + 72h)});
  BOOST_TEST(faults_of(history) != "");
  History none = in_work();
  none.add({}, "", {extended_to(start + 24h)});
  BOOST_TEST(faults_of(none) != "");
}

BOOST_AUTO_TEST_CASE(a_ruling_without_a_dispute_and_a_third_hop_without_a_meeting_are_faults) {
  const OfficeId second("SJ");
  const OfficeId third("CGW");
  History history = in_work();
  history.add({}, "", {disputed_by(department)});
  history.add({}, "", {upheld(department, second)});
  history.add({}, "", {disputed_by(second)});
  history.add({}, "", {upheld(second, third)});
  BOOST_TEST(faults_of(history) == "");
  BOOST_TEST(verdict_of(history, {}).bends.of(Bent::another_lead) == 2U);
  History undisputed = history;
  undisputed.add({}, "", {upheld(third, department)});
  BOOST_TEST(faults_of(undisputed) != "");
  history.add({}, "", {disputed_by(third)});
  history.add({}, "", {upheld(third, department)});
  BOOST_TEST(faults_of(history) != "");
}

}  // namespace shao::drill
