#include "clients/drill/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace shao::drill {

namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};
/// Wide and fullwidth characters (Unicode's East Asian Width W and F), in large strokes: what a
/// Chinese terminal shows two columns wide.
constexpr std::array<Range, 9> wide{{{0x1100, 0x115F},
                                     {0x2E80, 0x303E},
                                     {0x3041, 0xA4CF},
                                     {0xAC00, 0xD7A3},
                                     {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE6F},
                                     {0xFF00, 0xFF60},
                                     {0xFFE0, 0xFFE6},
                                     {0x20000, 0x3FFFD}}};

std::size_t columns_of(std::uint32_t point) {
  if (point < 0x20 || point == 0x7F) return 0;
  const bool is_wide = std::any_of(wide.begin(), wide.end(), [&](const Range& range) {
    return range.first <= point && point <= range.last;
  });
  return is_wide ? 2 : 1;
}

/// The character that begins at `at`, and where the next one does.
std::uint32_t point_at(std::string_view text, std::size_t at, std::size_t& next) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  next = std::min(at + size, text.size());
  std::uint32_t point = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = at + 1; i < next; ++i) point = (point << 6U) | (byte(i) & 0x3FU);
  return point;
}

/// The longest beginning that fits.
std::string_view cut(std::string_view text, std::size_t columns, std::size_t& used) {
  used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = 0;
    const std::size_t more = columns_of(point_at(text, at, next));
    if (used + more > columns) break;
    used += more;
    at = next;
  }
  return text.substr(0, at);
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = 0;
    columns += columns_of(point_at(text, at, next));
    at = next;
  }
  return columns;
}

std::string fit(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  std::string out(cut(text, columns, used));
  return out + std::string(columns - used, ' ');
}

std::string fit_right(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  const std::string_view fitting = cut(text, columns, used);
  return std::string(columns - used, ' ') + std::string(fitting);
}

std::string spoken(core::Duration duration, bool chinese) {
  struct Unit {
    std::int64_t seconds;
    const char* english;
    const char* chinese;
  };
  static constexpr std::array<Unit, 4> units{
      {{86400, "d", "天"}, {3600, "h", "小时"}, {60, "m", "分"}, {1, "s", "秒"}}};
  const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  std::int64_t left = std::abs(seconds);
  // From the largest unit that there is one of.
  const auto largest = std::find_if(units.begin(), units.end() - 1,
                                    [&](const Unit& unit) { return left >= unit.seconds; });
  std::string text = std::to_string(left / largest->seconds);
  text += chinese ? largest->chinese : largest->english;
  left %= largest->seconds;
  if (const auto next = largest + 1; next != units.end() && left >= next->seconds) {
    if (!chinese) text += ' ';
    text += std::to_string(left / next->seconds);
    text += chinese ? next->chinese : next->english;
  }
  return seconds < 0 ? "-" + text : text;
}

std::string percent(std::size_t part, std::size_t whole) {
  if (whole == 0) return "-";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1f%%",
                100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text.data();
}

bool prefers_chinese() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("zh");
  return false;
}

}  // namespace shao::drill
