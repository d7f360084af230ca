// One decision in the making: the whistle as time has left it, the checks in the order of
// refusal.hpp, then what happens. decide.cpp holds the frame; the commands stand by who gives them
// in decide_raising.cpp, decide_naming.cpp, decide_working.cpp, decide_judging.cpp and
// decide_particulars.cpp, one overload of `take` a command. Seen by those files alone.
#pragma once

#include <optional>
#include <utility>

#include "dispatcher/core/checks.hpp"
#include "dispatcher/core/decide.hpp"

namespace shao::core {

class Decider {
 public:
  Decider(const State& state, const Policy& policy, const Cause& cause, Instant now)
      : state_(state), policy_(policy), cause_(cause), actor_(cause.actor), now_(now) {}

  Decision decide(const Command& command);

 private:
  /// Levels due before now come first, and the command sees the whistle after them.
  void age(WhistleId about);
  Decision refuse(Refusal refused);
  /// The answer is read off the whistle as the events leave it.
  Decision accept();
  void happen(Event event) { decision_.events.push_back(std::move(event)); }

  const Kind* kind() const { return policy_.kind(whistle_->kind); }
  const Urgency* urgency() const { return policy_.urgency(whistle_->urgency); }

  // raising (decide_raising.cpp)
  Check take(const Raise& c);
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
  Check check_known_offices(const Assign& c);

  // the assigned offices (decide_working.cpp)
  /// The actor's own assignment, in a state from which `move` is possible.
  Check check_assignment(const Move& move);
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
  Check take(const Evaluate& c);
  Check check_evaluations(const Evaluate& c);

  // the resident's particulars (decide_particulars.cpp)
  Check take(const Reveal& c);
  Check take(const Erase& c);

  // time (decide.cpp)
  Check take(const Wake& c);

  const State& state_;
  const Policy& policy_;
  const Cause& cause_;
  const Actor& actor_;
  const Instant now_;
  const Whistle* whistle_ = nullptr;
  std::optional<Whistle> aged_;
  Decision decision_{{}, 0, Answer{}};
};

}  // namespace shao::core
