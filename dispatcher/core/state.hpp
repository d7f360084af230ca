// The state of one jurisdiction: whistles, their assignments and clocks, and what is remembered
// so that nothing happens twice. Changed by `apply` alone (machine.hpp); read by everyone.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatcher/core/event.hpp"
#include "dispatcher/core/timers.hpp"

namespace shao::core {

enum class ClockState : std::uint8_t { running, met, stopped, paused };
constexpr std::string_view name_of(ClockState state) {
  constexpr std::string_view names[] = {"running", "met", "stopped", "paused"};
  return names[static_cast<std::size_t>(state)];
}

/// A started clock. `met`: what it waited for happened (at `ended`); `stopped`: no longer waited
/// for (withdrawn, relieved, closed); `paused`: it stands still while the whistle is suspended.
struct Clock {
  ClockKind kind = ClockKind::acknowledge;
  ClockState state = ClockState::running;
  std::uint8_t next_level = 0;      // the next level still to fire; level_count: none left
  std::uint8_t skipped_levels = 0;  // lay before it began to run: a lead named late
  bool missed = false;              // level 1 fired while it ran, and the miss was not cleared
  bool moved = false;               // its instants are no longer what its start and a policy give
  EventNumber miss = 0;             // the event that recorded it, also of one that was cleared
  Instant starts;
  Instant due;
  std::array<Instant, level_count> levels{};
  bool working = false;
  Instant ended{};

  ClockPlan plan() const { return {kind, starts, due, levels, working}; }
  /// When its next level comes, if it still can.
  std::optional<Instant> next() const {
    const bool none = next_level >= level_count || levels[next_level] == never;
    if (state != ClockState::running || none) return std::nullopt;
    return levels[next_level];
  }
};

struct Assignment {
  OfficeId office;
  bool lead = false;
  bool agreed_to_withdraw = false;
  AssignmentState state = AssignmentState::pending;
  AssignmentState before_return = AssignmentState::pending;  // of RETURN_ASKED
  Instant done_at{};
  std::vector<Clock> clocks;

  const Clock* clock(ClockKind kind) const;
  Clock* clock(ClockKind kind);
};

/// An office that may see the whistle, from the event `since` on.
struct Viewer {
  OfficeId office;
  EventNumber since = 0;
};
/// Who was told at which level: nobody is told twice at the same one.
struct Told {
  std::uint8_t level = 0;
  Recipient recipient;
};

/// Who is told of a level that fired when somebody of their office is on duty again.
struct HeldBack {
  OfficeId office;  // as in LevelFired
  ClockKind clock = ClockKind::acknowledge;
  std::uint8_t level = 0;
  Instant clock_starts;  // of the very clock: a later one of the same kind is another
  Held held;
};

/// Asked for by the lead, or in force.
struct Suspension {
  OfficeId office;
  Ground ground = Ground::complex;
  std::string plan;
  Instant review_at;
  Recipient signer;
};
struct Extension {
  OfficeId office;
  Limit by;
  std::string reason;
};

/// What a raiser says of an office.
struct Judged {
  OfficeId unit;
  Evaluation evaluation;
};
/// A whistle that was merged into this one.
struct Merged {
  WhistleId whistle;
  OfficeId unit;
  OfficeId street;
  std::vector<ClockMoved> before;  // the clocks that became earlier, as they were
};

struct Whistle {
  WhistleId id;
  CaseState state = CaseState::draft;
  bool emergency = false;
  bool exercise = false;  // counts nowhere
  bool released = false;
  bool erased = false;       // its key is destroyed
  std::uint8_t reworks = 0;  // failed verifications
  std::uint8_t bad_evaluations = 0;
  std::uint8_t hops = 0;      // leads that disputed it
  std::uint8_t reopened = 0;  // times that it came back
  bool extended = false;
  std::optional<std::uint8_t> highest_level;  // that a clock fired or a move took it to
  CaseState before_dispute = CaseState::dispatched;
  CaseState before_merge = CaseState::dispatched;
  WhistleId merged_into;
  ClassifiedBy classified_by = ClassifiedBy::raiser;
  OfficeId unit;
  OfficeId street;  // of a department that raised it itself
  OfficeId to;      // whom a department asked for
  KindId kind;
  CategoryId category;
  UrgencyId urgency;
  RuleId rule;         // empty after dispatch: the backstop took it, or who was asked for
  std::string policy;  // version that placed it
  Instant raised_at{};
  Instant blown_at{};
  Instant verify_since{};
  Instant ended_at{};
  std::vector<Assignment> assignments;
  std::vector<Clock> clocks;  // its own: review, name_lead, ruling, meeting, verify, evaluate
  std::vector<OfficeId> disputed_by;
  OfficeId meeting_by;  // who convened the last joint meeting
  std::optional<Suspension> suspension;
  std::optional<Extension> extension_asked;
  std::vector<Viewer> viewers;
  std::vector<Told> told;
  std::vector<HeldBack> held_back;
  std::vector<Merged> merged;
  std::vector<Judged> evaluations;   // since it was last verified
  std::vector<EventNumber> history;  // every event about it

  // What it is about; never changes after the raise.
  RecordId record;
  std::string raise_hash;  // of the raise's body: the same record again is the same raise
  std::string title;
  std::string detail;
  KeyId key;
  Sealed particulars;  // empty when none were given, or when they were erased
  std::optional<Instant> occurred_at;

  const Assignment* assignment(OfficeId office) const;
  Assignment* assignment(OfficeId office);
  const Assignment* lead() const;
  const Clock* clock(ClockKind which) const;
  Clock* clock(ClockKind which);
  bool all_done() const;
  /// Who raised it, and what was merged into it, each once.
  std::vector<OfficeId> units() const;
  /// The street of one of them: its own, or that of what was merged into it.
  OfficeId street_of(OfficeId unit) const;
  bool evaluated_by(OfficeId unit) const;
  bool evaluated_by_all() const;
  /// The highest level it was ever at; nothing when none.
  std::optional<std::uint8_t> level() const { return highest_level; }
  /// When its next level, its silent closing, the end of its suspension or a shift that somebody
  /// was held back for comes.
  std::optional<Instant> next_deadline() const;
  /// Whether it is still to be told: its clock runs unmet, and nobody else told them.
  bool still_held(const HeldBack& one) const;
  /// Whether `recipient` was told at `level`: nobody is told twice.
  bool was_told(std::uint8_t level, const Recipient& recipient) const;
  /// The clock of an assigned office, or (office unheeded) of the whistle itself.
  const Clock* clock_of(OfficeId office, ClockKind which) const;
  /// Whether `office` may see the event numbered `number` of this whistle.
  bool visible_to(OfficeId office, EventNumber number) const;
};

/// Bookkeeping of one event on the whistle it is about. `decide` uses it on a copy, to look at a
/// command after the levels that were due before it.
void evolve(Whistle& whistle, const Event& event, EventNumber number, Instant at);

/// What a command was answered: enough to answer it again.
struct Answer {
  WhistleId whistle;
  CaseState state = CaseState::draft;
  EventNumber number = 0;  // last event it caused
  Instant at;
  bool repeated = false;  // it was answered before
};

struct Term {
  std::uint64_t epoch = 0;
  std::string nonce;
  EventNumber first = 0;  // the number of its claim
  Instant at{};           // of its claim
};

/// Of whistles that were raised in earnest, or of exercises.
struct Counters {
  std::array<std::uint64_t, case_state_names.size()> by_state{};
  std::uint64_t raised = 0;
  std::uint64_t levels_fired = 0;
  std::uint64_t open() const;
};

/// A command that was accepted: the same id with the same body gets the same answer again.
struct Remembered {
  OfficeId unit;
  CommandId id;
  std::string body_hash;
  Answer answer;
};
/// Remembered commands in the order of their age, in pages, so that an image shares them.
using CommandPage = std::vector<Remembered>;
inline constexpr std::size_t command_page = 256;

/// All that a state remembers, without the indexes that follow from it. Whistles and pages are
/// shared with the state it was taken from, which copies what it changes afterwards: taking an
/// image of a million whistles costs some milliseconds, and it stands still while it is written
/// away.
struct Image {
  EventNumber last_event = 0;
  Instant last_instant{};
  std::vector<Term> terms;
  std::string policy_version;
  std::array<std::uint64_t, 2> levels_fired{};           // in earnest, in exercises
  std::vector<std::shared_ptr<const Whistle>> whistles;  // W1 first
  std::vector<std::shared_ptr<const CommandPage>> commands;
};

class State {
 public:
  State() = default;
  /// The state that `image` was taken of, indexes and all.
  explicit State(Image image);
  Image image() const;

  const Whistle* whistle(WhistleId id) const;
  /// How many whistles there have been: ids run from 1 to this.
  std::uint64_t whistle_count() const { return whistles_.size(); }
  /// Open whistles `office` may see: raised by it or its communities, assigned to it, or told.
  const std::set<WhistleId>& open_of(OfficeId office) const;
  const std::set<WhistleId>& open() const { return open_; }
  EventNumber last_event() const { return last_event_; }
  Instant last_instant() const { return last_instant_; }
  const std::vector<Term>& terms() const { return terms_; }
  /// What was due before, and was not recorded by then, fell due while nobody led.
  Instant led_since() const { return terms_.empty() ? Instant{} : terms_.back().at; }
  const std::string& policy_version() const { return policy_version_; }
  const Counters& counters(bool exercise = false) const { return counters_[exercise ? 1 : 0]; }
  /// Emergencies' timers and the others'.
  const Timers& timers(bool emergency) const { return timers_[emergency ? 0 : 1]; }
  std::optional<Instant> next_deadline() const;

  const Remembered* command(OfficeId unit, const CommandId& id) const;
  /// The whistle `unit` raised under this record id; ids are unique for ever.
  const Whistle* record(OfficeId unit, const RecordId& id) const;

  /// Bookkeeping of one record: cannot fail, takes no decision. Records come in order, each
  /// starting right after last_event().
  void apply(const Record& record);

 private:
  Whistle& owned(WhistleId id);
  Counters& counters_of(const Whistle& whistle) { return counters_[whistle.exercise ? 1 : 0]; }
  void remember(const Record& record);
  void remember(Remembered command);
  void forget_commands_before(Instant instant);
  void reindex(const Whistle& whistle, CaseState before, std::size_t viewers_before);

  // What an image holds...
  EventNumber last_event_ = 0;
  Instant last_instant_{};
  std::vector<Term> terms_;
  std::string policy_version_;
  std::vector<std::shared_ptr<Whistle>> whistles_;  // W1 first
  std::deque<std::shared_ptr<CommandPage>> commands_;
  // ... and what follows from it, but for the levels that were counted.
  std::array<Counters, 2> counters_;
  std::set<WhistleId> open_;
  std::unordered_map<OfficeId, std::set<WhistleId>> open_of_;
  std::array<Timers, 2> timers_;
  struct ClientKey {
    OfficeId unit;
    std::string id;
    bool operator==(const ClientKey&) const = default;
  };
  struct ClientKeyHash {
    std::size_t operator()(const ClientKey& key) const noexcept;
  };
  /// Where a command stands in commands_, counted from the first there ever was a page of.
  std::unordered_map<ClientKey, std::uint64_t, ClientKeyHash> command_at_;
  std::uint64_t first_command_ = 0;     // of the first page
  std::size_t forgotten_of_first_ = 0;  // commands of the first page that are too old already
  std::unordered_map<ClientKey, WhistleId, ClientKeyHash> records_;
};

/// How long a command id is remembered: design section 3.
inline constexpr std::chrono::days command_memory{30};

}  // namespace shao::core
