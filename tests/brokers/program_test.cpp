// The program shao-broker: its options, its one line, its end.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

/// A child whose output is read through a pipe; ended when this goes.
class Child {
 public:
  explicit Child(std::vector<std::string> arguments) {
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    // Before the fork: other threads of this program may hold the allocator's lock in it, and then
    // the child, which has none of them, would wait for it for ever.
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::execv(pointers[0], pointers.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    ::close(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void signal(int number) { ::kill(pid_, number); }
  std::string line() {
    std::string text;
    char c = 0;
    while (::read(output_, &c, 1) == 1 && c != '\n') text += c;
    return text;
  }
  int exit_code() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

class Setting {
 public:
  Setting()
      : folder_(std::filesystem::temp_directory_path() /
                ("shao-broker-" + std::to_string(::getpid()))),
        keys(wire::new_key_pair()) {
    std::filesystem::create_directory(folder_);
    key_file = (folder_ / "broker.key").string();
    BOOST_REQUIRE(wire::write_key_file(key_file, {"broker", keys}).has_value());
  }
  ~Setting() { std::filesystem::remove_all(folder_); }

  std::vector<std::string> command(std::vector<std::string> rest) const {
    rest.insert(rest.begin(), std::string(SHAO_BIN_DIR) + "/shao-broker");
    return rest;
  }

 private:
  std::filesystem::path folder_;

 public:
  wire::KeyPair keys;
  std::string key_file;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(program_suite)

BOOST_AUTO_TEST_CASE(it_says_that_it_is_ready_serves_and_ends_cleanly_on_either_signal) {
  for (const int number : {SIGTERM, SIGINT}) {
    const Setting setting;
    FakeDispatcher dispatcher({setting.keys.public_key});
    const auto address = dispatcher.address();
    Child child(
        setting.command({"--key", setting.key_file, "--listen", "tcp://127.0.0.1:*", "--dispatcher",
                         address.commands + "," + address.feed + "," + address.public_key,
                         "--log-level", "error"}));
    BOOST_TEST(child.line().starts_with("broker: ready on tcp://127.0.0.1:"));
    BOOST_TEST(eventually([&] { return dispatcher.directories_served() > 0; }));
    child.signal(number);
    BOOST_TEST(child.exit_code() == 0);
    BOOST_TEST(child.line() == "");
  }
}

BOOST_AUTO_TEST_CASE(what_it_cannot_use_it_names) {
  const Setting setting;
  const std::string good = "tcp://127.0.0.1:7801,tcp://127.0.0.1:7802," + setting.keys.public_key;
  struct Case {
    std::vector<std::string> arguments;
    std::string said;
  };
  const Case cases[] = {
      {{"--key", "/absent.key", "--dispatcher", good}, "/absent.key: cannot be opened"},
      {{"--key", setting.key_file, "--dispatcher", "tcp://127.0.0.1:7801"},
       "--dispatcher tcp://127.0.0.1:7801: expected COMMANDS_ENDPOINT,FEED_ENDPOINT,PUBLIC_KEY"},
      {{"--key", setting.key_file, "--dispatcher", "nowhere,nowhere," + setting.keys.public_key,
        "--listen", "tcp://127.0.0.1:*"},
       "dispatcher nowhere, nowhere: cannot be connected to"},
      {{"--key", setting.key_file, "--dispatcher", good, "--listen", "7700"}, "listen 7700: "},
  };
  for (const Case& each : cases) {
    Child child(setting.command(each.arguments));
    const std::string said = child.line();
    BOOST_TEST(said.find(each.said) != std::string::npos, said);
    BOOST_TEST(child.exit_code() == 2);
  }
}

BOOST_AUTO_TEST_SUITE_END()
