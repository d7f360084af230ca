// Connections of those who have no key: raw TCP to a broker's port.
//
//   Strangers strangers("tcp://127.0.0.1:7700", stop);
//   strangers.malformed_handshakes(1'000'000);     // each wrong in one of nine ways
//   strangers.silent_connections(2000, 30s);       // so many a second; they never say a word
//
// Every connection comes from another address of the loopback network, so that the ports of one do
// not run out while closed ones wait. What is expected of the broker is that it closes them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace shao::hostile {

class Strangers {
 public:
  /// Ends early when `stop` becomes true.
  Strangers(const std::string& endpoint, const std::atomic<bool>& stop);

  struct Outcome {
    std::uint64_t made = 0;
    std::uint64_t refused = 0;    // by the system: no connection came about
    std::uint64_t lingering = 0;  // the broker had not closed it long after its limit
  };
  Outcome malformed_handshakes(std::uint64_t count);
  Outcome silent_connections(std::uint64_t each_second, std::chrono::seconds time);

 private:
  std::uint16_t port_;
  const std::atomic<bool>& stop_;
};

}  // namespace shao::hostile
