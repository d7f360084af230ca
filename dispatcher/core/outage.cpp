#include "dispatcher/core/outage.hpp"

#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

namespace {

/// The miss was recorded late, in the present term or in one that was over before it was settled,
/// and so is every term since.
bool unsettled(const std::vector<Term>& terms, const Clock& clock, Instant now) {
  Instant end = now;
  for (auto term = terms.rbegin(); term != terms.rend(); ++term) {
    if (end > term->at + settle_after) return false;
    if (clock.miss > term->first) return clock.due < term->at;
    end = term->at;
  }
  return false;
}

}  // namespace

std::vector<Event> cleared_misses(const State& state, const Cause& cause, const Policy& policy,
                                  const Whistle& before, const Whistle& after, Instant now) {
  std::vector<Event> cleared;
  if (!cause.made_at || planted(Bug::stamp_not_heard)) return cleared;
  const auto look = [&](const Clock& was, const Clock* is, OfficeId office) {
    // A word of how it goes ends one progress clock and starts the next; of any other clock a later
    // start is another assignment's.
    const bool said = was.kind == ClockKind::progress && is != nullptr && is->starts > was.starts;
    const bool met_now = was.state == ClockState::running && was.missed && is != nullptr &&
                         (is->state == ClockState::met || said);
    const bool in_time = was.starts <= *cause.made_at && *cause.made_at <= was.due;
    if (met_now && in_time &&
        (unsettled(state.terms(), was, now) || planted(Bug::stamp_always_believed)))
      cleared.push_back(MissCleared{before.id, office, was.kind, was.due, *cause.made_at});
  };
  for (const Clock& clock : before.clocks)
    look(clock, after.clock(clock.kind), waits_for(before, policy, clock.kind));
  for (const Assignment& one : before.assignments)
    if (const Assignment* left = after.assignment(one.office))
      for (const Clock& clock : one.clocks) look(clock, left->clock(clock.kind), one.office);
  return cleared;
}

}  // namespace shao::core
