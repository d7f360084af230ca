// Why the door says no, as a named value for programs and a sentence for people, in both languages.
//
//   if (!outcome) return answer(status_of(outcome.error().kind), name_of(outcome.error().kind),
//                               outcome.error().message, outcome.error().message_zh);
//
// A message never quotes a password or a token.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "dispatcher/core/result.hpp"

namespace shao::door {

struct Problem {
  enum class Kind : std::uint8_t {
    wrong_login,      // no such account, disabled, or another password: they cannot be told apart
    locked_out,       // after too many failures; `wait` says how long
    busy,             // too many passwords are being checked; `wait` says when to try again
    storage_down,     // Redis does not answer; what was asked for may or may not have happened
    not_signed_in,    // the token is of no session (any more)
    not_operator,     // the one who asks may not
    malformed,        // `field`, `value` and `expected` say what of it
    name_taken,       // there is an account of that name
    unknown_account,  // there is none
    last_operator,    // nobody could manage accounts any more
  };

  Kind kind = Kind::storage_down;
  std::string message;
  std::string message_zh;
  std::string field{};           // of malformed; as the contract of the server names it
  std::string value{};           // what was given; empty where that is a secret
  std::string expected{};        // what would be right
  std::chrono::seconds wait{0};  // of locked_out and busy: from one second on
};

constexpr std::string_view name_of(Problem::Kind kind) {
  constexpr std::array<std::string_view, 10> names = {
      "wrong_login",  "locked_out", "busy",       "storage_down",    "not_signed_in",
      "not_operator", "malformed",  "name_taken", "unknown_account", "last_operator"};
  return names[static_cast<std::size_t>(kind)];
}

template <class T>
using Outcome = core::Result<T, Problem>;
/// What an Outcome holds that has nothing to say.
using Done = std::monostate;

Problem wrong_login();
Problem locked_out(std::chrono::seconds wait);
Problem busy();
/// `reason`: what Redis or the connection to it said.
Problem storage_down(const std::string& reason);
Problem not_signed_in();
Problem not_operator();
Problem name_taken(const std::string& name);
Problem unknown_account(const std::string& name);
Problem last_operator(const std::string& name);

struct Wrong {
  std::string field;
  std::string called;  // "the name"
  std::string called_zh;
  std::string value;  // empty: not quoted
  std::string expected;
  std::string expected_zh;
};
/// "the name "Li" cannot be taken; right would be: ...".
Problem malformed(Wrong wrong);

}  // namespace shao::door
