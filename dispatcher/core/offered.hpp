// Which moves are open to somebody now: what a screen offers. Tried, not guessed: each move is put
// to `decide` with nothing filled in, and is open when the first thing that is wrong with it is
// that something is missing. So what is offered and what is accepted cannot part.
//
//   for (std::string_view action : offered(state, policy, whistle.id, actor, now)) show(action);
#pragma once

#include <string_view>
#include <vector>

#include "dispatcher/core/decide.hpp"

namespace shao::core {

/// Actions of transitions.hpp, in the order of that table. Empty of a whistle that the actor may
/// not see. Not among them: the system's own moves, and receipts of hooks.
std::vector<std::string_view> offered(const State& state, const Policy& policy, WhistleId whistle,
                                      const Actor& actor, Instant now);

}  // namespace shao::core
