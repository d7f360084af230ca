// Reading back what is durable: pages of events for a broker that missed some, and the timeline of
// one whistle. Both come straight from the journal, so nothing of the past is kept in memory.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "brokers/link.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/state.hpp"
#include "dispatcher/engine/key_ring.hpp"
#include "dispatcher/journal/store.hpp"

namespace shao::engine {

class HistoryReader {
 public:
  HistoryReader(journal::Store& store, KeyRing& keys) : store_(store), keys_(keys) {}

  /// Events up to this one are no longer in the journal.
  void trimmed(core::EventNumber last) { trimmed_ = last; }

  /// The page after `ask.position`, up to `durable`: at most ask.limit events and some 512 KiB.
  /// A position that is not on this journal: `rewound`, with the last position both have. One from
  /// which events were trimmed away: `trimmed`, with the first that can be asked from.
  core::Result<link::History, std::string> page(const core::State& state,
                                                const link::AskHistory& ask,
                                                core::EventNumber durable);
  /// The public bodies of those of these events that are still in the journal, in order.
  core::Result<codec::Json, std::string> events(const core::State& state,
                                                std::span<const core::EventNumber> numbers);

 private:
  journal::Store& store_;
  KeyRing& keys_;
  core::EventNumber trimmed_ = 0;
};

}  // namespace shao::engine
