#include "tests/e2e/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>

namespace shao::e2e {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

Program::Program(const Invocation& invocation) {
  const std::string program = invocation.program.empty()
                                  ? std::string(SHAO_BIN_DIR "/") + invocation.name
                                  : invocation.program.string();
  std::map<std::string, std::string> all{{"LC_ALL", "C"}, {"PATH", "/usr/bin:/bin"}};
  // Where ./dev coverage counts what the program does.
  if (const char* counts = ::getenv("LLVM_PROFILE_FILE")) all["LLVM_PROFILE_FILE"] = counts;
  for (const auto& [name, value] : invocation.variables) all[name] = value;
  std::vector<std::string> variables;
  for (const auto& [name, value] : all) variables.push_back(name + "=" + value);
  std::vector<std::string> arguments{program};
  arguments.insert(arguments.end(), invocation.arguments.begin(), invocation.arguments.end());
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  // A session of its own: the terminal that it opens first is its own, and Ctrl-C reaches it.
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  ::posix_spawn_file_actions_addchdir_np(&actions, invocation.folder.c_str());
  int write_end = -1;
  if (invocation.window) {
    output_end_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    BOOST_REQUIRE(output_end_ >= 0);
    BOOST_REQUIRE(::grantpt(output_end_) == 0);
    BOOST_REQUIRE(::unlockpt(output_end_) == 0);
    const winsize size{invocation.window->rows, invocation.window->columns, 0, 0};
    BOOST_REQUIRE(::ioctl(output_end_, TIOCSWINSZ, &size) == 0);
    keys_end_ = output_end_;
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, ::ptsname(output_end_), O_RDWR, 0);
    ::posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
  } else {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    output_end_ = ends[0];
    write_end = ends[1];
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, write_end, STDOUT_FILENO);
  }
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const int failed = ::posix_spawn(&pid_, program.c_str(), &actions, &attributes,
                                   pointers(arguments).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (write_end >= 0) ::close(write_end);
  BOOST_REQUIRE_MESSAGE(failed == 0, program + " cannot be started");
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (output_end_ >= 0) ::close(output_end_);
}

bool Program::read(std::chrono::milliseconds patience) {
  pollfd readable{output_end_, POLLIN, 0};
  if (::poll(&readable, 1, static_cast<int>(patience.count())) <= 0) return true;
  std::array<char, 4096> part{};
  const ssize_t size = ::read(output_end_, part.data(), part.size());
  // A terminal that nobody has open any more says so with an error.
  if (size <= 0) return false;
  output_.append(part.data(), static_cast<std::size_t>(size));
  return true;
}

void Program::expect(const std::string& text, std::chrono::seconds patience) {
  const auto until = Steady::now() + patience;
  while (output_.find(text) == output_.npos) {
    BOOST_REQUIRE_MESSAGE(read(50ms), "it ended without '" + text + "':\n" + output_);
    BOOST_REQUIRE_MESSAGE(Steady::now() < until, "there is no '" + text + "' in\n" + output_);
  }
}

bool Program::echoes() const {
  termios settings{};
  BOOST_REQUIRE(::tcgetattr(keys_end_, &settings) == 0);
  return (settings.c_lflag & ECHO) != 0;
}

void Program::type(const std::string& keys) {
  BOOST_REQUIRE(::write(keys_end_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
}

int Program::ends(std::chrono::seconds patience) {
  const auto until = Steady::now() + patience;
  bool open = true;
  for (;;) {
    open = open && read(20ms);
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = 0;
      pollfd more{output_end_, POLLIN, 0};
      while (open && ::poll(&more, 1, 0) > 0) open = read(0ms);
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    BOOST_REQUIRE_MESSAGE(Steady::now() < until, "it does not end:\n" + output_);
    if (!open) ::usleep(2000);
  }
}

Finished run_program(const Invocation& invocation) {
  Program program(invocation);
  const int status = program.ends();
  return {status, program.output()};
}

}  // namespace shao::e2e
