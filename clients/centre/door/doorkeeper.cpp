#include "clients/centre/door/doorkeeper.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "clients/centre/door/passwords.hpp"
#include "clients/centre/door/tokens.hpp"

namespace shao::door {

namespace {

using namespace std::chrono_literals;
using core::Unexpected;

constexpr auto patience_at_start = 30s;

std::string trusted_session(const std::string& account) {
  return "trusted:" + account;
}

std::vector<std::string> tokens_of(const std::vector<Session>& sessions) {
  std::vector<std::string> tokens;
  tokens.reserve(sessions.size());
  for (const Session& session : sessions) tokens.push_back(session.token);
  return tokens;
}

}  // namespace

Doorkeeper::Doorkeeper(Settings settings, Post post)
    : settings_(std::move(settings)),
      post_(std::move(post)),
      sessions_(settings_.sessions),
      delays_(settings_.delays),
      hashers_(settings_.hashes_may_wait) {}

Doorkeeper::~Doorkeeper() = default;

Outcome<std::optional<std::string>> Doorkeeper::open(Account first) {
  if (sodium_init() < 0) return Unexpected{storage_down("libsodium could not be started")};
  AccountStore store(settings_.redis, settings_.jurisdiction);
  if (const auto ready = store.ready(patience_at_start); !ready)
    return Unexpected{storage_down(ready.error().message)};
  auto everything = store.load();
  if (!everything) return Unexpected{storage_down(everything.error().message)};
  const auto nobodys = hash_of(new_password());
  if (!nobodys) return Unexpected{busy()};
  nobodys_hash_ = *nobodys;

  std::optional<std::string> password;
  if (everything->accounts.empty() && everything->unreadable == 0) {
    password = new_password();
    const auto hash = hash_of(*password);
    if (!hash) return Unexpected{busy()};
    first.hash = *hash;
    first.operates = first.must_change = true;
    if (const auto problem = check(first)) return Unexpected{*problem};
    if (const auto put = store.put(first); !put)
      return Unexpected{storage_down(put.error().message)};
    spdlog::warn("event=first_operator account={}", first.name);
    everything->accounts.emplace(first.name, std::move(first));
  }
  storage_up_ = true;
  store_.emplace(std::move(store), settings_.watch_every,
                 [this](AccountStore& watched) { watch(watched); });
  take_over(std::move(*everything), upkeep_done_);
  return password;
}

// Who it is.

const Account* Doorkeeper::account_named(std::string_view name) const {
  const auto found = accounts_.find(std::string(name));
  return found == accounts_.end() ? nullptr : &found->second;
}

bool Doorkeeper::stands(const Session& session) const {
  const Account* account = account_named(session.account);
  return account != nullptr && !account->disabled && account->generation == session.generation;
}

Visitor Doorkeeper::visitor_of(const Account& account, const Session& session) {
  return {account.name,     account.person,      account.office, account.roles,
          account.operates, account.must_change, session.csrf,   session.id};
}

Session* Doorkeeper::session_of(std::string_view token) {
  Session* session = sessions_.find(hash_of_token(token), now());
  return session != nullptr && stands(*session) ? session : nullptr;
}

std::optional<Visitor> Doorkeeper::visitor(std::string_view token) {
  Session* session = session_of(token);
  if (session == nullptr) return std::nullopt;
  session->seen = now();
  return visitor_of(*account_named(session->account), *session);
}

std::optional<Visitor> Doorkeeper::trusted(std::string_view name) const {
  const Account* account = account_named(name);
  if (account == nullptr || account->disabled) return std::nullopt;
  Session session;
  session.id = trusted_session(account->name);
  // The same at every server and after every start: a page that stays open keeps it.
  session.csrf = trusted_csrf(*account);
  Visitor visitor = visitor_of(*account, session);
  visitor.must_change = false;  // the password is the proxy's matter
  return visitor;
}

std::optional<std::string> Doorkeeper::rotate_if_due(std::string_view token) {
  Session* session = session_of(token);
  if (!storage_up_ || session == nullptr ||
      !sessions_.may_rotate(*session, hash_of_token(token), now()))
    return std::nullopt;
  std::string fresh = new_token();
  sessions_.rotate(*session, hash_of_token(fresh), now());
  upkeep(Rotated{*session});
  return fresh;
}

void Doorkeeper::log_out(std::string_view token) {
  const Session* session = session_of(token);
  if (session == nullptr) return;
  spdlog::info("event=logout account={} session={}", session->account, session->id);
  end_sessions([id = session->id](const Session& one) { return one.id == id; });
}

// Keeping in step with Redis.

void Doorkeeper::later(std::function<void()> work) const {
  post_([alive = std::weak_ptr<const bool>(alive_), work = std::move(work)] {
    if (!alive.expired()) work();
  });
}

void Doorkeeper::upkeep(Upkeep upkeep) {
  const std::uint64_t number = ++upkeep_begun_;
  store_->add([this, number, upkeep = std::move(upkeep)](AccountStore& store) {
    store.owe(upkeep);
    upkeep_done_ = number;
  });
}

void Doorkeeper::watch(AccountStore& store) {
  const auto changed = store.changed();
  if (!changed)
    return later([this, reason = changed.error().message] { storage_is(false, reason); });
  if (!*changed) return later([this] { tick(); });
  const auto everything = store.load();
  if (!everything)
    return later([this, reason = everything.error().message] { storage_is(false, reason); });
  later([this, everything = *everything, done = upkeep_done_] {
    take_over(everything, done);
    tick();
  });
}

void Doorkeeper::reload() {
  store_->add([this](AccountStore& store) {
    store.doubt();
    watch(store);
  });
}

void Doorkeeper::storage_is(bool up, const std::string& reason) {
  if (up == storage_up_) return;
  storage_up_ = up;
  if (up)
    spdlog::info("event=accounts_reachable");
  else
    spdlog::error("event=accounts_unreachable reason=\"{}\"", reason);
}

void Doorkeeper::tick() {
  storage_is(true);
  const core::Instant at = now();
  // From here only. From Redis with the next load, which brings what other processes saw of them.
  const auto over = sessions_.take_if(
      [&](const Session& session) { return session.over(sessions_.limits(), at); });
  tell_ended(over);
  Seen seen;
  sessions_.for_each([&](Session& session) {
    if (session.seen - session.seen_kept < settings_.keep_seen_every) return;
    session.seen_kept = session.seen;
    seen.sessions.push_back(session);
  });
  if (!seen.sessions.empty())
    store_->add([seen = std::move(seen)](AccountStore& store) { store.owe(seen); });
  if (at - loaded_ >= settings_.reload_every) reload();
}

void Doorkeeper::take_over(Everything everything, std::uint64_t upkeep_done) {
  // Something was ended or rotated here since it was read: it would come back.
  if (upkeep_done != upkeep_begun_) return reload();
  loaded_ = now();
  const Accounts before = std::exchange(accounts_, std::move(everything.accounts));
  tell_ended(sessions_.replace(std::move(everything.sessions)));
  for (const auto& [name, account] : before) tell_trusted(account);
  end_sessions([this](const Session& session) {
    const Account* account = account_named(session.account);
    return session.over(sessions_.limits(), loaded_) ||
           (account != nullptr && session.generation < account->generation);
  });
  for (const auto& [name, account] : before) tell_changed(account);
}

void Doorkeeper::take_over(const Account& account) {
  const auto before = accounts_.find(account.name);
  if (before == accounts_.end()) {
    accounts_.emplace(account.name, account);
    return;
  }
  const Account former = std::exchange(before->second, account);
  tell_trusted(former);
  end_sessions([&](const Session& session) {
    return session.account == account.name && session.generation < account.generation;
  });
  tell_changed(former);
}

void Doorkeeper::end_sessions(const std::function<bool(const Session&)>& which) {
  const std::vector<Session> ended = sessions_.take_if(which);
  if (ended.empty()) return;
  upkeep(Ended{tokens_of(ended)});
  tell_ended(ended);
}

void Doorkeeper::tell_ended(const std::vector<Session>& ended) const {
  for (const Session& session : ended) signed_out_(session.id);
}

void Doorkeeper::tell_trusted(const Account& before) const {
  const Account* account = account_named(before.name);
  if (account == nullptr || account->generation != before.generation ||
      (account->disabled && !before.disabled))
    signed_out_(trusted_session(before.name));
}

void Doorkeeper::tell_changed(const Account& before) const {
  const Account* account = account_named(before.name);
  if (account == nullptr || (account->person == before.person && account->roles == before.roles &&
                             account->operates == before.operates))
    return;
  for (const auto& [id, session] : sessions_.all())
    if (session.account == account->name) changed_(session.id);
  changed_(trusted_session(account->name));
}

}  // namespace shao::door
