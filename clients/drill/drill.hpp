// A drill from beginning to end: a stack of its own in fast time, an office at every desk with a
// real client, and at the end the books.
//
//   auto result = run_drill({.stack = {.data = dir, .config = "config/shunyi", .bin = bin},
//                            .whistles = 500}, observer);
//   if (!result) return complain(result.error());
//   print(result->verdict.line());
//
// One thread, one loop; every office learns what it must do from its own feed.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "clients/drill/accounting.hpp"
#include "clients/drill/tales.hpp"
#include "deploy/local/stack.hpp"

namespace shao::drill {

/// A Monday in the published calendar.
inline constexpr const char* default_start = "2026-03-02T09:00:00+08:00";

struct Progress {
  std::size_t to_raise = 0;
  std::size_t raised = 0;  // accepted
  std::size_t ended = 0;   // closed, withdrawn or refused
  core::Instant now;       // engine time
  std::size_t terms = 0;   // begun since the first one, as the command centre was told
};

/// hooks.toml for a drill of the jurisdiction in `directory`: its supervision office is told of
/// levels 3 and 4 outside the feed, too, by a program that takes one line of JSON and appends it to
/// a file. Empty where no office supervises all, and where the configuration has errors, which the
/// stack tells.
std::string hooks_of_a_drill(const local::Path& directory);

struct DrillSettings {
  /// Exercise, clock speed, start and, in a configuration without, hooks are set by the drill. With
  /// a web server there are three accounts to look in: of the centre, a subdistrict, a department.
  local::StackSettings stack;
  double speed = 20000;
  std::size_t whistles = 500;
  std::uint64_t seed = 1;
  std::string start = default_start;
  std::chrono::seconds time_limit{0};  // 0: by speed and size
  std::function<bool()> cancelled;
  /// Called in every round, some hundred times a second: for tests that break things.
  std::function<void(local::Stack&, const Progress&)> meanwhile;
};

/// Who watches a drill.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void began(const local::Stack& stack) = 0;
  /// An event as the command centre is told of it.
  virtual void heard(const codec::Json& event) = 0;
  virtual void refused(const std::string& office, const std::string& command,
                       const codec::Json& answer) = 0;
  virtual void said(const std::string& what) = 0;
  virtual void round(const Progress& progress) = 0;
};

struct DrillResult {
  Verdict verdict;
  std::vector<Tale> tales;
  std::string message;                             // one that went out through a hook
  std::map<std::string, std::size_t> refusals;     // by name
  std::vector<std::chrono::microseconds> answers;  // from sending a command to its answer, sorted
  std::chrono::milliseconds took{0};
  std::uint64_t gaps = 0;    // that clients noticed and closed
  std::uint64_t events = 0;  // sent to all offices together
  /// Why it did not come to its end; the books are right nevertheless.
  std::string unfinished;
};

/// The error: it could not be run or its journal could not be read.
core::Result<DrillResult, std::string> run_drill(const DrillSettings& settings, Observer& observer);

/// The value below which `part` of the sorted `samples` lie.
template <class T>
T quantile(const std::vector<T>& samples, double part) {
  if (samples.empty()) return T{};
  const auto index = static_cast<std::size_t>(part * static_cast<double>(samples.size()));
  return samples[index < samples.size() ? index : samples.size() - 1];
}

}  // namespace shao::drill
