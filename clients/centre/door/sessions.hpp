// The sessions of one process, in memory, and how long each one stands. Time is handed in.
//
//   session = {"id":"5c1e...","account":"li.na","generation":3,"csrf":"q9X...",
//              "began":1771000000000,"rotated":1771003600000,
//              "former":"ab12...","former_until":1771003660000}     (the last two once it rotated)
//
// Its token is not in it: it lies under the token's hash. A session has one token at a time; for
// some seconds after a new one was given out the former one counts too, since requests with it may
// be under way.
//
//   Sessions sessions({});
//   sessions.add(session);
//   if (Session* found = sessions.find(hash_of_token(cookie), now)) found->seen = now;
//   sessions.rotate(*found, hash_of_token(fresh), now);
//   for (const Session& ended : sessions.take_if(is_over)) ...
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dispatcher/core/result.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::door {

struct SessionLimits {
  std::chrono::minutes idle{12 * 60};      // since it was last seen
  std::chrono::minutes absolute{24 * 60};  // since the password was given
  std::chrono::minutes rotate_every{60};
  /// Of the former token, once the new one was used: an answer with it may be lost on its way.
  std::chrono::seconds grace{60};
};

struct Session {
  std::string id;     // stays when its token changes
  std::string token;  // its hash
  std::string account;
  std::uint64_t generation = 0;  // of the account when it began
  std::string csrf;
  core::Instant began;
  core::Instant rotated;
  core::Instant seen;
  core::Instant seen_kept;  // what of `seen` is written down
  std::string former;       // hash of the token before
  core::Instant former_until;

  /// Past the idle or the absolute limit. A clock that was set back ends none.
  bool over(const SessionLimits& limits, core::Instant now) const {
    return now - seen >= limits.idle || now - began >= limits.absolute;
  }
};

std::string text_of(const Session& session);
/// One that lies under `token`; `seen` is when it rotated last. The error never quotes the text.
core::Result<Session, std::string> session_from(std::string_view token, std::string_view text);

class Sessions {
 public:
  explicit Sessions(SessionLimits limits) : limits_(limits) {}

  /// By the hash of its token or of its former one; nothing when it is over. The former counts
  /// until the new one is used, and for the grace after that.
  Session* find(const std::string& token, core::Instant now);
  /// Takes the place of one with the same id.
  void add(Session session);
  /// Whether it is time for another token, and `token` is the present one.
  bool may_rotate(const Session& session, const std::string& token, core::Instant now) const;
  void rotate(Session& session, const std::string& token, core::Instant now);
  /// By its id; nothing when it is over.
  void see(const std::string& id, core::Instant now);
  /// Those of which `wanted` is true, out of here.
  std::vector<Session> take_if(const std::function<bool(const Session&)>& wanted);
  /// All of them as they are written down, in place of these. What was seen here counts when it is
  /// later. Returns those that are no more.
  std::vector<Session> replace(std::vector<Session> written);
  void for_each(const std::function<void(Session&)>& each);
  const std::map<std::string, Session>& all() const { return sessions_; }
  const SessionLimits& limits() const { return limits_; }

 private:
  void index(const Session& session);
  void forget(const Session& session);

  SessionLimits limits_;
  std::map<std::string, Session> sessions_;                // by id
  std::unordered_map<std::string, std::string> by_token_;  // its hash -> id
};

}  // namespace shao::door
