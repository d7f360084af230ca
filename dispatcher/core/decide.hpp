// The rules. `decide` looks at the state and a command and says what happens: events, and an
// answer or a refusal. It changes nothing; State::apply does the bookkeeping of what it said.
//
// The order inside one decide:
//   1. every level of the whistle the command is about that is due before `now` fires (and an
//      evaluation nobody gave closes): a late command never erases a miss;
//   2. a command id that is known gets its first answer;
//   3. the command is checked, refusals in the order of refusal.hpp;
//   4. it takes effect. A move made at its due instant is in time; after an outage, one that was
//      made in time clears the miss (outage.hpp).
//
//   Decision decision = decide(state, policy, command, cause, now);
//   for (Record& record : records_of(std::move(decision), state, now, cause, false))
//     state.apply(record);
#pragma once

#include <variant>

#include "dispatcher/core/refusal.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::core {

struct Decision {
  std::vector<Event> events;
  std::size_t by_time = 0;  // how many of them, the first ones, time caused and not the command;
                            // they are there beside a refusal too
  std::variant<Answer, Refusal> outcome;

  bool refused() const { return std::holds_alternative<Refusal>(outcome); }
};

Decision decide(const State& state, const Policy& policy, const Command& command,
                const Cause& cause, Instant now);

/// The decision as records to be journaled and applied, numbered after the state's last event: what
/// time caused and what the command caused each under its own cause, and what is about exercises
/// apart from the others and marked so; all of it when the whole jurisdiction is in an `exercise`.
/// Empty when nothing happened.
std::vector<Record> records_of(Decision&& decision, const State& state, Instant now,
                               const Cause& cause, bool exercise);

}  // namespace shao::core
