// Whistles from files: one JSON object, JSON lines, or CSV. Each becomes the body of a raise
// command; a line that cannot is reported with its number, field, value and what would be right.
//
// A record whose unit and id stood in the file before is reported, too: one number, one whistle.
//
//   JSON lines: one object a line, fields as in PROTOCOL.md's raise
//   CSV:        UTF-8 (a BOM is fine), RFC 4180 quoting, a heading line that names the columns:
//               id, unit, kind, category, urgency, title, detail, place.address, place.lon,
//               place.lat, reporter.name, reporter.phone, occurred_at, exercise, to (also without
//               the dots: address, lon, lat, name, phone)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::cli {

struct BadRecord {
  std::size_t line = 0;
  std::string problem;
};
struct GoodRecord {
  std::size_t line = 0;
  codec::Json body;  // {"do":"raise", ...}
};
struct Records {
  std::vector<GoodRecord> good;
  std::vector<BadRecord> bad;
};

/// Checks one object's fields as the jurisdiction will, without asking it. The error is a sentence.
core::Result<codec::Json, std::string> raise_body(codec::Json fields);

/// A coordinate's text as a number; other text stays, and is refused by name.
codec::Json number_or_text(const std::string& text);

Records records_from_json_lines(std::string_view text);
/// The error: the heading is missing or names no known column.
core::Result<Records, std::string> records_from_csv(std::string_view text);

/// The command id of a record: "raise:", its unit and its id, so that raising the same file again
/// is harmless. One too long or not printable is cut and told apart by its hash.
std::string command_id_of(const codec::Json& body);

}  // namespace shao::cli
