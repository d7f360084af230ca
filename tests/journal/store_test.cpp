// What else Redis holds for us: the lease and the configurations; and what it says of itself.
#include <chrono>
#include <thread>

#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/lease.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::Durability;
using journal::Lease;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_lease, RedisFixture)

BOOST_AUTO_TEST_CASE(is_one_holders_until_it_is_released) {
  const Lease mine(jurisdiction, "nonce1", 10s);
  const Lease theirs(jurisdiction, "nonce2", 10s);
  BOOST_TEST(must(mine.try_take(redis)));
  BOOST_TEST(must(mine.try_take(redis)));
  BOOST_TEST(!must(theirs.try_take(redis)));
  BOOST_TEST(!must(theirs.renew(redis)));
  BOOST_TEST(!must(theirs.release(redis)));
  BOOST_TEST(must(mine.renew(redis)));
  BOOST_TEST(must(mine.release(redis)));
  BOOST_TEST(!must(mine.release(redis)));
  BOOST_TEST(must(theirs.try_take(redis)));
  BOOST_TEST(!must(mine.renew(redis)));
}

BOOST_AUTO_TEST_CASE(runs_out_without_renewal_and_lasts_with_it) {
  const Lease mine(jurisdiction, "nonce1", 2s);
  const Lease theirs(jurisdiction, "nonce2", 2s);
  BOOST_TEST(must(mine.try_take(redis)));
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(500ms);
    BOOST_TEST(must(mine.renew(redis)));
    BOOST_TEST(!must(theirs.try_take(redis)));
  }
  std::this_thread::sleep_for(2200ms);
  BOOST_TEST(!must(mine.renew(redis)));
  BOOST_TEST(must(theirs.try_take(redis)));
}

BOOST_AUTO_TEST_CASE(of_a_dead_holder_does_not_outlast_a_clock_that_was_set_back) {
  // As it looks to Redis after its clock was set back by an hour.
  BOOST_TEST(!must(redis.call({"SET", "{" + std::string(jurisdiction) + "}:lease", "nonce0", "PX",
                               "3600000"},
                              5s))
                  .is_error());
  const Lease mine(jurisdiction, "nonce1", 300ms);
  BOOST_TEST(!must(mine.try_take(redis)));
  std::this_thread::sleep_for(400ms);
  BOOST_TEST(must(mine.try_take(redis)));
}

BOOST_AUTO_TEST_CASE(is_of_one_jurisdiction) {
  BOOST_TEST(must(Lease("shunyi", "nonce1", 10s).try_take(redis)));
  BOOST_TEST(must(Lease("huairou", "nonce2", 10s).try_take(redis)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_configuration_store, RedisFixture)

BOOST_AUTO_TEST_CASE(gives_back_what_was_stored_and_the_version_in_force) {
  BOOST_CHECK(!must(journal::current_config(redis, jurisdiction)));
  BOOST_CHECK(!must(journal::read_config(redis, jurisdiction, "v1")));
  const std::string bytes("kinds\0limits\n", 13);
  must(journal::store_config(redis, jurisdiction, "v1", bytes));
  must(journal::store_config(redis, jurisdiction, "v2", "other"));
  BOOST_CHECK(!must(journal::current_config(redis, jurisdiction)));
  must(journal::set_current(redis, jurisdiction, "v1"));
  BOOST_TEST(must(journal::current_config(redis, jurisdiction)).value() == "v1");
  BOOST_CHECK(must(journal::read_config(redis, jurisdiction, "v1")).value() == bytes);
  must(journal::set_current(redis, jurisdiction, "v2"));
  BOOST_TEST(must(journal::current_config(redis, jurisdiction)).value() == "v2");
  BOOST_CHECK(must(journal::read_config(redis, jurisdiction, "v1")).value() == bytes);
  BOOST_CHECK(!must(journal::read_config(redis, "huairou", "v1")));
}

BOOST_AUTO_TEST_CASE(never_changes_a_version) {
  must(journal::store_config(redis, jurisdiction, "v1", "bytes"));
  must(journal::store_config(redis, jurisdiction, "v1", "bytes"));
  const auto changed = journal::store_config(redis, jurisdiction, "v1", "other");
  BOOST_REQUIRE(!changed);
  BOOST_TEST(changed.error().message.find("v1 is already stored with other content") !=
             std::string::npos);
  BOOST_TEST(must(journal::read_config(redis, jurisdiction, "v1")).value() == "bytes");
}

BOOST_AUTO_TEST_CASE(puts_no_version_into_force_that_it_does_not_hold) {
  const auto set = journal::set_current(redis, jurisdiction, "v9");
  BOOST_REQUIRE(!set);
  BOOST_TEST(set.error().message.find("v9 is not stored") != std::string::npos);
  BOOST_CHECK(!must(journal::current_config(redis, jurisdiction)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(redis_says_of_itself, RedisFixture)

BOOST_AUTO_TEST_CASE(what_time_it_is) {
  const auto now = std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
  const auto told = must(journal::redis_time(redis));
  BOOST_CHECK(std::chrono::abs(told - now) < 2s);
}

BOOST_AUTO_TEST_CASE(how_durable_it_is) {
  BOOST_CHECK(must(journal::durability(redis)) == Durability::fsync);
  run(redis, {"CONFIG", "SET", "appendfsync", "everysec"});
  BOOST_CHECK(must(journal::durability(redis)) == Durability::relaxed);
  run(redis, {"CONFIG", "SET", "appendfsync", "no"});
  BOOST_CHECK(must(journal::durability(redis)) == Durability::none);
  run(redis, {"CONFIG", "SET", "appendfsync", "always", "appendonly", "no"});
  BOOST_CHECK(must(journal::durability(redis)) == Durability::none);
}

BOOST_AUTO_TEST_SUITE_END()
