// A simulated Redis: one journal with its head and fence, the lease and the configuration, with all
// the ways a real one fails. It keeps the rules of functions.lua; tests/journal holds the real one
// to the same.
//
//   Redis redis(world, configuration bytes, version);
//   RedisOf store(redis, "d1");           // one dispatcher's connections: a journal::Store
//   redis.rewind(2);                      // a replica without the last two entries takes over
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/journal/store.hpp"
#include "tests/sim/world.hpp"

namespace shao::sim {

class RedisOf;

class Redis {
 public:
  struct Configuration {
    std::string version;
    std::string bytes;
  };
  Redis(World& world, core::Instant starts, Configuration configuration);

  const std::vector<journal::Entry>& entries() const { return entries_; }
  /// Called with each entry as it becomes durable, and after a rewind.
  std::function<void(const journal::Entry&)> appended;
  std::function<void()> rewound;
  /// Called at points where another dispatcher may act between two steps of one.
  std::function<void(const std::string& between)> race;
  /// Called when another dispatcher may take over just before an append arrives.
  std::function<void()> take_over;

  /// The last `count` entries are gone, of those that clients can offer again; all connections
  /// break, the lease is forgotten.
  void rewind(std::size_t count);
  /// The last `claims` claims and all after them, likewise.
  void rewind_claims(std::size_t claims);
  void step_clock(core::Duration by) { wall_offset_ += by; }
  void lose_lease() { lease_holder_.clear(); }
  void out_until(Nanoseconds when);
  bool out() const { return world_.now() < out_until_; }
  core::Instant wall() const;

 private:
  friend class RedisOf;
  std::optional<journal::Error> fenced(const journal::Head& expected) const;
  void write(journal::Entry entry, std::string token);
  void break_connections();

  World& world_;
  const core::Instant starts_;
  Configuration configuration_;
  std::vector<journal::Entry> entries_;
  std::vector<std::string> tokens_;      // of the head after each entry
  std::vector<Nanoseconds> written_at_;  // each entry
  core::Duration wall_offset_{0};
  Nanoseconds out_until_{0};
  std::string lease_holder_;
  Nanoseconds lease_until_{0};
  std::uint64_t generation_ = 0;  // of connections
};

class RedisOf final : public journal::Store {
 public:
  /// `wake` is called when an append was answered.
  RedisOf(Redis& redis, std::string who, std::function<void()> wake);

  journal::Result<journal::Head> head() override;
  journal::Result<journal::Entry> last() override;
  journal::Result<std::vector<journal::Entry>> read(std::uint64_t epoch, core::EventNumber number,
                                                    std::size_t count) override;
  journal::Result<journal::Head> claim(const journal::Head& expected, std::uint64_t epoch,
                                       core::EventNumber number, const std::string& nonce,
                                       const std::string& bytes) override;
  void append(const journal::Head& expected, core::EventNumber last, std::string_view bytes,
              std::string_view hash) override;
  std::optional<journal::Result<journal::Done>> appended() override;
  std::optional<journal::Error> problem() const override;
  journal::Result<bool> take_lease(const std::string& nonce,
                                   std::chrono::milliseconds lasts) override;
  journal::Result<bool> renew_lease(const std::string& nonce,
                                    std::chrono::milliseconds lasts) override;
  journal::Result<bool> release_lease(const std::string& nonce) override;
  journal::Result<core::Instant> time() override;
  journal::Result<journal::Durability> durability() override;
  journal::Result<std::optional<std::string>> current_config() override;
  journal::Result<std::optional<std::string>> config(const std::string& version) override;

 private:
  /// What is wrong with asking anything now, if something is.
  std::optional<journal::Error> trouble();
  /// The answer of an append under way; shared with what is scheduled, which may outlive the store.
  struct UnderWay {
    std::optional<journal::Result<journal::Done>> answer;
    bool broken = false;
    std::function<void()> wake;
  };
  void apply(const journal::Head& expected, journal::Entry entry,
             const std::shared_ptr<UnderWay>& under_way, bool answered);

  Redis& redis_;
  const std::string who_;
  std::uint64_t generation_;
  std::shared_ptr<UnderWay> under_way_;
};

}  // namespace shao::sim
