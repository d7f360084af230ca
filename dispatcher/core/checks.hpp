// The checks a command must pass, each a small function that says yes or gives the refusal.
// decide_*.cpp call them in the order of refusal.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/core/policy.hpp"
#include "dispatcher/core/refusal.hpp"
#include "dispatcher/core/state.hpp"
#include "dispatcher/core/transitions.hpp"

namespace shao::core {

using Check = std::optional<Refusal>;

inline Refusal refusal(Reject reject, std::string_view field, std::string_view value,
                       std::string expected) {
  return {reject, std::string(field), std::string(value), std::move(expected)};
}

/// What the actor may act as in this whistle. A department that whistles stands where a street
/// does, and a subdistrict or town that is assigned where a department does: each rank there has
/// the rights of its like.
Roles roles_in(const Whistle& whistle, const Policy& policy, const Actor& actor);

Check check_role(const Move& move, const Actor& actor);
Check check_case_state(const Move& move, const Whistle& whistle);
/// The actor speaks for the whistle's street (or is the unit itself, when `or_unit`).
Check check_unit(const Whistle& whistle, const Actor& actor, bool or_unit);
Check check_text(std::string_view field, std::string_view value, std::string_view what_for);

/// The ids a raise names exist, its unit is the actor's own or one of its communities, and the
/// unit may raise this kind.
Check check_raise_ids(const Policy& policy, const Raise& raise);
/// As what a unit raises, by which kinds.toml says who may raise a kind.
Role raiser_of(const Policy& policy, const Office& unit);
Check check_raiser(const Policy& policy, const Raise& raise, const Kind& kind, const Actor& actor);

/// The names of offices, of a role set or of states, for `expected`.
std::string list_of(const std::vector<OfficeId>& offices);
std::string list_of(Roles roles);
std::string list_of(const std::vector<CaseState>& states);
std::string list_of(const std::vector<AssignmentState>& states);

}  // namespace shao::core
