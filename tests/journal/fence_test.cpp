// The fence: who may write to the journal, and that a write is all or nothing.
#include <array>
#include <optional>
#include <thread>

#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::AppendOutcome;
using journal::Entry;
using journal::ErrorKind;
using journal::Head;

/// All that a refused write must leave as it was.
struct Held {
  std::vector<Entry> entries;
  Head head;
  bool operator==(const Held&) const = default;
};
Held held_by(journal::RedisConnection& redis) {
  return {all_entries(redis), must(journal::read_head(redis, jurisdiction))};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_chain)

BOOST_AUTO_TEST_CASE(is_blake2b_256_over_the_hash_before_the_id_and_the_bytes) {
  // From Python: hashlib.blake2b((previous + id + bytes).encode(), digest_size=32).hexdigest()
  const std::string first = journal::chain("", "1-1", "claim");
  BOOST_TEST(first == "e27e9a9c2a605f9080cb6b128cf528481e0146a5ea5b2e88f270bb057ff1b62b");
  BOOST_TEST(journal::chain(first, "1-2", "whistle") ==
             "bb954a331cb6cc8109167ff5563bedaf45ec43b974feffbda38f81c5ac0d0fdc");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_fence, RedisFixture)

BOOST_AUTO_TEST_CASE(an_empty_redis_has_no_head_no_entry_and_no_last_entry) {
  BOOST_CHECK(must(journal::read_head(redis, jurisdiction)) == Head{});
  BOOST_TEST(all_entries(redis).empty());
  BOOST_CHECK(!journal::read_last(redis, jurisdiction));
}

BOOST_AUTO_TEST_CASE(a_claim_on_an_empty_journal_is_its_first_entry) {
  const Head head = must(journal::claim(redis, jurisdiction, {}, 1, 1, "nonce1", "claim"));
  BOOST_CHECK((head == Head{1, 1, "nonce1"}));
  BOOST_CHECK((held_by(redis) == Held{{Entry{1, 1, "claim", ""}}, head}));
}

BOOST_AUTO_TEST_CASE(an_append_adds_one_entry_and_moves_the_head_to_its_hash) {
  Leader leader(redis, "nonce1");
  leader.claim();
  const std::string bytes("one\ntwo\0three\xff", 14);
  BOOST_CHECK(leader.append(bytes, 3) == AppendOutcome::appended);
  const Held held = held_by(redis);
  BOOST_CHECK((held.head == Head{1, 4, leader.hash}));
  BOOST_REQUIRE(held.entries.size() == 2u);
  BOOST_CHECK((held.entries[1] == Entry{1, 4, bytes, leader.hash}));
  BOOST_CHECK(must(journal::read_last(redis, jurisdiction)) == held.entries[1]);
}

BOOST_AUTO_TEST_CASE(entries_are_read_after_a_position_and_at_most_so_many) {
  Leader leader(redis, "nonce1");
  leader.claim();
  for (int i = 0; i < 9; ++i) leader.append("entry", 2);  // 1-3, 1-5 ... 1-19
  const auto some = must(journal::read(redis, jurisdiction, 1, 3, 2));
  BOOST_REQUIRE(some.size() == 2u);
  BOOST_TEST(some[0].last == 5u);
  BOOST_TEST(some[1].last == 7u);
  // A position between two entries: the one that holds event 6 comes first.
  BOOST_TEST(must(journal::read(redis, jurisdiction, 1, 5, 1)).front().last == 7u);
  BOOST_TEST(must(journal::read(redis, jurisdiction, 1, 19, 10)).empty());
}

BOOST_AUTO_TEST_CASE(a_stale_token_is_fenced_and_nothing_is_written) {
  Leader leader(redis, "nonce1");
  leader.claim();
  leader.append("kept");
  const Held before = held_by(redis);
  for (const Head& stale : {Head{1, 1, "nonce1"}, Head{1, 2, "nonce1"}, Head{1, 2, ""}, Head{},
                            Head{1, 3, leader.hash}}) {
    leader.head = stale;
    BOOST_CHECK(leader.append("lost") == AppendOutcome::fenced);
    BOOST_CHECK(held_by(redis) == before);
  }
}

BOOST_AUTO_TEST_CASE(a_stale_leader_is_refused_after_a_new_claim) {
  Leader old_leader(redis, "nonce1");
  old_leader.claim();
  old_leader.append("kept");
  Leader new_leader(redis, "nonce2");
  new_leader.claim();
  const Held before = held_by(redis);
  BOOST_CHECK(old_leader.append("lost") == AppendOutcome::fenced);
  BOOST_CHECK(held_by(redis) == before);
  BOOST_CHECK(new_leader.append("goes on") == AppendOutcome::appended);
}

BOOST_AUTO_TEST_CASE(a_stale_claim_is_fenced_and_names_both_heads) {
  Leader leader(redis, "nonce1");
  leader.claim();
  const Held before = held_by(redis);
  const auto claimed = journal::claim(redis, jurisdiction, {}, 2, 2, "nonce2", "claim");
  BOOST_REQUIRE(!claimed);
  BOOST_CHECK(claimed.error().kind == ErrorKind::fenced);
  BOOST_TEST(claimed.error().message.find("\"1-1 nonce1\", not \"0-0 \"") != std::string::npos);
  BOOST_CHECK(held_by(redis) == before);
}

BOOST_AUTO_TEST_CASE(a_claim_that_is_not_above_the_head_it_expects_is_not_even_sent) {
  Leader leader(redis, "nonce1");
  leader.claim();
  const Held before = held_by(redis);
  struct Wrong {
    std::uint64_t epoch;
    core::EventNumber number;
    const char* nonce;
  };
  for (const Wrong& wrong : {Wrong{1, 2, "nonce2"}, Wrong{2, 1, "nonce2"}, Wrong{2, 2, ""}}) {
    const auto claimed = journal::claim(redis, jurisdiction, leader.head, wrong.epoch, wrong.number,
                                        wrong.nonce, "claim");
    BOOST_REQUIRE(!claimed);
    BOOST_CHECK(claimed.error().kind == ErrorKind::unexpected);
  }
  BOOST_CHECK(held_by(redis) == before);
}

BOOST_AUTO_TEST_CASE(of_eight_claimers_exactly_one_wins_in_every_round) {
  constexpr std::size_t claimers = 8;
  for (std::uint64_t round = 1; round <= 25; ++round) {
    const Head expected = must(journal::read_head(redis, jurisdiction));
    std::array<std::optional<journal::Result<Head>>, claimers> results;
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < claimers; ++i)
        threads.emplace_back([&, i] {
          auto own = journal::RedisConnection::connect(server.url());
          if (own)
            results[i] = journal::claim(*own, jurisdiction, expected, round, round,
                                        "nonce" + std::to_string(i), "claim");
        });
    }
    std::size_t winner = claimers;
    std::size_t fenced = 0;
    for (std::size_t i = 0; i < claimers; ++i) {
      BOOST_REQUIRE(results[i]);
      if (*results[i])
        winner = i;
      else if (results[i]->error().kind == ErrorKind::fenced)
        ++fenced;
    }
    BOOST_TEST(fenced == claimers - 1);
    BOOST_REQUIRE(winner < claimers);
    BOOST_CHECK((must(journal::read_head(redis, jurisdiction)) ==
                 Head{round, round, "nonce" + std::to_string(winner)}));
    BOOST_TEST(all_entries(redis).size() == round);
  }
}

BOOST_AUTO_TEST_CASE(numbers_beyond_the_exact_range_of_lua_stay_exact) {
  const std::uint64_t epoch = (1ull << 53) + 1;
  const core::EventNumber number = (1ull << 60) + 1;
  Leader leader(redis, "nonce1");
  leader.head = must(journal::claim(redis, jurisdiction, {}, epoch, number, "nonce1", "claim"));
  BOOST_CHECK(leader.append("next") == AppendOutcome::appended);
  BOOST_CHECK(
      (must(journal::read_head(redis, jurisdiction)) == Head{epoch, number + 1, leader.hash}));
  const auto last = must(journal::read_last(redis, jurisdiction));
  BOOST_TEST(last.epoch == epoch);
  BOOST_TEST(last.last == number + 1);
  leader.head.number -= 1;
  BOOST_CHECK(leader.append("again") == AppendOutcome::fenced);
}

BOOST_AUTO_TEST_CASE(without_memory_an_append_leaves_nothing) {
  Leader leader(redis, "nonce1");
  leader.claim();
  const Held before = held_by(redis);
  run(redis, {"CONFIG", "SET", "maxmemory", "1"});
  BOOST_CHECK(leader.append("lost") == AppendOutcome::failed);
  BOOST_TEST(leader.last_reply.starts_with("OOM"));
  BOOST_CHECK(held_by(redis) == before);
  run(redis, {"CONFIG", "SET", "maxmemory", "0"});
  BOOST_CHECK(leader.append("kept") == AppendOutcome::appended);
}

BOOST_AUTO_TEST_CASE(an_id_that_is_not_above_the_stream_leaves_the_head_where_it_was) {
  Leader leader(redis, "nonce1");
  leader.claim();
  run(redis, {"XADD", stream_key, "1-7", "r", "foreign", "h", ""});
  const Held before = held_by(redis);
  BOOST_CHECK(leader.append("lost", 6) == AppendOutcome::failed);
  BOOST_TEST(leader.last_reply.starts_with("NOTABOVE 1-7 is not above the last id 1-7"));
  BOOST_CHECK(held_by(redis) == before);
}

BOOST_AUTO_TEST_CASE(a_stream_key_that_is_no_stream_leaves_the_head_where_it_was) {
  Leader leader(redis, "nonce1");
  leader.claim();
  const std::vector<std::string> command = leader.command("lost");
  run(redis, {"DEL", stream_key});
  run(redis, {"SET", stream_key, "text"});
  const auto reply = must(redis.call(command, 5s));
  BOOST_CHECK(journal::outcome_of(reply) == AppendOutcome::failed);
  BOOST_TEST(reply.text.starts_with("WRONGTYPE"));
  BOOST_CHECK(must(journal::read_head(redis, jurisdiction)) == leader.head);
}

BOOST_AUTO_TEST_CASE(a_head_that_is_not_the_streams_last_entry_is_inconsistent) {
  Leader leader(redis, "nonce1");
  leader.claim();
  leader.append("kept");
  const Head head = leader.head;
  const auto refused = [&](const Head& expected) {
    const auto claimed = journal::claim(redis, jurisdiction, expected, 9, 9, "nonce2", "claim");
    BOOST_REQUIRE(!claimed);
    BOOST_TEST(claimed.error().message.find("the last id of the stream is") != std::string::npos);
    return claimed.error().kind == ErrorKind::inconsistent;
  };
  // Somebody added an entry by hand.
  run(redis, {"XADD", stream_key, "1-3", "r", "foreign", "h", ""});
  BOOST_CHECK(refused(head));
  // Somebody set the head back.
  run(redis, {"SET", head_key, "1-1 nonce1"});
  BOOST_CHECK(refused({1, 1, "nonce1"}));
  // The head was lost.
  run(redis, {"DEL", head_key});
  BOOST_CHECK(refused({}));
  // The stream was lost.
  run(redis, {"DEL", stream_key});
  run(redis, {"SET", head_key, "1-1 nonce1"});
  BOOST_CHECK(refused({1, 1, "nonce1"}));
}

BOOST_AUTO_TEST_CASE(a_journal_whose_entries_were_all_trimmed_still_fences_and_goes_on) {
  Leader leader(redis, "nonce1");
  leader.claim();
  leader.append("trimmed");
  run(redis, {"XTRIM", stream_key, "MAXLEN", "0"});
  const auto stale = journal::claim(redis, jurisdiction, {}, 2, 2, "nonce2", "claim");
  BOOST_REQUIRE(!stale);
  BOOST_CHECK(stale.error().kind == ErrorKind::fenced);
  must(journal::claim(redis, jurisdiction, leader.head, 2, 3, "nonce2", "claim"));
}

BOOST_AUTO_TEST_CASE(two_jurisdictions_do_not_know_of_each_other) {
  must(journal::claim(redis, "shunyi", {}, 1, 1, "nonce1", "claim"));
  must(journal::claim(redis, "huairou", {}, 1, 1, "nonce2", "claim"));
  BOOST_CHECK((must(journal::read_head(redis, "shunyi")) == Head{1, 1, "nonce1"}));
  BOOST_CHECK((must(journal::read_head(redis, "huairou")) == Head{1, 1, "nonce2"}));
}

BOOST_AUTO_TEST_CASE(a_redis_without_the_functions_fails_and_is_no_fence) {
  Leader leader(redis, "nonce1");
  leader.claim();
  run(redis, {"FUNCTION", "FLUSH"});
  BOOST_CHECK(leader.append("lost") == AppendOutcome::failed);
  must(journal::load_functions(redis));
  must(journal::load_functions(redis));
  BOOST_CHECK(leader.append("kept") == AppendOutcome::appended);
}

BOOST_AUTO_TEST_CASE(a_head_or_an_entry_of_another_shape_is_an_error_that_names_it) {
  run(redis, {"SET", head_key, "nonsense"});
  const auto head = journal::read_head(redis, jurisdiction);
  BOOST_REQUIRE(!head);
  BOOST_TEST(head.error().message.find("is \"nonsense\": expected") != std::string::npos);
  run(redis, {"XADD", stream_key, "1-1", "bytes", "claim"});
  const auto entries = journal::read(redis, jurisdiction, 0, 0, 10);
  BOOST_REQUIRE(!entries);
  BOOST_TEST(entries.error().message.find("entry 1-1 is not one") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
