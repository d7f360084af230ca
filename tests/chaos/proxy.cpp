#include "tests/chaos/proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "deploy/local/process.hpp"

namespace shao::chaos {

namespace {

using namespace std::chrono_literals;
using core::fail;
using journal::FileDescriptor;

/// What one direction holds before its source must wait.
constexpr std::size_t most_held = 256 * 1024;
constexpr auto slower_by = 120ms;
/// How soon a strike is felt.
constexpr int look_every_ms = 5;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

FileDescriptor connect_to(const std::string& target) {
  if (target.starts_with("unix:")) {
    FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, target.c_str() + 5, sizeof address.sun_path - 1);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return {};
    return fd;
  }
  FileDescriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto port = static_cast<std::uint16_t>(std::stoi(target.substr(target.rfind(':') + 1)));
  const sockaddr_in address = loopback(port);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS)
    return {};
  return fd;
}

void without_delay(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// The peer sees a reset: nothing that was under way arrives.
void reset_when_closed(int fd) {
  const linger at_once{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ENOTCONN;
}

}  // namespace

FaultProxy::FaultProxy() : thread_([this] { run(); }) {}

FaultProxy::~FaultProxy() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  thread_.join();
}

core::Result<std::size_t, std::string> FaultProxy::link(const std::string& target) {
  auto made = std::make_unique<Link>();
  made->target = target;
  made->listener = FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(made->listener.get(), generic, size) != 0 ||
      ::listen(made->listener.get(), 256) != 0 ||
      ::getsockname(made->listener.get(), generic, &size) != 0)
    return fail("the proxy cannot listen: " + local::text_of(errno));
  made->port = ntohs(address.sin_port);
  const std::lock_guard lock(mutex_);
  links_.push_back(std::move(made));
  return links_.size() - 1;
}

int FaultProxy::port(std::size_t link) const {
  const std::lock_guard lock(mutex_);
  return links_[link]->port;
}

void FaultProxy::strike(std::size_t number, Fault fault) {
  const std::lock_guard lock(mutex_);
  Link& link = *links_[number];
  if (fault.kind == Fault::cut || fault.kind == Fault::refuse) end_all(link);
  // One that was muted ends as it would have ended.
  if (link.fault.kind == Fault::mute) end_all(link);
  link.fault = fault;
  link.until = Steady::now() + fault.lasts;
}

void FaultProxy::calm() {
  const std::lock_guard lock(mutex_);
  for (const auto& link : links_) {
    if (link->fault.kind == Fault::mute) end_all(*link);
    link->fault = {};
    link->until = {};
  }
}

void FaultProxy::end_all(Link& link) {
  for (Pipe& pipe : link.pipes) {
    reset_when_closed(pipe.client.get());
    reset_when_closed(pipe.server.get());
    pipe.dead = true;
  }
}

void FaultProxy::accept_on(Link& link, Steady::time_point now) {
  for (;;) {
    FileDescriptor client(
        ::accept4(link.listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client) return;
    FileDescriptor server;
    if (!(link.active(now) && link.fault.kind == Fault::refuse)) server = connect_to(link.target);
    if (!server) {
      reset_when_closed(client.get());
      continue;
    }
    without_delay(client.get());
    if (!link.target.starts_with("unix:")) without_delay(server.get());
    Pipe& pipe = link.pipes.emplace_back();
    pipe.client = std::move(client);
    pipe.server = std::move(server);
  }
}

void FaultProxy::move(const Link& link, Flow& flow, int from, int to, bool back, Pipe& pipe,
                      Steady::time_point now) {
  const bool active = link.active(now);
  while (!flow.ended && flow.held < most_held) {
    std::array<char, 16384> buffer;
    const ssize_t got = ::recv(from, buffer.data(), buffer.size(), 0);
    if (got < 0 && would_block()) break;
    if (got < 0) {
      pipe.dead = true;
      return;
    }
    if (got == 0) {
      flow.ended = true;
      break;
    }
    const bool slow = active && link.fault.kind == Fault::slow;
    flow.pieces.push_back(
        {slow ? now + slower_by : now, std::string(buffer.data(), static_cast<std::size_t>(got))});
    flow.held += static_cast<std::size_t>(got);
  }
  if (active && (link.fault.kind == Fault::stall || (link.fault.kind == Fault::mute && back)))
    return;
  while (!flow.pieces.empty() && flow.pieces.front().due <= now) {
    std::string& bytes = flow.pieces.front().bytes;
    const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && would_block()) return;
    if (sent < 0) {
      pipe.dead = true;
      return;
    }
    flow.held -= static_cast<std::size_t>(sent);
    bytes.erase(0, static_cast<std::size_t>(sent));
    if (!bytes.empty()) return;
    flow.pieces.pop_front();
  }
  if (flow.ended && flow.pieces.empty() && !flow.closed) {
    ::shutdown(to, SHUT_WR);
    flow.closed = true;
  }
}

void FaultProxy::run() {
  std::vector<pollfd> items;
  for (;;) {
    items.clear();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      const auto now = Steady::now();
      for (const auto& link : links_) {
        if (link->fault.kind == Fault::mute && link->until != Steady::time_point{} &&
            !link->active(now)) {
          end_all(*link);
          link->fault = {};
        }
        accept_on(*link, now);
        items.push_back({link->listener.get(), POLLIN, 0});
        for (Pipe& pipe : link->pipes) {
          if (pipe.dead) continue;
          move(*link, pipe.there, pipe.client.get(), pipe.server.get(), false, pipe, now);
          move(*link, pipe.back, pipe.server.get(), pipe.client.get(), true, pipe, now);
          if (pipe.there.closed && pipe.back.closed) pipe.dead = true;
        }
        link->pipes.remove_if([](const Pipe& pipe) { return pipe.dead; });
        for (const Pipe& pipe : link->pipes) {
          if (!pipe.there.ended && pipe.there.held < most_held)
            items.push_back({pipe.client.get(), POLLIN, 0});
          if (!pipe.back.ended && pipe.back.held < most_held)
            items.push_back({pipe.server.get(), POLLIN, 0});
        }
      }
    }
    ::poll(items.data(), items.size(), look_every_ms);
  }
}

}  // namespace shao::chaos
