#include "dispatcher/journal/socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>
#include <string_view>
#include <system_error>

namespace shao::journal {

namespace {

core::Unexpected<Error> fail(ErrorKind kind, std::string message) {
  return {Error{kind, std::move(message)}};
}

core::Unexpected<Error> cannot_connect(const std::string& url, int error) {
  return fail(ErrorKind::connection,
              "cannot connect to Redis at " + url + ": " + std::generic_category().message(error));
}

/// 0, or the errno of the attempt.
int connect_within(int fd, const sockaddr* address, socklen_t size,
                   std::chrono::milliseconds patience) {
  if (::connect(fd, address, size) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd writable{fd, POLLOUT, 0};
  const int ready = ::poll(&writable, 1, static_cast<int>(patience.count()));
  if (ready < 0) return errno;
  if (ready == 0) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  return error;
}

Result<FileDescriptor> open_unix(const std::string& url, std::chrono::milliseconds patience) {
  const std::string_view path = std::string_view(url).substr(unix_scheme.size());
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return fail(ErrorKind::unexpected,
                "the socket path in \"" + url + "\" has " + std::to_string(path.size()) +
                    " bytes; it must have 1 to " + std::to_string(sizeof address.sun_path - 1));
  address.sun_family = AF_UNIX;
  std::ranges::copy(path, address.sun_path);
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return cannot_connect(url, errno);
  if (const int error = connect_within(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                                       sizeof address, patience))
    return cannot_connect(url, error);
  return socket;
}

Result<FileDescriptor> open_tcp(const std::string& url, std::chrono::milliseconds patience) {
  const HostAndPort where = split_host(std::string_view(url).substr(tcp_scheme.size()));
  if (where.host.empty())
    return fail(ErrorKind::unexpected,
                "\"" + url + "\" does not name a Redis: expected redis://host:port");
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(where.host.c_str(), where.port.c_str(), &hints, &found))
    return fail(ErrorKind::connection,
                "cannot find the host of " + url + ": " + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  int error = EHOSTUNREACH;
  for (const addrinfo* at = addresses.get(); at != nullptr; at = at->ai_next) {
    FileDescriptor socket(
        ::socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol));
    if (!socket) {
      error = errno;
      continue;
    }
    error = connect_within(socket.get(), at->ai_addr, at->ai_addrlen, patience);
    if (error != 0) continue;
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
  }
  return cannot_connect(url, error);
}

}  // namespace

HostAndPort split_host(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size() || number == 0) return {};
  if (host.find_first_of("@/[]") != std::string_view::npos) return {};
  return {std::string(host), std::string(port)};
}

Result<FileDescriptor> open_socket(const std::string& url, std::chrono::milliseconds patience) {
  if (url.starts_with(unix_scheme)) return open_unix(url, patience);
  if (url.starts_with(tcp_scheme)) return open_tcp(url, patience);
  return fail(ErrorKind::unexpected, "\"" + url +
                                         "\" does not name a Redis: expected unix:/path/to/socket "
                                         "or redis://host:port");
}

}  // namespace shao::journal
