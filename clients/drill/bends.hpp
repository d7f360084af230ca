// Where the cases of a drill left the straight way, counted from the journal's events.
//
//   BendCounts counts;
//   if (const auto bent = bent_by(event)) counts.add(*bent, whistle);
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/core/event.hpp"

namespace shao::drill {

enum class Bent : std::uint8_t {
  disputed,
  another_lead,  // the dispute of a lead was upheld
  returned,      // that of an assisting office was
  dispute_dismissed,
  assisting_added,
  assisting_relieved,
  met,  // a joint meeting's minutes
  suspended,
  resumed_by_itself,  // at the review date
  suspension_refused,
  extended,
  extension_refused,
  verification_failed,
  not_solved,  // evaluated so, and sent back to work
  reopened,
  lead_replaced,
  pressed_by_hand,
  noted,
};
inline constexpr std::size_t bent_count = static_cast<std::size_t>(Bent::noted) + 1;

/// "a dispute was upheld: another office leads".
std::string spoken(Bent bent, bool chinese);
std::optional<Bent> bent_by(const core::Event& event);

class BendCounts {
 public:
  void add(Bent bent, core::WhistleId whistle);
  std::size_t of(Bent bent) const { return counts_[static_cast<std::size_t>(bent)]; }
  /// The first cases that bent so.
  const std::vector<core::WhistleId>& cases(Bent bent) const {
    return cases_[static_cast<std::size_t>(bent)];
  }

 private:
  std::array<std::size_t, bent_count> counts_{};
  std::array<std::vector<core::WhistleId>, bent_count> cases_;
};

}  // namespace shao::drill
