// The connection to one of the brokers. A socket that hears nothing for some seconds is closed and
// a new one opened to the next broker: libzmq never tries again after a refused key, and a DEALER
// on two endpoints strands what it sends to the dead one.
#pragma once

#include <memory>
#include <optional>

#include "clients/lib/clocks.hpp"
#include "clients/lib/socket.hpp"

namespace shao::client {

class Connection {
 public:
  Connection(std::unique_ptr<Socket> socket, Steady::time_point now);

  void* handle() { return socket_->handle(); }
  /// False: it could not be handed to the socket now.
  bool send(const wire::Frames& frames) { return socket_->send(frames); }
  std::optional<wire::Frames> receive(Steady::time_point now);
  /// Pings, and moves on to the next broker after silence. True when a new socket was opened:
  /// whatever was under way must be sent again.
  bool look_after(Steady::time_point now);
  /// How often it moved on without hearing anything since.
  int silent_brokers() const { return silent_brokers_; }

 private:
  std::unique_ptr<Socket> socket_;
  std::size_t current_ = 0;
  Steady::time_point heard_;
  Steady::time_point pinged_{};
  int silent_brokers_ = 0;
};

}  // namespace shao::client
