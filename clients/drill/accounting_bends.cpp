// The audit of bends: what the journal says of disputes, suspensions and extensions must be
// possible where the whistle stood, and a clock that stood still goes on with what was left of it.
#include <algorithm>

#include "clients/drill/accounting.hpp"

namespace shao::drill {

namespace {

using core::CaseState;

/// Clocks go on at a whole second.
constexpr std::chrono::seconds whole{1};

const core::Clock* clock_of(const core::Whistle& whistle, const core::ClockMoved& moved) {
  const core::Assignment* assignment = whistle.assignment(moved.office);
  return assignment == nullptr ? nullptr : assignment->clock(moved.plan.clock);
}

bool disputes(const core::Whistle& whistle, core::OfficeId office, bool lead) {
  const core::Assignment* own = whistle.assignment(office);
  if (own == nullptr || own->lead != lead) return false;
  return lead ? whistle.state == CaseState::disputed
              : own->state == core::AssignmentState::return_asked;
}

}  // namespace

/// What stands in `state_` is the whistle before the record.
void Audit::look_at_bend(const core::Event& event, const core::Record& record) {
  const core::WhistleId id = core::whistle_of(event);
  if (const auto bent = bent_by(event)) verdict_.bends.add(*bent, id);
  const core::Whistle* whistle = state_.whistle(id);
  if (whistle == nullptr) return;
  const auto each = [&](const auto& e) {
    using E = std::decay_t<decltype(e)>;
    if constexpr (std::is_same_v<E, core::DisputeUpheld>) {
      const bool lead = !e.assigned.empty();
      if (!disputes(*whistle, e.office, lead))
        fault("the ruling on " + id.str() + " is on no dispute of " + e.office.str());
      if (lead && whistle->hops >= hops_before_a_meeting)
        fault(id.str() + " was passed on once more without a joint meeting");
    } else if constexpr (std::is_same_v<E, core::WhistleResumed>) {
      look_at_resumption(e, *whistle, record.at);
    } else if constexpr (std::is_same_v<E, core::WhistleExtended>) {
      if (whistle->extended) fault(id.str() + " was extended twice");
      for (const core::ClockMoved& moved : e.clocks)
        if (const core::Clock* clock = clock_of(*whistle, moved);
            clock == nullptr || moved.plan.due <= clock->due)
          fault("the extension of " + id.str() + " gives " + moved.office.str() + " no more time");
    }
  };
  std::visit(each, event);
}

void Audit::look_at_resumption(const core::WhistleResumed& resumed, const core::Whistle& whistle,
                               core::Instant at) {
  const std::string name = whistle.id.str();
  if (whistle.state != CaseState::suspended) return fault(name + " was resumed, but not suspended");
  if (resumed.reason.empty() && whistle.suspension && at < whistle.suspension->review_at)
    fault(name + " was resumed by itself before its review");
  std::size_t standing = 0;
  for (const core::Assignment& assignment : whistle.assignments)
    standing += static_cast<std::size_t>(
        std::count_if(assignment.clocks.begin(), assignment.clocks.end(),
                      [](const auto& clock) { return clock.state == core::ClockState::paused; }));
  if (standing != resumed.clocks.size())
    fault(name + " had " + std::to_string(standing) + " clocks that stood still, and " +
          std::to_string(resumed.clocks.size()) + " went on");
  for (const core::ClockMoved& moved : resumed.clocks) {
    const core::Clock* clock = clock_of(whistle, moved);
    const std::string which = std::string(core::name_of(moved.plan.clock)) + " of " + name +
                              " against " + moved.office.str();
    if (clock == nullptr || clock->state != core::ClockState::paused) {
      fault(which + " went on, but did not stand still");
      continue;
    }
    // Of working time what is left cannot be told without the calendar, only that none is lost.
    const bool past = clock->due < clock->ended;
    const core::Duration had = past ? core::Duration{0} : clock->due - clock->ended;
    const core::Duration has = past ? core::Duration{0} : moved.plan.due - at;
    const bool right =
        clock->working ? moved.plan.due >= clock->due : has >= had - whole && has <= had + whole;
    if (!right) fault(which + " did not go on with what was left of it");
  }
}

}  // namespace shao::drill
