// From Redis' replies to our values: what every file here needs after it has called.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/journal.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::journal {

/// Calls and turns an error reply into an Error. A reply that is not of `wanted` is an Error too;
/// nil passes for any wanted kind, since it means "there is none".
Result<Reply> ask(RedisConnection& redis, const std::vector<std::string>& argv, Reply::Kind wanted);

/// What an error reply means: the fence's own words, or a refusal of Redis.
Error error_from(const Reply& reply);

/// "unexpected", with what was read and what should be there.
core::Unexpected<Error> unexpected(std::string message);

/// A decimal number and nothing else.
std::optional<std::uint64_t> number_from(std::string_view text);

/// "3-58".
std::optional<EntryId> id_from(std::string_view text);

/// "{shunyi}:journal": one hash tag a jurisdiction.
std::string key_of(std::string_view jurisdiction, std::string_view what);

}  // namespace shao::journal
