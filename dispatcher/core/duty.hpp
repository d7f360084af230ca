// Who of an office is on duty (值班), and what becomes of a level when nobody is.
//
//   const Telling told = telling(policy, level, office, street, now);
//   for (const Recipient& one : told.notify) ...      // they hear of it now
//   for (const Held& one : told.held) ...             // they hear of it at one.until
//
// An office without a rota for the level is told as a whole: whoever holds its keys, and its
// hooks. With one, those on duty are named; when nobody is, the level itself says what happens:
//   fall_back   the office as a whole is told all the same
//   hold        it is told when the next shift begins; when there is none, as fall_back
//   skip        those whom the next higher level tells are told in its stead, now, of whom somebody
//               is on duty or who have no rota; when there is nobody up to level 4, as fall_back
// So a level is recorded when it is due, whoever is on duty, and nobody's absence makes it unheard.
// A level's rota is asked when it is told, by the policy in force then: a swapped shift needs no
// replan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/core/plan.hpp"

namespace shao::core {

/// Who of an office was on duty; `who` is empty when nobody was, and the office as a whole is told.
struct OnDuty {
  OfficeId office;
  std::string who;
  bool operator==(const OnDuty&) const = default;
};

/// Who is told later: when somebody of the office is on duty again.
struct Held {
  Recipient recipient;
  Instant until;
  bool operator==(const Held&) const = default;
};

/// What a rota says of an office, a level and an instant.
struct DutyAt {
  std::string who;              // empty: nobody
  std::optional<Instant> next;  // nobody: when somebody is again, if ever
};
/// Nothing when no rota says anything: the office as a whole is told.
std::optional<DutyAt> duty_at(const Policy& policy, OfficeId office, std::size_t level, Instant at);

struct Telling {
  std::vector<Recipient> notify;
  std::vector<OnDuty> on_duty;
  std::vector<Held> held;
  std::vector<Recipient> passed_over;
};
/// Who is told of `level` at `at`; the offices as for `recipients` (plan.hpp).
Telling telling(const Policy& policy, std::uint8_t level, OfficeId assigned, OfficeId street,
                Instant at);
/// All of them are told now, whatever the level says of an empty rota: what a person or a jump
/// takes to a level waits for no shift.
Telling telling_at_once(const Policy& policy, std::uint8_t level, OfficeId assigned,
                        OfficeId street, Instant at);
/// Who of these offices is on duty at `level`, those without a rota left out.
std::vector<OnDuty> on_duty_of(const Policy& policy, const std::vector<Recipient>& recipients,
                               std::size_t level, Instant at);

}  // namespace shao::core
