// Limits as people write them: "20 wd", "30 m".
#pragma once

#include <string>
#include <string_view>

#include "config/problems.hpp"
#include "dispatcher/core/calendar.hpp"

namespace shao::config {

/// Why a limit was not taken; the code is the problem's.
struct BadLimit {
  std::string_view code;
  Text expected;
};

/// A whole number and one of m, wm, wd, d, not negative, at most two years: past that the calendar
/// that deadlines are computed on might end.
core::Result<core::Limit, BadLimit> parse_limit(std::string_view text);

}  // namespace shao::config
