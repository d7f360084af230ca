// Children of ours: they end with us, and a private Redis is private.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using local::PrivateRedis;
using local::Process;
using Steady = std::chrono::steady_clock;

local::Command shell(const std::string& script) {
  return {.program = "/bin/sh", .arguments = {"-c", script}};
}

std::string text_in(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// Waits until the file holds `text`: the child is ready.
bool appears(const std::filesystem::path& path, const std::string& text) {
  for (int i = 0; i < 500; ++i) {
    if (text_in(path).find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

/// While it lives, orphans become ours, so that their end can be seen and they are not left over.
class Adoption {
 public:
  Adoption() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }
  Adoption(const Adoption&) = delete;
  Adoption& operator=(const Adoption&) = delete;
  ~Adoption() { ::prctl(PR_SET_CHILD_SUBREAPER, 0); }
};

/// Runs `parent` in a process of its own, which is killed when it has told one number; that number.
template <class Function>
pid_t told_by_a_killed_parent(Function parent) {
  std::array<int, 2> pipe{};
  BOOST_REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  const journal::FileDescriptor from(pipe[0]);
  journal::FileDescriptor to(pipe[1]);
  const pid_t pid = ::fork();
  BOOST_REQUIRE(pid >= 0);
  if (pid == 0) {
    const pid_t told = parent();
    if (::write(to.get(), &told, sizeof told) < 0) ::_exit(1);
    ::raise(SIGKILL);
  }
  to.reset();
  pid_t told = 0;
  BOOST_REQUIRE(::read(from.get(), &told, sizeof told) == static_cast<ssize_t>(sizeof told));
  BOOST_REQUIRE(::waitpid(pid, nullptr, 0) == pid);
  return told;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_child_process)

BOOST_AUTO_TEST_CASE(has_the_exit_status_that_a_shell_would_say) {
  auto ends = must(Process::start(shell("exit 7")));
  BOOST_TEST(ends.wait(5s).value() == 7);
  BOOST_TEST(!ends.alive());
  BOOST_TEST(ends.pid() == 0);
  auto killed = must(Process::start(shell("kill -TERM $$")));
  BOOST_TEST(killed.wait(5s).value() == 128 + SIGTERM);
}

BOOST_AUTO_TEST_CASE(that_goes_on_is_waited_for_no_longer_than_asked) {
  auto child = must(Process::start(shell("exec sleep 30")));
  const auto begun = Steady::now();
  BOOST_CHECK(!child.wait(100ms));
  BOOST_CHECK(Steady::now() - begun < 5s);
  BOOST_TEST(child.alive());
}

BOOST_AUTO_TEST_CASE(writes_its_output_to_its_log) {
  const TempFolder directory;
  auto command = shell("echo out; echo err >&2; echo $0");
  command.log = directory.path() / "log";
  must(Process::start(command)).wait(5s);
  BOOST_TEST(text_in(command.log) == "out\nerr\n/bin/sh\n");
}

BOOST_AUTO_TEST_CASE(that_cannot_be_started_is_an_error_that_says_why) {
  const auto missing = Process::start({.program = "/nonexistent/program"});
  BOOST_REQUIRE(!missing);
  BOOST_TEST(missing.error() ==
             "cannot start /nonexistent/program: exec: No such file or directory");
}

BOOST_AUTO_TEST_CASE(is_asked_to_end_before_it_is_ended) {
  const TempFolder directory;
  auto polite = shell("trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done");
  polite.log = directory.path() / "polite";
  auto stubborn = shell("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  stubborn.log = directory.path() / "stubborn";
  auto first = must(Process::start(polite));
  auto second = must(Process::start(stubborn));
  BOOST_REQUIRE(appears(polite.log, "ready"));
  BOOST_REQUIRE(appears(stubborn.log, "ready"));
  BOOST_TEST(first.terminate(10s) == 3);
  BOOST_TEST(second.terminate(100ms) == 128 + SIGKILL);
}

BOOST_AUTO_TEST_CASE(ends_with_its_process_object) {
  pid_t pid = 0;
  {
    auto child = must(Process::start(shell("exec sleep 30")));
    pid = child.pid();
    BOOST_REQUIRE(::kill(pid, 0) == 0);
  }
  BOOST_TEST(::kill(pid, 0) == -1);
}

BOOST_AUTO_TEST_CASE(ends_when_its_parent_is_killed) {
  const Adoption adoption;
  const pid_t orphan = told_by_a_killed_parent([] {
    static auto child = Process::start(shell("exec sleep 30"));
    return child ? child->pid() : 0;
  });
  BOOST_REQUIRE(orphan > 0);
  int status = 0;
  BOOST_REQUIRE(::waitpid(orphan, &status, 0) == orphan);
  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(WTERMSIG(status) == SIGTERM);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_private_redis)

BOOST_AUTO_TEST_CASE(lets_nobody_else_into_its_directory) {
  const TempFolder directory;
  const auto data = directory.path() / "redis";
  std::filesystem::create_directory(data);
  std::filesystem::permissions(data, std::filesystem::perms{0755});
  const auto redis = start_redis({.directory = data});
  BOOST_CHECK(std::filesystem::status(data).permissions() == std::filesystem::perms{0700});
  auto connection = connect_to(redis.url());
  BOOST_TEST(run(connection, {"CONFIG", "GET", "port"}).items.at(1).text == "0");
  BOOST_TEST(run(connection, {"CONFIG", "GET", "maxmemory-policy"}).items.at(1).text ==
             "noeviction");
}

BOOST_AUTO_TEST_CASE(finds_everything_again_after_a_clean_stop) {
  const TempFolder directory;
  auto redis = start_redis({.directory = directory.path()});
  auto connection = connect_to(redis.url());
  run(connection, {"SET", "key", "value"});
  redis.stop();
  BOOST_TEST(!redis.process().alive());
  redis = start_redis({.directory = directory.path()});
  connection = connect_to(redis.url());
  BOOST_TEST(run(connection, {"GET", "key"}).text == "value");
}

BOOST_AUTO_TEST_CASE(keeps_a_second_one_off_its_directory) {
  const TempFolder directory;
  const auto redis = start_redis({.directory = directory.path()});
  const auto second = PrivateRedis::launch({.directory = directory.path(), .wait_for_lock = 100ms});
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().find("another Redis runs on " + directory.path().string()) !=
             std::string::npos);
  auto connection = connect_to(redis.url());
  BOOST_TEST(run(connection, {"PING"}).text == "PONG");
}

BOOST_AUTO_TEST_CASE(whose_parent_was_killed_gives_way_to_the_next_with_all_its_data) {
  const Adoption adoption;
  const TempFolder directory;
  const pid_t orphan = told_by_a_killed_parent([&] {
    static auto redis = PrivateRedis::start({.directory = directory.path()});
    if (!redis) return 0;
    auto connection = journal::RedisConnection::connect(redis->url());
    if (!connection || !connection->call({"SET", "key", "value"}, 5s)) return 0;
    return redis->process().pid();
  });
  BOOST_REQUIRE(orphan > 0);
  const auto redis = start_redis({.directory = directory.path()});
  auto connection = connect_to(redis.url());
  BOOST_TEST(run(connection, {"GET", "key"}).text == "value");
  BOOST_TEST(::waitpid(orphan, nullptr, WNOHANG) == orphan);
}

BOOST_AUTO_TEST_CASE(in_a_directory_whose_path_is_too_long_says_so) {
  const TempFolder directory;
  const auto redis = PrivateRedis::launch({.directory = directory.path() / std::string(100, 'x')});
  BOOST_REQUIRE(!redis);
  BOOST_TEST(redis.error().find("Linux takes at most 107: choose a shorter directory") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(that_ends_at_once_shows_the_end_of_its_log) {
  const TempFolder directory;
  const auto redis = PrivateRedis::start(
      {.directory = directory.path(), .options = {"--no-such-option", "1"}}, 10s);
  BOOST_REQUIRE(!redis);
  BOOST_TEST(redis.error().find("ended with status 1") != std::string::npos);
  BOOST_TEST(redis.error().find("no-such-option") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
