// A place in a jurisdiction's feed: the term that wrote the event, and the event's number. The term
// is named by its nonce too, so that a journal that was rewound and written on is not taken for the
// one a client has read.
//
//   codec::format({3, "9f2c", 57});                // "3-9f2c-57"
//   codec::parse_position("3-9f2c-57")->number;    // 57
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::codec {

struct Position {
  std::uint64_t epoch = 0;
  std::string nonce;
  core::EventNumber number = 0;
  bool operator==(const Position&) const = default;
};

std::string format(const Position& position);
/// Nothing when `text` is not `epoch "-" nonce "-" number` (nonce: letters and digits).
std::optional<Position> parse_position(std::string_view text);

/// Where event `number` lies: in the term it was written in. Before the first claim there is no
/// term and the position is 0-0-0.
Position position_at(const core::State& state, core::EventNumber number);

}  // namespace shao::codec
