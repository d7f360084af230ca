// An account: a named person who may come in by a browser, of which office and in which roles.
//
//   account = {"name":"li.na","person":"李娜","office":"ZJW","roles":["dept_officer"],
//              "operates":false,"disabled":false,"must_change":false,"generation":3,
//              "hash":"$argon2id$v=19$m=19456,t=2,p=1$..."}
//
//   if (auto problem = check(account)) return refuse(*problem);
//   keep(account.name, text_of(account));
//   auto again = account_from(kept);
//   if (!again) return complain(again.error());     // "its office is missing or is no text"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/centre/door/problem.hpp"
#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/roles.hpp"

namespace shao::door {

struct Account {
  std::string name{};    // 2 to 40 characters, see fits_name; never changes
  std::string person{};  // as others read it: 1 to 100 characters
  core::OfficeId office{};
  core::Roles roles{};
  bool operates = false;     // may manage accounts
  bool disabled = false;     // cannot come in; never removed, since what it did is somebody's
  bool must_change = false;  // its password was made by an operator
  /// Counts the times that all its sessions were ended: one of an earlier generation is over,
  /// wherever it may still be written down.
  std::uint64_t generation = 0;
  std::string hash{};  // of the password (passwords.hpp)

  bool operator==(const Account&) const = default;
};

/// Lower-case letters, digits, '.', '_' and '-', the first one a letter or a digit.
bool fits_name(std::string_view name);

/// What of it cannot be, the first thing found. That the office stands in the directory is for the
/// caller to see, who has one.
std::optional<Problem> check(const Account& account);

/// The error names the one that is none.
Outcome<core::Roles> roles_from(const std::vector<std::string>& names);
/// In the order of core::role_names.
std::vector<std::string> names_of(core::Roles roles);

std::string text_of(const Account& account);
/// The error never quotes the text, which holds the hash.
core::Result<Account, std::string> account_from(std::string_view text);

}  // namespace shao::door
