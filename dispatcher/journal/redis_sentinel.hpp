// Finding the master by asking Sentinels, and noticing that they name another one. hiredis 0.14
// has nothing for it.
//
// All Sentinels are asked, one after the other, each with a short wait, and the server that most of
// them name is tried first: one Sentinel that was cut off from the others would name the old master
// for ever. Who is named counts only once it says itself that it is a master (ROLE).
//
// Two servers can both hold themselves for the master: the old one, cut off or stopped for a while,
// does not know of its successor. No question asked of Sentinels settles that; an append to the old
// one is fenced by WAIT alone (redis_store.hpp, `replicas`).
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/redis_address.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::journal {

/// To the master whom the Sentinels of `address` name, as its user. Waits at most 600 ms for each
/// Sentinel and 2 s for each server that is named. The connection is less patient than others:
/// somebody else may be master by now. The error tells what each of them said.
Result<RedisConnection> connect_to_master(const RedisAddress& address);

/// Asks one Sentinel after the other, one a second, whether they still name `url`. Sentinels that
/// do not answer are no reason to leave a master that does.
///
///   SentinelWatch watch(*sentinels_of(address.url), connection.url());
///   ... about twice a second: if (auto moved = watch.step()) step_down(moved->message);
class SentinelWatch {
 public:
  SentinelWatch(Sentinels sentinels, std::string url);

  /// Does what can be done now: at most 100 ms are waited for a connection, and for an answer not
  /// at all. Only once one Sentinel names another server all are asked, as connect_to_master does:
  /// an Error when most of them name another.
  std::optional<Error> step();

 private:
  using Steady = std::chrono::steady_clock;
  void ask_next();

  const Sentinels sentinels_;
  const std::string url_;
  std::size_t next_ = 0;  // of sentinels_
  Steady::time_point asked_at_{};
  std::optional<RedisConnection> asked_;
};

}  // namespace shao::journal
