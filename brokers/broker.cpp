#include "brokers/broker.hpp"

#include <utility>

namespace shao::broker {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds turn{20};  // of the loop when nothing happens
constexpr std::chrono::seconds tend_every{5};
constexpr int messages_a_turn_of_clients = 500;

}  // namespace

Broker::Broker(Options options)
    : options_(std::move(options)),
      context_(1),
      edge_(options_.limits,
            {[this](const std::string& routing_id, const wire::Frames& frames) {
               return wire::send_to(clients_, routing_id, frames);
             },
             [this](std::size_t dispatcher, const link::FromBroker& message) {
               return links_.send(dispatcher, message);
             }},
            SteadyClock::now()),
      zap_(context_, [this](const std::string& key) { return edge_.judge(key); }),
      links_(context_, options_.keys,
             {[this](std::size_t dispatcher, link::FromDispatcher message) {
                edge_.from_dispatcher(dispatcher, std::move(message));
              },
              [this](std::size_t dispatcher, link::Published message) {
                edge_.published(dispatcher, std::move(message));
              }}),
      tended_(SteadyClock::now()) {}

core::Result<std::vector<std::string>, std::string> Broker::start() {
  clients_ = wire::server_socket(context_, zmq::socket_type::router, options_.keys);
  std::vector<std::string> endpoints;
  for (const std::string& endpoint : options_.listen) {
    try {
      clients_.bind(endpoint);
    } catch (const zmq::error_t& error) {
      return core::Unexpected{"listen " + endpoint + ": " + error.what() +
                              "; endpoints look like tcp://127.0.0.1:7700"};
    }
    endpoints.push_back(wire::endpoint_of(clients_));
  }
  if (auto wrong = links_.connect(options_.dispatchers, tended_)) return core::Unexpected{*wrong};
  return endpoints;
}

void Broker::run(int stop) {
  bool more = false;
  while (true) {
    std::vector<zmq::pollitem_t> items{{nullptr, stop, ZMQ_POLLIN, 0},
                                       {zap_.socket().handle(), 0, ZMQ_POLLIN, 0},
                                       {clients_.handle(), 0, ZMQ_POLLIN, 0}};
    links_.add_to(items);
    try {
      zmq::poll(items, more ? milliseconds{0} : turn);
    } catch (const zmq::error_t& error) {
      if (error.num() != EINTR) throw;
    }
    if ((items[0].revents & ZMQ_POLLIN) != 0) return;
    const Time now = SteadyClock::now();
    edge_.now(now);
    // The links first: a revocation heard in this turn counts for what clients say in it.
    more = links_.receive(now);
    zap_.answer();
    more = receive_clients() || more;
    more = edge_.pump() || more;
    tend(now);
  }
}

bool Broker::receive_clients() {
  for (int i = 0; i < messages_a_turn_of_clients; ++i) {
    auto received = wire::receive_routed(clients_);
    if (!received) return false;
    edge_.from_client(std::move(*received));
  }
  return true;
}

void Broker::tend(Time now) {
  if (now - tended_ < tend_every) return;
  tended_ = now;
  links_.tend(now);
  edge_.tend();
}

}  // namespace shao::broker
