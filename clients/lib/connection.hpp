// One DEALER to one of the brokers. A socket that hears nothing for some seconds is closed and a
// new one opened to the next broker: libzmq never tries again after a refused key, and a DEALER on
// two endpoints strands what it sends to the dead one.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "brokers/wire/sockets.hpp"
#include "clients/lib/profile.hpp"

namespace shao::client {

using Steady = std::chrono::steady_clock;

class Connection {
 public:
  Connection(zmq::context_t& context, const Settings& settings);

  void* handle() { return socket_.handle(); }
  /// False: it could not be handed to the socket now.
  bool send(const wire::Frames& frames);
  std::optional<wire::Frames> receive();
  /// Pings, and moves on to the next broker after silence. True when a new socket was opened:
  /// whatever was under way must be sent again.
  bool look_after(Steady::time_point now);
  /// How often it moved on without hearing anything since.
  int silent_brokers() const { return silent_brokers_; }

 private:
  void open();

  zmq::context_t& context_;
  std::vector<std::string> brokers_;
  std::string broker_key_;
  wire::KeyPair own_;
  std::size_t current_ = 0;
  zmq::socket_t socket_;
  Steady::time_point heard_;
  Steady::time_point pinged_{};
  int silent_brokers_ = 0;
};

}  // namespace shao::client
