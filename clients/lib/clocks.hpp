// The clocks a client goes by. A port, so that a simulated client lives in simulated time.
#pragma once

#include <chrono>

namespace shao::client {

using Steady = std::chrono::steady_clock;
using WallClock = std::chrono::system_clock;

class Clocks {
 public:
  Clocks() = default;
  Clocks(const Clocks&) = delete;
  Clocks& operator=(const Clocks&) = delete;
  virtual ~Clocks() = default;

  virtual Steady::time_point steady() const { return Steady::now(); }
  virtual WallClock::time_point wall() const { return WallClock::now(); }
};

}  // namespace shao::client
