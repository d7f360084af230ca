// The journal as the drill's accounts need it: every record, from the first, straight from Redis,
// with the chain of hashes checked on the way.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "dispatcher/core/event.hpp"
#include "dispatcher/core/result.hpp"
#include "dispatcher/journal/redis_address.hpp"

namespace shao::drill {

/// The error is a sentence: Redis could not be read, a record not understood, the chain is broken.
core::Result<std::monostate, std::string> read_journal(
    const journal::RedisAddress& address, const std::string& jurisdiction,
    const std::function<void(const core::Record&)>& each);

/// What Redis says its appendfsync is ("always", "everysec", "no"); empty when it does not answer.
std::string appendfsync_of(const journal::RedisAddress& address);

}  // namespace shao::drill
