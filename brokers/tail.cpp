#include "brokers/tail.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "dispatcher/core/planted.hpp"

namespace shao::broker {
namespace {

Heard merged(Heard a, const Heard& b) {
  a.grew = a.grew || b.grew;
  if (b.doubtful_after && (!a.doubtful_after || *b.doubtful_after < *a.doubtful_after))
    a.doubtful_after = b.doubtful_after;
  return a;
}

}  // namespace

std::string text_of(const codec::Position& position) {
  return position.number == 0 ? "begin" : codec::format(position);
}

std::optional<codec::Position> position_of(const std::string& text) {
  if (text == "begin") return codec::Position{};
  return codec::parse_position(text);
}

bool same_term(const codec::Position& a, const codec::Position& b) {
  return a.epoch == b.epoch && a.nonce == b.nonce;
}

bool same(const codec::Position& a, const codec::Position& b) {
  return a.number == b.number && (a.number == 0 || same_term(a, b));
}

void Tail::push(std::shared_ptr<const Item> item) {
  end_ = item->position();
  ring_.push(std::move(item));
}

Heard Tail::event(link::Event event) {
  auto item = Item::make(std::move(event));
  if (!item) {
    spdlog::error("event=unreadable_position source=feed");
    return {};
  }
  if (!end_) {
    push(std::move(item));
    return {true, {}};
  }
  if (refilling_) {
    // More than the ring could hold is not worth keeping: the journal has it.
    if (pending_.size() < ring_.capacity()) pending_.push_back(std::move(item));
    return {};
  }
  return absorb(std::move(item));
}

Heard Tail::absorb(std::shared_ptr<const Item> item) {
  const codec::Position& position = item->position();
  if (position.epoch < end_->epoch) return {};  // a deposed leader's, late
  if (same_term(position, *end_)) {
    if (position.number <= end_->number) return {};
    if (position.number == end_->number + 1) {
      push(std::move(item));
      return {true, {}};
    }
  }
  spdlog::info("event=feed_refill after={} heard={}", text_of(*end_), item->position_text());
  refilling_ = true;
  pending_.push_back(std::move(item));
  return {};
}

Heard Tail::leader(const link::Announcement& announcement) {
  const auto position = position_of(announcement.position);
  if (!position) {
    spdlog::error("event=unreadable_position source=leader");
    return {};
  }
  if (!end_) {
    end_ = *position;
    return {};
  }
  if (refilling_) return {};
  if (position->epoch < end_->epoch && planted(Bug::lower_epoch_ignored)) return {};
  if (same_term(*position, *end_) && position->number <= end_->number) return {};
  if (position->number > end_->number && position->number - end_->number > ring_.capacity()) {
    // Cut off for long: nothing the ring holds would be left after the refill.
    ring_.clear();
    end_ = *position;
    return {true, core::EventNumber{0}};
  }
  // Of an epoch below ours, too: who leads now has claimed after ours was lost, and was new.
  spdlog::info("event=feed_refill after={} announced={}", text_of(*end_), announcement.position);
  refilling_ = true;
  return {};
}

Heard Tail::history(link::History page) {
  if (!refilling_) return {};
  if (page.found == link::Found::rewound) return rewind(page);
  if (page.found == link::Found::trimmed) return skip(page);
  Heard heard;
  const bool full = page.events.size() >= link::history_limit;
  for (link::Event& event : page.events) {
    auto item = Item::make(std::move(event));
    if (!item || item->number() != end_->number + 1) {
      spdlog::error("event=history_out_of_order after={}", text_of(*end_));
      return heard;  // asked again
    }
    push(std::move(item));
    heard.grew = true;
  }
  if (full) return heard;
  refilling_ = false;
  return merged(heard, drain());
}

Heard Tail::drain() {
  Heard heard;
  auto waiting = std::exchange(pending_, {});
  for (auto& item : waiting) {
    if (refilling_)
      pending_.push_back(std::move(item));
    else
      heard = merged(heard, absorb(std::move(item)));
  }
  return heard;
}

/// Cut off for so long that the journal no longer holds what comes next. Followers who are behind
/// ask for it themselves, and are told.
Heard Tail::skip(const link::History& page) {
  const auto first = position_of(page.position);
  if (!first || first->number <= end_->number) {
    spdlog::error("event=unreadable_trim after={}", text_of(*end_));
    return {};
  }
  ring_.clear();
  end_ = *first;
  return {true, core::EventNumber{0}};
}

Heard Tail::rewind(const link::History& page) {
  const auto fork = position_of(page.position);
  if (!fork || fork->number > end_->number) {
    spdlog::error("event=unreadable_fork after={}", text_of(*end_));
    return {};
  }
  spdlog::warn("event=journal_rewound from={} fork={}", text_of(*end_), page.position);
  if (fork->number == 0) {
    // Nothing that is held is sure; the leader's next word says where the feed is now.
    ring_.clear();
    pending_.clear();
    end_.reset();
    refilling_ = false;
    return {true, core::EventNumber{0}};
  }
  ring_.cut_after(fork->number);
  if (!ring_.empty() && ring_.last() != fork->number) ring_.clear();
  if (!ring_.empty() && !same(ring_.find(ring_.last())->position(), *fork)) ring_.clear();
  end_ = *fork;
  return {true, fork->number};
}

}  // namespace shao::broker
