// Which moves are open to somebody now, and what stands against the others that are theirs: what a
// screen offers. Tried, not guessed: each move is put to `decide` with nothing filled in, and is
// open when the first thing that is wrong with it is that something is missing. So what is offered
// and what is accepted cannot part.
//
//   const Offered moves = offered(state, policy, whistle.id, actor, now);
//   for (std::string_view action : moves.open) show(action);
//   for (const NotNow& one : moves.not_now) explain(one.action, one.refusal);
#pragma once

#include <string_view>
#include <vector>

#include "dispatcher/core/decide.hpp"

namespace shao::core {

/// A move that the actor's roles allow and the state of the case does, too, and that is refused
/// all the same: it is too late, it was made before, the assignment is past it.
struct NotNow {
  std::string_view action;
  Refusal refusal;
};
/// Actions of transitions.hpp, in the order of that table. Not among them: the system's own moves,
/// and receipts of hooks.
struct Offered {
  std::vector<std::string_view> open;
  std::vector<NotNow> not_now;
};

/// Empty of a whistle that the actor may not see.
Offered offered(const State& state, const Policy& policy, WhistleId whistle, const Actor& actor,
                Instant now);

}  // namespace shao::core
