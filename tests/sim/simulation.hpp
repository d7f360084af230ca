// One simulated world from a seed: a Redis, dispatchers, brokers and offices, trouble for some
// hours, then peace, in which everything must come right. The same options give the same run.
//
//   const Report report = simulate(Options::of_seed(7, 4), setting);
//   if (!report.violations.empty()) ...
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "dispatcher/engine/configurations.hpp"
#include "tests/sim/book.hpp"
#include "tests/sim/options.hpp"
#include "tests/sim/redis.hpp"

namespace shao::sim {

/// What all simulations of a process share: Shunyi's configuration with keys for its offices.
class Setting {
 public:
  /// `config`: the folder of a configuration without keys. The error is a sentence.
  static core::Result<std::unique_ptr<Setting>, std::string> open(const std::string& config);

  struct Member {
    core::OfficeId office;
    std::string key;
  };
  std::vector<Member> members;
  /// The district's rules, and the same with other limits.
  std::vector<Redis::Configuration> versions;
  Policies policies;  // of the versions
  engine::Configurations configurations;

  const core::Policy& policy() const { return policies.front()->policy; }
};

struct Report {
  Options options;
  double hours = 0;       // of the jurisdiction's time
  double true_hours = 0;  // until the end, or until the first violation
  std::uint64_t faults = 0;
  std::uint64_t whistles = 0;
  std::uint64_t events = 0;
  std::uint64_t levels = 0;
  std::uint64_t terms = 0;
  std::uint64_t snapshots = 0;
  std::uint64_t trims = 0;
  std::uint64_t messages = 0;
  std::uint64_t answers = 0;
  std::uint64_t hash = 0;
  std::vector<std::string> violations;
  std::deque<std::string> notes;  // what happened last

  /// "sim: seed=7 hours=4.0 faults=812 whistles=311 hash=... violations=0"
  std::string line() const;
};

Report simulate(const Options& options, Setting& setting);

}  // namespace shao::sim
