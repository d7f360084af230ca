// A simulated broker process: an Edge, with simulated connections to clients and dispatchers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "brokers/edge.hpp"
#include "tests/sim/world.hpp"

namespace shao::sim {

class BrokerNode {
 public:
  struct Ports {
    /// `client` is the number of the office's client, `connection` of its socket then.
    std::function<wire::Sent(std::size_t client, std::uint64_t connection,
                             const wire::Frames& frames)>
        to_client;
    std::function<bool(std::size_t broker, std::size_t dispatcher, const link::FromBroker& message)>
        to_dispatcher;
  };
  BrokerNode(World& world, std::size_t number, Ports ports);

  void start();
  void crash();
  void pause(Nanoseconds until);

  void from_client(std::size_t client, std::uint64_t connection, const std::string& key,
                   wire::Frames frames);
  void from_dispatcher(std::size_t dispatcher, wire::Frames frames);
  void published(std::size_t dispatcher, wire::Frames frames);

  bool running() const { return edge_ != nullptr; }
  /// Grows with each start.
  std::uint64_t incarnation() const { return incarnation_; }

 private:
  struct Peer {
    std::size_t client;
    std::uint64_t connection;
  };
  std::string routing_id_of(std::size_t client, std::uint64_t connection, const std::string& key);
  template <class Act>
  void soon(Act act);
  void turn();
  void tend();
  broker::Edge::Time now() const;

  World& world_;
  const std::size_t number_;
  const std::string name_;
  Ports ports_;
  std::unique_ptr<broker::Edge> edge_;
  std::shared_ptr<int> life_;
  std::map<std::string, Peer> peers_;                                         // by routing id
  std::map<std::pair<std::size_t, std::uint64_t>, std::string> routing_ids_;  // "": refused
  std::uint64_t incarnation_ = 0;
  std::uint32_t last_routing_id_ = 0;
  Nanoseconds paused_until_{0};
  Nanoseconds turn_at_{-1};
};

}  // namespace shao::sim
