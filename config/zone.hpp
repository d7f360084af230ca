// A time zone: where local days and times lie in UTC. zone.cpp alone knows the time-zone library.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "dispatcher/core/time.hpp"

namespace date {
class time_zone;
}

namespace shao::config {

class Zone {
 public:
  /// Nothing when the machine's time-zone data has no zone `name`.
  static std::optional<Zone> named(const std::string& name);

  /// When the clocks of the zone show `time` on `day`. A time that summer time skips is the moment
  /// of the skip; of one that comes twice it is the first.
  core::Instant at(std::chrono::local_days day, std::chrono::minutes time) const;
  /// What the zone's clocks are ahead of UTC at `instant`.
  std::chrono::seconds offset(core::Instant instant) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;  // of the library's database, which lives as long as the process
};

}  // namespace shao::config
