// Text in columns of a terminal, where a Chinese character is two columns wide.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/time.hpp"

namespace shao::drill {

/// Columns that valid UTF-8 takes. Control characters take none.
std::size_t width_of(std::string_view text);
/// Cut or filled with spaces to exactly `columns`.
std::string fit(std::string_view text, std::size_t columns);
/// As `fit`, filled on the left.
std::string fit_right(std::string_view text, std::size_t columns);

/// "2d 3h", "3h 20m", "12m", "45s": the two largest units.
std::string spoken(core::Duration duration, bool chinese);
/// "97.4%"; "-" of nothing.
std::string percent(std::size_t part, std::size_t whole);

/// Whether people want Chinese here: LC_ALL, LC_MESSAGES or LANG begins with zh.
bool prefers_chinese();

}  // namespace shao::drill
