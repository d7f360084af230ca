#include "brokers/links.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace shao::broker {
namespace {

constexpr int messages_a_turn_of_a_link = 1000;
constexpr wire::Queue link_queue{100'000, false};
/// libzmq gives a server up for good once it refused our key, so a silent connection is opened
/// anew now and then: the dispatcher may have been told of the key since. A standby is silent by
/// nature, and nothing is lost by it.
constexpr std::chrono::seconds silence_limit{10};

}  // namespace

Links::Links(zmq::context_t& context, wire::KeyPair own, Ports ports)
    : context_(context), own_(std::move(own)), ports_(std::move(ports)) {}

std::optional<std::string> Links::connect(std::vector<DispatcherAddress> addresses, Time now) {
  for (DispatcherAddress& address : addresses) {
    if (!wire::is_key(address.public_key))
      return "dispatcher " + address.commands + ": its public key is not 40 characters of Z85";
    Connection& connection = connections_.emplace_back();
    connection.address = std::move(address);
    try {
      open(connection, now);
    } catch (const zmq::error_t& error) {
      return "dispatcher " + connection.address.commands + ", " + connection.address.feed +
             ": cannot be connected to: " + error.what() +
             "; endpoints look like tcp://127.0.0.1:7801 or ipc:///run/shaodao/commands";
    }
  }
  return std::nullopt;
}

void Links::open(Connection& connection, Time now) {
  const DispatcherAddress& address = connection.address;
  connection.commands =
      wire::client_socket(context_, zmq::socket_type::dealer, own_, address.public_key, link_queue);
  connection.commands.connect(address.commands);
  connection.feed =
      wire::client_socket(context_, zmq::socket_type::sub, own_, address.public_key, link_queue);
  connection.feed.set(zmq::sockopt::subscribe, "");
  connection.feed.connect(address.feed);
  connection.heard = now;
}

void Links::add_to(std::vector<zmq::pollitem_t>& items) {
  for (Connection& connection : connections_) {
    items.push_back({connection.commands.handle(), 0, ZMQ_POLLIN, 0});
    items.push_back({connection.feed.handle(), 0, ZMQ_POLLIN, 0});
  }
}

bool Links::receive(Time now) {
  bool more = false;
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    // Answers first: an answer never waits behind the feed.
    more = receive_answers(i, now) || more;
    more = receive_feed(i, now) || more;
  }
  return more;
}

bool Links::receive_answers(std::size_t index, Time now) {
  Connection& connection = connections_[index];
  for (int i = 0; i < messages_a_turn_of_a_link; ++i) {
    auto frames = wire::receive(connection.commands, link::max_frames);
    if (!frames) return false;
    connection.heard = now;
    auto message = link::parse_from_dispatcher(std::move(*frames));
    if (!message) {
      spdlog::error("event=unreadable_answer dispatcher={} why=\"{}\"", connection.address.commands,
                    message.error());
      continue;
    }
    ports_.answered(index, std::move(*message));
  }
  return true;
}

bool Links::receive_feed(std::size_t index, Time now) {
  Connection& connection = connections_[index];
  for (int i = 0; i < messages_a_turn_of_a_link; ++i) {
    auto frames = wire::receive(connection.feed, link::max_frames);
    if (!frames) return false;
    connection.heard = now;
    auto message = link::parse_published(std::move(*frames));
    if (!message) {
      spdlog::error("event=unreadable_feed dispatcher={} why=\"{}\"", connection.address.feed,
                    message.error());
      continue;
    }
    ports_.published(index, std::move(*message));
  }
  return true;
}

void Links::tend(Time now) {
  for (Connection& connection : connections_)
    if (now - connection.heard > silence_limit) {
      spdlog::debug("event=reopen dispatcher={}", connection.address.commands);
      open(connection, now);
    }
}

bool Links::send(std::size_t dispatcher, const link::FromBroker& message) {
  return wire::send(connections_[dispatcher].commands, link::to_frames(message)) == wire::Sent::yes;
}

}  // namespace shao::broker
