// What one office knows of the whistles it may see, learned from its own feed alone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "clients/drill/course.hpp"
#include "clients/drill/fates.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::drill {

struct Known {
  core::WhistleId whistle;
  RecordKey record;
  core::OfficeId street;
  core::KindId kind;
  bool emergency = false;
  bool released = false;
  bool waits_for_name = false;  // the backstop holds it
  bool replaced = false;        // its lead was taken away
  bool reopened = false;
  bool met = false;  // a joint meeting was held
  Course course;
  core::OfficeId lead;
  std::set<core::OfficeId> working;           // assigned and not relieved
  std::vector<core::OfficeId> disputed_by{};  // in their order
  int reworks = 0;  // times it went back to work: failed verifications, bad evaluations, reopening
  int level = -1;   // the highest it was at; -1: none
};

class Knowledge {
 public:
  /// Takes in an event of the feed; what is known of its whistle afterwards. nullptr: the event is
  /// about none, or about one whose view has not been seen.
  const Known* hear(const codec::Json& event);
  const Known* of(core::WhistleId whistle) const;
  const std::unordered_map<core::WhistleId, Known>& all() const { return known_; }

 private:
  std::unordered_map<core::WhistleId, Known> known_;
};

/// The parts of an event as the drill needs them.
std::optional<core::WhistleId> whistle_in(const codec::Json& event);
core::Instant instant_in(const codec::Json& event, const char* field);
std::string text_in(const codec::Json& event, const char* field);
/// The clock plans in `list`, by kind.
std::map<core::ClockKind, core::ClockPlan> clocks_in(const codec::Json& list);
std::optional<core::ClockPlan> clock_in(const codec::Json& clock);

}  // namespace shao::drill
