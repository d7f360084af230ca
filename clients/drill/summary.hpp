// What a drill came to, for people; the machine's line is Verdict::line().
#pragma once

#include <string>

#include "clients/drill/drill.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::drill {

struct SummarySettings {
  double speed = 1;
  std::string timezone;
  bool chinese = false;
};

/// Several lines, each ended by LF.
std::string summary(const DrillResult& result, const core::Policy& policy,
                    const SummarySettings& settings);

}  // namespace shao::drill
