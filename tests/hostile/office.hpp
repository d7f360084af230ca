// An honest office at work while others are not: asks and raises whistles, and notes how long each
// answer took. Another connects anew each time.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "clients/lib/profile.hpp"

namespace shao::hostile {

using Waits = std::vector<std::chrono::duration<double, std::milli>>;

struct Work {
  Waits waits;
  std::uint64_t unanswered = 0;  // within ten seconds
};

/// Fifty times a second; every tenth time it raises a whistle, which is on the disk before the
/// answer.
Work at_work(const client::Settings& settings, const std::string& unit,
             const std::atomic<bool>& stop);
/// Five times a second: a new connection, one question, and it goes.
Work coming_and_going(const client::Settings& settings, const std::atomic<bool>& stop);

/// The wait that `share` (0.99) of them do not exceed; 0 when there are none.
double percentile(Waits waits, double share);

}  // namespace shao::hostile
