// How fast somebody may speak, so that one runaway script cannot crowd out the others: a key at the
// broker, a session or an address at the web server.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

namespace shao::wire {

/// One bucket of tokens a key: `burst` at once, `per_second` in the long run.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;
  Pace(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

  /// Takes a token of `key`; false when there is none.
  bool take(const std::string& key, Clock::time_point now);
  /// Forgets keys whose buckets are full again.
  void forget_idle(Clock::time_point now);

 private:
  struct Bucket {
    double tokens;
    Clock::time_point at;
  };
  double filled(const Bucket& bucket, Clock::time_point now) const;

  double per_second_;
  double burst_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace shao::wire
