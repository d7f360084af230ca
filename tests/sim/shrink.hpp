// A violation made small: as few kinds of trouble and as few processes as still break something.
#pragma once

#include <string>

#include "tests/sim/simulation.hpp"

namespace shao::sim {

/// The options of the smallest world found that still goes wrong, and how to run it.
std::string shrink(const Report& report, Setting& setting);

}  // namespace shao::sim
