// From the journal into the archive: byte for byte, in order, and never along a wrong journal.
#include <chrono>
#include <cstdlib>

#include "tests/archive/archive_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;
using archive::ErrorKind;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_archive, ArchiveFixture)

BOOST_AUTO_TEST_CASE(holds_every_entry_byte_for_byte) {
  Scribe first(redis, "nonce1");
  first.claim();
  first.raise(1, "电梯停运");
  first.acknowledge(1);
  Scribe second(redis, "nonce2");
  second.claim();
  second.acknowledge(1, "SJ");
  BOOST_CHECK(!archive_all());
  BOOST_CHECK(archived() == all_entries(redis));
  BOOST_TEST(archived().size() == 5u);
}

BOOST_AUTO_TEST_CASE(goes_on_where_it_stopped_also_after_more_entries_than_one_step_takes) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.raise(1, "电梯停运");
  archive_all();
  for (int i = 0; i < 600; ++i) scribe.acknowledge(1);
  archive_all();
  archive_all();
  BOOST_CHECK(archived() == all_entries(redis));
}

BOOST_AUTO_TEST_CASE(of_an_empty_journal_is_empty_and_waits) {
  archive_all();
  BOOST_TEST(archived().empty());
  Scribe(redis, "nonce1").claim();
  archive_all();
  BOOST_TEST(archived().size() == 1u);
}

BOOST_AUTO_TEST_CASE(is_for_its_owner_alone) {
  archive_all();
  const auto mode = std::filesystem::status(file).permissions();
  BOOST_CHECK((mode & std::filesystem::perms(0077)) == std::filesystem::perms::none);
}

BOOST_AUTO_TEST_CASE(of_another_jurisdiction_is_refused_and_says_of_which) {
  archive_all();
  const auto other = archive::Archive::open_to_write(file, "haidian");
  BOOST_REQUIRE(!other);
  BOOST_CHECK(other.error().kind == ErrorKind::foreign);
  BOOST_TEST(says(other.error().message, "is the archive of shunyi, not of haidian"));
}

BOOST_AUTO_TEST_CASE(is_not_made_of_another_programs_database_or_of_a_file_that_is_none) {
  auto other = must(archive::Database::open(file, archive::Database::Access::write));
  other.run("CREATE TABLE theirs(x)");
  BOOST_TEST(says(refused().message, "not an archive of a journal"));
  file = folder / "text";
  write_text(file, std::string(5000, 'x'));
  BOOST_TEST(says(refused().message, "file is not a database"));
}

BOOST_AUTO_TEST_CASE(is_finished_when_its_making_was_cut_short) {
  // Killed after the file was made and before its tables were.
  write_text(file, "");
  Scribe(redis, "nonce1").claim();
  archive_all();
  BOOST_TEST(archived().size() == 1u);
}

BOOST_AUTO_TEST_CASE(stops_at_an_entry_that_was_altered_and_keeps_what_came_before) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.raise(1, "电梯停运");
  scribe.acknowledge(1);
  scribe.acknowledge(1, "SJ");
  const auto entries = all_entries(redis);
  run(redis, {"DEL", stream_key});
  for (const journal::Entry& entry : entries)
    run(redis, {"XADD", stream_key, journal::entry_id(entry.epoch, entry.last), "r",
                entry.last == 3 ? entries[3].bytes : entry.bytes, "h", entry.hash});
  const auto error = refused();
  BOOST_CHECK(error.kind == ErrorKind::altered);
  BOOST_TEST(says(error.message, "entry 1-3 does not match its hash"));
  BOOST_TEST(archived().size() == 2u);
}

BOOST_AUTO_TEST_CASE(goes_on_when_the_journal_was_trimmed_behind_it) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  for (int i = 0; i < 5; ++i) scribe.acknowledge(1);
  archive_all();
  const auto before = archived();
  // Up to its end but one; up to its end; to nothing.
  trim_before("1-6");
  archive_all();
  trim_before("1-7");
  archive_all();
  scribe.acknowledge(1, "SJ");
  archive_all();
  BOOST_TEST(archived().size() == before.size() + 1);
}

BOOST_AUTO_TEST_CASE(goes_on_with_a_claim_that_is_the_first_after_a_trim) {
  Scribe first(redis, "nonce1");
  first.claim();
  first.acknowledge(1);
  archive_all();
  Scribe second(redis, "nonce2");
  second.claim();
  second.acknowledge(1, "SJ");
  const auto after = all_entries(redis);
  trim_before("2-3");
  BOOST_CHECK(!archive_all());
  BOOST_TEST(archived().size() == 4u);
  BOOST_CHECK(archived().back() == after.back());
}

BOOST_AUTO_TEST_CASE(says_which_events_are_missing_after_a_trim_that_did_not_wait) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.acknowledge(1);
  archive_all();
  for (int i = 0; i < 5; ++i) scribe.acknowledge(1);
  trim_before("1-6");
  const auto error = refused();
  BOOST_CHECK(error.kind == ErrorKind::gap);
  BOOST_TEST(says(error.message, "events 3 to 5 are missing"));
  BOOST_TEST(says(error.message_zh, "缺少事件 3 至 5"));
  // A new archive lacks the beginning.
  file = folder / "new.sqlite";
  BOOST_TEST(says(refused().message, "events 1 to 5 are missing"));
  // Trimmed to nothing.
  run(redis, {"XTRIM", stream_key, "MAXLEN", "0"});
  file = folder / "archive.sqlite";
  BOOST_TEST(says(refused().message, "events 3 to 7 are missing"));
}

BOOST_AUTO_TEST_CASE(refuses_a_journal_that_has_nothing_in_common_with_it) {
  Scribe first(redis, "nonce1");
  first.claim();
  first.acknowledge(1);
  archive_all();
  run(redis, {"DEL", stream_key, head_key});
  BOOST_TEST(says(refused().message, "has no entry in common with the archive"));
  Scribe other(redis, "nonce2");
  other.claim();
  other.acknowledge(1);
  other.acknowledge(1);
  BOOST_CHECK(refused().kind == ErrorKind::foreign);
  BOOST_TEST(archived(true).empty());
}

BOOST_AUTO_TEST_CASE(two_at_work_on_one_file_never_double_an_entry) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  archive_all();
  archive::Archive one = open(), two = open();
  archive::Archiver first(one), second(two);
  must(first.step(redis));
  must(second.step(redis));
  scribe.acknowledge(1);
  must(first.step(redis));
  const auto late = second.step(redis);
  BOOST_TEST(!late.has_value());
  BOOST_CHECK(archived() == all_entries(redis));
}

// SHAO_ARCHIVE_RECORDS=100000 for the figures in docs/reliability.md.
BOOST_AUTO_TEST_CASE(of_many_entries_is_quick_and_not_much_larger_than_the_journal) {
  const char* wanted = std::getenv("SHAO_ARCHIVE_RECORDS");
  const int count = wanted != nullptr ? std::atoi(wanted) : 3000;
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  run(redis, {"CONFIG", "SET", "appendfsync", "no"});
  std::size_t bytes = 0;
  core::WhistleRaised raised;
  raised.unit = core::OfficeId("110113001001");
  raised.street = core::OfficeId("110113001");
  raised.classification.kind = core::KindId("DEMAND");
  raised.title = "小区电梯停运两天无人维修";
  raised.detail = "三号楼二单元电梯自周一早上起停运，老人上下楼困难，物业电话无人接听。";
  raised.key = core::KeyId("0123456789abcdef012345");
  raised.particulars = {std::string(120, 's')};  // as long as a name, a phone and an address
  for (int i = 1; i <= count; ++i) {
    // One whistle in ten records, each record an entry of its own: the dearest case.
    const core::WhistleId about{static_cast<std::uint64_t>(i + 9) / 10};
    raised.whistle = about;
    raised.record = "r" + std::to_string(i);
    const std::string one =
        i % 10 == 1 ? scribe.next_bytes("110113001001", raised)
                    : scribe.next_bytes("ZJW", core::ProgressReported{
                                                   about, core::OfficeId("ZJW"),
                                                   "已派维修人员到场查看，等待配件，预计明日恢复"});
    bytes += one.size();
    redis.send(scribe.leader().command(one));
    auto& leader = scribe.leader();
    leader.hash = journal::chain(leader.hash, journal::entry_id(1, leader.head.number + 1), one);
    leader.head = {1, leader.head.number + 1, leader.hash};
    redis.pump();
  }
  while (redis.wants_write()) redis.pump();
  for (int i = 0; i < count;) {
    redis.pump();
    while (const auto reply = redis.take_reply()) {
      BOOST_REQUIRE(journal::outcome_of(*reply) == journal::AppendOutcome::appended);
      ++i;
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  archive_all();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const auto size = static_cast<double>(std::filesystem::file_size(file));
  BOOST_TEST_MESSAGE("archive: " << count << " records of "
                                 << bytes / static_cast<std::size_t>(count) << " bytes, "
                                 << count / seconds << " records/s, " << size / count
                                 << " bytes each");
  BOOST_TEST(size < 3.0 * static_cast<double>(bytes) + 200'000);
  auto archive = must(archive::Archive::open_to_read(file));
  BOOST_TEST(must(archive.end())->linked.entry.last == static_cast<core::EventNumber>(count) + 1);
}

BOOST_AUTO_TEST_CASE(keeps_the_key_of_a_whistle_until_its_particulars_are_erased) {
  const std::string wrapped = "wrapped-key-of-the-first-whistle";
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.raise(1, "电梯停运");
  scribe.raise(2, "路灯不亮");
  run(redis, {"HSET", "{shunyi}:residents", "key1", wrapped, "key2", "wrapped-2"});
  archive_all();
  const auto keys = [&] { return must(must(archive::Archive::open_to_read(file)).keys()); };
  BOOST_TEST((keys() == archive::WrappedKeys{{core::KeyId("key1"), wrapped},
                                             {core::KeyId("key2"), "wrapped-2"}}));
  scribe.write("ZHZX", core::ParticularsErased{{1}, "当事人申请"});
  run(redis, {"HDEL", "{shunyi}:residents", "key1"});
  archive_all();
  BOOST_TEST((keys() == archive::WrappedKeys{{core::KeyId("key2"), "wrapped-2"}}));
  // Not in the file, nor in what lies beside it.
  for (const auto& one : std::filesystem::directory_iterator(folder.path()))
    if (one.is_regular_file())
      BOOST_TEST(!says(read_text(one.path()), wrapped), one.path().filename().string());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(after_a_rewind, ArchiveFixture)

BOOST_AUTO_TEST_CASE(what_was_taken_back_is_kept_and_marked_and_the_new_branch_followed) {
  Scribe first(redis, "nonce1");
  first.claim();
  first.raise(1, "电梯停运");
  Scribe second(redis, "nonce2");
  second.claim();
  second.acknowledge(1);
  second.acknowledge(1, "SJ");
  archive_all();
  const auto before = archived();
  rewind_to(1, 2);
  // Nothing is taken back before something else has happened instead.
  const auto waiting = archive_all();
  BOOST_REQUIRE(waiting);
  BOOST_CHECK(archived() == before);
  // The epoch and its numbers are claimed a second time.
  Scribe third(redis, "nonce3");
  third.claim();
  third.acknowledge(1, "SF");
  const auto rewound = archive_all();
  BOOST_REQUIRE(rewound);
  BOOST_TEST(rewound->fork == "1-2");
  BOOST_TEST(rewound->abandoned == "2-5");
  BOOST_TEST(rewound->events == 3u);
  BOOST_CHECK(archived() == all_entries(redis));
  BOOST_CHECK(archived(true) == std::vector(before.begin() + 2, before.end()));
}

BOOST_AUTO_TEST_CASE(of_which_the_common_part_was_trimmed_it_goes_on_all_the_same) {
  Scribe first(redis, "nonce1");
  first.claim();
  for (int i = 0; i < 4; ++i) first.acknowledge(1);
  archive_all();
  rewind_to(1, 3);
  Scribe second(redis, "nonce2");
  second.claim();
  second.acknowledge(1, "SJ");
  const auto there = all_entries(redis);
  trim_before("2-4");
  const auto rewound = archive_all();
  BOOST_REQUIRE(rewound);
  BOOST_TEST(rewound->fork == "1-3");
  BOOST_CHECK(archived() == there);
}

BOOST_AUTO_TEST_CASE(twice_every_branch_is_kept) {
  for (int round = 0; round < 3; ++round) {
    if (round > 0) rewind_to(1, 2);
    Scribe scribe(redis, "nonce" + std::to_string(round));
    scribe.claim();
    scribe.acknowledge(1);
    scribe.acknowledge(1);
    archive_all();
  }
  BOOST_CHECK(archived() == all_entries(redis));
  BOOST_TEST(archived().size() == 5u);
  BOOST_TEST(archived(true).size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
