// Who raises what, and when: the drill's only plan. Everything else its offices do, they do because
// of what they are told.
//
//   for (Scripted& one : write_script(policy, {.seed = 7, .whistles = 500, .start = monday}))
//     agenda.add(one.office, std::move(one.intention));
#pragma once

#include <cstdint>
#include <vector>

#include "clients/drill/intention.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::drill {

struct ScriptSettings {
  std::uint64_t seed = 1;
  std::size_t whistles = 500;
  core::Instant start;
};

struct Scripted {
  core::OfficeId office;
  Intention intention;
};

/// In the order of time. Whistles come through the working time of some days, emergencies also at
/// night, storms bring many at once.
std::vector<Scripted> write_script(const core::Policy& policy, const ScriptSettings& settings);

}  // namespace shao::drill
