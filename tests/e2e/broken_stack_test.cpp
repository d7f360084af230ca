// A whole stack of which one part does not do its work: the operator is told which and why, what
// can go on goes on, and a start that cannot succeed does not take a minute to say so.
#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

#include "clients/drill/journal_reader.hpp"
#include "dispatcher/journal/redis_connection.hpp"
#include "tests/e2e/small.hpp"

namespace shao::e2e {

namespace {

using namespace std::chrono_literals;
using local::Part;
using local::Stack;
using test::read_text;
using test::write_text;
using Path = std::filesystem::path;

std::string start_error(const local::StackSettings& settings) {
  const auto stack = Stack::start(settings);
  return stack.has_value() ? std::string("it started") : stack.error();
}

void names(const std::string& error, const std::string& what) {
  BOOST_TEST(error.find(what) != error.npos, "'" + error + "' does not say '" + what + "'");
}

/// A file where a folder is to be, or the other way round.
void make_folder_of(const Path& file) {
  std::filesystem::remove_all(file);
  std::filesystem::create_directories(file);
}

/// A data folder that a stack takes for its own.
void make_data(const SmallPlace& place) {
  std::filesystem::create_directories(place.data());
  write_text(place.data() / "lock", "");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_start_that_is_cancelled_ends_with_all_its_parts) {
  const SmallPlace place;
  auto settings = place.settings();
  settings.cancelled = [] { return true; };
  names(start_error(settings), "the start was cancelled");
  // Nothing holds the folder any more.
  auto again = place.settings();
  again.bin = "/nowhere";
  names(start_error(again), "there is no program /nowhere/shao-dispatcher");
}

BOOST_AUTO_TEST_CASE(
    a_part_that_dies_again_and_again_at_the_start_ends_it_with_the_end_of_its_log) {
  const SmallPlace place;
  auto settings = place.settings();
  settings.dispatcher_options = {"--no-such-option"};
  const auto begun = std::chrono::steady_clock::now();
  const std::string error = start_error(settings);
  names(error, "shao-dispatcher ended with status ");
  names(error, "Its log ends:\n");
  names(error, "--no-such-option");
  BOOST_TEST((std::chrono::steady_clock::now() - begun < settings.patience / 2));
}

BOOST_AUTO_TEST_CASE(a_redis_that_cannot_read_its_data_is_told_of_with_the_end_of_its_log) {
  const SmallPlace place;
  make_data(place);
  std::filesystem::create_directories(place.data() / "redis");
  write_text(place.data() / "redis/appendonlydir", "not a folder");
  const std::string error = start_error(place.settings());
  names(error, "the private Redis ended with status 1. Its log ends:");
  names(error, "appendonlydir");
}

BOOST_AUTO_TEST_CASE(a_redis_elsewhere_that_does_not_answer_is_named) {
  const SmallPlace place;
  auto settings = place.settings();
  settings.redis = "unix:" + (place.path() / "none.sock").string();
  names(start_error(settings), "none.sock");
}

BOOST_AUTO_TEST_CASE(what_stands_in_the_way_of_a_start_is_named_before_anything_runs) {
  const auto refused = [](const std::function<void(const Path&)>& obstruct,
                          const std::string& hooks = {}) {
    const SmallPlace place;
    make_data(place);
    obstruct(place.data());
    auto settings = place.settings();
    settings.hooks = hooks;
    return start_error(settings);
  };
  names(refused([](const Path& data) {
          std::filesystem::create_directories(data / "keys");
          write_text(data / "keys/broker.key", "no key");
        }),
        "broker.key");
  names(refused([](const Path& data) {
          std::filesystem::create_directories(data / "redis/users.acl/in use");
        }),
        "cannot write ");
  names(refused(
            [](const Path& data) {
              write_files(data / "config", small_files());
              std::filesystem::create_directories(data / "config/hooks.toml.new");
            },
            "# none\n"),
        "hooks.toml");
}

BOOST_AUTO_TEST_CASE(a_program_that_cannot_have_its_log_is_named_at_the_start) {
  for (const char* program : {"shao-dispatcher", "shao-broker", "shao-archive"}) {
    const SmallPlace place;
    make_data(place);
    std::filesystem::create_directories(place.data() / "log" / (std::string(program) + ".log"));
    names(start_error(place.settings()), std::string(program) + ".log");
  }
}

BOOST_AUTO_TEST_CASE(a_directory_in_which_no_key_is_valid_cannot_be_asked) {
  // Two keys whose other halves are elsewhere are no help, nor is one that was revoked.
  const SmallPlace place(config::small_files());
  {
    const auto folder = must(local::DataFolder::open(place.data(), place.config()));
    (void)must(folder.configure());
  }
  const Path keys = place.data() / "config/keys.toml";
  std::string text = read_text(keys);
  const std::string active = "label = \"local stack\"\nstatus = \"active\"";
  for (auto at = text.find(active); at != text.npos; at = text.find(active, at))
    text.replace(at, active.size(), "status = \"revoked\"");
  write_text(keys, text);
  names(start_error(place.settings()), "no office has a valid key");
}

BOOST_AUTO_TEST_CASE(a_stack_that_has_lost_a_part_says_what_it_lacks_and_has_it_again_when_it_can) {
  const SmallPlace place;
  auto settings = place.settings();
  std::string said;
  settings.say = [&](const std::string& what) { said += what + "\n"; };
  auto stack = must(Stack::start(settings));
  const auto tends_until = [&](const std::string& what) {
    const auto until = std::chrono::steady_clock::now() + 20s;
    while (said.find(what) == said.npos && std::chrono::steady_clock::now() < until) {
      stack.tend();
      std::this_thread::sleep_for(10ms);
    }
    names(said, what);
  };

  // A part that was not asked for: nothing is ended, nothing begins.
  BOOST_TEST(stack.pid(Part::standby) == 0);
  stack.kill(Part::standby);
  stack.restart(Part::standby);
  BOOST_TEST(stack.pid(Part::standby) == 0);

  // One that hangs has not ended, so its log is all there is to show.
  const pid_t dispatcher = stack.pid(Part::dispatcher);
  ::kill(dispatcher, SIGSTOP);
  const auto silent = stack.wait_until_ready(1ms);
  ::kill(dispatcher, SIGCONT);
  BOOST_REQUIRE(!silent.has_value());
  names(silent.error(), "does not answer after 1 ms. The dispatcher's log ends:");

  stack.restart(Part::dispatcher);
  tends_until("shao-dispatcher has ended with status 0; it is started again in 100 ms");
  must(stack.wait_until_ready(30s));
  BOOST_TEST(stack.pid(Part::dispatcher) != dispatcher);

  // Its log cannot be opened: it is tried again.
  const Path archive_log = place.data() / "log/shao-archive.log";
  make_folder_of(archive_log);
  stack.kill(Part::archive);
  tends_until("shao-archive cannot be started: ");
  names(said, "shao-archive.log");
  std::filesystem::remove(archive_log);
  const Path key = place.data() / "keys/dispatcher.key";
  std::filesystem::rename(key, place.path() / "key");
  stack.kill(Part::broker);
  tends_until("shao-broker cannot be started: ");
  std::filesystem::rename(place.path() / "key", key);
  must(stack.wait_until_ready(30s));

  const Path redis_log = place.data() / "redis/redis.log";
  stack.kill(Part::redis);
  const auto without = stack.wait_until_ready(1ms);
  BOOST_REQUIRE(!without.has_value());
  names(without.error(), "redis-server ended with status 137. Its log ends:");
  // A configuration is put into force in Redis.
  const auto not_applied = stack.apply_configuration();
  BOOST_REQUIRE(!not_applied.has_value());
  names(not_applied.error(), "redis.sock");
  make_folder_of(redis_log);
  tends_until("redis-server cannot be started: ");
  std::filesystem::remove(redis_log);
  must(stack.wait_until_ready(30s));

  const Path rules = place.data() / "config/rules.toml";
  write_text(rules, "[[rule]]\nid = \n");
  const auto broken = stack.apply_configuration();
  BOOST_REQUIRE(!broken.has_value());
  names(broken.error(), "rules.toml:2");

  stack.stop();
  stack.tend();
  for (const Part part : local::all_parts) BOOST_TEST(stack.pid(part) == 0);
}

BOOST_AUTO_TEST_CASE(a_journal_that_cannot_be_read_is_no_empty_one) {
  const SmallPlace place;
  const auto read = [](const journal::RedisAddress& address) {
    std::size_t records = 0;
    const auto outcome =
        drill::read_journal(address, "small", [&](const core::Record&) { ++records; });
    return outcome.has_value() ? "read " + std::to_string(records) : outcome.error();
  };
  names(read({"unix:" + (place.path() / "none.sock").string(), "", ""}), "none.sock");
  BOOST_TEST(drill::appendfsync_of({"unix:" + (place.path() / "none.sock").string(), "", ""}) ==
             "");
  const auto redis = must(local::PrivateRedis::start({.directory = place.path() / "redis"}, 20s));
  const journal::RedisAddress address{redis.url(), "", ""};
  BOOST_TEST(drill::appendfsync_of(address) == "always");
  auto connection = journal::RedisConnection::connect(address);
  BOOST_REQUIRE(connection.has_value());
  BOOST_TEST(read(address) == "read 0");
  // An entry that no leader wrote.
  const std::string stream = "{small}:journal";
  BOOST_REQUIRE(connection->call({"XADD", stream, "1-1", "x", "y"}, 5s).has_value());
  const std::string fault = read(address);
  BOOST_TEST(fault.find("read ") != 0U, fault);
}

}  // namespace shao::e2e
