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
    // It does not lead any more, whatever it announced.
    if (const auto* refusal = std::get_if<link::NotLeader>(&*message))
      if (const auto lead = leads_.find(refusal->jurisdiction); lead != leads_.end())
        lead->second.claims.erase(index);
    ports_.answered(std::move(*message));
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
    if (auto* event = std::get_if<link::PublishedEvent>(&*message))
      ports_.published(std::move(*event));
    else
      hear_leader(index, std::move(std::get<link::PublishedLeader>(*message)), now);
  }
  return true;
}

void Links::hear_leader(std::size_t index, link::PublishedLeader published, Time now) {
  Lead& lead = leads_[published.jurisdiction];
  lead.claims.insert_or_assign(index, Claim{published.announcement, now});
  if (leader_of(published.jurisdiction, now) != index) return;
  const std::string term =
      std::to_string(published.announcement.epoch) + "-" + published.announcement.nonce;
  const bool changed = std::exchange(lead.last_term, term) != term;
  if (changed)
    spdlog::info("event=leader jurisdiction={} term={} dispatcher={} policy={}",
                 published.jurisdiction, term, connections_[index].address.commands,
                 published.announcement.policy);
  ports_.announced(std::move(published), changed);
}

void Links::tend(Time now) {
  for (Connection& connection : connections_)
    if (now - connection.heard > silence_limit) {
      spdlog::debug("event=reopen dispatcher={}", connection.address.commands);
      open(connection, now);
    }
}

std::optional<std::size_t> Links::leader_of(const std::string& jurisdiction, Time now) const {
  const auto lead = leads_.find(jurisdiction);
  if (lead == leads_.end()) return std::nullopt;
  std::optional<std::size_t> best;
  for (const auto& [index, claim] : lead->second.claims) {
    if (now - claim.heard > link::leader_memory) continue;
    if (!best || claim.announcement.epoch > lead->second.claims.at(*best).announcement.epoch)
      best = index;
  }
  return best;
}

const link::Announcement* Links::leader(const std::string& jurisdiction, Time now) const {
  const auto index = leader_of(jurisdiction, now);
  return index ? &leads_.at(jurisdiction).claims.at(*index).announcement : nullptr;
}

bool Links::send(const std::string& jurisdiction, const link::FromBroker& message, Time now) {
  const auto index = leader_of(jurisdiction, now);
  if (!index) return false;
  return wire::send(connections_[*index].commands, link::to_frames(message)) == wire::Sent::yes;
}

}  // namespace shao::broker
