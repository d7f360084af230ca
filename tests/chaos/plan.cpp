#include "tests/chaos/plan.hpp"

#include <algorithm>
#include <array>

#include "clients/drill/dice.hpp"

namespace shao::chaos {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds first_at = 2s;

class Drawing {
 public:
  Drawing(std::uint64_t seed, std::chrono::seconds seconds)
      : dice_(seed, "chaos plan"), span_(std::max<milliseconds>(seconds - first_at, 1s)) {}

  Deed kill() {
    Deed deed{when(), Deed::kill};
    constexpr std::array<Part, 20> parts{
        Part::dispatcher, Part::dispatcher, Part::dispatcher, Part::dispatcher, Part::dispatcher,
        Part::dispatcher, Part::dispatcher, Part::redis,      Part::redis,      Part::redis,
        Part::redis,      Part::redis,      Part::broker,     Part::broker,     Part::broker,
        Part::broker,     Part::offices,    Part::offices,    Part::offices,    Part::offices};
    deed.part = parts[dice_.below(parts.size())];
    deed.lasts = dice_.chance(0.8) ? between(10ms, 600ms) : between(600ms, 3s);
    return deed;
  }
  Deed stop() {
    Deed deed{when(), Deed::stop};
    constexpr std::array<Part, 6> parts{Part::dispatcher, Part::dispatcher, Part::dispatcher,
                                        Part::redis,      Part::broker,     Part::offices};
    deed.part = parts[dice_.below(parts.size())];
    // Around the lease's two seconds, and beyond an append's ten.
    deed.lasts = dice_.chance(0.85) ? between(50ms, 4s) : between(4s, 12s);
    return deed;
  }
  Deed cut() {
    Deed deed{when(), Deed::cut};
    deed.fault = static_cast<Fault::Kind>(dice_.below(5));
    deed.lasts = dice_.chance(0.85) ? between(50ms, 3s) : between(3s, 8s);
    return deed;
  }
  /// Within an hour either way of the machine's clock; forward more often, since a step back
  /// changes nothing that a claim could see.
  Deed clock_step() {
    Deed deed{when(), Deed::clock_step};
    deed.clock = dice_.chance(0.7) ? between(0ms, 1h) : between(-1h, 0ms);
    return deed;
  }
  Deed full_disk() {
    Deed deed{when(), Deed::full_disk};
    deed.lasts = between(200ms, 4s);
    return deed;
  }
  Deed slow_disk() {
    Deed deed{when(), Deed::slow_disk};
    deed.lasts = between(500ms, 6s);
    deed.each_sync = dice_.chance(0.8) ? between(5ms, 200ms) : between(200ms, 2s);
    return deed;
  }

 private:
  milliseconds between(milliseconds low, milliseconds high) {
    return low + milliseconds{static_cast<std::int64_t>(dice_.roll() *
                                                        static_cast<double>((high - low).count()))};
  }
  milliseconds when() { return between(first_at, first_at + span_); }

  drill::Dice dice_;
  milliseconds span_;
};

}  // namespace

std::vector<Deed> draw_plan(std::uint64_t seed, std::size_t kills, std::chrono::seconds seconds) {
  Drawing drawing(seed, seconds);
  std::vector<Deed> plan;
  const auto part = [&](std::size_t of) {
    return kills == 0 ? 0 : std::max<std::size_t>(1, kills / of);
  };
  for (std::size_t i = 0; i < kills; ++i) plan.push_back(drawing.kill());
  for (std::size_t i = 0; i < part(3); ++i) plan.push_back(drawing.stop());
  for (std::size_t i = 0; i < part(2); ++i) plan.push_back(drawing.cut());
  for (std::size_t i = 0; i < part(6); ++i) plan.push_back(drawing.clock_step());
  for (std::size_t i = 0; i < part(20); ++i) plan.push_back(drawing.full_disk());
  for (std::size_t i = 0; i < part(6); ++i) plan.push_back(drawing.slow_disk());
  std::stable_sort(plan.begin(), plan.end(),
                   [](const Deed& a, const Deed& b) { return a.at < b.at; });
  return plan;
}

}  // namespace shao::chaos
