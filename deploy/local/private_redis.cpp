#include "deploy/local/private_redis.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

#include "deploy/local/process.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::local {

namespace {

using namespace std::chrono_literals;
using journal::FileDescriptor;
using Steady = std::chrono::steady_clock;

constexpr auto pause = 10ms;
constexpr std::size_t log_tail = 2000;

using core::fail;

/// A directory of ours that nobody else may enter.
core::Result<std::filesystem::path, std::string> prepare(const std::filesystem::path& wanted) {
  std::error_code error;
  const auto directory = std::filesystem::absolute(wanted, error).lexically_normal();
  if (error) return fail("the directory " + wanted.string() + ": " + error.message());
  std::filesystem::create_directories(directory, error);
  if (error) return fail("cannot make " + directory.string() + ": " + error.message());
  struct stat found {};
  if (::stat(directory.c_str(), &found) != 0)
    return fail("cannot look at " + directory.string() + ": " + text_of(errno));
  if (found.st_uid != ::geteuid())
    return fail(directory.string() + " belongs to user " + std::to_string(found.st_uid) +
                "; the private Redis needs a directory of user " + std::to_string(::geteuid()));
  if (::chmod(directory.c_str(), 0700) != 0)
    return fail("cannot close " + directory.string() + " to others: " + text_of(errno));
  return directory;
}

/// Held by every process that has the descriptor, so Redis keeps it when we are killed. Two Redis
/// on one directory would write into the same files.
core::Result<FileDescriptor, std::string> lock(const std::filesystem::path& path,
                                               std::chrono::milliseconds patience) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return fail("cannot open " + path.string() + ": " + text_of(errno));
  const auto until = Steady::now() + patience;
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail("cannot lock " + path.string() + ": " + text_of(errno));
    if (Steady::now() >= until)
      return fail("another Redis runs on " + path.parent_path().string() +
                  ": stop the stack that started it");
    std::this_thread::sleep_for(pause);
  }
  return file;
}

std::vector<std::string> arguments_of(const RedisSettings& settings,
                                      const std::filesystem::path& directory,
                                      const std::filesystem::path& socket) {
  std::vector<std::string> arguments = {
      // One way in, for us alone.
      "--port", std::to_string(settings.port), "--bind", "127.0.0.1", "--unixsocket",
      socket.string(), "--unixsocketperm", "700",
      // On the disk before it is answered, and nothing is ever evicted.
      "--dir", directory.string(), "--save", "", "--appendonly", "yes", "--appendfsync",
      settings.appendfsync, "--no-appendfsync-on-rewrite", "no", "--maxmemory-policy", "noeviction",
      // Under its parent's eye.
      "--daemonize", "no", "--logfile", ""};
  arguments.insert(arguments.end(), settings.options.begin(), settings.options.end());
  return arguments;
}

std::string end_of(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.substr(all.size() > log_tail ? all.size() - log_tail : 0);
}

}  // namespace

core::Result<std::filesystem::path, std::string> redis_binary() {
  std::error_code ignored;
  for (const char* path : {"/usr/bin/redis-server", "/usr/bin/redis-check-rdb"})
    if (std::filesystem::exists(path, ignored)) return std::filesystem::path(path);
  return fail("there is no Redis on this machine: install the Debian package redis-tools");
}

core::Result<PrivateRedis, std::string> PrivateRedis::start(const RedisSettings& settings,
                                                            std::chrono::milliseconds patience) {
  auto redis = launch(settings);
  if (!redis) return redis;
  if (const auto ready = redis->ready(patience); !ready) return fail(ready.error());
  return redis;
}

core::Result<PrivateRedis, std::string> PrivateRedis::launch(const RedisSettings& settings) {
  const auto binary = redis_binary();
  if (!binary) return fail(binary.error());
  const auto directory = prepare(settings.directory);
  if (!directory) return fail(directory.error());
  const auto socket = *directory / "redis.sock";
  constexpr std::size_t longest = sizeof(sockaddr_un{}.sun_path) - 1;
  if (socket.string().size() > longest)
    return fail("the path of Redis' socket, " + socket.string() + ", has " +
                std::to_string(socket.string().size()) + " bytes; Linux takes at most " +
                std::to_string(longest) + ": choose a shorter directory");
  const auto locked = lock(*directory / "lock", settings.wait_for_lock);
  if (!locked) return fail(locked.error());
  // What a killed Redis left behind would be taken for the new one's.
  std::error_code ignored;
  std::filesystem::remove(socket, ignored);
  const auto log = *directory / "redis.log";
  auto process = Process::start({.program = *binary,
                                 .arguments = arguments_of(settings, *directory, socket),
                                 .name = "redis-server",
                                 .log = log,
                                 .keeps = {locked->get()},
                                 .environment = settings.environment});
  if (!process) return fail(process.error());
  return PrivateRedis(std::move(*process),
                      {"unix:" + socket.string(), settings.user, settings.password}, log);
}

core::Result<std::monostate, std::string> PrivateRedis::ready(std::chrono::milliseconds patience) {
  const auto until = Steady::now() + patience;
  for (;;) {
    std::string problem = "it does not accept connections";
    if (auto connection = journal::RedisConnection::connect(address_)) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
      const auto ready = connection->ready(std::max(left, 1ms));
      if (ready) return std::monostate{};
      problem = ready.error().message;
    }
    if (const auto status = process_.wait(pause))
      return fail("the private Redis ended with status " + std::to_string(*status) +
                  ". Its log ends:\n" + end_of(log_));
    if (Steady::now() >= until)
      return fail("the private Redis is not ready after " + std::to_string(patience.count()) +
                  " ms: " + problem + ". Its log ends:\n" + end_of(log_));
  }
}

}  // namespace shao::local
