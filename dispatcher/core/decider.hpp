// One decision in the making: the whistle as time has left it, the checks in the order of
// refusal.hpp, then what happens. decide.cpp holds the frame; the commands stand by who gives them
// in decide_raising.cpp, decide_naming.cpp, decide_working.cpp, decide_judging.cpp,
// decide_disputing.cpp, decide_joining.cpp, decide_pausing.cpp, decide_merging.cpp,
// decide_replanning.cpp, decide_pressing.cpp, decide_particulars.cpp and decide_telling.cpp, one
// overload of `take` a command. Seen by those files alone.
#pragma once

#include <optional>
#include <utility>

#include "dispatcher/core/checks.hpp"
#include "dispatcher/core/decide.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::core {

class Decider {
 public:
  Decider(const State& state, const Policy& policy, const Cause& cause, Instant now)
      : state_(state), policy_(policy), cause_(cause), actor_(cause.actor), now_(now) {}

  Decision decide(const Command& command);

 private:
  /// Levels due before now come first, and the command sees the whistle after them: in `copy`
  /// when there are any. Nothing when there is no such whistle.
  const Whistle* aged(WhistleId about, std::optional<Whistle>& copy);
  /// The other whistle of a merge.
  std::optional<WhistleId> other_whistle_of(const Command& command) const;
  Decision refuse(Refusal refused);
  /// The answer is read off the whistle as the events leave it.
  Decision accept();
  void happen(Event event) { decision_.events.push_back(std::move(event)); }

  /// The whistle as what happened so far leaves it.
  Whistle as_decided() const;
  /// The last office may just have finished or been relieved.
  void verify_if_all_done();

  const Kind* kind() const { return policy_.kind(whistle_->kind); }
  const Urgency* urgency() const { return policy_.urgency(whistle_->urgency); }

  // raising (decide_raising.cpp)
  Check take(const Raise& c);
  Check check_asked(const Raise& c);
  Check take(const Submit&);
  /// A draft is blown: at once, or when the street's leader has approved it.
  Check blow(const Whistle& draft);
  Check dispatch(const Whistle& whistle);
  Check take(const Approve&);
  Check take(const Refuse& c);
  Check take(const Withdraw& c);
  Check agree(const Withdraw& c, const Assignment& lead);

  // naming a lead (decide_naming.cpp)
  Check take(const Assign& c);
  /// Offices that a command names and the directory does not have, before anything else is looked
  /// at.
  Check check_known_offices(const Command& command);
  Check check_may_lead(OfficeId office, std::string_view field = "lead");
  /// The kind and urgency are still in the policy: clocks can be planned.
  Check check_plannable();
  /// A lead named now, or an assisting office: fresh acknowledge and report-in clocks, and the
  /// resolve clock of who leads.
  Assigned assigned_now(OfficeId office, bool lead);

  // the assigned offices (decide_working.cpp)
  /// The actor's own assignment, in a state from which `move` is possible.
  Check check_assignment(const Move& move);
  /// Until when the office is to say how it goes, its resolve limit being `resolve_due`.
  std::optional<ClockPlan> next_progress(Instant resolve_due) const;
  std::optional<ClockPlan> next_progress() const;
  Check take(const Acknowledge&);
  Check take(const Contact& c);
  Check take(const ReportIn& c);
  Check take(const Progress& c);
  Check take(const Resolve& c);

  // the raiser's side (decide_judging.cpp)
  Check take(const Release& c);
  Check take(const Verify& c);
  /// The resolve clock did not run while the work waited to be looked at: it goes on with what
  /// was left, on whole seconds.
  static ClockPlan moved(const Clock& clock, Duration by);
  Rework back_to_work(OfficeId office, const ClockPlan& resolve) const;
  Check take(const Evaluate& c);
  Check check_evaluations(const Evaluate& c);

  // disputes (decide_disputing.cpp)
  Check take(const Dispute& c);
  /// A kind's rule: before the office reported in, or only after it.
  Check check_dispute_state(const Move& move, const Assignment& own);
  Check take(const RuleDispute& c);
  Check rule_on_lead(const RuleDispute& c);
  Check rule_on_assisting(const RuleDispute& c, const Assignment& of);

  // several offices (decide_joining.cpp)
  /// The actor's office leads the whistle.
  Check check_lead(const Move& move);
  Check take(const AddAssisting& c);
  Check take(const Relieve& c);
  Check take(const Convene& c);
  Check take(const Minutes& c);
  Check take(const ReplaceLead& c);

  // suspension and extension (decide_pausing.cpp)
  Check take(const AskSuspension& c);
  Check take(const DecideSuspension& c);
  Check take(const Resume& c);
  Check take(const AskExtension& c);
  Check check_extension(Limit by);
  Check take(const DecideExtension& c);

  // two whistles about the same matter (decide_merging.cpp)
  Check take(const Merge& c);
  Check check_same_matter(const Merge& c);
  /// The clocks of `other_` that are due later than the same office's on this whistle.
  std::vector<ClockMoved> made_earlier() const;
  Check take(const Unmerge& c);
  /// The actor speaks for one that raised the whistle, or one merged into it.
  Check check_some_raiser(OfficeId named = {});
  /// The raisers it speaks for.
  std::vector<OfficeId> own_units() const;
  /// For which raiser an evaluation is.
  Result<OfficeId, Refusal> evaluating_unit(const Evaluate& c);

  // a new policy (decide_replanning.cpp)
  Check take(const Replan& c);
  /// A clock of an assignment as the policy of now would have started it.
  std::optional<ClockPlan> planned_anew(const Assignment& of, ClockKind which) const;

  // pressing on (decide_pressing.cpp)
  Check take(const Reopen& c);
  Check take(const Escalate& c);
  Check take(const Note& c);
  /// Takes the whistle to `level` when it is below it, and tells who is to be told there.
  void press(std::uint8_t level, Pressure why, std::string reason);
  /// The policy's jump for what has now happened `times` times.
  void jump(JumpWhen when, std::uint8_t times, Pressure why, std::string reason = {});
  /// Several of one matter: the reason names the others.
  void jump_of_cluster(const Whistle& dispatched);

  // the resident's particulars (decide_particulars.cpp)
  Check take(const Reveal& c);
  Check take(const Erase& c);

  // receipts of hooks (decide_telling.cpp)
  Check take(const Receipt& c);

  // time (decide.cpp)
  Check take(const Wake& c);

  const State& state_;
  const Policy& policy_;
  const Cause& cause_;
  Actor actor_;  // with what its roles are in this whistle
  const Instant now_;
  const Whistle* whistle_ = nullptr;
  const Whistle* other_ = nullptr;
  std::optional<Whistle> aged_;
  std::optional<Whistle> aged_other_;
  Decision decision_{{}, 0, Answer{}};
};

}  // namespace shao::core
