#include "clients/centre/door/account_store.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/journal/replies.hpp"

namespace shao::door {

namespace {

using namespace std::chrono_literals;
using core::Unexpected;
using journal::Reply;
using journal::Result;
using Kind = Reply::Kind;
using Steady = std::chrono::steady_clock;
using Wrote = Result<journal::Done>;

constexpr auto patience = 5s;
constexpr auto pause_after_failure = 1s;
constexpr std::string_view seen_suffix = ":seen";

std::string seen_field(const std::string& token) {
  return token + std::string(seen_suffix);
}

/// As far as it may stand in a log: a field of Redis may hold anything.
std::string loggable(const std::string& name) {
  return fits_name(name) ? name : "?";
}

core::Result<Account, std::string> account_in(const std::string& name, const std::string& text) {
  auto account = account_from(text);
  if (account && account->name != name) return core::fail("it is that of another name");
  return account;
}

Accounts accounts_in(const std::map<std::string, std::string>& fields, std::size_t& unreadable) {
  Accounts accounts;
  for (const auto& [name, text] : fields) {
    auto account = account_in(name, text);
    if (account) {
      accounts.emplace(name, std::move(*account));
      continue;
    }
    ++unreadable;
    spdlog::error("event=account_unreadable account={} reason=\"{}\"", loggable(name),
                  account.error());
  }
  return accounts;
}

}  // namespace

AccountStore::AccountStore(journal::RedisAddress address, const std::string& jurisdiction)
    : address_(std::move(address)),
      accounts_key_(journal::key_of(jurisdiction, "accounts")),
      sessions_key_(journal::key_of(jurisdiction, "sessions")),
      changed_key_(journal::key_of(jurisdiction, "accounts:changed")) {}

Wrote AccountStore::ready(std::chrono::milliseconds timeout) {
  auto connection = journal::RedisConnection::connect(address_);
  if (!connection) return Unexpected{connection.error()};
  return connection->ready(timeout);
}

Result<Reply> AccountStore::ask_once(const Words& command, Kind wanted) {
  if (!redis_) {
    auto connection = journal::RedisConnection::connect(address_);
    if (!connection) return Unexpected{connection.error()};
    redis_.emplace(std::move(*connection));
    redis_->set_patience(patience);
  }
  auto reply = journal::ask(*redis_, command, wanted);
  // Also when Redis only refused: it may be no master any more, and Sentinels know another one.
  if (!reply) redis_.reset();
  return reply;
}

Result<Reply> AccountStore::ask(const Words& command, Kind wanted) {
  if (down_ && Steady::now() < down_until_) return Unexpected{*down_};
  const bool had_connection = redis_.has_value();
  auto reply = ask_once(command, wanted);
  if (!reply && had_connection) reply = ask_once(command, wanted);
  down_.reset();
  if (!reply) {
    // It may have happened, and then what we know is no longer so.
    doubt();
    down_ = reply.error();
    down_until_ = Steady::now() + pause_after_failure;
  }
  return reply;
}

Wrote AccountStore::write(const Words& command) {
  untold_ = true;
  const auto reply = ask(command, Kind::integer);
  return reply ? Wrote(journal::Done{}) : Wrote(Unexpected{reply.error()});
}

Wrote AccountStore::tell() {
  const auto raised = ask({"INCR", changed_key_}, Kind::integer);
  if (!raised) return Unexpected{raised.error()};
  untold_ = false;
  // Higher by more than one: somebody else changed something as well, and changed() will say so.
  if (known_ && raised->integer == *known_ + 1) known_ = raised->integer;
  return journal::Done{};
}

Wrote AccountStore::settle() {
  if (untold_)
    if (auto told = tell(); !told) return told;
  for (; !owed_.empty(); owed_.pop_front()) {
    auto performed = std::visit([this](const auto& one) { return perform(one); }, owed_.front());
    if (!performed) return performed;
  }
  return journal::Done{};
}

void AccountStore::owe(Upkeep upkeep) {
  owed_.push_back(std::move(upkeep));
  if (const auto settled = settle(); !settled)
    spdlog::warn("event=sessions_not_written waiting={} reason=\"{}\"", owed_.size(),
                 settled.error().message);
}

Wrote AccountStore::perform(const Begun& begun) {
  const Session& session = begun.session;
  if (auto put = write({"HSET", sessions_key_, session.token, text_of(session)}); !put) return put;
  return tell();
}

Wrote AccountStore::perform(const Rotated& rotated) {
  const Session& session = rotated.session;
  // Another process may have ended it meanwhile.
  const auto before = ask({"HGET", sessions_key_, session.former}, Kind::string);
  if (!before) return Unexpected{before.error()};
  if (before->kind == Kind::nil) {
    doubt();
    return journal::Done{};
  }
  if (auto put = write({"HSET", sessions_key_, session.token, text_of(session)}); !put) return put;
  return perform(Ended{{session.former}});
}

Wrote AccountStore::perform(const Seen& seen) {
  Words command{"HSET", sessions_key_};
  for (const Session& session : seen.sessions) {
    command.push_back(seen_field(session.token));
    command.push_back(std::to_string(codec::milliseconds(session.seen)));
  }
  const auto reply = ask(command, Kind::integer);
  return reply ? Wrote(journal::Done{}) : Wrote(Unexpected{reply.error()});
}

Wrote AccountStore::perform(const Ended& ended) {
  Words command{"HDEL", sessions_key_};
  for (const std::string& token : ended.tokens) {
    command.push_back(token);
    command.push_back(seen_field(token));
  }
  if (auto gone = write(command); !gone) return gone;
  return tell();
}

Result<AccountStore::FieldsInRedis> AccountStore::fields_of(const std::string& key) {
  const auto reply = ask({"HGETALL", key}, Kind::array);
  if (!reply) return Unexpected{reply.error()};
  FieldsInRedis fields;
  for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2)
    fields.emplace(reply->items[i].text, reply->items[i + 1].text);
  return fields;
}

Result<std::int64_t> AccountStore::counter() {
  const auto reply = ask({"GET", changed_key_}, Kind::string);
  if (!reply) return Unexpected{reply.error()};
  if (reply->kind == Kind::nil) return std::int64_t{0};
  const auto number = journal::number_from(reply->text);
  if (!number) return journal::unexpected(changed_key_ + " is no number");
  return static_cast<std::int64_t>(*number);
}

std::vector<Session> AccountStore::sessions_in(const FieldsInRedis& fields,
                                               std::size_t& unreadable) {
  std::map<std::string, Session> sessions;  // by id
  std::vector<std::string> stale;
  for (const auto& [field, text] : fields) {
    if (field.ends_with(seen_suffix)) {
      const std::string token = field.substr(0, field.size() - seen_suffix.size());
      if (!fields.contains(token)) stale.push_back(token);
      continue;
    }
    auto session = session_from(field, text);
    if (!session) {
      ++unreadable;
      spdlog::error("event=session_unreadable reason=\"{}\"", session.error());
      continue;
    }
    if (const auto seen = fields.find(seen_field(field)); seen != fields.end())
      if (const auto at = journal::number_from(seen->second))
        session->seen = session->seen_kept =
            core::Instant{core::Duration{static_cast<std::int64_t>(*at)}};
    // Two of one id: whoever rotated it ended before the former record was removed.
    const auto [known, fresh] = sessions.try_emplace(session->id, *session);
    if (fresh) continue;
    const bool later = session->rotated > known->second.rotated;
    stale.push_back(later ? known->second.token : field);
    if (later) known->second = std::move(*session);
  }
  if (!stale.empty()) owed_.push_back(Ended{std::move(stale)});
  std::vector<Session> list;
  list.reserve(sessions.size());
  for (auto& [id, session] : sessions) list.push_back(std::move(session));
  return list;
}

Result<Everything> AccountStore::load() {
  if (const auto settled = settle(); !settled) return Unexpected{settled.error()};
  // Before the rest: what changes meanwhile is found by the next changed().
  const auto number = counter();
  if (!number) return Unexpected{number.error()};
  const auto accounts = fields_of(accounts_key_);
  if (!accounts) return Unexpected{accounts.error()};
  const auto sessions = fields_of(sessions_key_);
  if (!sessions) return Unexpected{sessions.error()};
  known_ = *number;
  Everything everything;
  everything.accounts = accounts_in(*accounts, everything.unreadable);
  everything.sessions = sessions_in(*sessions, everything.unreadable);
  return everything;
}

Result<bool> AccountStore::changed() {
  if (const auto settled = settle(); !settled) return Unexpected{settled.error()};
  const auto number = counter();
  if (!number) return Unexpected{number.error()};
  return known_ != *number;
}

Result<std::optional<Account>> AccountStore::account(const std::string& name) {
  if (const auto settled = settle(); !settled) return Unexpected{settled.error()};
  const auto reply = ask({"HGET", accounts_key_, name}, Kind::string);
  if (!reply) return Unexpected{reply.error()};
  if (reply->kind == Kind::nil) return std::optional<Account>{};
  auto account = account_in(name, reply->text);
  if (!account) return journal::unexpected("account " + name + ": " + account.error());
  return std::optional<Account>(std::move(*account));
}

Result<Accounts> AccountStore::accounts() {
  if (const auto settled = settle(); !settled) return Unexpected{settled.error()};
  const auto fields = fields_of(accounts_key_);
  if (!fields) return Unexpected{fields.error()};
  std::size_t unreadable = 0;
  return accounts_in(*fields, unreadable);
}

Wrote AccountStore::put(const Account& account) {
  if (auto settled = settle(); !settled) return settled;
  if (auto put = write({"HSET", accounts_key_, account.name, text_of(account)}); !put) return put;
  return tell();
}

Wrote AccountStore::put(const Session& session) {
  if (auto settled = settle(); !settled) return settled;
  return perform(Begun{session});
}

}  // namespace shao::door
