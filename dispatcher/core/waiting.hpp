// "Why not yet?": what an open whistle waits for, of whom, until when, and who is told next. Read
// from the same clocks that fire levels and the same table of moves that `decide` asks.
//
//   const Waiting waiting = waiting_of(whistle, policy, now);
//   for (const Wait& wait : waiting.waits) tell(wait.office, wait.move.action, wait.due);
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dispatcher/core/state.hpp"

namespace shao::core {

/// A move that somebody has to make.
struct Needed {
  std::string_view action;  // of transitions.hpp
  OfficeId office;
  Roles who;
};

/// The next level of a clock and those who are told that were not told at that level before, by
/// the rotas of now: `on_duty` are those who will be, `held` hear of it later.
struct NextLevel {
  std::uint8_t level = 0;
  Instant due;
  std::vector<Recipient> recipients;
  std::vector<OnDuty> on_duty;
  std::vector<Held> held;
};

/// A level that fired, and who is still to be told of it.
struct HeldLevel {
  std::uint8_t level = 0;
  Held held;
};

struct Wait {
  Needed move;
  std::optional<Needed> first;     // what has to be done before the move can be made
  std::optional<ClockKind> clock;  // nothing: a draft, which waits without one
  Instant due{};
  bool missed = false;
  std::optional<NextLevel> next;              // nothing: all its levels have fired
  std::vector<HeldLevel> held_back;           // until somebody is on duty
  bool working = false;                       // counts working time only
  std::optional<Instant> stands_still_until;  // now is no working time, and it counts that alone
};

/// `waits` by their due instants. `held` is the state in which the case as a whole stands still,
/// `until` when it goes on by itself, `merged_into` the whistle that goes on for it.
struct Waiting {
  std::vector<Wait> waits;
  std::optional<CaseState> held;
  std::optional<Instant> until;
  WhistleId merged_into{};
};

/// Until when all that counts working time stands still; nothing while it is working time.
std::optional<Instant> no_work_until(const Calendar& calendar, Instant now);

Waiting waiting_of(const Whistle& whistle, const Policy& policy, Instant now);

}  // namespace shao::core
