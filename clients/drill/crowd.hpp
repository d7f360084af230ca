// Many offices on bare sockets, for measuring: what PROTOCOL.md says and nothing more. The client
// library would measure the client's own disk, since it writes each command to its outbox first.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "brokers/wire/sockets.hpp"
#include "deploy/local/stack.hpp"

namespace shao::drill {

class Crowd {
 public:
  struct Handlers {
    /// To a COMMAND: the id, the body as text.
    std::function<void(std::size_t office, const std::string& id, const std::string& body)> answer;
    std::function<void(std::size_t office, const std::string& body)> event;
    std::function<void(std::size_t office, const std::string& error)> error;
  };

  Crowd(const local::Stack& stack, Handlers handlers);

  /// Adds an office and lets it follow the feed from now on, when asked to. Its number.
  local::Outcome<std::size_t> join(core::OfficeId office, bool follows);
  /// False: the socket takes no more now.
  bool send(std::size_t office, const std::string& id, const std::string& body);
  /// Waits at most `timeout` and hands on what has come.
  void wait(std::chrono::milliseconds timeout);
  /// Waits until every office has been answered once and every follower has its feed.
  bool ready(std::chrono::milliseconds patience);

 private:
  struct Member {
    zmq::socket_t socket;
    bool follows = false;
    bool heard = false;
    std::size_t taken = 0;  // events since credit was last given
  };
  void hear(std::size_t office, const wire::Frames& frames);

  const local::Stack& stack_;
  Handlers handlers_;
  zmq::context_t context_;
  std::vector<Member> members_;
  std::vector<zmq::pollitem_t> items_;
};

}  // namespace shao::drill
