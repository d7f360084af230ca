#include "clients/centre/door/hashers.hpp"

#include <utility>

namespace shao::door {

Hashers::Hashers(std::size_t may_wait) : may_wait_(may_wait) {
  for (std::jthread& thread : threads_)
    thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Hashers::~Hashers() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

bool Hashers::add(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= may_wait_) return false;
  waiting_.push_back(std::move(work));
  added_.notify_one();
  return true;
}

void Hashers::run(const std::stop_token& stop) {
  for (;;) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      if (!added_.wait(lock, stop, [this] { return !waiting_.empty(); }) || stop.stop_requested())
        return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace shao::door
