// Where passwords are hashed: two threads and a short queue. So at most two times 19 MiB are in use
// and one core is left for everything else on a small machine; a flood of logins is refused at the
// door instead of waiting in memory.
//
//   Hashers hashers;
//   if (!hashers.add([hash, password, post] { post(fits(hash, password)); })) return busy();
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace shao::door {

class Hashers {
 public:
  static constexpr std::size_t at_a_time = 2;

  /// So many may wait: 32 are half a second of work.
  explicit Hashers(std::size_t may_wait = 32);
  Hashers(const Hashers&) = delete;
  Hashers& operator=(const Hashers&) = delete;
  /// What is under way ends; what waits is dropped.
  ~Hashers();

  /// From any thread. False: too much waits, and nothing was added.
  bool add(std::function<void()> work);

 private:
  void run(const std::stop_token& stop);

  const std::size_t may_wait_;
  std::mutex mutex_;
  std::condition_variable_any added_;
  std::deque<std::function<void()>> waiting_;
  std::array<std::jthread, at_a_time> threads_;
};

}  // namespace shao::door
