#include "tests/centre/herd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

#include "dispatcher/codec/json_text.hpp"

namespace shao::bench {

namespace {

journal::FileDescriptor connect_to(const std::string& address) {
  const auto colon = address.rfind(':');
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1))));
  ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &there.sin_addr);
  journal::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0)
    throw std::runtime_error("no connection to " + address);
  return socket;
}

void send_all(int socket, const std::string& text) {
  if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("a request could not be sent");
}

}  // namespace

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto at = text.find(before);
  if (at == text.npos) return {};
  const auto begin = at + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

std::string request(const std::string& address, const std::string& text) {
  const auto socket = connect_to(address);
  send_all(socket.get(), text);
  std::string all;
  std::array<char, 65536> bytes;
  for (;;) {
    const ssize_t count = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
    if (count <= 0) return all;
    all.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

Herd::Herd(const std::string& address, const std::vector<std::string>& cookies,
           const std::string& position, std::size_t screens)
    : events_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (std::size_t i = 0; i < screens; ++i) {
    Screen& screen = screens_.emplace_back(Screen{connect_to(address), {}});
    send_all(screen.socket.get(),
             "GET /api/stream?from=" + position + " HTTP/1.1\r\nHost: " + address +
                 "\r\nCookie: __Host-shao=" + cookies[i % cookies.size()] + "\r\n\r\n");
    std::array<char, 4096> bytes;
    while (screen.unread.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = ::recv(screen.socket.get(), bytes.data(), bytes.size(), 0);
      if (count <= 0) throw std::runtime_error("a stream was not opened");
      screen.unread.append(bytes.data(), static_cast<std::size_t>(count));
    }
    if (!screen.unread.starts_with("HTTP/1.1 200"))
      throw std::runtime_error("a stream was refused: " + screen.unread);
    screen.unread.erase(0, screen.unread.find("\r\n\r\n") + 4);
    ::fcntl(screen.socket.get(), F_SETFL, O_NONBLOCK);
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.u64 = i;
    ::epoll_ctl(events_.get(), EPOLL_CTL_ADD, screen.socket.get(), &wanted);
  }
  told_.arrivals.resize(screens);
  thread_ = std::thread([this] { run(); });
}

Herd::~Herd() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

Told Herd::end() {
  stop_ = true;
  thread_.join();
  screens_.clear();
  return std::move(told_);
}

void Herd::run() {
  std::array<epoll_event, 256> ready;
  while (!stop_) {
    const int count = ::epoll_wait(events_.get(), ready.data(), static_cast<int>(ready.size()), 20);
    for (int i = 0; i < count; ++i)
      read(static_cast<std::size_t>(ready[static_cast<std::size_t>(i)].data.u64));
  }
}

void Herd::read(std::size_t index) {
  Screen& screen = screens_[index];
  std::array<char, 65536> bytes;
  const ssize_t count = ::recv(screen.socket.get(), bytes.data(), bytes.size(), 0);
  const auto at = Steady::now();
  if (count <= 0) {
    if (count == 0) {
      ++told_.ended;
      ::epoll_ctl(events_.get(), EPOLL_CTL_DEL, screen.socket.get(), nullptr);
    }
    return;
  }
  screen.unread.append(bytes.data(), static_cast<std::size_t>(count));
  std::size_t begin = 0, end = 0;
  while ((end = screen.unread.find("\n\n", begin)) != std::string::npos) {
    take(index, std::string_view(screen.unread).substr(begin, end - begin), at);
    begin = end + 2;
  }
  screen.unread.erase(0, begin);
}

void Herd::take(std::size_t screen, std::string_view message, Steady::time_point at) {
  if (message.starts_with("event: reset")) ++told_.resets;
  constexpr std::string_view mark = "event: changes\nid: ";
  if (!message.starts_with(mark)) return;
  const std::string_view id =
      message.substr(mark.size(), message.find('\n', mark.size()) - mark.size());
  told_.arrivals[screen].push_back({number_of(id, message), at});
}

std::uint32_t Herd::number_of(std::string_view id, std::string_view message) {
  const auto [found, fresh] =
      known_.emplace(std::string(id), static_cast<std::uint32_t>(told_.messages.size()));
  if (!fresh) return found->second;
  const auto data = message.find("\ndata: ");
  const auto json = codec::Json::parse(message.substr(data + 7), nullptr, false);
  Told::Message& one = told_.messages.emplace_back();
  one.id = id;
  one.bytes = message.size() + 2;
  if (json.is_object())
    for (const auto& event : json.value("events", codec::Json::array()))
      one.events.push_back(event.value("n", std::uint64_t{0}));
  return found->second;
}

}  // namespace shao::bench
