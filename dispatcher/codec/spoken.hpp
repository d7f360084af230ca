// The words people use for what the wire names, in English and Chinese, and an event as one line.
//
//   codec::spoken(core::ClockKind::report_in, true);    // "报到"
//   codec::describe(event, false);                      // "ZJW (李四) acknowledged W12"
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::codec {

std::string_view spoken(core::ClockKind clock, bool chinese);
std::string_view spoken(core::CaseState state, bool chinese);
std::string_view spoken(core::AssignmentState state, bool chinese);
std::string_view spoken(core::Role role, bool chinese);
std::string_view spoken(core::Solved solved, bool chinese);
std::string_view spoken(core::Satisfaction satisfaction, bool chinese);
std::string_view spoken(core::Ground ground, bool chinese);
std::string_view spoken(core::Pressure why, bool chinese);
/// "reminder", "预警提醒"... A jurisdiction may call its levels otherwise (Level::name); these are
/// the words where no policy is at hand. Empty when there is no such level.
std::string_view spoken_level(std::size_t level, bool chinese);

/// A condition of a rule ("category", "hours"...); of another word, the word.
std::string_view spoken_condition(std::string_view condition, bool chinese);
/// Why a rule matched, as routing says it ("category PROPERTY, kind DEMAND").
std::string spoken_reason(std::string_view reason, bool chinese);

/// One line for people: who did what to which whistle; which level of which clock against which
/// office, and who is told. Takes an event as event_json writes it; of anything else it says what
/// it can. Without the instant, which the caller writes in the reader's time zone.
std::string describe(const Json& event, bool chinese);

}  // namespace shao::codec
