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
#include <set>
#include <string>
#include <utility>
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
  /// The first of the versions is in force.
  Redis(World& world, core::Instant starts, std::vector<Configuration> versions);
  /// Another one is.
  void apply_configuration(std::size_t version) { in_force_ = version; }
  std::size_t in_force() const { return in_force_; }

  /// All that was written, also what was trimmed since.
  const std::vector<journal::Entry>& entries() const { return entries_; }
  core::EventNumber ever_trimmed() const { return ever_trimmed_; }
  /// What is wrong with how far it is trimmed now: nothing may go that is not in the archive and
  /// behind both snapshots.
  std::string trimmed_too_far() const;
  bool holds_key(const core::KeyId& id) const { return keys_.contains(id); }
  /// Called with each entry as it becomes durable, and after a rewind.
  std::function<void(const journal::Entry&)> appended;
  std::function<void()> rewound;
  std::function<void()> trimmed_away;
  std::function<void(const journal::Manifest&)> kept_snapshot;
  /// How long an append takes, without trouble.
  std::pair<Nanoseconds, Nanoseconds> append_takes{300'000, 3'000'000};
  /// Called around each write of a chunk, a manifest or a trim, with who asked for it: when it is
  /// asked for, and when it is done and not answered yet.
  std::function<void(const std::string& who)> between_steps;
  std::uint64_t snapshots_made = 0;
  std::uint64_t trims_made = 0;
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
  /// An operator asks whoever holds the lease to hand over.
  void ask_hand_over() { hand_over_asked_ = lease_holder_; }
  /// The archive has everything up to now.
  void archive();
  /// A byte of the newest snapshot changes, when the one before it can be read.
  void alter_snapshot();
  /// What could be trimmed for a while and is not: both snapshots and the archive are past it.
  std::string not_trimmed() const;
  void out_until(Nanoseconds when);
  bool out() const { return world_.now() < out_until_; }
  core::Instant wall() const;
  core::Instant starts() const { return starts_; }

 private:
  friend class RedisOf;
  std::optional<journal::Error> fenced(const journal::Head& expected) const;
  void write(journal::Entry entry, std::string token, const journal::KeyChanges& keys = {});
  void take_back_keys(std::size_t entry);
  void set_patience(const journal::Manifest& manifest, Nanoseconds until);
  void break_connections();
  bool may_be_trimmed() const;
  void look_whether_trimmed();

  /// What stands beside the journal; a rewind takes it back with the entries.
  struct House {
    std::vector<journal::Manifest> kept;
    journal::Head trimmed;
    journal::Head archived;
  };

  World& world_;
  const core::Instant starts_;
  const std::vector<Configuration> versions_;
  std::size_t in_force_ = 0;
  std::vector<journal::Entry> entries_;
  std::vector<std::string> tokens_;      // of the head after each entry
  std::vector<Nanoseconds> written_at_;  // each entry
  std::vector<House> houses_;            // as it was when each entry was written
  House house_;
  std::map<core::KeyId, std::string> keys_;
  /// What each entry did to them: a rewind undoes it.
  struct KeyStep {
    std::vector<core::KeyId> made;
    std::vector<std::pair<core::KeyId, std::string>> destroyed;
  };
  std::map<std::size_t, KeyStep> key_steps_;  // by the entry's index
  core::EventNumber ever_trimmed_ = 0;
  std::optional<Nanoseconds> trimmable_since_;
  struct Chunk {
    std::string bytes;
    Nanoseconds until{0};  // unless a manifest keeps it
  };
  std::map<std::string, Chunk> chunks_;  // by snapshot and number
  std::set<std::string> altered_;
  core::Duration wall_offset_{0};
  Nanoseconds out_until_{0};
  std::string lease_holder_;
  std::string hand_over_asked_;
  std::string standby_;
  Nanoseconds standby_until_{0};
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
  journal::Result<std::vector<std::string>> keys(const std::vector<core::KeyId>& ids) override;
  journal::Result<bool> destroyed_keys_gone() override { return true; }
  void append(const journal::Head& expected, core::EventNumber last, std::string_view bytes,
              std::string_view hash, const journal::KeyChanges& keys) override;
  std::optional<journal::Result<journal::Done>> appended() override;
  journal::Result<std::vector<journal::Manifest>> snapshots() override;
  journal::Result<std::string> chunk(const journal::Manifest& manifest,
                                     std::uint64_t index) override;
  journal::Result<journal::Head> trimmed() override;
  journal::Result<journal::Head> archived() override;
  void write_chunk(const journal::Manifest& manifest, std::uint64_t index,
                   std::string_view bytes) override;
  std::optional<journal::Result<journal::Done>> chunk_written() override;
  void keep(const journal::Head& expected, const std::vector<journal::Manifest>& kept,
            const std::vector<journal::Manifest>& dropped) override;
  void trim(const journal::Head& expected, const journal::Head& last) override;
  std::optional<journal::Error> problem() const override;
  journal::Result<bool> take_lease(const std::string& nonce,
                                   std::chrono::milliseconds lasts) override;
  journal::Result<bool> renew_lease(const std::string& nonce,
                                    std::chrono::milliseconds lasts) override;
  journal::Result<bool> release_lease(const std::string& nonce) override;
  journal::Result<journal::Done> say_standby(const std::string& nonce,
                                             core::EventNumber applied) override;
  journal::Result<bool> hand_over_asked(const std::string& nonce) override;
  journal::Result<core::Instant> time() override;
  journal::Result<journal::Durability> durability() override;
  std::optional<double> free_storage() override { return std::nullopt; }
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
  /// What a write does to Redis once its fence let it pass; an error when it refuses.
  using Change = std::function<std::optional<journal::Error>(Redis& redis)>;
  void write(const journal::Head& expected, const std::string& what, Change change);
  void apply(const journal::Head& expected, const std::string& what, const Change& change,
             const std::shared_ptr<UnderWay>& under_way, bool answered);

  Redis& redis_;
  const std::string who_;
  std::uint64_t generation_;
  std::shared_ptr<UnderWay> under_way_;
  std::shared_ptr<UnderWay> chunk_under_way_;
};

}  // namespace shao::sim
