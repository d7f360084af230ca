// Which whistles may be about the same matter (并单), to be shown and never applied: a person
// decides.
//
// Exact places and persons are sealed with a key a whistle, so that the core cannot compare them.
// The community that raised stands for the place (500 m in the state table's rule of merging). Same
// kind and category, raised within a day of each other.
#pragma once

#include <vector>

#include "dispatcher/core/state.hpp"

namespace shao::core {

inline constexpr std::chrono::hours likeness_period{24};
/// More than so many are no help to anybody.
inline constexpr std::size_t most_alike = 5;

/// Of what is worked on, the nearest in time first.
std::vector<WhistleId> likely_same(const State& state, const Whistle& whistle);

}  // namespace shao::core
