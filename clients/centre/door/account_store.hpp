// What Redis keeps of accounts and sessions, and nothing else: the rules are the doorkeeper's.
//
//   {shunyi}:accounts           hash: name -> account (account.hpp)
//   {shunyi}:sessions           hash: hash of the token -> session (sessions.hpp)
//                               hash of the token ":seen" -> milliseconds, when it was last seen. A
//                               field of its own, so that writing it cannot bring back a session
//                               that another process has just ended
//   {shunyi}:accounts:changed   a counter, one higher with every change but of `seen`, so that
//   other
//                               processes notice
//
//   AccountStore store({"unix:/run/shaodao/redis.sock", "centre", password}, "shunyi");
//   if (auto ready = store.ready(30s); !ready) return complain(ready.error());
//   auto all = store.load();                              // everything
//   auto put = store.put(account);                        // for good, or an error
//   store.owe(Ended{{session.token}});                    // now, or as soon as Redis answers
//   if (auto changed = store.changed(); changed && *changed) all = store.load();
//
// Calls wait for Redis' answer. One that finds its connection dead makes a new one, once, and asks
// again: every write here may be done twice. After a failure nothing is tried for a second, so that
// whoever waits is told at once. For one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "clients/centre/door/account.hpp"
#include "clients/centre/door/sessions.hpp"
#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::door {

using Accounts = std::map<std::string, Account>;

struct Everything {
  Accounts accounts;
  std::vector<Session> sessions;
  std::size_t unreadable = 0;  // records that are none; each was logged
};

/// What became of sessions, to be written down.
struct Begun {
  Session session;
};
struct Ended {
  std::vector<std::string> tokens;  // hashes
};
struct Rotated {
  Session session;  // its former token is what it lay under
};
struct Seen {
  std::vector<Session> sessions;
};
using Upkeep = std::variant<Begun, Rotated, Seen, Ended>;

class AccountStore {
 public:
  AccountStore(journal::RedisAddress address, const std::string& jurisdiction);

  /// Waits until Redis has its data loaded.
  journal::Result<journal::Done> ready(std::chrono::milliseconds timeout);

  journal::Result<Everything> load();
  /// Whether somebody else changed something since the last load().
  journal::Result<bool> changed();
  /// Lets changed() say yes until the next load().
  void doubt() { known_.reset(); }

  /// Nothing: there is no such account. One that cannot be read is an error.
  journal::Result<std::optional<Account>> account(const std::string& name);
  journal::Result<Accounts> accounts();
  journal::Result<journal::Done> put(const Account& account);
  /// One that begins.
  journal::Result<journal::Done> put(const Session& session);
  /// Is written at once, or before anything else when Redis answers again.
  void owe(Upkeep upkeep);

 private:
  using Words = std::vector<std::string>;
  using FieldsInRedis = std::map<std::string, std::string>;

  journal::Result<journal::Reply> ask(const Words& command, journal::Reply::Kind wanted);
  journal::Result<journal::Reply> ask_once(const Words& command, journal::Reply::Kind wanted);
  journal::Result<journal::Done> write(const Words& command);
  /// Raises the counter.
  journal::Result<journal::Done> tell();
  /// Writes what is owed.
  journal::Result<journal::Done> settle();
  journal::Result<journal::Done> perform(const Begun& begun);
  journal::Result<journal::Done> perform(const Rotated& rotated);
  journal::Result<journal::Done> perform(const Seen& seen);
  journal::Result<journal::Done> perform(const Ended& ended);
  journal::Result<FieldsInRedis> fields_of(const std::string& key);
  journal::Result<std::int64_t> counter();
  std::vector<Session> sessions_in(const FieldsInRedis& fields, std::size_t& unreadable);

  const journal::RedisAddress address_;
  const std::string accounts_key_;
  const std::string sessions_key_;
  const std::string changed_key_;
  std::optional<journal::RedisConnection> redis_;
  std::optional<journal::Error> down_;  // why nothing is tried until:
  std::chrono::steady_clock::time_point down_until_{};
  std::optional<std::int64_t> known_;  // the counter, as of what we know
  std::deque<Upkeep> owed_;
  bool untold_ = false;  // something was written, or may have been, and the counter not raised
};

}  // namespace shao::door
