// A child process that never outlives us: it is told to end when its parent dies, and ended when
// its Process is destroyed. Always by its own id.
//
//   auto child = Process::start({.program = "build/bin/shao-broker", .arguments = {"--help"},
//                                .log = "data/broker.log"});
//   if (!child) return child.error();
//   child->terminate(5s);                 // SIGTERM, then SIGKILL
//
// The child gets a process group of its own, so that Ctrl-C reaches its parent alone and the
// parent ends its children in the right order. Start children from a thread that lasts: Linux
// counts the end of the starting thread as the parent's death.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "dispatcher/core/result.hpp"
#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::local {

/// What an errno means, in words.
inline std::string text_of(int error) {
  return std::generic_category().message(error);
}

struct Command {
  std::filesystem::path program = {};
  std::vector<std::string> arguments = {};    // without the program's own name
  std::string name = {};                      // argv[0]; empty: the program's path
  std::filesystem::path log = {};             // its output is added there; empty: ours is shared
  std::vector<int> keeps = {};                // descriptors of ours that the child keeps
  std::vector<std::string> environment = {};  // "NAME=VALUE", beside ours and before them
};

class Process {
 public:
  static core::Result<Process, std::string> start(const Command& command);

  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  /// 0 once it has ended and its status was taken.
  pid_t pid() const { return pid_; }
  bool alive();
  /// Waits at most `patience`; its exit status as a shell says it (128 + signal), or nothing when
  /// it goes on.
  std::optional<int> wait(std::chrono::milliseconds patience);
  /// Asks it to end, ends it after `grace`; its exit status.
  int terminate(std::chrono::milliseconds grace);
  /// Ends it at once (SIGKILL).
  void kill();

 private:
  Process(pid_t pid, journal::FileDescriptor handle) : pid_(pid), handle_(std::move(handle)) {}

  pid_t pid_ = 0;
  journal::FileDescriptor handle_;  // readable once the process has ended
  int status_ = 0;                  // once pid_ is 0
};

}  // namespace shao::local
