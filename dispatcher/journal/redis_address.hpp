// Where a Redis is and as whom to speak to it. The password comes from a file, so that it is
// neither in a program's arguments nor in its environment; a systemd credential is such a file
// (LoadCredential=redis:/etc/shaodao/redis, then --redis-password-file %d/redis).
//
//   auto password = read_password_file("keys/redis-archive.password");
//   if (!password) return password.error();
//   auto redis = RedisConnection::connect({"unix:/run/shaodao/redis.sock", "archive", *password});
//
// Three forms:
//
//   unix:/path/to/socket
//   redis://host:port                          IPv6 as redis://[::1]:6379
//   sentinel://host:port,host:port,.../master  whom these Sentinels name as the master that they
//                                              watch under that name (redis_sentinel.hpp)
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dispatcher/journal/error.hpp"

namespace shao::journal {

struct RedisAddress {
  RedisAddress() = default;
  /// Without a user: the default one, which has no rights where there are others (access.hpp).
  RedisAddress(std::string redis) : url(std::move(redis)) {}
  RedisAddress(const char* redis) : url(redis) {}
  RedisAddress(std::string redis, std::string name, std::string secret)
      : url(std::move(redis)), user(std::move(name)), password(std::move(secret)) {}

  std::string url;
  std::string user;
  std::string password;
};

struct Sentinels {
  std::vector<std::string> urls;  // "redis://host:port" of each
  std::string master;             // the name under which they watch it
};

bool names_sentinels(const std::string& url);
/// Of a "sentinel://" address. The error names what of it is wrong.
Result<Sentinels> sentinels_of(const std::string& url);

/// Whether it has one of the forms; nothing is looked for. The error names what is wrong.
Result<Done> check_url(const std::string& url);

/// The file's first line. Refuses a file that others than its owner may read.
Result<std::string> read_password_file(const std::string& path);

/// Makes the file, mode 0600; an existing one is never touched.
Result<Done> write_password_file(const std::string& path, const std::string& password);

/// The address, in one of the forms, with the password of that file; no user and no file: the
/// default user. The error says when one of both is missing.
Result<RedisAddress> address_of(const std::string& url, const std::string& user,
                                const std::string& password_file);

}  // namespace shao::journal
