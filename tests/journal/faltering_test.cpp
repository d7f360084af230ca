// Every function that asks Redis says when one of its questions is not answered, whichever of them
// it is: an error that is swallowed half-way would be taken for an empty journal, a free lease or
// a configuration that is not there. And what was begun before the error can be done again.
#include <functional>
#include <thread>

#include "dispatcher/journal/archive_mark.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/hand_over.hpp"
#include "dispatcher/journal/lease.hpp"
#include "dispatcher/journal/redis_disk.hpp"
#include "dispatcher/journal/redis_store.hpp"
#include "dispatcher/journal/resident_keys.hpp"
#include "dispatcher/journal/restoring.hpp"
#include "dispatcher/journal/verify.hpp"
#include "tests/journal/faltering_redis.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::ErrorKind;
using journal::RedisConnection;
using Problem = std::optional<journal::Error>;

template <class T>
Problem problem_in(const journal::Result<T>& result) {
  return result ? Problem() : Problem(result.error());
}

struct Question {
  const char* name;
  std::size_t requests;  // that it makes of Redis
  std::function<Problem(RedisConnection&)> ask;
};

const journal::Manifest a_snapshot{1, "n1", 2, "abc", 1, 5, "hash"};

std::vector<Question> questions_with(const journal::ArchiveMark& mark) {
  return {
      {"functions", 1, [](auto& redis) { return problem_in(journal::load_functions(redis)); }},
      {"head", 1, [](auto& redis) { return problem_in(journal::read_head(redis, jurisdiction)); }},
      {"entries", 1,
       [](auto& redis) { return problem_in(journal::read(redis, jurisdiction, 0, 0, 10)); }},
      {"last entry", 1,
       [](auto& redis) { return problem_in(journal::read_last(redis, jurisdiction)); }},
      {"time", 1, [](auto& redis) { return problem_in(journal::redis_time(redis)); }},
      {"durability", 1, [](auto& redis) { return problem_in(journal::durability(redis)); }},
      {"disk", 1, [](auto& redis) { return problem_in(journal::data_directory(redis, "")); }},
      {"highest id", 2,
       [](auto& redis) { return problem_in(journal::read_highest(redis, jurisdiction)); }},
      {"verification", 5,
       [](auto& redis) {
         return problem_in(journal::verify(redis, jurisdiction, [](const auto&) {}));
       }},
      {"archive's mark", 2,
       [](auto& redis) { return problem_in(journal::read_archived(redis, jurisdiction)); }},
      {"archived", 1,
       [mark](auto& redis) {
         return problem_in(journal::mark_archived(redis, jurisdiction, mark));
       }},
      {"same configuration", 2,
       [](auto& redis) {
         return problem_in(journal::store_config(redis, jurisdiction, "v1", "texts"));
       }},
      {"mended configuration", 1,
       [](auto& redis) {
         return problem_in(journal::mend_config(redis, jurisdiction, "v1", "texts"));
       }},
      {"configuration in force", 2,
       [](auto& redis) { return problem_in(journal::set_current(redis, jurisdiction, "v1")); }},
      {"withdrawing", 1,
       [](auto& redis) { return problem_in(journal::note_withdrawn(redis, jurisdiction, "v1")); }},
      {"withdrawn", 1,
       [](auto& redis) { return problem_in(journal::withdrawn_config(redis, jurisdiction)); }},
      {"which configuration", 1,
       [](auto& redis) { return problem_in(journal::current_config(redis, jurisdiction)); }},
      {"a configuration", 1,
       [](auto& redis) { return problem_in(journal::read_config(redis, jurisdiction, "v1")); }},
      {"saying that one stands by", 1,
       [](auto& redis) {
         return problem_in(journal::say_standby(redis, jurisdiction, {"n2", 1}));
       }},
      {"who stands by", 1,
       [](auto& redis) { return problem_in(journal::read_standby(redis, jurisdiction)); }},
      {"who leads", 1,
       [](auto& redis) { return problem_in(journal::lease_holder(redis, jurisdiction)); }},
      {"asking to hand over", 1,
       [](auto& redis) { return problem_in(journal::ask_hand_over(redis, jurisdiction, "n1")); }},
      {"whether to hand over", 2,
       [](auto& redis) { return problem_in(journal::hand_over_asked(redis, jurisdiction, "n1")); }},
      {"lease", 1,
       [](auto& redis) {
         return problem_in(journal::Lease(jurisdiction, "n1", 10s).try_take(redis));
       }},
      {"snapshots", 1,
       [](auto& redis) { return problem_in(journal::read_manifests(redis, jurisdiction)); }},
      {"chunk", 1,
       [](auto& redis) {
         return problem_in(journal::read_chunk(redis, jurisdiction, a_snapshot, 0));
       }},
      {"keys of whistles", 1,
       [](auto& redis) {
         return problem_in(journal::read_keys(redis, jurisdiction, {core::KeyId("k1")}));
       }},
      {"restored keys", 2,
       [](auto& redis) {
         return problem_in(journal::restore_keys(
             redis, jurisdiction, {{core::KeyId("k1"), "a"}, {core::KeyId("k2"), "b"}}));
       }},
      {"whether there is a journal", 1,
       [](auto& redis) { return problem_in(journal::held_journal(redis, jurisdiction)); }},
      {"beginning to restore", 1,
       [](auto& redis) { return problem_in(journal::begin_restore(redis, jurisdiction)); }},
  };
}

/// A Redis with something of everything in it, and a door before it.
struct Faltering : RedisFixture {
  FalteringRedis door{server.url()};
  std::vector<Question> questions;

  Faltering() {
    Leader leader(redis, "n1");
    leader.claim();
    leader.append("entry");
    must(journal::store_config(redis, jurisdiction, "v1", "texts"));
    must(journal::set_current(redis, jurisdiction, "v1"));
    must(journal::say_standby(redis, jurisdiction, {"n2", 1}));
    must(journal::ask_hand_over(redis, jurisdiction, "n1"));
    must(journal::mark_archived(redis, jurisdiction, {1, 2, leader.hash}));
    questions = questions_with({1, 2, leader.hash});
    run(redis, {"PERSIST", "{shunyi}:standby"});
    run(redis, {"PERSIST", "{shunyi}:hand_over"});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_redis_that_falters, Faltering)

BOOST_AUTO_TEST_CASE(no_error_of_redis_is_taken_for_an_answer) {
  auto behind = connect_to(door.url());
  for (const Question& question : questions) {
    std::size_t failed = 0;
    Problem problem;
    const auto requests = fail_each_request(door, FalteringRedis::out_of_order, [&] {
      problem = question.ask(behind);
      if (!problem) return;
      ++failed;
      BOOST_CHECK_MESSAGE(problem->kind == ErrorKind::refused, question.name);
      BOOST_TEST(problem->message == "Redis refused: ERR out of order today", question.name);
    });
    BOOST_TEST(failed == requests, question.name);
    BOOST_TEST(requests == question.requests, question.name);
    BOOST_CHECK_MESSAGE(!problem, question.name);  // once nothing fails any more
  }
}

BOOST_AUTO_TEST_CASE(no_value_of_another_kind_is_taken_for_an_answer) {
  auto behind = connect_to(door.url());
  for (const Question& question : questions) {
    door.mend();
    door.fail(1, "%s\r\n");  // no reply begins so
    auto broken = connect_to(door.url());
    const auto unreadable = question.ask(broken);
    BOOST_REQUIRE_MESSAGE(unreadable, question.name);
    BOOST_TEST(unreadable->message.find("cannot be read") != std::string::npos, question.name);
    for (const char* value : {":7\r\n", "$1\r\n7\r\n", "*0\r\n"}) {
      door.mend();
      door.fail(1, value);
      const auto problem = question.ask(behind);
      if (problem)
        BOOST_CHECK_MESSAGE(problem->kind == ErrorKind::unexpected,
                            question.name << ": " << problem->message);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_connection_that_breaks_says_so_and_no_more_is_asked_on_it) {
  for (const Question& question : questions) {
    auto behind = connect_to(door.url());
    door.mend();
    door.fail(1, FalteringRedis::hang_up);
    const auto problem = question.ask(behind);
    BOOST_REQUIRE_MESSAGE(problem, question.name);
    BOOST_CHECK_MESSAGE(problem->kind == ErrorKind::connection, question.name);
    BOOST_TEST(problem->message == "Redis closed the connection", question.name);
    BOOST_TEST(door.requests() == 1u, question.name);
  }
}

BOOST_AUTO_TEST_CASE(keys_of_residents_are_gone_only_once_redis_has_said_so) {
  auto behind = connect_to(door.url());
  journal::Rewriting rewriting(jurisdiction);
  const auto gone = [&] {
    for (int i = 0; i < 500; ++i) {
      const auto step = rewriting.step(behind);
      if (!step) return std::optional<bool>();
      if (*step) return std::optional(true);
      std::this_thread::sleep_for(5ms);
    }
    return std::optional(false);
  };
  for (const char* request :
       {"GET {shunyi}:rewrite", "INFO", "BGREWRITEAOF", "SET {shunyi}:rewrite"}) {
    run(redis, {"SET", "{shunyi}:rewrite", "1-2"});
    door.fail_where(request, FalteringRedis::out_of_order);
    BOOST_CHECK_MESSAGE(!gone(), request);
    BOOST_TEST(run(redis, {"GET", "{shunyi}:rewrite"}).text == "1-2", request);
    door.mend();
    BOOST_CHECK_MESSAGE(gone() == true, request);
    BOOST_TEST(run(redis, {"GET", "{shunyi}:rewrite"}).text == "", request);
  }
}

BOOST_AUTO_TEST_CASE(a_store_is_not_opened_on_a_redis_that_answers_half_of_what_it_is_asked) {
  std::size_t failed = 0;
  bool opened = false;
  const auto requests = fail_each_request(door, FalteringRedis::out_of_order, [&] {
    const auto store = journal::RedisStore::open({door.url()}, jurisdiction);
    opened = store.has_value();
    if (opened) return;
    ++failed;
    BOOST_TEST(store.error().message.find("out of order today") != std::string::npos,
               store.error().message);
  });
  BOOST_TEST(requests == 3u);  // PING, FUNCTION LOAD, CONFIG GET dir
  BOOST_TEST(failed == requests);
  BOOST_TEST(opened);
}

BOOST_AUTO_TEST_CASE(what_came_of_a_write_is_told_as_redis_told_it) {
  auto store = must(journal::RedisStore::open({door.url()}, jurisdiction));
  const auto outcome = [&] {
    for (int i = 0; i < 1000; ++i) {
      if (auto said = store->appended()) return said;
      std::this_thread::sleep_for(2ms);
    }
    return std::optional<journal::Result<journal::Done>>();
  };
  const auto head = must(store->head());
  store->append({9, 9, "x"}, 10, "bytes", "hash", {});
  auto said = outcome();
  BOOST_REQUIRE(said && !*said);
  BOOST_CHECK(said->error().kind == ErrorKind::fenced);
  BOOST_TEST(said->error().message == "another leader claimed the journal");

  door.fail_where("FCALL shaodao_1_append", FalteringRedis::out_of_order);
  store->append(head, head.number + 1, "bytes", "hash", {});
  said = outcome();
  BOOST_REQUIRE(said && !*said);
  BOOST_TEST(said->error().message == "the append failed: ERR out of order today");

  door.fail_where("SET {shunyi}:snapshot", FalteringRedis::out_of_order);
  store->write_chunk(a_snapshot, 0, "chunk");
  std::optional<journal::Result<journal::Done>> written;
  for (int i = 0; i < 1000 && !written; ++i, std::this_thread::sleep_for(2ms))
    written = store->chunk_written();
  BOOST_REQUIRE(written && !*written);
  BOOST_TEST(written->error().message == "Redis refused: ERR out of order today");

  door.mend();
  door.fail_where("SET {shunyi}:snapshot", FalteringRedis::hang_up);
  store->write_chunk(a_snapshot, 0, "chunk");
  written.reset();
  for (int i = 0; i < 1000 && !written; ++i, std::this_thread::sleep_for(2ms))
    written = store->chunk_written();
  BOOST_REQUIRE(written && !*written);
  BOOST_CHECK(written->error().kind == ErrorKind::connection);

  door.mend();
  door.fail_where("GET {shunyi}:archived", FalteringRedis::out_of_order);
  BOOST_TEST(!store->archived().has_value());
  door.mend();
  BOOST_TEST(must(store->archived()).number == 2u);
}

BOOST_AUTO_TEST_CASE(a_claim_counts_only_when_the_replicas_answer_before_and_after_it) {
  auto store = must(journal::RedisStore::open({door.url()}, jurisdiction, {.replicas = 1}));
  const auto head = must(store->head());
  const auto claim = [&](const journal::Head& after) {
    return store->claim(after, after.epoch + 1, after.number + 1, "n2", "claim");
  };
  for (const char* answer : {FalteringRedis::out_of_order, ":0\r\n"}) {
    door.mend();
    door.fail_where("WAIT", answer);
    BOOST_TEST(!claim(head).has_value());
    BOOST_CHECK(must(journal::read_head(redis, jurisdiction)) == head);
  }
  door.mend();
  door.fail_where("WAIT", ":0\r\n", 2);
  door.fail_where("WAIT", ":1\r\n");
  const auto doubtful = claim(head);
  BOOST_REQUIRE(!doubtful);
  BOOST_CHECK(doubtful.error().kind == ErrorKind::timeout);
  BOOST_TEST(doubtful.error().message.starts_with("0 of 1 replicas answered within 1000 ms"));
  // It is in the journal all the same: what is claimed next comes after it.
  door.mend();
  door.fail_where("WAIT", ":1\r\n");
  const auto next = must(store->head());
  BOOST_TEST(next.epoch == head.epoch + 1);
  BOOST_TEST(claim(next).has_value());
}

BOOST_AUTO_TEST_CASE(an_append_that_too_few_replicas_have_is_of_unknown_outcome) {
  auto store = must(journal::RedisStore::open({door.url()}, jurisdiction, {.replicas = 1}));
  const auto append = [&](const std::string& wait) {
    door.mend();
    door.fail_where("WAIT", wait);
    const auto head = must(store->head());
    store->append(head, head.number + 1, "bytes", "hash", {});
    for (int i = 0; i < 1000; ++i) {
      if (auto said = store->appended()) return *said;
      std::this_thread::sleep_for(2ms);
    }
    return journal::Result<journal::Done>(journal::Done{});
  };
  BOOST_TEST(append(":1\r\n").has_value());
  const auto few = append(":0\r\n");
  BOOST_REQUIRE(!few);
  BOOST_TEST(few.error().message.find("whether what was written lasts is unknown") !=
             std::string::npos);
  const auto refused = append(FalteringRedis::out_of_order);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().message == "Redis refused: ERR out of order today");
}

BOOST_AUTO_TEST_SUITE_END()
