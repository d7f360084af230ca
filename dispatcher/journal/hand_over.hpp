// Who stands by, and who was asked to hand over: a planned change of the leader, for an update or a
// reboot, without the seconds that a lease takes to run out. Nothing here decides who leads: the
// journal's fence does.
//
//   {shunyi}:standby    string  "<nonce> <number>": a dispatcher that has applied the journal up to
//                               that event; goes away after two seconds unless it is said again
//   {shunyi}:hand_over  string  nonce of the leader that is asked to go; goes away after ten
//
//   operator:  auto leader = lease_holder(redis, "shunyi");  ask_hand_over(redis, "shunyi",
//   *leader); leader:    if (*hand_over_asked(redis, "shunyi", nonce)) finish and release the
//   lease;
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "dispatcher/core/ids.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::journal {

inline constexpr std::chrono::milliseconds standby_lasts{2000};
inline constexpr std::chrono::milliseconds hand_over_lasts{10000};

struct Standby {
  std::string nonce;
  core::EventNumber applied = 0;
};

Result<Done> say_standby(RedisConnection& redis, const std::string& jurisdiction,
                         const Standby& standby);
/// The one that spoke last.
Result<std::optional<Standby>> read_standby(RedisConnection& redis,
                                            const std::string& jurisdiction);

/// The nonce of who holds the lease; "" when it is free.
Result<std::string> lease_holder(RedisConnection& redis, const std::string& jurisdiction);

Result<Done> ask_hand_over(RedisConnection& redis, const std::string& jurisdiction,
                           const std::string& leader);
/// Whether `leader` was asked to go and somebody else stands by.
Result<bool> hand_over_asked(RedisConnection& redis, const std::string& jurisdiction,
                             const std::string& leader);

}  // namespace shao::journal
