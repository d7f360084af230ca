// The Store in a real Redis, over three connections: appends have one of their own, so that their
// answers can be waited for beside other sockets; snapshots' chunks have one, so that a large value
// holds up no question; the third asks and is answered.
//
//   auto store = RedisStore::open("unix:/run/shaodao/redis.sock", "shunyi");
//   if (!store) return store.error();
//
// With `replicas`, an append or a claim counts once so many have it, too (WAIT on the connection
// that wrote it); with fewer after a second nobody knows whether it will last, which is an error.
// It must be all that could ever be promoted: WAIT for some of them loses what the others lack.
//
//   poll((*store)->fd(), (*store)->wants_write());      // an append's answer comes here
//
// Where Sentinels name the master, they are asked about once a second whether it still is; once it
// is not the store can be used no longer.
#pragma once

#include <memory>

#include "dispatcher/journal/redis_connection.hpp"
#include "dispatcher/journal/redis_sentinel.hpp"
#include "dispatcher/journal/store.hpp"

namespace shao::journal {

class RedisStore final : public Store {
 public:
  /// Waits until Redis has loaded its data, 30 s at most, and gives it the journal's FUNCTIONs; as
  /// a named user it has not the right to and relies on who deploys (access.hpp).
  static Result<std::unique_ptr<RedisStore>> open(const RedisAddress& address,
                                                  std::string jurisdiction,
                                                  const StoreSettings& settings = {});

  int fd() const { return appender_.fd(); }
  bool wants_write() const { return appender_.wants_write(); }

  Result<Head> head() override;
  Result<Entry> last() override;
  Result<std::vector<Entry>> read(std::uint64_t epoch, core::EventNumber number,
                                  std::size_t count) override;
  Result<Head> claim(const Head& expected, std::uint64_t epoch, core::EventNumber number,
                     const std::string& nonce, const std::string& bytes) override;
  void append(const Head& expected, core::EventNumber last, std::string_view bytes,
              std::string_view hash, const KeyChanges& keys) override;
  Result<std::vector<std::string>> keys(const std::vector<core::KeyId>& ids) override;
  Result<bool> destroyed_keys_gone() override;
  std::optional<Result<Done>> appended() override;
  std::optional<Error> problem() const override {
    return superseded_ ? superseded_ : appender_.problem();
  }
  Result<std::vector<Manifest>> snapshots() override;
  Result<std::string> chunk(const Manifest& manifest, std::uint64_t index) override;
  Result<Head> trimmed() override;
  Result<Head> archived() override;
  void write_chunk(const Manifest& manifest, std::uint64_t index, std::string_view bytes) override;
  std::optional<Result<Done>> chunk_written() override;
  void keep(const Head& expected, const std::vector<Manifest>& kept,
            const std::vector<Manifest>& dropped) override;
  void trim(const Head& expected, const Head& last) override;
  Result<bool> take_lease(const std::string& nonce, std::chrono::milliseconds lasts) override;
  Result<bool> renew_lease(const std::string& nonce, std::chrono::milliseconds lasts) override;
  Result<bool> release_lease(const std::string& nonce) override;
  Result<Done> say_standby(const std::string& nonce, core::EventNumber applied) override;
  Result<bool> hand_over_asked(const std::string& nonce) override;
  Result<core::Instant> time() override;
  Result<Durability> durability() override;
  std::optional<double> free_storage() override;
  Result<std::optional<std::string>> current_config() override;
  Result<std::optional<std::string>> config(const std::string& version) override;

 private:
  RedisStore(RedisConnection appender, RedisConnection reader, RedisConnection keeper,
             std::string jurisdiction, unsigned replicas);
  void look_for_successor();
  /// That so many replicas have all that this reply's connection wrote.
  Result<Done> replicated(const Reply& reply) const;
  Result<Done> wait_for_replicas();

  RedisConnection appender_;
  RedisConnection reader_;
  RedisConnection keeper_;
  const std::string jurisdiction_;
  Rewriting rewriting_;
  const unsigned replicas_;
  std::optional<SentinelWatch> watch_;
  std::optional<std::string> directory_;  // of Redis' data
  std::optional<Error> superseded_;       // by another master
  bool replicas_asked_ = false;           // about the append under way
  std::optional<Result<Done>> written_;   // what came of it, until they have answered
};

}  // namespace shao::journal
