#include "tests/sim/broker_node.hpp"

#include <utility>

namespace shao::sim {

using namespace std::chrono_literals;

namespace {
constexpr Nanoseconds idle_turn = 100ms;
constexpr Nanoseconds tend_every = 5s;
}  // namespace

BrokerNode::BrokerNode(World& world, std::size_t number, Ports ports)
    : world_(world),
      number_(number),
      name_("broker " + std::to_string(number)),
      ports_(std::move(ports)) {}

broker::Edge::Time BrokerNode::now() const {
  return broker::Edge::Time{
             std::chrono::duration_cast<broker::Edge::Time::duration>(world_.now())} +
         1h;
}

void BrokerNode::start() {
  life_ = std::make_shared<int>();
  ++incarnation_;
  peers_.clear();
  routing_ids_.clear();
  broker::Limits limits;
  limits.ring_capacity = world_.chance.of(0.5) ? 64 : 4096;
  edge_ = std::make_unique<broker::Edge>(
      limits,
      broker::Edge::Ports{[this](const std::string& routing_id, const wire::Frames& frames) {
                            const auto peer = peers_.find(routing_id);
                            if (peer == peers_.end()) return wire::Sent::gone;
                            return ports_.to_client(peer->second.client, peer->second.connection,
                                                    frames);
                          },
                          [this](std::size_t dispatcher, const link::FromBroker& message) {
                            return ports_.to_dispatcher(number_, dispatcher, message);
                          }},
      now());
  turn_at_ = Nanoseconds{-1};
  turn();
  tend();
}

void BrokerNode::crash() {
  world_.note(name_ + " crashes");
  life_.reset();
  edge_.reset();
}

void BrokerNode::pause(Nanoseconds until) {
  world_.note(name_ + " stands still");
  paused_until_ = until;
}

/// What arrives while it stands still waits.
template <class Act>
void BrokerNode::soon(Act act) {
  if (!running()) return;
  world_.schedule.at(std::max(world_.now(), paused_until_),
                     [this, act = std::move(act), life = std::weak_ptr<int>(life_)]() mutable {
                       if (life.expired()) return;
                       edge_->now(now());
                       act();
                       while (edge_->pump()) {
                       }
                     });
}

void BrokerNode::turn() {
  soon([this] {
    world_.schedule.after(idle_turn, [this, life = std::weak_ptr<int>(life_)] {
      if (!life.expired()) turn();
    });
  });
}

void BrokerNode::tend() {
  soon([this] {
    edge_->tend();
    world_.schedule.after(tend_every, [this, life = std::weak_ptr<int>(life_)] {
      if (!life.expired()) tend();
    });
  });
}

/// A connection's routing id; empty when its key is not let in (yet).
std::string BrokerNode::routing_id_of(std::size_t client, std::uint64_t connection,
                                      const std::string& key) {
  const auto known = routing_ids_.find({client, connection});
  if (known != routing_ids_.end()) return known->second;
  switch (edge_->judge(key)) {
    case wire::Verdict::ask_later:
      return {};
    case wire::Verdict::unknown:
      routing_ids_[{client, connection}] = {};
      return {};
    case wire::Verdict::welcome:
      break;
  }
  std::string routing_id(5, '\0');
  ++last_routing_id_;
  for (std::size_t i = 0; i < 4; ++i)
    routing_id[1 + i] = static_cast<char>((last_routing_id_ >> (8 * i)) & 0xffU);
  // A client that opened a new socket is gone from the old one.
  std::erase_if(peers_, [&](const auto& peer) { return peer.second.client == client; });
  routing_ids_[{client, connection}] = routing_id;
  peers_[routing_id] = {client, connection};
  return routing_id;
}

void BrokerNode::from_client(std::size_t client, std::uint64_t connection, const std::string& key,
                             wire::Frames frames) {
  soon([this, client, connection, key, frames = std::move(frames)]() mutable {
    const std::string routing_id = routing_id_of(client, connection, key);
    if (routing_id.empty()) return;
    edge_->from_client({routing_id, std::move(frames), key, false});
  });
}

void BrokerNode::from_dispatcher(std::size_t dispatcher, wire::Frames frames) {
  soon([this, dispatcher, frames = std::move(frames)]() mutable {
    auto message = link::parse_from_dispatcher(std::move(frames));
    if (!message) return world_.violation("a dispatcher's answer: " + message.error());
    edge_->from_dispatcher(dispatcher, std::move(*message));
  });
}

void BrokerNode::published(std::size_t dispatcher, wire::Frames frames) {
  soon([this, dispatcher, frames = std::move(frames)]() mutable {
    auto message = link::parse_published(std::move(frames));
    if (!message) return world_.violation("what a dispatcher published: " + message.error());
    edge_->published(dispatcher, std::move(*message));
  });
}

}  // namespace shao::sim
