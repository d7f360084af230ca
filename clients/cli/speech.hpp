// In which language, and how, the command line speaks.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/codec/json_text.hpp"

namespace shao::cli {

/// What a subcommand ends with; the meanings stand in --help and clients/README.md.
enum class Exit : int { done = 0, refused = 1, bad_input = 2, no_answer = 3, local_failure = 4 };

/// Whether the locale (LC_ALL, LC_MESSAGES, LANG; the first that is set) is a Chinese one.
bool chinese();
/// The one of the two that fits the locale.
std::string say(std::string_view english, std::string_view chinese_text);

/// To standard error, "shao: ...".
void complain(const std::string& sentence);
/// A refusal or error of the wire, in the locale's language.
std::string message_of(const codec::Json& body);

/// A field as text: texts as they are, numbers and lists as JSON; "-" when it is absent or null.
std::string text_in(const codec::Json& json, const char* field);
bool flag_in(const codec::Json& json, const char* field, bool otherwise = false);

}  // namespace shao::cli
