// The machine's own wall clock, which a chaos run leaves alone.
#pragma once

#include <chrono>
#include <cstdint>

namespace shao::chaos {

/// Milliseconds since 1970 UTC.
inline std::int64_t machine_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace shao::chaos
