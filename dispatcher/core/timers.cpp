#include "dispatcher/core/timers.hpp"

#include <algorithm>
#include <queue>

namespace shao::core {

namespace {
constexpr std::size_t arity = 4;
}

void Timers::place(std::size_t slot, Entry entry) {
  heap_[slot] = entry;
  slots_[entry.whistle] = slot;
}

void Timers::sift_up(std::size_t slot) {
  const Entry entry = heap_[slot];
  while (slot > 0) {
    const std::size_t parent = (slot - 1) / arity;
    if (heap_[parent] <= entry) break;
    place(slot, heap_[parent]);
    slot = parent;
  }
  place(slot, entry);
}

void Timers::sift_down(std::size_t slot) {
  const Entry entry = heap_[slot];
  for (;;) {
    const std::size_t begin = slot * arity + 1;
    if (begin >= heap_.size()) break;
    const std::size_t end = std::min(begin + arity, heap_.size());
    std::size_t least = begin;
    for (std::size_t child = begin + 1; child < end; ++child)
      if (heap_[child] < heap_[least]) least = child;
    if (entry <= heap_[least]) break;
    place(slot, heap_[least]);
    slot = least;
  }
  place(slot, entry);
}

void Timers::remove(std::size_t slot) {
  slots_.erase(heap_[slot].whistle);
  const Entry moved = heap_.back();
  heap_.pop_back();
  if (slot == heap_.size()) return;
  place(slot, moved);
  sift_up(slot);
  sift_down(slots_[moved.whistle]);
}

void Timers::set(WhistleId whistle, std::optional<Instant> due) {
  const auto found = slots_.find(whistle);
  if (found == slots_.end()) {
    if (!due) return;
    heap_.push_back({*due, whistle});
    sift_up(heap_.size() - 1);
    return;
  }
  const std::size_t slot = found->second;
  if (!due) return remove(slot);
  if (heap_[slot].due == *due) return;
  const bool earlier = *due < heap_[slot].due;
  heap_[slot].due = *due;
  earlier ? sift_up(slot) : sift_down(slot);
}

std::optional<Timers::Entry> Timers::first() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front();
}

std::vector<Timers::Entry> Timers::due_before(Instant now, std::size_t most) const {
  // Best first through the heap: a slot's children can only follow it.
  std::vector<Entry> found;
  if (heap_.empty()) return found;
  const auto later = [this](std::size_t a, std::size_t b) { return heap_[a] > heap_[b]; };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> next(later);
  next.push(0);
  while (!next.empty() && found.size() < most) {
    const std::size_t slot = next.top();
    next.pop();
    if (heap_[slot].due >= now) break;
    found.push_back(heap_[slot]);
    for (std::size_t child = slot * arity + 1;
         child <= slot * arity + arity && child < heap_.size(); ++child)
      next.push(child);
  }
  return found;
}

}  // namespace shao::core
