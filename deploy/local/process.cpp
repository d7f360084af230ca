#include "deploy/local/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace shao::local {

namespace {

using journal::FileDescriptor;

/// What went wrong in the child before it became the program.
struct StartFailure {
  int error = 0;
  std::array<char, 16> step{};
};

/// Everything the child needs, made ready before the fork: after it only async-signal-safe calls
/// are allowed.
struct Prepared {
  const char* program;
  std::vector<char*> argv;
  std::vector<char*> environment;
  int input;
  int output;  // -1: ours
  int report;
  pid_t parent;
  const std::vector<int>* keeps;
};

[[noreturn]] void report_failure(int report, const char* step) {
  StartFailure failure{errno, {}};
  std::strncpy(failure.step.data(), step, failure.step.size() - 1);
  // Nobody left to tell when this fails, and the exit status says it too.
  const auto written = ::write(report, &failure, sizeof failure);
  ::_exit(written == static_cast<ssize_t>(sizeof failure) ? 127 : 126);
}

[[noreturn]] void become(const Prepared& prepared) {
  if (::prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) report_failure(prepared.report, "prctl");
  // The parent may have died before the line above: then no signal will come.
  if (::getppid() != prepared.parent) ::_exit(0);
  ::setpgid(0, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // Ignored signals would stay ignored in the program.
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  if (::dup2(prepared.input, STDIN_FILENO) < 0) report_failure(prepared.report, "dup2");
  if (prepared.output >= 0 &&
      (::dup2(prepared.output, STDOUT_FILENO) < 0 || ::dup2(prepared.output, STDERR_FILENO) < 0))
    report_failure(prepared.report, "dup2");
  for (const int fd : *prepared.keeps)
    if (::fcntl(fd, F_SETFD, 0) != 0) report_failure(prepared.report, "fcntl");
  ::execve(prepared.program, prepared.argv.data(), prepared.environment.data());
  report_failure(prepared.report, "exec");
}

/// "NAME=" of "NAME=VALUE".
std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('=') + 1);
}

bool sets(const std::vector<std::string>& variables, std::string_view name) {
  return std::any_of(variables.begin(), variables.end(),
                     [&](const std::string& variable) { return name_of(variable) == name; });
}

/// glibc 2.36 declares its own without C linkage.
FileDescriptor open_handle(pid_t pid) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

/// As a shell says it.
int exit_status(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

core::Result<Process, std::string> Process::start(const Command& command) {
  const std::string program = command.program.string();
  const auto cannot = [&](const std::string& why) {
    return core::Unexpected<std::string>{"cannot start " + program + ": " + why};
  };
  const FileDescriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!input) return cannot("/dev/null: " + text_of(errno));
  FileDescriptor output;
  if (!command.log.empty()) {
    output = FileDescriptor(
        ::open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!output) return cannot("its log " + command.log.string() + ": " + text_of(errno));
  }
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return cannot(text_of(errno));
  const FileDescriptor report_read(pipe[0]);
  FileDescriptor report_write(pipe[1]);

  std::vector<std::string> texts{command.name.empty() ? program : command.name};
  texts.insert(texts.end(), command.arguments.begin(), command.arguments.end());
  Prepared prepared{
      program.c_str(), {}, {}, input.get(), output.get(), report_write.get(), ::getpid(),
      &command.keeps};
  for (std::string& text : texts) prepared.argv.push_back(text.data());
  prepared.argv.push_back(nullptr);
  std::vector<std::string> variables = command.environment;
  for (std::string& variable : variables) prepared.environment.push_back(variable.data());
  // Of a name that stands twice some programs take the first value and some the last.
  for (char** ours = environ; *ours != nullptr; ++ours)
    if (!sets(variables, name_of(*ours))) prepared.environment.push_back(*ours);
  prepared.environment.push_back(nullptr);

  const pid_t pid = ::fork();
  if (pid < 0) return cannot(text_of(errno));
  if (pid == 0) become(prepared);
  // Not yet waited for, so the id cannot have become another process'.
  Process process(pid, open_handle(pid));
  if (!process.handle_) return cannot(text_of(errno));
  report_write.reset();
  StartFailure failure;
  // Ends when the program begins (the pipe closes) or when the child reports.
  if (::read(report_read.get(), &failure, sizeof failure) == static_cast<ssize_t>(sizeof failure))
    return cannot(std::string(failure.step.data()) + ": " + text_of(failure.error));
  return process;
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      handle_(std::move(other.handle_)),
      status_(other.status_) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    kill();
    pid_ = std::exchange(other.pid_, 0);
    handle_ = std::move(other.handle_);
    status_ = other.status_;
  }
  return *this;
}

Process::~Process() {
  kill();
}

bool Process::alive() {
  return !wait(std::chrono::milliseconds{0});
}

std::optional<int> Process::wait(std::chrono::milliseconds patience) {
  if (pid_ == 0) return status_;
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd ended{handle_.get(), POLLIN, 0};
    const int ready = ::poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return std::nullopt;
    int status = 0;
    if (::waitpid(pid_, &status, 0) == pid_) status_ = exit_status(status);
    pid_ = 0;
    return status_;
  }
}

int Process::terminate(std::chrono::milliseconds grace) {
  if (pid_ != 0) ::kill(pid_, SIGTERM);
  if (const auto status = wait(grace)) return *status;
  kill();
  return status_;
}

void Process::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  status_ = exit_status(status);
  pid_ = 0;
}

}  // namespace shao::local
