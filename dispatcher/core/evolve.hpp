// What each event does to its whistle, one overload an event. It cannot fail and takes no decision:
// every instant and every outcome is in the event. Seen by apply.cpp (the straight path) and
// apply_bends.cpp (disputes, joint whistles, suspension and the like) alone.
#pragma once

#include <vector>

#include "dispatcher/core/state.hpp"

namespace shao::core {

struct Evolve {
  Whistle& w;
  EventNumber number;
  Instant at;

  void see(OfficeId office);
  /// The whistle is at `level`, and these were told.
  void tell(std::uint8_t level, const std::vector<Recipient>& recipients);
  Clock started(const ClockPlan& plan) const;
  void start(const ClockPlan& plan);
  void assign(const std::vector<Assigned>& assigned);
  Clock* clock_of(OfficeId office, ClockKind kind);
  /// It said how it goes: the clock that waited for that is met, and the next one runs.
  void heard_of(Assignment& assignment, const std::optional<ClockPlan>& next) const;
  void end(Clock* clock, ClockState state) const;
  void end_all(std::vector<Clock>& clocks, ClockState state) const;
  void finish(CaseState state);
  void back_to_work(const std::vector<Rework>& rework, bool afresh);
  /// The office has no part in it any more; `excused`: what it missed does not count.
  void relieve(OfficeId office, bool excused);
  /// Another lead than before: it begins where a dispatch begins.
  void lead_anew();
  /// The ruling clock ends when nobody waits for one any more.
  void end_ruling();
  void move_clocks(const std::vector<ClockMoved>& clocks);
  /// Levels that were due before now are somebody else's: they do not fire.
  void skip_past_levels(Clock& clock) const;

  void operator()(const TermClaimed&) {}
  void operator()(const PolicyAdopted&) {}
  // the straight path (apply.cpp)
  void operator()(const WhistleRaised& e);
  void operator()(const ReviewAsked& e);
  void operator()(const WhistleApproved&);
  void operator()(const WhistleRefused&);
  void operator()(const WhistleDispatched& e);
  void operator()(const LeadNamed& e);
  void operator()(const SceneReleased&);
  void operator()(const WithdrawalAgreed& e);
  void operator()(const WhistleWithdrawn&);
  void operator()(const Acknowledged& e);
  void operator()(const Contacted& e);
  void operator()(const ReportedIn& e);
  void operator()(const ProgressReported& e);
  void operator()(const Resolved& e);
  void operator()(const CaseActivated&);
  void operator()(const VerificationAsked& e);
  void operator()(const Verified& e);
  void operator()(const VerificationFailed& e);
  void operator()(const Evaluated& e);
  void operator()(const WhistleClosed&);
  void operator()(const LevelFired& e);
  void operator()(const LevelTold& e);
  void operator()(const MissCleared& e);
  void operator()(const ParticularsRevealed&) {}
  void operator()(const ParticularsErased&);
  void operator()(const OfficeTold&) {}
  // the bends (apply_bends.cpp)
  void operator()(const DisputeRaised& e);
  void operator()(const DisputeDismissed& e);
  void operator()(const DisputeUpheld& e);
  void operator()(const AssistingAdded& e);
  void operator()(const AssistingRelieved& e);
  void operator()(const MeetingConvened& e);
  void operator()(const MeetingHeld& e);
  void operator()(const LeadReplaced& e);
  void operator()(const SuspensionAsked& e);
  void operator()(const SuspensionRefused&);
  void operator()(const WhistleSuspended&);
  void operator()(const WhistleResumed& e);
  void operator()(const ExtensionAsked& e);
  void operator()(const ExtensionRefused&);
  void operator()(const WhistleExtended& e);
  void operator()(const WhistleReopened& e);
  void operator()(const LevelRaised& e);
  void operator()(const WhistleMerged& e);
  void operator()(const MergedIn& e);
  void operator()(const WhistleUnmerged& e);
  void operator()(const MergedOut& e);
  void operator()(const WhistleReplanned& e);
  void operator()(const Noted&) {}
};

}  // namespace shao::core
