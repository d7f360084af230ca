// Refusals: named values, part of the protocol. They are checked in the order they stand here, so
// that the same wrong command is always refused for the same reason.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace shao::core {

enum class Reject : std::uint8_t {
  malformed,       // a field is missing, of the wrong type or too long
  id_reused,       // this command id was used with another body
  record_reused,   // this record id was raised with another body
  unknown_office,  // an office, kind, category or urgency that the policy does not have
  unknown_kind,
  unknown_category,
  unknown_urgency,
  unknown_whistle,        // no such whistle, or none that the office may see
  role_may_not,           // the key's roles do not allow the move
  not_your_unit,          // another unit's whistle
  not_your_assignment,    // the office is not assigned to the whistle
  wrong_state,            // the case or the assignment is in a state without this move
  kind_not_for_raiser,    // this kind may not be raised by such a unit
  may_not_lead,           // the named lead may not lead (a community never may)
  lead_has_reported_in,   // withdrawing now needs the lead's consent
  scene_not_released,     // an emergency is resolved only after the raiser released the scene
  too_late,               // the time in which the move is possible is over
  only_once,              // the move was made before
  meeting_first,          // passed on too often: a joint meeting decides
  level_too_low,          // the whistle is not at the level that the move needs
  missing_field,          // a move needs a reason, evidence, person, place...
  evaluation_incomplete,  // every office that worked on it is evaluated in one command
  storage_low,            // no room for new whistles; the engine's alone, decide never says it
};
inline constexpr std::array<std::string_view, 23> reject_names = {"malformed",
                                                                  "id_reused",
                                                                  "record_reused",
                                                                  "unknown_office",
                                                                  "unknown_kind",
                                                                  "unknown_category",
                                                                  "unknown_urgency",
                                                                  "unknown_whistle",
                                                                  "role_may_not",
                                                                  "not_your_unit",
                                                                  "not_your_assignment",
                                                                  "wrong_state",
                                                                  "kind_not_for_raiser",
                                                                  "may_not_lead",
                                                                  "lead_has_reported_in",
                                                                  "scene_not_released",
                                                                  "too_late",
                                                                  "only_once",
                                                                  "meeting_first",
                                                                  "level_too_low",
                                                                  "missing_field",
                                                                  "evaluation_incomplete",
                                                                  "storage_low"};
constexpr std::string_view name_of(Reject reject) {
  return reject_names[static_cast<std::size_t>(reject)];
}

/// A refusal names the field, the value found and what would be right.
struct Refusal {
  Reject reject = Reject::malformed;
  std::string field;
  std::string value;
  std::string expected;
  bool operator==(const Refusal&) const = default;
};

}  // namespace shao::core
