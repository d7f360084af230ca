// shao backtest: recorded whistles against changed rules, limits or calendars, before they come
// into force.
#pragma once

#include <string>
#include <vector>

#include "clients/cli/operate.hpp"

namespace shao::cli {

struct BacktestFlags {
  std::string archive;  // the recorded whistles: of this file,
  RedisFlags redis;     // or of the live journal
  std::string rules;    // configuration folder
  std::vector<std::string> fail_if;
  int limit = 50;        // rows of the table
  std::string timezone;  // empty: the jurisdiction's
  bool json = false;
};
Exit run_backtest(const BacktestFlags& flags);

}  // namespace shao::cli
