// What the tests of the journal share: a real Redis of their own in a directory of their own.
#pragma once

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "deploy/local/private_redis.hpp"
#include "dispatcher/journal/journal.hpp"
#include "tests/files.hpp"

namespace shao::test {

/// The value, or the test ends with the error's words.
template <class T>
T must(core::Result<T, journal::Error> result) {
  const std::string problem = result ? std::string() : result.error().message;
  BOOST_REQUIRE_MESSAGE(result.has_value(), problem);
  return std::move(*result);
}
template <class T>
T must(core::Result<T, std::string> result) {
  const std::string problem = result ? std::string() : result.error();
  BOOST_REQUIRE_MESSAGE(result.has_value(), problem);
  return std::move(*result);
}

inline local::PrivateRedis start_redis(local::RedisSettings settings) {
  return must(local::PrivateRedis::start(settings));
}
inline journal::RedisConnection connect_to(const std::string& url) {
  return must(journal::RedisConnection::connect(url));
}

/// Any command, for what only a test does; its reply must not be an error.
inline journal::Reply run(journal::RedisConnection& redis, const std::vector<std::string>& argv) {
  journal::Reply reply = must(redis.call(argv, std::chrono::seconds{10}));
  BOOST_REQUIRE_MESSAGE(!reply.is_error(), reply.text);
  return reply;
}

inline const std::string jurisdiction = "shunyi";
inline const std::string stream_key = "{shunyi}:journal";
inline const std::string head_key = "{shunyi}:head";

inline std::vector<journal::Entry> all_entries(journal::RedisConnection& redis) {
  return must(journal::read(redis, jurisdiction, 0, 0, 10000));
}

/// A Redis with the journal's functions, and one connection to it.
struct RedisFixture {
  TempFolder directory;
  local::PrivateRedis server = start_redis({.directory = directory.path()});
  journal::RedisConnection redis = connect_to(server.url());

  RedisFixture() { must(journal::load_functions(redis)); }

  /// As after a crash: the server is killed, started again on the same directory, connected anew.
  void crash_and_restart() {
    server.process().kill();
    restart();
  }
  void restart() {
    server = start_redis({.directory = directory.path()});
    redis = connect_to(server.url());
  }
};

/// One who leads: knows the head it expects and the chain.
class Leader {
 public:
  Leader(journal::RedisConnection& redis, std::string nonce)
      : redis_(redis), nonce_(std::move(nonce)) {}

  /// Claims after the head that Redis holds now, and computes the chain.
  void claim(const std::string& bytes = "claim") {
    const journal::Head before = must(journal::read_head(redis_, jurisdiction));
    head = must(journal::claim(redis_, jurisdiction, before, before.epoch + 1, before.number + 1,
                               nonce_, bytes));
    hash.clear();
    for (const journal::Entry& entry : all_entries(redis_))
      hash = journal::chain(hash, journal::entry_id(entry.epoch, entry.last), entry.bytes);
  }

  std::vector<std::string> command(const std::string& bytes, core::EventNumber events = 1,
                                   const journal::KeyChanges& keys = {}) const {
    const core::EventNumber last = head.number + events;
    return journal::append_command(jurisdiction, head, last, bytes, next_hash(bytes, last), keys);
  }

  journal::AppendOutcome append(const std::string& bytes, core::EventNumber events = 1,
                                const journal::KeyChanges& keys = {}) {
    const auto reply = must(redis_.call(command(bytes, events, keys), std::chrono::seconds{10}));
    last_reply = reply.text;
    const journal::AppendOutcome outcome = journal::outcome_of(reply);
    if (outcome == journal::AppendOutcome::appended) {
      hash = next_hash(bytes, head.number + events);
      head = {head.epoch, head.number + events, hash};
    }
    return outcome;
  }

  journal::Head head;
  std::string hash;
  std::string last_reply;

 private:
  std::string next_hash(const std::string& bytes, core::EventNumber last) const {
    return journal::chain(hash, journal::entry_id(head.epoch, last), bytes);
  }

  journal::RedisConnection& redis_;
  std::string nonce_;
};

}  // namespace shao::test
