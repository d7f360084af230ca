// What was lately read from one jurisdiction's journal, shared by all who are behind: after a
// broker was started again its ring is empty and every client wants the same few hundred events,
// which the leader would otherwise render once for each of them instead of deciding.
//
// Only a cache: forgetting it costs another question. It holds one leader's journal; whoever hears
// that another leads, or that positions became doubtful, clears it.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "brokers/ring.hpp"

namespace shao::broker {

class Pages {
 public:
  using Page = std::vector<std::shared_ptr<const Item>>;

  /// Of so many pages the newest are kept: some 512 KiB each (HistoryReader), 4 MiB together.
  static constexpr std::size_t kept = 8;

  /// Its numbers must follow each other.
  void add(Page page);
  /// The event with this number, or nullptr.
  const Item* find(core::EventNumber number) const;
  void clear() { pages_.clear(); }

 private:
  std::deque<Page> pages_;  // the newest first; none is empty
};

}  // namespace shao::broker
