// A whole stack (Redis, dispatcher and broker as processes) for the tests of shao, one for all
// cases of a program, and shao as an office of it.
#pragma once

#include <chrono>
#include <optional>
#include <thread>

#include "deploy/local/stack.hpp"
#include "tests/clients/support.hpp"

namespace shao::test {

inline constexpr const char* community = "110113001001";
inline constexpr const char* street = "110113001";

/// Made before the first case, gone after the last.
class Running {
 public:
  Running();
  local::Stack& stack() { return *stack_; }
  std::string profile(const std::string& office);
  /// `arguments` with the flags that name Redis and a user of it.
  std::vector<std::string> with_redis(std::vector<std::string> arguments, journal::RedisUser user);
  const TempFolder& folder() const { return folder_; }

 private:
  TempFolder folder_;
  std::optional<local::Stack> stack_;
};

Running& running();

/// shao as an office.
Ran as(const std::string& office, std::vector<std::string> arguments,
       const std::string& locale = "C");

/// Whether it holds at last.
template <class Holds>
bool within(std::chrono::seconds patience, Holds holds) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < until) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return holds();
}

/// A demand blown and approved; its number.
std::string dispatched(const std::string& id);

}  // namespace shao::test
