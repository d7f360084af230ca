// The keys of whistles in Redis, wrapped (dispatcher/sealing): beside the journal, since what is in
// the journal stays for ever and a key must be able to go.
//
//   {shunyi}:residents  hash    id of the key -> the key, wrapped with the master key
//   {shunyi}:rewrite    string  set with each key that is destroyed; until it is empty, Redis'
//   files
//                               may still hold that key: an append-only file has all that ever was
//
// A key comes and goes with the entry that has its whistle, in the same FUNCTION: all or none.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dispatcher/core/sealed.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::journal {

/// What an append does to the keys.
struct KeyChanges {
  std::vector<std::pair<core::KeyId, std::string>> made;  // wrapped
  std::vector<core::KeyId> destroyed;
  bool empty() const { return made.empty() && destroyed.empty(); }
};

/// In the order of `ids`; empty where there is none (any more).
Result<std::vector<std::string>> read_keys(RedisConnection& redis, const std::string& jurisdiction,
                                           const std::vector<core::KeyId>& ids);
/// Puts back what an archive kept; one that is there already stays.
Result<Done> restore_keys(RedisConnection& redis, const std::string& jurisdiction,
                          const std::vector<std::pair<core::KeyId, std::string>>& keys);

/// Makes Redis write its append-only file anew after a key was destroyed. Asked from time to time
/// until it says that nothing is left to do.
class Rewriting {
 public:
  explicit Rewriting(std::string jurisdiction) : jurisdiction_(std::move(jurisdiction)) {}
  /// Whether every destroyed key is gone from Redis' files.
  Result<bool> step(RedisConnection& redis);

 private:
  std::string jurisdiction_;
  bool begun_ = false;
};

}  // namespace shao::journal
