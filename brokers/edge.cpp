#include "brokers/edge.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace shao::broker {
namespace {

constexpr std::chrono::milliseconds directory_limit{1000};  // then it is asked for again

}  // namespace

Edge::Edge(Limits limits, Ports ports, Time now)
    : ports_(std::move(ports)),
      ring_capacity_(limits.ring_capacity),
      pace_(limits.messages_per_second, limits.messages_at_once),
      now_(now) {}

bool Edge::to_leader(const std::string& jurisdiction, const link::FromBroker& message) {
  const auto leader = leaders_.leader_of(jurisdiction, now_);
  return leader && ports_.to_dispatcher(*leader, message);
}

void Edge::from_dispatcher(std::size_t dispatcher, link::FromDispatcher message) {
  if (auto* answer = std::get_if<link::Answer>(&message)) {
    // A key revoked meanwhile is told nothing more. Gone or full: the client asks again.
    const auto connection = connections_.find(answer->ref);
    if (connection == connections_.end() || !identity_.known(connection->second.key)) return;
    ports_.to_client(answer->ref, {"shao1", "ANSWER", answer->id, answer->body});
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
  leaders_.denied(dispatcher, refusal.jurisdiction);
  if (wire::is_chosen_by_router(refusal.ref))
    reply_error(refusal.ref, refusal.id,
                {FaultName::no_leader, refusal.jurisdiction, refusal.jurisdiction});
  else
    feed(refusal.jurisdiction).leader_changed();
}

void Edge::published(std::size_t dispatcher, link::Published message) {
  if (auto* event = std::get_if<link::PublishedEvent>(&message)) {
    feed(event->jurisdiction).published(std::move(event->event));
    return;
  }
  const auto& leader = std::get<link::PublishedLeader>(message);
  const auto heard = leaders_.announced(dispatcher, leader, now_);
  if (heard != Leaders::Heard::deposed) led(leader, heard == Leaders::Heard::new_term);
}

void Edge::led(const link::PublishedLeader& published, bool new_term) {
  const std::string& jurisdiction = published.jurisdiction;
  Feed& led_feed = feed(jurisdiction);
  if (new_term) {
    led_feed.leader_changed();
    directory_asked_.erase(jurisdiction);
  }
  led_feed.announced(published.announcement);
  if (identity_.version(jurisdiction) == published.announcement.policy) return;
  const auto asked = directory_asked_.find(jurisdiction);
  if (asked != directory_asked_.end() && now_ - asked->second.at < directory_limit) return;
  const std::string ref = "d" + std::to_string(++directory_refs_);
  if (to_leader(jurisdiction, link::AskDirectory{jurisdiction, ref}))
    directory_asked_.insert_or_assign(jurisdiction, DirectoryAsked{ref, now_});
}

void Edge::learned(const link::Directory& directory) {
  // Only the answer to the last question: an older one could bring a revoked key back.
  const auto asked = directory_asked_.find(directory.jurisdiction);
  if (asked == directory_asked_.end() || asked->second.ref != directory.ref) return;
  directory_asked_.erase(asked);
  identity_.learn(directory);
  spdlog::info("event=directory jurisdiction={} version={} keys={}", directory.jurisdiction,
               directory.version, directory.keys.size());
}

Feed& Edge::feed(const std::string& jurisdiction) {
  auto& held = feeds_[jurisdiction];
  if (!held)
    held = std::make_unique<Feed>(jurisdiction, identity_,
                                  Feed::Ports{ports_.to_client,
                                              [this](const link::AskHistory& question) {
                                                return to_leader(question.jurisdiction, question);
                                              }},
                                  ring_capacity_);
  return *held;
}

bool Edge::pump() {
  bool more = false;
  for (auto& [jurisdiction, each] : feeds_) more = each->pump(now_) || more;
  return more;
}

void Edge::tend() {
  pace_.forget_idle(now_);
  forget_idle();
  if (refused_ > 0) spdlog::warn("event=handshakes_refused count={}", std::exchange(refused_, 0));
  if (too_fast_ > 0) spdlog::warn("event=messages_too_fast count={}", std::exchange(too_fast_, 0));
}

}  // namespace shao::broker
