// One term of a leader, from the claim to stepping down.
//
//   1. wait until the lease is free (it only decides when to try; the journal's fence keeps things
//      safe without it)
//   2. claim the journal: an append under the next epoch that only one claimer can win
//   3. recover the state up to the claim, load the policy the journal names
//   4. decide, append one batch at a time, answer and publish what is durable
//   5. after any error, timeout or fence: step down. The process begins again at 1; it never
//      resends in place.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "dispatcher/core/time.hpp"
#include "dispatcher/engine/link_server.hpp"

namespace shao::engine {

struct TermSettings {
  std::string redis_url;                        // "unix:/run/shaodao/redis.sock"
  std::string jurisdiction;                     // "shunyi"
  bool exercise = false;                        // a drill: marked in every record
  double clock_speed = 1;                       // other than 1 in a drill only
  std::optional<core::Instant> exercise_start;  // the drill's first instant
};

enum class TermEnd { asked_to_stop, stepped_down, cannot_serve };
struct TermResult {
  TermEnd end = TermEnd::stepped_down;
  std::string reason;
};

/// Runs until `stop` is set or the term ends. `cannot_serve`: an operator must act (the journal
/// does not check, Redis is not durable, no such configuration).
TermResult run_term(const TermSettings& settings, LinkServer& link, const std::atomic<bool>& stop);

}  // namespace shao::engine
