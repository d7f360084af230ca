#include "config/zone.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace shao::config {

std::optional<Zone> Zone::named(const std::string& name) {
  try {
    return Zone(date::locate_zone(name));
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

core::Instant Zone::at(std::chrono::local_days day, std::chrono::minutes time) const {
  const date::local_seconds local{day.time_since_epoch() + time};
  return zone_->to_sys(local, date::choose::earliest);
}

std::chrono::seconds Zone::offset(core::Instant instant) const {
  return zone_->get_info(std::chrono::floor<std::chrono::seconds>(instant)).offset;
}

}  // namespace shao::config
