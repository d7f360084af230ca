// The dispatcher's side of the link to its brokers: a ROUTER for what they ask and a PUB for the
// feed, both CURVE, letting in brokers' keys only. It outlives terms: a dispatcher that stands by
// answers NOTLEADER on the same sockets.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "brokers/wire/keys.hpp"
#include "brokers/wire/zap.hpp"
#include "dispatcher/engine/ports.hpp"

namespace shao::engine {

class LinkServer final : public Brokers {
 public:
  struct Settings {
    wire::KeyPair own;
    std::vector<std::string> broker_keys;  // public keys, Z85
    std::string commands_endpoint;
    std::string feed_endpoint;
  };
  explicit LinkServer(Settings settings);

  /// Waits until a broker asks, `other_fd` (-1: none) is readable (or writable, when wanted), or
  /// `timeout` is over.
  void wait(std::chrono::milliseconds timeout, int other_fd, bool other_writable);
  /// The next thing asked, or nothing for now. Malformed messages are logged and dropped.
  std::optional<Asked> receive() override;

  void answer(const std::string& peer, const link::FromDispatcher& message) override;
  void publish(const link::Published& message) override;

 private:
  std::vector<std::string> broker_keys_;
  zmq::context_t context_;
  wire::Zap zap_;
  zmq::socket_t router_;
  zmq::socket_t feed_;
};

}  // namespace shao::engine
