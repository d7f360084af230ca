// What the tests of the door share: a Redis of their own with its users, a loop in the test's own
// thread, a clock that stands until it is moved, and doors into that Redis.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/centre/door/doorkeeper.hpp"
#include "clients/centre/door/tokens.hpp"
#include "dispatcher/journal/access.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace shao::test {

using namespace std::chrono_literals;
using door::Outcome;
using door::Problem;

/// The value, or the test ends with the problem's words.
template <class T>
T must(Outcome<T> outcome) {
  const std::string problem = outcome ? std::string() : outcome.error().message;
  BOOST_REQUIRE_MESSAGE(outcome.has_value(), problem);
  return std::move(*outcome);
}

/// The name of the problem; empty when there is none.
template <class T>
std::string problem_of(const Outcome<T>& outcome) {
  return outcome ? std::string() : std::string(name_of(outcome.error().kind));
}

class Loop {
 public:
  /// From any thread.
  void post(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    added_.notify_one();
  }
  std::size_t waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }
  /// Runs what is posted until `holds`. False: it did not within half a minute.
  bool run_until(const std::function<bool()>& holds) {
    const auto limit = std::chrono::steady_clock::now() + 30s;
    while (!holds()) {
      std::function<void()> work;
      {
        std::unique_lock lock(mutex_);
        if (!added_.wait_until(lock, limit, [this] { return !waiting_.empty(); })) return false;
        work = std::move(waiting_.front());
        waiting_.pop_front();
      }
      work();
    }
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::function<void()>> waiting_;
};

struct DoorFixture {
  DoorFixture() {
    for (std::string& one : passwords) one = journal::new_password();
    write_text(folder / "users.acl", journal::acl_file(jurisdiction, passwords));
    start();
    keeper = &open_door();
    operator_token = log_in("operator", must_change_first()).token;
  }

  void start() {
    server.emplace(start_redis({.directory = folder / "redis",
                                .options = {"--aclfile", folder / "users.acl"},
                                .user = "centre",
                                .password = password_of(journal::RedisUser::centre)}));
  }
  const std::string& password_of(journal::RedisUser user) const {
    return passwords[static_cast<std::size_t>(user)];
  }
  journal::RedisAddress address(const std::string& url) const {
    return {url, "centre", password_of(journal::RedisUser::centre)};
  }
  journal::RedisConnection redis() const {
    return must(journal::RedisConnection::connect(address(server->url())));
  }
  door::AccountStore store() const { return {address(server->url()), jurisdiction}; }

  door::Settings settings() {
    return {.redis = address(server->url()),
            .jurisdiction = jurisdiction,
            .watch_every = 5ms,
            .now = [this] { return now; }};
  }
  /// As another process on the same Redis. The password of the first operator stays here.
  door::Doorkeeper& open_door(door::Settings with) {
    auto& fresh = *doors.emplace_back(std::make_unique<door::Doorkeeper>(
        std::move(with), [this](std::function<void()> work) { loop.post(std::move(work)); }));
    fresh.on_signed_out([this](const std::string& session) { signed_out.push_back(session); });
    fresh.on_changed([this](const std::string& session) { changed.push_back(session); });
    const auto password = must(fresh.open(first));
    if (password) first_password = *password;
    return fresh;
  }
  door::Doorkeeper& open_door() { return open_door(settings()); }

  /// What `call` is answered.
  template <class T>
  Outcome<T> answer(const std::function<void(door::Doorkeeper::Answer<T>)>& call) {
    std::optional<Outcome<T>> got;
    call([&got](Outcome<T> outcome) { got.emplace(std::move(outcome)); });
    BOOST_REQUIRE(!got);  // never from within the call
    BOOST_REQUIRE(loop.run_until([&] { return got.has_value(); }));
    return std::move(*got);
  }
  Outcome<door::Admitted> try_log_in(const std::string& name, const std::string& password,
                                     const std::string& from = "10.1.2.3",
                                     const std::string& known = "",
                                     door::Doorkeeper* at = nullptr) {
    return answer<door::Admitted>([&](auto done) {
      (at != nullptr ? at : keeper)->log_in({name, password, from, known}, std::move(done));
    });
  }
  door::Admitted log_in(const std::string& name, const std::string& password) {
    return must(try_log_in(name, password));
  }
  Outcome<door::Admitted> try_change(const std::string& token, const std::string& former,
                                     const std::string& chosen) {
    return answer<door::Admitted>([&](auto done) {
      keeper->change_password(token, former, chosen, "10.1.2.3", std::move(done));
    });
  }
  /// The a secret of mine password, and nothing to be changed any more.
  std::string must_change_first() {
    const auto admitted = log_in("operator", first_password);
    must(try_change(admitted.token, first_password, "a secret of mine"));
    return "a secret of mine";
  }
  /// A new account with that password, nobody signed in.
  void add_account(const std::string& name, const std::string& password,
                   core::Roles roles = {core::Role::dept_officer}, bool operates = false) {
    const auto added = must(answer<door::Added>([&](auto done) {
      keeper->add(by,
                  {.name = name,
                   .person = "Person of " + name,
                   .office = core::OfficeId("ZJW"),
                   .roles = roles,
                   .operates = operates},
                  std::move(done));
    }));
    const auto admitted = log_in(name, added.password);
    keeper->log_out(must(try_change(admitted.token, added.password, password)).token);
    signed_out.clear();
  }
  Outcome<door::Account> change(const std::string& name, door::Change how) {
    return answer<door::Account>(
        [&](auto done) { keeper->change(by, name, std::move(how), std::move(done)); });
  }
  /// Changes an account behind everybody's back, and waits until the keeper has noticed: whatever
  /// it does when it looks at Redis has been done by then.
  void look() {
    auto redis = this->redis();
    auto account = *door::account_from(run(redis, {"HGET", "{shunyi}:accounts", "operator"}).text);
    account.person = "Operator " + std::to_string(++looks);
    run(redis, {"HSET", "{shunyi}:accounts", "operator", text_of(account)});
    run(redis, {"INCR", "{shunyi}:accounts:changed"});
    BOOST_REQUIRE(loop.run_until([&] {
      const auto seen = keeper->trusted("operator");
      return seen && seen->person == account.person;
    }));
  }
  bool told(const std::string& session) const {
    return std::find(signed_out.begin(), signed_out.end(), session) != signed_out.end();
  }

  TempFolder folder;
  journal::RedisPasswords passwords;
  std::optional<local::PrivateRedis> server;
  Loop loop;
  core::Instant now = core::at_second(1'771'000'000);
  door::Account first{.name = "operator",
                      .person = "Operator",
                      .office = core::OfficeId("ZHZX"),
                      .roles = {core::Role::command_centre}};
  const door::By by{"operator", "10.0.0.1"};
  std::string first_password;
  std::vector<std::string> signed_out;
  std::vector<std::string> changed;
  std::vector<std::unique_ptr<door::Doorkeeper>> doors;
  door::Doorkeeper* keeper = nullptr;
  std::string operator_token;
  int looks = 0;
};

}  // namespace shao::test
