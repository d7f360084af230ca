#include "clients/drill/board_model.hpp"

#include "clients/drill/knowledge.hpp"
#include "dispatcher/codec/names.hpp"

namespace shao::drill {

namespace {

using codec::Json;
using core::CaseState;
using core::ClockKind;

}  // namespace

std::size_t BoardModel::open() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < by_state_.size(); ++i)
    if (!core::is_final(static_cast<CaseState>(i))) count += by_state_[i];
  return count;
}

core::KindId BoardModel::kind_of(core::WhistleId whistle) const {
  const auto found = whistles_.find(whistle);
  return found == whistles_.end() ? core::KindId{} : found->second.kind;
}

const Alarm* BoardModel::hear(const Json& event) {
  const auto whistle = whistle_in(event);
  if (!whistle) return nullptr;
  const std::string name = text_in(event, "event");
  if (name == "whistle_raised") {
    Seen& seen = whistles_[*whistle];
    seen.kind = core::KindId(text_in(event, "kind"));
    ++by_state_[static_cast<std::size_t>(CaseState::draft)];
    return nullptr;
  }
  const auto found = whistles_.find(*whistle);
  if (found == whistles_.end()) return nullptr;
  if (name == "level_fired") return alarm(event, *whistle, found->second);
  if (name == "miss_cleared") clear_miss(event, found->second);
  relieve_all(name, event, *whistle, found->second);
  follow(name, event, found->second);
  assignment_event(name, *whistle, found->second, core::OfficeId(text_in(event, "office")));
  whistle_event(name, event, *whistle, found->second);
  bend_event(name, event, *whistle, found->second);
  return nullptr;
}

void BoardModel::follow(const std::string& name, const Json& event, Seen& seen) {
  --by_state_[static_cast<std::size_t>(seen.course.state)];
  in_meetings_ -= seen.course.in_meeting ? 1 : 0;
  seen.course.follow(name, event);
  ++by_state_[static_cast<std::size_t>(seen.course.state)];
  in_meetings_ += seen.course.in_meeting ? 1 : 0;
}

void BoardModel::assignment_event(const std::string& name, core::WhistleId whistle, Seen& seen,
                                  core::OfficeId office) {
  const auto met = [&](ClockKind clock) { meet(whistle, seen, office, clock); };
  if (name == "acknowledged") met(ClockKind::acknowledge);
  if (name == "contacted") met(ClockKind::contact);
  if (name == "progress_reported") {
    met(ClockKind::first_report);
    met(ClockKind::progress);
  }
  if (name == "reported_in") {
    met(ClockKind::acknowledge);
    met(ClockKind::report_in);
  }
  if (name == "resolved")
    for (std::size_t i = 0; i < core::assignment_clock_count; ++i) met(static_cast<ClockKind>(i));
}

void BoardModel::whistle_event(const std::string& name, const Json& event, core::WhistleId whistle,
                               Seen& seen) {
  const auto met = [&](ClockKind clock) { meet(whistle, seen, {}, clock); };
  const auto starts = [&](const char* clock) {
    if (event.contains(clock)) start(whistle, seen, {}, event.at(clock));
  };
  if (name == "whistle_approved") met(ClockKind::review);
  if (name == "case_activated" || (name != "whistle_dispatched" && names_a_lead(event)))
    met(ClockKind::name_lead);
  if (name == "verified" || name == "verification_failed") met(ClockKind::verify);
  if (name == "evaluated") met(ClockKind::evaluate);
  if (name == "meeting_held") met(ClockKind::meeting);
  if (core::is_final(seen.course.state)) stop_all(whistle, seen);
  starts("plan");
  starts("name_lead");
  starts("ruling");
  if (event.contains("progress"))
    start(whistle, seen, core::OfficeId(text_in(event, "office")), event["progress"]);
  for (const Json& one : event.value("rework", Json::array())) {
    const core::OfficeId office(text_in(one, "office"));
    start(whistle, seen, office, one.at("resolve"));
    if (one.contains("progress")) start(whistle, seen, office, one["progress"]);
  }
}

void BoardModel::bend_event(const std::string& name, const Json& event, core::WhistleId whistle,
                            Seen& seen) {
  start_all(whistle, seen, event.value("assigned", Json::array()));
  if (!seen.course.waits_for_ruling()) meet(whistle, seen, {}, ClockKind::ruling);
  if (name == "whistle_suspended") stand_still(whistle, seen, event);
  if (name == "whistle_resumed") {
    for (const StandingClock& one : seen.standing) standing_.erase(one);
    seen.standing.clear();
  }
  move_clocks(whistle, seen, event.value("clocks", Json::array()));
}

const Alarm* BoardModel::alarm(const Json& event, core::WhistleId whistle, Seen& seen) {
  const auto clock = codec::named<ClockKind>(text_in(event, "clock"));
  const auto level = event.value("level", 0U);
  if (!clock || level >= core::level_count) return nullptr;
  const core::OfficeId office(text_in(event, "office"));
  const bool own = static_cast<std::size_t>(*clock) >= core::assignment_clock_count;
  const ClockKey key{own ? core::OfficeId{} : office, *clock};
  const core::Instant at = instant_in(event, "at");
  core::Instant limit = at;
  if (const auto running = seen.running.find(key); running != seen.running.end()) {
    limit = running->second;
    if (level > 0) {
      deadlines_.erase({limit, whistle, key.first, key.second});
      seen.missed[key] = limit;
      seen.running.erase(running);
      if (!own) ++scores_[office].missed;
    }
  } else if (const auto missed = seen.missed.find(key); missed != seen.missed.end()) {
    limit = missed->second;
  }
  ++fired_[level];
  alarms_.push_front({at, whistle, office, *clock, static_cast<std::uint8_t>(level), at - limit});
  if (alarms_.size() > alarms_kept) alarms_.pop_back();
  return &alarms_.front();
}

void BoardModel::clear_miss(const Json& event, Seen& seen) {
  const auto clock = codec::named<ClockKind>(text_in(event, "clock"));
  if (!clock || static_cast<std::size_t>(*clock) >= core::assignment_clock_count) return;
  const core::OfficeId office(text_in(event, "office"));
  if (seen.missed.erase({office, *clock}) == 0) return;
  Score& score = scores_[office];
  --score.missed;
  ++score.on_time;
}

void BoardModel::start(core::WhistleId whistle, Seen& seen, core::OfficeId office,
                       const Json& clock) {
  const auto plan = clock_in(clock);
  if (!plan) return;
  const ClockKey key{office, plan->clock};
  stop(whistle, seen, office, plan->clock);
  // Of progress the word that starts the next clock may still clear the miss of the one it ended.
  if (plan->clock != ClockKind::progress) seen.missed.erase(key);
  seen.running[key] = plan->due;
  deadlines_.insert({plan->due, whistle, office, plan->clock});
}

void BoardModel::start_all(core::WhistleId whistle, Seen& seen, const Json& assigned) {
  for (const Json& one : assigned)
    for (const Json& clock : one.at("clocks"))
      start(whistle, seen, core::OfficeId(text_in(one, "office")), clock);
}

void BoardModel::meet(core::WhistleId whistle, Seen& seen, core::OfficeId office, ClockKind clock) {
  const auto running = seen.running.find({office, clock});
  if (running == seen.running.end()) return;
  deadlines_.erase({running->second, whistle, office, clock});
  seen.running.erase(running);
  if (!office.empty()) ++scores_[office].on_time;
}

void BoardModel::stop(core::WhistleId whistle, Seen& seen, core::OfficeId office, ClockKind clock) {
  const auto running = seen.running.find({office, clock});
  if (running == seen.running.end()) return;
  deadlines_.erase({running->second, whistle, office, clock});
  seen.running.erase(running);
}

void BoardModel::stop_all(core::WhistleId whistle, Seen& seen) {
  for (const auto& [key, due] : seen.running)
    deadlines_.erase({due, whistle, key.first, key.second});
  seen.running.clear();
}

/// Whoever rightly said that it is not his case has missed nothing.
void BoardModel::relieve_all(const std::string& name, const Json& event, core::WhistleId whistle,
                             Seen& seen) {
  const auto asked = [&](core::OfficeId office) { return seen.course.returning.contains(office); };
  if (name == "dispute_upheld" || name == "assisting_relieved") {
    const core::OfficeId office(text_in(event, "office"));
    relieve(whistle, seen, office, name == "dispute_upheld" || asked(office));
  }
  if (name == "lead_named" || name == "lead_replaced")
    relieve(whistle, seen, core::OfficeId(text_in(event, "relieved")), false);
  if (name != "meeting_held") return;
  // The lead goes before the others.
  bool lead_disputes = seen.course.state == CaseState::disputed && names_a_lead(event);
  for (const Json& one : event.at("relieved")) {
    const core::OfficeId office(one.get<std::string>());
    relieve(whistle, seen, office, lead_disputes || asked(office));
    lead_disputes = false;
  }
}

void BoardModel::relieve(core::WhistleId whistle, Seen& seen, core::OfficeId office, bool excused) {
  for (std::size_t i = 0; i < core::assignment_clock_count; ++i) {
    const auto clock = static_cast<ClockKind>(i);
    stop(whistle, seen, office, clock);
    if (excused && seen.missed.erase({office, clock}) > 0) --scores_[office].missed;
  }
}

/// The offices' clocks; those of the whistle itself go on.
void BoardModel::stand_still(core::WhistleId whistle, Seen& seen, const Json& event) {
  const core::Instant at = instant_in(event, "at");
  for (const auto& [key, due] : seen.running)
    if (!key.first.empty())
      seen.standing.push_back(
          {instant_in(event, "review_at"), whistle, key.first, key.second, due - at});
  for (const StandingClock& one : seen.standing) {
    stop(whistle, seen, one.office, one.clock);
    standing_.insert(one);
  }
}

/// New instants of clocks that go on or last longer. One that was missed stays so.
void BoardModel::move_clocks(core::WhistleId whistle, Seen& seen, const Json& clocks) {
  for (const Json& one : clocks) {
    const core::OfficeId office(text_in(one, "office"));
    const auto plan = clock_in(one);
    if (!plan) continue;
    if (const auto missed = seen.missed.find({office, plan->clock}); missed != seen.missed.end()) {
      missed->second = plan->due;
      continue;
    }
    start(whistle, seen, office, one);
  }
}

}  // namespace shao::drill
