// All chance of a simulation comes from one seed through here: the same seed gives the same run, to
// the last byte, on any machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace shao::sim {

using Nanoseconds = std::chrono::nanoseconds;

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) { (void)next(); }

  /// splitmix64: small, quick, and every seed is a good one.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
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
  std::uint64_t state_;
};

}  // namespace shao::sim
