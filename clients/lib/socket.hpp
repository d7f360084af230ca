// The one socket of a client. A port: DealerSocket is the real one, a simulator has its own.
#pragma once

#include <optional>
#include <string>
#include <zmq.hpp>

#include "brokers/wire/sockets.hpp"
#include "clients/lib/profile.hpp"

namespace shao::client {

class Socket {
 public:
  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  virtual ~Socket() = default;

  /// A new connection to the broker of this number takes the place of the one before.
  virtual void open(std::size_t broker) = 0;
  virtual std::size_t brokers() const = 0;
  /// False: it could not be handed over now.
  virtual bool send(const wire::Frames& frames) = 0;
  virtual std::optional<wire::Frames> receive() = 0;
  /// For zmq::poll; nullptr where there is nothing to poll.
  virtual void* handle() = 0;
};

/// A DEALER with CURVE.
class DealerSocket final : public Socket {
 public:
  /// `context` must outlive the socket.
  DealerSocket(zmq::context_t& context, const Settings& settings);

  void open(std::size_t broker) override;
  std::size_t brokers() const override { return brokers_.size(); }
  bool send(const wire::Frames& frames) override;
  std::optional<wire::Frames> receive() override;
  void* handle() override { return socket_.handle(); }

 private:
  zmq::context_t& context_;
  std::vector<std::string> brokers_;
  std::string broker_key_;
  wire::KeyPair own_;
  zmq::socket_t socket_;
};

}  // namespace shao::client
