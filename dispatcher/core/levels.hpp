// Time passing on one whistle: which levels fire, what closes by itself.
#pragma once

#include <vector>

#include "dispatcher/core/state.hpp"

namespace shao::core {

/// Everything due before `now` on `whistle`, in the order (due, clock). A clock of which several
/// levels are due fires the highest; the lower ones are recorded as collapsed into it. What was due
/// before `led_since` is marked late. An evaluation nobody gave closes the whistle when it is due;
/// a suspension ends at its review date; who was held back is told when their shift has begun.
std::vector<Event> due_events(const Whistle& whistle, const Policy& policy, Instant led_since,
                              Instant now);

/// Who the case waits for on one of the whistle's own clocks.
OfficeId waits_for(const Whistle& whistle, const Policy& policy, ClockKind clock);
/// Who is waited for, and the street that hears of it.
struct Waited {
  OfficeId office;
  OfficeId street;
};
/// All who are on a clock that runs against `office`: that one, but for an evaluation, which every
/// raiser owes that has not given it.
std::vector<Waited> all_waited_for(const Whistle& whistle, ClockKind clock, OfficeId office);
/// The clocks of a suspended whistle, going on at `now` with what was left of each.
std::vector<ClockMoved> resumed_clocks(const Whistle& whistle, const Policy& policy, Instant now);
/// How many levels of such a clock fire: an evaluation is reminded of once, then it closes.
constexpr std::uint8_t levels_that_fire(ClockKind clock) {
  return clock == ClockKind::evaluate ? 1 : level_count;
}

}  // namespace shao::core
