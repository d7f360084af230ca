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
  assignment_event(name, *whistle, found->second, core::OfficeId(text_in(event, "office")));
  whistle_event(name, event, *whistle, found->second);
  return nullptr;
}

void BoardModel::assignment_event(const std::string& name, core::WhistleId whistle, Seen& seen,
                                  core::OfficeId office) {
  const auto met = [&](ClockKind clock) { meet(whistle, seen, office, clock); };
  if (name == "acknowledged") met(ClockKind::acknowledge);
  if (name == "contacted") met(ClockKind::contact);
  if (name == "progress_reported") met(ClockKind::first_report);
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
  if (name == "review_asked") {
    move(seen, CaseState::review);
    start(whistle, seen, {}, event.at("plan"));
  } else if (name == "whistle_approved") {
    met(ClockKind::review);
    move(seen, CaseState::blown);
  } else if (name == "whistle_refused") {
    stop_all(whistle, seen);
    move(seen, CaseState::rejected);
  } else if (name == "whistle_dispatched") {
    move(seen, CaseState::dispatched);
    start_all(whistle, seen, event.at("assigned"));
    if (event.contains("name_lead")) start(whistle, seen, {}, event.at("name_lead"));
  } else if (name == "lead_named") {
    met(ClockKind::name_lead);
    const core::OfficeId relieved(text_in(event, "relieved"));
    for (std::size_t i = 0; i < core::assignment_clock_count; ++i) {
      const ClockKey key{relieved, static_cast<ClockKind>(i)};
      if (const auto running = seen.running.find(key); running != seen.running.end()) {
        deadlines_.erase({running->second, whistle, key.first, key.second});
        seen.running.erase(running);
      }
    }
    start_all(whistle, seen, event.at("assigned"));
  } else if (name == "case_activated") {
    move(seen, CaseState::active);
  } else if (name == "verification_asked") {
    move(seen, CaseState::verify);
    start(whistle, seen, {}, event.at("plan"));
  } else if (name == "verified") {
    met(ClockKind::verify);
    move(seen, CaseState::evaluate);
    start(whistle, seen, {}, event.at("plan"));
  } else if (name == "verification_failed" || name == "evaluated") {
    met(name == "evaluated" ? ClockKind::evaluate : ClockKind::verify);
    for (const Json& one : event.at("rework")) {
      move(seen, CaseState::active);
      start(whistle, seen, core::OfficeId(text_in(one, "office")), one.at("resolve"));
    }
  } else if (name == "whistle_closed") {
    stop_all(whistle, seen);
    move(seen, CaseState::closed);
  } else if (name == "whistle_withdrawn") {
    stop_all(whistle, seen);
    move(seen, CaseState::cancelled);
  }
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

void BoardModel::move(Seen& seen, CaseState state) {
  --by_state_[static_cast<std::size_t>(seen.state)];
  ++by_state_[static_cast<std::size_t>(state)];
  seen.state = state;
}

void BoardModel::start(core::WhistleId whistle, Seen& seen, core::OfficeId office,
                       const Json& clock) {
  const auto plan = clock_in(clock);
  if (!plan) return;
  const ClockKey key{office, plan->clock};
  seen.missed.erase(key);
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

void BoardModel::stop_all(core::WhistleId whistle, Seen& seen) {
  for (const auto& [key, due] : seen.running)
    deadlines_.erase({due, whistle, key.first, key.second});
  seen.running.clear();
}

}  // namespace shao::drill
