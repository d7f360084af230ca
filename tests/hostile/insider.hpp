// An office whose key is good and whose messages are not: as many as the socket takes.
#pragma once

#include <atomic>
#include <cstdint>

#include "clients/lib/profile.hpp"

namespace shao::hostile {

struct Malformed {
  std::uint64_t sent = 0;
  std::uint64_t errors = 0;    // told what was wrong, or that it was too fast
  std::uint64_t refusals = 0;  // by the dispatcher
  std::uint64_t accepted = 0;  // should never be
};

/// Sends `count` messages, each wrong in one of many ways, and takes what comes back.
Malformed malformed_messages(const client::Settings& settings, std::uint64_t count,
                             const std::atomic<bool>& stop);

}  // namespace shao::hostile
