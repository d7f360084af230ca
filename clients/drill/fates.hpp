// What will become of a whistle: who comes in time, who late and how late, who never, which check
// fails, which raiser stays silent, where the case bends. Drawn from the seed and the whistle's own
// record id, so that a drill can be run again.
//
//   const Bend bend = bend_of(seed, {"110113001", "D-17"});
//   const OfficeFate fate = fate_of_office(seed, {"110113001", "D-17"}, zjw, true, bend);
//   const Instant when = planned(fate.acknowledge, clock, policy.calendar);
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "dispatcher/core/calendar.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::drill {

/// A whistle as its raiser knows it: unique for ever.
struct RecordKey {
  core::OfficeId unit;
  std::string record;
  auto operator<=>(const RecordKey&) const = default;
};

/// When a move comes, told in terms of its clock. `after_level` 0: in time, when `part` of the
/// limit has passed. Else late: `part` of the way from that level to the next one.
struct Timing {
  std::uint8_t after_level = 0;
  double part = 0.5;
  bool late() const { return after_level > 0; }
};

/// How a case leaves the straight way. At most one bend a case: those that lie one after the other
/// would outlast the drill.
enum class Bend : std::uint8_t {
  none,
  dispute_upheld,      // the lead disputes it, another one is named
  dispute_dismissed,   // the lead disputes it, and keeps it
  passed_on,           // three leads dispute it: a joint meeting gives it back to the first
  assisting_returns,   // assisting offices say that they have no part in it
  joint,               // the lead calls another office, the street a joint meeting
  suspended,           // until its review date
  suspension_refused,  // asked for in vain
  extended,
  extension_refused,
  reopened,  // closed, and it came back
  replaced,  // the lead never comes: pressed by hand, then taken away from it
};
Bend bend_of(std::uint64_t seed, const RecordKey& whistle);
/// Whether a case of `kind` can bend so. In an emergency whoever was called works, and everything
/// else comes afterwards.
bool can_bend(Bend bend, const core::Kind& kind);

struct OfficeFate {
  bool never = false;   // it does nothing at all; a lead only
  bool agrees = false;  // the matter has settled itself: the lead agrees to a withdrawal
  std::array<Timing, core::assignment_clock_count> moves;  // by core::ClockKind
  const Timing& of(core::ClockKind clock) const { return moves[static_cast<std::size_t>(clock)]; }
};
/// `bend`: what becomes of the case as a whole; one trouble is enough.
OfficeFate fate_of_office(std::uint64_t seed, const RecordKey& whistle, core::OfficeId office,
                          bool lead, Bend bend);

struct RaiserFate {
  bool draft = false;          // raised as a draft, submitted later
  bool refused = false;        // the street's leader says no
  bool fails_once = false;     // the first verification does not pass
  bool unsolved_once = false;  // the first evaluation says "not solved"
  bool silent = false;         // nobody evaluates: closed as not evaluated
  Timing review;
  Timing name_lead;
  Timing verify;
  Timing evaluate;
  double release_part = 0.5;  // of an hour, from the lead's arrival
};
RaiserFate fate_of_raiser(std::uint64_t seed, const RecordKey& whistle, Bend bend);

/// So many leads may dispute a case; the last of them is settled by a joint meeting alone.
inline constexpr int hops_before_a_meeting = 3;

/// The longest anyone takes to resolve, also who would be late: a drill of three weeks cannot wait
/// for limits of thirty working days. A week's limit, to the close of its last day, is not cut.
inline constexpr core::Duration patience_of_a_drill = std::chrono::days{8};

/// The instant a timing means on a clock. In time is measured in working time where the limit
/// holds some and is longer than an hour, so that people come during the day.
core::Instant planned(const Timing& timing, const core::ClockPlan& clock,
                      const core::Calendar& calendar);

}  // namespace shao::drill
