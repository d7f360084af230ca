// The mark that trimming waits for: forward only, and never of another history.
#include "dispatcher/journal/archive_mark.hpp"
#include "tests/archive/archive_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;
using journal::ArchiveMark;

struct MarkFixture : ArchiveFixture {
  std::optional<ArchiveMark> mark() { return must(journal::read_archived(redis, jurisdiction)); }
  ArchiveMark mark_of(const journal::Entry& entry) { return {entry.epoch, entry.last, entry.hash}; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_mark, MarkFixture)

BOOST_AUTO_TEST_CASE(is_not_there_before_an_archive_is) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.acknowledge(1);
  BOOST_CHECK(!mark());
}

BOOST_AUTO_TEST_CASE(names_the_last_entry_that_stores_its_hash) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  archive_all();
  BOOST_CHECK(!mark());
  scribe.acknowledge(1);
  archive_all();
  BOOST_CHECK(mark() == mark_of(all_entries(redis).back()));
  Scribe(redis, "nonce2").claim();
  archive_all();
  BOOST_TEST(mark()->number == 2u);
}

BOOST_AUTO_TEST_CASE(is_written_again_when_the_archive_was_killed_between_commit_and_mark) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.acknowledge(1);
  archive_all();
  run(redis, {"DEL", "{shunyi}:archived"});
  archive_all();
  BOOST_TEST(mark()->number == 2u);
}

BOOST_AUTO_TEST_CASE(is_not_moved_back_by_an_archive_that_lags_behind) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  for (int i = 0; i < 12; ++i) scribe.acknowledge(1);
  const auto entries = all_entries(redis);
  archive_all();
  must(journal::mark_archived(redis, jurisdiction, mark_of(entries[4])));
  // As numbers, not as text: 13 is above 9.
  BOOST_TEST(mark()->number == 13u);
}

BOOST_AUTO_TEST_CASE(compares_numbers_that_doubles_cannot_tell_apart) {
  const std::string big = "9007199254740992", next = "9007199254740993";
  for (const std::string& number : {big, next})
    run(redis, {"XADD", stream_key, "1-" + number, "r", "x", "h", "h" + number});
  const auto mark_at = [&](const std::string& number) {
    return run(redis, {"FCALL", "shaodao_1_archived", "2", "{shunyi}:archived", stream_key,
                       "1-" + number, "h" + number})
        .text;
  };
  BOOST_TEST(mark_at(next) == "OK");
  BOOST_TEST(mark_at(big) == "BEHIND");
}

BOOST_AUTO_TEST_CASE(of_an_entry_that_the_journal_does_not_hold_is_refused) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.acknowledge(1);
  const auto entry = all_entries(redis).back();
  for (const ArchiveMark& wrong : {ArchiveMark{1, 2, std::string(64, 'a')},
                                   ArchiveMark{1, 3, entry.hash}, ArchiveMark{2, 1, entry.hash}}) {
    const auto marked = journal::mark_archived(redis, jurisdiction, wrong);
    BOOST_TEST(!marked.has_value());
  }
  BOOST_CHECK(!mark());
}

BOOST_AUTO_TEST_CASE(counts_no_more_once_a_rewind_took_its_entry_back) {
  Scribe first(redis, "nonce1");
  first.claim();
  for (int i = 0; i < 6; ++i) first.acknowledge(1);
  archive_all();
  BOOST_TEST(mark()->number == 7u);
  rewind_to(1, 3);
  BOOST_CHECK(!mark());
  // The same ids again with another history: nothing of it is archived.
  const auto fork = all_entries(redis).back();
  Leader again(redis, "nonce1");
  again.head = {1, 3, fork.hash};
  again.hash = fork.hash;
  for (int i = 0; i < 4; ++i)
    BOOST_REQUIRE(again.append("another history") == journal::AppendOutcome::appended);
  BOOST_TEST(all_entries(redis).back().last == 7u);
  BOOST_CHECK(!mark());
  rewind_to(1, 3);
  Scribe second(redis, "nonce2");
  second.claim();
  for (int i = 0; i < 6; ++i) second.acknowledge(1, "SJ");
  BOOST_CHECK(!mark());
  archive_all();
  BOOST_CHECK(mark() == mark_of(all_entries(redis).back()));
}

BOOST_AUTO_TEST_CASE(moves_back_to_the_branch_that_happened) {
  Scribe first(redis, "nonce1");
  first.claim();
  for (int i = 0; i < 6; ++i) first.acknowledge(1);
  archive_all();
  rewind_to(1, 3);
  const auto entries = all_entries(redis);
  Leader again(redis, "nonce1");
  again.head = {1, 3, entries.back().hash};
  again.hash = entries.back().hash;
  BOOST_REQUIRE(again.append("another history") == journal::AppendOutcome::appended);
  BOOST_CHECK(!mark());
  must(journal::mark_archived(redis, jurisdiction, mark_of(all_entries(redis).back())));
  BOOST_TEST(mark()->number == 4u);
}

BOOST_AUTO_TEST_CASE(still_stands_when_the_journal_was_trimmed_up_to_it) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  for (int i = 0; i < 4; ++i) scribe.acknowledge(1);
  archive_all();
  trim_before("1-6");
  BOOST_TEST(mark()->number == 5u);
  scribe.acknowledge(1);
  BOOST_TEST(mark()->number == 5u);
  archive_all();
  BOOST_TEST(mark()->number == 6u);
}

BOOST_AUTO_TEST_SUITE_END()
