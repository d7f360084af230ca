// A program as a person runs it: in a shell, its output in a pipe, or at a terminal with a window,
// where keys are pressed.
//
//   Program drill({.name = "shao-drill", .arguments = {"--once"}, .window = Window{100, 30}});
//   drill.expect("Press any key");
//   drill.type(" ");
//   BOOST_TEST(drill.ends() == 0);
//   look_at(drill.output());
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace shao::e2e {

struct Window {
  unsigned short columns = 80;
  unsigned short rows = 24;
};

struct Invocation {
  std::string name;                    // in this build's folder of programs
  std::filesystem::path program = {};  // elsewhere
  std::vector<std::string> arguments = {};
  std::map<std::string, std::string> variables = {};  // beside PATH and locale C
  std::filesystem::path folder = "/";                 // in which it is run
  std::optional<Window> window = {};                  // none: its output goes into a pipe
};

/// It is ended with its Program.
class Program {
 public:
  explicit Program(const Invocation& invocation);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  pid_t pid() const { return pid_; }
  /// Waits until its output has `text`; the test ends when it has not within `patience`.
  void expect(const std::string& text, std::chrono::seconds patience = std::chrono::seconds{60});
  /// Whether its terminal shows what is typed.
  bool echoes() const;
  void type(const std::string& keys);
  /// Its exit status as a shell tells it; the test ends when it goes on.
  int ends(std::chrono::seconds patience = std::chrono::seconds{60});
  /// What it has written so far, errors among it.
  const std::string& output() const { return output_; }

 private:
  /// Takes what there is; false: nobody can write any more.
  bool read(std::chrono::milliseconds patience);

  pid_t pid_ = 0;
  int output_end_ = -1;
  int keys_end_ = -1;
  std::string output_;
};

/// Runs it to its end.
struct Finished {
  int status = -1;
  std::string output;
};
Finished run_program(const Invocation& invocation);

}  // namespace shao::e2e
