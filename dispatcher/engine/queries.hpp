// Questions: what an office may ask, answered from the state as everything answered before left
// it. Masked for who asks; a whistle it may not see is unknown to it.
#pragma once

#include "dispatcher/engine/engine.hpp"
#include "dispatcher/engine/key_ring.hpp"

namespace shao::engine {

struct QueryAnswer {
  codec::Json body;
  std::vector<core::EventNumber> timeline;  // events to be read into body["timeline"]
};

/// In one turn a list of what has ended looks through so many whistles, with nothing decided
/// meanwhile; the page says where to go on, even when it is empty.
inline constexpr std::uint64_t most_looked_at = 5'000;

QueryAnswer answer_query(const codec::Json& body, const core::Actor& actor,
                         const core::State& state, const core::Policy& policy,
                         const Surroundings& surroundings, KeyRing& keys, core::Instant now);

}  // namespace shao::engine
