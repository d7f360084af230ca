// Small questions about what runs: is an endpoint free, does the jurisdiction answer, how does a
// log end.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <zmq.hpp>

#include "brokers/wire/keys.hpp"
#include "deploy/local/data_folder.hpp"

namespace shao::local {

/// `endpoint` with a free port in place of "*". An error when it cannot be listened on.
Outcome<std::string> free_endpoint(const std::string& endpoint);

/// Whether somebody listens on "127.0.0.1:7780".
bool listens(const std::string& address);

/// Asks for the status of a jurisdiction through a broker, as the office whose key it is given.
class Probe {
 public:
  Probe(std::string endpoint, std::string broker_key, wire::KeyPair own, std::string jurisdiction);
  /// Asks and waits at most `patience` for an answer that says "ok": its body.
  std::optional<std::string> ask(std::chrono::milliseconds patience);

 private:
  using Steady = std::chrono::steady_clock;
  void connect();

  std::string endpoint_;
  std::string broker_key_;
  wire::KeyPair own_;
  std::string jurisdiction_;
  zmq::context_t context_;
  std::optional<zmq::socket_t> socket_;
  Steady::time_point connected_{};
};

/// The last lines of a log, for an error message.
std::string end_of_log(const Path& path);

}  // namespace shao::local
