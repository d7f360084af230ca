// "What would happen to this whistle?", asked before it is raised: where it would go, by when, who
// hears of it when nothing is done, whether the asker may raise it at all, and which open whistles
// look like the same matter. Nothing changes.
#pragma once

#include "dispatcher/engine/engine.hpp"

namespace shao::engine {

/// `body` has the fields of a raise. The answer is explanation_json's with {ok, may, likely_same,
/// names}; `may` is {ok} or the refusal that the raise would get. A refusal where the fields
/// themselves are wrong.
codec::Json preview(const codec::Json& body, const core::Actor& actor, const core::State& state,
                    const core::Policy& policy, const Surroundings& surroundings,
                    core::Instant now);

}  // namespace shao::engine
