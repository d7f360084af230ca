// Many worlds on all cores, one process each that takes every so-manieth seed. Every fiftieth seed
// is run twice: the same seed must give the same hash.
#pragma once

#include <cstdint>

#include "tests/sim/simulation.hpp"

namespace shao::sim {

struct SwarmSettings {
  std::uint64_t first = 1;
  std::uint64_t seeds = 1000;
  double hours = 4;
  unsigned jobs = 1;
};

/// Prints what goes wrong, every two hundred worlds how far it has come, and, last, what was
/// simulated; 0 when nothing went wrong.
int run_swarm(const SwarmSettings& settings, Setting& setting);

}  // namespace shao::sim
