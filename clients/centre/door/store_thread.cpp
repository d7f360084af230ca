#include "clients/centre/door/store_thread.hpp"

#include <optional>
#include <utility>

namespace shao::door {

using Steady = std::chrono::steady_clock;

StoreThread::StoreThread(AccountStore store, std::chrono::milliseconds watch_every, Job watch)
    : store_(std::move(store)),
      watch_every_(watch_every),
      watch_(std::move(watch)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

StoreThread::~StoreThread() {
  thread_.request_stop();
}

void StoreThread::add(Job job) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(job));
  added_.notify_one();
}

void StoreThread::run(const std::stop_token& stop) {
  auto watch_at = Steady::now() + watch_every_;
  for (;;) {
    std::optional<Job> job;
    {
      std::unique_lock lock(mutex_);
      added_.wait_until(lock, stop, watch_at, [this] { return !waiting_.empty(); });
      if (!waiting_.empty()) {
        job = std::move(waiting_.front());
        waiting_.pop_front();
      } else if (stop.stop_requested()) {
        return;
      }
    }
    if (job) (*job)(store_);
    if (Steady::now() < watch_at) continue;
    watch_(store_);
    watch_at = Steady::now() + watch_every_;
  }
}

}  // namespace shao::door
