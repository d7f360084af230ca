// The edge of a jurisdiction without its sockets: offices on one side (shao1, PROTOCOL.md),
// dispatchers on the other (shaod1, link.hpp). It knows who speaks, hands commands to the leader
// and serves the feed. It keeps nothing that it cannot fetch again: any number of brokers may run,
// and any may be killed. broker.hpp brings the sockets, a simulator has others.
//
//   Edge edge(limits, {to_client, to_dispatcher});
//   edge.now(time);                                     // of this turn
//   edge.from_dispatcher(0, message);                   // these first: a revocation counts
//   edge.from_client(received);
//   bool more = edge.pump();
//   edge.tend();
//
// The client's side is in clients.cpp, the dispatchers' in edge.cpp.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "brokers/feed.hpp"
#include "brokers/identity.hpp"
#include "brokers/leaders.hpp"
#include "brokers/messages.hpp"
#include "brokers/wire/pace.hpp"
#include "brokers/wire/zap.hpp"

namespace shao::broker {

struct Limits {
  double messages_per_second = 200;  // of one key, in the long run
  double messages_at_once = 400;     // of one key, after a pause
  std::size_t ring_capacity = 65'536;
};

class Edge {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Ports {
    std::function<wire::Sent(const std::string& routing_id, const wire::Frames& frames)> to_client;
    /// False when the dispatcher takes nothing more.
    std::function<bool(std::size_t dispatcher, const link::FromBroker& message)> to_dispatcher;
  };

  Edge(Limits limits, Ports ports, Time now);
  Edge(const Edge&) = delete;  // its feeds hold `this`
  Edge& operator=(const Edge&) = delete;

  /// What follows happens at `now`.
  void now(Time now) { now_ = now; }
  /// Whether a key is let in.
  wire::Verdict judge(const std::string& key);
  void from_client(wire::Received received);
  void from_dispatcher(std::size_t dispatcher, link::FromDispatcher message);
  void published(std::size_t dispatcher, link::Published message);
  /// True when there is more to do at once.
  bool pump();
  /// Every five seconds: forgets who is gone, tells the log what was refused.
  void tend();

 private:
  struct Connection {
    std::string key;
    Time heard;
  };

  // The clients' side.
  void turn_away(const wire::Received& received);
  void handle(const std::string& routing_id, const std::string& key, Ask ask);
  void handle(const std::string& routing_id, const std::string& key, const Follow& follow);
  void handle(const std::string& routing_id, const std::string& key, const Credit& credit);
  void handle(const std::string& routing_id, const std::string& key, const Unfollow& unfollow);
  void handle(const std::string& routing_id, const std::string& key, const Ping& ping);
  void unfollow(const std::string& routing_id);
  bool follows(const std::string& routing_id) const;
  void reply_error(const std::string& routing_id, const std::string& id, const Fault& fault);
  std::string presence(const std::string& routing_id, const std::string& key) const;
  std::string present_offices() const;
  void forget_idle();

  // The dispatchers' side.
  bool to_leader(const std::string& jurisdiction, const link::FromBroker& message);
  void led(const link::PublishedLeader& published, bool new_term);
  void learned(const link::Directory& directory);
  Feed& feed(const std::string& jurisdiction);

  Ports ports_;
  std::size_t ring_capacity_;
  Identity identity_;
  Leaders leaders_;
  wire::Pace pace_;
  std::unordered_map<std::string, Connection> connections_;  // by routing id
  std::map<std::string, std::unique_ptr<Feed>> feeds_;       // by jurisdiction
  struct DirectoryAsked {
    std::string ref;
    Time at;
  };
  std::map<std::string, DirectoryAsked> directory_asked_;  // by jurisdiction
  std::uint64_t directory_refs_ = 0;
  Time now_;
  std::uint64_t refused_ = 0;  // since last told in the log
  std::uint64_t too_fast_ = 0;
};

}  // namespace shao::broker
