// The feed of one jurisdiction to those who follow it: a cursor for each connection, moved along
// the tail's ring, or along pages of the journal where the ring does not reach back. A page is
// asked for once for all who wait in it.
//
// A cursor never skips an event its viewer may see and never sends one twice: its position moves
// only after the event was handed to the socket. Nothing here waits: a client that takes no more
// is tried again later, a client that is gone loses its cursor, and a key that lost its standing is
// told so once.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "brokers/identity.hpp"
#include "brokers/messages.hpp"
#include "brokers/pages.hpp"
#include "brokers/tail.hpp"

namespace shao::broker {

inline constexpr std::chrono::milliseconds complete_every{500};

class Feed {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Ports {
    /// To a client.
    std::function<wire::Sent(const std::string& routing_id, const wire::Frames& frames)> send;
    /// To the leader; false when there is none.
    std::function<bool(const link::AskHistory& question)> ask;
  };

  /// `identity` must outlive the feed.
  Feed(std::string jurisdiction, const Identity& identity, Ports ports, std::size_t ring_capacity);

  void follow(const std::string& routing_id, const std::string& key, const Follow& follow);
  void credit(const std::string& routing_id, std::size_t credit);
  void unfollow(const std::string& routing_id);
  /// Up to where the events were looked at for this connection; nothing when it does not follow.
  std::optional<std::string> following(const std::string& routing_id) const;
  std::size_t followers() const { return cursors_.size(); }

  void published(link::Event event);
  void announced(const link::Announcement& announcement);
  void history(link::History page, Time now);
  /// Another dispatcher leads, or the same in a new term: answers still under way are not waited
  /// for.
  void leader_changed();

  /// Sends what can be sent and asks what must be asked. True when there is more to do at once.
  bool pump(Time now);

 private:
  /// The client must begin anew, and why.
  struct Ended {
    std::string verb;  // REWOUND or TRIMMED
    std::string position;
  };
  struct Cursor {
    std::string key;
    codec::Position at;  // looked at up to here
    bool from_now = false;
    bool sure = false;     // `at` is known to be on the journal
    codec::Position prev;  // of the event that was sent last, or what was asked for
    std::size_t credit = 0;
    std::string asked;    // ref of the page under way
    bool hungry = false;  // waits for its turn to ask
    Time not_before{};    // of the next try to send or to ask
    std::chrono::milliseconds pause{0};
    std::optional<Ended> ended;
    Time completed_at{};
    std::optional<core::EventNumber> completed;
  };
  using Cursors = std::unordered_map<std::string, Cursor>;
  enum class Step { moved, rests, over };  // over: the cursor is to be forgotten
  struct Asked {
    std::string routing_id;  // empty: the tail asked
    Time at;
    core::EventNumber after = 0;
  };

  bool pump_all(Time now);
  bool pump_some(Time now);
  /// False when the cursor was forgotten.
  bool pump_one(Cursors::iterator cursor, Time now, bool& more);
  Step step(const std::string& routing_id, Cursor& cursor, const link::Key& viewer, Time now);
  Step deliver(const std::string& routing_id, Cursor& cursor, const link::Key& viewer,
               const Item& item, Time now);
  Step complete(const std::string& routing_id, Cursor& cursor, Time now);
  Step end(const std::string& routing_id, Cursor& cursor, Time now);
  Step blocked(Cursor& cursor, Time now);
  Step wants_history(const std::string& routing_id, Cursor& cursor, Time now);
  bool became_sure(Cursor& cursor) const;
  void page_for(Cursor& cursor, const link::History& page, Time now);
  /// False when it does not go on from `after`.
  bool keep(link::History& page, core::EventNumber after);
  const Item* find(core::EventNumber number) const;
  bool comes_anyway(const Cursor& cursor) const;
  Cursors::iterator who_asks_for(Cursors::iterator cursor);
  void ask_for_tail(Time now);
  void ask_for_cursors(Time now);
  void forget_late_answers(Time now);
  void heed(const Heard& heard);
  std::string next_ref();

  std::string jurisdiction_;
  const Identity& identity_;
  Ports ports_;
  Tail tail_;
  Pages pages_;
  Cursors cursors_;
  std::map<std::string, Asked> asked_;
  std::deque<std::string> hungry_;
  std::deque<std::string> woken_;  // cursors to look at before the next full round
  bool all_ = false;
  Time last_round_{};
  Time tail_not_before_{};
  bool tail_asked_ = false;
  std::chrono::milliseconds patience_{0};  // with answers, while they are late
  std::uint64_t refs_ = 0;
};

}  // namespace shao::broker
