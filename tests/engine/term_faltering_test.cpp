// A term whose Redis does not do what it is asked. Whatever request fails, on the way to the lead
// or leading: the term ends and says why, or goes on as if nothing were; nobody is answered before
// it is true, and the next term has everything that was answered.
#include "dispatcher/codec/record_json.hpp"
#include "tests/engine/term_bench.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;
using engine::TermEnd;
using test::FalteringRedis;
using test::LogCaught;
using test::must;
using test::run;
using test::TermBench;

bool tells(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A bench on which a term leads.
struct LedBench : TermBench {
  LedBench() {
    begin();
    BOOST_REQUIRE_MESSAGE(lead(), reason);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_term_whose_redis_falters)

BOOST_FIXTURE_TEST_CASE(ends_with_the_reason_and_the_next_one_has_all_that_was_answered,
                        TermBench) {
  int round = 0;
  int stepped_down = 0;
  std::string last;  // the command that was answered last
  const auto life = [&] {
    run(redis, {"DEL", "{shunyi}:lease"});  // of a life that could not give it back
    if (!begin()) return;
    if (!lead()) return;
    const std::string id = "c" + std::to_string(++round);
    const auto answer = tell(id, raise(id));
    if (answer.is_object()) {
      BOOST_TEST(answer["ok"] == true);
      last = id;
    }
    question(R"({"ask":"whistle","whistle":"W1"})");
    ask(link::AskHistory{test::jurisdiction, "ref", "begin", 5});
    answered();
    if (end) return;
    clock.now += 2s;  // all that is looked at now and then
    step();
    term->stop();
    ended();
  };
  const auto requests = test::fail_each_request(door, FalteringRedis::out_of_order, [&] {
    end.reset();
    reason.clear();
    life();
    if (end && end->end == TermEnd::asked_to_stop) return;
    ++stepped_down;
    BOOST_TEST(tells(reason, "out of order today"), reason);
    if (end) BOOST_CHECK(end->end == TermEnd::stepped_down);
  });
  BOOST_TEST(requests > 30u);
  BOOST_TEST(stepped_down > 25);
  BOOST_REQUIRE(begin() && lead());
  BOOST_TEST(tell(last, raise(last))["first"] == false);
}

BOOST_FIXTURE_TEST_CASE(standing_by_says_so_and_ends_with_the_reason, TermBench) {
  begin();
  // Another one leads.
  BOOST_REQUIRE(lead());
  run(redis, {"SET", "{shunyi}:lease", "another"});
  int stepped_down = 0;
  const auto requests = test::fail_each_request(door, FalteringRedis::out_of_order, [&] {
    reason.clear();
    memory = {};
    if (begin()) until([&] { return false; }, 0.03);
    if (reason.empty()) return;
    ++stepped_down;
    BOOST_TEST(tells(reason, "out of order today"), reason);
    if (stepped_down > 14) door.fail(1, FalteringRedis::out_of_order);  // enough of the same
  });
  BOOST_TEST(stepped_down >= 10);
  BOOST_TEST(requests >= 10u);
}

BOOST_AUTO_TEST_CASE(waits_for_a_configuration_as_long_as_the_lease_is_its_own) {
  TermBench bench(false);
  const LogCaught log;
  bench.begin();
  BOOST_TEST(bench.until([&] { return log.has("event=no_configuration"); }));
  BOOST_TEST((bench.term->rest() == 500ms));
  bench.ask(link::AskDirectory{test::jurisdiction, "ref"});
  const auto answer = bench.answered();
  BOOST_REQUIRE(answer);
  BOOST_TEST(std::holds_alternative<link::NotLeader>(*answer));
  test::run(bench.redis, {"SET", "{shunyi}:lease", "another"});
  const auto end = bench.ended();
  BOOST_REQUIRE(end);
  BOOST_TEST(end->reason == "the lease was lost while waiting for a configuration");
}

BOOST_AUTO_TEST_CASE(does_not_lead_without_a_configuration_that_can_be_asked_for) {
  TermBench bench(false);
  bench.door.fail_where("GET {shunyi}:config", FalteringRedis::out_of_order);
  bench.begin();
  const auto end = bench.ended();
  BOOST_REQUIRE(end);
  BOOST_TEST(end->reason == "Redis refused: ERR out of order today");
}

BOOST_FIXTURE_TEST_CASE(an_append_without_an_answer_has_an_unknown_outcome, LedBench) {
  door.fail_where("FCALL shaodao_1_append", FalteringRedis::keep_silent);
  ask(link::Ask{link::AskKind::command,
                test::jurisdiction,
                "ref",
                {core::OfficeId("110113001"), {core::Role::street}, "key"},
                "c1",
                raise("r1")});
  for (int i = 0; i < 20; ++i) step();
  BOOST_TEST(brokers.answers.empty());
  BOOST_TEST(!end);
  clock.now += 11s;
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(tells(result->reason, "an append took too long: its outcome is unknown"));
  BOOST_TEST(brokers.answers.empty());
}

BOOST_FIXTURE_TEST_CASE(asked_to_stop_waits_two_seconds_for_what_was_decided_and_no_longer,
                        LedBench) {
  door.fail_where("FCALL shaodao_1_append", FalteringRedis::keep_silent);
  ask(link::Ask{link::AskKind::command,
                test::jurisdiction,
                "ref",
                {core::OfficeId("110113001"), {core::Role::street}, "key"},
                "c1",
                raise("r1")});
  for (int i = 0; i < 5; ++i) step();
  term->stop();
  for (int i = 0; i < 5; ++i) BOOST_TEST(step());
  BOOST_TEST((term->rest() == 20ms));
  clock.now += 2s;
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_CHECK(result->end == TermEnd::asked_to_stop);
}

BOOST_FIXTURE_TEST_CASE(is_over_when_redis_says_more_than_it_was_asked, LedBench) {
  door.fail_where("FCALL shaodao_1_append", "+OK\r\n+OK\r\n");
  const auto answer = tell("c1", raise("r1"));
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(tells(result->reason, "Redis can be used no longer: Redis said what was not asked"),
             result->reason);
}

BOOST_FIXTURE_TEST_CASE(another_ones_lease_ends_it_and_it_leaves_the_lease_to_him_ever_longer,
                        LedBench) {
  for (int round = 0; round < 6; ++round) {
    run(redis, {"SET", "{shunyi}:lease", "another"});
    const auto result = ended();
    BOOST_REQUIRE(result);
    BOOST_TEST(result->reason == "another dispatcher holds the lease");
    const auto left = memory.leave_lease_until - clock.now;
    BOOST_TEST(left.count() > 0);
    BOOST_TEST((left <= 1s * (1 << std::min(round, 3))));
    BOOST_TEST(memory.deposed == unsigned(std::min(round + 1, 4)));
    run(redis, {"DEL", "{shunyi}:lease"});
    begin();
    for (int i = 0; i < 20; ++i) step(0ms);
    BOOST_TEST(!term->leads());
    clock.now = memory.leave_lease_until;
    BOOST_REQUIRE(lead());
  }
  clock.now += 11s;
  BOOST_TEST(until([&] { return memory.deposed == 0; }));
}

BOOST_FIXTURE_TEST_CASE(a_claim_that_another_one_won_is_not_granted, TermBench) {
  // While the claim is on its way another one claims: the head is another than it expects.
  door.fail_where("FCALL shaodao_1_claim", "-FENCED the head is another\r\n");
  begin();
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(tells(result->reason, "the claim was not granted: the journal moved on"),
             result->reason);
  BOOST_TEST(memory.deposed == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_another_one_claimed_during_recovery_is_his, TermBench) {
  begin();
  while (step() && run(redis, {"EXISTS", test::head_key}).integer == 0) {
  }
  const auto head = must(journal::read_head(redis, test::jurisdiction));
  core::Record record;
  record.first = head.number + 1;
  record.events.push_back(core::TermClaimed{head.epoch + 1, "another", {}, 1});
  must(journal::claim(redis, test::jurisdiction, head, head.epoch + 1, record.first, "another",
                      codec::encode_batch({codec::encode_record(record)})));
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(result->reason == "another leader claimed the journal during recovery");
  BOOST_TEST(memory.deposed == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_long_recovery_keeps_the_lease_meanwhile, TermBench) {
  begin();
  while (step() && run(redis, {"EXISTS", test::head_key}).integer == 0) {
  }
  run(redis, {"SET", "{shunyi}:lease", "another"});
  clock.now += 1s;
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(result->reason == "another dispatcher holds the lease");
}

BOOST_FIXTURE_TEST_CASE(what_lies_in_the_journal_and_is_no_record_is_not_led_on, TermBench) {
  must(journal::claim(redis, test::jurisdiction, {}, 1, 1, "n", "no record"));
  begin();
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_CHECK(result->end == TermEnd::cannot_serve);
  BOOST_TEST(tells(result->reason, "the journal's last entry: "), result->reason);
}

BOOST_FIXTURE_TEST_CASE(tells_brokers_of_the_keys_that_are_valid_and_of_its_own_jurisdiction_only,
                        LedBench) {
  ask(link::AskDirectory{test::jurisdiction, "ref"});
  const auto directory = answered();
  BOOST_REQUIRE(directory);
  BOOST_TEST(std::get<link::Directory>(*directory).ref == "ref");
  ask(link::Ask{link::AskKind::query, "haidian", "ref", {}, "id", "{}"});
  const auto other = answered();
  BOOST_REQUIRE(other);
  BOOST_TEST(std::get<link::NotLeader>(*other).jurisdiction == "haidian");
}

BOOST_FIXTURE_TEST_CASE(a_step_of_redis_clock_is_said_once_and_never_adopted, LedBench) {
  const LogCaught log;
  clock.now += 1s;
  step();
  BOOST_TEST(!log.has("event=clocks_differ"));
  clock.now += 10s;
  step();
  clock.now += 2s;
  step();
  BOOST_TEST(log.has("event=clocks_differ"));
  const auto first = log.text().find("event=clocks_differ");
  BOOST_TEST(log.text().find("event=clocks_differ", first + 1) == std::string::npos);
  BOOST_TEST(!end);
}

BOOST_AUTO_TEST_CASE(a_drills_time_begins_when_it_was_told_and_goes_on_where_it_stopped) {
  TermBench bench;
  bench.settings.exercise = true;
  bench.settings.clock_speed = 60;
  const core::Instant start = *config::parse_instant("2026-03-02T10:00:00+08:00");
  bench.settings.exercise_start = start;
  bench.begin();
  BOOST_REQUIRE(bench.lead());
  const auto now = [&] {
    return core::Instant{
        core::Duration{bench.question(R"({"ask":"status"})")["now"].get<std::int64_t>()}};
  };
  BOOST_TEST((now() - start < 5min));
  bench.clock.now += 1min;
  BOOST_TEST((now() - start > 55min));
  BOOST_TEST(bench.tell("c1", TermBench::raise("r1"))["ok"] == true);
  bench.settings.exercise_start.reset();
  bench.term->stop();
  bench.ended();
  bench.begin();
  BOOST_REQUIRE(bench.lead());
  BOOST_TEST((now() - start > 55min));
  BOOST_TEST((now() - start < 2h));
}

BOOST_FIXTURE_TEST_CASE(a_relaxed_disk_is_warned_of_and_told_to_who_asks, TermBench) {
  run(redis, {"CONFIG", "SET", "appendfsync", "everysec"});
  const LogCaught log;
  begin();
  BOOST_REQUIRE(lead());
  BOOST_TEST(log.has("event=not_durable durability=relaxed"), log.text());
  BOOST_TEST(question(R"({"ask":"status"})")["durability"] == "relaxed");
}

BOOST_FIXTURE_TEST_CASE(a_configuration_that_cannot_be_read_now_is_picked_up_later, LedBench) {
  config::Files files = shunyi_files();
  files["rules.toml"] += "\n# another version\n";
  const std::string before = question(R"({"ask":"status"})")["policy"];
  const std::string version = config::version_of(files);
  door.fail_where("GET {shunyi}:config:" + version, FalteringRedis::out_of_order);
  apply(files);
  for (int i = 0; i < 5; ++i) BOOST_REQUIRE(step(100ms));
  BOOST_TEST(question(R"({"ask":"status"})")["policy"] == before);
  door.mend();
  clock.now += 200ms;
  step();
  BOOST_TEST(question(R"({"ask":"status"})")["policy"] == version);
}

BOOST_FIXTURE_TEST_CASE(hands_over_to_who_stands_by_when_an_operator_asks, LedBench) {
  const std::string leader = run(redis, {"GET", "{shunyi}:lease"}).text;
  run(redis, {"SET", "{shunyi}:hand_over", leader});
  for (int i = 0; i < 5; ++i) BOOST_REQUIRE(step(600ms));  // nobody stands by
  run(redis, {"SET", "{shunyi}:standby", "another 1"});
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_CHECK(result->end == TermEnd::handed_over);
  BOOST_TEST((memory.leave_lease_until > clock.now + 1s));
  BOOST_TEST(run(redis, {"PTTL", "{shunyi}:lease"}).integer <= 0);
}

BOOST_FIXTURE_TEST_CASE(a_timeline_that_cannot_be_read_ends_it_and_a_page_of_history_is_refused,
                        LedBench) {
  BOOST_TEST(tell("c1", raise("r1"))["ok"] == true);
  // Somebody overwrites the journal while it leads.
  const auto entries = test::all_entries(redis);
  run(redis, {"DEL", test::stream_key});
  for (const journal::Entry& entry : entries)
    run(redis, {"XADD", test::stream_key, journal::entry_id(entry.epoch, entry.last), "r",
                "no record", "h", entry.hash});
  const LogCaught log;
  ask(link::AskHistory{test::jurisdiction, "ref", "begin", 5});
  auto answer = answered();
  BOOST_REQUIRE(answer);
  BOOST_TEST(std::holds_alternative<link::NotLeader>(*answer));
  BOOST_TEST(log.has("event=history_failed"));
  ask(link::AskHistory{test::jurisdiction, "ref", "nowhere", 5});
  answer = answered();
  BOOST_REQUIRE(answer);
  BOOST_TEST(std::holds_alternative<link::NotLeader>(*answer));
  BOOST_TEST(log.has("position nowhere is not one"));
  BOOST_TEST(question(R"({"ask":"whistle","whistle":"W1"})").is_null());
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(tells(result->reason, "a timeline could not be read"), result->reason);
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_went_away_under_it_gives_no_history_and_takes_no_append,
                        LedBench) {
  BOOST_TEST(tell("c1", raise("r1"))["ok"] == true);
  const auto entries = test::all_entries(redis);
  run(redis, {"DEL", test::stream_key});
  ask(link::AskHistory{test::jurisdiction, "ref", "begin", 5});
  const auto page = answered();
  BOOST_REQUIRE(page);
  BOOST_TEST(std::get<link::History>(*page).events.empty());
  const auto shown = question(R"({"ask":"whistle","whistle":"W1"})");
  BOOST_TEST(shown["timeline"].empty());
  BOOST_TEST(shown["archived"] == 2);
  // An entry in place of another: what it should hold is left out, and it is not asked for again.
  run(redis,
      {"XADD", test::stream_key, journal::entry_id(entries.back().epoch, entries.back().last), "r",
       entries.front().bytes, "h", entries.back().hash});
  BOOST_TEST(question(R"({"ask":"whistle","whistle":"W1"})")["timeline"].empty());
  run(redis, {"DEL", test::head_key});
  BOOST_TEST(tell("c2", raise("r2")).is_null());
  const auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(tells(result->reason, "another leader claimed the journal"), result->reason);
}

BOOST_FIXTURE_TEST_CASE(keys_of_residents_that_cannot_be_read_end_it_before_anything_is_told,
                        TermBench) {
  begin();
  BOOST_REQUIRE(lead());
  BOOST_TEST(tell("c1", R"({"do":"raise","id":"r1","unit":"110113001","category":"GAS_LEAK",)"
                        R"("title":"燃气","reporter":{"name":"张三丰"}})")["ok"] == true);
  term->stop();
  ended();
  begin();
  BOOST_REQUIRE(lead());
  door.fail_where("HMGET", FalteringRedis::out_of_order);
  BOOST_TEST(question(R"({"ask":"whistle","whistle":"W1"})").is_null());
  auto result = ended();
  BOOST_REQUIRE(result);
  BOOST_TEST(tells(result->reason, "the keys of whistles could not be read"), result->reason);
  door.mend();
  begin();
  BOOST_REQUIRE(lead());
  door.fail_where("HMGET", FalteringRedis::out_of_order);
  ask(link::AskHistory{test::jurisdiction, "ref", "begin", 50});
  const LogCaught log;
  answered();
  BOOST_TEST(log.has("the keys of whistles could not be read"), log.text());
}

BOOST_AUTO_TEST_SUITE_END()
