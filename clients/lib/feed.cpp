#include "clients/lib/feed.hpp"

#include <charconv>
#include <utility>

#include "dispatcher/codec/position.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::client {

namespace {

using namespace std::chrono_literals;

/// A FOLLOW may be under way that long before a PONG without a cursor means that it was lost.
constexpr auto follow_again_after = 3s;
/// Events of the feed that a FOLLOW replaced may come that long before they count as a new gap.
constexpr auto stragglers_for = 500ms;

std::uint64_t number_in(const std::string& position) {
  const auto parsed = codec::parse_position(position);
  return parsed ? parsed->number : 0;
}

/// Nothing else may be held: a broker would refuse to go on from it, again and again.
bool is_position(const std::string& text) {
  return text == "begin" || codec::parse_position(text).has_value();
}

std::uint64_t as_number(const std::string& text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Feed::Feed(std::string jurisdiction, std::string position)
    : jurisdiction_(std::move(jurisdiction)),
      position_(std::move(position)),
      last_(number_in(position_)),
      any_prev_(position_ == "now") {}

std::vector<wire::Frames> Feed::to_send(Clock::time_point now) {
  if (!following_ || (gap_ && now - followed_at_ > stragglers_for)) {
    following_ = true;
    gap_ = false;
    followed_at_ = now;
    taken_ = 0;
    // From here on the first event names this position as the one before it.
    last_ = number_in(position_);
    any_prev_ = position_ == "now";
    return {{"shao1", "FOLLOW", jurisdiction_, position_, std::to_string(window)}};
  }
  if (taken_ < window / 2) return {};
  wire::Frames credit{"shao1", "CREDIT", std::to_string(taken_)};
  taken_ = 0;
  return {std::move(credit)};
}

void Feed::heard_pong(bool following, Clock::time_point now) {
  if (!following && following_ && now - followed_at_ > follow_again_after) following_ = false;
}

void Feed::missed() {
  if (gap_ || planted(Bug::feed_gap_unnoticed)) return;
  gap_ = true;
  missing_ = true;
  ++gaps_;
}

std::vector<FeedNews> Feed::take(wire::Frames frames) {
  const std::string& verb = frames[1];
  if (frames.size() < 3 || !is_position(frames[2])) return {};
  if (verb == "REWOUND" && frames.size() == 3) {
    // The broker was ahead of us when events are still missing: what is held is before the fork.
    if (any_prev_ || number_in(frames[2]) <= number_in(position_)) position_ = frames[2];
    last_ = number_in(position_);
    following_ = false;
    missing_ = false;
    gap_ = false;
    return {Rewound{position_}};
  }
  if (verb == "TRIMMED" && frames.size() == 3) {
    // An answer to an earlier FOLLOW may find us past it.
    if (any_prev_ || number_in(frames[2]) <= number_in(position_)) return {};
    const std::string before = std::exchange(position_, frames[2]);
    following_ = false;
    missing_ = false;
    gap_ = false;
    last_ = number_in(position_);
    return {Trimmed{before, position_}};
  }
  if (verb == "COMPLETE" && frames.size() == 4) {
    // Complete with what we did not take: it would make us forget that we miss it.
    if (missing_) return {};
    const std::uint64_t previous = as_number(frames[3]);
    if (!any_prev_ && previous != last_ && !planted(Bug::complete_believed)) {
      if (previous > last_) missed();
      return {};
    }
    any_prev_ = false;
    last_ = previous;
    position_ = frames[2];
    return {CaughtUp{position_}};
  }
  if (verb != "EVENT" || frames.size() != 5) return {};
  const std::uint64_t previous = as_number(frames[3]);
  const std::uint64_t number = number_in(frames[2]);
  ++taken_;  // it used up credit, also when it is of no use
  if (!any_prev_ && previous != last_) {
    // Missed something, or a straggler of an earlier FOLLOW: what is held decides.
    if (number > last_) missed();
    if (!planted(Bug::feed_takes_twice)) return {};
  }
  auto body = codec::parse_object(frames[4]);
  any_prev_ = false;
  gap_ = false;
  missing_ = false;
  position_ = std::move(frames[2]);
  last_ = number;
  return {FeedEvent{position_, body ? std::move(*body) : codec::Json::object()}};
}

}  // namespace shao::client
