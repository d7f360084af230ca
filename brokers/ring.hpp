// The recent events of one jurisdiction, by number and without gaps, shared by all who follow.
// Older ones are in the dispatcher's journal (HISTORY).
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "brokers/link.hpp"
#include "dispatcher/codec/position.hpp"

namespace shao::broker {

/// One event, and its text for each kind of viewer. Texts with the view are made when the first
/// viewer needs them, once for all.
class Item {
 public:
  /// Nothing when the position cannot be read.
  static std::shared_ptr<const Item> make(link::Event event);

  const codec::Position& position() const { return position_; }
  core::EventNumber number() const { return position_.number; }
  const std::string& position_text() const { return event_.position; }

  bool visible_to(const link::Key& viewer) const;
  /// The EVENT body for `viewer`: with the view when the whistle enters its scope, its reporter
  /// masked unless the viewer's office may have it.
  const std::string& body_for(const link::Key& viewer) const;

 private:
  Item(codec::Position position, link::Event event)
      : position_(std::move(position)), event_(std::move(event)) {}

  codec::Position position_;
  link::Event event_;
  mutable std::optional<std::string> with_view_;
  mutable std::optional<std::string> with_masked_view_;
};

class Ring {
 public:
  explicit Ring(std::size_t capacity) : capacity_(capacity) {}

  bool empty() const { return items_.empty(); }
  std::size_t capacity() const { return capacity_; }
  /// Number of the oldest event held; meaningless when empty.
  core::EventNumber first() const { return items_.front()->number(); }
  core::EventNumber last() const { return items_.back()->number(); }
  /// The event with this number, or nullptr.
  const Item* find(core::EventNumber number) const;

  /// The next event: its number must be last() + 1, unless the ring is empty.
  void push(std::shared_ptr<const Item> item);
  /// Forgets the events after `number`.
  void cut_after(core::EventNumber number);
  void clear() { items_.clear(); }

 private:
  std::size_t capacity_;
  std::deque<std::shared_ptr<const Item>> items_;
};

}  // namespace shao::broker
