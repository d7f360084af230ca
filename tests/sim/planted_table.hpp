// The table of planted bugs (planted.hpp): which seed caught which after how long. A simulator that
// finds nothing is only worth something when it finds what is there.
#pragma once

#include <cstdint>
#include <string>

#include "tests/sim/simulation.hpp"

namespace shao::sim {

/// From now on the product has this bug. False: there is none of that name.
bool plant(std::string_view bug);

/// With `search` 0: every bug of the list is in the table and is caught by its seed, and that seed
/// finds nothing without it. Else tries so many seeds of `hours` for each and writes the table.
int run_planted(const std::string& table, std::uint64_t search, double hours, unsigned jobs,
                Setting& setting);

}  // namespace shao::sim
