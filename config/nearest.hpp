// "Did you mean": the known word nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/problems.hpp"

namespace shao::config {

/// The word of `known` fewest keystrokes away from `word`; empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// What to say after "unknown ...": the nearest word, or all when there are few.
Text known_words(std::string_view word, const std::vector<std::string>& known);

}  // namespace shao::config
