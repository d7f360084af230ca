// `shao archive` as a process, killed at any moment: without gap or doubling.
#include <random>
#include <thread>

#include "deploy/local/process.hpp"
#include "dispatcher/archive/check.hpp"
#include "dispatcher/archive/heads.hpp"
#include "tests/archive/archive_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;

struct ProcessFixture : ArchiveFixture {
  local::Process follow() {
    return must(local::Process::start(
        {.program = SHAO_BIN_DIR "/shao",
         .arguments = {"archive", "--follow", "--redis", server.url(), "--to", file},
         .log = folder / "log"}));
  }
  /// Whether the archive comes to hold event `last`.
  bool reaches(core::EventNumber last) {
    for (int i = 0; i < 1000; ++i) {
      if (auto archive = archive::Archive::open_to_read(file))
        if (const auto end = archive->end(); end && *end && (*end)->linked.entry.last >= last)
          return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_archive_as_a_process, ProcessFixture)

BOOST_AUTO_TEST_CASE(killed_at_any_moment_has_neither_gap_nor_doubling) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.raise(1, "电梯停运");
  std::minstd_rand random(20260101);
  for (int round = 0; round < 12; ++round) {
    auto process = follow();
    for (int i = 0; i < 60; ++i) scribe.acknowledge(1);
    // The first rounds are killed while it starts and makes the file, the later ones at work.
    if (round > 3) BOOST_REQUIRE(reaches(scribe.leader().head.number - 60 * (round % 2)));
    std::this_thread::sleep_for(std::chrono::milliseconds{random() % 120});
    process.kill();
    // What is marked is in the file.
    const auto mark = must(journal::read_archived(redis, jurisdiction));
    if (mark) {
      auto archive = must(archive::Archive::open_to_read(file));
      BOOST_TEST(must(archive.end())->linked.entry.last >= mark->number);
    }
  }
  auto process = follow();
  // Something new, so that it is at work when it is asked to end.
  scribe.acknowledge(1);
  BOOST_TEST(reaches(scribe.leader().head.number));
  BOOST_TEST(process.terminate(5s) == 0);
  BOOST_CHECK(archived() == all_entries(redis));
  auto archive = must(archive::Archive::open_to_read(file));
  BOOST_CHECK(!must(archive::check(archive)).fault);
}

BOOST_AUTO_TEST_CASE(goes_on_when_redis_was_killed_and_started_again) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.raise(1, "电梯停运");
  auto process = follow();
  BOOST_REQUIRE(reaches(2));
  crash_and_restart();
  scribe.acknowledge(1);
  BOOST_TEST(reaches(3));
  BOOST_TEST(process.terminate(5s) == 0);
  BOOST_TEST(must(journal::read_archived(redis, jurisdiction))->number == 3u);
}

BOOST_AUTO_TEST_CASE(signs_heads_on_a_schedule_and_at_its_end) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  const std::string heads = folder / "heads.txt";
  const std::string key = must(archive::write_sign_key(folder / "sign.key"));
  auto process = must(local::Process::start(
      {.program = SHAO_BIN_DIR "/shao",
       .arguments = {"archive", "--follow", "--redis", server.url(), "--to", file, "--heads", heads,
                     "--sign-key", folder / "sign.key", "--heads-every", "1"},
       .log = folder / "log"}));
  const auto count = [&] { return must(archive::read_heads(heads, key, jurisdiction)).size(); };
  BOOST_REQUIRE(reaches(1));
  scribe.acknowledge(1);
  BOOST_REQUIRE(reaches(2));
  for (int i = 0; i < 500 && count() < 2; ++i) std::this_thread::sleep_for(10ms);
  BOOST_TEST(count() == 2u);
  scribe.acknowledge(1);
  BOOST_REQUIRE(reaches(3));
  BOOST_TEST(process.terminate(5s) == 0);
  BOOST_TEST(must(archive::read_heads(heads, key, jurisdiction)).back().id == "1-3");
}

BOOST_AUTO_TEST_CASE(ends_with_its_own_exit_code_for_what_will_not_pass) {
  Scribe scribe(redis, "nonce1");
  scribe.claim();
  scribe.acknowledge(1);
  trim_before("1-2");
  auto process = follow();
  BOOST_TEST(process.wait(10s).value_or(-1) == 1);
  BOOST_TEST(says(read_text(folder / "log"), "events 1 to 1 are missing"));
}

BOOST_AUTO_TEST_SUITE_END()
