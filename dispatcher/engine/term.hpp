// One term of a leader, from standing by to stepping down, as steps: it never waits itself and sees
// the world through ports alone, so the same code leads a district and runs in the simulator.
//
//   1. wait until the lease is free (it only decides when to try; the journal's fence keeps things
//      safe without it), and follow the journal meanwhile, so that taking over costs its last
//      entries only
//   2. claim the journal: an append under the next epoch that only one claimer can win
//   3. recover the state up to the claim, load the policy the journal names
//   4. decide, append one batch at a time, answer and publish what is durable
//   5. after any error, timeout or fence: step down. The process begins again at 1 with a new Term;
//      it never resends in place.
//
//   Term term(settings, {store, brokers, clock, configurations, memory}, new_nonce());
//   std::optional<TermResult> end;
//   while (!(end = term.step())) wait(term.rest());   // or until a broker or Redis has said
//   something
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "dispatcher/core/time.hpp"
#include "dispatcher/engine/configurations.hpp"
#include "dispatcher/engine/engine.hpp"
#include "dispatcher/engine/history.hpp"
#include "dispatcher/engine/housekeeping.hpp"
#include "dispatcher/engine/ports.hpp"
#include "dispatcher/engine/recovery.hpp"
#include "dispatcher/engine/term_clock.hpp"
#include "dispatcher/journal/store.hpp"

namespace shao::engine {

struct TermSettings {
  std::string jurisdiction;                     // "shunyi"
  bool exercise = false;                        // a drill: marked in every record
  double clock_speed = 1;                       // other than 1 in a drill only
  std::optional<core::Instant> exercise_start;  // the drill's first instant
  HousekeepingSettings housekeeping;
  journal::StoreSettings store = {};
  sealing::Key residents_key = {};  // the master key: wraps those of whistles
};

enum class TermEnd { asked_to_stop, handed_over, stepped_down, cannot_serve };
/// `cannot_serve`: an operator must act (the journal does not check, no such configuration).
struct TermResult {
  TermEnd end = TermEnd::stepped_down;
  std::string reason;
};

class Term {
 public:
  struct Ports {
    journal::Store& store;
    Brokers& brokers;
    const BootClock& clock;
    Configurations& configurations;
    Memory& memory;
    KeyRing::Make make_key;  // of a whistle: random, but in a simulator
  };
  /// `nonce` must be new: random and long.
  Term(TermSettings settings, Ports ports, std::string nonce);

  /// Does what can be done now. How the term ended, once it has; then it is not called again.
  std::optional<TermResult> step();
  /// How long nothing needs to be done unless something arrives.
  std::chrono::milliseconds rest() const;
  /// What was decided is brought to an end first, so that no client is left waiting.
  void stop() { stop_asked_ = true; }

  bool leads() const { return phase_ == Phase::leading || phase_ == Phase::finishing; }
  /// What was recovered and decided so far; nothing before it leads.
  const core::State* state() const { return engine_ ? &engine_->state() : nullptr; }

 private:
  enum class Phase { standing_by, finding_configuration, claiming, recovering, leading, finishing };
  using Time = std::chrono::nanoseconds;  // since boot
  using Trouble = std::optional<TermResult>;

  Trouble step_of_phase();
  Time now() const { return ports_.clock.since_boot(); }
  void enter(Phase phase) { phase_ = phase; }

  // becoming leader
  Trouble look_at_durability();
  /// Where the journal ends; its epoch is kept in mind.
  journal::Result<journal::Head> look_at_head();
  Trouble stand_by();
  Trouble follow_along();
  Trouble find_configuration();
  Trouble claim();
  Trouble recover();
  Trouble begin_leading();
  core::Instant instant_of_claim(core::Instant redis_time, core::Instant last) const;
  void answer_not_leader(const Brokers::Asked& asked);
  void turn_everyone_away();

  // leading
  Trouble lead();
  Trouble finish();
  TermResult handed_over();
  /// Another dispatcher leads or is about to.
  TermResult deposed(std::string reason);
  std::shared_ptr<const core::Policy> policy() const;
  void take_messages();
  void take(const std::string& peer, link::Ask ask);
  void tell_directory(const std::string& peer, const link::AskDirectory& ask);
  /// Sends the gathered batch when none is in flight; whether one is in flight now.
  bool flush();
  Trouble hear_from_store();
  Trouble send_outputs();
  Trouble send(Reply reply);

  // twice a second, and for a new configuration ten times
  Trouble look_around();
  Trouble keep_lease();
  Trouble look_for_hand_over();
  Trouble take_lease_again();
  void announce();
  Trouble compare_clocks();
  void look_at_storage();
  Trouble pick_up_policy();

  const TermSettings settings_;
  const Ports ports_;
  const std::string nonce_;
  Phase phase_ = Phase::standing_by;
  bool stop_asked_ = false;
  bool handing_over_ = false;
  bool told_ = false;  // the operator, of what this phase waits for
  std::string durability_;
  bool lease_taken_ = false;
  std::optional<TermClock> clock_;
  core::Duration clock_difference_{0};
  bool clocks_differ_ = false;
  std::shared_ptr<const config::Configuration> configuration_;
  std::string bad_version_;
  std::optional<Recovery> recovery_;
  bool applied_ = false;  // standing by, and all that the journal has is applied
  bool began_anew_ = false;
  bool unreadable_ = false;  // the journal did not check, twice
  Time say_standby_at_{};
  Time recovery_begun_{};
  std::optional<Engine> engine_;
  std::optional<Housekeeping> housekeeping_;
  bool housekeeping_under_way_ = false;  // what is in flight is no batch
  bool key_destroyed_ = false;           // by the batch in flight
  std::shared_ptr<KeyRing> keys_;
  HistoryReader history_;
  journal::Head head_;
  journal::Head next_head_;
  std::string chain_;
  std::optional<Time> in_flight_since_;
  Time next_look_{};
  Time next_clock_look_{};
  Time next_policy_look_{};
  Time patience_{};  // of finishing
};

}  // namespace shao::engine
