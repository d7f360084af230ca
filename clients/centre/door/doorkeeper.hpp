// Who may come in by a browser: the rules of accounts, passwords and sessions. Knows nothing of
// HTTP, cookies or directories; the web server does.
//
// All of it belongs to one thread, the loop's, and none of it ever waits (open() apart, before the
// loop runs): passwords are hashed on Hashers, Redis is asked on a StoreThread, and what comes of
// it returns through `post`, which runs something in the loop and keeps the order of each thread
// that calls it (boost::asio::post does).
//
//   Doorkeeper door({.redis = address, .jurisdiction = "shunyi"},
//                   [&](std::function<void()> work) { asio::post(loop, std::move(work)); });
//   auto first = door.open({.name = "operator", .person = "值班长", .office = centre});
//   if (!first) return complain(first.error().message);
//   if (*first) std::cout << "the password of \"operator\", shown this once: " << **first << '\n';
//   door.on_signed_out([&](const std::string& session) { streams.close(session); });
//
// A login, with the cookies __Host-shao (the token, until the browser ends) and __Host-shao-known
// (the mark, Max-Age 30 days), both HttpOnly, Secure and SameSite=Strict:
//
//   door.log_in({name, password, address, cookies["__Host-shao-known"]},
//               [=](Outcome<Admitted> admitted) {
//                 if (!admitted) return answer(admitted.error());
//                 set_cookies(admitted->token, admitted->known);
//                 answer(admitted->visitor);
//               });
//
// Every other request:
//
//   auto visitor = door.visitor(cookies["__Host-shao"]);
//   if (!visitor) return answer(not_signed_in());
//   if (method != GET && !same_secret(visitor->csrf, header["X-Shao-CSRF"])) return refuse_csrf();
//   if (visitor->must_change && !is_about_the_session(path)) return refuse_must_change();
//   if (auto fresh = door.rotate_if_due(cookies["__Host-shao"])) set_cookie(*fresh);
//
// How long a session stands is in SessionLimits, how long who fails must wait in DelayRules. A
// change of an account counts at once: it is looked up with each request. Accounts and sessions
// that another process changed in Redis are noticed within `watch_every`. While Redis is away
// whoever is in stays in; nobody comes in and no account changes.
//
// A `done` is called in the loop, never from within the call that took it, and not any more once
// the door is gone. Names, addresses and outcomes are logged; passwords, tokens and names of
// accounts that there are not (people type passwords there) never are.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/centre/door/account.hpp"
#include "clients/centre/door/account_store.hpp"
#include "clients/centre/door/delays.hpp"
#include "clients/centre/door/hashers.hpp"
#include "clients/centre/door/problem.hpp"
#include "clients/centre/door/sessions.hpp"
#include "clients/centre/door/store_thread.hpp"

namespace shao::door {

/// Who makes a request, as of now.
struct Visitor {
  std::string account;
  std::string person;
  core::OfficeId office;
  core::Roles roles;
  bool operates = false;
  bool must_change = false;  // may do nothing before the password is changed
  std::string csrf;
  std::string session;  // id, the same for as long as the session; no secret
};

struct Try {
  std::string name;
  std::string password;
  std::string address;  // of the browser, as "10.1.2.3" or "2001:db8::1"
  std::string known{};  // the mark that this browser got at an earlier login, or nothing
};

struct Admitted {
  std::string token;
  std::string known;  // the mark for later logins (tokens.hpp)
  Visitor visitor;
};

/// Who changes accounts, and from where.
struct By {
  std::string account;
  std::string address;
};

/// Of an account; what is not given stays.
struct Change {
  std::optional<std::string> person{};
  std::optional<core::Roles> roles{};
  std::optional<bool> operates{};
  std::optional<bool> disabled{};
};

struct Listed {
  Account account;  // without its hash
  std::size_t sessions = 0;
  std::optional<core::Instant> last_seen;  // of its sessions
};

struct Added {
  Account account;       // without its hash
  std::string password;  // to be shown once
};

struct Settings {
  journal::RedisAddress redis;
  std::string jurisdiction;
  SessionLimits sessions{};
  DelayRules delays{};
  std::size_t hashes_may_wait = 32;
  std::chrono::milliseconds watch_every{1000};  // how soon another process's change counts
  std::chrono::minutes reload_every{10};        // also when nothing seems to have changed
  std::chrono::seconds keep_seen_every{60};     // how often "last seen" is written down
  std::function<core::Instant()> now = [] {
    return std::chrono::floor<core::Duration>(std::chrono::system_clock::now());
  };
};

class Doorkeeper {
 public:
  using Post = std::function<void(std::function<void()>)>;
  template <class T>
  using Answer = std::function<void(Outcome<T>)>;

  Doorkeeper(Settings settings, Post post);
  Doorkeeper(const Doorkeeper&) = delete;
  Doorkeeper& operator=(const Doorkeeper&) = delete;
  /// Waits for what its threads have under way: some seconds at most, when Redis is silent.
  ~Doorkeeper();

  /// Reads everything; waits for Redis, at most half a minute. Where there is no account at all,
  /// `first` becomes one, an operator, and its password is returned. Before anything else.
  Outcome<std::optional<std::string>> open(Account first);
  /// Whether Redis answered last time.
  bool storage_up() const { return storage_up_; }
  /// Called with the id of each session that ended, whatever ended it: its streams must close.
  void on_signed_out(std::function<void(const std::string&)> told) {
    signed_out_ = std::move(told);
  }

  /// Called with the id of each open session whose account is another now (name, roles): what its
  /// streams were opened with holds no more.
  void on_changed(std::function<void(const std::string&)> told) { changed_ = std::move(told); }

  /// Whose token it is; the session counts as seen now.
  std::optional<Visitor> visitor(std::string_view token);
  /// Whom the header of a reverse proxy names that has checked who it is; the caller must know that
  /// the header is the proxy's. Without a token of ours: `session` is "trusted:NAME", and is
  /// reported to on_signed_out when the account's sessions are ended.
  std::optional<Visitor> trusted(std::string_view name) const;
  /// wrong_login, locked_out, busy, storage_down.
  void log_in(const Try& tried, const Answer<Admitted>& done);
  /// A new token when the present one is an hour old; that one counts for another minute.
  std::optional<std::string> rotate_if_due(std::string_view token);
  void log_out(std::string_view token);
  /// A page of that session is open: it counts as seen, as with a request.
  void see(const std::string& session) { sessions_.see(session, now()); }
  /// Ends the account's other sessions and gives this one a new token. malformed ("old": it is
  /// another; "new": it may not be chosen), locked_out, busy, not_signed_in, storage_down.
  void change_password(std::string_view token, std::string former, std::string chosen,
                       const std::string& address, const Answer<Admitted>& done);

  // For operators; everybody else gets not_operator. Any of these may be answered storage_down.

  /// By name. Whether the visitor may see it, the caller asks.
  std::vector<Listed> list() const;
  /// Its password is random and must be changed at the first login. malformed, name_taken, busy.
  void add(const By& by, Account draft, const Answer<Added>& done);
  /// Disabling ends its sessions. malformed, unknown_account, last_operator.
  void change(const By& by, const std::string& name, Change change, const Answer<Account>& done);
  /// Another random password; ends its sessions, and every wait for its next login.
  /// unknown_account, busy.
  void reset(const By& by, const std::string& name, const Answer<std::string>& done);
  /// Ends its sessions. unknown_account.
  void sign_out(const By& by, const std::string& name, const Answer<Done>& done);

 private:
  /// Under which names a try is held to have failed until it is known better.
  struct Held {
    std::vector<std::string> names;  // each of which may have to wait
    std::string cleared;             // by the right password
    core::Instant tried;
  };
  /// What came of hashing.
  struct Checked {
    std::string hash;  // that the password was held against
    bool fits = false;
    std::optional<std::string> fresh{};  // a hash to take its place
  };
  /// What has to be known when it comes to change an account; on the store's thread.
  using Edit = std::function<std::optional<Problem>(Account&, AccountStore&)>;

  core::Instant now() const { return settings_.now(); }
  const Account* account_named(std::string_view name) const;
  /// The session of that token, when it stands.
  Session* session_of(std::string_view token);
  static Visitor visitor_of(const Account& account, const Session& session);
  /// Its account is there, enabled, and has not ended it.
  bool stands(const Session& session) const;
  /// In the loop, unless the door is gone by then. From any thread.
  void later(std::function<void()> work) const;
  template <class T>
  void refuse(const Answer<T>& done, Problem problem) const {
    later([done, problem = std::move(problem)] { done(core::Unexpected{problem}); });
  }

  // login.cpp
  Held held_of(const Try& tried, const Account* account) const;
  std::chrono::seconds wait_of(const Held& held) const;
  void hold(const Held& held);
  void take_back(const Held& held);
  void judge(const Try& tried, const Held& held, const Checked& checked,
             const Answer<Admitted>& done);
  void admit(const Try& tried, const Account& account, const Answer<Admitted>& done);
  void judge_change(const std::string& id, const std::string& address, const Checked& checked,
                    const Answer<Admitted>& done);
  void renew(const std::string& id, const Account& account, const Answer<Admitted>& done);

  // operators.cpp
  bool may_operate(const By& by) const;
  /// Reads, changes and writes an account on the store's thread; `then`, in the loop, takes it
  /// over.
  void edit(const std::string& name, Edit how, Answer<Account> then);

  // doorkeeper.cpp: keeping in step with Redis
  void watch(AccountStore& store);  // on the store's thread
  void upkeep(Upkeep upkeep);
  void tick();
  void reload();
  void storage_is(bool up, const std::string& reason = {});
  void take_over(Everything everything, std::uint64_t upkeep_done);
  void take_over(const Account& account);
  void end_sessions(const std::function<bool(const Session&)>& which);
  void tell_ended(const std::vector<Session>& ended) const;
  /// Whoever came in by the proxy, when what was so `before` ends that.
  void tell_trusted(const Account& before) const;
  void tell_changed(const Account& before) const;

  const Settings settings_;
  const Post post_;
  const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  std::function<void(const std::string&)> signed_out_ = [](const std::string&) {};
  std::function<void(const std::string&)> changed_ = [](const std::string&) {};
  std::string nobodys_hash_;  // what a password for an account that there is not is held against
  Accounts accounts_;
  Sessions sessions_;
  Delays delays_;
  bool storage_up_ = false;
  core::Instant loaded_;
  // What was read from Redis counts when all that was begun here before had been written by then.
  std::uint64_t upkeep_begun_ = 0;
  std::uint64_t upkeep_done_ = 0;  // of the store's thread
  Hashers hashers_;
  std::optional<StoreThread> store_;
};

}  // namespace shao::door
