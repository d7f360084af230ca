// What happened. Every event carries all that `apply` needs, so that replay asks no rule again:
// instants are decided once and journaled with the event.
//
// A Record is one decision: the events one command (or one passing of time) caused, with who
// caused them. It goes into the journal whole or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dispatcher/core/command.hpp"
#include "dispatcher/core/duty.hpp"
#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/plan.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::core {

enum class CaseState : std::uint8_t {
  draft,
  review,
  blown,
  dispatched,
  active,
  disputed,
  suspended,
  verify,
  evaluate,
  closed,
  cancelled,
  rejected,
  merged,  // another whistle goes on for it
};
inline constexpr std::array<std::string_view, 13> case_state_names = {
    "DRAFT",  "REVIEW",   "BLOWN",  "DISPATCHED", "ACTIVE",   "DISPUTED", "SUSPENDED",
    "VERIFY", "EVALUATE", "CLOSED", "CANCELLED",  "REJECTED", "MERGED"};
constexpr std::string_view name_of(CaseState state) {
  return case_state_names[static_cast<std::size_t>(state)];
}
constexpr bool is_final(CaseState state) {
  return state == CaseState::closed || state == CaseState::cancelled ||
         state == CaseState::rejected || state == CaseState::merged;
}

/// The assigned offices go on with it; a dispute stops nothing.
constexpr bool is_worked_on(CaseState state) {
  return state == CaseState::dispatched || state == CaseState::active ||
         state == CaseState::disputed;
}

enum class AssignmentState : std::uint8_t {
  pending,
  acknowledged,
  reported_in,
  working,
  done,
  return_asked,
  relieved,
};
inline constexpr std::array<std::string_view, 7> assignment_state_names = {
    "PENDING", "ACKNOWLEDGED", "REPORTED_IN", "WORKING", "DONE", "RETURN_ASKED", "RELIEVED"};
constexpr std::string_view name_of(AssignmentState state) {
  return assignment_state_names[static_cast<std::size_t>(state)];
}

/// A leader took the journal: epoch and nonce name its term, `redis_time` is what Redis said.
struct TermClaimed {
  std::uint64_t epoch = 0;
  std::string nonce;
  Instant redis_time;
  double clock_speed = 1;
};
struct PolicyAdopted {
  std::string version;
};

struct WhistleRaised {
  WhistleId whistle;
  RecordId record;
  OfficeId unit;
  OfficeId street;
  Classification classification;
  std::string title;
  std::string detail;
  KeyId key;
  Sealed particulars;
  std::optional<Instant> occurred_at;
  bool emergency = false;  // its levels go before others' when many are due
  OfficeId to{};           // whom the raiser asks for
  bool exercise = false;   // all that is recorded about it is marked so, and counts nowhere
};
struct ReviewAsked {
  WhistleId whistle;
  ClockPlan clock;
};
struct WhistleApproved {
  WhistleId whistle;
};
struct WhistleRefused {
  WhistleId whistle;
  std::string reason;
};
struct Assigned {
  OfficeId office;
  bool lead = false;
  std::vector<ClockPlan> clocks;
  bool operator==(const Assigned&) const = default;
};
struct WhistleDispatched {
  WhistleId whistle;
  Routing routing;
  std::string policy;  // version that placed it
  Instant blown_at;
  std::vector<Assigned> assigned;      // exactly one lead
  std::optional<ClockPlan> name_lead;  // when the backstop is lead
};
struct LeadNamed {
  WhistleId whistle;
  OfficeId relieved;  // the backstop, unless it keeps the case
  std::string reason;
  std::vector<Assigned> assigned;
};
struct SceneReleased {
  WhistleId whistle;
  std::string note;
};
struct WithdrawalAgreed {
  WhistleId whistle;
  OfficeId office;
  std::string reason;
};
struct WhistleWithdrawn {
  WhistleId whistle;
  std::string reason;
};
struct Acknowledged {
  WhistleId whistle;
  OfficeId office;
};
struct Contacted {
  WhistleId whistle;
  OfficeId office;
  Sealed reached;
  std::string how;
};
struct ReportedIn {
  WhistleId whistle;
  OfficeId office;
  std::string person;
  std::string place;
  std::string text;
  std::optional<ClockPlan> progress{};  // until the first word of how it goes
};
struct ProgressReported {
  WhistleId whistle;
  OfficeId office;
  std::string text;
  std::optional<ClockPlan> progress{};  // until the next one
};
struct Resolved {
  WhistleId whistle;
  OfficeId office;
  std::string text;
  std::vector<std::string> evidence;
};
/// The lead reported in: the case is active.
struct CaseActivated {
  WhistleId whistle;
};
/// Every assignment is done or relieved: the raiser verifies.
struct VerificationAsked {
  WhistleId whistle;
  ClockPlan clock;
};
struct Verified {
  WhistleId whistle;
  std::string text;
  ClockPlan evaluate;
};
/// An office goes back to work, its resolve clock with these instants, and it is heard of again.
struct Rework {
  OfficeId office;
  ClockPlan resolve;
  std::optional<ClockPlan> progress{};
  bool operator==(const Rework&) const = default;
};
struct VerificationFailed {
  WhistleId whistle;
  std::string reason;
  std::vector<Rework> rework;
};
struct Evaluated {
  WhistleId whistle;
  OfficeId unit;  // the raiser that says so
  std::vector<Evaluation> evaluations;
  std::vector<Rework> rework;  // offices the raiser says have not solved it; empty: it closes
};
struct WhistleClosed {
  WhistleId whistle;
  bool evaluated = true;  // false: nobody answered in time, counted as "not evaluated"
};
/// A level of a clock came due while the clock ran unmet. Level 1 is the recorded miss. `office`
/// is the assigned office, or who must act on one of the whistle's own clocks.
struct LevelFired {
  WhistleId whistle;
  OfficeId office;
  ClockKind clock = ClockKind::acknowledge;
  std::uint8_t level = 0;
  Instant due;
  std::vector<std::uint8_t> collapsed;   // lower levels found due at once, named in this one
  std::vector<Recipient> notify;         // who was not yet told at this level of this whistle
  bool late = false;                     // fell due before the term in which it fires: nobody led
  std::vector<OnDuty> on_duty{};         // of offices that have a rota
  std::vector<Held> held{};              // who is told when somebody is on duty again
  std::vector<Recipient> passed_over{};  // nobody was on duty: those of a level above are told
};
/// Somebody is on duty again, and who was held back at this level is told. A clock that was met
/// meanwhile tells nobody.
struct LevelTold {
  WhistleId whistle;
  OfficeId office;  // as in LevelFired
  ClockKind clock = ClockKind::acknowledge;
  std::uint8_t level = 0;
  std::vector<Recipient> notify;
  std::vector<OnDuty> on_duty{};
};
/// The move before it in its record met a clock that was missed while nobody led, and was made in
/// time, as the client's outbox says (outage.hpp): it counts as no miss.
struct MissCleared {
  WhistleId whistle;
  OfficeId office;  // as in LevelFired
  ClockKind clock = ClockKind::acknowledge;
  Instant due;
  Instant made_at;
};

/// An office said that it is not its case. A lead's makes the case DISPUTED, an assisting office's
/// its own assignment RETURN_ASKED; neither stops a clock.
struct DisputeRaised {
  WhistleId whistle;
  OfficeId office;
  bool lead = false;
  std::string clause;
  std::string reason;
  std::optional<ClockPlan> ruling;  // when none ran yet
};
struct DisputeDismissed {
  WhistleId whistle;
  OfficeId office;
  std::string reason;
};
/// The office is relieved, and what it missed does not count.
struct DisputeUpheld {
  WhistleId whistle;
  OfficeId office;
  std::string reason;
  std::vector<Assigned> assigned;  // the new lead, of a lead's dispute
};
struct AssistingAdded {
  WhistleId whistle;
  std::string reason;
  std::vector<Assigned> assigned;
};
struct AssistingRelieved {
  WhistleId whistle;
  OfficeId office;
  std::string reason;
};
struct MeetingConvened {
  WhistleId whistle;
  OfficeId office;  // who convenes and keeps the minutes
  std::string reason;
  ClockPlan clock;
};
/// Its minutes. Every dispute that was pending is ruled on by them.
struct MeetingHeld {
  WhistleId whistle;
  std::string text;
  std::vector<OfficeId> relieved;
  std::vector<Assigned> assigned;
};
struct LeadReplaced {
  WhistleId whistle;
  OfficeId relieved;
  std::string reason;
  std::vector<Assigned> assigned;  // the new lead
};

/// A clock of an office with new instants.
struct ClockMoved {
  OfficeId office;
  ClockPlan plan;
  bool operator==(const ClockMoved&) const = default;
};
struct SuspensionAsked {
  WhistleId whistle;
  OfficeId office;
  Ground ground = Ground::complex;
  std::string plan;
  std::vector<std::string> proof;
  Instant review_at;
  Recipient signer;  // who may approve it
};
struct SuspensionRefused {
  WhistleId whistle;
  std::string reason;
};
/// The offices' clocks stand still until it is resumed.
struct WhistleSuspended {
  WhistleId whistle;
  std::string opinion;  // the raiser's
  Instant review_at;
};
/// By command, or because the review date has come (no reason then).
struct WhistleResumed {
  WhistleId whistle;
  std::string reason;
  std::vector<ClockMoved> clocks;
};
struct ExtensionAsked {
  WhistleId whistle;
  OfficeId office;
  Limit by;
  std::string reason;
};
struct ExtensionRefused {
  WhistleId whistle;
  std::string reason;
};
struct WhistleExtended {
  WhistleId whistle;
  Limit by;
  std::string reason;
  std::vector<ClockMoved> clocks;
};
struct WhistleReopened {
  WhistleId whistle;
  std::string reason;
  std::vector<Rework> rework;
};
/// Why a whistle was taken to a level without a clock.
enum class Pressure : std::uint8_t { by_hand, meeting, hops, reworks, bad_evaluations, cluster };
constexpr std::string_view name_of(Pressure why) {
  constexpr std::string_view names[] = {"by_hand", "meeting",         "hops",
                                        "reworks", "bad_evaluations", "cluster"};
  return names[static_cast<std::size_t>(why)];
}
struct LevelRaised {
  WhistleId whistle;
  std::uint8_t level = 0;
  Pressure why = Pressure::by_hand;
  std::string reason;
  std::vector<Recipient> notify;  // as in LevelFired
  std::vector<OnDuty> on_duty{};
};
/// The whistle is about the same matter as `into`, which goes on for both. Its clocks stand still.
struct WhistleMerged {
  WhistleId whistle;
  WhistleId into;
  std::string reason;
};
/// The other side of it, before it in the same record: `merged` was merged into this whistle. What
/// both ask of the same office is due when the earlier of the two is.
struct MergedIn {
  WhistleId whistle;
  WhistleId merged;
  OfficeId unit;  // who raised it, and is heard and asked here from now on
  OfficeId street;
  std::string reason;
  std::vector<ClockMoved> clocks;
};
/// The merge was wrong: the whistle goes on from where it was, with what was left of its clocks.
struct WhistleUnmerged {
  WhistleId whistle;
  WhistleId from;
  std::string reason;
  std::vector<ClockMoved> clocks;
};
/// The other side of it, before it in the same record. What was due earlier for its sake no longer
/// is.
struct MergedOut {
  WhistleId whistle;
  WhistleId merged;
  std::string reason;
};
/// Its running clocks go on as the policy of now plans them, from the instants at which they
/// started. Those that were moved before (suspended, extended, sent back) or missed stay.
struct WhistleReplanned {
  WhistleId whistle;
  std::string reason;
  std::string policy;  // the version
  std::vector<ClockMoved> clocks;
};
struct Noted {
  WhistleId whistle;
  OfficeId office;
  std::string text;
  std::vector<std::string> attachments;
};

/// An office asked for the particulars and was told them.
struct ParticularsRevealed {
  WhistleId whistle;
  OfficeId office;
  std::string reason;
};
/// The whistle's key was destroyed with this event.
struct ParticularsErased {
  WhistleId whistle;
  std::string reason;
};

/// A hook told the office of an event, or gave up (clients/hooks).
struct OfficeTold {
  WhistleId whistle;
  OfficeId office;
  EventNumber told = 0;  // the number of the event
  std::string hook;
  bool delivered = false;
  std::uint64_t attempts = 0;
  std::string outcome;
};

using Event =
    std::variant<TermClaimed, PolicyAdopted, WhistleRaised, ReviewAsked, WhistleApproved,
                 WhistleRefused, WhistleDispatched, LeadNamed, SceneReleased, WithdrawalAgreed,
                 WhistleWithdrawn, Acknowledged, Contacted, ReportedIn, ProgressReported, Resolved,
                 CaseActivated, VerificationAsked, Verified, VerificationFailed, Evaluated,
                 WhistleClosed, LevelFired, LevelTold, MissCleared, DisputeRaised, DisputeDismissed,
                 DisputeUpheld, AssistingAdded, AssistingRelieved, MeetingConvened, MeetingHeld,
                 LeadReplaced, SuspensionAsked, SuspensionRefused, WhistleSuspended, WhistleResumed,
                 ExtensionAsked, ExtensionRefused, WhistleExtended, WhistleReopened, LevelRaised,
                 WhistleMerged, MergedIn, WhistleUnmerged, MergedOut, WhistleReplanned, Noted,
                 ParticularsRevealed, ParticularsErased, OfficeTold>;

/// The name of each event on the wire and in the journal, in the variant's order.
inline constexpr std::array<std::string_view, std::variant_size_v<Event>> event_names = {
    "term_claimed",
    "policy_adopted",
    "whistle_raised",
    "review_asked",
    "whistle_approved",
    "whistle_refused",
    "whistle_dispatched",
    "lead_named",
    "scene_released",
    "withdrawal_agreed",
    "whistle_withdrawn",
    "acknowledged",
    "contacted",
    "reported_in",
    "progress_reported",
    "resolved",
    "case_activated",
    "verification_asked",
    "verified",
    "verification_failed",
    "evaluated",
    "whistle_closed",
    "level_fired",
    "level_told",
    "miss_cleared",
    "dispute_raised",
    "dispute_dismissed",
    "dispute_upheld",
    "assisting_added",
    "assisting_relieved",
    "meeting_convened",
    "meeting_held",
    "lead_replaced",
    "suspension_asked",
    "suspension_refused",
    "whistle_suspended",
    "whistle_resumed",
    "extension_asked",
    "extension_refused",
    "whistle_extended",
    "whistle_reopened",
    "level_raised",
    "whistle_merged",
    "merged_in",
    "whistle_unmerged",
    "merged_out",
    "whistle_replanned",
    "noted",
    "particulars_revealed",
    "particulars_erased",
    "office_told"};
constexpr std::string_view name_of(const Event& event) {
  return event_names[event.index()];
}

/// The whistle an event is about; 0 for the jurisdiction's own events.
WhistleId whistle_of(const Event& event);

/// Why a record exists: who, and by which command of theirs. No command id: time passed, or the
/// engine itself.
struct Cause {
  Actor actor;
  CommandId command;
  std::string body_hash;  // of the command's body, so that a repeated id can be told from a reuse
  std::optional<Instant> made_at{};  // when the client's outbox took the command in, as it says
};

struct Record {
  EventNumber first = 0;  // number of events[0]; the others follow
  Instant at;
  Cause cause;
  bool exercise = false;
  std::vector<Event> events;
  EventNumber last() const { return first + events.size() - 1; }
};

}  // namespace shao::core
