#include "tests/sim/chance.hpp"

#include <cmath>

namespace shao::sim {

Nanoseconds Chance::until_next(Nanoseconds mean) {
  const double waited = -std::log(1.0 - roll()) * static_cast<double>(mean.count());
  return Nanoseconds{static_cast<std::int64_t>(waited) + 1};
}

}  // namespace shao::sim
