// What Redis holds or says in a shape that it cannot have: each is named with what was expected and
// never read as something else. A password file, an address and a Sentinel that are not what they
// should be are named likewise.
#include <sys/stat.h>

#include <filesystem>

#include "dispatcher/journal/archive_mark.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/hand_over.hpp"
#include "dispatcher/journal/redis_disk.hpp"
#include "dispatcher/journal/redis_sentinel.hpp"
#include "dispatcher/journal/resident_keys.hpp"
#include "dispatcher/journal/snapshots.hpp"
#include "dispatcher/journal/verify.hpp"
#include "tests/journal/faltering_redis.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::ErrorKind;
using journal::RedisConnection;

/// What it says of what cannot be; empty when it takes it for something.
template <class T>
std::string complaint(const journal::Result<T>& result) {
  if (result) return {};
  BOOST_CHECK(result.error().kind == ErrorKind::unexpected);
  return result.error().message;
}

struct BehindADoor : RedisFixture {
  FalteringRedis door{server.url()};
  RedisConnection behind = connect_to(door.url());

  void answer(const std::string& answer) {
    door.mend();
    door.fail(1, answer);
  }
};

/// A Sentinel that names `whom`, and is the master as well: two doors before one Redis.
struct OneSentinel : RedisFixture {
  FalteringRedis sentinel{server.url(), FalteringRedis::On::port};
  FalteringRedis master{server.url(), FalteringRedis::On::port};

  static std::string naming(const std::string& host, const std::string& port) {
    return "*2\r\n$" + std::to_string(host.size()) + "\r\n" + host + "\r\n$" +
           std::to_string(port.size()) + "\r\n" + port + "\r\n";
  }
  void name(const std::string& answer) {
    sentinel.mend();
    sentinel.fail_where("SENTINEL", answer);
  }
  std::string url() const { return "sentinel://127.0.0.1:" + sentinel.port() + "/shaodao"; }
  std::string problem() {
    const auto connection = RedisConnection::connect({url()});
    return connection ? std::string() : connection.error().message;
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(what_redis_holds, RedisFixture)

BOOST_AUTO_TEST_CASE(a_head_that_names_no_entry_is_not_an_empty_journal) {
  for (const char* text : {"", "1-2", "12 token", "a-2 token", "1-b token", "1-2x token"}) {
    run(redis, {"SET", head_key, text});
    BOOST_TEST(complaint(journal::read_head(redis, jurisdiction)) ==
               head_key + " is \"" + text + "\": expected \"<epoch>-<number> <token>\"");
  }
}

BOOST_AUTO_TEST_CASE(an_archives_mark_that_names_no_entry_lets_nothing_be_trimmed) {
  for (const char* text : {"", "1-2", "12 hash", "x-2 hash"}) {
    run(redis, {"SET", "{shunyi}:archived", text});
    BOOST_TEST(has(complaint(journal::read_archived(redis, jurisdiction)),
                   "expected \"<epoch>-<number> <hash>\""),
               text);
  }
}

BOOST_AUTO_TEST_CASE(an_archives_mark_of_an_entry_that_never_was_counts_for_nothing) {
  Leader leader(redis, "n1");
  leader.claim();
  leader.append("entry");
  run(redis, {"SET", "{shunyi}:archived", "1-2 another"});
  BOOST_TEST(!must(journal::read_archived(redis, jurisdiction)).has_value());
  run(redis, {"SET", "{shunyi}:archived", "1-9 hash"});
  BOOST_TEST(!must(journal::read_archived(redis, jurisdiction)).has_value());
  run(redis, {"SET", "{shunyi}:archived", "0-9 hash"});
  BOOST_TEST(must(journal::read_archived(redis, jurisdiction)).has_value());
}

BOOST_AUTO_TEST_CASE(an_entry_of_another_shape_is_named_and_not_passed_over) {
  for (const std::vector<std::string>& fields :
       {std::vector<std::string>{"r", "bytes"}, {"x", "bytes", "h", ""}, {"r", "bytes", "x", ""}}) {
    run(redis, {"DEL", stream_key});
    std::vector<std::string> command{"XADD", stream_key, "3-58"};
    command.insert(command.end(), fields.begin(), fields.end());
    run(redis, command);
    const std::string expected =
        "the journal's entry 3-58 is not one: expected an id like 3-58 and the fields r and h";
    BOOST_TEST(complaint(journal::read(redis, jurisdiction, 0, 0, 10)) == expected);
    BOOST_TEST(complaint(journal::read_last(redis, jurisdiction)) == expected);
  }
}

BOOST_AUTO_TEST_CASE(a_journal_without_an_entry_has_no_last_one) {
  BOOST_TEST(complaint(journal::read_last(redis, jurisdiction)) == stream_key + " has no entry");
}

BOOST_AUTO_TEST_CASE(a_list_of_snapshots_with_one_that_cannot_be_is_not_a_shorter_list) {
  for (const char* line : {"1-n-2 chain 1 5", "1-n-2 chain 1 5 hash more", "12 chain 1 5 hash",
                           "1-2 chain 1 5 hash", "x-n-2 chain 1 5 hash", "1-n-x chain 1 5 hash",
                           "1-n-2 chain x 5 hash", "1-n-2 chain 1 x hash"}) {
    run(redis, {"SET", "{shunyi}:snapshots", "4-n-9 chain 1 5 hash\n" + std::string(line) + "\n"});
    BOOST_TEST(has(complaint(journal::read_manifests(redis, jurisdiction)),
                   "has the line \"" + std::string(line) + "\""),
               line);
  }
}

BOOST_AUTO_TEST_CASE(who_stands_by_without_a_number_does_not_stand_by) {
  run(redis, {"SET", "{shunyi}:standby", "nonce"});
  BOOST_TEST(!must(journal::read_standby(redis, jurisdiction)).has_value());
  run(redis, {"SET", "{shunyi}:standby", "nonce far"});
  BOOST_TEST(must(journal::read_standby(redis, jurisdiction))->applied == 0u);
  run(redis, {"SET", "{shunyi}:hand_over", "leader"});
  BOOST_TEST(must(journal::hand_over_asked(redis, jurisdiction, "leader")));
  // Whoever leads cannot hand over to himself.
  run(redis, {"SET", "{shunyi}:standby", "leader 5"});
  BOOST_TEST(!must(journal::hand_over_asked(redis, jurisdiction, "leader")));
  run(redis, {"DEL", "{shunyi}:standby"});
  BOOST_TEST(!must(journal::hand_over_asked(redis, jurisdiction, "leader")));
}

BOOST_AUTO_TEST_CASE(a_configuration_is_not_put_into_force_or_overwritten_by_mistake) {
  BOOST_TEST(
      has(complaint(journal::store_config(redis, jurisdiction, "", "texts")), "needs a version"));
  BOOST_TEST(has(complaint(journal::set_current(redis, jurisdiction, "v9")), "v9 is not stored"));
  must(journal::store_config(redis, jurisdiction, "v1", "texts"));
  must(journal::store_config(redis, jurisdiction, "v1", "texts"));
  BOOST_TEST(has(complaint(journal::store_config(redis, jurisdiction, "v1", "other")),
                 "a version is never changed"));
  must(journal::mend_config(redis, jurisdiction, "v1", "other"));
  BOOST_TEST(must(journal::read_config(redis, jurisdiction, "v1")).value() == "other");
}

BOOST_AUTO_TEST_CASE(a_claim_that_goes_back_is_not_asked_for) {
  const journal::Head head{3, 5, "token"};
  for (const auto& claim : {std::pair{3U, 6U}, {4U, 5U}})
    BOOST_TEST(has(
        complaint(journal::claim(redis, jurisdiction, head, claim.first, claim.second, "n", "x")),
        "above 3-5"));
  BOOST_TEST(
      has(complaint(journal::claim(redis, jurisdiction, head, 4, 6, "", "x")), "it needs a nonce"));
}

BOOST_AUTO_TEST_CASE(durability_is_what_redis_says_of_its_own_file) {
  const auto durability = [&] { return must(journal::durability(redis)); };
  BOOST_CHECK(durability() == journal::Durability::fsync);
  run(redis, {"CONFIG", "SET", "appendfsync", "everysec"});
  BOOST_CHECK(durability() == journal::Durability::relaxed);
  run(redis, {"CONFIG", "SET", "appendfsync", "no"});
  BOOST_CHECK(durability() == journal::Durability::none);
  run(redis, {"CONFIG", "SET", "appendfsync", "always", "appendonly", "no"});
  BOOST_CHECK(durability() == journal::Durability::none);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(what_redis_says, BehindADoor)

BOOST_AUTO_TEST_CASE(a_time_that_is_none_is_not_the_year_1970) {
  for (const char* time :
       {"*1\r\n$1\r\n5\r\n", "*2\r\n$1\r\nx\r\n$1\r\n5\r\n", "*2\r\n$1\r\n5\r\n$1\r\nx\r\n"}) {
    answer(time);
    BOOST_TEST(has(complaint(journal::redis_time(behind)), "answered TIME with something else"));
  }
}

BOOST_AUTO_TEST_CASE(another_number_of_keys_than_was_asked_for_are_nobodys) {
  answer("*1\r\n$1\r\na\r\n");
  BOOST_TEST(
      complaint(journal::read_keys(behind, jurisdiction, {core::KeyId("k1"), core::KeyId("k2")})) ==
      "Redis answered HMGET with 1 values where 2 were asked for");
}

BOOST_AUTO_TEST_CASE(a_stream_without_its_last_id_cannot_be_verified) {
  Leader(redis, "n1").claim();
  for (const char* info :
       {"*2\r\n$6\r\nlength\r\n:1\r\n", "*2\r\n$17\r\nlast-generated-id\r\n$1\r\nx\r\n"}) {
    door.mend();
    door.fail_where("XINFO", info);
    BOOST_TEST(complaint(journal::read_highest(behind, jurisdiction)) ==
               "Redis did not say the last id of " + stream_key);
  }
}

BOOST_AUTO_TEST_CASE(a_redis_that_hides_its_directory_is_not_asked_how_full_it_is) {
  answer("*0\r\n");
  BOOST_TEST(complaint(journal::data_directory(behind, "")) ==
             "Redis does not say where its data is");
  BOOST_TEST(must(journal::data_directory(behind, "/told")).value() == "/told");
  BOOST_TEST(must(journal::data_directory(behind, "")).value() == directory.path().string());
  const FalteringRedis far(server.url(), FalteringRedis::On::port);
  auto by_port = connect_to(far.url());
  BOOST_TEST(!must(journal::data_directory(by_port, "")).has_value());
}

BOOST_AUTO_TEST_CASE(how_full_a_place_is_that_has_no_room_or_is_not_there_cannot_be_told) {
  BOOST_TEST(!journal::free_share(directory / "nowhere").has_value());
  BOOST_TEST(!journal::free_share("/proc").has_value());
  const auto here = journal::free_share(directory.path().string());
  BOOST_REQUIRE(here.has_value());
  BOOST_TEST(*here > 0);
  BOOST_TEST(*here <= 1);
}

BOOST_AUTO_TEST_CASE(a_redis_that_lets_nobody_in_or_is_not_ready_says_why) {
  answer("-NOAUTH Authentication required.\r\n");
  auto ready = behind.ready(2s);
  BOOST_REQUIRE(!ready);
  BOOST_TEST(has(ready.error().message, "--redis-user and --redis-password-file"));
  answer("-MISCONF no\r\n");
  ready = behind.ready(2s);
  BOOST_REQUIRE(!ready);
  BOOST_TEST(ready.error().message == "Redis is not ready: MISCONF no");
  door.mend();
  door.fail_where("PING", "-LOADING dataset\r\n");
  ready = behind.ready(100ms);
  BOOST_REQUIRE(!ready);
  BOOST_CHECK(ready.error().kind == ErrorKind::timeout);
  door.mend();
  // Where the time was over in the middle of a question, the connection is dead for good.
  if (!behind.problem()) BOOST_TEST(behind.ready(20s).has_value());
}

BOOST_AUTO_TEST_CASE(what_nobody_asked_for_ends_the_connection) {
  answer("+PONG\r\n+PONG\r\n");
  (void)behind.call({"PING"}, 2s);
  for (int i = 0; i < 100 && !behind.problem(); ++i, std::this_thread::sleep_for(5ms))
    behind.pump();
  BOOST_REQUIRE(behind.problem());
  BOOST_TEST(behind.problem()->message == "Redis said what was not asked: PONG");
}

BOOST_AUTO_TEST_CASE(a_user_is_let_in_by_redis_or_not_at_all) {
  const auto refused = RedisConnection::connect({server.url(), "nobody", "secret"});
  BOOST_REQUIRE(!refused);
  BOOST_TEST(has(refused.error().message, "does not let the user \"nobody\" in"));
  door.fail_where("AUTH", FalteringRedis::hang_up);
  const auto broken = RedisConnection::connect({door.url(), "nobody", "secret"});
  BOOST_REQUIRE(!broken);
  BOOST_CHECK(broken.error().kind == ErrorKind::connection);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_sentinel, OneSentinel)

BOOST_AUTO_TEST_CASE(that_refuses_or_names_nobody_leads_nowhere_and_is_quoted) {
  name("-ERR not now\r\n");
  BOOST_TEST(has(problem(), "it refuses: ERR not now"), problem());
  name("*-1\r\n");
  BOOST_TEST(has(problem(), "watches no master called \"shaodao\""), problem());
  name("*1\r\n$1\r\na\r\n");
  BOOST_TEST(has(problem(), "its answer is not a host and a port"), problem());
  name(FalteringRedis::hang_up);
  BOOST_TEST(has(problem(), "Redis closed the connection"), problem());
}

BOOST_AUTO_TEST_CASE(whoever_it_names_must_say_himself_that_he_is_the_master) {
  name(naming("127.0.0.1", master.port()));
  BOOST_TEST(problem() == "");
  master.fail_where("ROLE", "*1\r\n$5\r\nslave\r\n");
  BOOST_TEST(has(problem(), "no master was found"), problem());
  BOOST_TEST(has(problem(), "it is no master, its role is slave"), problem());
  master.mend();
  master.fail_where("ROLE", "*0\r\n");
  BOOST_TEST(has(problem(), "its role is nothing"), problem());
  master.mend();
  master.fail_where("ROLE", "-LOADING dataset\r\n");
  BOOST_TEST(has(problem(), "LOADING dataset"), problem());
  master.mend();
  master.fail_where("ROLE", FalteringRedis::hang_up);
  BOOST_TEST(has(problem(), "Redis closed the connection"), problem());
}

BOOST_AUTO_TEST_CASE(may_name_an_address_of_the_sixth_version) {
  name(naming("::1", "1"));
  BOOST_TEST(has(problem(), "redis://[::1]:1"), problem());
}

BOOST_AUTO_TEST_CASE(that_names_another_master_alone_among_three_moves_nobody) {
  FalteringRedis second(server.url(), FalteringRedis::On::port);
  FalteringRedis third(server.url(), FalteringRedis::On::port);
  const std::string old = "redis://127.0.0.1:" + master.port();
  for (FalteringRedis* one : {&second, &third})
    one->fail_where("SENTINEL", naming("127.0.0.1", master.port()));
  name(naming("127.0.0.1", "1"));
  const auto sentinels = must(journal::sentinels_of("sentinel://127.0.0.1:" + sentinel.port() +
                                                    ",127.0.0.1:" + second.port() +
                                                    ",127.0.0.1:" + third.port() + "/shaodao"));
  journal::SentinelWatch watch(sentinels, old);
  const auto moved = [&](std::chrono::milliseconds patience) {
    std::optional<journal::Error> error;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!error && std::chrono::steady_clock::now() < until) {
      error = watch.step();
      std::this_thread::sleep_for(5ms);
    }
    return error;
  };
  BOOST_CHECK(!moved(1300ms));
  second.mend();
  second.fail_where("SENTINEL", naming("127.0.0.1", "1"));
  const auto error = moved(4s);
  BOOST_REQUIRE(error.has_value());
  BOOST_TEST(error->message ==
             "the Sentinels name redis://127.0.0.1:1 as master, no longer " + old);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_password_file)

BOOST_AUTO_TEST_CASE(that_is_not_its_owners_secret_is_named_with_what_would_be_right) {
  const TempFolder folder;
  const std::string path = folder / "password";
  const auto says = [&](const std::string& what) {
    const auto password = journal::read_password_file(path);
    const std::string said = password ? "a password" : password.error().message;
    BOOST_TEST(has(said, what), said);
  };
  says("cannot be opened: No such file");
  std::filesystem::create_directory(path);
  says("is not a file");
  std::filesystem::remove(path);
  write_text(path, "secret\n");
  ::chmod(path.c_str(), 0644);
  says("run chmod 600");
  ::chmod(path.c_str(), 0600);
  says("a password");
  write_text(path, "\nsecond line\n");
  says("holds no password");
  write_text(path, std::string(1025, 'x'));
  says("holds no password");
}

BOOST_AUTO_TEST_CASE(is_written_once_and_never_over_another) {
  const TempFolder folder;
  const std::string path = folder / "password";
  BOOST_TEST(journal::write_password_file(path, "secret").has_value());
  const auto again = journal::write_password_file(path, "other");
  BOOST_REQUIRE(!again);
  BOOST_TEST(has(again.error().message, "cannot be written: File exists"));
  BOOST_TEST(must(journal::read_password_file(path)) == "secret");
  BOOST_TEST(!journal::write_password_file("/dev/full/x", "secret").has_value());
}

BOOST_AUTO_TEST_CASE(and_its_user_are_named_together) {
  const TempFolder folder;
  const std::string path = folder / "password";
  must(journal::write_password_file(path, "secret"));
  const std::string url = "unix:/run/redis.sock";
  BOOST_TEST(has(complaint(journal::address_of(url, "user", "")), "needs its password file"));
  BOOST_TEST(has(complaint(journal::address_of(url, "", path)), "needs its password file"));
  BOOST_TEST(has(complaint(journal::address_of("run", "user", path)), "no address of a Redis"));
  BOOST_TEST(has(complaint(journal::address_of("unix:", "", "")), "no address of a Redis"));
  BOOST_TEST(has(complaint(journal::address_of(url, "user", path + "x")), "cannot be opened"));
  BOOST_TEST(must(journal::address_of(url, "user", path)).password == "secret");
  BOOST_TEST(must(journal::address_of(url, "", "")).user == "");
}

BOOST_AUTO_TEST_SUITE_END()
