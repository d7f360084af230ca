#include "dispatcher/core/checks.hpp"

#include "dispatcher/core/planted.hpp"

namespace shao::core {

namespace {

void append(std::string& list, std::string_view item) {
  if (!list.empty()) list += ", ";
  list += item;
}

template <class Map>
std::string keys_of(const Map& map) {
  std::string list;
  for (const auto& [id, unused] : map) append(list, id.view());
  return list;
}

}  // namespace

std::string list_of(const std::vector<OfficeId>& offices) {
  std::string list;
  for (const OfficeId office : offices) append(list, office.view());
  return list;
}

std::string list_of(Roles roles) {
  std::string list;
  for (std::size_t i = 0; i < role_count; ++i)
    if (roles.has(static_cast<Role>(i))) append(list, role_names[i]);
  return list;
}

std::string list_of(const std::vector<CaseState>& states) {
  std::string list;
  for (const CaseState state : states) append(list, name_of(state));
  return list;
}

std::string list_of(const std::vector<AssignmentState>& states) {
  std::string list;
  for (const AssignmentState state : states) append(list, name_of(state));
  return list;
}

Roles roles_in(const Whistle& whistle, const Policy& policy, const Actor& actor) {
  using R = Role;
  Roles roles = actor.roles;
  const Office* office = policy.office(actor.office);
  if (office == nullptr) return roles;
  const auto like = [&](R own, Roles there) {
    if (actor.roles.has(own)) roles.add(there);
  };
  // The centre has rights of its own.
  const bool centre = policy.is_centre(actor.office);
  if (office->type == OfficeType::department && whistle.street == actor.office && !centre) {
    like(R::dept_liaison, {R::street});
    like(R::dept_officer, {R::street});
    like(R::dept_deputy_head, {R::street_leader});
    like(R::dept_head, {R::street_leader, R::street_top_leader});
  } else if (office->type != OfficeType::department &&
             whistle.assignment(actor.office) != nullptr) {
    like(R::community, {R::dept_liaison, R::dept_officer});
    like(R::street, {R::dept_liaison, R::dept_officer});
    like(R::street_leader, {R::dept_deputy_head});
    like(R::street_top_leader, {R::dept_head});
  }
  return roles;
}

Check check_role(const Move& move, const Actor& actor) {
  if (actor.roles.any_of(move.who) || planted(Bug::role_unchecked)) return std::nullopt;
  return refusal(Reject::role_may_not, "role", list_of(actor.roles),
                 std::string(move.action) + " is for " + list_of(move.who));
}

Check check_case_state(const Move& move, const Whistle& whistle) {
  if (possible(move, whistle.state) || planted(Bug::case_state_unchecked)) return std::nullopt;
  return refusal(Reject::wrong_state, "state", name_of(whistle.state),
                 std::string(move.action) + " is possible in " + list_of(move.from_case));
}

Check check_unit(const Whistle& whistle, const Actor& actor, bool or_unit) {
  if (planted(Bug::unit_unchecked)) return std::nullopt;
  if (actor.office == whistle.street || (or_unit && actor.office == whistle.unit))
    return std::nullopt;
  return refusal(Reject::not_your_unit, "office", actor.office.view(),
                 or_unit ? "the raiser: " + whistle.unit.str() + " or " + whistle.street.str()
                         : "the raising street: " + whistle.street.str());
}

Check check_text(std::string_view field, std::string_view value, std::string_view what_for) {
  if (!value.empty()) return std::nullopt;
  return refusal(Reject::missing_field, field, "", std::string(what_for));
}

Role raiser_of(const Policy& policy, const Office& unit) {
  if (unit.type == OfficeType::community) return Role::community;
  if (unit.type != OfficeType::department) return Role::street;
  return policy.is_centre(unit.id) ? Role::command_centre : Role::dept_liaison;
}

Check check_raise_ids(const Policy& policy, const Raise& raise) {
  if (policy.office(raise.unit) == nullptr)
    return refusal(Reject::unknown_office, "unit", raise.unit.view(),
                   "the code of a community, subdistrict or town of the directory");
  // A community or subdistrict need not know who is responsible, and does not choose.
  if (!raise.to.empty() && policy.office(raise.unit)->type != OfficeType::department)
    return refusal(Reject::malformed, "to", raise.to.view(),
                   "nothing: rules place what a community, subdistrict or town raises");
  if (!raise.to.empty() && policy.office(raise.to) == nullptr)
    return refusal(Reject::unknown_office, "to", raise.to.view(), "an office of the directory");
  if (!raise.kind.empty() && policy.kind(raise.kind) == nullptr)
    return refusal(Reject::unknown_kind, "kind", raise.kind.view(),
                   "one of " + keys_of(policy.kinds));
  if (!raise.category.empty() && policy.category(raise.category) == nullptr) {
    std::string known;
    for (const Category& category : policy.categories) append(known, category.id.view());
    return refusal(Reject::unknown_category, "category", raise.category.view(), "one of " + known);
  }
  if (!raise.urgency.empty() && policy.urgency(raise.urgency) == nullptr)
    return refusal(Reject::unknown_urgency, "urgency", raise.urgency.view(),
                   "one of " + keys_of(policy.urgencies));
  return std::nullopt;
}

Check check_raiser(const Policy& policy, const Raise& raise, const Kind& kind, const Actor& actor) {
  constexpr Roles may_raise{Role::community, Role::street, Role::command_centre,
                            Role::dept_liaison};
  if (!actor.roles.any_of(may_raise))
    return refusal(Reject::role_may_not, "role", list_of(actor.roles),
                   "raise is for " + list_of(may_raise));
  if (raise.unit != actor.office && policy.street_of(raise.unit) != actor.office)
    return refusal(Reject::not_your_unit, "unit", raise.unit.view(),
                   "your own unit, " + actor.office.str() + ", or one of its communities");
  const Role raiser = raiser_of(policy, *policy.office(raise.unit));
  if (!kind.raisers.has(raiser))
    return refusal(Reject::kind_not_for_raiser, "kind", kind.id.view(),
                   "a kind that a " + std::string(name_of(raiser)) + " may raise; " +
                       kind.id.str() + " is for " + list_of(kind.raisers));
  return std::nullopt;
}

}  // namespace shao::core
