// An archive whose Redis falters or whose file is not what it should be: nothing is half kept, half
// proven or half restored, and each error says of which side it is.
#include <sys/stat.h>

#include "dispatcher/archive/check.hpp"
#include "dispatcher/archive/heads.hpp"
#include "dispatcher/archive/restore.hpp"
#include "dispatcher/archive/search.hpp"
#include "dispatcher/journal/restoring.hpp"
#include "tests/archive/archive_fixture.hpp"
#include "tests/journal/faltering_redis.hpp"

namespace {

using namespace shao;
using namespace shao::test;
using archive::ErrorKind;

archive::Question about(const std::string& words) {
  archive::Question question;
  question.words = words;
  return question;
}

/// A journal, archived but for its end, and a door before its Redis.
struct FalteringArchive : ArchiveFixture {
  FalteringArchive() {
    run(redis, {"HSET", "{shunyi}:residents", "key1", "wrapped1", "key2", "wrapped2"});
    scribe.claim();
    scribe.raise(1, "电梯停运");
    scribe.acknowledge(1);
    archive_all();
    scribe.acknowledge(1, "SJ");
    scribe.raise(2, "井盖缺失");
  }
  void tamper(const std::string& sql) {
    auto database = must(archive::Database::open(file, archive::Database::Access::write));
    database.run("PRAGMA foreign_keys = OFF");
    database.run(sql);
    BOOST_REQUIRE(!database.problem());
  }
  archive::Archive to_read() { return must(archive::Archive::open_to_read(file)); }

  Scribe scribe{redis, "nonce1"};
  FalteringRedis door{server.url()};
  journal::RedisConnection behind = connect_to(door.url());
};

/// That file, and another Redis with nothing in it.
struct FalteringRestore : FalteringArchive {
  FalteringRestore() {
    archive_all();
    must(journal::load_functions(target));
  }
  archive::Result<archive::Restored> restore() {
    auto from = to_read();
    return archive::restore(from, jurisdiction, through);
  }
  std::string problem() {
    const auto restored = restore();
    return restored ? std::string() : restored.error().message;
  }

  local::PrivateRedis other = start_redis({.directory = folder.path() / "target"});
  journal::RedisConnection target = connect_to(other.url());
  FalteringRedis other_door{other.url()};
  journal::RedisConnection through = connect_to(other_door.url());
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(an_archive_whose_redis_falters, FalteringArchive)

BOOST_AUTO_TEST_CASE(keeps_what_it_has_and_goes_on_when_redis_answers_again) {
  std::size_t failed = 0;
  bool kept = false;
  const auto requests = fail_each_request(door, FalteringRedis::out_of_order, [&] {
    archive::Archive archive = open();
    archive::Archiver archiver(archive);
    const auto step = archiver.step(behind);
    kept = step.has_value();
    if (kept) return;
    ++failed;
    BOOST_CHECK(step.error().kind == ErrorKind::redis);
    BOOST_TEST(says(step.error().message, "out of order today"), step.error().message);
  });
  BOOST_TEST(kept);
  BOOST_TEST(requests >= 2u);
  BOOST_TEST(failed == requests);
  BOOST_CHECK(archived() == all_entries(redis));
  BOOST_TEST(must(open().keys()).size() == 2u);
}

BOOST_AUTO_TEST_CASE(after_a_rewind_takes_nothing_back_before_it_has_found_the_fork) {
  archive_all();
  const auto before = archived();
  rewind_to(1, 3);
  Scribe second(redis, "nonce2");
  second.claim();
  second.acknowledge(1, "SF");
  std::size_t failed = 0;
  std::optional<archive::Rewound> rewound;
  const auto requests = fail_each_request(door, FalteringRedis::out_of_order, [&] {
    archive::Archive archive = open();
    archive::Archiver archiver(archive);
    const auto step = archiver.step(behind);
    if (!step) {
      ++failed;
      BOOST_TEST(says(step.error().message, "out of order today"), step.error().message);
      if (!says(step.error().message, "trimming was not told")) BOOST_CHECK(archived() == before);
    } else if (step->rewound) {
      rewound = step->rewound;
    }
  });
  BOOST_TEST(requests >= 3u);
  BOOST_TEST(failed >= 3u);
  BOOST_CHECK(archived() == all_entries(redis));
  BOOST_TEST(archived(true).size() == 2u);
}

BOOST_AUTO_TEST_CASE(of_a_journal_that_was_trimmed_to_nothing_asks_how_far_it_was) {
  archive_all();
  run(redis, {"XTRIM", stream_key, "MAXLEN", "0"});
  std::size_t failed = 0;
  const auto requests = fail_each_request(door, FalteringRedis::out_of_order, [&] {
    archive::Archive archive = open();
    archive::Archiver archiver(archive);
    const auto step = archiver.step(behind);
    if (!step) ++failed;
  });
  BOOST_TEST(failed == requests);
  // One that was made anew has nothing in common with it; one that went on lacks entries.
  const auto refusal = [&] {
    archive::Archive archive = open();
    archive::Archiver archiver(archive);
    const auto step = archiver.step(redis);
    return step ? std::string() : step.error().message;
  };
  BOOST_TEST(refusal() == "");
  run(redis, {"XADD", stream_key, "1-9", "r", "x", "h", "x"});
  run(redis, {"XTRIM", stream_key, "MAXLEN", "0"});
  BOOST_TEST(says(refusal(), "events 6 to 9 are missing"), refusal());
  run(redis, {"DEL", stream_key});
  BOOST_TEST(says(refusal(), "has no entry in common"), refusal());
}

BOOST_AUTO_TEST_CASE(is_proven_only_when_the_whole_journal_could_be_read) {
  std::size_t failed = 0;
  bool proven = false;
  const auto together = fail_each_request(door, FalteringRedis::out_of_order, [&] {
    auto archive = to_read();
    const auto checked = archive::check_with_journal(archive, behind);
    proven = checked && !checked->fault;
    if (!checked) ++failed;
  });
  BOOST_TEST(proven);
  BOOST_TEST(failed == together);
  failed = 0;
  const auto alone = fail_each_request(door, FalteringRedis::out_of_order, [&] {
    if (!archive::check_journal(behind, jurisdiction)) ++failed;
  });
  BOOST_TEST(alone >= 4u);
  BOOST_TEST(failed == alone);
}

BOOST_AUTO_TEST_CASE(and_a_journal_that_begins_with_no_record_are_not_one_history) {
  run(redis, {"DEL", stream_key, head_key});
  must(journal::claim(redis, jurisdiction, {}, 1, 1, "n", "no record"));
  auto archive = to_read();
  const auto checked = must(archive::check_with_journal(archive, redis));
  BOOST_REQUIRE(checked.fault.has_value());
  BOOST_TEST(checked.fault->id == "1-1");
}

BOOST_AUTO_TEST_CASE(an_entry_that_this_release_cannot_read_is_not_kept) {
  scribe.write("", core::PolicyAdopted{"v1"});
  BOOST_REQUIRE(scribe.leader().append("no record") == journal::AppendOutcome::appended);
  const auto error = refused();
  BOOST_CHECK(error.kind == ErrorKind::altered);
  BOOST_TEST(says(error.message, "right would be: a shao of the release that wrote it"),
             error.message);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(an_archives_file, FalteringArchive)

BOOST_AUTO_TEST_CASE(that_lacks_a_table_is_named_by_whoever_needs_it) {
  for (const char* table : {"archive", "entry", "resident", "event", "words"}) {
    std::filesystem::remove_all(folder.path());
    std::filesystem::create_directory(folder.path());
    archive_all();
    tamper(std::string("DROP TABLE ") + table);
    std::vector<std::string> problems;
    const auto note = [&](const auto& result) {
      if (!result) problems.push_back(result.error().message);
    };
    auto opened = archive::Archive::open_to_read(file);
    note(opened);
    if (opened) {
      note(archive::check(*opened));
      note(opened->keys());
      note(archive::find_whistles(*opened, about("电梯")));
      note(archive::timeline(*opened, 1));
      note(archive::check_with_journal(*opened, redis));
    }
    BOOST_TEST(!problems.empty(), table);
    for (const std::string& problem : problems)
      BOOST_TEST(says(problem, std::string("no such table: ") + table), problem);
  }
}

BOOST_AUTO_TEST_CASE(that_lost_a_table_takes_no_more_entries) {
  for (const char* table : {"event", "office", "entry"}) {
    std::filesystem::remove_all(folder.path());
    std::filesystem::create_directory(folder.path());
    open();
    tamper(std::string("DROP TABLE ") + table);
    const auto error = refused();
    BOOST_CHECK(error.kind == ErrorKind::file);
    BOOST_TEST(says(error.message, std::string("no such table: ")), error.message);
  }
}

BOOST_AUTO_TEST_CASE(of_another_format_or_in_a_place_that_cannot_be_is_named) {
  tamper("PRAGMA user_version = 99");
  const auto newer = archive::Archive::open_to_read(file);
  BOOST_REQUIRE(!newer);
  BOOST_TEST(says(newer.error().message, "has format 99; this program knows format"));
  const auto nowhere = archive::Archive::open_to_write(folder / "no/such/file", jurisdiction);
  BOOST_REQUIRE(!nowhere);
  BOOST_TEST(says(nowhere.error().message, "cannot be made: No such file or directory"));
  BOOST_TEST(!archive::Archive::open_to_read(folder / "absent").has_value());
}

BOOST_AUTO_TEST_CASE(whose_entry_no_longer_holds_an_event_says_so_when_it_is_found) {
  tamper("UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE seq = 1) WHERE seq = 2");
  auto archive = to_read();
  for (const auto& found :
       {archive::find_whistles(archive, about("电梯")), archive::find_events(archive, {})}) {
    BOOST_REQUIRE(!found);
    BOOST_TEST(says(found.error().message, "entry 1-2 of the archive does not hold event 2"));
  }
  BOOST_TEST(!archive::timeline(archive, 1).has_value());
  tamper("UPDATE entry SET bytes = 'no record' WHERE seq = 2");
  BOOST_TEST(!archive::timeline(archive, 1).has_value());
}

BOOST_AUTO_TEST_CASE(with_a_row_that_continues_nothing_does_not_check) {
  const auto fault = [&] {
    auto archive = to_read();
    const auto checked = must(archive::check(archive));
    return checked.fault ? checked.fault->problem : std::string();
  };
  tamper("UPDATE entry SET before = 99 WHERE seq = 3");
  BOOST_TEST(fault() == "what it continues is not in the archive");
  tamper("UPDATE entry SET before = 3 WHERE seq = 3");
  BOOST_TEST(fault() == "what it continues is not in the archive");
  tamper("UPDATE entry SET before = NULL WHERE seq = 3");
  BOOST_TEST(fault() == "what it continues is not in the archive");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(restoring_into_a_redis_that_falters, FalteringRestore)

BOOST_AUTO_TEST_CASE(restores_all_of_it_or_nothing_that_anybody_takes_for_a_journal) {
  std::size_t failed = 0;
  bool restored = false;
  const auto requests = fail_each_request(other_door, FalteringRedis::out_of_order, [&] {
    run(target, {"DEL", stream_key, head_key});
    const auto result = restore();
    restored = result.has_value();
    if (restored) return;
    ++failed;
    BOOST_CHECK(result.error().kind == ErrorKind::redis);
    BOOST_TEST(says(result.error().message, "out of order today"), result.error().message);
  });
  BOOST_TEST(restored);
  BOOST_TEST(requests >= 9u);
  BOOST_TEST(failed == requests);
  BOOST_CHECK(all_entries(target) == all_entries(redis));
}

BOOST_AUTO_TEST_CASE(takes_its_own_stream_for_right_only_as_it_was_written) {
  other_door.fail_where("XRANGE", "*0\r\n");
  BOOST_TEST(says(problem(), "what Redis holds is not what was written to it"), problem());
  BOOST_TEST(says(problem(), "it ends with 0-0 after 0 entries"), problem());
  other_door.mend();
  other_door.fail_where(
      "XRANGE", "*1\r\n*2\r\n$3\r\n1-1\r\n*4\r\n$1\r\nr\r\n$1\r\nx\r\n$1\r\nh\r\n$1\r\ny\r\n");
  BOOST_TEST(says(problem(), "nothing was restored: entry 1-1"), problem());
  other_door.mend();
  other_door.fail_where("GET {shunyi}:head", "$9\r\n7-7 other\r\n");
  const std::string head = problem();
  BOOST_TEST(says(head, "its head is \"7-7 other\" instead of"), head);
}

BOOST_AUTO_TEST_CASE(an_archive_with_no_entry_restores_nothing) {
  tamper("DELETE FROM entry");
  BOOST_TEST(says(problem(), "the archive holds no entry: there is nothing to restore"), problem());
  BOOST_TEST(run(target, {"DBSIZE"}).integer == 0);
}

BOOST_AUTO_TEST_CASE(many_entries_are_written_and_read_back_in_parts) {
  run(redis, {"CONFIG", "SET", "appendfsync", "no"});
  for (int i = 0; i < 260; ++i) scribe.acknowledge(1);
  archive_all();
  BOOST_TEST(must(restore()).entries == all_entries(redis).size());
  BOOST_CHECK(all_entries(target) == all_entries(redis));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_file_of_signed_heads_or_of_a_key)

BOOST_AUTO_TEST_CASE(that_is_none_is_named_with_what_is_wrong) {
  const TempFolder folder;
  const std::string path = folder / "sign.key";
  const auto key = [&] {
    const auto read = archive::read_sign_key(path);
    return read ? std::string() : read.error();
  };
  BOOST_TEST(says(key(), "cannot be opened"));
  std::filesystem::create_directory(path);
  BOOST_TEST(says(key(), "is not a file"));
  std::filesystem::remove(path);
  const std::string public_key = must(archive::write_sign_key(path));
  BOOST_TEST(key() == "");
  BOOST_TEST(archive::is_public_key(public_key));
  BOOST_TEST(!archive::is_public_key(public_key + "0"));
  BOOST_TEST(!archive::is_public_key(std::string(64, 'X')));
  const auto again = archive::write_sign_key(path);
  BOOST_TEST(says(again.error(), "a key is never overwritten"));
  BOOST_TEST(says(archive::write_sign_key(folder / "no/such/file").error(), "cannot be created"));
  const std::string right = read_text(path);
  for (const std::string& text :
       {right + "\n", right.substr(1), std::string("p") + std::string(right.size() - 1, 'x')}) {
    write_text(path, text);
    BOOST_TEST(says(key(), "is no key for signing"), text);
  }
  std::string other = right;
  other[other.find('"') + 1] = other[other.find('"') + 1] == 'a' ? 'b' : 'a';
  write_text(path, other);
  BOOST_TEST(says(key(), "public does not belong to secret"));
  std::string upper = right;
  upper[upper.rfind('"') - 1] = 'F';
  write_text(path, upper);
  BOOST_TEST(says(key(), "is no key for signing"));
  ::chmod(path.c_str(), 0640);
  BOOST_TEST(says(key(), "run chmod 600"));
}

BOOST_AUTO_TEST_CASE(that_cannot_be_opened_or_is_no_file_holds_no_heads) {
  const TempFolder folder;
  const std::string path = folder / "sign.key";
  const std::string public_key = must(archive::write_sign_key(path));
  const auto log = [&](const std::string& heads) {
    const auto opened =
        archive::HeadLog::open(heads, must(archive::read_sign_key(path)), jurisdiction);
    return opened ? std::string() : opened.error();
  };
  BOOST_TEST(says(log(folder / "no/such/file"), "cannot be opened"));
  BOOST_TEST(says(log("/dev/null"), "is not a file"));
  BOOST_TEST(says(archive::read_heads(folder / "absent", public_key, jurisdiction).error(),
                  "cannot be opened"));
  const std::string heads = folder / "heads.txt";
  const std::string id = archive::key_id_of(public_key);
  for (const auto& [line, wrong] : std::vector<std::pair<std::string, std::string>>{
           {"one two", "is no signed head"},
           {"a b c d e f g", "is no signed head"},
           {"shaodao-head-1 shunyi 1-2 chain 5 other signature", "was signed with key other"},
           {"shaodao-head-1 shunyi 1-2 chain 5 " + id + " signature", "does not fit"},
           {"shaodao-head-1 shunyi 1-2 chain 5 " + id + " " + std::string(128, '0'),
            "does not fit"}}) {
    write_text(heads, line + "\n");
    const auto read = archive::read_heads(heads, public_key, jurisdiction);
    BOOST_REQUIRE(!read);
    BOOST_TEST(says(read.error(), heads + ":1: "), read.error());
    BOOST_TEST(says(read.error(), wrong), read.error());
  }
}

BOOST_AUTO_TEST_SUITE_END()
