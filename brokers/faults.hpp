// The errors a broker answers itself (PROTOCOL.md section 5): nothing was done. What the
// jurisdiction refuses is no fault but an answer, and comes from the dispatcher.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "brokers/wire/sockets.hpp"

namespace shao::broker {

enum class FaultName : std::uint8_t {
  bad_frames,
  bad_body,
  key_revoked,
  no_leader,
  unknown_jurisdiction,
  too_fast,
};
inline constexpr std::array<std::string_view, 6> fault_names = {
    "bad_frames", "bad_body", "key_revoked", "no_leader", "unknown_jurisdiction", "too_fast"};

/// `detail` says which frame or value is wrong and what would be right, in both languages.
struct Fault {
  FaultName name = FaultName::bad_frames;
  std::string detail;
  std::string detail_zh;
};

/// The whole message to a client; `id` as the client gave it, or empty.
wire::Frames error_frames(const std::string& id, const Fault& fault);

/// For a log or an error: printable ASCII, at most 40 characters, the rest replaced.
std::string shown(std::string_view text);

}  // namespace shao::broker
