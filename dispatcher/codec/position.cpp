#include "dispatcher/codec/position.hpp"

#include <algorithm>
#include <charconv>

namespace shao::codec {

namespace {

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

bool is_nonce(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

}  // namespace

std::string format(const Position& position) {
  return std::to_string(position.epoch) + "-" + position.nonce + "-" +
         std::to_string(position.number);
}

std::optional<Position> parse_position(std::string_view text) {
  const std::size_t first = text.find('-');
  const std::size_t last = text.rfind('-');
  if (first == last) return std::nullopt;
  const auto epoch = number_of(text.substr(0, first));
  const std::string_view nonce = text.substr(first + 1, last - first - 1);
  const auto number = number_of(text.substr(last + 1));
  if (!epoch || !number || !is_nonce(nonce)) return std::nullopt;
  return Position{*epoch, std::string(nonce), *number};
}

Position position_at(const core::State& state, core::EventNumber number) {
  const auto& terms = state.terms();
  const auto after = std::upper_bound(
      terms.begin(), terms.end(), number,
      [](core::EventNumber value, const core::Term& term) { return value < term.first; });
  if (after == terms.begin()) return {0, "0", 0};
  const core::Term& term = *std::prev(after);
  return {term.epoch, term.nonce, number};
}

}  // namespace shao::codec
