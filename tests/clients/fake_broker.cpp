#include "tests/clients/fake_broker.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

namespace shao::test {

FakeBroker::FakeBroker(wire::KeyPair keys)
    : keys_(std::move(keys)),
      zap_(context_, [](const std::string&) { return wire::Verdict::welcome; }),
      router_(wire::server_socket(context_, zmq::socket_type::router, keys_)) {
  router_.bind("tcp://127.0.0.1:*");
  endpoint_ = wire::endpoint_of(router_);
  lead(1, "n1");
}

client::Settings FakeBroker::settings(const std::filesystem::path& outbox,
                                      const std::vector<const FakeBroker*>& others) const {
  client::Settings settings;
  settings.brokers = {endpoint_};
  for (const FakeBroker* other : others) settings.brokers.push_back(other->endpoint_);
  settings.broker_key = keys_.public_key;
  settings.office = "ZJW";
  settings.own = client_keys_;
  settings.jurisdiction = "shunyi";
  settings.outbox = outbox;
  return settings;
}

void FakeBroker::lead(std::uint64_t epoch, const std::string& nonce) {
  leaders_ = {{"shunyi",
               {{"epoch", epoch},
                {"nonce", nonce},
                {"position", std::to_string(epoch) + "-" + nonce + "-1"},
                {"now", 1770975000123},
                {"clock_speed", 1.0},
                {"exercise", false}}}};
}

std::vector<FakeBroker::Heard> FakeBroker::hear() {
  zap_.answer();
  std::vector<Heard> all;
  while (auto received = wire::receive_routed(router_)) {
    wire::Frames& frames = received->frames;
    BOOST_REQUIRE(frames.size() >= 2);
    BOOST_REQUIRE_EQUAL(frames[0], "shao1");
    if (silent_) continue;
    if (frames[1] == "PING") {
      const Json following = following_ ? Json{{"jurisdiction", "shunyi"}} : Json();
      say(received->routing_id,
          {"shao1", "PONG", Json{{"leaders", leaders_}, {"following", following}}.dump()});
      continue;
    }
    all.push_back({received->routing_id, frames[1], {frames.begin() + 2, frames.end()}});
  }
  return all;
}

void FakeBroker::say(const std::string& to, const wire::Frames& frames) {
  wire::send_to(router_, to, frames);
}

void FakeBroker::answer(const Heard& heard, const Json& body) {
  say(heard.from, {"shao1", "ANSWER", heard.id(), body.dump()});
}

void FakeBroker::accept(const Heard& heard, const std::string& position, bool first) {
  Json body{{"ok", true},
            {"whistle", "W1"},
            {"state", "ACTIVE"},
            {"position", position},
            {"at", leaders_["shunyi"]["now"]}};
  if (!first) body["first"] = false;
  answer(heard, body);
}

void FakeBroker::refuse(const Heard& heard) {
  answer(heard, {{"ok", false}, {"refused", "wrong_state"}, {"message", "no"}});
}

void FakeBroker::error(const Heard& heard, const std::string& name) {
  say(heard.from, {"shao1", "ERROR", heard.id(), Json{{"error", name}}.dump()});
}

void FakeBroker::event(const std::string& to, const std::string& position,
                       const std::string& prev) {
  const std::string number = position.substr(position.rfind('-') + 1);
  say(to, {"shao1", "EVENT", position, prev, Json{{"n", std::stoull(number)}}.dump()});
}

bool Conversation::until(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto end = client::Steady::now() + limit;
  for (;;) {
    for (auto& one : broker.hear()) heard.push_back(std::move(one));
    BOOST_REQUIRE(client.wait(2ms).has_value());
    while (auto one = client.take()) news.push_back(std::move(*one));
    if (done()) return true;
    if (client::Steady::now() > end) return false;
  }
}

void Conversation::go_on(std::chrono::milliseconds time) {
  until([] { return false; }, time);
}

FakeBroker::Heard Conversation::next(const std::string& verb) {
  const auto find = [&] {
    return std::find_if(heard.begin(), heard.end(),
                        [&](const auto& one) { return one.verb == verb; });
  };
  BOOST_REQUIRE_MESSAGE(until([&] { return find() != heard.end(); }), "no " + verb + " came");
  const auto found = find();
  FakeBroker::Heard one = std::move(*found);
  heard.erase(found);
  return one;
}

std::size_t Conversation::count(const std::string& verb) const {
  return static_cast<std::size_t>(
      std::count_if(heard.begin(), heard.end(), [&](const auto& one) { return one.verb == verb; }));
}

}  // namespace shao::test
