// Journal records to lines of JSON and back: the format in which everything is kept.
//
//   batch  = record *( LF record )            one journal entry; no LF inside a record
//   record = { "v":5, "n":first, "at":instant, "office":id, "roles":[role...], "person":text,
//              "command":id, "hash":hex, "exercise":true, "events":[event...] }
//   event  = { "event":name, ...fields }      names and fields: event_fields.hpp
//
//   instant        integer, milliseconds since 1970 UTC
//   whistle        integer (12, not "W12")
//   clock plan     [clock, starts, due, level 0, level 1, level 2, level 3, level 4,
//                  level 5 where the ladder has one, working]
//   recipient      [office, role]
//   assigned       [office, lead, [clock plan...]]
//   rework         [office, clock plan]
//   near miss      [rule, condition, wanted]
//   evaluation     [office, solved, satisfaction, on_time, text]
//   sealed         text: base64 of what the whistle's key seals (dispatcher/sealing/sealing.hpp)
//
// Texts and ids that are empty, lists without entries, optional values that are absent and flags
// that are false are left out; everything else is always written. Reading is strict: a field that
// the version does not have, a missing one, or one of another type is an error, so that a changed
// byte never turns into a quietly different history. A new field means a new version.
//
//   std::string line = codec::encode_record(record);
//   auto again = codec::decode_record(line);       // the same record, field by field
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::codec {

inline constexpr int record_version = 5;

/// One line, without its LF. A record must hold at least one event.
std::string encode_record(const core::Record& record);
/// Total: any bytes give a record or the reason they are none.
core::Result<core::Record, std::string> decode_record(std::string_view line);

/// Lines of encode_record as one journal entry.
std::string encode_batch(const std::vector<std::string>& lines);
/// The records of an entry, each following the one before it without a gap.
core::Result<std::vector<core::Record>, std::string> decode_batch(std::string_view bytes);

}  // namespace shao::codec
