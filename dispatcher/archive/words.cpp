#include "dispatcher/archive/words.hpp"

#include <cstddef>

#include "dispatcher/codec/utf8.hpp"

namespace shao::archive {

namespace {

/// What takes two bytes or fewer in UTF-8 is Latin, Greek, Cyrillic...: words between spaces.
bool stands_alone(std::string_view character) {
  return character.size() >= 3;
}

std::size_t character_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && !codec::starts_character(text[end])) ++end;
  return end - at;
}

bool is_letter_or_digit(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z');
}

}  // namespace

std::string spaced(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, character_at(text, at));
    if (stands_alone(character))
      out.append(" ").append(character).append(" ");
    else
      out += character;
    at += character.size();
  }
  return out;
}

std::string query_of(std::string_view words) {
  std::string query;
  constexpr std::string_view blanks = " \t\r\n";
  // The space that Chinese keyboards write.
  std::string text;
  for (std::size_t at = 0; at < words.size();) {
    const std::string_view character = words.substr(at, character_at(words, at));
    text += character == "　" ? " " : character;
    at += character.size();
  }
  for (std::string_view rest = text;;) {
    const auto begin = rest.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return query;
    const auto end = std::min(rest.find_first_of(blanks, begin), rest.size());
    const std::string_view word = rest.substr(begin, end - begin);
    std::string quoted;
    for (const char c : spaced(word)) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    query.append(query.empty() ? "\"" : " \"").append(quoted).append("\"");
    if (is_letter_or_digit(word.back())) query += "*";
    rest.remove_prefix(end);
  }
}

}  // namespace shao::archive
