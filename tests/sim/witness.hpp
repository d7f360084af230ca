// Who sees the journal and everything that leaves a dispatcher, and says what must not be: time
// that does not run as it should, an entry of a deposed leader, an answer or event that is not
// durable. Keeps the book, also over rewinds, and what they took away.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "brokers/link.hpp"
#include "dispatcher/core/state.hpp"
#include "dispatcher/journal/journal.hpp"
#include "tests/sim/book.hpp"
#include "tests/sim/world.hpp"

namespace shao::sim {

class Witness {
 public:
  Witness(World& world, const Policies& policies);

  /// An entry became durable.
  void appended(const journal::Entry& entry);
  /// Only these are left.
  void rewound(const std::vector<journal::Entry>& left);
  /// A dispatcher leads with this state: it must be what all entries give, to the last byte.
  void recovered(const core::State& state, const std::vector<journal::Entry>& entries);
  /// Leave a dispatcher.
  void told(const link::FromDispatcher& message);
  void published(const link::Published& message);

  const Book& book() const { return *book_; }
  bool was_rewound(core::OfficeId office, const core::CommandId& id) const {
    return rewound_commands_.contains({office, id});
  }
  /// No rewind ever took an event up to this one away.
  core::EventNumber never_rewound() const { return never_rewound_; }
  /// The jurisdiction's time at a true time of this term, and the other way round.
  core::Instant instant_at(Nanoseconds when) const;
  Nanoseconds true_time_of(core::Instant instant) const;

 private:
  std::unique_ptr<Book> new_book() const;
  void check_time(const core::Record& record, const journal::Entry& entry);
  void check_durable(const std::string& position, const char* what);
  void compare(const core::State& recovered, const core::State& full);

  World& world_;
  const Policies& policies_;
  std::unique_ptr<Book> book_;
  core::State full_;                   // what all entries give
  std::vector<std::uint64_t> epochs_;  // of each event
  std::uint64_t rewound_epoch_ = 0;    // the highest that a rewind found in the journal
  std::set<std::pair<core::OfficeId, core::CommandId>> rewound_commands_;
  core::EventNumber never_rewound_ = ~core::EventNumber{0};
  core::Instant claimed_at_{};
  Nanoseconds claimed_now_{0};
  std::uint64_t claimed_epoch_ = 0;
};

}  // namespace shao::sim
