// Nobody is blamed for our outage. Levels that fell due while nobody led reach people at the
// return, marked late; whether the office missed its limit is settled a minute later. An office
// that acted in time could not say so, and its command waited in the outbox of its client, which
// stamped it (Cause::made_at): the command takes effect late, as any other, and clears the miss.
//
// The stamp is the client's word, and clocks of clients are wrong or lie. So it counts for nothing
// else, and here within bounds: for a clock whose limit ended before a term began, whose miss was
// recorded in that term, and whose move comes within settle_after of its claim. Who lies has that
// minute, and only about what no dispatcher was there to see. A leader that is gone again within
// the minute has settled nothing: the minute begins anew with the next claim.
#pragma once

#include <vector>

#include "dispatcher/core/state.hpp"

namespace shao::core {

/// How long after the claim of a term the misses of the time before it can be cleared, in the
/// engine's time.
inline constexpr std::chrono::seconds settle_after{60};

/// The MissCleared of a command that was accepted and leaves the whistle as `after`: one for each
/// clock that it met and that was missed while nobody led, when it was made between the clock's
/// start and its due instant. Whoever may make the move may clear the miss.
std::vector<Event> cleared_misses(const State& state, const Cause& cause, const Policy& policy,
                                  const Whistle& before, const Whistle& after, Instant now);

}  // namespace shao::core
