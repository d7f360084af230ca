// What every simulated process shares: simulated time, chance, the options, the count of troubles,
// and where violations are noted. A World lives as long as one simulation.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/sim/chance.hpp"
#include "tests/sim/options.hpp"
#include "tests/sim/schedule.hpp"

namespace shao::sim {

/// Of residents in every world: in clear nowhere but in the answer to a reveal.
inline constexpr std::array<std::string_view, 3> canaries{"13812341234", "欧阳七", "裕龙九区"};

inline const std::string jurisdiction = "shunyi";

class World {
 public:
  explicit World(const Options& options) : options(options), chance(options.seed) {}

  const Options options;
  Schedule schedule;
  Chance chance;
  std::uint64_t faults = 0;
  std::uint64_t messages = 0;
  /// Trouble is made until the liveness phase begins.
  bool troubled = true;

  Nanoseconds now() const { return schedule.now(); }
  /// Whether this kind of trouble happens here, with `probability`; counted when it does.
  bool strikes(Trouble trouble, double probability) {
    if (!troubled || !options.has(trouble) || !chance.of(probability)) return false;
    ++faults;
    return true;
  }
  /// Delivers a message a little later, after those before it on the same channel; in trouble it is
  /// lost, doubled, or delayed until others have overtaken it.
  template <class Deliver>
  void carry(std::uint64_t channel, Deliver deliver) {
    ++messages;
    if (strikes(Trouble::lost_messages, options.message_trouble)) return;
    if (strikes(Trouble::doubled_messages, options.message_trouble))
      schedule.after(delay(), deliver);
    if (strikes(Trouble::delayed_messages, options.message_trouble)) {
      schedule.after(delay(), std::move(deliver));
      return;
    }
    schedule.at(next_on(channel), std::move(deliver));
  }

  void note(std::string what);
  void violation(const std::string& what);
  bool broken() const { return !violations.empty(); }
  std::vector<std::string> violations;
  const std::deque<std::string>& notes() const { return notes_; }

  /// Everything that can be seen from outside goes into the hash, so that two runs of one seed can
  /// be told to be the same.
  void hash(std::string_view bytes);
  std::uint64_t hashed() const { return hash_; }

 private:
  Nanoseconds delay();
  Nanoseconds next_on(std::uint64_t channel);

  std::unordered_map<std::uint64_t, Nanoseconds> channels_;  // when its last message arrives

  std::deque<std::string> notes_;  // the last ones
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace shao::sim
