// A broker: the sockets around an Edge (edge.hpp).
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
// One thread: everything but start and run happens in run's loop.
#pragma once

#include <string>
#include <vector>
#include <zmq.hpp>

#include "brokers/edge.hpp"
#include "brokers/links.hpp"
#include "brokers/wire/zap.hpp"

namespace shao::broker {

struct Options {
  std::vector<std::string> listen;
  wire::KeyPair keys;
  std::vector<DispatcherAddress> dispatchers;
  Limits limits;
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
  using Time = Edge::Time;

  bool receive_clients();
  void tend(Time now);

  Options options_;
  zmq::context_t context_;
  Edge edge_;
  wire::Zap zap_;
  zmq::socket_t clients_;
  Links links_;
  Time tended_;
};

}  // namespace shao::broker
