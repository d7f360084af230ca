// shao leader: who leads, who stands by, and the planned change from one to the other.
#pragma once

#include <string>

#include "clients/cli/operate.hpp"

namespace shao::cli {

struct LeaderFlags {
  RedisFlags redis;
  std::string jurisdiction = "shunyi";
  bool json = false;
};
Exit run_leader(const LeaderFlags& flags);
/// Asks the leader to go, and waits until another one has claimed.
Exit run_leader_hand_over(const LeaderFlags& flags);

}  // namespace shao::cli
