#include "clients/lib/client.hpp"

#include <algorithm>
#include <vector>

#include "dispatcher/codec/position.hpp"

namespace shao::client {

namespace {

using namespace std::chrono_literals;
using codec::Json;

/// An unanswered message is sent again after this, doubled each time up to the last.
constexpr std::chrono::milliseconds again_at_first = 2s;
constexpr std::chrono::milliseconds again_at_last = 32s;
/// After a broker said that it could not now (no leader, too fast).
constexpr std::chrono::milliseconds again_after_no = 300ms;
constexpr auto tidy_every = 10s;

std::chrono::milliseconds pause_after(int times) {
  auto pause = again_at_first;
  for (int i = 1; i < times && pause < again_at_last; ++i) pause *= 2;
  return std::min(pause, again_at_last);
}

Json parsed(const std::string& text) {
  return Json::parse(text, nullptr, false);
}

std::string text_in(const Json& body, const char* field) {
  const auto found = body.find(field);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

core::Instant LeaderClock::now() const {
  const auto elapsed = std::chrono::duration<double, std::milli>(Steady::now() - heard).count();
  return at + core::Duration{static_cast<std::int64_t>(elapsed * speed)};
}

core::Result<Client, std::string> Client::open(zmq::context_t& context, Settings settings) {
  auto outbox = Outbox::open(settings.outbox);
  if (!outbox) return core::Unexpected{outbox.error()};
  return Client(context, std::move(settings), std::move(*outbox));
}

Client::Client(zmq::context_t& context, Settings settings, Outbox outbox)
    : settings_(std::move(settings)),
      outbox_(std::move(outbox)),
      connection_(std::make_unique<Connection>(context, settings_)) {
  for (const auto& [id, item] : outbox_.items())
    if (!item.accepted_at) under_way_[id] = {false, false, item.body, {}, 0};
}

bool Client::send(const std::string& id, const Json& body) {
  const std::string text = codec::dump(body);
  if (!outbox_.put(id, text)) return false;
  under_way_[id] = {false, false, text, {}, 0};
  return true;
}

void Client::ask(const std::string& id, const Json& body) {
  under_way_[id] = {true, false, codec::dump(body), {}, 0};
}

void Client::follow(const std::string& position) {
  feed_.emplace(settings_.jurisdiction, position);
}

void Client::send_due(Steady::time_point now) {
  for (auto& [id, item] : under_way_) {
    if (item.next > now) continue;
    if (!connection_->send(
            {"shao1", item.question ? "QUERY" : "COMMAND", settings_.jurisdiction, id, item.body}))
      return;  // the socket takes no more now
    ++item.times;
    item.next = now + pause_after(item.times);
  }
  if (!feed_) return;
  for (const wire::Frames& frames : feed_->to_send(now)) connection_->send(frames);
}

core::Result<bool, std::string> Client::pump() {
  const auto now = Steady::now();
  if (connection_->look_after(now)) {
    for (auto& [id, item] : under_way_) item.next = now;
    if (feed_) feed_->reconnected();
  }
  if (auto written = outbox_.sync(); !written) return written;
  send_due(now);
  while (auto frames = connection_->receive()) take_frames(std::move(*frames), now);
  send_due(now);
  if (now - tidied_ > tidy_every) {
    tidied_ = now;
    outbox_.tidy(WallClock::now());
  }
  return true;
}

core::Result<bool, std::string> Client::wait(std::chrono::milliseconds timeout) {
  Client* self = this;
  return wait_any({&self, 1}, timeout);
}

std::optional<News> Client::take() {
  if (news_.empty()) return std::nullopt;
  News news = std::move(news_.front());
  news_.pop_front();
  return news;
}

void Client::take_frames(wire::Frames frames, Steady::time_point now) {
  if (frames.size() < 3 || frames[0] != "shao1") return;
  const std::string& verb = frames[1];
  if (verb == "ANSWER" && frames.size() == 4) {
    take_answer(frames[2], parsed(frames[3]));
  } else if (verb == "ERROR" && frames.size() == 4) {
    take_error(frames[2], parsed(frames[3]), now);
  } else if (verb == "PONG") {
    take_pong(parsed(frames[2]), now);
  } else if (feed_) {
    for (FeedNews& one : feed_->take(std::move(frames)))
      std::visit([this](auto& it) { news_.push_back(std::move(it)); }, one);
  }
}

void Client::take_answer(const std::string& id, Json body) {
  if (!body.is_object()) return;
  const auto found = under_way_.find(id);
  if (found == under_way_.end()) return;  // answered before: a resent command's second answer
  const bool told_before = found->second.offered_again;
  const bool question = found->second.question;
  under_way_.erase(found);
  if (!question) {
    const bool accepted = body.value("ok", false);
    outbox_.settle(id, accepted, WallClock::now());
    if (const auto position = codec::parse_position(text_in(body, "position")))
      hear_term(std::to_string(position->epoch) + "-" + position->nonce);
  }
  if (!told_before) news_.push_back(Answered{id, std::move(body)});
}

void Client::take_error(const std::string& id, Json body, Steady::time_point now) {
  const std::string error = body.is_object() ? text_in(body, "error") : "";
  const bool later = error == "no_leader" || error == "too_fast";
  const auto found = under_way_.find(id);
  if (later) {
    if (found != under_way_.end())
      found->second.next = now + again_after_no * std::min(found->second.times, 10);
    return;
  }
  if (found != under_way_.end()) {
    // The key's keeper may mend it: a command stays in the outbox, a question does not.
    if (!found->second.question && error != "key_revoked")
      outbox_.settle(id, false, WallClock::now());
    under_way_.erase(found);
  }
  news_.push_back(Failed{id, std::move(body)});
}

void Client::take_pong(const Json& body, Steady::time_point now) {
  if (!body.is_object()) return;
  if (feed_) feed_->heard_pong(body.contains("following") && !body["following"].is_null(), now);
  const auto leaders = body.find("leaders");
  if (leaders == body.end() || !leaders->is_object()) return;
  const auto ours = leaders->find(settings_.jurisdiction);
  if (ours == leaders->end() || !ours->is_object()) return;
  leader_clock_ = LeaderClock{core::Instant{core::Duration{ours->value("now", std::int64_t{0})}},
                              ours->value("clock_speed", 1.0), now};
  hear_term(std::to_string(ours->value("epoch", std::uint64_t{0})) + "-" + text_in(*ours, "nonce"));
}

void Client::hear_term(const std::string& term) {
  if (term == term_) return;
  const bool first = term_.empty();
  term_ = term;
  if (first) return;
  for (const auto& [id, item] : outbox_.items())
    if (item.accepted_at && under_way_.count(id) == 0)
      under_way_[id] = {false, true, item.body, {}, 0};
  news_.push_back(TermChanged{term});
}

core::Result<bool, std::string> wait_any(std::span<Client* const> clients,
                                         std::chrono::milliseconds timeout) {
  std::vector<zmq::pollitem_t> items;
  for (Client* client : clients) {
    if (auto pumped = client->pump(); !pumped) return pumped;
    items.push_back({client->handle(), 0, ZMQ_POLLIN, 0});
  }
  try {
    zmq::poll(items, timeout);
  } catch (const zmq::error_t& error) {
    if (error.num() != EINTR) throw;  // a signal: the caller looks at its own flag
  }
  for (Client* client : clients)
    if (auto pumped = client->pump(); !pumped) return pumped;
  return true;
}

}  // namespace shao::client
