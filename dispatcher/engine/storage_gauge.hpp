// Whether there is room enough where Redis keeps its data to take on new whistles. Below a tenth
// free it is low, and stays so until twelve hundredths are free: at the edge it would else go to
// and fro.
#pragma once

#include <optional>

namespace shao::engine {

class StorageGauge {
 public:
  static constexpr double low_below = 0.10;
  static constexpr double ok_above = 0.12;

  /// `free` of the whole, 0 to 1; nothing: it cannot be told, and what was known stays. Whether
  /// low() has changed by it.
  bool look(std::optional<double> free) {
    if (!free) return false;
    free_ = free;
    const bool was = low_;
    low_ = low_ ? *free <= ok_above : *free < low_below;
    return low_ != was;
  }
  bool low() const { return low_; }
  /// As last seen; nothing when it never was.
  const std::optional<double>& free() const { return free_; }

 private:
  bool low_ = false;
  std::optional<double> free_;
};

}  // namespace shao::engine
