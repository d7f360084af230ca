// Who people are in the mechanism, as one set per key. The names are those of the published state
// table; the wire and the configuration use them as text.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace shao::core {

enum class Role : std::uint8_t {
  community,
  street,
  street_leader,
  street_top_leader,
  dispatcher,
  command_centre,
  dept_liaison,
  dept_officer,
  dept_deputy_head,
  dept_head,
  deputy_district_head,
  district_head,
  party_secretary,
  supervision_office,
  discipline_inspection,
  assignee,
  parent,  // the jurisdiction above, where there is one
};
inline constexpr std::size_t role_count = 17;

inline constexpr std::array<std::string_view, role_count> role_names = {
    "community",
    "street",
    "street_leader",
    "street_top_leader",
    "dispatcher",
    "command_centre",
    "dept_liaison",
    "dept_officer",
    "dept_deputy_head",
    "dept_head",
    "deputy_district_head",
    "district_head",
    "party_secretary",
    "supervision_office",
    "discipline_inspection",
    "assignee",
    "parent",
};

constexpr std::string_view name_of(Role role) {
  return role_names[static_cast<std::size_t>(role)];
}
constexpr std::optional<Role> role_named(std::string_view name) {
  for (std::size_t i = 0; i < role_count; ++i)
    if (role_names[i] == name) return static_cast<Role>(i);
  return std::nullopt;
}

class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (Role role : roles) add(role);
  }
  constexpr void add(Role role) { bits_ |= bit(role); }
  constexpr void add(Roles others) { bits_ |= others.bits_; }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool any_of(Roles other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Roles&) const = default;

 private:
  static constexpr std::uint32_t bit(Role role) { return 1u << static_cast<unsigned>(role); }
  std::uint32_t bits_ = 0;
};

/// Whose key sees every whistle of its jurisdiction.
inline constexpr Roles sees_all{Role::command_centre, Role::dispatcher};

}  // namespace shao::core
