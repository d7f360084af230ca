// Simulated time: what happens when, in a fixed order. True time is nanoseconds since the world
// began; no clock of any process can be asked for it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "tests/sim/chance.hpp"

namespace shao::sim {

class Schedule {
 public:
  using Action = std::function<void()>;

  Nanoseconds now() const { return now_; }
  void at(Nanoseconds when, Action action) {
    queue_.push_back({std::max(when, now_), ++last_, std::move(action)});
    std::push_heap(queue_.begin(), queue_.end());
  }
  void after(Nanoseconds delay, Action action) { at(now_ + delay, std::move(action)); }

  /// Everything up to and including `end`, unless `stop` says so before.
  template <class Stop>
  void run_until(Nanoseconds end, Stop stop) {
    while (!queue_.empty() && queue_.front().when <= end && !stop()) {
      std::pop_heap(queue_.begin(), queue_.end());
      Entry entry = std::move(queue_.back());
      queue_.pop_back();
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
  std::vector<Entry> queue_;  // a heap, the next one first; not std::priority_queue, which would
                              // copy each action with the messages in it
};

}  // namespace shao::sim
