// How an event is told: its public body, who may see it, and the whistle's view for an office that
// it brings into scope. One rendering, the same live and from history. What is sealed is opened
// here, and masked for all but those who may have it.
#pragma once

#include "dispatcher/codec/particulars.hpp"
#include "dispatcher/core/state.hpp"
#include "dispatcher/engine/engine.hpp"
#include "dispatcher/engine/key_ring.hpp"

namespace shao::engine {

/// `record` has been applied to `state`.
link::Event render(const core::State& state, const core::Record& record, std::size_t index,
                   KeyRing& keys);
/// Its public body alone: masked for everybody.
codec::Json event_body(const core::State& state, const core::Record& record, std::size_t index,
                       KeyRing& keys);
/// The whistle, with the address in clear, as those see it who are sent there.
codec::Json view_of(const core::Whistle& whistle, core::EventNumber as_of, KeyRing& keys);
/// Puts in the resident's particulars: `erased` when they were, `unreadable` when their key is gone
/// and nobody said that it should be.
void tell_particulars(codec::Json& into, const core::Whistle& whistle, KeyRing& keys,
                      codec::Shown shown);

}  // namespace shao::engine
