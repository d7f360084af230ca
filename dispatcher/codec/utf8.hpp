// Counting and cutting UTF-8 text by characters (code points). The text is known to be UTF-8.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace shao::codec {

inline bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

inline std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

/// The first `count` characters.
inline std::string_view beginning(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end)
    if (starts_character(text[end]) && count-- == 0) break;
  return text.substr(0, end);
}

/// Neither printed nor moving the text on: a title must not be able to steer a clerk's terminal.
inline bool is_control(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20U || value == 0x7FU;
}

}  // namespace shao::codec
