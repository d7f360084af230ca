// The feed as a client follows it: each event in our scope once, in order, however often the
// connection breaks. It holds the position of the last event taken in, checks that each event names
// it as the one before, and asks again from there when one does not. It is the position that must
// be the same, not its number: what is heard late may be of a journal that was rewound since.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "brokers/wire/sockets.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/codec/position.hpp"

namespace shao::client {

struct FeedEvent {
  std::string position;
  codec::Json body;
};
/// Nothing more for us up to here: the position to go on from next time.
struct CaughtUp {
  std::string position;
};
/// The journal went back: drop what is held past `position`; the feed goes on from there.
struct Rewound {
  std::string position;
};
/// We were away for so long that the events after `from` up to `position` are no longer in the
/// journal (shao history has them); the feed goes on from there. A read model begins anew.
struct Trimmed {
  std::string from;
  std::string position;
};
using FeedNews = std::variant<FeedEvent, CaughtUp, Rewound, Trimmed>;

class Feed {
 public:
  using Clock = std::chrono::steady_clock;
  /// Events under way before they must be taken.
  static constexpr int window = 1000;

  /// `position`: "begin", "now", or one held from before.
  Feed(std::string jurisdiction, std::string position);

  /// What should be sent now, if anything: FOLLOW after a start, a gap or a broken connection,
  /// CREDIT for events that were taken.
  std::vector<wire::Frames> to_send(Clock::time_point now);
  /// EVENT, COMPLETE, REWOUND or TRIMMED, as received.
  std::vector<FeedNews> take(wire::Frames frames);
  /// PONG says whether the broker holds a cursor for us.
  void heard_pong(bool following, Clock::time_point now);
  /// The connection is another one: follow anew from what is held.
  void reconnected() { ended(); }

  /// A FOLLOW was sent and nothing has ended its feed since, as far as we know.
  bool following() const { return following_; }
  const std::string& position() const { return position_; }
  std::uint64_t gaps() const { return gaps_; }

 private:
  void missed(core::EventNumber number);
  void ended();
  std::chrono::seconds again_after() const;

  std::string jurisdiction_;
  std::string position_;
  codec::Position last_;  // of the last event, or what was asked for
  bool any_prev_ = true;  // it is not known: after "now"
  bool following_ = false;
  bool gap_ = false;                  // events were missed: FOLLOW again
  bool missing_ = false;              // and have not come since
  core::EventNumber missing_to_ = 0;  // the last event that was heard of and not taken
  bool moved_ = false;                // an event came, though some are missing still
  Clock::time_point followed_at_{};
  Clock::time_point patient_from_{};  // since then nothing came of what is missing
  int in_vain_ = 0;                   // FOLLOWs in a row of which nothing was heard
  int taken_ = 0;
  std::uint64_t gaps_ = 0;
};

}  // namespace shao::client
