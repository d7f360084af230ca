#include "config/window.hpp"

#include <charconv>
#include <string>

namespace shao::config {

namespace {

using std::chrono::minutes;

/// "09:00", up to "24:00".
std::optional<minutes> time_of(const Node& node, Problems& problems) {
  const auto* text = std::get_if<std::string>(&node.value);
  const auto two_digits = [&](std::size_t from) {
    int value = -1;
    const char* begin = text->data() + from;
    const auto [end, failure] = std::from_chars(begin, begin + 2, value);
    return failure == std::errc{} && end == begin + 2 ? value : -1;
  };
  if (text != nullptr && text->size() == 5 && (*text)[2] == ':') {
    const int hour = two_digits(0);
    const int minute = two_digits(3);
    const minutes time{hour * 60 + minute};
    if (hour >= 0 && minute >= 0 && minute < 60 && time <= whole_day) return time;
  }
  const std::string found = text == nullptr ? "" : " \"" + *text + "\"";
  problems.error(
      node.at, "calendar.time",
      {"a time" + found + " should be a text from \"00:00\" to \"24:00\", like \"09:00\"",
       "时刻" + found + "应为 \"00:00\" 至 \"24:00\" 的文本,如 \"09:00\""});
  return std::nullopt;
}

}  // namespace

std::optional<Window> read_window(const Node& node, SameTime same, Problems& problems) {
  const auto* pair = std::get_if<Items>(&node.value);
  if (pair == nullptr || pair->size() != 2) {
    problems.error(node.at, "field.type",
                   {"hours should be a pair of times, like [\"09:00\", \"12:00\"]",
                    "时段应为一对时刻,如 [\"09:00\", \"12:00\"]"});
    return std::nullopt;
  }
  const auto begin = time_of((*pair)[0], problems);
  const auto end = time_of((*pair)[1], problems);
  if (!begin || !end) return std::nullopt;
  const bool next_day = *end < *begin || (same == SameTime::whole_day && *end == *begin);
  if ((*begin == *end && !next_day) || *begin == whole_day) {
    problems.error(node.at, "calendar.window_empty",
                   {"this window has no length; a whole day is [\"00:00\", \"24:00\"]",
                    "该时段长度为零;全天应写作 [\"00:00\", \"24:00\"]"});
    return std::nullopt;
  }
  return Window{*begin, next_day ? *end + whole_day : *end};
}

}  // namespace shao::config
