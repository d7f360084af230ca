// What can go wrong between us and Redis. An error is I/O gone wrong or a fence that held; its
// message is a sentence for the operator.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "dispatcher/core/result.hpp"

namespace shao::journal {

enum class ErrorKind : std::uint8_t {
  connection,    // no connection, or it broke; a write under way may or may not have happened
  timeout,       // no answer in time: the same doubt, and the connection is given up
  refused,       // Redis answered with an error; nothing was written
  fenced,        // the journal's head is another one: somebody else leads
  inconsistent,  // the head and the stream disagree: a rewound or altered Redis
  not_above,     // the id is not above what the journal holds
  unexpected,    // an answer, an entry or an argument of a shape that cannot be
};

struct Error {
  ErrorKind kind = ErrorKind::connection;
  std::string message;
};

/// What a function returns that can fail and has nothing to say otherwise.
using Done = std::monostate;

template <class T>
using Result = core::Result<T, Error>;

}  // namespace shao::journal
