// The published table of moves: which action is possible in which state, and by whom. `decide`
// asks it, docs/transitions.md is checked against it. The move of merging is still to come.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "dispatcher/core/event.hpp"

namespace shao::core {

enum class Machine : std::uint8_t { whistle, assignment };

struct Move {
  Machine machine;
  std::string_view action;
  std::vector<CaseState> from_case;              // of a whistle's move
  std::vector<AssignmentState> from_assignment;  // of an assignment's move
  std::string_view to;                           // names of the states it leads to
  Roles who;                                     // empty: the system itself
  std::string_view guard;
  std::string_view clocks;  // what it does to them
};

std::span<const Move> moves();
/// The move called `action`; it must exist.
const Move& move_named(std::string_view action);
bool possible(const Move& move, CaseState state);
bool possible(const Move& move, AssignmentState state);

}  // namespace shao::core
