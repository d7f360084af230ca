// In which language, and how, the command line speaks.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::cli {

/// What a subcommand ends with; the meanings stand in --help and clients/README.md.
enum class Exit : int { done = 0, refused = 1, bad_input = 2, no_answer = 3, local_failure = 4 };

/// Whether the locale (LC_ALL, LC_MESSAGES, LANG; the first that is set) is a Chinese one.
bool chinese();
/// The one of the two that fits the locale.
std::string say(std::string_view english, std::string_view chinese_text);

/// By this machine's clock.
core::Instant now();

/// "W12", also for "w12" and "12" as they are said; other text stays.
std::string whistle_number(std::string text);

/// To standard error, "shao: ...".
void complain(const std::string& sentence);
/// That standard output takes nothing more: a full disk, as a rule.
std::string output_lost();
/// A refusal or error of the wire, in the locale's language.
std::string message_of(const codec::Json& body);

/// A field as text: texts as they are, numbers and lists as JSON; "-" when it is absent or null.
std::string text_in(const codec::Json& json, const char* field);
bool flag_in(const codec::Json& json, const char* field, bool otherwise = false);
/// What stands before the title of a whistle, or an event about one, that is an exercise.
std::string exercise_mark(const codec::Json& json);

/// A name of the wire, out of the table of its kind, as the locale speaks it; one that the table
/// does not hold (a newer dispatcher's) stays as it is.
template <class Name, std::size_t n>
std::string spoken_name(const std::array<std::string_view, n>& names, const std::string& name) {
  for (std::size_t i = 0; i < n; ++i)
    if (names[i] == name) return std::string(codec::spoken(static_cast<Name>(i), chinese()));
  return name;
}
std::string clock_name(const std::string& name);

/// A code and its name, where the answer's `names` has it: "RQ 燃气公司".
std::string with_name(const codec::Json& answer, const std::string& code);
/// Recipients ("QZF/district_head") as people say them.
std::string told(const codec::Json& answer, const codec::Json& recipients);
/// Of a level: its recipients, who of them is on duty, and who hears of it later (`time` says when)
/// or not at all. Empty when there is nobody.
std::string told_of(const codec::Json& answer, const codec::Json& level,
                    const std::function<std::string(const codec::Json&)>& time);

}  // namespace shao::cli
