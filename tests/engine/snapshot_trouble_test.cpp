// Snapshots that could not be written, and snapshots and entries that cannot be read: nothing is
// lost by the first, and the second are passed over or refused, never half taken.
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/engine/recovery.hpp"
#include "dispatcher/journal/archive_mark.hpp"
#include "tests/engine/term_bench.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;
using test::FalteringRedis;
using test::LogCaught;
using test::must;
using test::run;
using test::TermBench;

/// Leads and takes a snapshot every twenty events, in several chunks.
struct SnapshotBench : TermBench {
  SnapshotBench() {
    settings.housekeeping = {20, 2000};
    begin();
    BOOST_REQUIRE_MESSAGE(lead(), reason);
  }
  std::vector<journal::Manifest> manifests() {
    return must(journal::read_manifests(redis, test::jurisdiction));
  }
  /// Raises whistles until it holds.
  template <class Condition>
  bool raise_until(const Condition& holds) {
    for (int i = 0; i < 300 && !holds(); ++i) {
      const std::string id = "c" + std::to_string(++raised_);
      if (tell(id, raise(id)).is_null()) return holds();
      for (int j = 0; j < 12 && step(); ++j) std::this_thread::sleep_for(200us);
    }
    return holds();
  }
  core::Result<bool, engine::Obstacle> recover(engine::Recovery& recovery) {
    for (;;) {
      auto step = recovery.step();
      if (!step || *step) return step;
    }
  }
  /// Why it cannot be recovered from; empty: it can.
  std::string recovery_problem() {
    engine::Recovery recovery(*store);
    const auto recovered = recover(recovery);
    return recovered ? "" : recovered.error().what;
  }

 private:
  int raised_ = 0;
};

/// A journal written by hand, one that nobody leads.
struct HandBench : TermBench {
  HandBench() { begin(); }
  static std::string claim_at(core::EventNumber number, std::uint64_t epoch) {
    return record_at(number, core::TermClaimed{epoch, "n1", at, 1});
  }
  static std::string record_at(core::EventNumber number, core::Event event) {
    core::Record record;
    record.first = number;
    record.at = at;
    record.events.push_back(std::move(event));
    return codec::encode_batch({codec::encode_record(record)});
  }
  std::string problem() {
    engine::Recovery recovery(*store);
    for (;;) {
      const auto step = recovery.step();
      if (!step) return step.error().what;
      if (*step) return "";
    }
  }
  static constexpr core::Instant at = core::at_second(1'772'416'800);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_snapshot)

BOOST_FIXTURE_TEST_CASE(that_could_not_be_written_is_tried_again_later_and_nothing_is_lost,
                        SnapshotBench) {
  const LogCaught log;
  door.fail_where("SET {shunyi}:snapshot", FalteringRedis::out_of_order);
  BOOST_TEST(raise_until([&] { return log.has("event=snapshot_failed"); }));
  BOOST_TEST(log.has("out of order today"));
  BOOST_TEST(manifests().empty());
  door.mend();
  BOOST_TEST(raise_until([&] { return manifests().size() == 1; }));
  BOOST_TEST(!end);
}

BOOST_FIXTURE_TEST_CASE(whose_manifest_is_refused_does_not_count_and_the_leader_goes_on,
                        SnapshotBench) {
  const LogCaught log;
  door.fail_where("FCALL shaodao_1_snapshot", "-TORN a chunk is missing\r\n");
  BOOST_TEST(raise_until([&] { return log.has("event=snapshot_failed"); }));
  BOOST_TEST(manifests().empty());
  door.mend();
  BOOST_TEST(raise_until([&] { return manifests().size() == 2; }));
  BOOST_TEST(!end);
}

BOOST_FIXTURE_TEST_CASE(whose_manifest_met_a_fence_ends_the_term, SnapshotBench) {
  door.fail_where("FCALL shaodao_1_snapshot", "-FENCED the head is another\r\n");
  raise_until([&] { return end.has_value(); });
  BOOST_REQUIRE(end);
  BOOST_CHECK(end->end == engine::TermEnd::stepped_down);
  BOOST_TEST(reason == "another leader claimed the journal");
}

BOOST_FIXTURE_TEST_CASE(behind_which_the_journal_could_not_be_trimmed_is_trimmed_behind_later,
                        SnapshotBench) {
  const LogCaught log;
  const auto trimmed = [&] {
    return must(journal::read_trimmed(redis, test::jurisdiction)).number;
  };
  BOOST_REQUIRE(raise_until([&] { return manifests().size() == 2; }));
  const journal::Manifest older = manifests().back();
  run(redis,
      {"SET", "{shunyi}:archived", journal::head_text({older.epoch, older.number, older.chain})});
  door.fail_where("GET {shunyi}:archived", FalteringRedis::out_of_order);
  clock.now += 11s;
  for (int i = 0; i < 10; ++i) step();
  BOOST_TEST(trimmed() == 0u);
  door.mend();
  door.fail_where("FCALL shaodao_1_trim", FalteringRedis::out_of_order);
  clock.now += 11s;
  for (int i = 0; i < 50 && step(); ++i) std::this_thread::sleep_for(1ms);
  BOOST_TEST(trimmed() == 0u);
  BOOST_TEST(!end);
  door.mend();
  clock.now += 11s;
  BOOST_TEST(until([&] { return log.has("event=trimmed"); }));
  BOOST_TEST(trimmed() == older.number);
}

BOOST_FIXTURE_TEST_CASE(that_lacks_a_chunk_or_was_altered_gives_way_to_the_one_before_it,
                        SnapshotBench) {
  BOOST_REQUIRE(raise_until([&] { return manifests().size() == 2; }));
  const auto both = manifests();
  const std::string first = "{shunyi}:snapshot:" + both.front().name() + ":0";
  const std::string whole = run(redis, {"GET", first}).text;
  const auto recovered_from = [&] {
    engine::Recovery recovery(*store);
    BOOST_TEST(recover(recovery).has_value());
    return recovery.from_snapshot();
  };
  BOOST_TEST(recovered_from() == both.front().number);
  const auto given_up_for = [&](const std::string& problem) {
    const LogCaught log;
    BOOST_TEST(recovered_from() == both.back().number);
    BOOST_TEST(log.has(problem), log.text());
  };
  run(redis, {"DEL", first});
  given_up_for("chunk 0 is missing");
  run(redis, {"SET", first, "no lines of a snapshot\n"});
  given_up_for("chunk 0 cannot be read");
  std::string altered = whole;
  const auto title = altered.find("经营");
  BOOST_REQUIRE(title != std::string::npos);
  altered.replace(title, std::string("经营").size(), "买卖");
  run(redis, {"SET", first, altered});
  given_up_for("it does not match its hash");
}

BOOST_FIXTURE_TEST_CASE(that_holds_another_state_than_its_manifest_says_is_not_taken,
                        SnapshotBench) {
  BOOST_REQUIRE(raise_until([&] { return manifests().size() == 2; }));
  std::string lines = run(redis, {"GET", "{shunyi}:snapshots"}).text;
  const journal::Manifest newest = manifests().front();
  // The newer line names one event more; its chunks are there under that name too.
  journal::Manifest wrong = newest;
  wrong.number += 1;
  for (std::uint64_t i = 0; i < newest.chunks; ++i)
    run(redis, {"COPY", "{shunyi}:snapshot:" + newest.name() + ":" + std::to_string(i),
                "{shunyi}:snapshot:" + wrong.name() + ":" + std::to_string(i)});
  lines.replace(lines.find(newest.name()), newest.name().size(), wrong.name());
  run(redis, {"SET", "{shunyi}:snapshots", lines});
  const LogCaught log;
  BOOST_TEST(recovery_problem() == "");
  BOOST_TEST(log.has("it does not hold what its manifest says"), log.text());
}

BOOST_FIXTURE_TEST_CASE(that_was_replaced_while_it_was_read_is_looked_for_again, SnapshotBench) {
  BOOST_REQUIRE(raise_until([&] { return manifests().size() == 1; }));
  engine::Recovery recovery(*store);
  BOOST_REQUIRE(recovery.step().has_value());
  const std::string old = "{shunyi}:snapshot:" + manifests().front().name() + ":0";
  BOOST_REQUIRE(raise_until([&] { return manifests().size() == 2; }));
  run(redis, {"DEL", old});
  BOOST_TEST(recover(recovery).has_value());
  BOOST_TEST(recovery.from_snapshot() == manifests().front().number);
}

BOOST_FIXTURE_TEST_CASE(is_looked_for_in_vain_where_the_journal_was_trimmed, SnapshotBench) {
  BOOST_REQUIRE(raise_until([&] { return manifests().size() == 1; }));
  run(redis, {"DEL", "{shunyi}:snapshots"});
  run(redis, {"SET", "{shunyi}:trimmed", "1-20 token"});
  const std::string problem = recovery_problem();
  BOOST_TEST(problem.find("no snapshot can be read (there is none), and the journal begins after "
                          "event 20") != std::string::npos,
             problem);
}

BOOST_FIXTURE_TEST_CASE(that_redis_does_not_give_out_is_asked_for_in_the_next_term, SnapshotBench) {
  BOOST_REQUIRE(raise_until([&] { return manifests().size() == 1; }));
  std::size_t failed = 0;
  bool recovered = false;
  const auto requests = test::fail_each_request(door, FalteringRedis::out_of_order, [&] {
    engine::Recovery recovery(*store);
    const auto result = recover(recovery);
    recovered = result.has_value();
    if (recovered) return;
    ++failed;
    BOOST_TEST(!result.error().for_operator);
  });
  BOOST_TEST(failed == requests);
  BOOST_TEST(recovered);
  // Also when one is missing and the list is asked for again.
  run(redis, {"DEL", "{shunyi}:snapshot:" + manifests().front().name() + ":0"});
  door.fail_where("GET {shunyi}:snapshots", FalteringRedis::out_of_order, 2);
  BOOST_TEST(recovery_problem() == "Redis refused: ERR out of order today");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_journal_that_is_recovered)

BOOST_FIXTURE_TEST_CASE(must_hold_records_that_follow_each_other, HandBench) {
  const auto after = [&](const std::string& bytes, core::EventNumber events) {
    run(redis, {"DEL", test::stream_key, test::head_key});
    test::Leader leader(redis, "n1");
    leader.claim(claim_at(1, 1));
    BOOST_REQUIRE(leader.append(bytes, events) == journal::AppendOutcome::appended);
    return problem();
  };
  const auto adopted = [](core::EventNumber number) {
    return record_at(number, core::PolicyAdopted{"version1"});
  };
  BOOST_TEST(after(adopted(2), 1) == "");
  BOOST_TEST(after("no record", 1).starts_with("entry 1-2 cannot be read: "));
  BOOST_TEST(after(adopted(3), 2) == "entry 1-3 begins with event 3 where event 2 should follow");
  BOOST_TEST(after(adopted(2), 2) == "entry 1-3 ends with event 2");
}

BOOST_FIXTURE_TEST_CASE(is_read_to_its_end_however_many_entries_it_has, HandBench) {
  run(redis, {"CONFIG", "SET", "appendfsync", "no"});
  test::Leader leader(redis, "n1");
  leader.claim(claim_at(1, 1));
  for (core::EventNumber number = 2; number <= 128; ++number)
    BOOST_REQUIRE(leader.append(record_at(number, core::PolicyAdopted{"v"})) ==
                  journal::AppendOutcome::appended);
  engine::Recovery recovery(*store);
  int steps = 0;
  for (;; ++steps) {
    const auto step = recovery.step();
    BOOST_REQUIRE(step.has_value());
    if (*step) break;
  }
  BOOST_TEST(steps > 1);
  BOOST_TEST(recovery.state().last_event() == 128u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_configuration_in_redis)

BOOST_FIXTURE_TEST_CASE(must_be_there_whole_unaltered_and_right, HandBench) {
  engine::Configurations configurations;
  const auto problem = [&](const std::string& version) {
    const auto loaded = configurations.load(*store, version);
    return loaded ? std::string() : loaded.error().what;
  };
  const auto says = [&](const std::string& version, const std::string& part) {
    const std::string said = problem(version);
    BOOST_TEST(said.find(part) != std::string::npos, said);
  };
  says("nowhere", "Redis does not hold configuration nowhere, which the journal names");
  run(redis, {"SET", "{shunyi}:config:garbled", "garbled"});
  says("garbled", "configuration garbled: ");
  config::Files files = shunyi_files();
  run(redis, {"SET", "{shunyi}:config:other", config::files_to_bytes(files)});
  says("other", "configuration other was altered in Redis");
  files["rules.toml"] += "\nnonsense = \n";
  const std::string wrong = config::version_of(files);
  run(redis, {"SET", "{shunyi}:config:" + wrong, config::files_to_bytes(files)});
  says(wrong, "configuration " + wrong + " has errors: ");
  door.fail_where("GET", FalteringRedis::out_of_order);
  const auto silent = configurations.load(*store, "nowhere");
  BOOST_REQUIRE(!silent);
  BOOST_TEST(!silent.error().for_operator);
}

BOOST_AUTO_TEST_SUITE_END()
