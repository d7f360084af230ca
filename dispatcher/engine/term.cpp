// Becoming leader: from standing by to the first announcement. Leading is in leading.cpp.
#include "dispatcher/engine/term.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/core/planted.hpp"
#include "dispatcher/engine/term_limits.hpp"

namespace shao::engine {

using namespace std::chrono_literals;

Term::Term(TermSettings settings, Ports ports, std::string nonce)
    : settings_(std::move(settings)),
      ports_(ports),
      nonce_(std::move(nonce)),
      keys_(std::make_shared<KeyRing>(
          settings_.residents_key,
          [&store = ports.store](const std::vector<core::KeyId>& ids) { return store.keys(ids); },
          ports.make_key)),
      history_(ports.store, *keys_) {}

std::optional<TermResult> Term::step() {
  Trouble trouble = step_of_phase();
  // Else it runs out by itself.
  if (trouble && lease_taken_) (void)ports_.store.release_lease(nonce_);
  return trouble;
}

Term::Trouble Term::step_of_phase() {
  const bool before_leading = phase_ < Phase::leading;
  if (stop_asked_ && before_leading) return TermResult{TermEnd::asked_to_stop, "asked to stop"};
  switch (phase_) {
    case Phase::standing_by:
      return stand_by();
    case Phase::finding_configuration:
      return find_configuration();
    case Phase::claiming:
      return claim();
    case Phase::recovering:
      return recover();
    case Phase::leading:
      return lead();
    case Phase::finishing:
      return finish();
  }
  return std::nullopt;
}

std::chrono::milliseconds Term::rest() const {
  switch (phase_) {
    case Phase::standing_by:
      return applied_ || unreadable_ ? standby_rest : 0ms;
    case Phase::finding_configuration:
      return told_ ? 500ms : 0ms;
    case Phase::claiming:
    case Phase::recovering:
      return 0ms;
    case Phase::leading:
      break;
    case Phase::finishing:
      return 20ms;
  }
  if (engine_->full()) return in_flight_since_ ? 1ms : 0ms;
  const auto until_look =
      std::chrono::ceil<std::chrono::milliseconds>(std::min(next_look_, next_policy_look_) - now());
  auto rest = std::clamp(until_look, 0ms, std::chrono::milliseconds{link::announce_every});
  rest = std::min(rest, housekeeping_->rest());
  if (const auto deadline = engine_->next_deadline())
    rest = std::min(rest, clock_->until(*deadline));
  return rest;
}

Term::Trouble Term::look_at_durability() {
  const auto durability = ports_.store.durability();
  if (!durability) return step_down(durability.error().message);
  durability_ = std::string(journal::name_of(*durability));
  spdlog::info("event=durability durability={}", durability_);
  if (*durability > journal::Durability::fsync)
    spdlog::warn(
        "event=not_durable durability={} meaning=\"a crash of Redis may lose accepted whistles; "
        "set "
        "appendonly yes and appendfsync always\"",
        durability_);
  return std::nullopt;
}

journal::Result<journal::Head> Term::look_at_head() {
  auto head = ports_.store.head();
  if (!head) return head;
  ports_.memory.highest_epoch = std::max(ports_.memory.highest_epoch, head->epoch);
  const journal::EntryId ends{head->epoch, head->number};
  // Said once for each loss: from here on this is what the journal holds.
  const journal::EntryId seen = std::exchange(ports_.memory.last_seen, ends);
  if (seen > ends)
    spdlog::error(
        "event=journal_rewound jurisdiction={} ends={} seen={} meaning=\"Redis lost what it had "
        "acknowledged; clients offer what they were told in the last minutes again\"",
        settings_.jurisdiction, journal::entry_id(ends.epoch, ends.number),
        journal::entry_id(seen.epoch, seen.number));
  return head;
}

TermResult Term::deposed(std::string reason) {
  Memory& memory = ports_.memory;
  memory.deposed = std::min(memory.deposed + 1, longest_after_deposed + 1);
  memory.leave_lease_until = now() + after_deposed * (1U << (memory.deposed - 1));
  return step_down(std::move(reason));
}

/// Who tries for the lease is ready to lead: it has applied the journal, so that what is left to do
/// after the claim does not outlast the lease.
Term::Trouble Term::stand_by() {
  if (durability_.empty())
    if (Trouble trouble = look_at_durability()) return trouble;
  if (const auto head = look_at_head(); !head) return step_down(head.error().message);
  turn_everyone_away();
  if (Trouble trouble = follow_along()) return trouble;
  if (!applied_ && !unreadable_) return std::nullopt;
  if (now() < ports_.memory.leave_lease_until) return std::nullopt;
  const auto taken = ports_.store.take_lease(nonce_, lease_time);
  if (!taken) return step_down(taken.error().message);
  if (*taken) {
    lease_taken_ = true;
    told_ = false;
    enter(Phase::finding_configuration);
    return std::nullopt;
  }
  if (!std::exchange(told_, true))
    spdlog::info("event=standing_by jurisdiction={}", settings_.jurisdiction);
  if (!applied_ || now() < say_standby_at_) return std::nullopt;
  say_standby_at_ = now() + say_standby_every;
  const auto said = ports_.store.say_standby(nonce_, recovery_->walk().last());
  return said ? std::nullopt : Trouble(step_down(said.error().message));
}

Term::Trouble Term::follow_along() {
  if (unreadable_) return std::nullopt;
  if (!recovery_) recovery_.emplace(ports_.store);
  const auto done = recovery_->step();
  if (done) {
    applied_ = *done;
    return std::nullopt;
  }
  if (!done.error().for_operator) return step_down(done.error().what);
  // It was rewound, or trimmed past where we were: once more from its beginning. When it does not
  // check then either, whoever claims it finds that again, and says so to the operator.
  spdlog::warn("event=standby_begins_anew reason=\"{}\"", done.error().what);
  unreadable_ = std::exchange(began_anew_, true);
  recovery_.reset();
  applied_ = false;
  return std::nullopt;
}

void Term::turn_everyone_away() {
  while (auto asked = ports_.brokers.receive()) answer_not_leader(*asked);
}

void Term::answer_not_leader(const Brokers::Asked& asked) {
  std::visit(
      [&](const auto& message) {
        std::string id;
        if constexpr (requires { message.id; }) id = message.id;
        ports_.brokers.answer(asked.peer, link::NotLeader{message.jurisdiction, message.ref, id});
      },
      asked.message);
}

Term::Trouble Term::find_configuration() {
  const auto current = ports_.store.current_config();
  if (!current) return step_down(current.error().message);
  if (*current) {
    enter(Phase::claiming);
    return std::nullopt;
  }
  if (!std::exchange(told_, true))
    spdlog::warn("event=no_configuration jurisdiction={} do=\"shao config apply\"",
                 settings_.jurisdiction);
  const auto kept = ports_.store.renew_lease(nonce_, lease_time);
  if (!kept || !*kept) return step_down("the lease was lost while waiting for a configuration");
  turn_everyone_away();
  return std::nullopt;
}

/// The engine's instant at the claim: never before what the journal knows. A drill resumes its own
/// time.
core::Instant Term::instant_of_claim(core::Instant redis_time, core::Instant last) const {
  if (settings_.exercise_start) return std::max(*settings_.exercise_start, last);
  if (settings_.exercise && settings_.clock_speed != 1 && last != core::Instant{}) return last;
  return planted(Bug::clock_may_go_back) ? redis_time : std::max(redis_time, last);
}

Term::Trouble Term::claim() {
  const auto head = look_at_head();
  if (!head) return step_down(head.error().message);
  std::uint64_t& highest_epoch = ports_.memory.highest_epoch;
  if (planted(Bug::fork_guessed)) highest_epoch = head->epoch;
  const std::uint64_t epoch = ++highest_epoch;
  core::Instant last{};
  if (head->number > 0) {
    const auto entry = ports_.store.last();
    if (!entry) return step_down(entry.error().message);
    const auto records = codec::decode_batch(entry->bytes);
    if (!records) return cannot_serve("the journal's last entry: " + records.error());
    last = records->back().at;
  }
  const auto redis_time = ports_.store.time();
  if (!redis_time) return step_down(redis_time.error().message);
  clock_.emplace(ports_.clock, instant_of_claim(*redis_time, last), settings_.clock_speed);
  clock_difference_ = clock_->now() - *redis_time;

  core::Record record;
  record.first = head->number + 1;
  record.at = clock_->now();
  record.exercise = settings_.exercise;
  record.events.push_back(core::TermClaimed{epoch, nonce_, *redis_time, settings_.clock_speed});
  const auto claimed = ports_.store.claim(*head, epoch, record.first, nonce_,
                                          codec::encode_batch({codec::encode_record(record)}));
  if (!claimed) {
    const std::string why = "the claim was not granted: " + claimed.error().message;
    return claimed.error().kind == journal::ErrorKind::fenced ? deposed(why) : step_down(why);
  }
  head_ = *claimed;
  ports_.memory.last_seen = {head_.epoch, head_.number};
  spdlog::info("event=claimed jurisdiction={} epoch={} nonce={} number={}", settings_.jurisdiction,
               head_.epoch, nonce_, head_.number);
  if (!recovery_) recovery_.emplace(ports_.store);
  recovery_begun_ = now();
  next_look_ = recovery_begun_;  // the way here may have taken most of the lease
  enter(Phase::recovering);
  return std::nullopt;
}

Term::Trouble Term::recover() {
  const auto done = recovery_->step();
  if (!done) return ended_by(done.error());
  if (*done) return begin_leading();
  if (now() < next_look_) return std::nullopt;
  // A long journal outlasts a lease: kept meanwhile, no standby deposes us in the middle.
  next_look_ = now() + link::announce_every;
  return keep_lease();
}

Term::Trouble Term::begin_leading() {
  const journal::ChainWalk& walk = recovery_->walk();
  core::State& state = recovery_->state();
  if (walk.epoch() != head_.epoch || walk.last() != head_.number)
    return deposed("another leader claimed the journal during recovery");
  chain_ = walk.hash();
  spdlog::info(
      "event=recovered jurisdiction={} entries={} events={} from_snapshot={} applied_before={} "
      "open={} ms={}",
      settings_.jurisdiction, walk.entries(), state.last_event(), recovery_->from_snapshot(),
      applied_, state.counters().open(),
      std::chrono::duration_cast<std::chrono::milliseconds>(now() - recovery_begun_).count());
  // A new leader goes on with the version the journal names; a newer one is picked up after.
  std::string version = state.policy_version();
  const bool first_ever = version.empty();
  if (first_ever) {
    const auto current = ports_.store.current_config();
    if (!current) return step_down(current.error().message);
    if (!*current) return step_down("the configuration went away");
    version = **current;
  }
  auto loaded = ports_.configurations.load(ports_.store, version);
  if (!loaded) return ended_by(loaded.error());
  configuration_ = std::move(*loaded);
  engine_.emplace(std::move(state), policy(),
                  Surroundings{durability_, settings_.clock_speed, settings_.exercise,
                               configuration_->timezone},
                  keys_);
  recovery_.reset();
  housekeeping_.emplace(ports_.store, nonce_, settings_.housekeeping);
  if (const auto looked = housekeeping_->look(); !looked) return step_down(looked.error().message);
  history_.trimmed(housekeeping_->trimmed());
  look_at_storage();
  if (Trouble trouble = keep_lease()) return trouble;
  if (first_ever) engine_->adopt(policy(), configuration_->timezone, clock_->now());
  announce();
  next_look_ = {};
  enter(Phase::leading);
  return std::nullopt;
}

}  // namespace shao::engine
