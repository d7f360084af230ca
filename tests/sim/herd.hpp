// A herd: very many whistles whose working-hours limits end at the same instant, with emergencies
// in the middle, on a slow disk, and a leader that crashes half-way. One dispatcher leads, one
// stands by; requests come straight from a broker's link, one every few milliseconds.
//
//   const HerdReport report = simulate_herd(100'000, 1, setting);
#pragma once

#include "tests/sim/simulation.hpp"

namespace shao::sim {

struct HerdReport {
  std::size_t whistles = 0;
  std::uint64_t levels = 0;
  std::uint64_t answers = 0;         // of commands that came while the herd was due
  Nanoseconds herd_took{0};          // from the due instant until its last level is durable
  Nanoseconds slowest_answer{0};     // asked while somebody led, and answered by the same
  Nanoseconds latest_emergency{0};   // its first level, from due to durable, while somebody led
  Nanoseconds latest_over_crash{0};  // the same, of the one that falls due while nobody leads
  std::size_t largest_entry = 0;     // bytes
  std::uint64_t hash = 0;
  std::vector<std::string> violations;

  /// "herd: whistles=100000 levels=100000 ... violations=0"
  std::string line() const;
};

HerdReport simulate_herd(std::size_t whistles, std::uint64_t seed, Setting& setting);

}  // namespace shao::sim
