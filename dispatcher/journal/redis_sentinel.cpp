#include "dispatcher/journal/redis_sentinel.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

using namespace std::chrono_literals;

constexpr auto sentinel_limit = 300ms;
constexpr auto master_limit = 1000ms;
constexpr auto patience_with_master = 3000ms;
constexpr auto watch_every = 1000ms;
constexpr auto watch_connect_limit = 100ms;

std::vector<std::string> question(const Sentinels& sentinels) {
  return {"SENTINEL", "get-master-addr-by-name", sentinels.master};
}

/// The server that a Sentinel's answer names; the error says what is wrong with it.
Result<std::string> named_in(const Reply& reply, const Sentinels& sentinels) {
  if (reply.is_error())
    return core::Unexpected{Error{ErrorKind::refused, "it refuses: " + reply.text}};
  if (reply.kind == Reply::Kind::nil)
    return core::Unexpected{
        Error{ErrorKind::refused, "it watches no master called \"" + sentinels.master + "\""}};
  if (reply.items.size() != 2) return unexpected("its answer is not a host and a port");
  const std::string& host = reply.items[0].text;
  const bool six = host.find(':') != std::string::npos;
  return "redis://" + (six ? "[" + host + "]" : host) + ":" + reply.items[1].text;
}

Result<std::string> ask_sentinel(const std::string& url, const Sentinels& sentinels) {
  auto connection = RedisConnection::connect_within({url}, sentinel_limit);
  if (!connection) return core::Unexpected{connection.error()};
  const auto reply = connection->call(question(sentinels), sentinel_limit);
  if (!reply) return core::Unexpected{reply.error()};
  return named_in(*reply, sentinels);
}

struct Named {
  std::string url;
  int votes = 0;
};

/// Who is named, most often named first; what went wrong is added to `problems`.
std::vector<Named> ask_all(const Sentinels& sentinels, std::string& problems) {
  std::vector<Named> named;
  for (const std::string& url : sentinels.urls) {
    const auto answer = ask_sentinel(url, sentinels);
    if (!answer) {
      problems += "; Sentinel " + url.substr(url.rfind('/') + 1) + ": " + answer.error().message;
      continue;
    }
    const auto known = std::ranges::find(named, *answer, &Named::url);
    if (known == named.end())
      named.push_back({*answer, 1});
    else
      ++known->votes;
  }
  std::ranges::stable_sort(named, std::ranges::greater{}, &Named::votes);
  return named;
}

/// The connection when that server says that it is a master.
Result<RedisConnection> connect_as_master(const RedisAddress& address) {
  auto connection = RedisConnection::connect_within(address, master_limit);
  if (!connection) return connection;
  const auto role = connection->call({"ROLE"}, master_limit);
  if (!role) return core::Unexpected{role.error()};
  if (role->is_error()) return core::Unexpected{error_from(*role)};
  const std::string says = role->items.empty() ? "nothing" : role->items.front().text;
  if (says != "master")
    return core::Unexpected{Error{ErrorKind::refused, "it is no master, its role is " + says}};
  connection->set_patience(patience_with_master);
  return connection;
}

}  // namespace

Result<RedisConnection> connect_to_master(const RedisAddress& address) {
  const auto sentinels = sentinels_of(address.url);
  if (!sentinels) return core::Unexpected{sentinels.error()};
  std::string problems;
  const auto named = ask_all(*sentinels, problems);
  for (const Named& one : named) {
    auto connection = connect_as_master({one.url, address.user, address.password});
    if (connection) return connection;
    problems += "; " + one.url + ": " + connection.error().message;
  }
  return core::Unexpected{
      Error{ErrorKind::connection,
            (named.empty() ? "no Sentinel names a master" : "no master was found") + problems}};
}

SentinelWatch::SentinelWatch(Sentinels sentinels, std::string url)
    : sentinels_(std::move(sentinels)), url_(std::move(url)), asked_at_(Steady::now()) {}

void SentinelWatch::ask_next() {
  const std::string& url = sentinels_.urls[next_];
  next_ = (next_ + 1) % sentinels_.urls.size();
  asked_at_ = Steady::now();
  asked_.reset();
  auto connection = RedisConnection::connect_within({url}, watch_connect_limit);
  if (!connection) return;
  connection->send(question(sentinels_));
  connection->pump();
  asked_ = std::move(*connection);
}

std::optional<Error> SentinelWatch::step() {
  if (Steady::now() - asked_at_ >= watch_every) ask_next();
  if (!asked_) return std::nullopt;
  asked_->pump();
  const auto reply = asked_->take_reply();
  if (!reply) return std::nullopt;
  asked_.reset();
  const auto answer = named_in(*reply, sentinels_);
  if (!answer || *answer == url_) return std::nullopt;
  std::string problems;
  const auto named = ask_all(sentinels_, problems);
  // One of them alone may be behind the others.
  if (named.empty() || named.front().url == url_ ||
      std::ssize(sentinels_.urls) >= std::ptrdiff_t{2} * named.front().votes)
    return std::nullopt;
  return Error{ErrorKind::connection,
               "the Sentinels name " + named.front().url + " as master, no longer " + url_};
}

}  // namespace shao::journal
