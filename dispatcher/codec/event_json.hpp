// An event as clients are told of it (PROTOCOL.md section 4): the feed's body and a timeline's row.
//
//   {"n":57,"at":1770975000123,"event":"acknowledged","whistle":"W12","office":"ZJW",
//    "who":{"office":"ZJW","person":"李四"}}
//
// Field names are those of event_fields.hpp. A whistle is "W12", an instant an integer of
// milliseconds, a clock {clock, starts, due, levels:[5 instants]}, a recipient "OFFICE/role", an
// assigned office {office, lead, clocks}. Texts that were not given are absent; ids that there are
// none of (a rule, a category) are null; lists are always there. `who` is always there too; its
// office is "" when time passed or the engine itself acted, its person "" when none was named;
// "exercise":true of exercises. What is sealed is left out: who has the keys puts it in, masked
// (particulars.hpp).
//
//   told.body = codec::dump(codec::event_json(record, 0));
#pragma once

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::codec {

/// Ids of commands that were given through the web application begin so: their `who` has
/// "channel":"web".
inline constexpr std::string_view web_command = "web:";

/// The event `record.events[index]`.
Json event_json(const core::Record& record, std::size_t index);

}  // namespace shao::codec
