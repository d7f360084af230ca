// The archive put back into a Redis that lost everything: all of it, or nothing.
#include "dispatcher/archive/restore.hpp"

#include <random>
#include <thread>

#include "deploy/local/process.hpp"
#include "dispatcher/archive/check.hpp"
#include "dispatcher/journal/restoring.hpp"
#include "tests/archive/archive_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;

/// An archive whose journal was rewound once, and a second Redis, with nothing in it.
struct RestoreFixture : ArchiveFixture {
  RestoreFixture() {
    must(journal::load_functions(target));
    Scribe first(redis, "nonce1");
    first.claim();
    first.write("", core::PolicyAdopted{"version1"});
    first.raise(1, "电梯停运");
    first.acknowledge(1, "SJ");
    archive_all();
    rewind_to(1, 3);
    Scribe second(redis, "nonce2");
    second.claim();
    second.acknowledge(1, "ZJW");
    archive_all();
  }

  archive::Result<archive::Restored> restore(const std::string& whose = jurisdiction) {
    auto archive = must(archive::Archive::open_to_read(file));
    return archive::restore(archive, whose, target);
  }
  std::size_t keys_in_target() { return static_cast<std::size_t>(run(target, {"DBSIZE"}).integer); }
  /// The whole journal of the first Redis, with a head that fits.
  bool target_is_whole() {
    const auto verdict = must(journal::verify(target, jurisdiction, [](const journal::Entry&) {}));
    return !verdict.fault && all_entries(target) == all_entries(redis) &&
           must(journal::read_head(target, jurisdiction)) ==
               must(journal::read_head(redis, jurisdiction));
  }
  void tamper(const std::string& sql) {
    auto database = must(archive::Database::open(file, archive::Database::Access::write));
    database.run(sql);
    BOOST_REQUIRE(!database.problem());
  }

  local::PrivateRedis other = start_redis({.directory = folder.path() / "target"});
  journal::RedisConnection target = connect_to(other.url());
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(restoring, RestoreFixture)

BOOST_AUTO_TEST_CASE(brings_back_what_happened_byte_for_byte_and_not_what_was_taken_back) {
  const auto restored = must(restore());
  BOOST_TEST(restored.entries == 5u);
  BOOST_TEST(restored.configuration == "version1");
  BOOST_TEST(restored.hash == all_entries(redis).back().hash);
  BOOST_TEST(target_is_whole());
  BOOST_TEST(keys_in_target() == 2u);
}

BOOST_AUTO_TEST_CASE(leaves_a_journal_that_is_led_and_archived_on) {
  must(restore());
  redis = std::move(target);
  Scribe next(redis, "nonce3");
  next.claim();
  next.acknowledge(1, "SF");
  BOOST_CHECK(!archive_all());
  BOOST_CHECK(archived() == all_entries(redis));
}

BOOST_AUTO_TEST_CASE(after_a_claim_the_head_is_its_nonce) {
  Scribe third(redis, "nonce3");
  third.claim();
  archive_all();
  BOOST_TEST(must(restore()).head.token == "nonce3");
  BOOST_TEST(target_is_whole());
}

BOOST_AUTO_TEST_CASE(never_touches_a_journal_that_is_there_nor_what_is_left_of_one) {
  for (const char* key : {"journal", "head", "trimmed", "snapshots"}) {
    const std::string name = std::string("{shunyi}:") + key;
    run(target, {"FLUSHALL"});
    run(target, {"SET", name, "something"});
    const auto refused = restore();
    BOOST_REQUIRE(!refused);
    BOOST_CHECK(refused.error().kind == archive::ErrorKind::occupied);
    BOOST_TEST(says(refused.error().message, name));
    BOOST_TEST(keys_in_target() == 1u);
    // Nor one that came while it was restored.
    must(journal::add_restored(target, jurisdiction, 0, {all_entries(redis).front()}));
    BOOST_TEST(!journal::finish_restore(target, jurisdiction, 1, {1, 1, "nonce1"}).has_value());
    BOOST_TEST(run(target, {"GET", name}).text == "something");
  }
}

BOOST_AUTO_TEST_CASE(an_archive_that_does_not_check_writes_nothing) {
  tamper("UPDATE entry SET bytes = CAST(replace(bytes, '\"v\":', '\"v\": ') AS BLOB) WHERE seq=3");
  const auto refused = restore();
  BOOST_REQUIRE(!refused);
  BOOST_CHECK(refused.error().kind == archive::ErrorKind::altered);
  BOOST_TEST(says(refused.error().message, "entry 1-3"));
  BOOST_TEST(keys_in_target() == 0u);
}

BOOST_AUTO_TEST_CASE(another_jurisdictions_archive_is_refused) {
  const auto refused = restore("haidian");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(says(refused.error().message, "archive of shunyi, not of haidian"));
  BOOST_TEST(keys_in_target() == 0u);
}

BOOST_AUTO_TEST_CASE(a_part_of_it_is_no_journal_and_is_begun_anew) {
  const auto entries = all_entries(redis);
  must(journal::begin_restore(target, jurisdiction));
  must(journal::add_restored(target, jurisdiction, 0, {entries[0], entries[1]}));
  BOOST_CHECK(!must(journal::held_journal(target, jurisdiction)));
  BOOST_TEST(must(journal::read_head(target, jurisdiction)).number == 0u);
  // Neither a part of it nor other entries can be made the journal.
  const journal::Head head = must(journal::read_head(redis, jurisdiction));
  for (const std::uint64_t count : {2u, 5u})
    BOOST_TEST(!journal::finish_restore(target, jurisdiction, count, head).has_value());
  // Two who restore at once do not mix what they write.
  BOOST_TEST(!journal::add_restored(target, jurisdiction, 1, {entries[2]}).has_value());
  BOOST_CHECK(!must(journal::held_journal(target, jurisdiction)));
  must(restore());
  BOOST_TEST(target_is_whole());
}

BOOST_AUTO_TEST_CASE(killed_at_any_moment_has_restored_nothing_or_everything) {
  Scribe scribe(redis, "nonce3");
  scribe.claim();
  run(redis, {"CONFIG", "SET", "appendfsync", "no"});
  for (int i = 0; i < 600; ++i) scribe.acknowledge(1);
  archive_all();
  std::minstd_rand random(20260101);
  const auto start = [&] {
    return must(local::Process::start({.program = SHAO_BIN_DIR "/shao",
                                       .arguments = {"archive", "--restore", file, "--redis",
                                                     other.url(), "--jurisdiction", jurisdiction},
                                       .log = folder / "log"}));
  };
  for (int round = 0; round < 8; ++round) {
    auto process = start();
    std::this_thread::sleep_for(std::chrono::milliseconds{random() % 200});
    process.kill();
    if (must(journal::held_journal(target, jurisdiction))) {
      BOOST_TEST(target_is_whole(), "round " << round);
      run(target, {"DEL", stream_key, head_key});
    } else {
      BOOST_TEST(must(journal::read_head(target, jurisdiction)).number == 0u);
    }
  }
  auto process = start();
  BOOST_TEST(process.wait(20s).value_or(-1) == 0);
  BOOST_TEST(target_is_whole());
  auto again = start();
  BOOST_TEST(again.wait(20s).value_or(-1) == 1);
  BOOST_TEST(says(read_text(folder / "log"), "an empty Redis"));
}

BOOST_AUTO_TEST_SUITE_END()
