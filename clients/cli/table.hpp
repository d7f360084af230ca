// Columns that line up, also where a character is two wide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shao::cli {

/// Columns of a terminal that `text` takes: two for Chinese and other wide characters.
std::size_t width_of(std::string_view text);

/// Prints to standard output; the first row is the heading. The last column is not padded.
void print_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace shao::cli
