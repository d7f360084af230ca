// After a time in which nobody led: what fell due in it is marked late, and who acted in time is
// not blamed for it.
#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/snapshot.hpp"
#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

/// A gas leak at ten, by a leader that is gone after it: acknowledge is due at 10:05, contact at
/// 10:10, report-in at 10:30.
struct Outage {
  Outage() {
    desk.claim(at("2026-03-09 09:00"));
    gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
  }

  Decision tell(std::string_view now, const Actor& actor, const Command& command,
                std::string_view made_at) {
    const std::string id = "waited-" + std::to_string(++waited);
    Decision decision = desk.tell(at(now), actor, command, id, id, at(made_at));
    BOOST_TEST(!decision.refused());
    return decision;
  }
  Decision acknowledge(std::string_view now, std::string_view made_at) {
    return tell(now, liaison("RQ"), Acknowledge{gas}, made_at);
  }
  bool missed(ClockKind kind = ClockKind::acknowledge) const {
    return desk.clock(gas, "RQ", kind).missed;
  }

  Desk desk;
  WhistleId gas;
  int waited = 0;
};

std::vector<std::string> late_in(const std::vector<Event>& events) {
  std::vector<Event> late;
  for (const Event& event : events)
    if (const auto* fired = std::get_if<LevelFired>(&event); fired != nullptr && fired->late)
      late.push_back(event);
  return levels_in(late);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(an_outage, Outage)

BOOST_AUTO_TEST_CASE(marks_late_what_fell_due_in_it_the_highest_naming_the_lower_ones) {
  desk.claim(at("2026-03-09 10:16"));
  const auto events = desk.wake(at("2026-03-09 10:16:00.001"));
  const auto late = late_in(events);
  BOOST_TEST(late == levels_in(events), boost::test_tools::per_element());
  BOOST_REQUIRE(late.size() == 6u);
  BOOST_TEST(late[0] == "RQ contact 1 (0) 2026-03-09 10:10:00");
  BOOST_TEST(late[1] == "RQ acknowledge 2 (0,1) 2026-03-09 10:15:00");
}

BOOST_AUTO_TEST_CASE(is_over_with_the_claim_what_falls_due_then_is_not_late) {
  desk.claim(at("2026-03-09 10:04"));
  BOOST_TEST(desk.wake(at("2026-03-09 10:04:00.001")).size() == 5u);
  for (const char* now : {"2026-03-09 10:05:00.001", "2026-03-09 11:00"})
    BOOST_TEST(late_in(desk.wake(at(now))).empty());
  for (const Record& record : desk.journal) BOOST_TEST(late_in(record.events).empty());
}

BOOST_AUTO_TEST_CASE(is_not_the_fault_of_who_acted_in_time) {
  desk.claim(at("2026-03-09 10:06"));
  // The first that the new leader hears of the whistle: its levels come before, all the same.
  const Decision decision = acknowledge("2026-03-09 10:06:10", "2026-03-09 10:04:30");
  BOOST_TEST(decision.by_time == 5u);
  BOOST_TEST(late_in(decision.events)[0] == "RQ acknowledge 1 (0) 2026-03-09 10:05:00");
  BOOST_TEST(!missed());
  BOOST_TEST(desk.clock(gas, "XF", ClockKind::acknowledge).missed);
  const auto* cleared = std::get_if<MissCleared>(&decision.events.back());
  BOOST_REQUIRE(cleared != nullptr);
  BOOST_TEST(cleared->office.view() == "RQ");
  BOOST_TEST(name_of(cleared->clock) == "acknowledge");
  BOOST_TEST(local(cleared->due) == "2026-03-09 10:05:00");
  BOOST_TEST(local(cleared->made_at) == "2026-03-09 10:04:30");
  // In the record of the move, and its answer says so.
  BOOST_TEST(desk.journal.back().events.size() == 2u);
  BOOST_TEST((desk.journal.back().cause.made_at == cleared->made_at));
  BOOST_TEST(std::get<Answer>(decision.outcome).number == desk.state.last_event());
}

BOOST_AUTO_TEST_CASE(excuses_up_to_the_due_instant_and_not_after) {
  desk.claim(at("2026-03-09 10:06"));
  desk.wake(at("2026-03-09 10:06:01"));
  acknowledge("2026-03-09 10:06:10", "2026-03-09 10:05:00.001");
  BOOST_TEST(missed());
  tell("2026-03-09 10:06:10", liaison("XF"), Acknowledge{gas}, "2026-03-09 10:05");
  BOOST_TEST(!desk.clock(gas, "XF", ClockKind::acknowledge).missed);
}

BOOST_AUTO_TEST_CASE(excuses_nothing_that_is_said_to_be_older_than_the_clock) {
  desk.claim(at("2026-03-09 10:06"));
  acknowledge("2026-03-09 10:06:10", "2026-03-09 09:59:59.999");
  BOOST_TEST(missed());
}

BOOST_AUTO_TEST_CASE(excuses_nobody_whose_client_does_not_say_when) {
  desk.claim(at("2026-03-09 10:06"));
  desk.accept(at("2026-03-09 10:06:10"), liaison("RQ"), Acknowledge{gas});
  BOOST_TEST(missed());
}

BOOST_AUTO_TEST_CASE(is_settled_a_minute_after_the_claim) {
  desk.claim(at("2026-03-09 10:06"));
  acknowledge("2026-03-09 10:07", "2026-03-09 10:04:30");
  BOOST_TEST(!missed());
  tell("2026-03-09 10:07:00.001", liaison("XF"), Acknowledge{gas}, "2026-03-09 10:04:30");
  BOOST_TEST(desk.clock(gas, "XF", ClockKind::acknowledge).missed);
}

BOOST_AUTO_TEST_CASE(is_not_settled_by_a_leader_that_is_gone_again_within_the_minute) {
  desk.claim(at("2026-03-09 10:06"));
  desk.wake(at("2026-03-09 10:06:01"));
  desk.claim(at("2026-03-09 10:07"));
  acknowledge("2026-03-09 10:08", "2026-03-09 10:04:30");
  BOOST_TEST(!missed());
  desk.claim(at("2026-03-09 10:08:00.001"));  // more than a minute after the one before
  tell("2026-03-09 10:08:01", liaison("XF"), Acknowledge{gas}, "2026-03-09 10:04:30");
  BOOST_TEST(desk.clock(gas, "XF", ClockKind::acknowledge).missed);
}

BOOST_AUTO_TEST_CASE(has_nothing_to_do_with_a_miss_that_somebody_saw) {
  // Recorded in time, by the leader before.
  desk.wake(at("2026-03-09 10:05:00.001"));
  desk.claim(at("2026-03-09 10:06"));
  acknowledge("2026-03-09 10:06:10", "2026-03-09 10:04:30");
  BOOST_TEST(missed());
}

BOOST_AUTO_TEST_CASE(has_nothing_to_do_with_a_limit_that_ended_after_it) {
  desk.claim(at("2026-03-09 10:04:50"));
  desk.wake(at("2026-03-09 10:05:00.001"));
  desk.claim(at("2026-03-09 10:05:20"));  // nor with one that ended between two
  acknowledge("2026-03-09 10:05:21", "2026-03-09 10:04:55");
  BOOST_TEST(missed());
}

BOOST_AUTO_TEST_CASE(that_there_was_none_of_excuses_nobody) {
  desk.wake(at("2026-03-09 10:05:00.001"));
  const Decision decision = acknowledge("2026-03-09 10:05:01", "2026-03-09 10:04:59");
  BOOST_TEST(missed());
  BOOST_TEST(std::holds_alternative<Acknowledged>(decision.events.back()));
}

BOOST_AUTO_TEST_CASE(is_looked_at_clock_by_clock) {
  desk.claim(at("2026-03-09 10:31"));
  // Reporting in says that it acknowledged: too late for the one, in time for the other.
  tell("2026-03-09 10:31:10", officer("RQ"), ReportIn{gas, "李四", "现场", ""}, "2026-03-09 10:20");
  BOOST_TEST(missed());
  BOOST_TEST(!missed(ClockKind::report_in));
  tell("2026-03-09 10:31:11", officer("XF"), ReportIn{gas, "王五", "现场", ""}, "2026-03-09 10:04");
  BOOST_TEST(!desk.clock(gas, "XF", ClockKind::acknowledge).missed);
  BOOST_TEST(!desk.clock(gas, "XF", ClockKind::report_in).missed);
  tell("2026-03-09 10:31:12", liaison("RQ"), Contact{gas, "张三", "电话"}, "2026-03-09 10:09");
  BOOST_TEST(!missed(ClockKind::contact));
}

BOOST_AUTO_TEST_CASE(is_no_fault_of_the_side_that_raised_either) {
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), demand("D-1"));
  BOOST_TEST(name_of(desk[id].state) == "REVIEW");
  const Instant due = desk.clock(id, ClockKind::review).due;
  desk.claim(due + std::chrono::minutes{5});
  const Instant back = due + std::chrono::minutes{5} + std::chrono::seconds{1};
  BOOST_TEST(!desk.wake(back).empty());
  BOOST_TEST(desk.clock(id, ClockKind::review).missed);
  desk.tell(back, leader(), Approve{id}, "waited", "hash", due);
  BOOST_TEST(name_of(desk[id].state) == "DISPATCHED");
  BOOST_TEST(!desk.clock(id, ClockKind::review).missed);
}

BOOST_AUTO_TEST_CASE(takes_nothing_from_the_time_an_office_has_to_do_it_again) {
  const WhistleId id = desk.raise(at("2026-03-09 10:00"), black_taxi("T-1"));
  for (const char* office : {"JT", "GA", "JJ"})
    desk.accept(at("2026-03-09 10:02"), officer(office), ReportIn{id, "李四", "现场", "到"});
  for (const char* office : {"GA", "JJ"})
    desk.accept(at("2026-03-09 10:03"), officer(office), Resolve{id, "", {"photo"}});
  const Instant due = desk.clock(id, "JT", ClockKind::resolve).due;
  const Instant back = due + std::chrono::hours{3};
  desk.claim(back);
  desk.tell(back, officer("JT"), Resolve{id, "", {"photo"}}, "waited", "hash",
            due - std::chrono::hours{1});
  BOOST_TEST(!desk.clock(id, "JT", ClockKind::resolve).missed);
  desk.accept(back + std::chrono::hours{2}, street(), Verify{id, false, "又来了"});
  // It had an hour left when it was done.
  BOOST_TEST((desk.clock(id, "JT", ClockKind::resolve).due == back + std::chrono::hours{3}));
}

BOOST_AUTO_TEST_CASE(is_remembered_by_a_replay_and_by_a_snapshot) {
  desk.claim(at("2026-03-09 10:06"));
  desk.wake(at("2026-03-09 10:06:01"));
  shao::codec::SnapshotWriter writer(desk.state.image());
  shao::codec::SnapshotReader reader;
  while (!writer.done()) BOOST_REQUIRE(reader.take(writer.next()));
  auto image = reader.finish();
  BOOST_REQUIRE(image.has_value());
  State along(std::move(*image));
  const std::size_t before = desk.journal.size();
  acknowledge("2026-03-09 10:06:10", "2026-03-09 10:04:30");
  State replayed;
  for (const Record& record : desk.journal) replayed.apply(record);
  BOOST_TEST((dump(replayed, desk.journal) == dump(desk.state, desk.journal)));
  for (std::size_t i = before; i < desk.journal.size(); ++i) along.apply(desk.journal[i]);
  BOOST_TEST((dump(along, desk.journal) == dump(desk.state, desk.journal)));
}

BOOST_AUTO_TEST_SUITE_END()
