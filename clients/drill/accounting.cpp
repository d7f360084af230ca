#include "clients/drill/accounting.hpp"

#include <algorithm>

#include "clients/drill/knowledge.hpp"
#include "dispatcher/core/levels.hpp"

namespace shao::drill {

namespace {

using core::CaseState;
using core::ClockKind;

/// More of the same does not help anybody.
constexpr std::size_t most_examples = 20;

bool is_open_and_dispatched(CaseState state) {
  return core::is_worked_on(state) || state == CaseState::suspended || state == CaseState::verify ||
         state == CaseState::evaluate;
}

const core::Clock* clock_of(const core::Whistle& whistle, const core::LevelFired& fired) {
  if (static_cast<std::size_t>(fired.clock) >= core::assignment_clock_count)
    return whistle.clock(fired.clock);
  const core::Assignment* assignment = whistle.assignment(fired.office);
  return assignment == nullptr ? nullptr : assignment->clock(fired.clock);
}

}  // namespace

void Told::accepted(core::OfficeId office, const std::string& id, const codec::Json& body,
                    const codec::Json& answer) {
  Accepted accepted;
  accepted.whistle = whistle_in(answer).value_or(core::WhistleId{});
  accepted.number = answer.value("number", core::EventNumber{0});
  if (text_in(body, "do") == "raise") accepted.record = text_in(body, "id");
  commands_.insert_or_assign({office, id}, std::move(accepted));
}

std::string Verdict::line() const {
  const auto field = [](const char* name, std::size_t value) {
    return " " + std::string(name) + "=" + std::to_string(value);
  };
  return "drill:" + field("raised", raised) + field("dispatched", dispatched) +
         field("escalations", escalations) + field("closed", closed) +
         field("withdrawn", withdrawn) + field("refused", refused) + field("open", open) +
         field("lost", lost) + field("duplicated", duplicated) +
         field("disputes", bends.of(Bent::disputed)) + field("meetings", bends.of(Bent::met)) +
         field("suspensions", bends.of(Bent::suspended)) +
         field("extensions", bends.of(Bent::extended)) +
         field("unsolved", bends.of(Bent::not_solved)) +
         field("reopened", bends.of(Bent::reopened)) +
         field("replaced", bends.of(Bent::lead_replaced)) + field("told", told);
}

void Audit::take(const core::Record& record) {
  if (record.first != state_.last_event() + 1)
    fault("event " + std::to_string(record.first) + " follows event " +
          std::to_string(state_.last_event()));
  if (!record.cause.command.empty()) {
    const auto [known, fresh] =
        caused_.try_emplace({record.cause.actor.office, record.cause.command}, record.last());
    if (!fresh)
      duplicated("command " + record.cause.command + " of " + record.cause.actor.office.str() +
                 " took effect at events " + std::to_string(known->second) + " and " +
                 std::to_string(record.last()));
  }
  core::EventNumber number = record.first;
  for (const core::Event& event : record.events) {
    look_at(event, record, number++);
    look_at_bend(event, record);
    about_.push_back(core::whistle_of(event));
  }
  state_.apply(record);
  for (const core::Event& event : record.events)
    if (const core::WhistleId whistle = core::whistle_of(event); whistle.value != 0)
      check_lead(whistle, record.last());
}

void Audit::look_at(const core::Event& event, const core::Record& record,
                    core::EventNumber number) {
  const auto each = [&](const auto& e) {
    using E = std::decay_t<decltype(e)>;
    if constexpr (std::is_same_v<E, core::TermClaimed>) {
      ++verdict_.terms;
    } else if constexpr (std::is_same_v<E, core::WhistleRaised>) {
      if (!records_.insert({e.unit, e.record}).second)
        duplicated("record " + e.record + " of " + e.unit.str() + " was raised again as " +
                   e.whistle.str() + " at event " + std::to_string(number));
    } else if constexpr (std::is_same_v<E, core::ReviewAsked> ||
                         std::is_same_v<E, core::VerificationAsked> ||
                         std::is_same_v<E, core::MeetingConvened>) {
      started(e.whistle, {}, e.clock.clock);
    } else if constexpr (std::is_same_v<E, core::WhistleDispatched>) {
      ++verdict_.dispatched;
      for (const core::Assigned& one : e.assigned)
        for (const core::ClockPlan& plan : one.clocks) started(e.whistle, one.office, plan.clock);
      if (e.name_lead) started(e.whistle, {}, e.name_lead->clock);
    } else if constexpr (std::is_same_v<E, core::Verified>) {
      started(e.whistle, {}, e.evaluate.clock);
    } else if constexpr (std::is_same_v<E, core::DisputeRaised>) {
      if (e.ruling) started(e.whistle, {}, e.ruling->clock);
    } else if constexpr (requires { e.assigned.front().clocks; }) {
      for (const core::Assigned& one : e.assigned)
        for (const core::ClockPlan& plan : one.clocks) started(e.whistle, one.office, plan.clock);
    } else if constexpr (std::is_same_v<E, core::Evaluated> ||
                         std::is_same_v<E, core::WhistleReopened>) {
      for (const core::Rework& one : e.rework) {
        started(e.whistle, one.office, ClockKind::resolve);
        if (one.progress) started(e.whistle, one.office, ClockKind::progress);
      }
    } else if constexpr (std::is_same_v<E, core::VerificationFailed>) {
      // The resolve clock is the one it was.
      for (const core::Rework& one : e.rework)
        if (one.progress) started(e.whistle, one.office, ClockKind::progress);
    } else if constexpr (requires { e.progress->levels; }) {
      if (e.progress) started(e.whistle, e.office, ClockKind::progress);
    } else if constexpr (std::is_same_v<E, core::MergedOut>) {
      // What became earlier for its sake begins anew.
      for (const core::Merged& merged : state_.whistle(e.whistle)->merged)
        if (merged.whistle == e.merged)
          for (const core::ClockMoved& one : merged.before)
            started(e.whistle, one.office, one.plan.clock);
    } else if constexpr (std::is_same_v<E, core::WhistleClosed>) {
      if (!e.evaluated) ++verdict_.not_evaluated;
    } else if constexpr (std::is_same_v<E, core::OfficeTold>) {
      ++(e.delivered ? verdict_.told : verdict_.told_failed);
    } else if constexpr (std::is_same_v<E, core::LevelFired>) {
      look_at_level(e, record);
    }
  };
  std::visit(each, event);
}

void Audit::started(core::WhistleId whistle, core::OfficeId office, ClockKind clock) {
  ++generation_[{whistle, office, clock}];
}

void Audit::look_at_level(const core::LevelFired& fired, const core::Record& record) {
  const std::string name = "level " + std::to_string(fired.level) + " of " +
                           std::string(core::name_of(fired.clock)) + " of " + fired.whistle.str() +
                           " against " + fired.office.str();
  if (fired.level >= core::level_count) return fault(name + " does not exist");
  ++verdict_.fired[fired.level];
  if (fired.level > 0) ++verdict_.escalations;
  verdict_.lateness.push_back(record.at - fired.due);
  if (record.at < fired.due) fault(name + " fired before it was due");

  const core::Whistle* whistle = state_.whistle(fired.whistle);
  const core::Clock* clock = whistle == nullptr ? nullptr : clock_of(*whistle, fired);
  if (clock == nullptr || clock->state != core::ClockState::running)
    fault(name + " fired while its clock did not run");
  else if (clock->levels[fired.level] != fired.due)
    fault(name + " fired for another instant than its clock says");

  const bool own = static_cast<std::size_t>(fired.clock) >= core::assignment_clock_count;
  const ClockKey key{fired.whistle, own ? core::OfficeId{} : fired.office, fired.clock};
  const auto record_once = [&](std::uint8_t level) {
    if (!levels_.insert({key, generation_[key], level}).second)
      duplicated(name + ": level " + std::to_string(level) + " was recorded before");
  };
  record_once(fired.level);
  for (const std::uint8_t lower : fired.collapsed) {
    record_once(lower);
    if (lower < core::level_count) ++verdict_.collapsed[lower];
  }
}

void Audit::check_lead(core::WhistleId id, core::EventNumber number) {
  const core::Whistle* whistle = state_.whistle(id);
  if (whistle == nullptr || !is_open_and_dispatched(whistle->state)) return;
  const auto leads = std::count_if(
      whistle->assignments.begin(), whistle->assignments.end(), [](const core::Assignment& one) {
        return one.lead && one.state != core::AssignmentState::relieved;
      });
  if (leads != 1)
    fault(id.str() + " has " + std::to_string(leads) + " leads after event " +
          std::to_string(number));
}

void Audit::check_levels(const core::Whistle& whistle, const core::Clock& clock,
                         const std::string& whose) {
  if (clock.state == core::ClockState::running) return;
  for (std::uint8_t level = clock.next_level; level < core::levels_that_fire(clock.kind); ++level)
    if (clock.levels[level] < clock.ended)
      fault("level " + std::to_string(level) + " of " + std::string(core::name_of(clock.kind)) +
            " of " + whistle.id.str() + whose + " was due and was never recorded");
}

void Audit::compare_commands(const Told& told) {
  for (const auto& [key, accepted] : told.commands()) {
    const std::string name = "command " + key.second + " of " + key.first.str();
    const auto caused = caused_.find(key);
    if (caused == caused_.end()) {
      // A record id raised before under another command id is answered with what it is.
      if (accepted.record.empty() || !records_.contains({key.first, accepted.record}))
        lost(name + " was accepted but is not in the journal");
      continue;
    }
    if (caused->second != accepted.number)
      lost(name + " was answered with event " + std::to_string(accepted.number) +
           ", the journal has it at " + std::to_string(caused->second));
    else if (about_[accepted.number - 1] != accepted.whistle)
      lost(name + " was answered as " + accepted.whistle.str() + ", the journal says " +
           about_[accepted.number - 1].str());
  }
}

void Audit::compare_feed(core::OfficeId office, const Following& feed) {
  std::vector<core::EventNumber> received = feed.received;
  std::sort(received.begin(), received.end());
  for (auto twice = std::adjacent_find(received.begin(), received.end()); twice != received.end();
       twice = std::adjacent_find(twice + 1, received.end()))
    duplicated(office.str() + " was sent event " + std::to_string(*twice) + " more than once");
  if (!std::is_sorted(feed.received.begin(), feed.received.end()))
    fault(office.str() + " was sent events out of order");
  for (core::EventNumber number = feed.from + 1; number <= about_.size(); ++number) {
    const core::Whistle* whistle = state_.whistle(about_[number - 1]);
    const bool in_scope =
        feed.sees_all || (whistle != nullptr && whistle->visible_to(office, number));
    const bool was_sent = std::binary_search(received.begin(), received.end(), number);
    if (in_scope && !was_sent) lost(office.str() + " was not sent event " + std::to_string(number));
    if (!in_scope && was_sent)
      fault(office.str() + " was sent event " + std::to_string(number) + " out of its scope");
  }
}

Verdict Audit::close(const Told& told) {
  compare_commands(told);
  for (const auto& [office, feed] : told.feeds()) compare_feed(office, feed);
  verdict_.raised = state_.whistle_count();
  for (std::uint64_t id = 1; id <= state_.whistle_count(); ++id) {
    const core::Whistle& whistle = *state_.whistle(core::WhistleId{id});
    KindTally& kind = verdict_.kinds[whistle.kind];
    ++kind.raised;
    switch (whistle.state) {
      case CaseState::closed:
        ++verdict_.closed;
        ++kind.closed;
        break;
      case CaseState::cancelled:
        ++verdict_.withdrawn;
        ++kind.withdrawn;
        break;
      case CaseState::rejected:
        ++verdict_.refused;
        ++kind.refused;
        break;
      default:
        ++verdict_.open;
    }
    const auto tally = [&](const core::Clock& clock) {
      if (clock.state == core::ClockState::stopped && !clock.missed) return;
      ClockTally& of = verdict_.clocks[static_cast<std::size_t>(clock.kind)];
      ++of.ended;
      if (!clock.missed && clock.state == core::ClockState::met) ++of.on_time;
    };
    for (const core::Clock& clock : whistle.clocks) {
      tally(clock);
      check_levels(whistle, clock, "");
    }
    for (const core::Assignment& one : whistle.assignments)
      for (const core::Clock& clock : one.clocks) {
        tally(clock);
        check_levels(whistle, clock, " against " + one.office.str());
      }
  }
  return std::move(verdict_);
}

void Audit::lost(const std::string& what) {
  ++verdict_.lost;
  if (verdict_.examples.size() < most_examples) verdict_.examples.push_back("lost: " + what);
}
void Audit::duplicated(const std::string& what) {
  ++verdict_.duplicated;
  if (verdict_.examples.size() < most_examples) verdict_.examples.push_back("duplicated: " + what);
}
void Audit::fault(std::string what) {
  if (verdict_.faults.size() < most_examples) verdict_.faults.push_back(std::move(what));
}

}  // namespace shao::drill
