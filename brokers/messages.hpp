// What clients say (PROTOCOL.md section 1), read and checked. A broker looks at the envelope; the
// body of a command is looked at only as far as it protects the dispatcher (an object in UTF-8,
// small, not deep).
//
//   auto message = parse_client(frames);
//   if (!message) reply(error_frames(message.error().id, message.error().fault));
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "brokers/faults.hpp"
#include "brokers/link.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::broker {

inline constexpr std::size_t max_credit = 100'000;

/// COMMAND or QUERY.
struct Ask {
  link::AskKind kind = link::AskKind::command;
  std::string jurisdiction;
  std::string id;
  std::string body;
};
struct Follow {
  std::string jurisdiction;
  std::string position;
  std::size_t credit = 0;
};
struct Credit {
  std::size_t credit = 0;
};
struct Unfollow {};
struct Ping {};
using ClientMessage = std::variant<Ask, Follow, Credit, Unfollow, Ping>;

struct Wrong {
  std::string id;  // as far as the message has a usable one
  Fault fault;
};

core::Result<ClientMessage, Wrong> parse_client(wire::Frames frames);

}  // namespace shao::broker
