// A simulated office: a real Client with a durable outbox over a simulated socket, and somebody who
// works with it. What it was told is held against the book at once.
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/lib/client.hpp"
#include "tests/sim/book.hpp"
#include "tests/sim/world.hpp"

namespace shao::sim {

struct OfficeSettings {
  core::OfficeId office;
  core::Roles roles;
  std::string key;                    // public
  std::filesystem::path outbox;       // a folder of its own
  std::vector<core::OfficeId> units;  // whose whistles it raises: itself, its communities
  core::Instant starts;               // what its clock shows when the world begins
};

class OfficeNode {
 public:
  struct Ports {
    /// False: the broker is not there.
    std::function<void(std::size_t client, std::size_t broker, std::uint64_t connection,
                       const wire::Frames& frames)>
        to_broker;
    std::function<const Book&()> book;
    /// Whether a rewind of the journal ever took this command's record away.
    std::function<bool(core::OfficeId, const std::string&)> was_rewound;
    /// No rewind ever took an event up to this one away.
    std::function<core::EventNumber()> never_rewound;
    /// The last event that the journal was ever trimmed up to.
    std::function<core::EventNumber()> ever_trimmed;
  };
  OfficeNode(World& world, const core::Policy& policy, std::size_t number, OfficeSettings settings,
             Ports ports);

  void start();
  void crash();
  void pause(Nanoseconds until);
  wire::Sent receive(std::uint64_t connection, const wire::Frames& frames);
  /// Raises so many whistles at once.
  void raise_herd(std::size_t count);
  /// Moves something now, if it can: of what waits for it, what is due first.
  void act_soon();
  /// Moves this whistle now, if it can.
  void act_on(core::WhistleId whistle);
  /// Takes one message a second until then, or until peace.
  void read_slowly(Nanoseconds until);
  /// Raises and moves no more.
  void rest() { resting_ = true; }

  bool running() const { return client_.has_value(); }
  const OfficeSettings& settings() const { return settings_; }
  /// Commands under way and not answered.
  std::size_t waiting() const { return client_ ? client_->waiting() : 0; }
  std::uint64_t answered() const { return answered_; }

  /// At the end: whether it holds every event in its scope up to `last`; what is missing, in words.
  std::string missing(core::EventNumber last) const;
  /// Accepted commands that the journal does not hold, in words; empty when there are none.
  std::string lost() const;

 private:
  struct Wire final : client::Socket {
    explicit Wire(OfficeNode& node) : node(node) {}
    void open(std::size_t broker) override;
    std::size_t brokers() const override { return node.world_.options.brokers; }
    bool send(const wire::Frames& frames) override;
    std::optional<wire::Frames> receive() override;
    void* handle() override { return nullptr; }
    OfficeNode& node;
  };
  struct Time final : client::Clocks {
    Time(const World& world, core::Instant starts) : world(world), starts(starts) {}
    client::Steady::time_point steady() const override;
    client::WallClock::time_point wall() const override;
    const World& world;
    const core::Instant starts;
  };
  struct Sent {
    codec::Json body;
    std::map<core::Instant, codec::Json> bodies;  // by their stamps
    Nanoseconds handed_over{0};                   // when it went to a broker last
    bool accepted = false;
    bool answered = false;
    bool taken_back = false;
    bool must_be_refused = false;  // sent again with another body than took effect before
    bool other_body_too = false;   // sent again with another body: both answers may come
    core::EventNumber number = 0;
    core::WhistleId whistle;
  };

  void wake(Nanoseconds when);
  bool reads_slowly() const { return world_.troubled && world_.now() < slow_until_; }
  void pump();
  void look_for_canaries(const std::string& told) const;
  bool copies_may_linger() const;
  void hear(client::Answered& answered);
  void hear(client::Failed& failed);
  void hear(client::FeedEvent& event);
  void hear(client::CaughtUp& caught_up);
  void hear(client::Rewound& rewound);
  void hear(client::Trimmed& trimmed);
  void hear(client::TermChanged&) {}
  void hear(client::Snapshot&) {}

  void act();
  void raise();
  void send(codec::Json body);
  bool answer_may_come(const std::string& id) const;
  void move_something();
  std::optional<codec::Json> move_of(core::WhistleId whistle, const Book::Case& its);
  std::optional<codec::Json> bend_of(core::WhistleId whistle, const Book::Case& its);
  codec::Json any_move(core::WhistleId whistle);
  bool sees_all() const { return settings_.roles.any_of(core::sees_all); }

  World& world_;
  const core::Policy& policy_;
  const std::size_t number_;
  const OfficeSettings settings_;
  Ports ports_;
  Chance chance_;
  std::optional<client::Client> client_;
  std::shared_ptr<int> life_;
  std::deque<wire::Frames> inbox_;
  std::size_t broker_ = 0;
  std::uint64_t connection_ = 0;
  Nanoseconds paused_until_{0};
  Nanoseconds slow_until_{0};
  Nanoseconds reads_again_at_{0};
  std::optional<Nanoseconds> wakes_at_;
  std::uint64_t wakes_ = 0;
  bool resting_ = false;
  std::uint64_t commands_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t answered_ = 0;
  std::map<std::string, Sent> sent_;  // by command id
  std::string position_ = "begin";
  struct Received {
    core::EventNumber number = 0;
    std::string name;
  };
  std::vector<Received> received_;
  /// Trimmed while it was away: after the first, up to the second.
  std::vector<std::pair<core::EventNumber, core::EventNumber>> trimmed_;
};

}  // namespace shao::sim
