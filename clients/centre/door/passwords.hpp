// Passwords: hashed with argon2id, made for people who get a new account, checked when they choose
// one of their own.
//
//   auto hash = hash_of(password);                 // 33 ms and 19 MiB: on a thread of Hashers
//   if (!hash) return busy();
//   if (fits(account.hash, password) && needs_rehash(account.hash)) ...
//
// The cost is OWASP's least for argon2id (ASVS 5.0, 11.4.2): two passes over 19 MiB.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "clients/centre/door/problem.hpp"

namespace shao::door {

struct HashCost {
  unsigned long long passes = 2;
  std::size_t bytes = std::size_t{19} * 1024 * 1024;
};

/// "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". Nothing: there is no memory for it.
std::optional<std::string> hash_of(std::string_view password, HashCost cost = {});

/// False also for a hash that is none.
bool fits(const std::string& hash, std::string_view password);

/// Whether it was made at another cost than today's.
bool needs_rehash(const std::string& hash);

/// 16 characters out of 31 that cannot be taken for one another: 79 bits.
std::string new_password();

/// Longer ones are nobody's.
inline constexpr std::size_t longest_password = 1024;

/// Whether a person may choose it: 10 characters at least, not the one there was, not made of the
/// account's name. The problem's field is "new".
std::optional<Problem> check_password(std::string_view chosen, std::string_view former,
                                      std::string_view account);

}  // namespace shao::door
