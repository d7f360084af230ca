// All chance of a simulation comes from one seed through here: the same seed gives the same run, to
// the last byte, on any machine. (The standard's distributions may differ between libraries, its
// engines may not: so numbers are made from the engine here.)
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>

namespace shao::sim {

using Nanoseconds = std::chrono::nanoseconds;

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t next() { return engine_(); }
  /// In [0, 1).
  double roll() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  bool of(double probability) { return probability > 0 && roll() < probability; }
  /// In [0, count); `count` at least 1.
  std::size_t below(std::size_t count) { return next() % count; }
  Nanoseconds between(Nanoseconds low, Nanoseconds high) {
    return low + Nanoseconds{
                     static_cast<std::int64_t>(roll() * static_cast<double>((high - low).count()))};
  }
  /// How long until the next of things that happen every `mean` on average.
  Nanoseconds until_next(Nanoseconds mean);
  template <class List>
  auto& one_of(List& list) {
    return list[below(list.size())];
  }
  std::string hex() {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(next()));
    return text;
  }
  /// Another stream that does not depend on how much of this one is used.
  Chance split() { return Chance(next()); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace shao::sim
