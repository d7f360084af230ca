// Opening the stream socket that a Redis URL names.
#pragma once

#include <chrono>
#include <string>

#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::journal {

/// A connected, non-blocking socket to "unix:/path" or "redis://host:port".
Result<FileDescriptor> open_socket(const std::string& url, std::chrono::milliseconds patience);

}  // namespace shao::journal
