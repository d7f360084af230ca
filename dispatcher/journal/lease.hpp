// The lease on a jurisdiction, key {shunyi}:lease: decides only when a dispatcher tries to claim,
// so that standbys do not depose a healthy leader. Safety does not rest on it: the journal's
// fence keeps two holders apart (journal.hpp).
//
//   Lease lease("shunyi", nonce, 2s);
//   if (auto taken = lease.try_take(redis); taken && *taken) { ... lease.renew(redis) every 0.5 s }
#pragma once

#include <chrono>
#include <string>

#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::journal {

class Lease {
 public:
  /// `nonce` tells holders apart. Redis lets go of the lease `lasts` after the last renewal.
  Lease(const std::string& jurisdiction, std::string nonce, std::chrono::milliseconds lasts);

  /// Takes the lease when it is free or already ours; whether it is ours now.
  Result<bool> try_take(RedisConnection& redis) const;
  /// Extends it if it is ours; whether it was. A lease that ran out is not taken again.
  Result<bool> renew(RedisConnection& redis) const;
  /// Gives it up if it is ours, so that a standby need not wait; whether it was.
  Result<bool> release(RedisConnection& redis) const;

 private:
  Result<bool> ask_function(RedisConnection& redis, const char* function) const;

  std::string key_;
  std::string nonce_;
  std::chrono::milliseconds lasts_;
};

}  // namespace shao::journal
