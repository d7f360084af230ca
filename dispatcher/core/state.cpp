// Reading the state, and the indexes State::apply keeps.
#include "dispatcher/core/state.hpp"

#include <algorithm>

#include "dispatcher/core/planted.hpp"

namespace shao::core {

namespace {

template <class List, class Predicate>
auto* find_in(List& list, Predicate is) {
  const auto found = std::find_if(list.begin(), list.end(), is);
  return found == list.end() ? nullptr : &*found;
}

void earlier(std::optional<Instant>& best, std::optional<Instant> other) {
  if (other && (!best || *other < *best)) best = other;
}

}  // namespace

const Clock* Assignment::clock(ClockKind kind) const {
  return find_in(clocks, [&](const Clock& one) { return one.kind == kind; });
}
Clock* Assignment::clock(ClockKind kind) {
  return find_in(clocks, [&](const Clock& one) { return one.kind == kind; });
}

const Assignment* Whistle::assignment(OfficeId office) const {
  return find_in(assignments, [&](const Assignment& one) { return one.office == office; });
}
Assignment* Whistle::assignment(OfficeId office) {
  return find_in(assignments, [&](const Assignment& one) { return one.office == office; });
}
const Assignment* Whistle::lead() const {
  return find_in(assignments, [](const Assignment& one) {
    return one.lead && one.state != AssignmentState::relieved;
  });
}
const Clock* Whistle::clock(ClockKind which) const {
  return find_in(clocks, [&](const Clock& one) { return one.kind == which; });
}
Clock* Whistle::clock(ClockKind which) {
  return find_in(clocks, [&](const Clock& one) { return one.kind == which; });
}

bool Whistle::all_done() const {
  return std::all_of(assignments.begin(), assignments.end(), [](const Assignment& one) {
    return one.state == AssignmentState::done || one.state == AssignmentState::relieved;
  });
}

std::vector<OfficeId> Whistle::units() const {
  std::vector<OfficeId> all{unit};
  for (const Merged& one : merged)
    if (std::find(all.begin(), all.end(), one.unit) == all.end()) all.push_back(one.unit);
  return all;
}

OfficeId Whistle::street_of(OfficeId unit_of_it) const {
  for (const Merged& one : merged)
    if (one.unit == unit_of_it && unit_of_it != unit) return one.street;
  return street;
}

bool Whistle::evaluated_by(OfficeId unit) const {
  return std::any_of(evaluations.begin(), evaluations.end(),
                     [&](const Judged& one) { return one.unit == unit; });
}

bool Whistle::evaluated_by_all() const {
  const std::vector<OfficeId> all = units();
  return std::all_of(all.begin(), all.end(), [&](OfficeId one) { return evaluated_by(one); });
}

std::optional<Instant> Whistle::next_deadline() const {
  std::optional<Instant> next;
  if (state == CaseState::suspended) next = suspension->review_at;
  for (const Clock& clock : clocks) earlier(next, clock.next());
  for (const Assignment& assignment : assignments)
    for (const Clock& clock : assignment.clocks) earlier(next, clock.next());
  for (const HeldBack& one : held_back)
    if (still_held(one)) earlier(next, one.held.until);
  return next;
}

const Clock* Whistle::clock_of(OfficeId office, ClockKind which) const {
  if (static_cast<std::size_t>(which) >= assignment_clock_count) return clock(which);
  const Assignment* assignment = this->assignment(office);
  return assignment == nullptr ? nullptr : assignment->clock(which);
}

bool Whistle::was_told(std::uint8_t level, const Recipient& recipient) const {
  return std::any_of(told.begin(), told.end(), [&](const Told& one) {
    return one.level == level && one.recipient == recipient;
  });
}

bool Whistle::still_held(const HeldBack& one) const {
  const Clock* clock = clock_of(one.office, one.clock);
  const bool waits =
      clock != nullptr && (clock->state == ClockState::running || planted(Bug::held_told_of_met));
  return waits && clock->starts == one.clock_starts && !was_told(one.level, one.held.recipient);
}

bool Whistle::visible_to(OfficeId office, EventNumber number) const {
  return std::any_of(viewers.begin(), viewers.end(), [&](const Viewer& viewer) {
    return viewer.office == office && viewer.since <= number;
  });
}

std::uint64_t Counters::open() const {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < by_state.size(); ++i)
    if (!is_final(static_cast<CaseState>(i))) sum += by_state[i];
  return sum;
}

const Whistle* State::whistle(WhistleId id) const {
  return id.value == 0 || id.value > whistles_.size() ? nullptr : whistles_[id.value - 1].get();
}

const std::set<WhistleId>& State::open_of(OfficeId office) const {
  static const std::set<WhistleId> none;
  const auto found = open_of_.find(office);
  return found == open_of_.end() ? none : found->second;
}

std::optional<Instant> State::next_deadline() const {
  std::optional<Instant> next;
  for (const Timers& timers : timers_)
    if (const auto first = timers.first()) earlier(next, first->due);
  return next;
}

void State::reindex(const Whistle& whistle, CaseState before, std::size_t viewers_before) {
  if (before != whistle.state) {
    Counters& counters = counters_of(whistle);
    --counters.by_state[static_cast<std::size_t>(before)];
    ++counters.by_state[static_cast<std::size_t>(whistle.state)];
  }
  if (is_final(before) && !is_final(whistle.state)) {  // it was reopened
    open_.insert(whistle.id);
    viewers_before = 0;
  }
  if (is_final(whistle.state)) {
    open_.erase(whistle.id);
    for (const Viewer& viewer : whistle.viewers) open_of_[viewer.office].erase(whistle.id);
  } else {
    for (std::size_t i = viewers_before; i < whistle.viewers.size(); ++i)
      open_of_[whistle.viewers[i].office].insert(whistle.id);
  }
  timers_[whistle.emergency ? 0 : 1].set(whistle.id, whistle.next_deadline());
}

void State::apply(const Record& record) {
  EventNumber number = record.first;
  for (const Event& event : record.events) {
    if (const auto* claimed = std::get_if<TermClaimed>(&event)) {
      terms_.push_back({claimed->epoch, claimed->nonce, number, record.at});
    } else if (const auto* adopted = std::get_if<PolicyAdopted>(&event)) {
      policy_version_ = adopted->version;
    } else {
      const WhistleId id = whistle_of(event);
      if (const auto* raised = std::get_if<WhistleRaised>(&event)) {
        whistles_.resize(id.value);
        whistles_[id.value - 1] = std::make_shared<Whistle>();
        open_.insert(id);
        Counters& counters = counters_[raised->exercise ? 1 : 0];
        ++counters.raised;
        ++counters.by_state[static_cast<std::size_t>(CaseState::draft)];
      }
      Whistle& whistle = owned(id);
      if (std::holds_alternative<LevelFired>(event)) ++counters_of(whistle).levels_fired;
      const CaseState before = whistle.state;
      const std::size_t viewers = whistle.viewers.size();
      evolve(whistle, event, number, record.at);
      if (std::holds_alternative<LevelFired>(event) && planted(Bug::timer_not_rearmed)) {
        timers_[whistle.emergency ? 0 : 1].set(id, std::nullopt);
        last_event_ = number++;
        continue;
      }
      reindex(whistle, before, viewers);
    }
    last_event_ = number++;
  }
  last_instant_ = std::max(last_instant_, record.at);
  remember(record);
}

}  // namespace shao::core
