// The program shao-dispatcher: what it cannot use it names, with another exit code than a Redis
// that does not answer; it ends cleanly when it is asked to.
#include <signal.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "deploy/local/process.hpp"
#include "dispatcher/engine/link_server.hpp"
#include "dispatcher/sealing/sealing.hpp"
#include "tests/engine/term_bench.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;

/// A folder with the two keys that a dispatcher needs.
class DispatcherFolder {
 public:
  DispatcherFolder() {
    BOOST_REQUIRE(wire::write_key_file(key, {"dispatcher", wire::new_key_pair()}).has_value());
    secret("residents.key", std::string(64, 'a'));
  }
  std::string secret(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const std::string path = folder / name;
    test::write_text(path, text + "\n");
    ::chmod(path.c_str(), mode);
    return path;
  }
  /// A command line on which all is right but what `changed` says otherwise.
  std::vector<std::string> arguments(
      const std::vector<std::pair<std::string, std::string>>& changed) const {
    std::vector<std::pair<std::string, std::string>> options{
        {"--redis", "unix:" + (folder / "nowhere.sock")},
        {"--key", key},
        {"--residents-key", folder / "residents.key"},
        {"--broker-key", wire::new_key_pair().public_key},
        {"--commands", "ipc://" + (folder / "commands")},
        {"--feed", "ipc://" + (folder / "feed")}};
    for (const auto& one : changed) {
      std::erase_if(options, [&](const auto& option) { return option.first == one.first; });
      options.push_back(one);
    }
    std::vector<std::string> all;
    for (const auto& [option, given] : options) {
      all.push_back(option);
      if (!given.empty()) all.push_back(given);
    }
    return all;
  }
  local::Process start(const std::vector<std::pair<std::string, std::string>>& changed) {
    std::filesystem::remove(log);
    return test::must(local::Process::start(
        {.program = SHAO_BIN_DIR "/shao-dispatcher", .arguments = arguments(changed), .log = log}));
  }
  bool said(const std::string& part) const {
    return test::read_text(log).find(part) != std::string::npos;
  }
  bool says(const std::string& part) const {
    for (int i = 0; i < 1000 && !said(part); ++i) std::this_thread::sleep_for(10ms);
    return said(part);
  }
  void refuses(const std::vector<std::pair<std::string, std::string>>& changed, int code,
               const std::string& why) {
    auto process = start(changed);
    BOOST_TEST(process.wait(20s).value_or(-1) == code, why);
    BOOST_TEST(said(why), test::read_text(log));
  }

  test::TempFolder folder;
  const std::string key = folder / "dispatcher.key";
  const std::string log = folder / "log";
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_program_of_a_dispatcher, DispatcherFolder)

BOOST_AUTO_TEST_CASE(names_the_option_it_cannot_use_and_what_would_be_right) {
  refuses({{"--clock-speed", "10"}}, 2, "are for drills: add --exercise");
  refuses({{"--exercise-start", "2026-03-02T10:00:00+08:00"}}, 2, "are for drills");
  refuses({{"--exercise", ""}, {"--exercise-start", "yesterday"}}, 2, "--exercise-start: ");
  refuses({{"--key", folder / "absent"}}, 2, "--key: " + (folder / "absent"));
  refuses({{"--residents-key", folder / "absent"}}, 2, "--residents-key: " + (folder / "absent"));
  refuses({{"--residents-key", secret("short", "abc")}}, 2, "is no master key; right would be");
  refuses({{"--redis", "localhost"}}, 2, "is no address of a Redis");
  refuses({{"--redis-user", "dispatcher"}}, 2, "needs its password file");
  refuses(
      {{"--redis-user", "dispatcher"}, {"--redis-password-file", secret("open", "secret", 0644)}},
      2, "run chmod 600");
  refuses({{"--replicas", "17"}}, 105, "--replicas");
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_is_taken_is_said_to_be_and_by_whom) {
  const auto taken = "ipc://" + (folder / "no/such/folder");
  refuses({{"--commands", taken}}, 1, "cannot listen: ");
  BOOST_TEST(said("is another dispatcher running on these endpoints?"));
}

BOOST_AUTO_TEST_CASE(without_a_redis_it_tries_again_and_ends_cleanly_on_either_signal) {
  for (const int number : {SIGTERM, SIGINT}) {
    auto process = start({});
    BOOST_TEST(says("event=stepped_down reason=\"cannot connect to Redis"));
    BOOST_TEST(process.alive());
    ::kill(process.pid(), number);
    BOOST_TEST(process.wait(10s).value_or(-1) == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_password_that_redis_does_not_take_is_said_to_be_wrong) {
  const test::RedisFixture redis;
  auto process = start({{"--redis", redis.server.url()},
                        {"--redis-user", "dispatcher"},
                        {"--redis-password-file", secret("password", "wrong")}});
  BOOST_TEST(says("Redis does not let the user \"dispatcher\" in"));
  BOOST_TEST(process.terminate(10s) == 0);
}

BOOST_AUTO_TEST_CASE(a_journal_that_cannot_be_led_ends_it_with_one_and_the_reason) {
  test::RedisFixture redis;
  test::must(journal::store_config(redis.redis, test::jurisdiction, "v1", "garbled"));
  test::must(journal::set_current(redis.redis, test::jurisdiction, "v1"));
  refuses({{"--redis", redis.server.url()}}, 1, "event=cannot_serve reason=\"configuration v1: ");
}

BOOST_AUTO_TEST_CASE(hands_over_when_it_is_asked_to_and_stands_by_then) {
  test::TermBench bench;
  auto process = start({{"--redis", bench.server.url()},
                        {"--exercise", ""},
                        {"--exercise-start", "2026-03-02T10:00:00+08:00"}});
  BOOST_REQUIRE(says("event=recovered"));
  const std::string leader = test::run(bench.redis, {"GET", "{shunyi}:lease"}).text;
  test::run(bench.redis, {"SET", "{shunyi}:standby", "another 1"});
  test::run(bench.redis, {"SET", "{shunyi}:hand_over", leader});
  BOOST_TEST(says("event=handed_over jurisdiction=shunyi"));
  ::kill(process.pid(), SIGTERM);
  BOOST_TEST(process.wait(10s).value_or(-1) == 0);
  BOOST_TEST(said("event=stopped"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_link_to_brokers, DispatcherFolder)

BOOST_AUTO_TEST_CASE(drops_what_is_no_message_and_an_answer_to_who_is_gone_and_goes_on) {
  const auto own = wire::new_key_pair();
  const auto broker = wire::new_key_pair();
  const std::string endpoint = "ipc://" + (folder / "c");
  engine::LinkServer server({own, {broker.public_key}, endpoint, "ipc://" + (folder / "f")});
  const test::LogCaught log;
  zmq::context_t context;
  auto socket = wire::client_socket(context, zmq::socket_type::dealer, broker, own.public_key);
  socket.connect(endpoint);
  wire::send(socket, {"nothing", "of", "ours"});
  wire::send(socket, link::to_frames(link::AskDirectory{test::jurisdiction, "ref"}));
  std::optional<engine::Brokers::Asked> asked;
  for (int i = 0; i < 100 && !asked; ++i) {
    server.wait(50ms, -1, false);
    asked = server.receive();
  }
  BOOST_REQUIRE(asked);
  BOOST_TEST(std::holds_alternative<link::AskDirectory>(asked->message));
  BOOST_TEST(log.has("event=malformed_link_message"));
  server.answer("nobody", link::NotLeader{test::jurisdiction, "ref", ""});
  BOOST_TEST(log.has("event=answer_not_delivered"));
  server.answer(asked->peer, link::NotLeader{test::jurisdiction, "ref", ""});
  zmq::pollitem_t item{socket.handle(), 0, ZMQ_POLLIN, 0};
  zmq::poll(&item, 1, 3s);
  BOOST_TEST(wire::receive(socket, link::max_frames).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
