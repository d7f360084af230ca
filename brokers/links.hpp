// The broker's sockets to the dispatchers: a DEALER for commands and a SUB for the feed to each.
// What arrives is handed on with the number of the dispatcher that said it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "brokers/link.hpp"

namespace shao::broker {

struct DispatcherAddress {
  std::string commands;  // endpoint of its ROUTER
  std::string feed;      // endpoint of its PUB
  std::string public_key;
};

class Links {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// What arrives, in order. Dispatchers are numbered in the order of their addresses.
  struct Ports {
    std::function<void(std::size_t dispatcher, link::FromDispatcher)> answered;
    std::function<void(std::size_t dispatcher, link::Published)> published;
  };

  /// `context` must outlive the links.
  Links(zmq::context_t& context, wire::KeyPair own, Ports ports);

  /// Once; what is wrong with an address, or nothing.
  std::optional<std::string> connect(std::vector<DispatcherAddress> addresses, Time now);

  /// Two a dispatcher, valid until the next receive or tend.
  void add_to(std::vector<zmq::pollitem_t>& items);
  /// Takes in what has arrived, a bounded share of it; true when there may be more.
  bool receive(Time now);
  /// Opens silent connections anew.
  void tend(Time now);

  /// False when the dispatcher takes nothing more.
  bool send(std::size_t dispatcher, const link::FromBroker& message);

 private:
  struct Connection {
    DispatcherAddress address;
    zmq::socket_t commands;
    zmq::socket_t feed;
    Time heard;
  };

  void open(Connection& connection, Time now);
  bool receive_answers(std::size_t dispatcher, Time now);
  bool receive_feed(std::size_t dispatcher, Time now);

  zmq::context_t& context_;
  wire::KeyPair own_;
  Ports ports_;
  std::vector<Connection> connections_;
};

}  // namespace shao::broker
