// What is still to be told, on the disk, together with the position in the feed up to which events
// were taken in: both change in one transaction, so that whatever happens between an event and its
// receipt, the message is sent at least once, each time under the same id.
//
//   auto queue = Queue::open("hooks/queue.sqlite");
//   queue->take_in(messages, "3-9f2c-57", now);        // and the feed goes on from there next time
//   for (Due& due : queue->due("zjw-duty", now, 4)) ...
//   queue->attempt(id);                                // counted before it is made
//   queue->again_at(id, later);   or   queue->done(ids);
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "clients/hooks/message.hpp"
#include "dispatcher/archive/sqlite.hpp"
#include "dispatcher/core/time.hpp"

namespace shao::hooks {

struct Due {
  Message message;
  core::Instant first;  // when it was taken in
  std::uint64_t attempts = 0;
};

class Queue {
 public:
  /// The error is a sentence; so is every later problem().
  static core::Result<Queue, std::string> open(const std::filesystem::path& file);

  /// Empty before the first take_in.
  const std::string& position() const { return position_; }
  void take_in(const std::vector<Message>& messages, const std::string& position,
               core::Instant now);
  /// The journal went back: what it lost is told to nobody any more.
  void rewind(const std::string& position, std::uint64_t number);

  /// At most `most`, those that waited longest first; `busy` are under way.
  std::vector<Due> due(const std::string& hook, core::Instant now, std::size_t most,
                       const std::vector<std::string>& busy);
  /// Those of hooks that are not among `hooks`.
  std::vector<Due> orphans(const std::vector<config::Hook>& hooks);
  void attempt(const std::string& id);
  void again_at(const std::string& id, core::Instant at);
  void done(const std::vector<std::string>& ids);
  std::size_t waiting();

  const std::optional<std::string>& problem() const { return database_.problem(); }

 private:
  explicit Queue(archive::Database database) : database_(std::move(database)) {}
  std::vector<Due> rows(archive::Statement& statement);

  archive::Database database_;
  std::string position_;
};

}  // namespace shao::hooks
