// Proof that an archive was not touched, and that the journal goes on from it.
#include "dispatcher/archive/check.hpp"

#include "tests/archive/archive_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;

/// 1-1 claim, 1-2, 1-3, 2-4 claim, 2-5, 2-6; then rewound to 1-3: 2-4 claim, 2-5.
struct CheckFixture : ArchiveFixture {
  CheckFixture() {
    Scribe first(redis, "nonce1");
    first.claim();
    first.raise(1, "电梯停运");
    first.acknowledge(1);
    Scribe second(redis, "nonce2");
    second.claim();
    second.acknowledge(1, "SJ");
    second.acknowledge(1, "SF");
    archive_all();
    rewind_to(1, 3);
    Scribe third(redis, "nonce3");
    third.claim();
    third.acknowledge(1, "ZJW");
    archive_all();
  }

  archive::Checked checked() {
    auto archive = must(archive::Archive::open_to_read(file));
    return must(archive::check(archive));
  }
  archive::Checked checked_with_journal() {
    auto archive = must(archive::Archive::open_to_read(file));
    return must(archive::check_with_journal(archive, redis));
  }
  static std::string fault_of(const archive::Checked& checked) {
    return checked.fault ? checked.fault->id : "none";
  }
  void tamper(const std::string& sql) {
    auto database = must(archive::Database::open(file, archive::Database::Access::write));
    database.run("PRAGMA foreign_keys = OFF");
    database.run(sql);
    BOOST_REQUIRE(!database.problem());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(checking, CheckFixture)

BOOST_AUTO_TEST_CASE(an_untouched_archive_finds_nothing_on_any_branch) {
  const auto result = checked();
  BOOST_TEST(fault_of(result) == "none");
  BOOST_TEST(result.entries == 5u);
  BOOST_TEST(result.taken_back == 3u);
  BOOST_TEST(result.last == 5u);
  BOOST_TEST(result.hash == all_entries(redis).back().hash);
}

BOOST_AUTO_TEST_CASE(an_altered_entry_is_named_also_one_that_was_taken_back) {
  for (const char* seq : {"2", "3", "5", "6", "8"}) {
    const CheckFixture fresh;
    file = fresh.file;
    tamper(std::string("UPDATE entry SET bytes = CAST(replace(bytes, '\"v\":', '\"v\": ') AS BLOB) "
                       "WHERE seq = ") +
           seq);
    BOOST_TEST(fault_of(checked()) != "none", seq);
  }
}

BOOST_AUTO_TEST_CASE(an_altered_claim_differs_from_its_chain_hash) {
  tamper("UPDATE entry SET bytes = CAST(replace(bytes, 'nonce2', 'nonceX') AS BLOB) WHERE seq = 4");
  BOOST_TEST(fault_of(checked()) == "2-4");
}

BOOST_AUTO_TEST_CASE(a_removed_entry_shows_in_the_one_after_it) {
  tamper("DELETE FROM entry WHERE seq = 2");
  BOOST_TEST(fault_of(checked()) == "1-3");
}

BOOST_AUTO_TEST_CASE(an_entry_that_was_taken_back_cannot_pass_for_one_that_happened) {
  tamper("UPDATE entry SET rewind = NULL WHERE seq = 6");
  BOOST_TEST(fault_of(checked()) == "2-6");
}

BOOST_AUTO_TEST_CASE(archive_and_journal_together_go_on_from_wherever_the_journal_begins) {
  Scribe fourth(redis, "nonce4");
  fourth.claim();
  fourth.acknowledge(1, "SF");
  const std::string hash = all_entries(redis).back().hash;
  for (const char* begin : {"1-1", "1-2", "2-4", "2-5", "3-6"}) {
    trim_before(begin);
    const auto result = checked_with_journal();
    BOOST_TEST(fault_of(result) == "none", begin);
    BOOST_TEST(result.entries == 7u, begin);
    BOOST_TEST(result.hash == hash, begin);
  }
  trim_before("3-7");
  const auto result = checked_with_journal();
  BOOST_REQUIRE(result.fault);
  BOOST_TEST(says(result.fault->problem, "events 6 to 6 before it are neither"));
}

BOOST_AUTO_TEST_CASE(a_journal_that_was_trimmed_to_nothing_checks) {
  run(redis, {"XTRIM", stream_key, "MAXLEN", "0"});
  BOOST_TEST(fault_of(checked_with_journal()) == "none");
}

BOOST_AUTO_TEST_CASE(a_journal_that_differs_from_the_archive_is_named_where_it_does) {
  // All of it, with a chain that is right in itself: the archive shows it.
  rewind_to(1, 2);
  const auto fork = all_entries(redis).back();
  Leader other(redis, "nonce1");
  other.head = {1, 2, fork.hash};
  other.hash = fork.hash;
  other.append("forged");
  other.append("forged");
  other.append("forged");
  BOOST_TEST(fault_of(checked_with_journal()) == "1-3");
}

BOOST_AUTO_TEST_CASE(a_journal_that_lost_its_end_is_said_to) {
  rewind_to(1, 3);
  const auto result = checked_with_journal();
  BOOST_REQUIRE(result.fault);
  BOOST_TEST(says(result.fault->problem, "the journal was rewound"));
}

BOOST_AUTO_TEST_SUITE_END()
