// The clients' side of the edge: who is let in, what they say, what they are told.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "brokers/edge.hpp"
#include "dispatcher/codec/object_text.hpp"

namespace shao::broker {
namespace {

constexpr std::chrono::seconds present_for{15};      // an office is present after it was heard
constexpr std::chrono::seconds forgotten_after{60};  // a silent connection that does not follow

Fault fault(FaultName name, const std::string& detail = {}) {
  return {name, detail, detail};
}

}  // namespace

wire::Verdict Edge::judge(const std::string& key) {
  if (!identity_.ready()) return wire::Verdict::ask_later;
  if (identity_.known(key)) return wire::Verdict::welcome;
  ++refused_;
  spdlog::debug("event=refused key={}", key);
  return wire::Verdict::unknown;
}

void Edge::from_client(wire::Received received) {
  const std::string& routing_id = received.routing_id;
  const std::string& key = received.user;
  if (!wire::is_chosen_by_router(routing_id) || !identity_.known(key)) {
    turn_away(received);
    return;
  }
  connections_.insert_or_assign(routing_id, Connection{key, now_});
  const bool in_time = pace_.take(key, now_);
  if (!in_time) ++too_fast_;
  // A message that was cut is too long for any verb, so it is refused by its number of frames.
  auto message = parse_client(std::move(received.frames));
  if (!message) {
    if (in_time) reply_error(routing_id, message.error().id, message.error().fault);
    return;
  }
  // Credit is cheap, and a client that lost some would wait for ever.
  if (!in_time && !std::holds_alternative<Credit>(*message)) {
    const auto* ask = std::get_if<Ask>(&*message);
    reply_error(routing_id, ask == nullptr ? std::string() : ask->id, fault(FaultName::too_fast));
    return;
  }
  std::visit([&](auto& said) { handle(routing_id, key, std::move(said)); }, *message);
}

void Edge::turn_away(const wire::Received& received) {
  if (!wire::is_chosen_by_router(received.routing_id)) {
    // Another peer could take such an id over and would get what is meant for this one.
    reply_error(received.routing_id, {},
                {FaultName::bad_frames, "the socket has a routing id of its own; leave it unset",
                 "套接字自带 routing id，请不要设置"});
    return;
  }
  unfollow(received.routing_id);
  connections_.erase(received.routing_id);
  const auto& frames = received.frames;
  const bool has_id = frames.size() > 3 && frames[3].size() <= core::client_id_capacity;
  reply_error(received.routing_id, has_id ? frames[3] : std::string(),
              fault(FaultName::key_revoked));
}

void Edge::handle(const std::string& routing_id, const std::string& key, Ask ask) {
  const std::string jurisdiction = ask.jurisdiction;
  if (!leaders_.known(jurisdiction)) {
    reply_error(routing_id, ask.id, fault(FaultName::unknown_jurisdiction, jurisdiction));
    return;
  }
  const link::Key* standing = identity_.standing(jurisdiction, key);
  if (standing == nullptr) {
    reply_error(routing_id, ask.id, fault(FaultName::key_revoked, jurisdiction));
    return;
  }
  const link::Stamp stamp{standing->office, standing->roles, key};
  const link::Ask question{ask.kind, jurisdiction, routing_id, stamp, ask.id, std::move(ask.body)};
  if (!to_leader(jurisdiction, question))
    reply_error(routing_id, ask.id, fault(FaultName::no_leader, jurisdiction));
}

void Edge::handle(const std::string& routing_id, const std::string& key, const Follow& follow) {
  if (!leaders_.known(follow.jurisdiction)) {
    reply_error(routing_id, {}, fault(FaultName::unknown_jurisdiction, follow.jurisdiction));
    return;
  }
  if (identity_.standing(follow.jurisdiction, key) == nullptr) {
    reply_error(routing_id, {}, fault(FaultName::key_revoked, follow.jurisdiction));
    return;
  }
  unfollow(routing_id);
  feed(follow.jurisdiction).follow(routing_id, key, follow);
}

void Edge::handle(const std::string& routing_id, const std::string&, const Credit& credit) {
  for (auto& [jurisdiction, each] : feeds_) each->credit(routing_id, credit.credit);
}

void Edge::handle(const std::string& routing_id, const std::string&, const Unfollow&) {
  unfollow(routing_id);
}

void Edge::handle(const std::string& routing_id, const std::string& key, const Ping&) {
  ports_.to_client(routing_id, {"shao1", "PONG", presence(routing_id, key)});
}

void Edge::unfollow(const std::string& routing_id) {
  for (auto& [jurisdiction, each] : feeds_) each->unfollow(routing_id);
}

bool Edge::follows(const std::string& routing_id) const {
  return std::any_of(feeds_.begin(), feeds_.end(), [&](const auto& entry) {
    return entry.second->following(routing_id).has_value();
  });
}

void Edge::reply_error(const std::string& routing_id, const std::string& id, const Fault& what) {
  ports_.to_client(routing_id, error_frames(id, what));
}

std::string Edge::presence(const std::string& routing_id, const std::string& key) const {
  codec::ObjectText leaders;
  std::string following = "null";
  bool sees_all = false;
  for (const auto& [jurisdiction, each] : feeds_) {
    const link::Key* standing = identity_.standing(jurisdiction, key);
    if (standing == nullptr) continue;
    sees_all = sees_all || standing->roles.any_of(core::sees_all);
    if (const auto position = each->following(routing_id)) {
      codec::ObjectText text;
      text.add("jurisdiction", jurisdiction);
      text.add("position", *position);
      following = text.take();
    }
    if (const auto* leader = leaders_.announcement(jurisdiction, now_)) {
      codec::ObjectText text;
      text.add("clock_speed", leader->clock_speed);
      text.add("epoch", leader->epoch);
      text.add("exercise", leader->exercise);
      text.add("nonce", leader->nonce);
      text.add("now", leader->now.time_since_epoch().count());
      text.add("position", leader->position);
      leaders.add_json(jurisdiction, text.take());
    }
  }
  codec::ObjectText body;
  body.add_json("following", following);
  body.add_json("leaders", leaders.take());
  if (sees_all) body.add_json("offices", present_offices());
  return body.take();
}

/// Those that were heard of lately, as a list.
std::string Edge::present_offices() const {
  std::set<std::string> present;
  for (const auto& [id, connection] : connections_) {
    if (now_ - connection.heard >= present_for) continue;
    for (const auto& [jurisdiction, each] : feeds_)
      if (const link::Key* other = identity_.standing(jurisdiction, connection.key))
        present.insert(other->office.str());
  }
  std::string list;
  for (const std::string& office : present)
    list += (list.empty() ? "" : ",") + codec::quoted(office);
  return "[" + list + "]";
}

void Edge::forget_idle() {
  std::erase_if(connections_, [&](const auto& entry) {
    return now_ - entry.second.heard > forgotten_after && !follows(entry.first);
  });
}

}  // namespace shao::broker
