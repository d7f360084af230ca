// How an event is told: its public body, who may see it, and the whistle's view for an office that
// it brings into scope. One rendering, the same live and from history.
#pragma once

#include "dispatcher/core/state.hpp"
#include "dispatcher/engine/engine.hpp"

namespace shao::engine {

/// `record` has been applied to `state`.
link::Event render(const core::State& state, const core::Record& record, std::size_t index);

}  // namespace shao::engine
