#include "brokers/broker.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace shao::broker {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds turn{20};               // of the loop when nothing happens
constexpr milliseconds directory_limit{1000};  // then it is asked for again
constexpr std::chrono::seconds tend_every{5};

}  // namespace

Broker::Broker(Options options)
    : options_(std::move(options)),
      context_(1),
      zap_(context_, [this](const std::string& key) { return judge(key); }),
      links_(context_, options_.keys,
             {[this](link::FromDispatcher message) { answered(std::move(message)); },
              [this](link::PublishedEvent published) {
                feed(published.jurisdiction).published(std::move(published.event));
              },
              [this](const link::PublishedLeader& published, bool changed) {
                led(published, changed);
              }}),
      pace_(options_.messages_per_second, options_.messages_at_once),
      now_(SteadyClock::now()),
      tended_(now_) {}

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
  if (auto wrong = links_.connect(options_.dispatchers, now_)) return core::Unexpected{*wrong};
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
    now_ = SteadyClock::now();
    // The links first: a revocation heard in this turn counts for what clients say in it.
    more = links_.receive(now_);
    zap_.answer();
    more = receive_clients() || more;
    more = pump() || more;
    tend();
  }
}

void Broker::answered(link::FromDispatcher message) {
  if (auto* answer = std::get_if<link::Answer>(&message)) {
    // A key revoked meanwhile is told nothing more. Gone or full: the client asks again.
    const auto connection = connections_.find(answer->ref);
    if (connection == connections_.end() || !identity_.known(connection->second.key)) return;
    wire::send_to(clients_, answer->ref, {"shao1", "ANSWER", answer->id, answer->body});
    return;
  }
  if (auto* page = std::get_if<link::History>(&message)) {
    feed(page->jurisdiction).history(std::move(*page), now_);
    return;
  }
  if (const auto* directory = std::get_if<link::Directory>(&message)) {
    learned(*directory);
    return;
  }
  const auto& refusal = std::get<link::NotLeader>(message);
  if (wire::is_chosen_by_router(refusal.ref))
    reply_error(refusal.ref, refusal.id,
                {FaultName::no_leader, refusal.jurisdiction, refusal.jurisdiction});
  else
    feed(refusal.jurisdiction).leader_changed();
}

void Broker::learned(const link::Directory& directory) {
  // Only the answer to the last question: an older one could bring a revoked key back.
  const auto asked = directory_asked_.find(directory.jurisdiction);
  if (asked == directory_asked_.end() || asked->second.ref != directory.ref) return;
  directory_asked_.erase(asked);
  identity_.learn(directory);
  spdlog::info("event=directory jurisdiction={} version={} keys={}", directory.jurisdiction,
               directory.version, directory.keys.size());
}

void Broker::led(const link::PublishedLeader& published, bool changed) {
  const std::string& jurisdiction = published.jurisdiction;
  Feed& led_feed = feed(jurisdiction);
  if (changed) {
    led_feed.leader_changed();
    directory_asked_.erase(jurisdiction);
  }
  led_feed.announced(published.announcement);
  if (identity_.version(jurisdiction) == published.announcement.policy) return;
  const auto asked = directory_asked_.find(jurisdiction);
  if (asked != directory_asked_.end() && now_ - asked->second.at < directory_limit) return;
  const std::string ref = "d" + std::to_string(++directory_refs_);
  if (links_.send(jurisdiction, link::AskDirectory{jurisdiction, ref}, now_))
    directory_asked_.insert_or_assign(jurisdiction, DirectoryAsked{ref, now_});
}

Feed& Broker::feed(const std::string& jurisdiction) {
  auto& held = feeds_[jurisdiction];
  if (!held)
    held = std::make_unique<Feed>(
        jurisdiction, identity_,
        Feed::Ports{[this](const std::string& routing_id, const wire::Frames& frames) {
                      return wire::send_to(clients_, routing_id, frames);
                    },
                    [this](const link::AskHistory& question) {
                      return links_.send(question.jurisdiction, question, now_);
                    }},
        options_.ring_capacity);
  return *held;
}

bool Broker::pump() {
  bool more = false;
  for (auto& [jurisdiction, each] : feeds_) more = each->pump(now_) || more;
  return more;
}

void Broker::tend() {
  if (now_ - tended_ < tend_every) return;
  tended_ = now_;
  links_.tend(now_);
  pace_.forget_idle(now_);
  forget_idle();
  if (refused_ > 0) spdlog::warn("event=handshakes_refused count={}", std::exchange(refused_, 0));
  if (too_fast_ > 0) spdlog::warn("event=messages_too_fast count={}", std::exchange(too_fast_, 0));
}

}  // namespace shao::broker
