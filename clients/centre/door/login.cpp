// Coming in, and changing one's password: both give a password, both wait who fails too often.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "clients/centre/door/doorkeeper.hpp"
#include "clients/centre/door/passwords.hpp"
#include "clients/centre/door/tokens.hpp"

namespace shao::door {

namespace {

using core::Unexpected;
using std::chrono::seconds;

Problem wrong_old_password() {
  return malformed({"old", "the old password", "原密码", "", "the password that you signed in with",
                    "您登录时所用的密码"});
}

}  // namespace

Doorkeeper::Held Doorkeeper::held_of(const Try& tried, const Account* account) const {
  // A browser that is known waits for its own failures alone: strangers who guess at an account, or
  // from the same network, keep nobody from work.
  if (account != nullptr && is_known(*account, tried.known, now())) {
    const std::string own = "known:" + account->name + ":" + tried.known;
    return {{own}, own, now()};
  }
  Held held{{}, {}, now()};
  // Also of accounts that there are not, or the wait would tell which ones there are.
  held.cleared = held_as(fits_name(tried.name) ? tried.name : "?");
  held.names.push_back(held.cleared);
  const std::string network = network_of(tried.address);
  if (network != "?") held.names.push_back("network:" + network);
  return held;
}

seconds Doorkeeper::wait_of(const Held& held) const {
  seconds wait{0};
  for (const std::string& name : held.names) wait = std::max(wait, delays_.wait(name, held.tried));
  return wait;
}

void Doorkeeper::hold(const Held& held) {
  for (const std::string& name : held.names) delays_.count(name, held.tried);
}

void Doorkeeper::take_back(const Held& held) {
  for (const std::string& name : held.names) delays_.take_back(name, held.tried);
}

void Doorkeeper::log_in(const Try& tried, const Answer<Admitted>& done) {
  const Account* account = account_named(tried.name);
  Held held = held_of(tried, account);
  if (const seconds wait = wait_of(held); wait > seconds{0}) {
    spdlog::warn("event=login_locked_out account={} address={} seconds={}",
                 account != nullptr ? account->name : "?", loggable_address(tried.address),
                 wait.count());
    return refuse(done, locked_out(wait));
  }
  if (!storage_up_) return refuse(done, storage_down("Redis did not answer a moment ago"));
  // As failed until it is known better, or any number at once would come through.
  hold(held);
  const bool possible = account != nullptr && tried.password.size() <= longest_password;
  const bool added = hashers_.add(
      [this, tried, held, done, possible, hash = possible ? account->hash : nobodys_hash_] {
        Checked checked{hash, fits(hash, tried.password) && possible};
        if (checked.fits && needs_rehash(hash)) checked.fresh = hash_of(tried.password);
        later([this, tried, held, done, checked] { judge(tried, held, checked, done); });
      });
  if (added) return;
  take_back(held);
  refuse(done, busy());
}

void Doorkeeper::judge(const Try& tried, const Held& held, const Checked& checked,
                       const Answer<Admitted>& done) {
  const Account* account = account_named(tried.name);
  // What was right a moment ago may have been changed meanwhile.
  const bool right = account != nullptr && checked.fits && account->hash == checked.hash;
  if (!right || account->disabled) {
    const char* reason = account == nullptr ? "no_account" : right ? "disabled" : "password";
    spdlog::warn("event=login_failed account={} address={} reason={}",
                 account != nullptr ? account->name : "?", loggable_address(tried.address), reason);
    return done(Unexpected{wrong_login()});
  }
  take_back(held);
  delays_.forget(held.cleared);
  Account admitted = *account;
  if (checked.fresh) {
    admitted.hash = *checked.fresh;
    edit(
        admitted.name,
        [before = checked.hash, fresh = *checked.fresh](Account& one, AccountStore&) {
          if (one.hash == before) one.hash = fresh;
          return std::optional<Problem>();
        },
        [this](const Outcome<Account>& kept) {
          if (kept) take_over(*kept);
        });
  }
  admit(tried, admitted, done);
}

void Doorkeeper::admit(const Try& tried, const Account& account, const Answer<Admitted>& done) {
  const std::string token = new_token();
  Session session;
  session.id = new_id();
  session.token = hash_of_token(token);
  session.account = account.name;
  session.generation = account.generation;
  session.csrf = new_token();
  session.began = session.rotated = session.seen = session.seen_kept = now();
  store_->add([this, session, token, known = known_mark(account, now()),
               address = loggable_address(tried.address), done](AccountStore& store) {
    const auto put = store.put(session);
    if (!put) return refuse(done, storage_down(put.error().message));
    later([=, this] {
      // Disabled in this very moment, for example.
      if (!stands(session)) return done(Unexpected{wrong_login()});
      sessions_.add(session);
      spdlog::info("event=login account={} address={} session={}", session.account, address,
                   session.id);
      done(Admitted{token, known, visitor_of(*account_named(session.account), session)});
    });
  });
}

void Doorkeeper::change_password(std::string_view token, std::string former, std::string chosen,
                                 const std::string& address, const Answer<Admitted>& done) {
  const Session* session = session_of(token);
  if (session == nullptr) return refuse(done, not_signed_in());
  const std::string name = "session:" + session->id;
  const Held held{{name}, name, now()};
  if (const seconds wait = wait_of(held); wait > seconds{0}) return refuse(done, locked_out(wait));
  if (auto problem = check_password(chosen, former, session->account))
    return refuse(done, std::move(*problem));
  hold(held);
  const bool added =
      hashers_.add([this, former = std::move(former), chosen = std::move(chosen), address, done,
                    id = session->id, hash = account_named(session->account)->hash] {
        Checked checked{hash, fits(hash, former)};
        if (checked.fits) checked.fresh = hash_of(chosen);
        later([this, id, address, checked, done] { judge_change(id, address, checked, done); });
      });
  if (added) return;
  take_back(held);
  refuse(done, busy());
}

void Doorkeeper::judge_change(const std::string& id, const std::string& address,
                              const Checked& checked, const Answer<Admitted>& done) {
  const auto found = sessions_.all().find(id);
  if (found == sessions_.all().end()) return done(Unexpected{not_signed_in()});
  const Session& session = found->second;
  if (!checked.fits) {
    spdlog::warn("event=password_change_failed account={} address={}", session.account,
                 loggable_address(address));
    return done(Unexpected{wrong_old_password()});
  }
  delays_.forget("session:" + id);
  if (!checked.fresh) return done(Unexpected{busy()});
  edit(
      session.account,
      [generation = session.generation, checked](Account& account, AccountStore&) {
        // What was right a moment ago may have been changed meanwhile.
        if (account.disabled || account.generation != generation || account.hash != checked.hash)
          return std::optional(not_signed_in());
        account.hash = *checked.fresh;
        account.must_change = false;
        ++account.generation;
        return std::optional<Problem>();
      },
      [this, id, address, done](const Outcome<Account>& account) {
        if (!account) return done(Unexpected{account.error()});
        spdlog::info("event=password_changed account={} address={}", account->name,
                     loggable_address(address));
        renew(id, *account, done);
      });
}

void Doorkeeper::renew(const std::string& id, const Account& account,
                       const Answer<Admitted>& done) {
  const auto found = sessions_.all().find(id);
  if (found == sessions_.all().end()) {
    take_over(account);
    return done(Unexpected{not_signed_in()});
  }
  // Neither the former token nor the one before it: somebody else may have them.
  const std::string token = new_token();
  const std::string former = found->second.token;
  Session session = found->second;
  session.token = hash_of_token(token);
  session.former.clear();
  session.generation = account.generation;
  session.rotated = session.seen = session.seen_kept = now();
  sessions_.add(session);
  upkeep(Begun{session});
  upkeep(Ended{{former}});
  take_over(account);  // which ends the account's other sessions
  done(Admitted{token, known_mark(account, now()), visitor_of(account, session)});
}

}  // namespace shao::door
