#include "clients/lib/client.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "clients/lib/pong.hpp"
#include "dispatcher/codec/position.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::client {

namespace {

using namespace std::chrono_literals;
using codec::Json;

/// An unanswered message is sent again after this, doubled each time up to the last.
constexpr std::chrono::milliseconds again_at_first = 2s;
constexpr std::chrono::milliseconds again_at_last = 32s;
/// After a broker said that it could not now (no leader, too fast), times the number of such
/// answers in a row, up to the most.
constexpr std::chrono::milliseconds hold_for = 300ms;
constexpr int most_holds = 10;
/// A broker that has just started has heard of no jurisdiction yet.
constexpr auto unknown_for = 5s;
constexpr auto tidy_every = 10s;
constexpr int page_size = 200;

std::chrono::milliseconds pause_after(int times) {
  auto pause = again_at_first;
  for (int i = 1; i < times && pause < again_at_last; ++i) pause *= 2;
  return std::min(pause, again_at_last);
}

/// Null when it is no object, or one nested so deep that copying it would exhaust the stack.
Json parsed(const std::string& text) {
  auto object = codec::parse_object(text);
  return object ? std::move(*object) : Json(nullptr);
}

/// A clock that stands before 1970 is wrong, and no reason to have the command refused.
std::int64_t stamp_of(WallClock::time_point now) {
  return std::max<std::int64_t>(
      codec::milliseconds(std::chrono::floor<std::chrono::milliseconds>(now)), 0);
}

bool flag_in(const Json& body, const char* field, bool otherwise) {
  const auto found = body.find(field);
  return found != body.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

std::string text_in(const Json& body, const char* field) {
  const auto found = body.find(field);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

core::Instant instant_in(const Json& body, const char* field) {
  const auto found = body.find(field);
  if (found == body.end()) return {};
  const auto instant = codec::instant_from(*found);
  return instant ? *instant : core::Instant{};
}

}  // namespace

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= core::client_id_capacity &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

core::Result<Client, std::string> Client::open(zmq::context_t& context, Settings settings) {
  if (auto fit = check(settings); !fit) return core::Unexpected{fit.error()};
  auto socket = std::make_unique<DealerSocket>(context, settings);
  return open(std::move(socket), std::make_shared<const Clocks>(), std::move(settings));
}

core::Result<Client, std::string> Client::open(std::unique_ptr<Socket> socket,
                                               std::shared_ptr<const Clocks> clocks,
                                               Settings settings) {
  auto outbox = Outbox::open(settings.outbox);
  if (!outbox) return core::Unexpected{outbox.error()};
  try {
    return Client(std::move(socket), std::move(clocks), std::move(settings), std::move(*outbox));
  } catch (const zmq::error_t& error) {
    return core::Unexpected{std::string("the broker cannot be connected to: ") + error.what()};
  }
}

Client::Client(std::unique_ptr<Socket> socket, std::shared_ptr<const Clocks> clocks,
               Settings settings, Outbox outbox)
    : clocks_(std::move(clocks)),
      settings_(std::move(settings)),
      outbox_(std::move(outbox)),
      connection_(std::make_unique<Connection>(std::move(socket), clocks_->steady())) {
  for (const auto& [id, item] : outbox_.items())
    if (!item.accepted) put_under_way(id, item, false);
}

void Client::put_under_way(const std::string& id, const Outbox::Item& item, bool offered_again) {
  // One that is offered again may have been forgotten by the outbox, and its id used anew.
  forget(id);
  const Json body = parsed(item.body);
  const Place place{false, item.order};
  places_[id] = place;
  under_way_[place] = {
      id, item.body, body.is_object() ? text_in(body, "whistle") : "", offered_again, false, {}, 0};
}

Client::UnderWay* Client::under_way(const std::string& id) {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &under_way_.at(found->second);
}

void Client::forget(const std::string& id) {
  const auto found = places_.find(id);
  if (found == places_.end()) return;
  under_way_.erase(found->second);
  places_.erase(found);
}

bool Client::send(const std::string& id, const Json& body) {
  Json stamped = body;
  const Outbox::Item* known = outbox_.find(id);
  const Json earlier = known != nullptr ? parsed(known->body) : Json(nullptr);
  if (!earlier.is_object())
    stamped["made_at"] = stamp_of(clocks_->wall());
  else if (earlier.contains("made_at"))
    stamped["made_at"] = earlier["made_at"];
  if (!outbox_.put(id, codec::dump(stamped))) return false;
  put_under_way(id, *outbox_.find(id), false);
  return true;
}

void Client::ask(const std::string& id, const Json& body) {
  forget(id);
  const Place place{true, ++questions_};
  places_[id] = place;
  under_way_[place] = {id, codec::dump(body), "", false, false, {}, 0};
}

void Client::withdraw(const std::string& question) {
  const auto found = places_.find(question);
  if (found != places_.end() && found->second.question) forget(question);
}

void Client::follow(const std::string& position) {
  subscribed_ = false;
  forget(page_);
  page_.clear();
  feed_.emplace(settings_.jurisdiction, position);
}

void Client::subscribe(Shape shape) {
  shape_ = shape;
  subscribed_ = true;
  feed_.reset();
  snapshot_from_.clear();
  ++snapshots_;
  forget(page_);
  ask_page("W0");
}

void Client::ask_page(const std::string& after) {
  page_ = "snapshot:" + std::to_string(snapshots_) + ":" + after;
  Json question{{"ask", "snapshot"}, {"after", after}, {"limit", page_size}};
  if (shape_ == Shape::rows) question["shape"] = "rows";
  ask(page_, question);
}

void Client::hold(Steady::time_point now) {
  holds_ = std::min(holds_ + 1, most_holds);
  held_until_ = now + hold_for * holds_;
}

void Client::send_due(Steady::time_point now) {
  if (feed_)
    for (const wire::Frames& frames : feed_->to_send(now)) connection_->send(frames);
  if (held_until_ > now) return;
  std::set<std::string_view> busy;  // whistles with a command that is not answered
  for (auto& [place, item] : under_way_) {
    if (!item.whistle.empty() && !busy.insert(item.whistle).second) continue;
    if (item.next > now) continue;
    if (!connection_->send({"shao1", place.question ? "QUERY" : "COMMAND", settings_.jurisdiction,
                            item.id, item.body}))
      return;  // the socket takes no more now
    ++item.times;
    item.next = now + (planted(Bug::never_sent_again) ? 1000h : pause_after(item.times));
    if (planted(Bug::sent_means_done) && !place.question) outbox_.refuse(item.id);
  }
}

core::Result<bool, std::string> Client::pump() {
  const auto now = clocks_->steady();
  if (connection_->look_after(now)) {
    for (auto& [place, item] : under_way_) item.next = now;
    held_until_ = now;
    if (feed_) feed_->reconnected();
  }
  if (auto written = outbox_.sync(); !written) return written;
  send_due(now);
  while (auto frames = connection_->receive(now)) take_frames(std::move(*frames), now);
  send_due(now);
  if (now - tidied_ > tidy_every) {
    tidied_ = now;
    if (leader_clock_) outbox_.forget_outlived(leader_clock_->speed);
    return outbox_.tidy();
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
    take_pong(frames[2], now);
  } else if (feed_) {
    bool begin_anew = false;
    for (FeedNews& one : feed_->take(std::move(frames))) {
      begin_anew = begin_anew || std::holds_alternative<Rewound>(one) ||
                   std::holds_alternative<Trimmed>(one);
      std::visit([this](auto& it) { news_.push_back(std::move(it)); }, one);
    }
    if (begin_anew && subscribed_) subscribe(shape_);
  }
}

void Client::take_answer(const std::string& id, Json body) {
  const auto found = places_.find(id);
  if (found == places_.end() || !body.is_object()) return;  // a resent command's second answer
  holds_ = 0;
  unknown_since_ = {};
  if (found->second.question) {
    forget(id);
    if (id == page_)
      take_page(body);
    else
      news_.push_back(Answered{id, std::move(body)});
    return;
  }
  const bool offered_again = under_way(id)->offered_again;
  std::string command = std::move(under_way(id)->body);
  const bool accepted = flag_in(body, "ok", false);
  forget(id);
  if (!accepted) {
    outbox_.refuse(id);
  } else {
    const auto position = codec::parse_position(text_in(body, "position"));
    const core::Instant at = instant_in(body, "at");
    if (flag_in(body, "first", true) && position) {
      const std::string term = std::to_string(position->epoch) + "-" + position->nonce;
      outbox_.accept(id, term, at);
      hear_term(term, at);
    } else {
      outbox_.confirm(id, at);  // it names the term it was first given in, which may be over
    }
  }
  if (!offered_again || !accepted)
    news_.push_back(Answered{id, std::move(body), offered_again, std::move(command)});
}

void Client::take_page(const Json& body) {
  page_.clear();
  const auto whistles = body.find("whistles");
  const std::string position = text_in(body, "position");
  const bool whole = flag_in(body, "ok", false) && codec::parse_position(position) &&
                     whistles != body.end() && whistles->is_array() &&
                     std::all_of(whistles->begin(), whistles->end(),
                                 [](const Json& whistle) { return whistle.is_object(); });
  if (!whole) {
    news_.push_back(Failed{"", body});
    return;
  }
  const bool first = snapshot_from_.empty();
  const bool more = flag_in(body, "more", false) && !whistles->empty();
  if (first) snapshot_from_ = position;
  const std::string last_whistle = more ? text_in(whistles->back(), "whistle") : std::string();
  news_.push_back(Snapshot{{whistles->begin(), whistles->end()}, first, !more});
  if (more)
    ask_page(last_whistle);
  else
    feed_.emplace(settings_.jurisdiction, snapshot_from_);
}

void Client::take_error(const std::string& id, Json body, Steady::time_point now) {
  const std::string error = body.is_object() ? text_in(body, "error") : "";
  const bool unknown = error == "unknown_jurisdiction";
  if (unknown && unknown_since_ == Steady::time_point{}) unknown_since_ = now;
  const bool later = error == "no_leader" || error == "too_fast" ||
                     (unknown && now - unknown_since_ < unknown_for);
  UnderWay* item = under_way(id);
  if (later) {
    hold(now);
    if (item != nullptr) item->next = now;
    return;
  }
  if (item == nullptr) {
    news_.push_back(Failed{id, std::move(body)});
    return;
  }
  const bool question = places_.at(id).question;
  if (!question && (unknown || error == "key_revoked")) {
    if (!item->told && !item->offered_again) news_.push_back(Failed{id, std::move(body), true});
    item->told = true;
    return;
  }
  std::string command = question ? std::string() : std::move(item->body);
  if (!question) outbox_.refuse(id);
  forget(id);
  news_.push_back(Failed{id == page_ ? "" : id, std::move(body), false, std::move(command)});
}

void Client::take_pong(const std::string& text, Steady::time_point now) {
  auto pong = read_pong(text, settings_.jurisdiction);
  if (!pong) return;
  present_ = std::move(pong->offices);
  if (feed_) feed_->heard_pong(pong->following, now);
  if (!pong->leader) return;
  leader_clock_ =
      LeaderClock{pong->leader->now, pong->leader->clock_speed, now, pong->leader->exercise};
  hear_term(pong->leader->term, pong->leader->now);
}

void Client::hear_term(const std::string& term, core::Instant now) {
  const bool same = term == outbox_.term();
  const bool first = outbox_.term().empty();
  outbox_.heard(term, now);
  if (same) return;
  for (const auto& [id, item] : outbox_.items())
    if (item.accepted && item.accepted->term != term && places_.count(id) == 0 &&
        !planted(Bug::not_offered_again))
      put_under_way(id, item, true);
  if (first) return;
  // Who led before answers no more, and who leads now can: no patience with either.
  held_until_ = {};
  for (auto& [place, item] : under_way_)
    if (!planted(Bug::never_sent_again)) item.next = {};
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
