// Secrets that a browser holds, and what is kept of them.
//
//   const std::string token = new_token();          // for the cookie, 43 characters
//   session.token = hash_of_token(token);           // for us: who reads Redis can be nobody
//   if (!same_secret(visitor.csrf, header)) return refuse_csrf();
//
// A known mark is for a second cookie that outlives sessions. It says that the right password of
// this account was once given in this browser, so that a browser in somebody's daily use need not
// wait because strangers guess at the account (OWASP: device cookies). It is made with the hash of
// the password as key: it opens nothing, nothing is kept of it, and a new password ends it.
//
//   mark = seconds since 1970 "." base64url of BLAKE2b(key: hash of the password; name, seconds)
#pragma once

#include <string>
#include <string_view>

#include "clients/centre/door/account.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::door {

/// 32 random bytes as base64url.
std::string new_token();
/// 64 hex digits of BLAKE2b-256; empty for a text that no new_token() made.
std::string hash_of_token(std::string_view token);
/// In a time that does not tell where they differ. False when one is empty.
bool same_secret(std::string_view one, std::string_view other);

inline constexpr std::chrono::days known_for{30};
std::string known_mark(const Account& account, core::Instant now);
/// Whether it is the account's and not older than known_for.
bool is_known(const Account& account, std::string_view mark, core::Instant now);

/// Random hex digits that name something and open nothing.
std::string new_id();

/// The token against forged requests of who comes by a trusted proxy and so has no session of ours.
std::string trusted_csrf(const Account& account);

}  // namespace shao::door
