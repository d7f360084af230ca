// The edge of a jurisdiction: offices on one side (shao1, PROTOCOL.md), dispatchers on the other
// (shaod1, link.hpp). It knows who speaks, hands commands to the leader and serves the feed. It
// keeps nothing that it cannot fetch again: any number of brokers may run, and any may be killed.
//
//   broker::Options options;
//   options.listen = {"tcp://127.0.0.1:7700"};
//   options.keys = key_file->keys;
//   options.dispatchers = {{"tcp://127.0.0.1:7801", "tcp://127.0.0.1:7802", dispatcher_public}};
//   broker::Broker broker(options);
//   auto endpoints = broker.start();             // bound and connecting, or a sentence for people
//   if (!endpoints) fail(endpoints.error());
//   broker.run(stop);                            // until the descriptor `stop` is readable
//
// One thread: everything but start and run happens in run's loop. The client's side is in
// clients.cpp, the dispatchers' in broker.cpp.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>
#include <zmq.hpp>

#include "brokers/feed.hpp"
#include "brokers/identity.hpp"
#include "brokers/links.hpp"
#include "brokers/messages.hpp"
#include "brokers/pace.hpp"
#include "brokers/wire/zap.hpp"

namespace shao::broker {

struct Options {
  std::vector<std::string> listen;
  wire::KeyPair keys;
  std::vector<DispatcherAddress> dispatchers;
  double messages_per_second = 200;  // of one key, in the long run
  double messages_at_once = 400;     // of one key, after a pause
  std::size_t ring_capacity = 65'536;
};

class Broker {
 public:
  explicit Broker(Options options);
  Broker(const Broker&) = delete;  // its parts hold `this`
  Broker& operator=(const Broker&) = delete;

  /// Where it listens, with the ports that the system chose.
  core::Result<std::vector<std::string>, std::string> start();
  void run(int stop);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Connection {
    std::string key;
    Time heard;
  };

  // The clients' side.
  wire::Verdict judge(const std::string& key);
  bool receive_clients();
  void take(wire::Received received);
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
  void forget_idle();

  // The dispatchers' side.
  void answered(link::FromDispatcher message);
  void learned(const link::Directory& directory);
  void led(const link::PublishedLeader& published, bool changed);
  Feed& feed(const std::string& jurisdiction);
  bool pump();
  void tend();

  Options options_;
  zmq::context_t context_;
  Identity identity_;
  wire::Zap zap_;
  zmq::socket_t clients_;
  Links links_;
  Pace pace_;
  std::unordered_map<std::string, Connection> connections_;  // by routing id
  std::map<std::string, std::unique_ptr<Feed>> feeds_;       // by jurisdiction
  struct DirectoryAsked {
    std::string ref;
    Time at;
  };
  std::map<std::string, DirectoryAsked> directory_asked_;  // by jurisdiction
  std::uint64_t directory_refs_ = 0;
  Time now_;  // of this turn of the loop
  Time tended_;
  std::uint64_t refused_ = 0;  // since last told in the log
  std::uint64_t too_fast_ = 0;
};

}  // namespace shao::broker
