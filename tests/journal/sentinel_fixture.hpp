// Three Redis and three Sentinels on loopback, as deploy/sentinel has them, with users: who is
// killed comes back as the start script there starts it, as a copy of whom the Sentinels name.
#pragma once

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <optional>
#include <thread>

#include "dispatcher/journal/access.hpp"
#include "dispatcher/journal/redis_sentinel.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace shao::test {

/// Free on loopback a moment ago. Asked for together, so that they differ.
template <std::size_t count>
std::array<int, count> free_ports() {
  std::array<journal::FileDescriptor, count> sockets;
  std::array<int, count> ports{};
  for (std::size_t i = 0; i < count; ++i) {
    sockets[i] = journal::FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    BOOST_REQUIRE(::bind(sockets[i].get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    BOOST_REQUIRE(::getsockname(sockets[i].get(), reinterpret_cast<sockaddr*>(&address), &size) ==
                  0);
    ports[i] = ntohs(address.sin_port);
  }
  return ports;
}

class Watched {
 public:
  static constexpr std::size_t count = 3;

  Watched(std::filesystem::path folder, journal::RedisPasswords passwords)
      : folder_(std::move(folder)), passwords_(std::move(passwords)) {
    std::filesystem::create_directories(folder_);
    write_text(folder_ / "users.acl", journal::acl_file(jurisdiction, passwords_));
    for (std::size_t i = 0; i < count; ++i) launch(i, i == 0 ? std::nullopt : std::optional(0U));
    for (std::size_t i = 0; i < count; ++i) launch_sentinel(i);
    wait_until("the Sentinels know everybody", [this] { return know_everybody(); });
  }

  std::string address() const {
    std::string text = "sentinel://";
    for (std::size_t i = 0; i < count; ++i)
      text += (i > 0 ? "," : "") + std::string("127.0.0.1:") + std::to_string(ports_[count + i]);
    return text + "/shaodao";
  }
  std::string url_of(std::size_t server) const {
    return "redis://127.0.0.1:" + std::to_string(ports_[server]);
  }
  journal::RedisAddress as(journal::RedisUser user, const std::string& url) const {
    return {url, std::string(name_of(user)), passwords_[static_cast<std::size_t>(user)]};
  }
  /// Whom the Sentinels name and who says that it is, once there is one.
  std::size_t master() const {
    std::optional<std::size_t> found;
    wait_until("there is a master", [&] {
      const auto connection = journal::connect_to_master(as(journal::RedisUser::reader, address()));
      for (std::size_t i = 0; connection && i < count; ++i)
        if (connection->url() == url_of(i)) found = i;
      return found.has_value();
    });
    return *found;
  }
  /// Whether each of the others is a copy that follows it.
  bool everybody_follows(std::size_t master) const {
    auto connection =
        journal::RedisConnection::connect(as(journal::RedisUser::reader, url_of(master)));
    if (!connection) return false;
    const auto role = connection->call({"ROLE"}, std::chrono::seconds{1});
    return role && role->items.size() == 3 && role->items[0].text == "master" &&
           role->items[2].items.size() == count - 1;
  }
  void wait_until_everybody_follows(std::size_t master) const {
    wait_until("everybody follows the master", [&] { return everybody_follows(master); });
  }

  void kill(std::size_t server) { servers_[server]->process().kill(); }
  void pause(std::size_t server) { signal(server, SIGSTOP); }
  void resume(std::size_t server) { signal(server, SIGCONT); }
  /// As deploy/sentinel/start-redis does.
  void restart(std::size_t server) {
    const std::size_t now = master();
    launch(server, now == server ? std::nullopt : std::optional(now));
  }
  /// Those who copy `server` are let go; what is written from now on reaches them only when they
  /// ask for it anew.
  void drop_copies(std::size_t server) {
    auto redis =
        must(journal::RedisConnection::connect(as(journal::RedisUser::sentinel, url_of(server))));
    run(redis, {"CLIENT", "KILL", "TYPE", "replica"});
  }

  template <class Condition>
  static void wait_until(const std::string& what, const Condition& holds) {
    for (int i = 0; i < 3000; ++i) {
      if (holds()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    BOOST_FAIL("not within 30 s: " + what);
  }

 private:
  const std::string& password_of(journal::RedisUser user) const {
    return passwords_[static_cast<std::size_t>(user)];
  }
  void signal(std::size_t server, int number) { ::kill(servers_[server]->process().pid(), number); }
  void launch(std::size_t server, std::optional<std::size_t> copies) {
    std::vector<std::string> options{"--aclfile",
                                     folder_ / "users.acl",
                                     "--masteruser",
                                     "replica",
                                     "--masterauth",
                                     password_of(journal::RedisUser::replica),
                                     "--repl-diskless-sync-delay",
                                     "0"};
    if (copies) {
      const std::string port = std::to_string(ports_[*copies]);
      options.insert(options.end(), {"--replicaof", "127.0.0.1", port});
    }
    servers_[server].reset();
    servers_[server].emplace(start_redis({.directory = folder_ / std::to_string(server),
                                          .port = ports_[server],
                                          .options = std::move(options),
                                          .user = "functions",
                                          .password = password_of(journal::RedisUser::functions)}));
  }
  void launch_sentinel(std::size_t number) {
    const auto directory = folder_ / ("sentinel" + std::to_string(number));
    std::filesystem::create_directories(directory);
    const std::string conf = directory / "sentinel.conf";
    write_text(conf, "port " + std::to_string(ports_[count + number]) + "\nbind 127.0.0.1\ndir " +
                         directory.string() + "\nsentinel monitor shaodao 127.0.0.1 " +
                         std::to_string(ports_[0]) +
                         " 2\nsentinel down-after-milliseconds shaodao 1000"
                         "\nsentinel failover-timeout shaodao 5000"
                         "\nsentinel parallel-syncs shaodao 2"
                         "\nsentinel auth-user shaodao sentinel"
                         "\nsentinel auth-pass shaodao " +
                         password_of(journal::RedisUser::sentinel) + "\n");
    auto process = local::Process::start({.program = must(local::redis_binary()),
                                          .arguments = {conf, "--sentinel"},
                                          .name = "redis-server",
                                          .log = directory / "sentinel.log"});
    sentinels_[number].emplace(must(std::move(process)));
    const std::string url = "redis://127.0.0.1:" + std::to_string(ports_[count + number]);
    wait_until("a Sentinel answers", [&] {
      auto sentinel = journal::RedisConnection::connect({url});
      if (!sentinel) return false;
      // By itself it leaves a former master alone for 8 s and looks at it every 10 s
      // (deploy/sentinel/README.md).
      const auto quick =
          sentinel->call({"SENTINEL", "DEBUG", "INFO-PERIOD", "500", "PUBLISH-PERIOD", "250"},
                         std::chrono::seconds{1});
      return quick && quick->text == "OK";
    });
  }
  bool know_everybody() const {
    for (std::size_t i = 0; i < count; ++i) {
      auto sentinel = journal::RedisConnection::connect(
          {"redis://127.0.0.1:" + std::to_string(ports_[count + i])});
      if (!sentinel) return false;
      const auto replicas =
          sentinel->call({"SENTINEL", "REPLICAS", "shaodao"}, std::chrono::seconds{1});
      const auto others =
          sentinel->call({"SENTINEL", "SENTINELS", "shaodao"}, std::chrono::seconds{1});
      if (!replicas || !others || replicas->items.size() != count - 1 ||
          others->items.size() != count - 1)
        return false;
    }
    return everybody_follows(0);
  }

  std::filesystem::path folder_;
  journal::RedisPasswords passwords_;
  std::array<int, 2 * count> ports_ = free_ports<2 * count>();
  std::array<std::optional<local::PrivateRedis>, count> servers_;
  std::array<std::optional<local::Process>, count> sentinels_;
};

}  // namespace shao::test
