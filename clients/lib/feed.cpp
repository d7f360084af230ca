#include "clients/lib/feed.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/core/planted.hpp"

namespace shao::client {

namespace {

using namespace std::chrono_literals;

/// A FOLLOW may be under way that long before a PONG without a cursor means that it was lost, or
/// before what is missing is asked for again; doubled for each of which nothing was heard. Who
/// reads slowly hears PONGs from before its FOLLOW, and would be sent everything anew for each of
/// them.
constexpr std::chrono::seconds follow_again_after{3};
constexpr int most_times_doubled = 4;
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

/// "begin" and a number of 0 are before the first event, in whatever term.
codec::Position position_in(const std::string& text) {
  auto parsed = codec::parse_position(text);
  return parsed && parsed->number > 0 ? std::move(*parsed) : codec::Position{};
}

}  // namespace

Feed::Feed(std::string jurisdiction, std::string position)
    : jurisdiction_(std::move(jurisdiction)),
      position_(std::move(position)),
      last_(position_in(position_)),
      any_prev_(position_ == "now") {}

std::vector<wire::Frames> Feed::to_send(Clock::time_point now) {
  if (std::exchange(moved_, false)) patient_from_ = now;
  const bool asked_in_vain = missing_ && now - patient_from_ > again_after();
  if (!following_ || (gap_ && now - followed_at_ > stragglers_for) || asked_in_vain) {
    if (asked_in_vain) in_vain_ = std::min(in_vain_ + 1, most_times_doubled);
    following_ = true;
    gap_ = false;
    followed_at_ = now;
    patient_from_ = now;
    taken_ = 0;
    // From here on the first event names this position as the one before it.
    last_ = position_in(position_);
    any_prev_ = position_ == "now";
    return {{"shao1", "FOLLOW", jurisdiction_, position_, std::to_string(window)}};
  }
  if (taken_ < window / 2) return {};
  wire::Frames credit{"shao1", "CREDIT", std::to_string(taken_)};
  taken_ = 0;
  return {std::move(credit)};
}

void Feed::heard_pong(bool following, Clock::time_point now) {
  if (following && !missing_) in_vain_ = 0;
  if (following || !following_ || now - followed_at_ <= again_after()) return;
  in_vain_ = std::min(in_vain_ + 1, most_times_doubled);
  following_ = false;
}

std::chrono::seconds Feed::again_after() const {
  return follow_again_after * (1 << in_vain_);
}

void Feed::missed(core::EventNumber number) {
  if (planted(Bug::feed_gap_unnoticed)) return;
  missing_to_ = std::max(missing_to_, number);
  missing_ = true;
  if (!std::exchange(gap_, true)) ++gaps_;
}

void Feed::ended() {
  following_ = false;
  missing_ = false;
  missing_to_ = 0;
  gap_ = false;
}

std::vector<FeedNews> Feed::take(wire::Frames frames) {
  const std::string& verb = frames[1];
  if (frames.size() < 3 || !is_position(frames[2])) return {};
  if (verb == "REWOUND" && frames.size() == 3) {
    // The broker was ahead of us when events are still missing: what is held is before the fork.
    if (any_prev_ || number_in(frames[2]) <= number_in(position_)) position_ = frames[2];
    last_ = position_in(position_);
    ended();
    return {Rewound{position_}};
  }
  if (verb == "TRIMMED" && frames.size() == 4) {
    // An answer to an earlier FOLLOW may find us past it, or on a fork that is no more: what it
    // says is gone is not what we lack.
    if (any_prev_ || number_in(frames[2]) <= number_in(position_)) return {};
    if (position_in(frames[3]) != last_) return {};
    const std::string before = std::exchange(position_, frames[2]);
    last_ = position_in(position_);
    ended();
    return {Trimmed{before, position_}};
  }
  if (verb == "COMPLETE" && frames.size() == 4) {
    const codec::Position previous = position_in(frames[3]);
    if (!any_prev_ && previous != last_ && !planted(Bug::complete_believed)) {
      // Of a feed that a FOLLOW replaced, or what we hold is on no journal any more.
      missed(previous.number);
      return {};
    }
    // It may be older than what is missing, and would make us forget that.
    if (missing_ && number_in(frames[2]) < missing_to_) return {};
    any_prev_ = false;
    missing_ = false;
    gap_ = false;
    last_ = previous;
    position_ = frames[2];
    return {CaughtUp{position_}};
  }
  if (verb != "EVENT" || frames.size() != 5) return {};
  const codec::Position event = position_in(frames[2]);
  ++taken_;  // it used up credit, also when it is of no use
  if (!any_prev_ && position_in(frames[3]) != last_) {
    // Missed something, or a straggler of an earlier FOLLOW: what is held decides.
    if (event.number > last_.number) missed(event.number);
    if (!planted(Bug::feed_takes_twice)) return {};
  }
  auto body = codec::parse_object(frames[4]);
  any_prev_ = false;
  gap_ = false;
  missing_ = missing_ && event.number < missing_to_;
  moved_ = missing_;
  in_vain_ = 0;
  position_ = std::move(frames[2]);
  last_ = event;
  return {FeedEvent{position_, body ? std::move(*body) : codec::Json::object()}};
}

}  // namespace shao::client
