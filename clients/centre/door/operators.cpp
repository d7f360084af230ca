// What operators do with accounts. Whether it may be is decided on the store's thread, with what
// Redis holds at that moment: two changes at once cannot both find the other one undone.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "clients/centre/door/doorkeeper.hpp"
#include "clients/centre/door/passwords.hpp"

namespace shao::door {

namespace {

using core::Unexpected;

Account without_hash(Account account) {
  account.hash.clear();
  return account;
}

bool operates(const Account& account) {
  return account.operates && !account.disabled;
}

/// Reads the account, edits it, writes it when something of it changed.
template <class Edit>
Outcome<Account> edited(AccountStore& store, const std::string& name, const Edit& edit) {
  auto before = store.account(name);
  if (!before) return Unexpected{storage_down(before.error().message)};
  if (!*before) return Unexpected{unknown_account(name)};
  Account account = **before;
  if (auto problem = edit(account, store)) return Unexpected{std::move(*problem)};
  if (account == **before) return account;
  if (const auto put = store.put(account); !put)
    return Unexpected{storage_down(put.error().message)};
  return account;
}

std::optional<Problem> apply(const Change& change, Account& account, AccountStore& store) {
  const Account before = account;
  account.person = change.person.value_or(account.person);
  account.roles = change.roles.value_or(account.roles);
  account.operates = change.operates.value_or(account.operates);
  account.disabled = change.disabled.value_or(account.disabled);
  if (account.disabled && !before.disabled) ++account.generation;
  if (auto problem = check(account)) return problem;
  if (!operates(before) || operates(account)) return std::nullopt;
  const auto others = store.accounts();
  if (!others) return storage_down(others.error().message);
  const bool another = std::ranges::any_of(*others, [&](const auto& entry) {
    return entry.first != account.name && operates(entry.second);
  });
  return another ? std::nullopt : std::optional(last_operator(account.name));
}

}  // namespace

bool Doorkeeper::may_operate(const By& by) const {
  const Account* account = account_named(by.account);
  return account != nullptr && operates(*account);
}

void Doorkeeper::edit(const std::string& name, Edit how, Answer<Account> then) {
  store_->add([this, name, how = std::move(how), then = std::move(then)](AccountStore& store) {
    later([account = edited(store, name, how), then] { then(account); });
  });
}

std::vector<Listed> Doorkeeper::list() const {
  std::vector<Listed> all;
  for (const auto& [name, account] : accounts_) {
    Listed& one = all.emplace_back(Listed{without_hash(account), 0, std::nullopt});
    for (const auto& [id, session] : sessions_.all()) {
      if (session.account != name) continue;
      ++one.sessions;
      one.last_seen = std::max(one.last_seen.value_or(session.seen), session.seen);
    }
  }
  return all;
}

void Doorkeeper::add(const By& by, Account draft, const Answer<Added>& done) {
  if (!may_operate(by)) return refuse(done, not_operator());
  if (auto problem = check(draft)) return refuse(done, std::move(*problem));
  draft.generation = 0;
  draft.disabled = false;
  draft.must_change = true;
  const auto put = [this, by, done](Account account, std::string password, AccountStore& store) {
    const auto taken = store.account(account.name);
    if (!taken) return refuse(done, storage_down(taken.error().message));
    if (*taken) return refuse(done, name_taken(account.name));
    if (const auto kept = store.put(account); !kept)
      return refuse(done, storage_down(kept.error().message));
    later([this, by, done, account = std::move(account), password = std::move(password)] {
      take_over(account);
      spdlog::info("event=account_added account={} office={} operates={} by={} address={}",
                   account.name, account.office.view(), account.operates, by.account,
                   loggable_address(by.address));
      done(Added{without_hash(account), password});
    });
  };
  const bool added = hashers_.add([this, draft = std::move(draft), put, done] {
    std::string password = new_password();
    const auto hash = hash_of(password);
    later([=, this]() mutable {
      if (!hash) return done(Unexpected{busy()});
      draft.hash = *hash;
      store_->add([draft, password, put](AccountStore& store) { put(draft, password, store); });
    });
  });
  if (!added) refuse(done, busy());
}

void Doorkeeper::change(const By& by, const std::string& name, Change change,
                        const Answer<Account>& done) {
  if (!may_operate(by)) return refuse(done, not_operator());
  edit(
      name,
      [change = std::move(change)](Account& account, AccountStore& store) {
        return apply(change, account, store);
      },
      [this, by, done](const Outcome<Account>& account) {
        if (!account) return done(account);
        take_over(*account);
        spdlog::info("event=account_changed account={} operates={} disabled={} by={} address={}",
                     account->name, account->operates, account->disabled, by.account,
                     loggable_address(by.address));
        done(without_hash(*account));
      });
}

void Doorkeeper::reset(const By& by, const std::string& name, const Answer<std::string>& done) {
  if (!may_operate(by)) return refuse(done, not_operator());
  const bool added = hashers_.add([this, by, name, done] {
    const std::string password = new_password();
    const auto hash = hash_of(password);
    later([=, this] {
      if (!hash) return done(Unexpected{busy()});
      edit(
          name,
          [hash](Account& account, AccountStore&) {
            account.hash = *hash;
            account.must_change = true;
            ++account.generation;
            return std::optional<Problem>();
          },
          [=, this](const Outcome<Account>& account) {
            if (!account) return done(Unexpected{account.error()});
            take_over(*account);
            delays_.forget(held_as(account->name));
            spdlog::info("event=password_reset account={} by={} address={}", name, by.account,
                         loggable_address(by.address));
            done(password);
          });
    });
  });
  if (!added) refuse(done, busy());
}

void Doorkeeper::sign_out(const By& by, const std::string& name, const Answer<Done>& done) {
  if (!may_operate(by)) return refuse(done, not_operator());
  edit(
      name,
      [](Account& account, AccountStore&) {
        ++account.generation;
        return std::optional<Problem>();
      },
      [this, by, done](const Outcome<Account>& account) {
        if (!account) return done(Unexpected{account.error()});
        take_over(*account);
        spdlog::info("event=account_signed_out account={} by={} address={}", account->name,
                     by.account, loggable_address(by.address));
        done(Done{});
      });
}

}  // namespace shao::door
