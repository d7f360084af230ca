// What a term needs of the world beside the journal's Store: the brokers who ask and are told, and
// a clock that nobody can set. Ports: LinkServer and SystemBootClock are the real ones, a simulator
// has its own.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "brokers/link.hpp"
#include "dispatcher/engine/storage_gauge.hpp"
#include "dispatcher/journal/journal.hpp"

namespace shao::engine {

/// Why something that is needed to lead could not be had. `for_operator`: trying again would not
/// help, somebody must look (the journal does not check, a configuration is missing); otherwise
/// the store only did not answer.
struct Obstacle {
  std::string what;  // a sentence
  bool for_operator = true;
};

/// What a dispatcher keeps in mind from term to term. An epoch that was ever seen is never claimed
/// again, also when the journal was rewound to before it: who holds a position of the lost one
/// could not be told where the two went apart.
struct Memory {
  std::uint64_t highest_epoch = 0;
  /// The last entry that the journal was seen to hold; one that ends before it was rewound.
  journal::EntryId last_seen;
  StorageGauge storage;
  /// How often in a row another dispatcher took the lead from this one before it had led for a
  /// while.
  unsigned deposed = 0;
  /// After a hand-over, and when another one took the lead, the lease is the other one's to take.
  /// Since boot.
  std::chrono::nanoseconds leave_lease_until{0};
};

class Brokers {
 public:
  Brokers() = default;
  Brokers(const Brokers&) = delete;
  Brokers& operator=(const Brokers&) = delete;
  virtual ~Brokers() = default;

  struct Asked {
    std::string peer;
    link::FromBroker message;
  };
  /// The next thing asked, or nothing for now.
  virtual std::optional<Asked> receive() = 0;
  virtual void answer(const std::string& peer, const link::FromDispatcher& message) = 0;
  virtual void publish(const link::Published& message) = 0;
};

class BootClock {
 public:
  BootClock() = default;
  BootClock(const BootClock&) = delete;
  BootClock& operator=(const BootClock&) = delete;
  virtual ~BootClock() = default;

  /// Never goes back, is never stepped, and counts the time a machine was suspended.
  virtual std::chrono::nanoseconds since_boot() const = 0;
};

/// CLOCK_BOOTTIME.
class SystemBootClock final : public BootClock {
 public:
  std::chrono::nanoseconds since_boot() const override;
};

}  // namespace shao::engine
