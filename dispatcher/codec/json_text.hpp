// JSON text to a value, strictly: what every body and every journal line goes through first.
//
// Strict means: an object, UTF-8, no key twice in one object (a reader that takes the first and one
// that takes the last would see two different commands), nested at most `max_depth` deep (checked
// while reading: nothing deeper is ever built), at most as long as the caller allows. No exception
// leaves and no message quotes the text, which may hold a resident's name.
//
//   auto body = codec::parse_body(bytes);
//   if (!body) return refuse(body.error());     // "not JSON: it goes wrong at byte 17"
//   std::string hash = codec::body_hash(*body);
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "dispatcher/core/result.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::codec {

using Json = nlohmann::json;

/// Limits of a body on the wire (PROTOCOL.md section 1).
inline constexpr std::size_t max_body_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_depth = 16;

/// A wire body: an object of at most `max_body_bytes`.
core::Result<Json, std::string> parse_body(std::string_view bytes);

/// Any strict JSON object, however long.
core::Result<Json, std::string> parse_object(std::string_view bytes);

/// BLAKE2b-128 of the body with its keys sorted and no white space, 32 hex digits: two bodies with
/// the same hash say the same. Without its `made_at`: a command typed again says the same later.
/// With a `key` (at most 64 bytes) nobody without it can try what a hash in the journal was made
/// of.
std::string body_hash(const Json& body, std::string_view key = {});

/// RFC 3339 text ("2026-02-13T17:30:00+08:00", fractions cut to milliseconds) or an integer of
/// milliseconds since 1970 UTC; from 1970 to 9999. The error says what would be right.
core::Result<core::Instant, std::string> instant_from(const Json& json);

/// Milliseconds since 1970 UTC: how every instant is written.
inline std::int64_t milliseconds(core::Instant instant) {
  return instant.time_since_epoch().count();
}

/// Compact text. Bytes that are not UTF-8 become U+FFFD instead of an exception.
std::string dump(const Json& json);

}  // namespace shao::codec
