// Users of Redis: each can do its work, and no more.
#include "dispatcher/journal/access.hpp"

#include <sys/stat.h>

#include "dispatcher/journal/archive_mark.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/hand_over.hpp"
#include "dispatcher/journal/redis_store.hpp"
#include "dispatcher/journal/restoring.hpp"
#include "dispatcher/journal/verify.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::RedisUser;
using Words = std::vector<std::string>;

/// A Redis with the users, the functions and a journal of two entries.
struct AccessFixture {
  AccessFixture() {
    for (std::string& one : passwords) one = journal::new_password();
    write_text(folder / "users.acl", journal::acl_file(jurisdiction, passwords));
    start(folder.path() / "redis");
    auto dispatcher = as(RedisUser::dispatcher);
    Leader leader(dispatcher, "nonce1");
    leader.claim();
    BOOST_REQUIRE(leader.append("one") == journal::AppendOutcome::appended);
  }

  void start(const std::filesystem::path& directory) {
    server.emplace(start_redis({.directory = directory,
                                .options = {"--aclfile", folder / "users.acl"},
                                .user = "functions",
                                .password = password_of(RedisUser::functions)}));
    auto loader = as(RedisUser::functions);
    must(journal::load_functions(loader));
  }
  const std::string& password_of(RedisUser user) const {
    return passwords[static_cast<std::size_t>(user)];
  }
  journal::RedisAddress address(RedisUser user) const {
    return {server->url(), std::string(name_of(user)), password_of(user)};
  }
  journal::RedisConnection as(RedisUser user) const {
    return must(journal::RedisConnection::connect(address(user)));
  }
  /// Whether Redis refuses the user this command for want of rights.
  bool refused(RedisUser user, const Words& command) const {
    auto redis = as(user);
    const auto reply = must(redis.call(command, 10s));
    return reply.is_error() && says_noperm(reply.text);
  }
  /// Also from within a function, whose commands run with the caller's rights.
  static bool says_noperm(const std::string& text) {
    return text.starts_with("NOPERM") || text.find("can't run this command") != text.npos ||
           text.find("can't access at least one of the keys") != text.npos;
  }

  TempFolder folder;
  journal::RedisPasswords passwords;
  std::optional<local::PrivateRedis> server;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_user_of_redis, AccessFixture)

BOOST_AUTO_TEST_CASE(dispatcher_can_do_all_that_a_leader_does) {
  auto config = as(RedisUser::config);
  must(journal::store_config(config, jurisdiction, "v1", "bytes"));
  must(journal::set_current(config, jurisdiction, "v1"));
  auto store = must(journal::RedisStore::open(address(RedisUser::dispatcher), jurisdiction));
  BOOST_TEST(must(store->take_lease("n", 5s)));
  BOOST_TEST(must(store->renew_lease("n", 5s)));
  BOOST_TEST(must(store->release_lease("n")));
  BOOST_TEST(must(store->take_lease("other", 5s)));
  const auto head = must(store->head());
  const auto claimed = must(store->claim(head, 2, 3, "nonce2", "claim"));
  BOOST_TEST(must(store->last()).last == 3u);
  BOOST_TEST(must(store->read(0, 0, 10)).size() == 3u);
  std::string hash;
  for (const auto& entry : must(store->read(0, 0, 10)))
    hash = journal::chain(hash, journal::entry_id(entry.epoch, entry.last), entry.bytes);
  store->append(claimed, 4, "x", journal::chain(hash, "2-4", "x"),
                {{{core::KeyId("k1"), "wrapped"}}, {core::KeyId("k0")}});
  std::optional<journal::Result<journal::Done>> appended;
  while (!(appended = store->appended())) {
  }
  must(std::move(*appended));
  const journal::Manifest manifest{2, "nonce2", 4, journal::chain(hash, "2-4", "x"), 1, 5, "h"};
  std::optional<journal::Result<journal::Done>> written;
  store->write_chunk(manifest, 0, "chunk");
  while (!(written = store->chunk_written())) {
  }
  must(std::move(*written));
  const journal::Head after{2, 4, manifest.chain};
  store->keep(after, {manifest}, {});
  while (!(appended = store->appended())) {
  }
  must(std::move(*appended));
  BOOST_TEST(must(store->snapshots()).size() == 1u);
  BOOST_TEST(must(store->chunk(manifest, 0)) == "chunk");
  store->trim(after, {1, 1, "h"});
  while (!(appended = store->appended())) {
  }
  must(std::move(*appended));
  BOOST_TEST(must(store->trimmed()).number == 1u);
  must(store->archived());
  must(store->say_standby("nonce2", 4));
  BOOST_TEST(!must(store->hand_over_asked("nonce2")));
  must(store->time());
  BOOST_CHECK(must(store->durability()) == journal::Durability::fsync);
  BOOST_TEST(*must(store->current_config()) == "v1");
  BOOST_TEST(*must(store->config("v1")) == "bytes");
}

BOOST_AUTO_TEST_CASE(archive_can_read_the_journal_and_set_its_mark) {
  auto redis = as(RedisUser::archive);
  const auto last = must(journal::read(redis, jurisdiction, 0, 0, 10)).back();
  must(journal::read_highest(redis, jurisdiction));
  must(journal::mark_archived(redis, jurisdiction, {last.epoch, last.last, last.hash}));
  BOOST_TEST(must(journal::read_archived(redis, jurisdiction))->number == last.last);
  // The dispatcher, which trims behind it, can read it.
  auto dispatcher = as(RedisUser::dispatcher);
  BOOST_CHECK(must(journal::read_archived(dispatcher, jurisdiction)).has_value());
}

BOOST_AUTO_TEST_CASE(reader_can_verify_the_journal_and_read_configurations) {
  auto redis = as(RedisUser::reader);
  const auto verdict = must(journal::verify(redis, jurisdiction, [](const journal::Entry&) {}));
  BOOST_CHECK(!verdict.fault);
  BOOST_TEST(verdict.entries == 2u);
  must(journal::current_config(redis, jurisdiction));
  must(journal::lease_holder(redis, jurisdiction));
  must(journal::read_standby(redis, jurisdiction));
}

BOOST_AUTO_TEST_CASE(config_can_ask_the_leader_to_hand_over_to_who_stands_by) {
  auto redis = as(RedisUser::config);
  auto store = must(journal::RedisStore::open(address(RedisUser::dispatcher), jurisdiction));
  must(store->say_standby("second", 2));
  BOOST_TEST(must(journal::read_standby(redis, jurisdiction))->nonce == "second");
  must(journal::lease_holder(redis, jurisdiction));
  must(journal::ask_hand_over(redis, jurisdiction, "first"));
  BOOST_TEST(must(store->hand_over_asked("first")));
  BOOST_TEST(!must(store->hand_over_asked("second")));
}

BOOST_AUTO_TEST_CASE(restore_can_put_a_journal_where_none_is_and_change_none_that_is_there) {
  auto redis = as(RedisUser::restore);
  const std::string restored_key = "{shunyi}:restored";
  const journal::Entry claim{1, 1, "claim", ""};
  BOOST_TEST(must(journal::held_journal(redis, jurisdiction)).value_or("") == stream_key);
  must(journal::begin_restore(redis, jurisdiction));
  must(journal::add_restored(redis, jurisdiction, 0, {claim}));
  BOOST_TEST(!journal::finish_restore(redis, jurisdiction, 1, {1, 1, "n"}).has_value());
  // Nor by hand.
  BOOST_TEST(run(redis, {"RENAMENX", restored_key, stream_key}).integer == 0);
  BOOST_TEST(run(redis, {"SETNX", head_key, "9-9 x"}).integer == 0);
  BOOST_TEST(refused(RedisUser::restore, {"RENAMENX", stream_key, restored_key}));
  BOOST_TEST(refused(RedisUser::restore, {"XRANGE", stream_key, "-", "+"}));
  BOOST_TEST(must(journal::read_head(redis, jurisdiction)).number == 2u);
  server.reset();
  start(folder.path() / "empty");
  auto empty = as(RedisUser::restore);
  BOOST_CHECK(!must(journal::held_journal(empty, jurisdiction)));
  must(journal::begin_restore(empty, jurisdiction));
  must(journal::add_restored(empty, jurisdiction, 0, {claim}));
  BOOST_TEST(must(journal::read_restored(empty, jurisdiction, 0, 0, 10)).size() == 1u);
  must(journal::finish_restore(empty, jurisdiction, 1, {1, 1, "n"}));
  BOOST_TEST(must(journal::read_head(empty, jurisdiction)).token == "n");
}

BOOST_AUTO_TEST_CASE(centre_can_keep_accounts_and_sessions_and_see_nothing_else) {
  const std::string accounts = "{shunyi}:accounts";
  const std::string sessions = "{shunyi}:sessions";
  const std::string changed = "{shunyi}:accounts:changed";
  auto redis = as(RedisUser::centre);
  run(redis, {"HSET", accounts, "li.na", "{}"});
  BOOST_TEST(run(redis, {"HGET", accounts, "li.na"}).text == "{}");
  BOOST_TEST(run(redis, {"HGETALL", accounts}).items.size() == 2u);
  run(redis, {"HSET", sessions, "a", "{}"});
  BOOST_TEST(run(redis, {"HGET", sessions, "a"}).text == "{}");
  BOOST_TEST(run(redis, {"HGETALL", sessions}).items.size() == 2u);
  run(redis, {"HDEL", sessions, "a"});
  BOOST_TEST(run(redis, {"INCR", changed}).integer == 1);
  BOOST_TEST(run(redis, {"GET", changed}).text == "1");
  // An account is disabled, never removed.
  for (const Words& command :
       {Words{"HDEL", accounts, "li.na"}, Words{"DEL", accounts}, Words{"SET", changed, "7"},
        Words{"XRANGE", stream_key, "-", "+"}, Words{"GET", head_key},
        Words{"GET", "{shunyi}:lease"}, Words{"GET", "{shunyi}:config"},
        Words{"HGETALL", "{shunyi}:residents"}, Words{"HGETALL", "{haidian}:accounts"}})
    BOOST_TEST(refused(RedisUser::centre, command), command[0] << " " << command[1]);
  for (const RedisUser user : journal::all_redis_users) {
    if (user == RedisUser::centre) continue;
    for (const Words& command :
         {Words{"HGETALL", accounts}, Words{"HGETALL", sessions}, Words{"HGET", accounts, "li.na"},
          Words{"HSET", accounts, "li.na", "x"}, Words{"HSET", sessions, "a", "x"},
          Words{"INCR", changed}})
      BOOST_TEST(refused(user, command), name_of(user) << " may " << command[0]);
  }
}

BOOST_AUTO_TEST_CASE(finds_everything_again_when_redis_was_killed_and_started_again) {
  auto dispatcher = as(RedisUser::dispatcher);
  const auto before = must(journal::read(dispatcher, jurisdiction, 0, 0, 10));
  const auto head = must(journal::read_head(dispatcher, jurisdiction));
  BOOST_REQUIRE(before.size() == 2u);
  server->process().kill();
  start(folder.path() / "redis");
  auto again = as(RedisUser::dispatcher);
  BOOST_CHECK(must(journal::read(again, jurisdiction, 0, 0, 10)) == before);
  BOOST_CHECK(must(journal::read_head(again, jurisdiction)) == head);
}

BOOST_AUTO_TEST_CASE(whoever_it_is_can_neither_destroy_nor_change_redis_itself) {
  for (const RedisUser user : journal::all_redis_users) {
    for (const Words& command : {Words{"DEL", stream_key},
                                 Words{"DEL", head_key},
                                 Words{"DEL", "{shunyi}:lease"},
                                 Words{"UNLINK", stream_key},
                                 Words{"FLUSHALL"},
                                 Words{"FLUSHDB"},
                                 Words{"CONFIG", "SET", "appendonly", "no"},
                                 Words{"XDEL", stream_key, "1-1"},
                                 Words{"XSETID", stream_key, "9-9"},
                                 Words{"EVAL", "return 1", "0"},
                                 Words{"SCRIPT", "LOAD", "return 1"},
                                 Words{"FUNCTION", "FLUSH"},
                                 Words{"FUNCTION", "DELETE", "shaodao_1"},
                                 Words{"SET", stream_key, "x"},
                                 Words{"RENAME", stream_key, "{shunyi}:x"},
                                 Words{"EXPIRE", stream_key, "1"},
                                 Words{"RESTORE", stream_key, "0", "x"},
                                 Words{"COPY", stream_key, "{shunyi}:x"},
                                 Words{"KEYS", "*"},
                                 Words{"MONITOR"},
                                 Words{"SHUTDOWN"},

                                 Words{"REPLICAOF", "h", "1"},
                                 Words{"ACL", "SETUSER", "default", "on"},
                                 Words{"SAVE"},
                                 Words{"MIGRATE", "h", "1", stream_key, "0", "1"},
                                 Words{"MODULE", "LIST"},
                                 Words{"SWAPDB", "0", "1"},
                                 Words{"GET", "{haidian}:head"}})
      BOOST_TEST(refused(user, command), name_of(user) << " may " << command[0] << " "
                                                       << (command.size() > 1 ? command[1] : ""));
    if (user != RedisUser::sentinel)
      for (const Words& command : {Words{"CONFIG", "REWRITE"}, Words{"CLIENT", "KILL", "ID", "1"},
                                   Words{"SLAVEOF", "h", "1"}})
        BOOST_TEST(refused(user, command), name_of(user) << " may " << command[0]);
    BOOST_TEST(!refused(user, {"ROLE"}), name_of(user));
    if (user != RedisUser::dispatcher) {
      BOOST_TEST(refused(user, {"BGREWRITEAOF"}), name_of(user));
      BOOST_TEST(refused(user, {"HDEL", "{shunyi}:residents", "k1"}), name_of(user));
      BOOST_TEST(refused(user, {"XTRIM", stream_key, "MAXLEN", "0"}), name_of(user));
      BOOST_TEST(refused(user, {"XADD", stream_key, "9-9", "r", "x", "h", "y"}), name_of(user));
    }
    if (user != RedisUser::functions)
      BOOST_TEST(refused(user, {"FUNCTION", "LOAD", "REPLACE", "#!lua name=x\n"}), name_of(user));
  }
  // All of it is still there.
  auto reader = as(RedisUser::reader);
  BOOST_TEST(must(journal::verify(reader, jurisdiction, [](const journal::Entry&) {})).entries ==
             2u);
}

BOOST_AUTO_TEST_CASE(cannot_do_anothers_work_not_through_a_function_either) {
  auto reader = as(RedisUser::reader);
  const std::string head = journal::head_text(must(journal::read_head(reader, jurisdiction)));
  const Words append{"FCALL", "shaodao_1_append", "2", stream_key, head_key, head, "9-9", "b", "h"};
  const Words mark{"FCALL", "shaodao_1_archived", "2", "{shunyi}:archived", stream_key, "1-2", "h"};
  const Words lease{"FCALL", "shaodao_1_lease_take", "1", "{shunyi}:lease", "n", "1000"};
  for (const RedisUser user : {RedisUser::archive, RedisUser::config, RedisUser::reader,
                               RedisUser::functions, RedisUser::restore, RedisUser::centre}) {
    BOOST_TEST(refused(user, append), name_of(user));
    BOOST_TEST(refused(user, lease), name_of(user));
    BOOST_TEST(refused(user, {"SET", head_key, "0-0 "}), name_of(user));
  }
  for (const RedisUser user : {RedisUser::dispatcher, RedisUser::config, RedisUser::reader,
                               RedisUser::functions, RedisUser::centre})
    BOOST_TEST(refused(user, mark), name_of(user));
  for (const RedisUser user : {RedisUser::dispatcher, RedisUser::archive, RedisUser::reader,
                               RedisUser::functions, RedisUser::centre})
    BOOST_TEST(refused(user, {"SET", "{shunyi}:config", "v2"}), name_of(user));
  for (const RedisUser user : {RedisUser::config, RedisUser::functions})
    BOOST_TEST(refused(user, {"XRANGE", stream_key, "-", "+"}), name_of(user));
  // The archive's function with the journal in the mark's place would overwrite it.
  BOOST_TEST(refused(RedisUser::archive,
                     {"FCALL", "shaodao_1_archived", "2", stream_key, stream_key, "1-2", "h"}));
}

BOOST_AUTO_TEST_CASE(that_is_not_named_or_has_a_wrong_password_gets_nothing) {
  auto nobody = connect_to(server->url());
  for (const Words& command :
       {Words{"GET", head_key}, Words{"FLUSHALL"}, Words{"ACL", "WHOAMI"}, Words{"DEL", head_key}})
    BOOST_TEST(must(nobody.call(command, 10s)).text.starts_with("NOAUTH"));
  // Nor can anybody become the default user, who has rights for the loading of Redis' own file.
  for (const char* password : {"", "default"})
    BOOST_TEST(must(nobody.call({"AUTH", "default", password}, 10s)).is_error());
  BOOST_TEST(must(nobody.call({"AUTH", ""}, 10s)).is_error());
  BOOST_TEST(must(nobody.call({"HELLO", "3"}, 10s)).is_error());
  const auto ready = connect_to(server->url()).ready(1s);
  BOOST_REQUIRE(!ready);
  BOOST_TEST(ready.error().message.find("--redis-user") != std::string::npos);
  const auto wrong = journal::RedisConnection::connect({server->url(), "reader", "guess"});
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().message.find("does not let the user \"reader\" in") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(has_its_password_from_a_file_of_its_owners_alone) {
  const std::string file = folder / "password";
  must(journal::write_password_file(file, "secret"));
  BOOST_TEST(must(journal::address_of("unix:/x", "reader", file)).password == "secret");
  BOOST_TEST(!journal::write_password_file(file, "other").has_value());
  BOOST_TEST(!journal::address_of("unix:/x", "reader", "").has_value());
  BOOST_TEST(!journal::address_of("unix:/x", "", file).has_value());
  ::chmod(file.c_str(), 0640);
  BOOST_TEST(journal::read_password_file(file).error().message.find("others may read") !=
             std::string::npos);
  ::chmod(file.c_str(), 0600);
  write_text(file, "\n");
  BOOST_TEST(journal::read_password_file(file).error().message.find("holds no password") !=
             std::string::npos);
  // No password stands in the file that Redis reads.
  const std::string users = read_text(folder / "users.acl");
  for (const std::string& password : passwords) BOOST_TEST(users.find(password) == users.npos);
}

BOOST_AUTO_TEST_SUITE_END()
