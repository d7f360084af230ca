// Delivers what the queue holds: each message until it was taken or its hook's patience is over,
// with pauses that double. Each hook has a few attempts of its own under way, so that a receiver
// that is dead holds up nobody else's. What became of a message is a receipt.
#pragma once

#include <random>
#include <vector>

#include "clients/hooks/attempts.hpp"
#include "clients/hooks/queue.hpp"

namespace shao::hooks {

struct Receipt {
  Message message;
  bool delivered = false;
  std::uint64_t attempts = 0;
  std::string outcome;
};

/// The pause after the attempt numbered `attempts`: a second, doubled each time, ten minutes at
/// most, and of that a random part from the half on, so that many do not come at once.
core::Duration pause_after(std::uint64_t attempts, std::mt19937_64& random);

class Deliveries {
 public:
  /// Of one hook, under way.
  static constexpr std::size_t at_once = 4;

  Deliveries(Queue& queue, std::vector<config::Hook> hooks, std::string folder)
      : queue_(queue), hooks_(std::move(hooks)), attempts_(std::move(folder)) {}

  /// Starts what is due and tells what has ended for good. A receipt's message stays in the queue
  /// until it is settled: first put the receipt where it cannot be lost.
  std::vector<Receipt> step(core::Instant now);
  void settle(const std::vector<Receipt>& receipts);
  bool busy() const { return attempts_.count() > 0; }
  const std::vector<config::Hook>& hooks() const { return hooks_; }

 private:
  void start_due(const config::Hook& hook, core::Instant now);
  std::optional<Receipt> judge(const Ended& ended, core::Instant now);

  Queue& queue_;
  std::vector<config::Hook> hooks_;
  Attempts attempts_;
  std::vector<Due> under_way_;
  bool looked_for_orphans_ = false;
  std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace shao::hooks
