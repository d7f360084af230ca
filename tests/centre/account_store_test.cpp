// What Redis keeps of accounts and sessions, also when a request or a record goes wrong.
#include "clients/centre/door/account_store.hpp"

#include <thread>

#include "dispatcher/journal/access.hpp"
#include "tests/journal/faltering_redis.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using door::Account;
using door::AccountStore;
using door::Session;

const std::string accounts_key = "{shunyi}:accounts";
const std::string sessions_key = "{shunyi}:sessions";
const std::string changed_key = "{shunyi}:accounts:changed";

struct StoreFixture : RedisFixture {
  static Account an_account(const std::string& name) {
    return {.name = name,
            .person = "p",
            .office = core::OfficeId("ZJW"),
            .roles = {core::Role::dept_officer},
            .hash = "h"};
  }
  static Session a_session(const std::string& id, const std::string& token, int rotated = 0) {
    Session session;
    session.id = id;
    session.token = token;
    session.account = "li.na";
    session.csrf = "c";
    session.began = core::at_second(1'771'000'000);
    session.rotated = session.seen = session.began + std::chrono::seconds{rotated};
    return session;
  }
  std::string counter() { return run(redis, {"GET", changed_key}).text; }
  bool has(const std::string& token) {
    return run(redis, {"HGET", sessions_key, token}).kind == journal::Reply::Kind::string;
  }

  AccountStore store{server.url(), jurisdiction};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_store_of_accounts, StoreFixture)

BOOST_AUTO_TEST_CASE(gives_back_what_was_put_in) {
  BOOST_TEST(must(store.load()).accounts.empty());
  must(store.put(an_account("li.na")));
  must(store.put(a_session("s", "t")));
  BOOST_CHECK(*must(store.account("li.na")) == an_account("li.na"));
  BOOST_CHECK(!must(store.account("nobody")));
  BOOST_TEST(must(store.accounts()).size() == 1u);
  const auto all = must(store.load());
  BOOST_CHECK(all.accounts.at("li.na") == an_account("li.na"));
  BOOST_REQUIRE(all.sessions.size() == 1u);
  BOOST_TEST(all.sessions[0].id == "s");
  BOOST_TEST(all.sessions[0].token == "t");
  BOOST_TEST(all.unreadable == 0u);
}

BOOST_AUTO_TEST_CASE(knows_its_own_changes_from_those_of_others) {
  must(store.load());
  must(store.put(an_account("li.na")));
  must(store.put(a_session("s", "t")));
  BOOST_TEST(counter() == "2");
  BOOST_TEST(!must(store.changed()));
  AccountStore other(server.url(), jurisdiction);
  BOOST_TEST(must(other.changed()));  // it has not read anything yet
  must(other.load());
  BOOST_TEST(!must(other.changed()));
  must(other.put(an_account("wang")));
  BOOST_TEST(!must(other.changed()));
  BOOST_TEST(must(store.changed()));
  // Also when it changes something itself before it has looked.
  must(store.put(an_account("li.na")));
  BOOST_TEST(must(store.changed()));
  BOOST_TEST(must(store.load()).accounts.size() == 2u);
  BOOST_TEST(!must(store.changed()));
  store.doubt();
  BOOST_TEST(must(store.changed()));
}

BOOST_AUTO_TEST_CASE(writes_that_a_session_was_seen_without_telling_anybody) {
  must(store.put(a_session("s", "t")));
  auto session = a_session("s", "t", 60);
  store.owe(door::Seen{{session}});
  BOOST_TEST(counter() == "1");
  const auto all = must(store.load());
  BOOST_CHECK(all.sessions.at(0).seen == session.seen);
  BOOST_CHECK(all.sessions.at(0).seen_kept == session.seen);
  // Of one that is not there it makes none, and nothing of it stays.
  store.owe(door::Seen{{a_session("gone", "u", 60)}});
  BOOST_TEST(must(store.load()).sessions.size() == 1u);
  must(store.changed());
  BOOST_TEST(!has("u:seen"));
  BOOST_TEST(has("t:seen"));
}

BOOST_AUTO_TEST_CASE(puts_a_new_token_in_the_place_of_the_former_one_unless_the_session_was_ended) {
  must(store.put(a_session("s", "t1")));
  store.owe(door::Seen{{a_session("s", "t1", 60)}});
  auto session = a_session("s", "t2", 3600);
  session.former = "t1";
  store.owe(door::Rotated{session});
  BOOST_TEST(!has("t1"));
  BOOST_TEST(!has("t1:seen"));
  BOOST_TEST(has("t2"));
  store.owe(door::Ended{{"t2"}});
  BOOST_TEST(!has("t2"));
  session.token = "t3";
  session.former = "t2";
  store.owe(door::Rotated{session});
  BOOST_TEST(!has("t3"));
  BOOST_TEST(must(store.changed()));
}

BOOST_AUTO_TEST_CASE(leaves_out_what_it_cannot_read_and_counts_it) {
  must(store.put(an_account("li.na")));
  must(store.put(a_session("s", "t")));
  run(redis, {"HSET", accounts_key, "broken", "{", "other", text_of(an_account("li.na"))});
  run(redis, {"HSET", sessions_key, "broken", "{}", "t:seen", "x"});
  const auto all = must(store.load());
  BOOST_TEST(all.accounts.size() == 1u);
  BOOST_TEST(all.sessions.size() == 1u);
  BOOST_TEST(all.unreadable == 3u);
  BOOST_TEST(store.account("broken").error().message.find("account broken: not JSON") == 0u);
  BOOST_TEST(store.account("other").error().message == "account other: it is that of another name");
  run(redis, {"SET", changed_key, "many"});
  BOOST_TEST(store.load().error().message.find("is no number") != std::string::npos);
  BOOST_TEST(!store.changed().has_value());
}

BOOST_AUTO_TEST_CASE(keeps_the_later_one_of_two_records_of_a_session) {
  must(store.put(a_session("s", "t9", 10)));
  must(store.put(a_session("s", "t5", 20)));
  must(store.put(a_session("s", "t1", 15)));
  const auto all = must(store.load());
  BOOST_REQUIRE(all.sessions.size() == 1u);
  BOOST_TEST(all.sessions[0].token == "t5");
  must(store.changed());
  BOOST_TEST(has("t5"));
  BOOST_TEST(!has("t9"));
  BOOST_TEST(!has("t1"));
}

BOOST_AUTO_TEST_CASE(asks_again_on_a_new_connection_whichever_request_went_wrong) {
  FalteringRedis door(server.url());
  AccountStore through(door.url(), jurisdiction);
  must(through.load());
  for (const char* answer : {FalteringRedis::hang_up, FalteringRedis::out_of_order,
                             "-READONLY You can't write against a read only replica.\r\n"}) {
    const auto requests = fail_each_request(door, answer, [&] {
      must(through.put(an_account("li.na")));
      must(through.put(a_session("s", "t")));
      auto session = a_session("s", "t2", 3600);
      session.former = "t";
      through.owe(door::Rotated{session});
      through.owe(door::Ended{{"t2"}});
      must(through.load());
      BOOST_TEST(!must(through.changed()));
      BOOST_CHECK(must(through.account("li.na")).has_value());
    });
    BOOST_TEST(requests == 15u);
    BOOST_TEST(!has("t"));
    BOOST_TEST(!has("t2"));
  }
}

BOOST_AUTO_TEST_CASE(writes_what_it_owes_before_anything_is_read_again) {
  FalteringRedis door(server.url());
  AccountStore through(door.url(), jurisdiction);
  must(through.load());
  must(through.put(a_session("one", "t1")));
  must(through.put(a_session("two", "t2")));
  door.fail_where("HDEL", FalteringRedis::hang_up);
  through.owe(door::Ended{{"t1"}});
  through.owe(door::Ended{{"t2"}});
  BOOST_TEST(!through.changed().has_value());
  BOOST_TEST(has("t1"));
  door.mend();
  std::this_thread::sleep_for(1s);
  BOOST_TEST(must(through.load()).sessions.empty());
  BOOST_TEST(!has("t1"));
}

BOOST_AUTO_TEST_CASE(tells_others_of_a_change_also_when_that_was_interrupted) {
  FalteringRedis door(server.url());
  AccountStore through(door.url(), jurisdiction);
  must(store.load());
  must(through.load());
  door.fail_where("INCR", FalteringRedis::hang_up);
  BOOST_TEST(!through.put(an_account("li.na")).has_value());
  BOOST_TEST(!must(store.changed()));
  door.mend();
  std::this_thread::sleep_for(1s);
  // It does not know itself what became of its change.
  BOOST_TEST(must(through.changed()));
  BOOST_TEST(must(store.changed()));
  BOOST_TEST(must(store.load()).accounts.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
