// The keys of whistles in Redis: they come and go with their entries, and what went is in no file.
#include "dispatcher/journal/resident_keys.hpp"

#include <thread>

#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;
using core::KeyId;
using journal::AppendOutcome;
using journal::KeyChanges;

struct KeyFixture : RedisFixture {
  KeyFixture() { leader.claim(); }

  Leader leader{redis, "nonce1"};

  std::vector<std::string> keys(const std::vector<KeyId>& ids) {
    return must(journal::read_keys(redis, jurisdiction, ids));
  }
  /// Whether any file of this Redis holds `text`.
  bool in_files(const std::string& text) {
    for (const auto& one : std::filesystem::recursive_directory_iterator(directory.path()))
      if (one.is_regular_file() && read_text(one.path()).find(text) != std::string::npos)
        return true;
    return false;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(keys_of_whistles, KeyFixture)

BOOST_AUTO_TEST_CASE(come_with_their_entry_and_go_with_the_one_that_erases) {
  BOOST_CHECK(leader.append("raised", 1, {{{KeyId("k1"), "one"}, {KeyId("k2"), "two"}}, {}}) ==
              AppendOutcome::appended);
  BOOST_TEST((keys({KeyId("k2"), KeyId("none"), KeyId("k1")}) ==
              std::vector<std::string>{"two", "", "one"}));
  BOOST_CHECK(leader.append("erased", 1, {{}, {KeyId("k1")}}) == AppendOutcome::appended);
  BOOST_TEST((keys({KeyId("k1"), KeyId("k2")}) == std::vector<std::string>{"", "two"}));
  BOOST_TEST(all_entries(redis).size() == 3u);
}

BOOST_AUTO_TEST_CASE(do_not_come_with_an_append_that_is_refused) {
  leader.append("raised", 1, {{{KeyId("k1"), "one"}}, {}});
  Leader deposed = leader;
  Leader(redis, "nonce2").claim();
  BOOST_CHECK(deposed.append("raised", 1, {{{KeyId("k2"), "two"}}, {KeyId("k1")}}) ==
              AppendOutcome::fenced);
  BOOST_TEST((keys({KeyId("k1"), KeyId("k2")}) == std::vector<std::string>{"one", ""}));
}

BOOST_AUTO_TEST_CASE(survive_a_crash_of_redis_and_so_does_their_end) {
  leader.append("raised", 1, {{{KeyId("k1"), "one"}, {KeyId("k2"), "two"}}, {}});
  leader.append("erased", 1, {{}, {KeyId("k1")}});
  crash_and_restart();
  BOOST_TEST((keys({KeyId("k1"), KeyId("k2")}) == std::vector<std::string>{"", "two"}));
}

BOOST_AUTO_TEST_CASE(that_were_destroyed_are_in_no_file_of_redis_once_it_was_rewritten) {
  journal::Rewriting rewriting(jurisdiction);
  BOOST_TEST(must(rewriting.step(redis)));  // nothing was destroyed
  leader.append("raised", 1, {{{KeyId("k1"), "wrapped-one"}, {KeyId("k2"), "wrapped-two"}}, {}});
  leader.append("erased", 1, {{}, {KeyId("k1")}});
  BOOST_TEST(in_files("wrapped-one"));
  // A new leader begins where the one before was killed.
  BOOST_TEST(!must(rewriting.step(redis)));
  journal::Rewriting again(jurisdiction);
  bool gone = false;
  for (int i = 0; i < 200 && !gone; ++i) {
    gone = must(again.step(redis));
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  BOOST_TEST(gone);
  BOOST_TEST(!in_files("wrapped-one"));
  BOOST_TEST(in_files("wrapped-two"));
  BOOST_TEST(must(again.step(redis)));
}

BOOST_AUTO_TEST_CASE(that_an_archive_gives_back_do_not_replace_those_that_are_there) {
  leader.append("raised", 1, {{{KeyId("k1"), "one"}}, {}});
  must(journal::restore_keys(redis, jurisdiction, {{KeyId("k1"), "other"}, {KeyId("k2"), "two"}}));
  BOOST_TEST((keys({KeyId("k1"), KeyId("k2")}) == std::vector<std::string>{"one", "two"}));
}

BOOST_AUTO_TEST_SUITE_END()
