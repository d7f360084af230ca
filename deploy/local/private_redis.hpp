// A Redis of our own: Debian's binary as our child, on a Unix socket in a directory that only we
// may enter, every write on the disk before it is answered. For the local stack and for tests.
//
//   auto redis = PrivateRedis::start({.directory = "data/redis"});
//   if (!redis) return redis.error();
//   auto connection = journal::RedisConnection::connect(redis->url());
//
// It ends with its PrivateRedis, or when its parent dies. Starting again on the same directory
// finds everything as it was. A lock in the directory keeps a second one out for as long as the
// first one runs, also when the first one's parent was killed.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "deploy/local/process.hpp"
#include "dispatcher/journal/redis_address.hpp"

namespace shao::local {

struct RedisSettings {
  std::filesystem::path directory = {};   // made when absent; data, socket, lock and log live here
  std::string appendfsync = "always";     // "everysec" may lose a second, for drills only
  int port = 0;                           // also on 127.0.0.1:port; 0: the socket alone
  std::vector<std::string> options = {};  // more for redis-server, as on its command line
  std::string user = {};      // as whom it is asked whether it is ready, when an ACL file is in
  std::string password = {};  // `options`; empty: the default user
  std::vector<std::string> environment = {};  // "NAME=VALUE", beside ours
  /// How long to wait for one that still runs here: a Redis whose parent was killed first writes
  /// what it has.
  std::chrono::milliseconds wait_for_lock = std::chrono::seconds{15};
};

/// The server on this machine. Debian's redis-server is a link to redis-check-rdb, which the
/// package redis-tools owns: with that package alone there is no link and no system-wide Redis, and
/// the same binary serves when it is called redis-server.
core::Result<std::filesystem::path, std::string> redis_binary();

class PrivateRedis {
 public:
  /// Starts it and waits until its data is loaded, at most `patience`.
  static core::Result<PrivateRedis, std::string> start(
      const RedisSettings& settings, std::chrono::milliseconds patience = std::chrono::seconds{60});
  /// Only starts it: it may not accept connections yet.
  static core::Result<PrivateRedis, std::string> launch(const RedisSettings& settings);

  /// "unix:/absolute/path/redis.sock", for journal::RedisConnection::connect.
  const std::string& url() const { return address_.url; }
  Process& process() { return process_; }
  /// Waits until its data is loaded. The error tells how its log ends.
  core::Result<std::monostate, std::string> ready(std::chrono::milliseconds patience);
  /// A clean stop: everything is on the disk.
  void stop() { process_.terminate(std::chrono::seconds{10}); }

 private:
  PrivateRedis(Process process, journal::RedisAddress address, std::filesystem::path log)
      : process_(std::move(process)), address_(std::move(address)), log_(std::move(log)) {}

  Process process_;
  journal::RedisAddress address_;
  std::filesystem::path log_;
};

}  // namespace shao::local
