#include "tests/sim/world.hpp"

#include <cstdio>

namespace shao::sim {

using namespace std::chrono_literals;

namespace {
constexpr std::size_t most_notes = 60;
constexpr std::size_t most_violations = 5;
}  // namespace

Nanoseconds World::delay() {
  return chance.of(0.5) ? chance.between(100us, 20ms) : chance.between(10ms, 5s);
}

Nanoseconds World::next_on(std::uint64_t channel) {
  Nanoseconds& last = channels_[channel];
  last = std::max(last + 1ns, now() + chance.between(50us, 500us));
  return last;
}

void World::note(std::string what) {
  char time[32];
  std::snprintf(time, sizeof time, "%12.6f  ", static_cast<double>(now().count()) / 1e9);
  notes_.push_back(time + std::move(what));
  if (notes_.size() > most_notes) notes_.pop_front();
}

void World::violation(const std::string& what) {
  note("VIOLATION " + what);
  if (violations.size() < most_violations) violations.push_back(what);
}

void World::hash(std::string_view bytes) {
  for (const char c : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
}

}  // namespace shao::sim
