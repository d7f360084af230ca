// How much room there is left where Redis keeps its data: with `appendfsync always` a Redis whose
// disk is full ends, and ends again at each start. Only where that disk can be seen from here.
#pragma once

#include <optional>
#include <string>

#include "dispatcher/journal/redis_connection.hpp"

namespace shao::journal {

/// The directory of Redis' data as this machine sees it: `told` when somebody told it, else what
/// Redis says of itself when it is local; nothing when it is not.
Result<std::optional<std::string>> data_directory(RedisConnection& redis, const std::string& told);

/// The share of the file system around `path` that can still be written, 0 to 1; nothing when it
/// cannot be told.
std::optional<double> free_share(const std::string& path);

}  // namespace shao::journal
