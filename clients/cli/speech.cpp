#include "clients/cli/speech.hpp"

#include <cstdlib>
#include <iostream>

namespace shao::cli {

bool chinese() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return std::string_view(value).starts_with("zh");
  }
  return false;
}

std::string say(std::string_view english, std::string_view chinese_text) {
  return std::string(chinese() ? chinese_text : english);
}

void complain(const std::string& sentence) {
  std::cerr << "shao: " << sentence << '\n';
}

std::string message_of(const codec::Json& body) {
  const char* field = chinese() ? "message_zh" : "message";
  const auto found = body.find(field);
  if (found != body.end() && found->is_string()) return found->get<std::string>();
  return codec::dump(body);
}

std::string text_in(const codec::Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end() || found->is_null()) return "-";
  return found->is_string() ? found->get<std::string>() : codec::dump(*found);
}

bool flag_in(const codec::Json& json, const char* field, bool otherwise) {
  const auto found = json.find(field);
  return found != json.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

std::string clock_name(const std::string& name) {
  return spoken_name<core::ClockKind>(core::clock_names, name);
}

std::string whistle_number(std::string text) {
  if (text.starts_with('w')) text.front() = 'W';
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  return digits ? "W" + text : text;
}

}  // namespace shao::cli
