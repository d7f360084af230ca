// What can go wrong between a journal and its archive; the message is a sentence for the operator,
// in both languages.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "dispatcher/core/result.hpp"

namespace shao::archive {

enum class ErrorKind : std::uint8_t {
  file,      // SQLite or the disk; what was not committed is asked for again
  foreign,   // the file is not an archive, or of another jurisdiction or journal
  redis,     // Redis did not answer or refused: worth another try
  gap,       // the journal was trimmed past what the archive holds: entries are missing for good
  altered,   // an entry does not continue the chain, or cannot be read
  occupied,  // a journal is where one was to be restored
};

struct Error {
  ErrorKind kind = ErrorKind::file;
  std::string message;
  std::string message_zh;
};

using Done = std::monostate;
template <class T>
using Result = core::Result<T, Error>;

}  // namespace shao::archive
