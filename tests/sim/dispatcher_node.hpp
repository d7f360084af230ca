// A simulated dispatcher process: terms one after the other, as shao-dispatcher runs them, between
// crashes and pauses.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "dispatcher/engine/term.hpp"
#include "tests/sim/redis.hpp"

namespace shao::sim {

class DispatcherNode {
 public:
  struct Ports {
    std::function<void(std::size_t dispatcher, const std::string& peer,
                       const link::FromDispatcher& message)>
        answer;
    std::function<void(std::size_t dispatcher, const link::Published& message)> publish;
    /// It leads, with this state.
    std::function<void(const core::State& state)> recovered;
  };
  DispatcherNode(World& world, Redis& redis, engine::Configurations& configurations,
                 std::size_t number, Ports ports);

  void start();
  void crash();
  void pause(Nanoseconds until);
  /// A broker asks.
  void receive(std::string peer, wire::Frames frames);
  /// Acts at once, if it can: for races.
  void act();

  const std::string& name() const { return name_; }
  bool running() const { return life_ != nullptr; }
  bool leads() const { return term_ && term_->leads(); }

 private:
  struct Inbox final : engine::Brokers {
    explicit Inbox(DispatcherNode& node) : node(node) {}
    std::optional<Asked> receive() override;
    void answer(const std::string& peer, const link::FromDispatcher& message) override;
    void publish(const link::Published& message) override;
    DispatcherNode& node;
    std::deque<Asked> waiting;
  };
  struct Boot final : engine::BootClock {
    Boot(const World& world, Nanoseconds since) : world(world), since(since) {}
    Nanoseconds since_boot() const override { return since + world.now(); }
    const World& world;
    Nanoseconds since;
  };

  engine::KeyRing::Made make_key();
  void begin_term();
  void step();
  /// Steps at `when`, unless it steps before.
  void wake(Nanoseconds when);

  World& world_;
  Redis& redis_;
  engine::Configurations& configurations_;
  engine::Memory memory_;
  const std::size_t number_;
  const std::string name_;
  Ports ports_;
  Boot boot_;
  Inbox inbox_;
  std::unique_ptr<RedisOf> store_;
  std::unique_ptr<engine::Term> term_;
  std::shared_ptr<int> life_;  // a new one at each start; what was scheduled for an old one is void
  Nanoseconds paused_until_{0};
  std::uint64_t wakes_ = 0;
  std::optional<Nanoseconds> wakes_at_;
  bool stepping_ = false;
  bool recovery_seen_ = false;
};

}  // namespace shao::sim
