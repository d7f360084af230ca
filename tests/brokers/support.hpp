// What the broker's tests run against: a dispatcher that speaks the link over real CURVE sockets
// and does what the test tells it, a broker in a thread of its own, and clients.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "brokers/broker.hpp"

namespace shao::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using wire::Frames;

inline constexpr const char* jurisdiction = "shunyi";

/// Waits until `holds`, looking every few milliseconds.
bool eventually(const std::function<bool()>& holds, milliseconds limit = 5s);

/// An event whose body is {"n":number}, seen by `see`.
link::Event plain_event(const std::string& position, core::EventNumber number,
                        const std::vector<std::string>& see);

/// A descriptor that becomes readable when told.
class Stop {
 public:
  Stop();
  ~Stop();
  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;
  int descriptor() const { return descriptor_; }
  void tell();

 private:
  int descriptor_;
};

class FakeDispatcher {
 public:
  /// Lets `broker_keys` in. Starts as the leader of epoch 1 with an empty journal.
  explicit FakeDispatcher(std::vector<std::string> broker_keys);
  ~FakeDispatcher();

  broker::DispatcherAddress address() const;

  /// Lets another broker in.
  void let_in(const std::string& broker_key);
  void set_keys(std::vector<link::Key> keys, const std::string& policy);
  /// Goes on in this epoch; `announces`: whether it says so.
  void lead(std::uint64_t epoch, const std::string& nonce, bool announces = true);
  /// Adds to the journal, in the present term, and publishes unless `lost`.
  std::string add(std::vector<std::string> see, bool lost = false);
  void add_event(link::Event event, bool lost = false);
  /// The next position in the present term.
  std::string next_position();
  /// Drops the events after `number`: a journal that went back.
  void rewind(core::EventNumber number);
  /// Answers NOTLEADER to everything.
  void refuse(bool refuses);

  std::vector<link::Ask> asks();
  std::size_t directories_served();
  std::size_t histories_served();

 private:
  struct Shared {
    std::vector<link::Key> keys;
    std::string policy = "p1";
    std::uint64_t epoch = 1;
    std::string nonce = "n1";
    bool announces = true;
    bool announce_now = false;
    bool refuses = false;
    std::vector<link::Event> journal;
    std::vector<link::Event> to_publish;
    std::vector<link::Ask> asks;
    std::size_t directories = 0;
    std::size_t histories = 0;
  };

  void run();
  void answer(const wire::Received& received);
  void publish();
  link::Announcement announcement() const;
  link::FromDispatcher answer_to(const link::FromBroker& asked);

  std::vector<std::string> broker_keys_;
  wire::KeyPair keys_ = wire::new_key_pair();
  zmq::context_t context_{1};
  wire::Zap zap_;
  zmq::socket_t commands_;
  zmq::socket_t feed_;
  broker::DispatcherAddress address_;
  std::chrono::steady_clock::time_point announced_{};
  std::mutex mutex_;
  Shared shared_;
  Stop stop_;
  std::thread thread_;
};

class RunningBroker {
 public:
  explicit RunningBroker(broker::Options options);
  ~RunningBroker();
  const std::string& endpoint() const { return endpoint_; }
  const std::string& public_key() const { return public_key_; }

 private:
  std::string public_key_;
  std::unique_ptr<broker::Broker> broker_;
  std::string endpoint_;
  Stop stop_;
  std::thread thread_;
};

class Client {
 public:
  Client(const RunningBroker& broker, const wire::KeyPair& keys,
         const std::string& routing_id = {});

  void say(const Frames& frames);
  void command(const std::string& id, const std::string& body = R"({"do":"ack"})");
  void follow(const std::string& position, int credit = 1000);
  /// The next message, waited for.
  std::optional<Frames> hear(milliseconds limit = 3s);
  /// The next message with this verb; others are thrown away.
  std::optional<Frames> hear(const std::string& verb, milliseconds limit = 3s);
  /// The next `count` events; fewer when they do not come.
  std::vector<Frames> events(std::size_t count, milliseconds limit = 5s);
  /// Whether nothing with this verb comes for so long.
  bool silent(const std::string& verb, milliseconds during = 300ms);
  zmq::socket_t& socket() { return socket_; }

 private:
  zmq::context_t context_{1};
  zmq::socket_t socket_;
};

/// One dispatcher, one broker, three offices: ZJW and SWJ (departments) and ZHZX (sees all). All
/// tests start from here; the directory is known when it is built.
struct Stage {
  wire::KeyPair broker_keys = wire::new_key_pair();
  wire::KeyPair zjw = wire::new_key_pair();
  wire::KeyPair swj = wire::new_key_pair();
  wire::KeyPair zhzx = wire::new_key_pair();
  FakeDispatcher dispatcher{{broker_keys.public_key}};
  std::unique_ptr<RunningBroker> broker;

  explicit Stage(std::function<void(broker::Options&)> change = {});
  std::vector<link::Key> directory() const;
};

std::string error_of(const std::optional<Frames>& message);

}  // namespace shao::test
