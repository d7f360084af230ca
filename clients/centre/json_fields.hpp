// A field of a JSON object, or nothing of it: what comes from outside may lack any.
#pragma once

#include <string>

#include "dispatcher/codec/json_text.hpp"

namespace shao::centre {

/// Empty when it is not there or no text.
inline std::string text_in(const codec::Json& json, const char* field) {
  const auto found = json.find(field);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// False when it is not there or neither true nor false.
inline bool flag_in(const codec::Json& json, const char* field) {
  const auto found = json.find(field);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

}  // namespace shao::centre
