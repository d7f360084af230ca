// Recorded whistles placed once more, by other rules, limits or calendars: what would have gone
// elsewhere, and what would have been late. The same functions place and plan here that `decide`
// asks when a whistle is blown; what the offices did, and when, stays as it was recorded.
//
//   Past past;
//   for (const Record& record : records) past.take(record);   // in their order
//   for (const auto& [id, whistle] : past.whistles())
//     if (whistle.dispatched) tell(replace(whistle, changed_policy, past.end()));
//
// What a raiser left open is found anew: a category by key words, and with another category its
// kind and urgency. What was given, or came from a category that was given, stays. So does what was
// decided on the way: time in which a clock stood still is not counted, an extension extends, and
// of an office that came later the resolve clock alone is compared.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/core/event.hpp"

namespace shao::core {

/// What an office was sent, and when it made the move that each of its clocks waits for.
struct PastOffice {
  OfficeId office;
  bool lead = false;
  std::vector<ClockPlan> clocks;
  Instant since{};  // assigned: when it was blown, or later
  std::array<std::optional<Instant>, assignment_clock_count> made{};  // by ClockKind
  std::optional<Instant> relieved;
};

/// Its clocks stood still from `at` until `until` (suspended, merged and unmerged), or its resolve
/// limit was extended then.
struct Bend {
  Instant at;
  std::optional<Instant> until{};  // nothing: they still did when the record ended
  std::optional<Limit> extended_by{};
};

struct PastWhistle {
  WhistleId id;
  OfficeId unit;
  OfficeId to;  // whom it asked for
  bool exercise = false;
  Classification classification;
  std::string title;
  std::string detail;
  bool dispatched = false;  // what follows is set
  Routing routing;
  std::string policy;
  Instant blown_at{};
  std::optional<Instant> named_at;  // a lead was named by hand
  std::vector<PastOffice> offices;
  std::vector<Bend> bends;
  std::optional<Instant> over;  // closed, withdrawn or merged

  const PastOffice* office(OfficeId id) const;
  /// Who leads at last: the one that was named, where one was.
  const PastOffice* lead() const;
};

/// Takes records in the order of the journal. What came before the first is not known: a whistle
/// without its raise is none of these.
class Past {
 public:
  void take(const Record& record);
  const std::map<WhistleId, PastWhistle>& whistles() const { return whistles_; }
  /// The last instant of which there is a record.
  Instant end() const { return end_; }

 private:
  std::map<WhistleId, PastWhistle> whistles_;
  Instant end_{};
};

/// A clock as it was and as it would be. It is late when the move came after the due instant, or
/// did not come while it was waited for.
struct ComparedClock {
  OfficeId office;  // whose it would be
  ClockKind clock = ClockKind::acknowledge;
  std::optional<Instant> made;
  std::optional<Instant> due_then;  // nothing: the office had no such clock
  Instant due_now;
  bool late_then = false;
  bool late_now = false;
};

struct Replaced {
  std::optional<std::string> impossible;  // why the whistle cannot be placed; nothing else is set
  Classification classification;
  Routing routing;
  std::vector<ComparedClock> clocks;
};

/// Where `policy` would have placed the whistle, and how the offices' moves stand to its limits. A
/// lead that had no part in it is taken to be as fast as the one that led; an assisting office that
/// had none is not compared. `end`: until when what was not done is looked at.
Replaced replace(const PastWhistle& whistle, const Policy& policy, Instant end);

}  // namespace shao::core
