// The one thread that waits for Redis, so that nobody else has to. Jobs run one after the other, in
// the order in which they were added; between them, now and then, the watch.
//
//   StoreThread thread(std::move(store), 1s, [](AccountStore& store) { look(store.changed()); });
//   thread.add([post, account](AccountStore& store) {
//     post([put = store.put(account)] { ... });
//   });
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "clients/centre/door/account_store.hpp"

namespace shao::door {

class StoreThread {
 public:
  using Job = std::function<void(AccountStore&)>;

  StoreThread(AccountStore store, std::chrono::milliseconds watch_every, Job watch);
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;
  /// What was added is done first: a session that was ended must be ended in Redis too.
  ~StoreThread();

  /// From any thread.
  void add(Job job);

 private:
  void run(const std::stop_token& stop);

  AccountStore store_;  // of the thread alone
  const std::chrono::milliseconds watch_every_;
  const Job watch_;
  std::mutex mutex_;
  std::condition_variable_any added_;
  std::deque<Job> waiting_;
  std::jthread thread_;
};

}  // namespace shao::door
