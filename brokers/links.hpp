// The broker's connections to the dispatchers: a DEALER for commands and a SUB for the feed to
// each, and who of them leads which jurisdiction.
//
// A leader is believed for link::leader_memory after it announced itself; of two that do, the one
// with the higher epoch leads: the other was deposed and has not noticed.
#pragma once

#include <chrono>
#include <functional>
#include <map>
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
  /// What arrives, in order.
  struct Ports {
    std::function<void(link::FromDispatcher)> answered;
    std::function<void(link::PublishedEvent)> published;
    /// By the dispatcher that leads. `changed`: it is not the one, or not in the term, that led
    /// when this was last called.
    std::function<void(link::PublishedLeader, bool changed)> announced;
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

  /// To the leader of `jurisdiction`; false when there is none or it takes nothing more.
  bool send(const std::string& jurisdiction, const link::FromBroker& message, Time now);
  /// Whether any dispatcher ever announced itself as its leader.
  bool serves(const std::string& jurisdiction) const { return leads_.contains(jurisdiction); }
  /// What its leader announced last; nothing when there is no leader now.
  const link::Announcement* leader(const std::string& jurisdiction, Time now) const;

 private:
  struct Connection {
    DispatcherAddress address;
    zmq::socket_t commands;
    zmq::socket_t feed;
    Time heard;
  };
  struct Claim {
    link::Announcement announcement;
    Time heard;
  };
  struct Lead {
    std::map<std::size_t, Claim> claims;  // by connection
    std::string last_term;                // of the leader told of last
  };

  void open(Connection& connection, Time now);
  std::optional<std::size_t> leader_of(const std::string& jurisdiction, Time now) const;
  bool receive_answers(std::size_t connection, Time now);
  bool receive_feed(std::size_t connection, Time now);
  void hear_leader(std::size_t connection, link::PublishedLeader published, Time now);

  zmq::context_t& context_;
  wire::KeyPair own_;
  Ports ports_;
  std::vector<Connection> connections_;
  std::map<std::string, Lead> leads_;
};

}  // namespace shao::broker
