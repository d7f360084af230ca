// Where one case stands, followed by the events about it: its state, who disputes it, whether a
// joint meeting is called about it. What an office knows and what the board shows both follow it.
//
//   course.follow(name, event);
//   if (course.state == core::CaseState::suspended) ...
#pragma once

#include <set>
#include <string>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::drill {

struct Course {
  core::CaseState state = core::CaseState::draft;
  core::CaseState before_dispute = core::CaseState::dispatched;
  std::set<core::OfficeId> returning{};  // assisting offices that say it is not theirs
  bool in_meeting = false;               // convened, its minutes not handed in yet
  int disputes = 0;                      // of leads

  /// As a view shows it, for who sees the case from then on.
  void read(const codec::Json& view);
  void follow(const std::string& name, const codec::Json& event);
  /// A dispute waits for a ruling.
  bool waits_for_ruling() const { return state == core::CaseState::disputed || !returning.empty(); }

 private:
  void follow_dispute(const std::string& name, const codec::Json& event);
  void end_meeting(const codec::Json& event);
};

/// Whether an office leads from this event on.
bool names_a_lead(const codec::Json& event);

}  // namespace shao::drill
