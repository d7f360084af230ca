// The configurations of a jurisdiction in Redis. A version is named by the hash of its content, is
// never changed and never removed: a journal that names it can always be led again.
//
//   {shunyi}:config:<version>   the bytes
//   {shunyi}:config             the version that should be in force
//   {shunyi}:config:withdrawn   the version that a rollback took out of force last
//
//   store_config(redis, "shunyi", version, bytes);   // then
//   set_current(redis, "shunyi", version);           // a leader picks it up within a second or two
#pragma once

#include <optional>
#include <string>

#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::journal {

/// Storing the same bytes again changes nothing; other bytes under the same version are refused.
Result<Done> store_config(RedisConnection& redis, const std::string& jurisdiction,
                          const std::string& version, const std::string& bytes);
/// Over what is stored under this version: for one that was altered, whose content is no longer
/// what its name, a hash, says. `bytes` must be what it says.
Result<Done> mend_config(RedisConnection& redis, const std::string& jurisdiction,
                         const std::string& version, const std::string& bytes);
/// The version must have been stored.
Result<Done> set_current(RedisConnection& redis, const std::string& jurisdiction,
                         const std::string& version);
/// Marks a version as taken out of force by a rollback: who finds it in a folder at a start does
/// not put it into force again by itself.
Result<Done> note_withdrawn(RedisConnection& redis, const std::string& jurisdiction,
                            const std::string& version);
/// Nothing: there was no rollback.
Result<std::optional<std::string>> withdrawn_config(RedisConnection& redis,
                                                    const std::string& jurisdiction);
/// Nothing: no configuration was ever put into force.
Result<std::optional<std::string>> current_config(RedisConnection& redis,
                                                  const std::string& jurisdiction);
/// Nothing: no such version is stored.
Result<std::optional<std::string>> read_config(RedisConnection& redis,
                                               const std::string& jurisdiction,
                                               const std::string& version);

}  // namespace shao::journal
