// Whistles that outlive what they were placed by: a configuration that has lost their kind or
// urgency, a journal whose events name an office without a part. Nothing breaks, and what cannot
// be done any more is refused by name.
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/outage.hpp"
#include "tests/core/stage.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

const Instant later = at("2026-03-09 10:01");

/// Whom the whistle was sent to, and how far each is.
std::string parts_of(const Whistle& whistle) {
  std::ostringstream text;
  for (const Assignment& one : whistle.assignments) {
    text << one.office.view() << (one.lead ? " leads " : " ") << name_of(one.state)
         << (one.agreed_to_withdraw ? " agreed" : "");
    for (const Clock& clock : one.clocks)
      text << ' ' << static_cast<int>(clock.kind) << ':' << static_cast<int>(clock.state) << ':'
           << local(clock.due) << ':' << static_cast<int>(clock.next_level);
    text << '\n';
  }
  return text.str();
}

/// Puts events into the journal as they stand: no `decide` of this program has made them.
void add(Desk& desk, std::vector<Event> events) {
  desk.state.apply({desk.state.last_event() + 1, later, {}, false, std::move(events)});
}

struct Dispatched {
  Desk desk;
  WhistleId id = drive(desk, demand("r"), CaseState::dispatched);
};
struct Active {
  Desk desk;
  WhistleId id = drive(desk, demand("r"), CaseState::active);
};

std::string field_of(const Decision& decision) {
  return decision.refused() ? std::get<Refusal>(decision.outcome).field : "accepted";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(what_was_outlived)

BOOST_FIXTURE_TEST_CASE(an_event_of_an_office_without_a_part_gives_it_none, Dispatched) {
  const OfficeId stranger("TY");
  const std::string before = parts_of(desk[id]);
  const std::vector<Event> events{
      WithdrawalAgreed{id, stranger, "r"},
      Acknowledged{id, stranger},
      Contacted{id, stranger, "a", "b"},
      ReportedIn{id, stranger, "a", "b", "c"},
      ProgressReported{id, stranger, "t"},
      Resolved{id, stranger, "t", {"e"}},
      LevelFired{id, stranger, ClockKind::acknowledge, 1, later, {}, {}},
      VerificationFailed{id, "r", {{stranger, {}}}},
      Evaluated{id, stranger, {}, {{stranger, {}}}},
      MergedIn{id, WhistleId{9}, stranger, stranger, "r", {{stranger, {}}}},
      MergedOut{id, WhistleId{9}, "r"},
      WhistleReplanned{id, "r", "v", {{stranger, {}}}},
      MissCleared{id, stranger, ClockKind::resolve, later, later},
      LeadNamed{id, stranger, "r", {}},
      DisputeDismissed{id, stranger, "r"},
      AssistingRelieved{id, stranger, "r"},
      WhistleExtended{id, {1, Unit::days}, "r", {{stranger, {}}}},
  };
  for (const Event& event : events) {
    Whistle whistle = desk[id];
    evolve(whistle, event, desk.state.last_event() + 1, later);
    BOOST_TEST(parts_of(whistle) == before, "event " << event.index());
    BOOST_TEST(whistle.history.size() == desk[id].history.size() + 1);
  }
}

BOOST_FIXTURE_TEST_CASE(rework_without_a_resolve_clock_is_work_without_a_limit, Active) {
  const OfficeId lead = desk[id].lead()->office;
  Whistle whistle = desk[id];
  whistle.assignment(lead)->clocks.clear();
  evolve(whistle, VerificationFailed{id, "r", {{lead, {}}}}, desk.state.last_event() + 1, later);
  BOOST_TEST((whistle.lead()->state == AssignmentState::working));
  BOOST_TEST(whistle.lead()->clocks.empty());
}

BOOST_AUTO_TEST_CASE(a_unit_without_a_street_is_the_only_one_to_see_its_whistle) {
  WhistleRaised raised;
  raised.whistle = WhistleId{1};
  raised.unit = OfficeId("ZHZX");
  Whistle whistle;
  evolve(whistle, raised, 1, later);
  BOOST_REQUIRE_EQUAL(whistle.viewers.size(), 1U);
  BOOST_TEST(whistle.viewers.front().office.view() == "ZHZX");
}

BOOST_FIXTURE_TEST_CASE(a_case_that_is_active_is_not_activated_again_by_its_lead, Dispatched) {
  add(desk, {CaseActivated{id}});
  const OfficeId lead = desk[id].lead()->office;
  const Decision decision =
      desk.tell(later, officer(lead.view()), ReportIn{id, "何科长", "河东岸", ""});
  BOOST_REQUIRE(!decision.refused());
  BOOST_REQUIRE_EQUAL(decision.events.size(), 1U);
  BOOST_TEST(std::holds_alternative<ReportedIn>(decision.events.front()));
}

BOOST_FIXTURE_TEST_CASE(without_a_lead_the_raiser_may_withdraw_an_active_whistle, Active) {
  add(desk, {LeadNamed{id, desk[id].lead()->office, "r", {}}});
  BOOST_REQUIRE(desk[id].lead() == nullptr);
  const Decision decision =
      decide(desk.state, desk.policy, Withdraw{id, "居民已自行解决"}, {leader(), "w", "h"}, later);
  BOOST_REQUIRE(!decision.refused());
  BOOST_TEST(std::holds_alternative<WhistleWithdrawn>(decision.events.front()));
}

BOOST_AUTO_TEST_CASE(a_failed_verification_gives_no_time_to_an_office_that_never_had_a_limit) {
  Desk desk;
  const WhistleId id = drive(desk, demand("r"), CaseState::verify);
  const OfficeId lead = desk[id].lead()->office;
  std::vector<Assigned> without_clocks;
  for (const Assignment& one : desk[id].assignments)
    without_clocks.push_back({one.office, one.lead, {}});
  add(desk, {LeadNamed{id, {}, "r", without_clocks}, Resolved{id, lead, "t", {"e"}}});
  const Decision decision = desk.tell(later, street(), Verify{id, false, "仍未修好"});
  BOOST_REQUIRE(!decision.refused());
  const auto* failed = std::get_if<VerificationFailed>(&decision.events.back());
  BOOST_REQUIRE(failed != nullptr);
  BOOST_TEST(failed->rework.empty());
}

BOOST_AUTO_TEST_CASE(an_office_that_never_had_a_limit_is_not_asked_how_it_goes) {
  Desk desk;
  const WhistleId id = drive(desk, demand("r"), CaseState::dispatched);
  const OfficeId lead = desk[id].lead()->office;
  add(desk, {LeadNamed{id, {}, "r", {{lead, true, {}}}}});
  const Decision decision =
      desk.tell(later, officer(lead.view()), ReportIn{id, "李四", "现场", ""});
  BOOST_REQUIRE(!decision.refused());
  for (const Event& event : decision.events)
    if (const auto* reported = std::get_if<ReportedIn>(&event))
      BOOST_TEST(!reported->progress.has_value());
}

BOOST_AUTO_TEST_CASE(a_draft_whose_urgency_is_gone_cannot_be_blown_and_says_so) {
  Desk desk;
  const WhistleId id = drive(desk, black_taxi("r"), CaseState::draft);
  desk.policy.urgencies.erase(desk[id].urgency);
  BOOST_TEST(desk.refuse(later, street(), Submit{id}) == "unknown_urgency");
  BOOST_TEST((desk[id].state == CaseState::draft));
}

BOOST_AUTO_TEST_CASE(a_draft_whose_kind_is_gone_cannot_be_blown_and_says_so) {
  Desk desk;
  const WhistleId id = drive(desk, black_taxi("r"), CaseState::draft);
  desk.policy.kinds.erase(desk[id].kind);
  BOOST_TEST(desk.refuse(later, street(), Submit{id}) == "unknown_kind");
}

BOOST_AUTO_TEST_CASE(no_lead_is_named_for_a_kind_or_urgency_that_is_gone) {
  for (const bool the_kind : {true, false}) {
    Desk desk;
    const WhistleId id = drive(desk, nobodys("r"), CaseState::dispatched);
    if (the_kind)
      desk.policy.kinds.erase(desk[id].kind);
    else
      desk.policy.urgencies.erase(desk[id].urgency);
    BOOST_TEST(desk.refuse(later, dispatcher(), Assign{id, OfficeId("GZF"), {}, "属规自管理"}) ==
               "unknown_kind");
  }
}

BOOST_AUTO_TEST_CASE(a_lead_or_assisting_office_that_is_gone_is_named) {
  Desk desk;
  const WhistleId id = drive(desk, nobodys("r"), CaseState::dispatched);
  const OfficeId gone("GONE");
  BOOST_TEST(field_of(desk.tell(later, dispatcher(), Assign{id, gone, {}, "r"})) == "lead");
  BOOST_TEST(field_of(desk.tell(later, dispatcher(), Assign{id, OfficeId("GZF"), {gone}, "r"})) ==
             "assist");
}

BOOST_FIXTURE_TEST_CASE(a_kind_that_is_gone_is_reported_in_from_the_desk, Dispatched) {
  const OfficeId lead = desk[id].lead()->office;
  desk.policy.kinds.erase(desk[id].kind);
  BOOST_TEST(desk.refuse(later, officer(lead.view()), ReportIn{id, "何科长", "", ""}) ==
             "missing_field");
  desk.accept(later, officer(lead.view()), ReportIn{id, "何科长", "", "今日到场"});
}

BOOST_AUTO_TEST_CASE(rework_of_an_urgency_that_is_gone_has_three_working_days) {
  Desk desk;
  const WhistleId id = drive(desk, demand("r"), CaseState::evaluate);
  desk.policy.urgencies.erase(desk[id].urgency);
  desk.accept(later, street(), Evaluate{id, evaluations_of(desk[id], Solved::no)});
  BOOST_TEST((desk[id].state == CaseState::active));
  BOOST_TEST(local(desk.clock(id, desk[id].lead()->office.view(), ClockKind::resolve).due) ==
             "2026-03-12 18:00:00");
}

BOOST_AUTO_TEST_CASE(whoever_is_to_name_a_lead_where_there_is_none_is_the_street) {
  Whistle whistle;
  whistle.unit = OfficeId(community_code);
  whistle.street = OfficeId(street_code);
  BOOST_TEST(waits_for(whistle, shunyi(), ClockKind::name_lead).view() == street_code);
}

BOOST_FIXTURE_TEST_CASE(a_miss_whose_clock_or_office_is_gone_is_not_cleared, Dispatched) {
  const Whistle before = desk[id];
  Cause cause;
  cause.made_at = later;
  Whistle without_clocks = before;
  without_clocks.clocks.clear();
  for (Assignment& one : without_clocks.assignments) one.clocks.clear();
  BOOST_TEST(cleared_misses(desk.state, cause, desk.policy, before, without_clocks, later).empty());
  Whistle without_offices = before;
  without_offices.assignments.clear();
  BOOST_TEST(
      cleared_misses(desk.state, cause, desk.policy, before, without_offices, later).empty());
}

BOOST_FIXTURE_TEST_CASE(a_miss_that_no_term_recorded_is_not_cleared, Dispatched) {
  Whistle before = desk[id];
  Clock& clock = before.assignments.front().clocks.front();
  clock.missed = true;
  Whistle after = before;
  after.assignments.front().clocks.front().state = ClockState::met;
  Cause cause;
  cause.made_at = clock.starts;
  BOOST_TEST(cleared_misses(State{}, cause, desk.policy, before, after, later).empty());
}

BOOST_AUTO_TEST_CASE(a_command_id_that_is_in_the_journal_twice_is_remembered_from_its_last_use) {
  const Actor office = street();
  const auto used = [&](EventNumber number, Instant when) {
    return Record{number, when, {office, "twice", "hash", {}}, false, {PolicyAdopted{"p"}}};
  };
  State state;
  state.apply(used(1, later));
  state.apply(used(2, later + std::chrono::days{1}));
  const Instant first_is_over = later + command_memory + std::chrono::hours{1};
  state.apply({3, first_is_over, {}, false, {PolicyAdopted{"p"}}});
  const Remembered* last = state.command(office.office, "twice");
  BOOST_REQUIRE(last != nullptr);
  BOOST_TEST(last->answer.number == 2U);
  state.apply({4, first_is_over + std::chrono::days{1}, {}, false, {PolicyAdopted{"p"}}});
  BOOST_TEST(state.command(office.office, "twice") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
