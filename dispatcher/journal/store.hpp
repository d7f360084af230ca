// The place a jurisdiction's journal lives in, as a term of a dispatcher sees it: the journal, the
// lease, the clock and the configurations. A port: RedisStore (redis_store.hpp) is the real one,
// and the simulator has one that fails in every way a Redis can.
//
// Everything but the writes to the journal and the chunks answers at once. What each means stands
// in journal.hpp, snapshots.hpp, lease.hpp, hand_over.hpp and config_store.hpp.
//
//   store.append(head, 58, bytes, hash);              // one at a time
//   ... while (!(outcome = store.appended())) wait ...
//   if (!*outcome) step_down(outcome->error());       // also when nobody can know what came of it
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/journal/journal.hpp"
#include "dispatcher/journal/snapshots.hpp"

namespace shao::journal {

/// Of the real one.
struct StoreSettings {
  unsigned replicas = 0;             // of Redis, which must have what counts as written
  std::string redis_directory = {};  // empty: where Redis says, when it runs on this machine
};

class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  virtual Result<Head> head() = 0;
  virtual Result<Entry> last() = 0;
  virtual Result<std::vector<Entry>> read(std::uint64_t epoch, core::EventNumber number,
                                          std::size_t count) = 0;
  virtual Result<Head> claim(const Head& expected, std::uint64_t epoch, core::EventNumber number,
                             const std::string& nonce, const std::string& bytes) = 0;

  virtual void append(const Head& expected, core::EventNumber last, std::string_view bytes,
                      std::string_view hash, const KeyChanges& keys) = 0;
  /// What came of the append, or of what else goes through the fence; nothing while it is under
  /// way. `fenced`: somebody else leads.
  virtual std::optional<Result<Done>> appended() = 0;
  /// Why the store can be used no longer, if so.
  virtual std::optional<Error> problem() const = 0;

  /// Keys of whistles, wrapped; empty where there is none.
  virtual Result<std::vector<std::string>> keys(const std::vector<core::KeyId>& ids) = 0;
  /// Whether every destroyed key is gone from where the store keeps its data; asked again until.
  virtual Result<bool> destroyed_keys_gone() = 0;

  /// The snapshots that count, newest first.
  virtual Result<std::vector<Manifest>> snapshots() = 0;
  virtual Result<std::string> chunk(const Manifest& manifest, std::uint64_t index) = 0;
  /// The last entry that was trimmed away.
  virtual Result<Head> trimmed() = 0;
  /// The last entry that the archive has, of those of this journal.
  virtual Result<Head> archived() = 0;
  /// Chunks are written beside the appends, one at a time.
  virtual void write_chunk(const Manifest& manifest, std::uint64_t index,
                           std::string_view bytes) = 0;
  virtual std::optional<Result<Done>> chunk_written() = 0;
  // Instead of an append, through the same fence; appended() tells what came of it.
  virtual void keep(const Head& expected, const std::vector<Manifest>& kept,
                    const std::vector<Manifest>& dropped) = 0;
  virtual void trim(const Head& expected, const Head& last) = 0;

  virtual Result<bool> take_lease(const std::string& nonce, std::chrono::milliseconds lasts) = 0;
  virtual Result<bool> renew_lease(const std::string& nonce, std::chrono::milliseconds lasts) = 0;
  virtual Result<bool> release_lease(const std::string& nonce) = 0;

  /// A dispatcher that does not lead has applied the journal up to here.
  virtual Result<Done> say_standby(const std::string& nonce, core::EventNumber applied) = 0;
  /// Whether the leader with this nonce was asked to go and somebody else stands by.
  virtual Result<bool> hand_over_asked(const std::string& nonce) = 0;

  virtual Result<core::Instant> time() = 0;
  virtual Result<Durability> durability() = 0;
  /// How much of the file system that holds the data is free, 0 to 1; nothing when it cannot be
  /// seen from here.
  virtual std::optional<double> free_storage() = 0;

  virtual Result<std::optional<std::string>> current_config() = 0;
  virtual Result<std::optional<std::string>> config(const std::string& version) = 0;
};

}  // namespace shao::journal
