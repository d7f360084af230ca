// A command's body (PROTOCOL.md section 2) to a core::Command.
//
// What is checked here is the form: fields that exist and no others, their types, lengths and
// ranges; what is wrong is refused as `malformed`, naming the field, the value and what would be
// right. Whether a reason, evidence or a place is needed depends on the move and is the core's to
// say, after it has looked at roles and states; so these may be absent here.
//
// A field that is null, or a text of nothing but white space, counts as not given.
//
//   auto body = codec::parse_body(bytes);
//   auto said = codec::decode_command(*body);
//   if (!said) return codec::refusal_json(said.error());
//   seal(said->particulars) into said->command
#pragma once

#include <optional>
#include <string>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/codec/particulars.hpp"
#include "dispatcher/core/command.hpp"
#include "dispatcher/core/refusal.hpp"

namespace shao::codec {

/// Longest texts in characters (code points, so that Chinese is not cut short), lists in entries.
namespace limits {
inline constexpr std::size_t title = 200;
inline constexpr std::size_t detail = 4000;
inline constexpr std::size_t text = 2000;  // reasons, notes, messages, accounts
inline constexpr std::size_t person = 100;
inline constexpr std::size_t role = 40;
inline constexpr std::size_t how = 200;
inline constexpr std::size_t hook = 23;
inline constexpr std::size_t phone = 32;
inline constexpr std::size_t address = 300;
inline constexpr std::size_t evidence = 20;
inline constexpr std::size_t evidence_text = 500;
inline constexpr std::size_t assist = 20;
inline constexpr std::size_t evaluations = 50;
}  // namespace limits

/// What a client said: the command, and in clear what must be sealed before the core sees it.
struct Said {
  core::Command command;
  Particulars particulars;  // of a raise
  std::string reached;      // of a contact
};

/// `body` must be an object (parse_body gives nothing else).
core::Result<Said, core::Refusal> decode_command(const Json& body);

/// Who sat at the key, as the body says: `account` where an application speaks for people who are
/// signed in to it (a report-in's `person` is who came to the place), else `person`; empty when it
/// says neither.
std::string person_of(const Json& body);

/// `stamped`, the roles of the key that spoke, or of those only the ones that the body names in
/// `as`: who sits at an office's key may be allowed less than the key is.
core::Result<core::Roles, core::Refusal> roles_of(const Json& body, core::Roles stamped);

/// When the client's outbox took the command in, as the body says; nothing when it does not.
std::optional<core::Instant> made_at_of(const Json& body);

}  // namespace shao::codec
