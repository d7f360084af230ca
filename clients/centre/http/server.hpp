// The web server without what it serves: connections, limits, timeouts, and answers that go on for
// as long as the browser listens (server-sent events). One thread, the caller's loop.
//
//   Server server(io, {.address = "127.0.0.1", .port = 7780}, [&](Request request, Answer answer) {
//     if (request.path == "/hello") return answer.send({200, "text/plain", "hello", {}});
//     auto stream = answer.stream();             // or: an answer that goes on
//     stream->send(std::make_shared<const std::string>("event: tick\ndata: {}\n\n"));
//   });
//   if (auto listening = server.open(); !listening) complain(listening.error());
//   io.run();
//
// The answer may be given later, once, from the same thread; an Answer that is dropped answers 500.
// A browser that reads a stream too slowly is cut off, and comes back by itself: nobody waits for
// it. What is too large, too slow, malformed or one too many is refused here with its status.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "clients/centre/http/message.hpp"
#include "dispatcher/core/result.hpp"

namespace boost::asio {
class io_context;
}

namespace shao::centre {

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 7780;                       // 0: any free one
  std::size_t body_limit = 64UL * 1024;            // bytes; more is 413
  std::uint32_t header_limit = 16 * 1024;          // bytes; more is 431
  std::size_t connections = 4096;                  // at once; one more is 503
  std::size_t stream_backlog = 8UL * 1024 * 1024;  // bytes a stream may be behind before it is cut
  std::chrono::seconds request_patience{20};       // for the head of a request, and for its body
  std::chrono::seconds idle_patience{75};          // between two requests
  /// X-Forwarded-For and X-Forwarded-Proto are believed, of a peer on this machine.
  bool behind_proxy = false;
  std::function<void(Response&)> dress = {};  // puts in the headers that every answer has
};

/// An answer that goes on. Dropped streams end; on_closed is called once, when the browser went.
class Stream {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  /// Shared with other streams: rendered once.
  virtual void send(std::shared_ptr<const std::string> text) = 0;
  virtual void close() = 0;
  virtual bool open() const = 0;
  virtual void on_closed(std::function<void()> tell) = 0;
};

namespace detail {
class Connection;
}

/// How one request is answered. Copies are the same answer.
class Answer {
 public:
  explicit Answer(std::shared_ptr<detail::Connection> connection);
  void send(Response response) const;
  /// Begins a text/event-stream with these headers.
  std::shared_ptr<Stream> stream(
      const std::vector<std::pair<std::string, std::string>>& headers = {}) const;

 private:
  struct Once;
  std::shared_ptr<Once> once_;
};

struct ServerCounts {
  std::size_t connections = 0;
  std::size_t streams = 0;
  std::uint64_t cut = 0;      // streams that were too slow
  std::uint64_t refused = 0;  // connections that were one too many
};

class Server {
 public:
  using Handler = std::function<void(Request, Answer)>;
  Server(boost::asio::io_context& io, ServerSettings settings, Handler handler);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  /// The port it listens on. The error is a sentence.
  core::Result<std::uint16_t, std::string> open();
  const ServerCounts& counts() const;

  struct Shared;  // what connections have in common, which may outlive the server

 private:
  struct Listener;
  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Listener> listener_;
};

}  // namespace shao::centre
