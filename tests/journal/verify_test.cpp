// Proof that a journal was not touched, and the first entry that was.
#include "dispatcher/journal/verify.hpp"

#include <functional>

#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;
using journal::Entry;
using journal::Verdict;

Verdict verdict_on(journal::RedisConnection& redis) {
  return must(journal::verify(redis, jurisdiction, [](const Entry&) {}));
}

/// 1-1 claim, 1-2, 1-4, 2-5 claim, 2-6, 2-7; ends with an append.
struct JournalFixture : RedisFixture {
  JournalFixture() {
    Leader first(redis, "nonce1");
    first.claim("claim 1");
    first.append("one");
    first.append("two and three", 2);
    Leader second(redis, "nonce2");
    second.claim("claim 2");
    second.append("four");
    second.append("five");
    hash = second.hash;
  }

  /// Writes the journal anew, each entry changed by `change`; what it empties is left out.
  void rewrite(const std::function<void(std::string& id, Entry& entry)>& change) {
    for (Entry entry : all_entries(redis)) {
      std::string id = journal::entry_id(entry.epoch, entry.last);
      change(id, entry);
      if (!id.empty()) run(redis, {"XADD", copy_key, id, "r", entry.bytes, "h", entry.hash});
    }
    run(redis, {"RENAME", copy_key, stream_key});
  }

  std::string fault_id() {
    const Verdict verdict = verdict_on(redis);
    return verdict.fault ? verdict.fault->id : "none";
  }

  const std::string copy_key = "{shunyi}:copy";
  std::string hash;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(verifying, JournalFixture)

BOOST_AUTO_TEST_CASE(an_untouched_journal_finds_nothing_and_shows_every_entry) {
  std::vector<Entry> seen;
  const Verdict verdict = must(
      journal::verify(redis, jurisdiction, [&](const Entry& entry) { seen.push_back(entry); }));
  BOOST_CHECK(!verdict.fault);
  BOOST_TEST(verdict.entries == 6u);
  BOOST_TEST(verdict.last == 7u);
  BOOST_TEST(verdict.hash == hash);
  BOOST_CHECK(seen == all_entries(redis));
}

BOOST_AUTO_TEST_CASE(an_empty_journal_finds_nothing) {
  run(redis, {"DEL", stream_key, head_key});
  const Verdict verdict = verdict_on(redis);
  BOOST_CHECK(!verdict.fault);
  BOOST_TEST(verdict.entries == 0u);
}

BOOST_AUTO_TEST_CASE(a_journal_that_ends_with_claims_finds_nothing) {
  Leader(redis, "nonce3").claim();
  Leader(redis, "nonce4").claim();
  BOOST_TEST(fault_id() == "none");
}

BOOST_AUTO_TEST_CASE(a_long_journal_reads_it_in_parts) {
  Leader leader(redis, "nonce3");
  leader.claim();
  for (int i = 0; i < 200; ++i) leader.append("entry " + std::to_string(i));
  const Verdict verdict = verdict_on(redis);
  BOOST_CHECK(!verdict.fault);
  BOOST_TEST(verdict.entries == 207u);
  BOOST_TEST(verdict.hash == leader.hash);
}

BOOST_AUTO_TEST_CASE(an_altered_byte_names_its_entry) {
  for (const char* altered : {"1-2", "1-4", "2-6", "2-7"}) {
    const JournalFixture fresh;
    redis = connect_to(fresh.server.url());
    rewrite([&](const std::string& id, Entry& entry) {
      if (id == altered) entry.bytes.back() = static_cast<char>(entry.bytes.back() ^ 1);
    });
    BOOST_TEST(fault_id() == altered);
  }
}

BOOST_AUTO_TEST_CASE(an_altered_claim_is_named_beside_the_entry_that_shows_it) {
  rewrite([](const std::string& id, Entry& entry) {
    if (id == "2-5") entry.bytes = "claim 3";
  });
  const Verdict verdict = verdict_on(redis);
  BOOST_REQUIRE(verdict.fault);
  BOOST_TEST(verdict.fault->id == "2-6");
  BOOST_TEST(verdict.fault->problem.find("or the claim 2-5 was altered") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_altered_entry_with_a_hash_to_match_shows_in_the_next) {
  std::string previous;
  rewrite([&](const std::string& id, Entry& entry) {
    if (id == "1-2") {
      entry.bytes = "other";
      entry.hash = journal::chain(previous, id, entry.bytes);
    }
    previous = journal::chain(previous, id, entry.bytes);
  });
  BOOST_TEST(fault_id() == "1-4");
}

BOOST_AUTO_TEST_CASE(an_altered_last_entry_with_a_hash_to_match_differs_from_the_head) {
  std::string previous;
  rewrite([&](const std::string& id, Entry& entry) {
    if (id == "2-7") {
      entry.bytes = "other";
      entry.hash = journal::chain(previous, id, entry.bytes);
    }
    previous = journal::chain(previous, id, entry.bytes);
  });
  const Verdict verdict = verdict_on(redis);
  BOOST_REQUIRE(verdict.fault);
  BOOST_TEST(verdict.fault->id == "2-7");
  BOOST_TEST(verdict.fault->problem.find("the head holds another hash") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_altered_entry_without_a_hash_cannot_pass_for_a_claim) {
  rewrite([](const std::string& id, Entry& entry) {
    if (id == "2-7") entry = {entry.epoch, entry.last, "other", ""};
  });
  BOOST_TEST(fault_id() == "2-7");
}

BOOST_AUTO_TEST_CASE(a_changed_id_is_named) {
  rewrite([](std::string& id, Entry&) {
    if (id == "1-2") id = "1-3";
  });
  BOOST_TEST(fault_id() == "1-3");
}

BOOST_AUTO_TEST_CASE(a_removed_entry_shows_in_the_one_after_it) {
  struct Removal {
    const char* removed;
    const char* shows;
  };
  for (const Removal& removal :
       {Removal{"1-1", "1-2"}, Removal{"1-2", "1-4"}, Removal{"1-4", "2-6"}, Removal{"2-5", "2-6"},
        Removal{"2-6", "2-7"}, Removal{"2-7", "2-7"}}) {
    const JournalFixture fresh;
    redis = connect_to(fresh.server.url());
    run(redis, {"XDEL", stream_key, removal.removed});
    BOOST_TEST(fault_id() == removal.shows, removal.removed << " removed");
  }
}

BOOST_AUTO_TEST_CASE(an_inserted_entry_is_named) {
  rewrite([&](const std::string& id, Entry& entry) {
    if (id == "1-4") run(redis, {"XADD", copy_key, "1-3", "r", "foreign", "h", entry.hash});
  });
  BOOST_TEST(fault_id() == "1-3");
}

BOOST_AUTO_TEST_CASE(a_lost_stream_is_missed_at_the_head) {
  run(redis, {"DEL", stream_key});
  BOOST_TEST(fault_id() == "2-7");
}

BOOST_AUTO_TEST_CASE(a_lost_head_is_missed_at_the_last_entry) {
  run(redis, {"DEL", head_key});
  const Verdict verdict = verdict_on(redis);
  BOOST_REQUIRE(verdict.fault);
  BOOST_TEST(verdict.fault->id == "2-7");
  BOOST_TEST(verdict.fault->problem.find("its head is gone") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_tail_removed_with_the_head_set_back_is_remembered_by_the_stream) {
  run(redis, {"XDEL", stream_key, "2-7"});
  const std::string before = must(journal::read_last(redis, jurisdiction)).hash;
  run(redis, {"SET", head_key, "2-6 " + before});
  BOOST_TEST(fault_id() == "2-7");
}

BOOST_AUTO_TEST_CASE(entries_that_a_living_leader_adds_meanwhile_are_no_fault) {
  Leader leader(redis, "nonce3");
  leader.claim();
  auto other = connect_to(server.url());
  std::uint64_t added = 0;
  const Verdict verdict = must(journal::verify(other, jurisdiction, [&](const Entry&) {
    if (added < 100) {
      leader.append("meanwhile");
      ++added;
    }
  }));
  BOOST_CHECK(!verdict.fault);
}

BOOST_AUTO_TEST_SUITE_END()
