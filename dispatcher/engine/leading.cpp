// Leading: messages in, batches to the journal, what is durable out, and twice a second a look
// around, more often one for a new configuration. How a term gets there is in term.cpp.
#include <spdlog/spdlog.h>

#include <utility>

#include "dispatcher/codec/position.hpp"
#include "dispatcher/core/planted.hpp"
#include "dispatcher/engine/term.hpp"
#include "dispatcher/engine/term_limits.hpp"

namespace shao::engine {

using namespace std::chrono_literals;

std::shared_ptr<const core::Policy> Term::policy() const {
  return {configuration_, &configuration_->policy};
}

Term::Trouble Term::lead() {
  if (stop_asked_) {
    patience_ = now() + finish_limit;
    enter(Phase::finishing);
    return finish();
  }
  take_messages();
  // What was decided without a key that could not be read must not be journaled either.
  if (keys_->problem()) return step_down(*keys_->problem());
  engine_->wake(clock_->now());
  flush();
  if (Trouble trouble = hear_from_store()) return trouble;
  if (Trouble trouble = send_outputs()) return trouble;
  housekeeping_->step(now());
  return look_around();
}

Term::Trouble Term::finish() {
  if ((!in_flight_since_ && !flush()) || now() >= patience_)
    return handing_over_ && !stop_asked_ ? handed_over()
                                         : TermResult{TermEnd::asked_to_stop, "asked to stop"};
  return hear_from_store();
}

TermResult Term::handed_over() {
  ports_.memory.leave_lease_until = now() + after_hand_over;
  return {TermEnd::handed_over, "an operator asked; another one stands by"};
}

void Term::take_messages() {
  for (std::size_t i = 0; i < messages_at_a_time && !engine_->full(); ++i) {
    auto asked = ports_.brokers.receive();
    if (!asked) return;
    if (auto* ask = std::get_if<link::Ask>(&asked->message)) {
      take(asked->peer, std::move(*ask));
    } else if (auto* history = std::get_if<link::AskHistory>(&asked->message)) {
      engine_->history({asked->peer, std::move(*history)});
    } else {
      tell_directory(asked->peer, std::get<link::AskDirectory>(asked->message));
    }
  }
}

void Term::take(const std::string& peer, link::Ask ask) {
  if (ask.jurisdiction != settings_.jurisdiction) {
    ports_.brokers.answer(peer, link::NotLeader{ask.jurisdiction, ask.ref, ask.id});
    return;
  }
  const Request request{peer,
                        std::move(ask.ref),
                        std::move(ask.id),
                        ask.stamp.office,
                        ask.stamp.roles,
                        std::move(ask.body)};
  if (ask.kind == link::AskKind::command)
    engine_->command(request, clock_->now());
  else
    engine_->query(request, clock_->now());
}

void Term::tell_directory(const std::string& peer, const link::AskDirectory& ask) {
  link::Directory directory{ask.jurisdiction, ask.ref, configuration_->policy.version, {}};
  for (const config::Key& key : configuration_->keys)
    if (!key.revoked) directory.keys.push_back({key.public_key, key.office, key.roles});
  ports_.brokers.answer(peer, directory);
}

bool Term::flush() {
  if (in_flight_since_) return true;
  if (housekeeping_->write(head_)) {
    next_head_ = head_;
    housekeeping_under_way_ = true;
    in_flight_since_ = now();
    return true;
  }
  auto batch = engine_->take_batch();
  if (!batch) return false;
  chain_ = journal::chain(chain_, journal::entry_id(head_.epoch, batch->last), batch->bytes);
  ports_.store.append(head_, batch->last, batch->bytes, chain_, batch->keys);
  key_destroyed_ = !batch->keys.destroyed.empty();
  next_head_ = {head_.epoch, batch->last, chain_};
  if (housekeeping_->wants_image(batch->last)) {
    core::Image image = engine_->state().image();
    if (planted(Bug::snapshot_of_next_batch)) image.last_event = head_.number;
    housekeeping_->begin(std::move(image),
                         planted(Bug::snapshot_of_next_batch) ? head_ : next_head_, now());
  }
  in_flight_since_ = now();
  return true;
}

Term::Trouble Term::hear_from_store() {
  if (const auto outcome = ports_.store.appended()) {
    if (!in_flight_since_) return step_down("Redis answered what was not asked");
    if (std::exchange(housekeeping_under_way_, false)) {
      if (!*outcome && outcome->error().kind != journal::ErrorKind::refused)
        return step_down(outcome->error().message);
      in_flight_since_.reset();
      housekeeping_->written(*outcome, now());
      history_.trimmed(housekeeping_->trimmed());
      flush();
      return std::nullopt;
    }
    const bool ignored = !*outcome && (outcome->error().kind == journal::ErrorKind::fenced
                                           ? planted(Bug::fence_ignored)
                                           : planted(Bug::broken_append_ignored));
    if (!*outcome && !ignored) return step_down(outcome->error().message);
    head_ = next_head_;
    ports_.memory.last_seen = {head_.epoch, head_.number};
    engine_->appended(now() - *std::exchange(in_flight_since_, std::nullopt));
    housekeeping_->durable();
    if (std::exchange(key_destroyed_, false)) housekeeping_->key_destroyed();
    flush();
    return send_outputs();
  }
  if (const auto problem = ports_.store.problem())
    return step_down("Redis can be used no longer: " + problem->message);
  if (in_flight_since_ && now() - *in_flight_since_ > append_limit &&
      !planted(Bug::slow_append_ignored))
    return step_down("an append took too long: its outcome is unknown");
  return std::nullopt;
}

Term::Trouble Term::send(Reply reply) {
  if (!reply.timeline.empty()) {
    auto timeline = history_.events(engine_->state(), reply.timeline);
    if (!timeline) return step_down("a timeline could not be read: " + timeline.error());
    // The archive has the others.
    if (timeline->size() < reply.timeline.size())
      reply.body["archived"] = reply.timeline.size() - timeline->size();
    reply.body["timeline"] = std::move(*timeline);
  }
  ports_.brokers.answer(
      reply.peer, link::Answer{settings_.jurisdiction, reply.ref, reply.id, reply.body.dump()});
  return std::nullopt;
}

Term::Trouble Term::send_outputs() {
  if (keys_->problem()) return step_down(*keys_->problem());
  Outputs outputs = engine_->take_outputs();
  for (link::Event& event : outputs.publications)
    ports_.brokers.publish(link::PublishedEvent{settings_.jurisdiction, std::move(event)});
  for (Reply& reply : outputs.replies)
    if (Trouble trouble = send(std::move(reply))) return trouble;
  for (const HistoryRequest& request : outputs.histories) {
    const auto page = history_.page(engine_->state(), request.ask, engine_->durable());
    if (page) {
      ports_.brokers.answer(request.peer, *page);
    } else {
      spdlog::error("event=history_failed problem=\"{}\"", page.error());
      ports_.brokers.answer(request.peer,
                            link::NotLeader{request.ask.jurisdiction, request.ask.ref, ""});
    }
  }
  return std::nullopt;
}

/// The lease first: who was stopped for a while announces nothing before it knows that it leads.
Term::Trouble Term::look_around() {
  const Time at = now();
  if (at >= next_look_) {
    next_look_ = at + link::announce_every;
    if (Trouble trouble = keep_lease()) return trouble;
    if (at - recovery_begun_ > led_for_a_while) ports_.memory.deposed = 0;
    if (Trouble trouble = look_for_hand_over()) return trouble;
    announce();
  }
  if (at >= next_clock_look_) {
    next_clock_look_ = at + compare_clocks_every;
    if (Trouble trouble = compare_clocks()) return trouble;
    look_at_storage();
  }
  if (at < next_policy_look_) return std::nullopt;
  next_policy_look_ = at + look_for_policy_every;
  return pick_up_policy();
}

Term::Trouble Term::keep_lease() {
  const auto kept = ports_.store.renew_lease(nonce_, lease_time);
  if (!kept) return step_down(kept.error().message);
  return *kept ? std::nullopt : take_lease_again();
}

Term::Trouble Term::look_for_hand_over() {
  const auto asked = ports_.store.hand_over_asked(nonce_);
  if (!asked) return step_down(asked.error().message);
  if (!*asked) return std::nullopt;
  handing_over_ = true;
  patience_ = now() + finish_limit;
  enter(Phase::finishing);
  return std::nullopt;
}

/// The lease ran out: a busy machine held us up. When nobody has claimed the journal meanwhile it
/// is taken again; to step down would make the load heavier still. With an append in flight its
/// fence tells; without one nothing else would, and questions would be answered from the past.
Term::Trouble Term::take_lease_again() {
  const auto taken = ports_.store.take_lease(nonce_, lease_time);
  if (!taken) return step_down(taken.error().message);
  // Whoever holds it now will claim, and the fence will stop this term; go quietly before.
  if (!*taken) return deposed("another dispatcher holds the lease");
  if (in_flight_since_) return std::nullopt;
  const auto head = ports_.store.head();
  if (!head) return step_down(head.error().message);
  if (*head != head_) return deposed("another dispatcher claimed while the lease had run out");
  return std::nullopt;
}

void Term::announce() {
  const core::EventNumber number = engine_->durable();
  link::Announcement announcement;
  announcement.epoch = head_.epoch;
  announcement.nonce = nonce_;
  announcement.number = number;
  announcement.position = codec::format(codec::position_at(engine_->state(), number));
  announcement.now = clock_->now();
  announcement.clock_speed = settings_.clock_speed;
  announcement.policy = configuration_->policy.version;
  announcement.exercise = settings_.exercise;
  ports_.brokers.publish(link::PublishedLeader{settings_.jurisdiction, std::move(announcement)});
}

void Term::look_at_storage() {
  StorageGauge& gauge = ports_.memory.storage;
  const bool changed = gauge.look(ports_.store.free_storage());
  engine_->storage(gauge);
  if (!changed) return;
  const int percent = static_cast<int>(*gauge.free() * 100);
  if (gauge.low())
    spdlog::error(
        "event=storage_low free_percent={} meaning=\"new whistles are refused, all others and "
        "their escalations go on\" do=\"make room where Redis keeps its data\"",
        percent);
  else
    spdlog::info("event=storage_ok free_percent={}", percent);
}

/// A wall clock that steps changes nothing here; it is said aloud, once, and never adopted.
Term::Trouble Term::compare_clocks() {
  if (settings_.clock_speed != 1) return std::nullopt;
  const auto redis_time = ports_.store.time();
  if (!redis_time) return step_down(redis_time.error().message);
  if (planted(Bug::clock_adopted))
    clock_.emplace(ports_.clock, *redis_time + clock_difference_, settings_.clock_speed);
  const auto moved = clock_->now() - *redis_time - clock_difference_;
  const bool differs = moved > clock_tolerance || moved < -clock_tolerance;
  if (differs && !clocks_differ_)
    spdlog::error(
        "event=clocks_differ ms={} meaning=\"Redis' wall clock was stepped or the machine was "
        "stopped; the term's clock goes on unchanged\"",
        moved.count());
  clocks_differ_ = differs;
  return std::nullopt;
}

Term::Trouble Term::pick_up_policy() {
  const auto current = ports_.store.current_config();
  if (!current) return step_down(current.error().message);
  if (!*current || **current == configuration_->policy.version || **current == bad_version_)
    return std::nullopt;
  auto loaded = ports_.configurations.load(ports_.store, **current);
  if (!loaded && !loaded.error().for_operator) return std::nullopt;  // asked again soon
  if (!loaded) {
    bad_version_ = **current;
    spdlog::error(
        "event=configuration_refused version={} problem=\"{}\" meaning=\"version {} stays in "
        "force\"",
        **current, loaded.error().what, configuration_->policy.version);
    return std::nullopt;
  }
  configuration_ = std::move(*loaded);
  engine_->adopt(policy(), configuration_->timezone, clock_->now());
  spdlog::info("event=configuration_adopted version={}", configuration_->policy.version);
  announce();
  return std::nullopt;
}

}  // namespace shao::engine
