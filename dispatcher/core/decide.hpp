// The rules. `decide` looks at the state and a command and says what happens: events, and an
// answer or a refusal. It changes nothing; State::apply does the bookkeeping of what it said.
//
// The order inside one decide:
//   1. every level of the whistle the command is about that is due before `now` fires (and an
//      evaluation nobody gave closes): a late command never erases a miss;
//   2. a command id that is known gets its first answer;
//   3. the command is checked, refusals in the order of refusal.hpp;
//   4. it takes effect. A move made at its due instant is in time.
//
//   Decision decision = decide(state, policy, command, cause, now);
//   if (!decision.events.empty()) state.apply({state.last_event() + 1, now, cause, exercise,
//                                              decision.events});
#pragma once

#include <variant>

#include "dispatcher/core/refusal.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::core {

struct Decision {
  std::vector<Event> events;  // may be there beside a refusal: levels that were due
  std::variant<Answer, Refusal> outcome;

  bool refused() const { return std::holds_alternative<Refusal>(outcome); }
};

Decision decide(const State& state, const Policy& policy, const Command& command,
                const Cause& cause, Instant now);

}  // namespace shao::core
