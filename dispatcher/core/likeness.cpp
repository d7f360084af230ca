#include "dispatcher/core/likeness.hpp"

#include <algorithm>
#include <iterator>

namespace shao::core {

std::vector<WhistleId> likely_same(const State& state, const Whistle& whistle) {
  if (is_final(whistle.state)) return {};
  std::vector<std::pair<Duration, WhistleId>> alike;
  // Whistles are numbered as they are raised: on either side the first found are the nearest, and
  // what an overloaded street has open beyond them is not looked at.
  const auto look = [&](auto from, auto end) {
    std::size_t found = 0;
    for (; from != end; ++from) {
      const WhistleId id = *from;
      const Whistle& other = *state.whistle(id);
      const Duration apart = std::chrono::abs(other.raised_at - whistle.raised_at);
      if (apart > likeness_period || found == most_alike) return;
      if (id == whistle.id || other.unit != whistle.unit || !is_worked_on(other.state) ||
          other.kind != whistle.kind || other.category != whistle.category ||
          other.exercise != whistle.exercise)
        continue;
      alike.emplace_back(apart, id);
      ++found;
    }
  };
  const auto& open = state.open_of(whistle.unit);
  const auto here = open.lower_bound(whistle.id);
  look(std::make_reverse_iterator(here), open.rend());
  look(here, open.end());
  std::sort(alike.begin(), alike.end());
  std::vector<WhistleId> nearest;
  for (const auto& [apart, id] : alike)
    if (nearest.size() < most_alike) nearest.push_back(id);
  return nearest;
}

}  // namespace shao::core
