// Opening the stream socket that a Redis URL names.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::journal {

inline constexpr std::string_view unix_scheme = "unix:";
inline constexpr std::string_view tcp_scheme = "redis://";

struct HostAndPort {
  std::string host;
  std::string port;
};

/// "host:port" or "[::1]:port"; an empty host when it is neither.
HostAndPort split_host(std::string_view text);

/// A connected, non-blocking socket to "unix:/path" or "redis://host:port".
Result<FileDescriptor> open_socket(const std::string& url, std::chrono::milliseconds patience);

}  // namespace shao::journal
