// The parts of lint(): each looks for one sort of thing that is allowed but most likely not meant.
// A finding says what it means and what would be right.
#pragma once

#include <algorithm>

#include "config/problems.hpp"

namespace shao::config {

template <class List, class Item>
bool has(const List& list, const Item& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Rules that never match, categories no rule places, or none at some hours.
void find_in_rules(const core::Policy& policy, const Files& files, Problems& problems);

/// Limits that never decide anything, and those that come after what they should come before.
void find_in_limits(const Configuration& configuration, const Files& files, Problems& problems);

/// Hours nobody of a rota covers, in the month from `now` (or from its beginning) on; rotas that
/// end; levels their office never hears of.
void find_in_duty(const Configuration& configuration, std::optional<core::Instant> now,
                  Problems& problems);

}  // namespace shao::config
