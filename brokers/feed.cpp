#include "brokers/feed.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "dispatcher/core/planted.hpp"

namespace shao::broker {
namespace {

using std::chrono::milliseconds;

constexpr int steps_a_round = 256;          // of one cursor, before the others have a turn
constexpr std::size_t pages_under_way = 8;  // of all cursors together
constexpr milliseconds round_every{20};     // for blocked cursors and COMPLETE
constexpr milliseconds ask_again{100};      // after a page that brought nothing
constexpr milliseconds answer_limit{3000};  // then a page is asked for anew, and waited for longer
constexpr milliseconds longest_wait{60'000};
constexpr milliseconds longest_pause{1000};  // between tries to send to a full client

}  // namespace

Feed::Feed(std::string jurisdiction, const Identity& identity, Ports ports,
           std::size_t ring_capacity)
    : jurisdiction_(std::move(jurisdiction)),
      identity_(identity),
      ports_(std::move(ports)),
      tail_(ring_capacity) {}

void Feed::follow(const std::string& routing_id, const std::string& key, const Follow& follow) {
  Cursor cursor;
  cursor.key = key;
  cursor.credit = follow.credit;
  cursor.from_now = follow.position == "now";
  if (!cursor.from_now) cursor.at = position_of(follow.position).value_or(codec::Position{});
  cursor.prev = cursor.at;
  cursors_.insert_or_assign(routing_id, std::move(cursor));
  woken_.push_back(routing_id);
}

void Feed::credit(const std::string& routing_id, std::size_t credit) {
  const auto found = cursors_.find(routing_id);
  if (found == cursors_.end()) return;
  found->second.credit = std::min(found->second.credit + credit, max_credit);
  woken_.push_back(routing_id);
}

void Feed::unfollow(const std::string& routing_id) {
  cursors_.erase(routing_id);
}

std::optional<std::string> Feed::following(const std::string& routing_id) const {
  const auto found = cursors_.find(routing_id);
  if (found == cursors_.end()) return std::nullopt;
  return found->second.from_now ? "now" : text_of(found->second.at);
}

void Feed::heed(const Heard& heard) {
  if (heard.grew) all_ = true;
  if (!heard.doubtful_after) return;
  pages_.clear();
  for (auto& [routing_id, cursor] : cursors_)
    if (cursor.at.number > *heard.doubtful_after) cursor.sure = false;
}

void Feed::published(link::Event event) {
  heed(tail_.event(std::move(event)));
}

void Feed::announced(const link::Announcement& announcement) {
  const bool first = !tail_.end();
  heed(tail_.leader(announcement));
  if (first) all_ = true;
}

void Feed::leader_changed() {
  patience_ = {};
  asked_.clear();
  pages_.clear();
  tail_asked_ = false;
  for (auto& [routing_id, cursor] : cursors_) cursor.asked.clear();
  all_ = true;
}

void Feed::history(link::History page, Time now) {
  const auto asked = asked_.find(page.ref);
  if (asked == asked_.end()) return;
  const Asked question = std::move(asked->second);
  asked_.erase(asked);
  patience_ = std::max(answer_limit, patience_ / 2);
  if (question.routing_id.empty()) {
    tail_asked_ = false;
    const Heard heard = tail_.history(std::move(page));
    tail_not_before_ = heard.grew ? now : now + ask_again;
    heed(heard);
    return;
  }
  const bool goes_on = keep(page, question.after);
  all_ = true;  // others may have waited for it
  const auto found = cursors_.find(question.routing_id);
  if (found == cursors_.end() || found->second.asked != page.ref) return;
  found->second.asked.clear();
  if (goes_on)
    page_for(found->second, page, now);
  else
    found->second.not_before = now + ask_again;
}

bool Feed::keep(link::History& page, core::EventNumber after) {
  Pages::Page items;
  for (link::Event& event : page.events) {
    auto item = Item::make(std::move(event));
    if (!item || item->number() != ++after) {
      spdlog::error("event=history_out_of_order ref={}", page.ref);
      return false;
    }
    items.push_back(std::move(item));
  }
  pages_.add(std::move(items));
  return true;
}

/// What the journal said about the position of the one who asked. Its events are among the pages.
void Feed::page_for(Cursor& cursor, const link::History& page, Time now) {
  if (page.found != link::Found::here && !planted(Bug::rewind_unheard)) {
    cursor.ended = {page.found == link::Found::rewound ? "REWOUND" : "TRIMMED", page.position};
    return;
  }
  cursor.sure = true;
  if (!page.events.empty()) return;
  const auto scanned = position_of(page.position);
  if (scanned && scanned->number >= cursor.at.number) cursor.at = *scanned;
  cursor.not_before = now + ask_again;
}

Feed::Step Feed::blocked(Cursor& cursor, Time now) {
  cursor.pause = std::clamp(cursor.pause * 2, round_every, longest_pause);
  cursor.not_before = now + cursor.pause;
  return Step::rests;
}

Feed::Step Feed::deliver(const std::string& routing_id, Cursor& cursor, const link::Key& viewer,
                         const Item& item, Time now) {
  if (item.visible_to(viewer)) {
    if (cursor.credit == 0) return Step::rests;
    const auto sent = ports_.send(routing_id, {"shao1", "EVENT", item.position_text(),
                                               text_of(cursor.prev), item.body_for(viewer)});
    if (sent == wire::Sent::gone) return Step::over;
    if (sent == wire::Sent::full) return blocked(cursor, now);
    cursor.pause = milliseconds{0};
    if (!planted(Bug::prev_not_moved)) cursor.prev = item.position();
    --cursor.credit;
  }
  cursor.at = item.position();
  return Step::moved;
}

Feed::Step Feed::complete(const std::string& routing_id, Cursor& cursor, Time now) {
  if (cursor.completed == cursor.at.number || now - cursor.completed_at < complete_every)
    return Step::rests;
  const auto sent =
      ports_.send(routing_id, {"shao1", "COMPLETE", text_of(cursor.at), text_of(cursor.prev)});
  if (sent == wire::Sent::gone) return Step::over;
  if (sent == wire::Sent::full) return blocked(cursor, now);
  cursor.completed = cursor.at.number;
  cursor.completed_at = now;
  return Step::rests;
}

Feed::Step Feed::end(const std::string& routing_id, Cursor& cursor, Time now) {
  wire::Frames frames{"shao1", cursor.ended->verb, cursor.ended->position};
  if (cursor.ended->verb == "TRIMMED") frames.push_back(text_of(cursor.prev));
  const auto sent = ports_.send(routing_id, frames);
  return sent == wire::Sent::full ? blocked(cursor, now) : Step::over;
}

const Item* Feed::find(core::EventNumber number) const {
  const Item* item = tail_.ring().find(number);
  return item != nullptr ? item : pages_.find(number);
}

/// Whether what is held shows that the cursor's position is on the journal.
bool Feed::became_sure(Cursor& cursor) const {
  const Item* item = find(cursor.at.number);
  const bool held = item != nullptr && same(item->position(), cursor.at);
  const bool before_all = cursor.at.number == 0 && find(1) != nullptr;
  cursor.sure = held || before_all || same(*tail_.end(), cursor.at);
  return cursor.sure;
}

Feed::Step Feed::wants_history(const std::string& routing_id, Cursor& cursor, Time now) {
  if (cursor.asked.empty() && !cursor.hungry && cursor.credit > 0 && cursor.not_before <= now) {
    cursor.hungry = true;
    hungry_.push_back(routing_id);
  }
  return Step::rests;
}

Feed::Step Feed::step(const std::string& routing_id, Cursor& cursor, const link::Key& viewer,
                      Time now) {
  if (cursor.ended) return end(routing_id, cursor, now);
  // While the tail is being mended, what the ring holds may belong to a fork that is no more.
  if (!tail_.end() || tail_.must_ask() || !cursor.asked.empty()) return Step::rests;
  if (std::exchange(cursor.from_now, false)) {
    cursor.at = *tail_.end();
    cursor.prev = cursor.at;
  }
  if (!cursor.sure && !became_sure(cursor)) return wants_history(routing_id, cursor, now);
  if (cursor.at.number == tail_.end()->number) return complete(routing_id, cursor, now);
  if (cursor.at.number > tail_.end()->number) return Step::rests;  // heard from another broker
  const Item* item = find(cursor.at.number + 1);
  if (item == nullptr && planted(Bug::cursor_jumps) && !tail_.ring().empty())
    item = tail_.ring().find(tail_.ring().first());
  if (item == nullptr) return wants_history(routing_id, cursor, now);
  return deliver(routing_id, cursor, viewer, *item, now);
}

bool Feed::pump_one(Cursors::iterator found, Time now, bool& more) {
  const std::string& routing_id = found->first;
  Cursor& cursor = found->second;
  if (cursor.not_before > now) return true;
  for (int i = 0; i < steps_a_round; ++i) {
    const link::Key* viewer = identity_.standing(jurisdiction_, cursor.key);
    if (viewer == nullptr) {
      ports_.send(routing_id, error_frames({}, {FaultName::key_revoked, {}, {}}));
      spdlog::info("event=feed_ended reason=key_revoked key={}", cursor.key);
      cursors_.erase(found);
      return false;
    }
    const Step step_taken = step(routing_id, cursor, *viewer, now);
    if (step_taken == Step::over) {
      cursors_.erase(found);
      return false;
    }
    if (step_taken == Step::rests) return true;
  }
  more = true;
  woken_.push_back(routing_id);
  return true;
}

bool Feed::pump_all(Time now) {
  bool more = false;
  woken_.clear();
  for (auto cursor = cursors_.begin(); cursor != cursors_.end();) {
    const auto next = std::next(cursor);
    pump_one(cursor, now, more);
    cursor = next;
  }
  return more;
}

bool Feed::pump_some(Time now) {
  bool more = false;
  for (const std::string& routing_id : std::exchange(woken_, {}))
    if (const auto found = cursors_.find(routing_id); found != cursors_.end())
      pump_one(found, now, more);
  return more;
}

bool Feed::pump(Time now) {
  forget_late_answers(now);
  ask_for_tail(now);
  bool more = false;
  if (std::exchange(all_, false) || now - last_round_ >= round_every) {
    last_round_ = now;
    more = pump_all(now);
  } else {
    more = pump_some(now);
  }
  ask_for_cursors(now);
  return more;
}

std::string Feed::next_ref() {
  return "h" + std::to_string(++refs_);
}

void Feed::ask_for_tail(Time now) {
  if (!tail_.must_ask() || tail_asked_ || now < tail_not_before_) return;
  const std::string ref = next_ref();
  if (!ports_.ask({jurisdiction_, ref, text_of(*tail_.end()), link::history_limit})) return;
  asked_.emplace(ref, Asked{{}, now, tail_.end()->number});
  tail_asked_ = true;
}

/// Whether a page under way holds what comes after its position. Where that is held already and is
/// another one's than the cursor's, the journal must be asked about the cursor itself.
bool Feed::comes_anyway(const Cursor& cursor) const {
  if (!cursor.sure && find(cursor.at.number) != nullptr) return false;
  return std::any_of(asked_.begin(), asked_.end(), [&](const auto& entry) {
    const Asked& asked = entry.second;
    return !asked.routing_id.empty() && cursor.at.number >= asked.after &&
           cursor.at.number - asked.after < link::history_limit;
  });
}

/// Of those who wait for a page the one furthest back whose page brings `cursor` on as well.
Feed::Cursors::iterator Feed::who_asks_for(Cursors::iterator cursor) {
  const auto reaches = [&](const Cursor& other) {
    return other.at.number + link::history_limit > cursor->second.at.number;
  };
  auto first = cursor;
  for (const std::string& routing_id : hungry_) {
    const auto found = cursors_.find(routing_id);
    if (found != cursors_.end() && found->second.hungry && reaches(found->second) &&
        found->second.at.number < first->second.at.number)
      first = found;
  }
  return first;
}

void Feed::ask_for_cursors(Time now) {
  while (!hungry_.empty() && asked_.size() < pages_under_way) {
    const auto next = cursors_.find(hungry_.front());
    if (next == cursors_.end() || !next->second.hungry || comes_anyway(next->second)) {
      if (next != cursors_.end()) next->second.hungry = false;
      hungry_.pop_front();
      continue;
    }
    auto& [routing_id, cursor] = *who_asks_for(next);
    const std::string ref = next_ref();
    if (!ports_.ask({jurisdiction_, ref, text_of(cursor.at), link::history_limit})) return;
    cursor.hungry = false;
    cursor.asked = ref;
    asked_.emplace(ref, Asked{routing_id, now, cursor.at.number});
  }
}

/// A dispatcher that is slow is waited for longer from time to time: asked at one pace for ever, it
/// would answer nothing but questions that were given up, and the feed would stand still.
void Feed::forget_late_answers(Time now) {
  const milliseconds patience = std::max(answer_limit, patience_);
  for (auto asked = asked_.begin(); asked != asked_.end();) {
    if (now - asked->second.at < patience) {
      ++asked;
      continue;
    }
    patience_ = std::min(patience * 2, longest_wait);
    const auto found = cursors_.find(asked->second.routing_id);
    if (asked->second.routing_id.empty()) tail_asked_ = false;
    if (found != cursors_.end() && found->second.asked == asked->first) found->second.asked.clear();
    asked = asked_.erase(asked);
  }
}

}  // namespace shao::broker
