// One office's connection to the broker, in the web server's loop: commands and questions with a
// call back each, and what the office's feed brings. The client's own socket is watched by its
// descriptor (ZMQ_FD), and a timer looks after what waits for time alone.
//
//   auto line = Line::open(io, context, settings, {.event = ..., .snapshot = ...});
//   line->ask({{"ask", "status"}}, 10s, [](const codec::Json& body) { ... });
//   line->send("web:1f…", {{"do", "ack"}, {"whistle", "W12"}}, 10s, [](const codec::Json& body) {
//     ...
//   });
//
// A call back comes once, from the loop: with the answer, or with what stands for it when the
// patience is over or the line has broken. A question is given up then; a command goes on, and what
// is said to it later, or said otherwise than before, is told to `outcome`. Everything ends with
// the Line.
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
  /// What became of a command that nobody waits for any more.
  struct Outcome {
    codec::Json command;
    codec::Json answer;
    bool taken_back = false;  // it had been accepted, and the journal went back behind it
  };
  struct Ears {
    std::function<void(const client::FeedEvent&)> event = {};
    std::function<void(const client::Snapshot&)> snapshot = {};
    std::function<void()> caught_up = {};
    std::function<void()> snapshot_refused = {};  // and the feed does not go on
    std::function<void(const Outcome&)> outcome = {};
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

  /// `{"waiting": true, "id": ...}` when it is not answered in time: it is on the disk and goes on.
  /// False: the id was used with another body; there will be no reply.
  bool send(const std::string& id, const codec::Json& body, client::Steady::duration patience,
            Reply reply);
  /// An error no_leader when it is not answered in time.
  void ask(const codec::Json& body, client::Steady::duration patience, Reply reply);
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
