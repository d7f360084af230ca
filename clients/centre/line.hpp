// One office's connection to the broker, in the web server's loop: commands and questions with a
// call back each, and what the office's feed brings. The client's own socket is watched by its
// descriptor (ZMQ_FD), and a timer looks after what waits for time alone.
//
//   auto line = Line::open(io, context, settings, {.event = ..., .snapshot = ...});
//   line->ask({{"ask", "status"}}, [](const codec::Json& body) { ... });
//   line->send("web:1f…", {{"do", "ack"}, {"whistle", "W12"}}, [](const codec::Json& body) { ...
//   });
//
// A call back comes once, from the loop, however long it takes (a command waits in the outbox until
// it is answered); the caller has a patience of its own. Everything ends with the Line.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "clients/lib/client.hpp"

namespace boost::asio {
class io_context;
}

namespace shao::centre {

class Line {
 public:
  /// Of the answer, as PROTOCOL.md sections 2, 3 and 5 have it.
  using Reply = std::function<void(const codec::Json& body)>;
  struct Ears {
    std::function<void(const client::FeedEvent&)> event = {};
    std::function<void(const client::Snapshot&)> snapshot = {};
    std::function<void()> caught_up = {};
    std::function<void()> turn = {};  // after each round in which something may have come
  };

  /// The error is a sentence: the outbox is in use, the key cannot be read...
  static core::Result<std::unique_ptr<Line>, std::string> open(boost::asio::io_context& io,
                                                               zmq::context_t& context,
                                                               client::Settings settings,
                                                               Ears ears);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line();

  /// False: the id was used with another body; there will be no reply.
  bool send(const std::string& id, const codec::Json& body, Reply reply);
  void ask(const codec::Json& body, Reply reply);
  void subscribe();
  void follow(const std::string& position);

  const client::Client& client() const;
  /// The leader's time; nothing before it was heard.
  std::optional<core::Instant> now() const;
  /// When the jurisdiction's leader was last heard; when this line began, before the first time.
  client::Steady::time_point last_heard() const;
  /// Since when nothing was heard of it; nothing while it is.
  std::optional<client::Steady::time_point> silent_since() const;
  /// Why the line is of no use any more (its outbox cannot be written).
  const std::string& problem() const;

 private:
  struct State;
  explicit Line(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace shao::centre
