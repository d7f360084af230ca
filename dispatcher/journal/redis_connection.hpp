// One connection to Redis: hiredis formats and parses, the transport is ours, so that one loop
// holds all descriptors and every wait is bounded.
//
//   auto redis = RedisConnection::connect("unix:/run/shaodao/redis.sock");
//   if (!redis) return redis.error();
//   if (auto ready = redis->ready(30s); !ready) return ready.error();   // waits through LOADING
//   auto reply = redis->call({"GET", "{shunyi}:head"}, 10s);            // send and wait
//
// In a loop, instead of call:
//
//   redis->send({"GET", "{shunyi}:head"});
//   poll(redis->fd(), POLLIN | (redis->wants_write() ? POLLOUT : 0));
//   redis->pump();                                                      // never blocks
//   while (auto reply = redis->take_reply()) ...                        // in the order of sending
//   if (redis->problem()) ...                                           // it is dead
//
// A connection that has had an error or a timeout is dead for good: what it had under way may or
// may not have happened, so nothing is ever resent on it. Make a new one and look.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/file_descriptor.hpp"
#include "dispatcher/journal/redis_address.hpp"

struct redisReader;

namespace shao::journal {

struct Reply {
  enum class Kind : std::uint8_t { nil, string, integer, array, error };
  Kind kind = Kind::nil;
  std::string text;          // of a string, a status ("OK") or an error ("ERR ...")
  std::int64_t integer = 0;  // of an integer
  std::vector<Reply> items;  // of an array

  bool is_error() const { return kind == Kind::error; }
};

class RedisConnection {
 public:
  /// To the address, as its user; of Sentinels', to the master they name. Waits at most 5 s for
  /// the connection. Redis may still be loading its data: see ready().
  static Result<RedisConnection> connect(const RedisAddress& address);
  /// To exactly that server, which is waited for so long, twice at most.
  static Result<RedisConnection> connect_within(const RedisAddress& address,
                                                std::chrono::milliseconds patience);
  /// The server it was made to: "unix:..." or "redis://...", also when Sentinels named it.
  const std::string& url() const { return url_; }
  /// How long an answer is waited for that nobody set another limit to (replies.hpp).
  std::chrono::milliseconds patience() const { return patience_; }
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

  /// Queues a command. Goes out with pump(). Does nothing on a dead connection.
  void send(const std::vector<std::string>& argv);
  int fd() const { return socket_.get(); }
  bool wants_write() const { return !problem_ && sent_ < out_.size(); }
  /// Writes what can be written and reads what is there, without waiting.
  void pump();
  /// The next reply in the order of sending. Replies that came before the connection broke can
  /// still be taken.
  std::optional<Reply> take_reply();
  /// Why the connection is dead; nothing while it lives.
  const std::optional<Error>& problem() const { return problem_; }

  /// Sends and waits for the reply; an error reply is a Reply too. Only while nothing else is
  /// awaited on this connection. After a timeout the connection is dead.
  Result<Reply> call(const std::vector<std::string>& argv, std::chrono::milliseconds timeout);
  /// Waits until Redis answers PONG: its socket accepts before its data is loaded.
  Result<Done> ready(std::chrono::milliseconds timeout);

 private:
  struct ReaderFree {
    void operator()(redisReader* reader) const;
  };

  RedisConnection(FileDescriptor socket, std::string url);
  /// 0, or the errno that stopped it.
  int write_some();
  void read_some();
  void parse(std::string_view bytes);
  void die(ErrorKind kind, std::string message);

  FileDescriptor socket_;
  std::string url_;
  // Far above any honest answer, the slow disk of `appendfsync always` included.
  std::chrono::milliseconds patience_ = std::chrono::seconds{10};
  std::unique_ptr<redisReader, ReaderFree> reader_;
  std::string out_;          // formatted commands
  std::size_t sent_ = 0;     // bytes of out_ that are written
  std::size_t awaited_ = 0;  // replies that have not come yet
  std::deque<Reply> replies_;
  std::optional<Error> problem_;
};

}  // namespace shao::journal
