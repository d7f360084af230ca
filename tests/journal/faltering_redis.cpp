#include "tests/journal/faltering_redis.hpp"

#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <list>
#include <memory>
#include <utility>

namespace shao::test {

namespace {

using journal::FileDescriptor;

sockaddr_un address_at(const std::string& url) {
  const std::string path = url.substr(url.find(':') + 1);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long: " + path);
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

FileDescriptor new_socket() {
  return FileDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

struct ReaderEnd {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};
using Reader = std::unique_ptr<redisReader, ReaderEnd>;
using Value = std::unique_ptr<void, decltype(&freeReplyObject)>;

/// The next whole value; nullptr while there is none.
Value next_value(redisReader* reader) {
  void* value = nullptr;
  redisReaderGetReply(reader, &value);
  return {value, &freeReplyObject};
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

struct FalteringRedis::Client {
  FileDescriptor socket;
  FileDescriptor upstream;
  Reader asks{redisReaderCreate()};
  bool gone = false;

  /// One request through, its answer back.
  void pass(const redisReply& request) {
    std::vector<const char*> words;
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < request.elements; ++i) {
      words.push_back(request.element[i]->str);
      sizes.push_back(static_cast<std::size_t>(request.element[i]->len));
    }
    char* text = nullptr;
    const auto size =
        redisFormatCommandArgv(&text, static_cast<int>(words.size()), words.data(), sizes.data());
    const std::unique_ptr<char, decltype(&redisFreeCommand)> owner(text, &redisFreeCommand);
    gone = !send_all(upstream.get(), {text, static_cast<std::size_t>(size)});
    std::string answer;
    std::array<char, 65536> buffer;
    const Reader reader(redisReaderCreate());
    for (Value whole(nullptr, &freeReplyObject); !gone && !whole;
         whole = next_value(reader.get())) {
      const auto got = ::recv(upstream.get(), buffer.data(), buffer.size(), 0);
      gone = got <= 0;
      if (gone) return;
      answer.append(buffer.data(), static_cast<std::size_t>(got));
      redisReaderFeed(reader.get(), buffer.data(), static_cast<std::size_t>(got));
    }
    gone = gone || !send_all(socket.get(), answer);
  }
};

FalteringRedis::FalteringRedis(const std::string& url, On on)
    : upstream_(url), url_("unix:" + (folder_ / "door.sock")), listener_(new_socket()) {
  bool open = false;
  if (on == On::socket) {
    const sockaddr_un own = address_at(url_);
    open = ::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0;
  } else {
    listener_ = FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof own;
    auto* address = reinterpret_cast<sockaddr*>(&own);
    open = ::bind(listener_.get(), address, size) == 0 &&
           ::getsockname(listener_.get(), address, &size) == 0;
    url_ = "redis://127.0.0.1:" + std::to_string(ntohs(own.sin_port));
  }
  if (!open || ::listen(listener_.get(), 16) != 0) throw std::runtime_error("no door at " + url_);
  thread_ = std::thread([this] { serve(); });
}

FalteringRedis::~FalteringRedis() {
  stop_ = true;
  thread_.join();
}

void FalteringRedis::mend() {
  const std::lock_guard lock(mutex_);
  asked_.clear();
  number_.reset();
  rules_.clear();
}

void FalteringRedis::fail(std::size_t number, std::string answer) {
  const std::lock_guard lock(mutex_);
  asked_.clear();
  number_ = number;
  answer_ = std::move(answer);
}

void FalteringRedis::fail_where(std::string words, std::string answer, std::size_t number) {
  const std::lock_guard lock(mutex_);
  rules_.push_back({std::move(words), std::move(answer), number - 1});
}

std::size_t FalteringRedis::requests() {
  const std::lock_guard lock(mutex_);
  return asked_.size();
}

std::vector<std::string> FalteringRedis::asked() {
  const std::lock_guard lock(mutex_);
  return asked_;
}

std::optional<std::string> FalteringRedis::instead_of(const std::string& words) {
  const std::lock_guard lock(mutex_);
  asked_.push_back(words);
  if (number_ == asked_.size()) return answer_;
  for (Rule& rule : rules_) {
    if (words.find(rule.words) == std::string::npos) continue;
    if (rule.passes == 0) return rule.answer;
    --rule.passes;
  }
  return std::nullopt;
}

void FalteringRedis::hear(Client& client) {
  std::array<char, 65536> buffer;
  const auto got = ::recv(client.socket.get(), buffer.data(), buffer.size(), 0);
  client.gone = got <= 0;
  if (client.gone) return;
  redisReaderFeed(client.asks.get(), buffer.data(), static_cast<std::size_t>(got));
  while (const Value value = next_value(client.asks.get())) {
    const auto& request = *static_cast<const redisReply*>(value.get());
    std::string words;
    for (std::size_t i = 0; i < request.elements; ++i)
      words.append(i == 0 ? "" : " ").append(request.element[i]->str, request.element[i]->len);
    const auto instead = instead_of(words);
    if (!instead)
      client.pass(request);
    else if (*instead == hang_up)
      client.gone = true;
    else if (*instead != keep_silent)
      client.gone = !send_all(client.socket.get(), *instead);
    if (client.gone) return;
  }
}

void FalteringRedis::serve() {
  std::list<Client> clients;
  while (!stop_) {
    std::vector<pollfd> waiting{{listener_.get(), POLLIN, 0}};
    for (const Client& client : clients) waiting.push_back({client.socket.get(), POLLIN, 0});
    ::poll(waiting.data(), waiting.size(), 20);
    std::size_t at = 1;
    for (Client& client : clients)
      if (waiting[at++].revents != 0) hear(client);
    clients.remove_if([](const Client& client) { return client.gone; });
    if (waiting[0].revents == 0) continue;
    Client client;
    client.socket = FileDescriptor(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    client.upstream = new_socket();
    const sockaddr_un there = address_at(upstream_);
    if (::connect(client.upstream.get(), reinterpret_cast<const sockaddr*>(&there), sizeof there) ==
        0)
      clients.push_back(std::move(client));
  }
}

}  // namespace shao::test
