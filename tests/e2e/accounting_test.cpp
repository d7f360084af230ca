// The drill's books have to be able to find something: each test hides one wrong in an otherwise
// right history.
#include "clients/drill/accounting.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>

#include "clients/drill/tales.hpp"

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
  clock.levels = {start + 48min, start + 60min,  start + 70min,
                  start + 80min, start + 120min, core::never};
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
  resolve.levels = {start + 19h, start + 24h, start + 34h, start + 44h, start + 84h, core::never};
  sent.assigned.front().clocks = {resolve};
  history.add(street, "raise:r-1", {raised(), sent});
  history.add(department, "report-in:W1",
              {core::ReportedIn{whistle, department, "", "", ""}, activated()});
  return history;
}

core::ClockMoved resolve_until(Instant due) {
  core::ClockPlan plan{core::ClockKind::resolve, start, due, {}};
  plan.levels = {due - 5h, due, due + 10h, due + 20h, due + 60h, core::never};
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

BOOST_AUTO_TEST_CASE(a_journal_with_a_hole_in_it_is_a_fault) {
  History history = good();
  for (std::size_t i : {3U, 4U}) history.records[i].first += 10;
  BOOST_TEST(faults_of(history).find("event 15 follows event 4") != std::string::npos,
             faults_of(history));
}

BOOST_AUTO_TEST_CASE(a_level_that_its_clock_does_not_know_is_a_fault) {
  const auto with_level = [](const std::function<void(core::LevelFired&)>& change) {
    History history = good();
    core::LevelFired fired = level(0);
    change(fired);
    history.records[2].events = {fired};
    return faults_of(history);
  };
  BOOST_TEST(with_level([](auto&) {}) == "");
  BOOST_TEST(with_level([](auto& fired) { fired.level = 7; }).find("does not exist") !=
             std::string::npos);
  BOOST_TEST(with_level([](auto& fired) { fired.due -= 1min; }).find("another instant") !=
             std::string::npos);
  BOOST_TEST(with_level([](auto& fired) { fired.office = OfficeId("SJ"); }).find("did not run") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_case_has_one_lead) {
  const auto with = [](std::vector<core::Assigned> assigned) {
    History history = good();
    core::WhistleDispatched sent = dispatched();
    sent.assigned = std::move(assigned);
    history.records[1].events = {raised(), sent};
    history.records.resize(2);
    return faults_of(history);
  };
  const core::Assigned lead{department, true, {acknowledge_clock()}};
  BOOST_TEST(with({lead}) == "");
  BOOST_TEST(with({lead, {OfficeId("SJ"), false, {}}}) == "");
  BOOST_TEST(with({lead, {OfficeId("SJ"), true, {}}}).find("has 2 leads") != std::string::npos);
  BOOST_TEST(with({{OfficeId("SJ"), false, {}}}).find("has 0 leads") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_record_raised_before_under_another_command_is_not_lost) {
  Told clients = told();
  clients.accepted(street, "raise:once-more", {{"do", "raise"}, {"id", "r-1"}}, accepted(3));
  BOOST_TEST(verdict_of(good(), clients).lost == 0U);
  // Of another unit it is another record.
  clients.accepted(department, "raise:theirs", {{"do", "raise"}, {"id", "r-1"}}, accepted(3));
  BOOST_TEST(verdict_of(good(), clients).lost == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_names_another_whistle_than_the_journal_is_lost) {
  Told clients = told();
  clients.accepted(department, "ack:W1", {{"do", "ack"}},
                   {{"ok", true}, {"whistle", "W2"}, {"number", 5}});
  BOOST_TEST(verdict_of(good(), clients).lost == 1U);
}

BOOST_AUTO_TEST_CASE(events_sent_out_of_order_are_a_fault) {
  Told clients = told();
  clients.following(department, {});
  for (const core::EventNumber number : {3, 5, 4, 6}) clients.received(department, number);
  const Verdict verdict = verdict_of(good(), clients);
  BOOST_TEST(found(verdict) == "ZJW was sent events out of order\n");
}

BOOST_AUTO_TEST_CASE(of_many_wrongs_all_are_counted_and_some_are_told) {
  Told clients = told();
  for (int i = 0; i < 30; ++i) {
    const std::string number = std::to_string(i);
    clients.accepted(street, "note:" + number, {{"do", "note"}}, accepted(7));
    clients.received(street, 6);
    // Outside the scope of anybody.
    clients.following(OfficeId("X" + number), {.from = 0, .sees_all = false, .received = {2}});
  }
  const Verdict verdict = verdict_of(good(), clients);
  BOOST_TEST(verdict.lost == 30U);
  BOOST_TEST(verdict.duplicated >= 30U);
  BOOST_TEST(verdict.examples.size() == 20U);
  BOOST_TEST(verdict.faults.size() == 20U);
  BOOST_TEST(!verdict.clean());
  const Verdict twice = verdict_of(good(), [] {
    Told many = told();
    for (int i = 0; i < 30; ++i) many.received(street, 6);
    return many;
  }());
  BOOST_TEST(twice.examples.size() == 20U);
}

BOOST_AUTO_TEST_CASE(what_could_not_be_told_through_a_hook_is_counted_apart) {
  History history = good();
  core::OfficeTold message;
  message.whistle = whistle;
  message.office = department;
  history.add(OfficeId("ZHZX"), "told:1", {message});
  message.delivered = true;
  history.add(OfficeId("ZHZX"), "told:2", {message, message});
  const Verdict verdict = verdict_of(history, told());
  BOOST_TEST(verdict.told == 2U);
  BOOST_TEST(verdict.told_failed == 1U);
}

BOOST_AUTO_TEST_CASE(a_clock_that_begins_anew_may_fire_its_levels_again) {
  // W2 has its limit 100 minutes later than W1, and W1's while W1 is merged into it.
  const core::WhistleId other{2};
  const auto later = [] {
    core::ClockPlan clock = acknowledge_clock();
    clock.due += 100min;
    for (Instant& one : clock.levels) one += 100min;
    return clock;
  };
  core::WhistleRaised second = raised(other);
  second.record = "r-2";
  core::WhistleDispatched sent = dispatched();
  sent.whistle = other;
  sent.assigned = {{department, true, {later()}}};
  const auto warning = [&](Instant due) {
    core::LevelFired fired = level(0);
    fired.whistle = other;
    fired.due = due;
    return fired;
  };
  const auto history_with = [&](bool unmerged) {
    History history;
    history.add({}, "", {core::TermClaimed{1, "abc", start, 1}});
    history.add(street, "raise:r-1", {raised(), dispatched()});
    history.add(street, "raise:r-2", {second, sent});
    history.at = start + 10min;
    history.add(
        {}, "merge:W1",
        {core::MergedIn{other, whistle, street, street, "", {{department, acknowledge_clock()}}},
         core::WhistleMerged{whistle, other, ""}});
    history.at = start + 49min;
    history.add({}, "", {warning(start + 48min)});
    if (unmerged) {
      history.at = start + 50min;
      history.add({}, "unmerge:W1",
                  {core::MergedOut{other, whistle, ""},
                   core::WhistleUnmerged{whistle, other, "", {{department, acknowledge_clock()}}}});
    }
    history.at = start + 149min;
    history.add({}, "", {warning(start + 148min)});
    return history;
  };
  BOOST_TEST(verdict_of(history_with(true), {}).duplicated == 0U);
  BOOST_TEST(verdict_of(history_with(false), {}).duplicated == 1U);
}

BOOST_AUTO_TEST_CASE(an_office_that_is_sent_back_to_work_may_be_reminded_again) {
  const Instant again = start + 72h;
  core::ClockPlan resolve{core::ClockKind::resolve, again, again + 24h, {}};
  resolve.levels = {again + 19h, again + 24h, again + 34h, again + 44h, again + 84h, core::never};
  const auto reminded = [&](Instant due) {
    core::LevelFired fired = level(0);
    fired.clock = core::ClockKind::resolve;
    fired.due = due;
    return fired;
  };
  core::ClockPlan verify{core::ClockKind::verify, start, start + 48h, {}};
  verify.levels = {start + 40h, start + 48h, start + 58h, start + 68h, start + 99h, core::never};
  core::ClockPlan evaluate = verify;
  evaluate.clock = core::ClockKind::evaluate;
  const auto history_with = [&](bool solved) {
    History history = in_work();
    history.at = start + 19h;
    history.add({}, "", {reminded(start + 19h)});
    history.add(
        department, "resolve:W1",
        {core::Resolved{whistle, department, "", {}}, core::VerificationAsked{whistle, verify}});
    history.add(street, "verify:W1", {core::Verified{whistle, "", evaluate}});
    history.at = again;
    core::Evaluated evaluated;
    evaluated.whistle = whistle;
    evaluated.unit = street;
    if (!solved) evaluated.rework = {{department, resolve, resolve}};
    history.add(street, "evaluate:W1", {evaluated});
    history.at = again + 19h;
    history.add({}, "", {reminded(again + 19h)});
    return history;
  };
  BOOST_TEST(verdict_of(history_with(false), {}).duplicated == 0U);
  BOOST_TEST(verdict_of(history_with(false), {}).bends.of(Bent::not_solved) == 1U);
  BOOST_TEST(verdict_of(history_with(true), {}).duplicated == 1U);
}

BOOST_AUTO_TEST_CASE(the_return_of_an_assisting_office_is_ruled_on_only_when_it_has_asked) {
  const OfficeId assisting("SJ");
  const auto ruled = [&](bool asked, OfficeId office) {
    History history = in_work();
    history.add(department, "add:W1",
                {core::AssistingAdded{whistle, "", {{assisting, false, {acknowledge_clock()}}}}});
    core::DisputeRaised dispute = disputed_by(assisting);
    dispute.lead = false;
    if (asked) history.add(assisting, "dispute:W1", {dispute});
    history.add({}, "", {core::DisputeUpheld{whistle, office, "not theirs", {}}});
    return history;
  };
  BOOST_TEST(faults_of(ruled(true, assisting)) == "");
  BOOST_TEST(verdict_of(ruled(true, assisting), {}).bends.of(Bent::returned) == 1U);
  BOOST_TEST(faults_of(ruled(false, assisting)).find("is on no dispute of SJ") !=
             std::string::npos);
  // The lead's is another matter, and who has no part in it cannot leave it.
  BOOST_TEST(faults_of(ruled(true, department)).find("is on no dispute of ZJW") !=
             std::string::npos);
  BOOST_TEST(faults_of(ruled(true, OfficeId("CGW"))).find("is on no dispute of CGW") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(time_given_to_an_office_without_the_clock_is_a_fault) {
  core::ClockMoved moved = resolve_until(start + 48h);
  moved.office = OfficeId("SJ");
  History extended = in_work();
  extended.add({}, "", {core::WhistleExtended{whistle, {1, core::Unit::days}, "", {moved}}});
  BOOST_TEST(faults_of(extended).find("gives SJ no more time") != std::string::npos);
  const Instant review = start + 48h;
  const std::string resumed = faults_of(suspended_until(review, review, {whistle, "", {moved}}));
  BOOST_TEST(resumed.find("against SJ went on, but did not stand still") != std::string::npos,
             resumed);
  History never = in_work();
  never.add({}, "", {core::WhistleResumed{whistle, "", {}}});
  BOOST_TEST(faults_of(never).find("was resumed, but not suspended") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_bend_is_counted_for_ever_and_its_first_cases_are_remembered) {
  BendCounts counts;
  for (std::uint64_t i = 1; i <= 60; ++i) counts.add(Bent::extended, core::WhistleId{i});
  BOOST_TEST(counts.of(Bent::extended) == 60U);
  BOOST_TEST(counts.cases(Bent::extended).size() == 50U);
  BOOST_TEST(counts.cases(Bent::extended).front().value == 1U);
}

BOOST_AUTO_TEST_CASE(a_tale_is_told_of_a_case_that_was_brought_to_its_end) {
  History history = in_work();
  history.at = start + 2h;
  history.add(
      {}, "",
      {core::WhistleExtended{whistle, {1, core::Unit::days}, "", {resolve_until(start + 48h)}}});
  const auto tales_of = [](const History& of) {
    Audit audit;
    for (const core::Record& record : of.records) audit.take(record);
    const Verdict verdict = audit.close({});
    Tales tales(verdict.bends, audit.state());
    for (const core::Record& record : of.records) tales.take(record);
    return tales.all();
  };
  // It is open: how it ends is not known yet.
  BOOST_TEST(tales_of(history).empty());
  history.add({}, "", {core::WhistleClosed{whistle, true}});
  const auto tales = tales_of(history);
  BOOST_REQUIRE(tales.size() == 1U);
  BOOST_TEST(tales.front().title == "an extension");
  std::string told_events;
  for (const codec::Json& one : tales.front().events) told_events += one.value("event", "") + " ";
  BOOST_TEST(told_events == "whistle_raised whistle_dispatched whistle_extended whistle_closed ");
}

}  // namespace shao::drill
