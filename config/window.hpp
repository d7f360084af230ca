// Times of a day and windows of them, as files write them: "09:00", ["09:00", "12:00"].
#pragma once

#include <chrono>
#include <optional>

#include "config/document.hpp"
#include "config/problems.hpp"

namespace shao::config {

/// From `begin` to `end`, both counted from the day's midnight; `end` is past 24:00 in a window
/// that spans midnight.
struct Window {
  std::chrono::minutes begin{0};
  std::chrono::minutes end{0};
};

inline constexpr std::chrono::minutes whole_day{24 * 60};

/// Whether a window whose two times are the same lasts a whole day, or is a mistake.
enum class SameTime { mistake, whole_day };

/// Nothing when it is none, which is reported.
std::optional<Window> read_window(const Node& node, SameTime same, Problems& problems);

}  // namespace shao::config
