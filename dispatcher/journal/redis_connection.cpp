#include "dispatcher/journal/redis_connection.hpp"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <thread>

#include "dispatcher/journal/redis_sentinel.hpp"
#include "dispatcher/journal/socket.hpp"

namespace shao::journal {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto connect_limit = 5s;
constexpr auto loading_pause = 20ms;
constexpr std::size_t read_at_a_time = std::size_t{64} * 1024;

std::string text_of(int error) {
  return std::generic_category().message(error);
}

/// The milliseconds until `until`, rounded up, so that a wait does not end before it.
int remaining(Steady::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
  return static_cast<int>(std::max(left, 0ms).count());
}

Reply reply_from(const redisReply& raw) {
  Reply reply;
  switch (raw.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      reply.kind = Reply::Kind::string;
      reply.text.assign(raw.str, static_cast<std::size_t>(raw.len));
      break;
    case REDIS_REPLY_ERROR:
      reply.kind = Reply::Kind::error;
      reply.text.assign(raw.str, static_cast<std::size_t>(raw.len));
      break;
    case REDIS_REPLY_INTEGER:
      reply.kind = Reply::Kind::integer;
      reply.integer = raw.integer;
      break;
    case REDIS_REPLY_ARRAY:
      reply.kind = Reply::Kind::array;
      reply.items.reserve(raw.elements);
      for (std::size_t i = 0; i < raw.elements; ++i)
        reply.items.push_back(reply_from(*raw.element[i]));
      break;
    default:
      break;
  }
  return reply;
}

}  // namespace

void RedisConnection::ReaderFree::operator()(redisReader* reader) const {
  redisReaderFree(reader);
}

RedisConnection::RedisConnection(FileDescriptor socket, std::string url)
    : socket_(std::move(socket)), url_(std::move(url)), reader_(redisReaderCreate()) {}

Result<RedisConnection> RedisConnection::connect(const RedisAddress& address) {
  return names_sentinels(address.url) ? connect_to_master(address)
                                      : connect_within(address, connect_limit);
}

Result<RedisConnection> RedisConnection::connect_within(const RedisAddress& address,
                                                        std::chrono::milliseconds patience) {
  auto socket = open_socket(address.url, patience);
  if (!socket) return core::Unexpected{std::move(socket.error())};
  RedisConnection connection(std::move(*socket), address.url);
  if (address.user.empty()) return connection;
  const auto let_in = connection.call({"AUTH", address.user, address.password}, patience);
  if (!let_in) return core::Unexpected{let_in.error()};
  if (let_in->is_error())
    return core::Unexpected{Error{ErrorKind::refused, "Redis does not let the user \"" +
                                                          address.user + "\" in: " + let_in->text}};
  return connection;
}

void RedisConnection::send(const std::vector<std::string>& argv) {
  if (problem_) return;
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string& argument : argv) {
    texts.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  char* formatted = nullptr;
  const auto size =
      redisFormatCommandArgv(&formatted, static_cast<int>(argv.size()), texts.data(), sizes.data());
  const std::unique_ptr<char, decltype(&redisFreeCommand)> owner(formatted, &redisFreeCommand);
  if (size < 0) return die(ErrorKind::connection, "no memory for a command to Redis");
  out_.append(formatted, static_cast<std::size_t>(size));
  ++awaited_;
}

void RedisConnection::pump() {
  const int error = write_some();
  // Also after a failed write: what Redis said before it closed is still there to be read.
  read_some();
  if (error != 0) die(ErrorKind::connection, "writing to Redis: " + text_of(error));
}

int RedisConnection::write_some() {
  while (wants_write()) {
    const auto written =
        ::send(socket_.get(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN ? 0 : errno;
    }
    sent_ += static_cast<std::size_t>(written);
  }
  out_.clear();
  sent_ = 0;
  return 0;
}

void RedisConnection::read_some() {
  std::array<char, read_at_a_time> buffer;
  while (socket_) {
    const auto got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got > 0) {
      parse({buffer.data(), static_cast<std::size_t>(got)});
    } else if (got == 0) {
      return die(ErrorKind::connection, "Redis closed the connection");
    } else if (errno != EINTR) {
      if (errno != EAGAIN) die(ErrorKind::connection, "reading from Redis: " + text_of(errno));
      return;
    }
  }
}

void RedisConnection::parse(std::string_view bytes) {
  const auto garbled = [this] {
    die(ErrorKind::connection, std::string("Redis' answer cannot be read: ") + reader_->errstr);
  };
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) return garbled();
  for (;;) {
    void* raw = nullptr;
    if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) return garbled();
    if (raw == nullptr) return;
    const std::unique_ptr<void, decltype(&freeReplyObject)> owner(raw, &freeReplyObject);
    Reply reply = reply_from(*static_cast<const redisReply*>(raw));
    // Redis itself does so when it has too many clients.
    if (awaited_ == 0)
      return die(ErrorKind::connection, "Redis said what was not asked: " + reply.text);
    --awaited_;
    replies_.push_back(std::move(reply));
  }
}

void RedisConnection::die(ErrorKind kind, std::string message) {
  if (!problem_) problem_ = Error{kind, std::move(message)};
  socket_.reset();
}

std::optional<Reply> RedisConnection::take_reply() {
  if (replies_.empty()) return std::nullopt;
  Reply reply = std::move(replies_.front());
  replies_.pop_front();
  return reply;
}

Result<Reply> RedisConnection::call(const std::vector<std::string>& argv,
                                    std::chrono::milliseconds timeout) {
  if (problem_) return core::Unexpected{*problem_};
  if (awaited_ > 0 || !replies_.empty())
    return core::Unexpected{
        Error{ErrorKind::unexpected, "another answer is awaited on this connection to Redis"}};
  const auto until = Steady::now() + timeout;
  send(argv);
  for (;;) {
    pump();
    if (auto reply = take_reply()) return std::move(*reply);
    if (problem_) return core::Unexpected{*problem_};
    const int left = remaining(until);
    if (left == 0) {
      die(ErrorKind::timeout, "Redis did not answer " + (argv.empty() ? "" : argv.front()) +
                                  " within " + std::to_string(timeout.count()) + " ms");
      return core::Unexpected{*problem_};
    }
    pollfd waiting{socket_.get(), static_cast<short>(wants_write() ? POLLIN | POLLOUT : POLLIN), 0};
    ::poll(&waiting, 1, left);
  }
}

Result<Done> RedisConnection::ready(std::chrono::milliseconds timeout) {
  const auto until = Steady::now() + timeout;
  for (;;) {
    const auto reply = call({"PING"}, std::chrono::milliseconds{std::max(remaining(until), 1)});
    if (!reply) return core::Unexpected{reply.error()};
    if (reply->text == "PONG") return Done{};
    if (reply->text.starts_with("NOAUTH"))
      return core::Unexpected{
          Error{ErrorKind::refused,
                "Redis lets named users in only; right would be: --redis-user and "
                "--redis-password-file, of a local stack keys/redis-USER.password"}};
    if (!reply->text.starts_with("LOADING"))
      return core::Unexpected{Error{ErrorKind::refused, "Redis is not ready: " + reply->text}};
    if (remaining(until) == 0)
      return core::Unexpected{Error{
          ErrorKind::timeout,
          "Redis was still loading its data after " + std::to_string(timeout.count()) + " ms"}};
    std::this_thread::sleep_for(loading_pause);
  }
}

}  // namespace shao::journal
