// Where a Redis is and as whom to speak to it. The password comes from a file, so that it is
// neither in a program's arguments nor in its environment; a systemd credential is such a file
// (LoadCredential=redis:/etc/shaodao/redis, then --redis-password-file %d/redis).
//
//   auto password = read_password_file("keys/redis-archive.password");
//   if (!password) return password.error();
//   auto redis = RedisConnection::connect({"unix:/run/shaodao/redis.sock", "archive", *password});
#pragma once

#include <string>
#include <utility>

#include "dispatcher/journal/error.hpp"

namespace shao::journal {

struct RedisAddress {
  RedisAddress() = default;
  /// Without a user: the default one, which has no rights where there are others (access.hpp).
  RedisAddress(std::string redis) : url(std::move(redis)) {}
  RedisAddress(const char* redis) : url(redis) {}
  RedisAddress(std::string redis, std::string name, std::string secret)
      : url(std::move(redis)), user(std::move(name)), password(std::move(secret)) {}

  std::string url;  // "unix:/path/to/socket" or "redis://host:port"
  std::string user;
  std::string password;
};

/// The file's first line. Refuses a file that others than its owner may read.
Result<std::string> read_password_file(const std::string& path);

/// Makes the file, mode 0600; an existing one is never touched.
Result<Done> write_password_file(const std::string& path, const std::string& password);

/// The address with the password of that file; no user and no file: the default user. The error
/// says when one of both is missing.
Result<RedisAddress> address_of(const std::string& url, const std::string& user,
                                const std::string& password_file);

}  // namespace shao::journal
