// Simulated time: what happens when, in a fixed order. True time is nanoseconds since the world
// began; no clock of any process can be asked for it.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "tests/sim/chance.hpp"

namespace shao::sim {

class Schedule {
 public:
  using Action = std::function<void()>;

  Nanoseconds now() const { return now_; }
  void at(Nanoseconds when, Action action) {
    queue_.push({std::max(when, now_), ++last_, std::move(action)});
  }
  void after(Nanoseconds delay, Action action) { at(now_ + delay, std::move(action)); }

  /// Everything up to and including `end`, unless `stop` says so before.
  template <class Stop>
  void run_until(Nanoseconds end, Stop stop) {
    while (!queue_.empty() && queue_.top().when <= end && !stop()) {
      Entry entry = queue_.top();
      queue_.pop();
      now_ = entry.when;
      ++steps_;
      entry.action();
    }
    if (!stop()) now_ = std::max(now_, end);
  }
  std::uint64_t steps() const { return steps_; }

 private:
  struct Entry {
    Nanoseconds when;
    std::uint64_t order;
    Action action;
    bool operator<(const Entry& other) const {
      return when != other.when ? when > other.when : order > other.order;
    }
  };
  Nanoseconds now_{0};
  std::uint64_t last_ = 0;
  std::uint64_t steps_ = 0;
  std::priority_queue<Entry> queue_;
};

}  // namespace shao::sim
