// Chance that can be repeated: the same seed and the same words always give the same rolls, on any
// machine and in any order of events. Each decision of a drill is rolled from what it is about, so
// that one office's haste never changes another office's fate.
//
//   Dice dice(seed, "110113001/D-17 ZJW resolve");
//   if (dice.chance(0.06)) late = dice.between(0.2, 0.8);
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace shao::drill {

class Dice {
 public:
  Dice(std::uint64_t seed, std::string_view about) : state_(seed ^ 0x9e3779b97f4a7c15U) {
    for (const char c : about) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    (void)next();
  }

  /// In [0, 1).
  double roll() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  bool chance(double probability) { return roll() < probability; }
  double between(double low, double high) { return low + (high - low) * roll(); }
  /// In [0, count); `count` is at least 1.
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(roll() * static_cast<double>(count));
  }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  /// splitmix64.
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace shao::drill
