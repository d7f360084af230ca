// A Redis that falters at a given request: a door in front of a real one, on a Unix socket of its
// own, or on a port of loopback, where it can also be the Sentinel that names itself. Requests pass
// through one at a time; the one that was named is answered otherwise, by an error of Redis, with
// what no Redis would say, or not at all because the connection breaks. So each of many requests
// can be the one that fails, and what is behind them stays a real Redis.
//
//   FalteringRedis door(server.url());
//   auto redis = connect_to(door.url());
//   door.fail(2, "-ERR out of order\r\n");   // the second request from now
//   door.fail_where("XRANGE", FalteringRedis::hang_up);
//
// Answers are Redis' protocol, byte for byte.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dispatcher/journal/file_descriptor.hpp"
#include "tests/files.hpp"

namespace shao::test {

class FalteringRedis {
 public:
  /// Instead of an answer: the connection is closed.
  static constexpr const char* hang_up = "";
  /// Instead of an answer: nothing, the connection stays.
  static constexpr const char* keep_silent = "silent";
  static constexpr const char* out_of_order = "-ERR out of order today\r\n";

  enum class On { socket, port };
  /// Before the Redis at `url`, "unix:...".
  explicit FalteringRedis(const std::string& url, On on = On::socket);
  ~FalteringRedis();
  FalteringRedis(const FalteringRedis&) = delete;
  FalteringRedis& operator=(const FalteringRedis&) = delete;

  const std::string& url() const { return url_; }
  /// On a port: the number of it.
  std::string port() const { return url_.substr(url_.rfind(':') + 1); }
  /// Every request passes again; counting begins anew.
  void mend();
  /// The `number`-th request from now is answered so, once.
  void fail(std::size_t number, std::string answer);
  /// Each request whose words, with spaces between, contain `words` is answered so, from the
  /// `number`-th on. Of several that fit, the one that was named first.
  void fail_where(std::string words, std::string answer, std::size_t number = 1);
  /// How many came since the last mend(), and which.
  std::size_t requests();
  std::vector<std::string> asked();

 private:
  struct Client;
  void serve();
  void hear(Client& client);
  std::optional<std::string> instead_of(const std::string& words);

  test::TempFolder folder_;
  const std::string upstream_;
  std::string url_;
  journal::FileDescriptor listener_;
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::optional<std::size_t> number_;
  std::string answer_;
  struct Rule {
    std::string words;
    std::string answer;
    std::size_t passes;  // so many go through before
  };
  std::vector<Rule> rules_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// Runs `attempt` again and again, each time with the next of its requests answered so, until it
/// has no more of them. Returns how many there were.
inline std::size_t fail_each_request(FalteringRedis& door, const std::string& answer,
                                     const std::function<void()>& attempt) {
  for (std::size_t number = 1;; ++number) {
    door.mend();
    door.fail(number, answer);
    attempt();
    const std::size_t requests = door.requests();
    door.mend();
    if (requests < number) return number - 1;
  }
}

}  // namespace shao::test
