// From what a duty file says to the shifts the core asks: rotas laid over the days, overrides laid
// over them, for every office and level.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "config/calendar_days.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::config {

using Levels = std::array<bool, core::level_count>;

/// On which days a rota holds.
enum class DutyDays : std::uint8_t { all, working, closed };

/// Members take turns: each has `turn` of the rota's days, one after the other, from `from` on.
struct DutyRota {
  core::OfficeId office;
  Levels levels{};
  std::chrono::local_days from;
  std::chrono::local_days end;  // the day after its last
  DutyDays days = DutyDays::all;
  Window hours{std::chrono::minutes{0}, whole_day};
  int turn = 1;
  std::vector<std::string> members;
};

/// In this time it is these people, whatever the rotas say; none: nobody.
struct DutyOverride {
  core::OfficeId office;
  Levels levels{};
  core::Interval when;
  std::vector<std::string> members;
};

/// For each office and level that a rota is for, who is on duty when: levels that are alike in one.
/// A later override comes before an earlier one; what lies outside of the rotas is left out.
std::vector<core::Rota> rotas_of(const std::vector<DutyRota>& rotas,
                                 const std::vector<DutyOverride>& overrides,
                                 const Published& published, const Zone& zone);

}  // namespace shao::config
