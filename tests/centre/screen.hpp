// Somebody's open page: the stream of changes, message by message, as an EventSource reads it. Each
// message is looked at: whether it is as openapi.json has it.
//
//   Screen screen(browser, board["position"]);
//   const auto fired = screen.until([](const Message& one) { return one.has("level_fired"); });
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/centre/browser.hpp"

namespace shao::test {

struct Message {
  std::string event;
  std::string id;
  Json data;
  std::string text;  // as it was sent
  std::chrono::steady_clock::time_point at{};

  /// The first event of that name in it; null: there is none.
  Json find(const std::string& name) const;
  bool has(const std::string& name) const { return !find(name).is_null(); }
};

class Screen {
 public:
  /// From a position; `last_event_id` is what an EventSource sends when it comes back.
  Screen(const Browser& as, const std::string& from, const std::string& last_event_id = "");

  const Reply& head() const { return head_; }
  /// Nothing: none came in time, or the stream has ended.
  std::optional<Message> next(std::chrono::milliseconds patience = std::chrono::seconds{20});
  /// The first message that is so; those before it are kept in `seen`.
  std::optional<Message> until(const std::function<bool(const Message&)>& is,
                               std::chrono::milliseconds patience = std::chrono::seconds{20});
  /// The server has ended it.
  bool ended() const { return ended_; }
  /// Closes it, as a browser that goes away does.
  void leave() { connection_.reset(); }
  /// Every `changes` so far.
  const std::vector<Message>& changes() const { return changes_; }
  const std::string& last_id() const { return last_id_; }

 private:
  bool read(std::chrono::steady_clock::time_point until);

  journal::FileDescriptor connection_;
  Reply head_;
  std::string unread_;
  bool ended_ = false;
  std::vector<Message> changes_;
  std::string last_id_;
};

}  // namespace shao::test
