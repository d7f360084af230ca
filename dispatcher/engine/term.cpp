#include "dispatcher/engine/term.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>

#include "config/config.hpp"
#include "dispatcher/codec/position.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/engine/engine.hpp"
#include "dispatcher/engine/history.hpp"
#include "dispatcher/engine/recovery.hpp"
#include "dispatcher/engine/term_clock.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/lease.hpp"

namespace shao::engine {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto lease_time = 2000ms;
constexpr auto announce_every = link::announce_every;
constexpr auto look_around_every = 1000ms;
/// An append that takes longer has an unknown outcome: step down. A full disk or a stuck fsync
/// must not look like a slow one for ever.
constexpr auto append_limit = 10s;
/// Redis TIME and the term's clock may differ by this much before it is said aloud.
constexpr auto clock_tolerance = 2s;
/// Messages taken from the brokers before the batch is looked at again.
constexpr std::size_t messages_at_a_time = 512;

std::string new_nonce() {
  std::array<unsigned char, 8> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 17> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return std::string(hex.data());
}

/// A reason to end the term, thrown by nobody and returned by everything that can fail.
using Trouble = std::optional<TermResult>;
TermResult step_down(std::string reason) {
  return {TermEnd::stepped_down, std::move(reason)};
}
TermResult cannot_serve(std::string reason) {
  return {TermEnd::cannot_serve, std::move(reason)};
}

class Term {
 public:
  Term(const TermSettings& settings, LinkServer& link, const std::atomic<bool>& stop)
      : settings_(settings), link_(link), stop_(stop), nonce_(new_nonce()) {}

  TermResult run() {
    if (Trouble trouble = connect()) return *trouble;
    if (Trouble trouble = wait_for_lease()) return *trouble;
    TermResult result = lead();
    if (lease_) (void)lease_->release(*reader_);  // else it runs out by itself
    return result;
  }

 private:
  TermResult lead() {
    if (Trouble trouble = find_configuration()) return *trouble;
    if (Trouble trouble = claim()) return *trouble;
    if (Trouble trouble = recover_state()) return *trouble;
    announce();
    while (!stop_) {
      if (Trouble trouble = round()) return *trouble;
    }
    // What was decided is brought to an end, so that a clean stop leaves no client waiting.
    const auto patience = Steady::now() + 2s;
    while ((in_flight_since_ || flush()) && Steady::now() < patience) {
      link_.wait(20ms, appender_->fd(), appender_->wants_write());
      if (Trouble trouble = hear_from_redis()) return *trouble;
    }
    return {TermEnd::asked_to_stop, "asked to stop"};
  }

  // ---- becoming leader -----------------------------------------------------------------------

  Trouble connect() {
    auto appender = journal::RedisConnection::connect(settings_.redis_url);
    if (!appender) return step_down(appender.error().message);
    auto reader = journal::RedisConnection::connect(settings_.redis_url);
    if (!reader) return step_down(reader.error().message);
    appender_ = std::make_unique<journal::RedisConnection>(std::move(*appender));
    reader_ = std::make_unique<journal::RedisConnection>(std::move(*reader));
    if (const auto ready = reader_->ready(30s); !ready) return step_down(ready.error().message);
    if (const auto loaded = journal::load_functions(*reader_); !loaded)
      return step_down(loaded.error().message);
    const auto durability = journal::durability(*reader_);
    if (!durability) return step_down(durability.error().message);
    durability_ = std::string(journal::name_of(*durability));
    if (*durability != journal::Durability::fsync) {
      spdlog::warn(
          "event=not_durable durability={} meaning=\"a crash of Redis may lose accepted whistles; "
          "set appendonly yes and appendfsync always\"",
          durability_);
    }
    return std::nullopt;
  }

  Trouble wait_for_lease() {
    lease_ = std::make_unique<journal::Lease>(settings_.jurisdiction, nonce_, lease_time);
    bool told = false;
    while (!stop_) {
      const auto taken = lease_->try_take(*reader_);
      if (!taken) return step_down(taken.error().message);
      if (*taken) return std::nullopt;
      if (!told) spdlog::info("event=standing_by jurisdiction={}", settings_.jurisdiction);
      told = true;
      link_.wait(200ms, -1, false);
      while (auto asked = link_.receive()) answer_not_leader(*asked);
    }
    return TermResult{TermEnd::asked_to_stop, "asked to stop"};
  }

  void answer_not_leader(const LinkServer::Asked& asked) {
    std::visit(
        [&](const auto& message) {
          std::string id;
          if constexpr (requires { message.id; }) id = message.id;
          link_.answer(asked.peer, link::NotLeader{message.jurisdiction, message.ref, id});
        },
        asked.message);
  }

  Trouble find_configuration() {
    bool told = false;
    while (!stop_) {
      const auto current = journal::current_config(*reader_, settings_.jurisdiction);
      if (!current) return step_down(current.error().message);
      if (*current) return std::nullopt;
      if (!told)
        spdlog::warn("event=no_configuration jurisdiction={} do=\"shao config apply\"",
                     settings_.jurisdiction);
      told = true;
      if (const auto kept = lease_->renew(*reader_); !kept || !*kept)
        return step_down("the lease was lost while waiting for a configuration");
      link_.wait(500ms, -1, false);
      while (auto asked = link_.receive()) answer_not_leader(*asked);
    }
    return TermResult{TermEnd::asked_to_stop, "asked to stop"};
  }

  /// The engine's instant at the claim: never before what the journal knows. A drill resumes its
  /// own time.
  core::Instant instant_of_claim(core::Instant redis_time, core::Instant last) const {
    if (settings_.exercise_start) return std::max(*settings_.exercise_start, last);
    if (settings_.exercise && settings_.clock_speed != 1 && last != core::Instant{}) return last;
    return std::max(redis_time, last);
  }

  Trouble claim() {
    const auto head = journal::read_head(*reader_, settings_.jurisdiction);
    if (!head) return step_down(head.error().message);
    core::Instant last{};
    if (head->number > 0) {
      const auto entries = journal::read_last(*reader_, settings_.jurisdiction);
      if (!entries) return step_down(entries.error().message);
      const auto records = codec::decode_batch(entries->bytes);
      if (!records) return cannot_serve("the journal's last entry: " + records.error());
      last = records->back().at;
    }
    const auto redis_time = journal::redis_time(*reader_);
    if (!redis_time) return step_down(redis_time.error().message);
    clock_.emplace(instant_of_claim(*redis_time, last), settings_.clock_speed);
    clock_difference_ = clock_->now() - *redis_time;

    core::Record record;
    record.first = head->number + 1;
    record.at = clock_->now();
    record.exercise = settings_.exercise;
    record.events.push_back(
        core::TermClaimed{head->epoch + 1, nonce_, *redis_time, settings_.clock_speed});
    const auto claimed =
        journal::claim(*reader_, settings_.jurisdiction, *head, head->epoch + 1, record.first,
                       nonce_, codec::encode_batch({codec::encode_record(record)}));
    if (!claimed) return step_down("the claim was not granted: " + claimed.error().message);
    head_ = *claimed;
    spdlog::info("event=claimed jurisdiction={} epoch={} nonce={} number={}",
                 settings_.jurisdiction, head_.epoch, nonce_, head_.number);
    return std::nullopt;
  }

  Trouble recover_state() {
    const auto begun = Steady::now();
    auto recovered = recover(*reader_, settings_.jurisdiction);
    if (!recovered) return cannot_serve(recovered.error());
    if (recovered->walk.epoch() != head_.epoch || recovered->walk.last() != head_.number)
      return step_down("another leader claimed the journal during recovery");
    chain_ = recovered->walk.hash();
    spdlog::info(
        "event=recovered jurisdiction={} entries={} events={} open={} ms={}",
        settings_.jurisdiction, recovered->walk.entries(), recovered->state.last_event(),
        recovered->state.counters().open(),
        std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begun).count());
    // A new leader goes on with the version the journal names; a newer one is picked up after.
    std::string version = recovered->state.policy_version();
    const bool first_ever = version.empty();
    if (first_ever) {
      const auto current = journal::current_config(*reader_, settings_.jurisdiction);
      if (!current || !*current) return step_down("the configuration went away");
      version = **current;
    }
    auto loaded = load_configuration(version);
    if (!loaded) return cannot_serve(loaded.error());
    configuration_ = std::move(*loaded);
    engine_.emplace(std::move(recovered->state), policy(),
                    Surroundings{durability_, settings_.clock_speed, settings_.exercise,
                                 configuration_->timezone});
    history_.emplace(*reader_, settings_.jurisdiction);
    if (first_ever) engine_->adopt(policy(), configuration_->timezone, clock_->now());
    return std::nullopt;
  }

  core::Result<std::shared_ptr<const config::Configuration>, std::string> load_configuration(
      const std::string& version) {
    const auto files = journal::read_config(*reader_, settings_.jurisdiction, version);
    if (!files) return core::Unexpected{files.error().message};
    if (!*files)
      return core::Unexpected{"Redis does not hold configuration " + version +
                              ", which the journal names: apply it again"};
    const auto texts = config::files_from_bytes(**files);
    if (!texts) return core::Unexpected{"configuration " + version + ": " + texts.error()};
    config::Loaded loaded = config::load(*texts);
    if (!loaded.configuration)
      return core::Unexpected{"configuration " + version + " has errors: " +
                              (loaded.problems.empty() ? "" : loaded.problems.front().message)};
    return std::make_shared<const config::Configuration>(std::move(*loaded.configuration));
  }

  std::shared_ptr<const core::Policy> policy() const {
    return {configuration_, &configuration_->policy};
  }

  // ---- leading -------------------------------------------------------------------------------

  Trouble round() {
    const bool busy = engine_->full();
    if (!busy) take_messages();
    engine_->wake(clock_->now());
    flush();
    if (Trouble trouble = hear_from_redis()) return trouble;
    if (Trouble trouble = send_outputs()) return trouble;
    if (Trouble trouble = look_around()) return trouble;
    link_.wait(how_long_to_wait(), appender_->fd(), appender_->wants_write());
    return std::nullopt;
  }

  std::chrono::milliseconds how_long_to_wait() const {
    const auto until_next =
        std::chrono::ceil<std::chrono::milliseconds>(next_look_ - Steady::now());
    auto wait = std::clamp(until_next, std::chrono::milliseconds{0},
                           std::chrono::milliseconds{announce_every});
    if (engine_->full()) return std::min(wait, std::chrono::milliseconds{1});
    if (const auto deadline = engine_->next_deadline())
      wait = std::min(wait, clock_->until(*deadline));
    return wait;
  }

  void take_messages() {
    for (std::size_t i = 0; i < messages_at_a_time && !engine_->full(); ++i) {
      auto asked = link_.receive();
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

  void take(const std::string& peer, link::Ask ask) {
    if (ask.jurisdiction != settings_.jurisdiction) {
      link_.answer(peer, link::NotLeader{ask.jurisdiction, ask.ref, ask.id});
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

  void tell_directory(const std::string& peer, const link::AskDirectory& ask) {
    link::Directory directory{ask.jurisdiction, ask.ref, configuration_->policy.version, {}};
    for (const config::Key& key : configuration_->keys)
      if (!key.revoked) directory.keys.push_back({key.public_key, key.office, key.roles});
    link_.answer(peer, directory);
  }

  /// Sends the gathered batch when none is in flight; whether one is in flight now.
  bool flush() {
    if (in_flight_since_) return true;
    auto batch = engine_->take_batch();
    if (!batch) return false;
    chain_ = journal::chain(chain_, journal::entry_id(head_.epoch, batch->last), batch->bytes);
    appender_->send(
        journal::append_command(settings_.jurisdiction, head_, batch->last, batch->bytes, chain_));
    appender_->pump();
    next_head_ = {head_.epoch, batch->last, chain_};
    in_flight_since_ = Steady::now();
    return true;
  }

  Trouble hear_from_redis() {
    appender_->pump();
    if (auto reply = appender_->take_reply()) {
      if (!in_flight_since_) return step_down("Redis answered what was not asked");
      switch (journal::outcome_of(*reply)) {
        case journal::AppendOutcome::appended:
          break;
        case journal::AppendOutcome::fenced:
          return step_down("another leader claimed the journal");
        case journal::AppendOutcome::failed:
          return step_down("the append failed: " + reply->text);
      }
      head_ = next_head_;
      in_flight_since_.reset();
      engine_->appended();
      flush();
      return send_outputs();
    }
    if (const auto problem = appender_->problem())
      return step_down("the connection to Redis broke: " + problem->message);
    if (in_flight_since_ && Steady::now() - *in_flight_since_ > append_limit)
      return step_down("an append took too long: its outcome is unknown");
    return std::nullopt;
  }

  Trouble send_outputs() {
    Outputs outputs = engine_->take_outputs();
    for (link::Event& event : outputs.publications)
      link_.publish(link::PublishedEvent{settings_.jurisdiction, std::move(event)});
    for (Reply& reply : outputs.replies) {
      if (!reply.timeline.empty()) {
        auto timeline = history_->events(engine_->state(), reply.timeline);
        if (!timeline) return step_down("the journal could not be read: " + timeline.error());
        reply.body["timeline"] = std::move(*timeline);
      }
      link_.answer(reply.peer,
                   link::Answer{settings_.jurisdiction, reply.ref, reply.id, reply.body.dump()});
    }
    for (const HistoryRequest& request : outputs.histories) {
      auto page = history_->page(engine_->state(), request.ask, engine_->durable());
      if (page) {
        link_.answer(request.peer, *page);
      } else {
        spdlog::error("event=history_failed problem=\"{}\"", page.error());
        link_.answer(request.peer, link::NotLeader{request.ask.jurisdiction, request.ask.ref, ""});
      }
    }
    return std::nullopt;
  }

  // ---- twice a second ------------------------------------------------------------------------

  Trouble look_around() {
    const auto now = Steady::now();
    if (now < next_look_) return std::nullopt;
    next_look_ = now + announce_every;
    const auto kept = lease_->renew(*reader_);
    if (!kept) return step_down(kept.error().message);
    if (!*kept)
      if (Trouble trouble = take_lease_again()) return trouble;
    announce();
    if (now < next_policy_look_) return std::nullopt;
    next_policy_look_ = now + look_around_every;
    if (Trouble trouble = compare_clocks()) return trouble;
    return pick_up_policy();
  }

  /// The lease ran out: a busy machine held us up. When nobody has claimed the journal meanwhile it
  /// is taken again; to step down would make the load heavier still. With an append in flight its
  /// fence tells; without one nothing else would, and questions would be answered from the past.
  Trouble take_lease_again() {
    const auto taken = lease_->try_take(*reader_);
    if (!taken) return step_down(taken.error().message);
    // Whoever holds it now will claim, and the fence will stop this term; go quietly before.
    if (!*taken) return step_down("another dispatcher holds the lease");
    if (in_flight_since_) return std::nullopt;
    const auto head = journal::read_head(*reader_, settings_.jurisdiction);
    if (!head) return step_down(head.error().message);
    if (*head != head_) return step_down("another dispatcher claimed while the lease had run out");
    return std::nullopt;
  }

  void announce() {
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
    link_.publish(link::PublishedLeader{settings_.jurisdiction, std::move(announcement)});
  }

  /// A wall clock that steps changes nothing here; it is said aloud, once, and never adopted.
  Trouble compare_clocks() {
    if (settings_.clock_speed != 1) return std::nullopt;
    const auto redis_time = journal::redis_time(*reader_);
    if (!redis_time) return step_down(redis_time.error().message);
    const auto moved = clock_->now() - *redis_time - clock_difference_;
    const bool differs = moved > clock_tolerance || moved < -clock_tolerance;
    if (differs && !clocks_differ_)
      spdlog::error(
          "event=clocks_differ ms={} meaning=\"Redis' wall clock was stepped or the "
          "machine was stopped; the term's clock goes on unchanged\"",
          moved.count());
    clocks_differ_ = differs;
    return std::nullopt;
  }

  Trouble pick_up_policy() {
    const auto current = journal::current_config(*reader_, settings_.jurisdiction);
    if (!current) return step_down(current.error().message);
    if (!*current || **current == configuration_->policy.version || **current == bad_version_)
      return std::nullopt;
    auto loaded = load_configuration(**current);
    if (!loaded) {
      bad_version_ = **current;
      spdlog::error(
          "event=configuration_refused version={} problem=\"{}\" meaning=\"version {} "
          "stays in force\"",
          **current, loaded.error(), configuration_->policy.version);
      return std::nullopt;
    }
    configuration_ = std::move(*loaded);
    engine_->adopt(policy(), configuration_->timezone, clock_->now());
    spdlog::info("event=configuration_adopted version={}", configuration_->policy.version);
    announce();
    return std::nullopt;
  }

  const TermSettings& settings_;
  LinkServer& link_;
  const std::atomic<bool>& stop_;
  const std::string nonce_;
  std::string durability_;
  std::unique_ptr<journal::RedisConnection> appender_;
  std::unique_ptr<journal::RedisConnection> reader_;
  std::unique_ptr<journal::Lease> lease_;
  std::optional<TermClock> clock_;
  core::Duration clock_difference_{0};
  bool clocks_differ_ = false;
  std::shared_ptr<const config::Configuration> configuration_;
  std::string bad_version_;
  std::optional<Engine> engine_;
  std::optional<HistoryReader> history_;
  journal::Head head_;
  journal::Head next_head_;
  std::string chain_;
  std::optional<Steady::time_point> in_flight_since_;
  Steady::time_point next_look_{};
  Steady::time_point next_policy_look_{};
};

}  // namespace

TermResult run_term(const TermSettings& settings, LinkServer& link, const std::atomic<bool>& stop) {
  return Term(settings, link, stop).run();
}

}  // namespace shao::engine
