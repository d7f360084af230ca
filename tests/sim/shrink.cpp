#include "tests/sim/shrink.hpp"

namespace shao::sim {

std::string shrink(const Report& report, Setting& setting) {
  Options least = report.options;
  // What happens after the first violation is of no interest; peace is part of the check.
  if (report.true_hours < least.hours) least.hours = report.true_hours;
  std::string without;
  for (const Trouble trouble : report.options.troubles) {
    Options fewer = least;
    fewer.troubles.erase(trouble);
    if (simulate(fewer, setting).violations.empty()) continue;
    least = fewer;
    without += (without.empty() ? "" : ",") + name_of(trouble);
  }
  char hours[32];
  std::snprintf(hours, sizeof hours, "%.4f", least.hours);
  return "./dev sim --seed " + std::to_string(least.seed) + " --hours " + hours +
         (without.empty() ? "" : " --without " + without) + "   (" + least.str() + ")";
}

}  // namespace shao::sim
