// Planted bugs: faults that people make, each behind a switch that exists in the simulator's build
// only (SHAO_PLANTED). The simulator must catch every one of them (tests/sim/planted_test.cpp);
// that is how it is known to look. Everywhere else `planted` is false at compile time and nothing
// of this is left.
//
//   if (!planted(Bug::role_unchecked) && !actor.roles.any_of(move.who)) return refusal(...);
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace shao {

enum class Bug : std::uint8_t {
  none,
  // the core's rules
  command_forgotten,       // a command id is not remembered
  reused_id_accepted,      // the same id with another body gets the first answer
  record_forgotten,        // a record id may be raised again
  miss_erased_by_command,  // levels due before a command do not fire
  fires_early,
  fires_again,           // a fired level stays due
  fires_after_met,       // acknowledging does not stop the clock
  timer_not_rearmed,     // after a level the next one never comes
  lower_level_dropped,   // a collapsed level is not named
  level_of_closed_case,  // withdrawing leaves the clocks running
  role_unchecked,
  unit_unchecked,
  case_state_unchecked,
  assignment_state_unchecked,
  release_unchecked,      // an emergency is resolved before its scene was released
  relieved_stays,         // who was relieved keeps the assignment
  number_taken_twice,     // a whistle gets the number of the one before
  verified_too_early,     // asked for when the first office is done
  rework_clock_stands,    // after a failed verification the resolve clock does not go on
  passed_on_for_ever,     // a fourth lead without a joint meeting
  suspension_counts,      // the clocks do not stand still
  goes_quiet,             // after its report-in nothing more is asked of an office
  suspended_for_ever,     // the review date does not end it
  dispute_stops_clocks,   // of the lead, until the ruling
  merged_runs_on,         // the clocks of a merged whistle do not stand still
  later_limit_kept,       // of two merged whistles
  missed_twice,           // a level that fired on one of two merged whistles fires on the other
  one_raiser_closes,      // though another has not evaluated
  replan_forgives,        // what was missed gets another limit
  late_not_marked,        // a level that fell due while nobody led
  stamp_always_believed,  // a move made in time clears a miss of any day
  stamp_not_heard,        // and after an outage none
  emergencies_wait,       // levels of a herd come before theirs
  herd_in_one_wake,       // all that is due at once
  held_forgotten,         // who is held back for the next shift is never told
  held_told_of_met,       // and is told though the clock was met meanwhile
  // the engine and the term
  answer_before_durable,
  repeated_answer_before_durable,
  event_before_durable,
  next_outputs_released,  // with a batch those of the next one
  record_lost_from_batch,
  batch_overfilled,  // levels join it though it is full
  fence_ignored,
  broken_append_ignored,   // unknown counts as written
  slow_append_ignored,     // waits for ever
  clock_adopted,           // Redis' clock is taken over during a term
  clock_may_go_back,       // at a claim
  fork_guessed,            // after a rewind an epoch is claimed again and the fork guessed
  silence_is_for_good,     // an unanswered question ends the process
  snapshot_of_next_batch,  // an image that is older than its manifest says
  snapshot_forgets_commands,
  torn_snapshot_kept,     // the manifest comes before the last chunk
  snapshot_unverified,    // a chunk that was altered is read
  housekeeping_unfenced,  // of a deposed leader, late
  trimmed_before_archived,
  trimmed_behind_newest,  // and not behind the one before it
  // the broker
  scope_unchecked,
  cursor_jumps,  // over what the broker does not hold
  prev_not_moved,
  rewind_unheard,
  lower_epoch_ignored,
  // the client
  never_sent_again,
  sent_means_done,  // an answer is not waited for
  not_offered_again,
  feed_gap_unnoticed,
  complete_believed,  // though an event before it never came
  feed_takes_twice,
  // residents' particulars
  particulars_in_clear,  // journaled as they were said
  key_not_kept,          // the key of a whistle stays in the leader's memory
  key_outlives_erasure,  // the event is journaled, the key stays
  revealed_to_anybody,   // who is not assigned and did not raise it
};
inline constexpr std::array<std::string_view, 72> bug_names = {
    "none",
    "command_forgotten",
    "reused_id_accepted",
    "record_forgotten",
    "miss_erased_by_command",
    "fires_early",
    "fires_again",
    "fires_after_met",
    "timer_not_rearmed",
    "lower_level_dropped",
    "level_of_closed_case",
    "role_unchecked",
    "unit_unchecked",
    "case_state_unchecked",
    "assignment_state_unchecked",
    "release_unchecked",
    "relieved_stays",
    "number_taken_twice",
    "verified_too_early",
    "rework_clock_stands",
    "passed_on_for_ever",
    "suspension_counts",
    "goes_quiet",
    "suspended_for_ever",
    "dispute_stops_clocks",
    "merged_runs_on",
    "later_limit_kept",
    "missed_twice",
    "one_raiser_closes",
    "replan_forgives",
    "late_not_marked",
    "stamp_always_believed",
    "stamp_not_heard",
    "emergencies_wait",
    "herd_in_one_wake",
    "held_forgotten",
    "held_told_of_met",
    "answer_before_durable",
    "repeated_answer_before_durable",
    "event_before_durable",
    "next_outputs_released",
    "record_lost_from_batch",
    "batch_overfilled",
    "fence_ignored",
    "broken_append_ignored",
    "slow_append_ignored",
    "clock_adopted",
    "clock_may_go_back",
    "fork_guessed",
    "silence_is_for_good",
    "snapshot_of_next_batch",
    "snapshot_forgets_commands",
    "torn_snapshot_kept",
    "snapshot_unverified",
    "housekeeping_unfenced",
    "trimmed_before_archived",
    "trimmed_behind_newest",
    "scope_unchecked",
    "cursor_jumps",
    "prev_not_moved",
    "rewind_unheard",
    "lower_epoch_ignored",
    "never_sent_again",
    "sent_means_done",
    "not_offered_again",
    "feed_gap_unnoticed",
    "complete_believed",
    "feed_takes_twice",
    "particulars_in_clear",
    "key_not_kept",
    "key_outlives_erasure",
    "revealed_to_anybody",
};

static_assert(bug_names.size() == static_cast<std::size_t>(Bug::revealed_to_anybody) + 1);

#ifdef SHAO_PLANTED
inline Bug bug_planted_now = Bug::none;
inline bool planted(Bug bug) {
  return bug_planted_now == bug;
}
#else
consteval bool planted(Bug) {  // nothing of it is left, in any build
  return false;
}
#endif

}  // namespace shao
