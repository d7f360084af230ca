// Reading back what is durable: pages of events for a broker that missed some, and the timeline of
// one whistle. Both come straight from the journal, so nothing of the past is kept in memory.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "brokers/link.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/state.hpp"
#include "dispatcher/journal/store.hpp"

namespace shao::engine {

class HistoryReader {
 public:
  explicit HistoryReader(journal::Store& store) : store_(store) {}

  /// The page after `ask.position`, up to `durable`: at most ask.limit events and some 512 KiB.
  /// A position that is not on this journal: "rewound", with the last position both have.
  core::Result<link::History, std::string> page(const core::State& state,
                                                const link::AskHistory& ask,
                                                core::EventNumber durable);
  /// The public bodies of these events, in order.
  core::Result<codec::Json, std::string> events(const core::State& state,
                                                std::span<const core::EventNumber> numbers);

 private:
  journal::Store& store_;
};

}  // namespace shao::engine
