// What a PONG tells a client, read without building the whole of it: one comes every second for as
// long as a client runs, and to an office that sees all it names every office present.
//
//   if (const auto pong = read_pong(frames[2], "shunyi")) feed.heard_pong(pong->following, now);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/core/time.hpp"

namespace shao::client {

struct Pong {
  bool following = false;  // the broker holds a cursor for this connection
  struct Leader {
    std::string term;   // epoch-nonce
    core::Instant now;  // the jurisdiction's time
    double clock_speed = 1;
    bool exercise = false;  // all that is done there is an exercise
  };
  /// Who leads the jurisdiction; nothing when nobody does, or it is not told whole.
  std::optional<Leader> leader;
  /// The offices that were heard of lately; told to those alone who see all.
  std::optional<std::vector<std::string>> offices;
};

/// Nothing when the text is no JSON object.
std::optional<Pong> read_pong(std::string_view text, std::string_view jurisdiction);

}  // namespace shao::client
