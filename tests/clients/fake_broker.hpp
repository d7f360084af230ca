// A broker that does what its test tells it, over a real CURVE socket: the test reads what the
// client sent and answers with frames of its own. The client and the broker take turns in one
// thread, so that nothing depends on timing but what is about time.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "brokers/wire/sockets.hpp"
#include "brokers/wire/zap.hpp"
#include "clients/lib/client.hpp"

namespace shao::test {

using namespace std::chrono_literals;
using client::Client;
using codec::Json;

class FakeBroker {
 public:
  /// What is heard of a client, PING apart (it is answered at once).
  struct Heard {
    std::string from;  // routing id
    std::string verb;
    wire::Frames rest;  // the frames after the verb
    std::string id() const { return rest.size() > 1 ? rest[1] : ""; }
    Json body() const { return Json::parse(rest.at(2)); }
  };

  /// Brokers of one client have one key.
  explicit FakeBroker(wire::KeyPair keys = wire::new_key_pair());
  const wire::KeyPair& keys() const { return keys_; }

  /// Settings of a client of this broker (and then of `others`), in memory unless `outbox`.
  client::Settings settings(const std::filesystem::path& outbox = {},
                            const std::vector<const FakeBroker*>& others = {}) const;
  const std::string& endpoint() const { return endpoint_; }

  /// The term that PONG tells; empty: no leader.
  void lead(std::uint64_t epoch, const std::string& nonce);
  /// Says nothing any more, not even PONG.
  void fall_silent() { silent_ = true; }
  void says_following(bool following) { following_ = following; }

  /// All that came since the last call.
  std::vector<Heard> hear();
  void say(const std::string& to, const wire::Frames& frames);
  void answer(const Heard& heard, const Json& body);
  void accept(const Heard& heard, const std::string& position, bool first = true);
  void refuse(const Heard& heard);
  void error(const Heard& heard, const std::string& name);
  void event(const std::string& to, const std::string& position, const std::string& prev);

 private:
  wire::KeyPair keys_;
  wire::KeyPair client_keys_ = wire::new_key_pair();
  zmq::context_t context_{1};
  wire::Zap zap_;
  zmq::socket_t router_;
  std::string endpoint_;
  Json leaders_ = Json::object();
  bool following_ = true;
  bool silent_ = false;
};

/// Lets both take turns until `done`; false after `limit`. What the client tells goes to `news`,
/// what the broker hears to `heard`.
struct Conversation {
  Client& client;
  FakeBroker& broker;
  std::vector<client::News> news{};
  std::vector<FakeBroker::Heard> heard{};

  bool until(const std::function<bool()>& done, std::chrono::milliseconds limit = 10s);
  void go_on(std::chrono::milliseconds time);
  /// The next message with this verb, waited for and taken out.
  FakeBroker::Heard next(const std::string& verb);
  /// How many of this verb were heard and not taken.
  std::size_t count(const std::string& verb) const;

  template <class One>
  std::vector<One> told() const {
    std::vector<One> all;
    for (const auto& each : news)
      if (const auto* one = std::get_if<One>(&each)) all.push_back(*one);
    return all;
  }
};

}  // namespace shao::test
