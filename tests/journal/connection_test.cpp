// One connection: order, size, errors, death, and a Redis that is still loading.
#include <poll.h>

#include <chrono>
#include <thread>

#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::ErrorKind;
using journal::RedisConnection;
using journal::Reply;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_connection, RedisFixture)

BOOST_AUTO_TEST_CASE(replies_come_in_the_order_of_sending_from_a_loop_that_never_blocks) {
  for (int i = 0; i < 1000; ++i) redis.send({"ECHO", std::to_string(i)});
  for (int i = 0; i < 1000;) {
    pollfd ready{redis.fd(), static_cast<short>(redis.wants_write() ? POLLIN | POLLOUT : POLLIN),
                 0};
    BOOST_REQUIRE(::poll(&ready, 1, 5000) == 1);
    redis.pump();
    while (const auto reply = redis.take_reply()) {
      BOOST_TEST(reply->text == std::to_string(i));
      ++i;
    }
  }
  BOOST_TEST(!redis.wants_write());
  BOOST_CHECK(!redis.problem());
}

BOOST_AUTO_TEST_CASE(any_bytes_of_any_size_come_back_as_they_went) {
  std::string bytes(20'000'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 + i / 253);
  bytes += std::string("\r\n$5\r\n\0", 7);
  run(redis, {"SET", "bytes", bytes});
  BOOST_CHECK(run(redis, {"GET", "bytes"}).text == bytes);
}

BOOST_AUTO_TEST_CASE(each_kind_of_reply_has_its_value) {
  BOOST_CHECK(run(redis, {"GET", "nothing"}).kind == Reply::Kind::nil);
  BOOST_TEST(run(redis, {"INCRBY", "number", "-9007199254740993"}).integer == -9007199254740993);
  run(redis, {"RPUSH", "list", "a", "b"});
  const Reply list = run(redis, {"LRANGE", "list", "0", "-1"});
  BOOST_REQUIRE(list.items.size() == 2u);
  BOOST_TEST(list.items[1].text == "b");
  const auto error = must(redis.call({"LPUSH", "number", "x"}, 5s));
  BOOST_TEST(error.is_error());
  BOOST_TEST(error.text.starts_with("WRONGTYPE"));
  BOOST_CHECK(!redis.problem());
}

BOOST_AUTO_TEST_CASE(a_dead_connection_stays_dead_also_when_redis_is_back) {
  RedisConnection old = connect_to(server.url());
  run(old, {"PING"});
  crash_and_restart();
  const auto first = old.call({"PING"}, 5s);
  BOOST_REQUIRE(!first);
  BOOST_CHECK(first.error().kind == ErrorKind::connection);
  const auto second = old.call({"PING"}, 5s);
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().message == first.error().message);
  old.send({"PING"});
  old.pump();
  BOOST_TEST(!old.wants_write());
  BOOST_TEST(old.fd() == -1);
  BOOST_CHECK(!old.take_reply());
  BOOST_TEST(run(redis, {"PING"}).text == "PONG");
}

BOOST_AUTO_TEST_CASE(a_timeout_is_the_end_so_a_late_answer_is_never_taken_for_another) {
  const auto begun = std::chrono::steady_clock::now();
  const auto reply = redis.call({"BLPOP", "nothing", "5"}, 100ms);
  const auto took = std::chrono::steady_clock::now() - begun;
  BOOST_REQUIRE(!reply);
  BOOST_CHECK(reply.error().kind == ErrorKind::timeout);
  BOOST_CHECK(took >= 100ms);
  BOOST_CHECK(took < 4s);
  BOOST_CHECK(!redis.call({"PING"}, 5s));
}

BOOST_AUTO_TEST_CASE(what_redis_said_before_it_closed_can_still_be_taken) {
  redis.send({"PING"});
  redis.send({"QUIT"});
  for (int i = 0; i < 100 && !redis.problem(); ++i) {
    pollfd ready{redis.fd(), POLLIN, 0};
    ::poll(&ready, 1, 50);
    redis.pump();
  }
  BOOST_REQUIRE(redis.problem());
  BOOST_TEST(redis.problem()->message == "Redis closed the connection");
  BOOST_TEST(redis.take_reply().value().text == "PONG");
  BOOST_TEST(redis.take_reply().value().text == "OK");
  BOOST_CHECK(!redis.take_reply());
}

BOOST_AUTO_TEST_CASE(a_call_does_not_take_the_answer_to_what_was_sent_before) {
  redis.send({"ECHO", "first"});
  const auto reply = redis.call({"ECHO", "second"}, 5s);
  BOOST_REQUIRE(!reply);
  BOOST_CHECK(reply.error().kind == ErrorKind::unexpected);
  BOOST_CHECK(!redis.problem());
}

BOOST_AUTO_TEST_CASE(a_redis_that_is_still_loading_is_waited_for) {
  for (int i = 0; i < 4000; ++i) redis.send({"SET", "key" + std::to_string(i), "value"});
  int answered = 0;
  while (answered < 4000) {
    pollfd ready{redis.fd(), static_cast<short>(redis.wants_write() ? POLLIN | POLLOUT : POLLIN),
                 0};
    BOOST_REQUIRE(::poll(&ready, 1, 5000) == 1);
    redis.pump();
    while (redis.take_reply()) ++answered;
  }
  server.process().kill();
  // 500 us for each of 4,000 keys: it loads for two seconds.
  server = must(local::PrivateRedis::launch(
      {.directory = directory.path(), .options = {"--key-load-delay", "500"}}));
  for (int i = 0; i < 500; ++i) {
    auto connection = RedisConnection::connect(server.url());
    if (!connection) {
      std::this_thread::sleep_for(2ms);
      continue;
    }
    redis = std::move(*connection);
    break;
  }
  // The test would prove nothing if it were ready already.
  BOOST_REQUIRE(must(redis.call({"GET", "key3999"}, 10s)).text.starts_with("LOADING"));
  BOOST_REQUIRE(redis.ready(20s).has_value());
  BOOST_TEST(run(redis, {"GET", "key3999"}).text == "value");
}

BOOST_AUTO_TEST_CASE(a_redis_that_loads_for_too_long_is_a_timeout) {
  for (int i = 0; i < 50; ++i) run(redis, {"SET", "key" + std::to_string(i), "value"});
  server.process().kill();
  server = must(local::PrivateRedis::launch(
      {.directory = directory.path(), .options = {"--key-load-delay", "100000"}}));
  const auto ready = server.ready(300ms);
  BOOST_REQUIRE(!ready);
  BOOST_TEST(ready.error().find("not ready after 300 ms") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(an_address)

BOOST_AUTO_TEST_CASE(that_names_no_redis_is_refused_with_what_would_be_right) {
  for (const char* url : {"", "/run/redis.sock", "http://127.0.0.1:6379", "redis://127.0.0.1",
                          "redis://127.0.0.1:0", "redis://127.0.0.1:70000", "redis://a@b:6379",
                          "redis://127.0.0.1:6379/1", "redis://:6379"}) {
    const auto connection = RedisConnection::connect(url);
    BOOST_REQUIRE_MESSAGE(!connection, url);
    BOOST_CHECK_MESSAGE(connection.error().kind == ErrorKind::unexpected, url);
    BOOST_TEST(connection.error().message.find("redis://host:port") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(of_a_socket_whose_path_is_too_long_is_refused_with_the_length) {
  const auto connection = RedisConnection::connect("unix:/" + std::string(107, 'x'));
  BOOST_REQUIRE(!connection);
  BOOST_TEST(connection.error().message.find("has 108 bytes; it must have 1 to 107") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(where_nobody_listens_is_a_connection_error) {
  for (const char* url : {"unix:/nonexistent/redis.sock", "redis://127.0.0.1:1"}) {
    const auto connection = RedisConnection::connect(url);
    BOOST_REQUIRE(!connection);
    BOOST_CHECK(connection.error().kind == ErrorKind::connection);
    BOOST_TEST(connection.error().message.find(url) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
