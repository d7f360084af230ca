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

QueryAnswer answer_query(const codec::Json& body, const core::Actor& actor,
                         const core::State& state, const core::Policy& policy,
                         const Surroundings& surroundings, KeyRing& keys, core::Instant now);

}  // namespace shao::engine
