#include "clients/drill/fates.hpp"

#include <algorithm>

#include "clients/drill/dice.hpp"

namespace shao::drill {

namespace {

using core::ClockKind;

constexpr double lead_never = 0.03;
constexpr double lead_agrees = 0.015;
constexpr double refused = 0.03;
constexpr double draft = 0.04;
constexpr double fails_once = 0.05;
constexpr double unsolved_once = 0.05;
constexpr double silent = 0.10;
constexpr double raiser_late = 0.04;

struct Share {
  Bend bend;
  double of_cases;
};
constexpr Share bends[] = {
    {Bend::dispute_upheld, 0.04},
    {Bend::dispute_dismissed, 0.03},
    {Bend::passed_on, 0.015},
    {Bend::assisting_returns, 0.02},
    {Bend::joint, 0.05},
    {Bend::suspended, 0.045},
    {Bend::suspension_refused, 0.01},
    {Bend::extended, 0.045},
    {Bend::extension_refused, 0.01},
    {Bend::reopened, 0.02},
    {Bend::replaced, 0.02},
};

/// Limits of half an hour and less: nobody waits, and in fast time they are some milliseconds.
constexpr std::chrono::minutes urgent{30};
constexpr double haste = 0.2;

/// How often a clock is missed: assisting offices are late more often than leads.
double late_chance(ClockKind clock, bool lead) {
  const double factor = lead ? 1.0 : 1.6;
  switch (clock) {
    case ClockKind::acknowledge:
      return 0.06 * factor;
    case ClockKind::contact:
      return 0.04 * factor;
    case ClockKind::report_in:
      return 0.05 * factor;
    case ClockKind::first_report:
      return 0.06 * factor;
    default:
      return 0.05 * factor;
  }
}

Timing timing(Dice& dice, double late, std::uint8_t highest) {
  if (!dice.chance(late)) return {0, dice.between(0.05, 0.6)};
  // Most are only a little late.
  std::uint8_t level = 1;
  while (level < highest && dice.chance(0.35)) ++level;
  return {level, dice.between(0.1, 0.8)};
}

std::string about(const RecordKey& whistle) {
  return whistle.unit.str() + "/" + whistle.record;
}

}  // namespace

Bend bend_of(std::uint64_t seed, const RecordKey& whistle) {
  Dice dice(seed, about(whistle) + " bend");
  double left = dice.roll();
  for (const auto& [bend, of_cases] : bends)
    if ((left -= of_cases) < 0) return bend;
  return Bend::none;
}

bool can_bend(Bend bend, const core::Kind& kind) {
  if (kind.release_before_resolve)
    return bend == Bend::none || bend == Bend::reopened || bend == Bend::replaced;
  if (bend == Bend::extended || bend == Bend::extension_refused)
    return kind.max_extension.has_value();
  return true;
}

OfficeFate fate_of_office(std::uint64_t seed, const RecordKey& whistle, core::OfficeId office,
                          bool lead, Bend bend) {
  Dice dice(seed, about(whistle) + " " + office.str());
  OfficeFate fate;
  fate.never = dice.chance(lead_never) && lead;
  fate.agrees = dice.chance(lead_agrees) && lead;
  for (std::size_t i = 0; i < fate.moves.size(); ++i) {
    const auto clock = static_cast<ClockKind>(i);
    // A resolution that waits for the highest levels would outlast the drill.
    const std::uint8_t highest = clock == ClockKind::resolve ? 2 : 3;
    fate.moves[i] = timing(dice, late_chance(clock, lead), highest);
  }
  if (bend == Bend::none) return fate;
  fate.never = bend == Bend::replaced && lead;
  fate.agrees = false;
  // A dispute has a working day, and who asks for time must not have let it pass.
  for (const ClockKind clock : {ClockKind::acknowledge, ClockKind::report_in, ClockKind::resolve})
    fate.moves[static_cast<std::size_t>(clock)].after_level = 0;
  return fate;
}

RaiserFate fate_of_raiser(std::uint64_t seed, const RecordKey& whistle, Bend bend) {
  Dice dice(seed, about(whistle) + " raiser");
  RaiserFate fate;
  fate.draft = dice.chance(draft);
  fate.refused = dice.chance(refused);
  fate.fails_once = dice.chance(fails_once);
  fate.unsolved_once = dice.chance(unsolved_once);
  fate.silent = dice.chance(silent);
  fate.review = timing(dice, raiser_late, 1);
  fate.name_lead = timing(dice, raiser_late, 1);
  fate.verify = timing(dice, raiser_late / 2, 1);
  fate.evaluate = {0, dice.between(0.05, 0.6)};
  fate.release_part = dice.between(0.1, 0.8);
  // One trouble is enough: those that lie one after the other would outlast the drill.
  if (bend != Bend::none) fate.fails_once = fate.unsolved_once = fate.silent = false;
  if (fate.fails_once || fate.unsolved_once) fate.silent = false;
  if (fate.fails_once || fate.unsolved_once || fate.silent) fate.verify.after_level = 0;
  return fate;
}

core::Instant planned(const Timing& timing, const core::ClockPlan& clock,
                      const core::Calendar& calendar) {
  const core::Instant patience = clock.starts + patience_of_a_drill;
  const bool too_long = clock.clock == ClockKind::resolve && clock.due > patience;
  if (timing.late() && !too_long) {
    const core::Instant from = clock.levels[timing.after_level];
    const std::size_t next = timing.after_level + 1U;
    const bool last = next >= core::level_count || clock.levels[next] == core::never;
    const core::Instant to = last ? from : clock.levels[next];
    return from + std::chrono::duration_cast<core::Duration>((to - from) * timing.part);
  }
  const core::Instant due = too_long ? patience : clock.due;
  const double part = due - clock.starts > urgent ? timing.part : timing.part * haste;
  const auto part_of = [&](core::Duration span) {
    return std::chrono::duration_cast<core::Duration>(span * part);
  };
  if (due - clock.starts > std::chrono::hours{1} && calendar.covers(clock.starts) &&
      calendar.covers(due)) {
    const core::Duration working = calendar.working_between(clock.starts, due);
    if (working > core::Duration{0}) return calendar.add_working(clock.starts, part_of(working));
  }
  return clock.starts + part_of(due - clock.starts);
}

}  // namespace shao::drill
