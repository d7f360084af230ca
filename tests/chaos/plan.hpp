// What is done to the processes of a chaos run, and when: all of it drawn from the seed before the
// run begins. (What comes of it is not repeatable: real processes have their own timing.)
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/chaos/cast.hpp"

namespace shao::chaos {

struct Deed {
  enum Kind : std::uint8_t { kill, stop, cut, clock_step, full_disk, slow_disk };
  std::chrono::milliseconds at;  // from the beginning
  Kind kind = kill;
  Part part = Part::dispatcher;            // to be killed or stopped
  std::chrono::milliseconds lasts{0};      // down, still, cut off or full for so long
  Fault::Kind fault = Fault::cut;          // of a cut
  std::chrono::milliseconds clock{0};      // Redis' clock is ahead by this afterwards
  std::chrono::microseconds each_sync{0};  // of a slow disk takes so much longer
};

/// `kills` kills, and in proportion a third as many stops, half as many cuts, a sixth as many steps
/// of the clock and slow disks, a twentieth as many full disks (at least one of each), in the order
/// of time. The first begins two seconds after the beginning.
std::vector<Deed> draw_plan(std::uint64_t seed, std::size_t kills, std::chrono::seconds seconds);

}  // namespace shao::chaos
