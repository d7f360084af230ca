// The end of one jurisdiction's feed, kept complete: what is published goes into a ring; what was
// missed on the way (a lost message, a change of leader, a broker that was cut off) is fetched from
// the journal before anything later goes in.
//
// A new term is never believed by its number alone: after a rewound journal the new leader's event
// 91 may follow another event 90 than ours. So the first event of a term makes the tail ask the
// journal what comes after our last; the answer says how it goes on, or where the fork is.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "brokers/ring.hpp"

namespace shao::broker {

/// "begin" for the position before the first event.
std::string text_of(const codec::Position& position);
/// Reads that, too. (Not "now".)
std::optional<codec::Position> position_of(const std::string& text);
bool same_term(const codec::Position& a, const codec::Position& b);
bool same(const codec::Position& a, const codec::Position& b);

/// What came of something heard.
struct Heard {
  bool grew = false;
  /// Positions after this number are no longer known to be on the journal.
  std::optional<core::EventNumber> doubtful_after;
};

class Tail {
 public:
  explicit Tail(std::size_t capacity) : ring_(capacity) {}

  const Ring& ring() const { return ring_; }
  /// The last event of the ring, or where the ring begins while it is empty. Nothing until a leader
  /// has been heard.
  const std::optional<codec::Position>& end() const { return end_; }

  Heard event(link::Event event);
  Heard leader(const link::Announcement& announcement);

  /// Whether the journal must be asked for what comes after end().
  bool must_ask() const { return refilling_; }
  /// What the journal answered to that question.
  Heard history(link::History page);

 private:
  Heard absorb(std::shared_ptr<const Item> item);
  Heard drain();
  Heard rewind(const link::History& page);
  Heard skip(const link::History& page);
  void push(std::shared_ptr<const Item> item);

  Ring ring_;
  std::optional<codec::Position> end_;
  bool refilling_ = false;
  std::deque<std::shared_ptr<const Item>> pending_;  // heard while refilling
};

}  // namespace shao::broker
