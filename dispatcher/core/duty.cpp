#include "dispatcher/core/duty.hpp"

#include <algorithm>

namespace shao::core {

namespace {

const Rota* rota_of(const Policy& policy, OfficeId office, std::size_t level) {
  const auto found = std::find_if(policy.rotas.begin(), policy.rotas.end(), [&](const Rota& one) {
    return one.office == office && one.levels[level];
  });
  return found == policy.rotas.end() ? nullptr : &*found;
}

bool contains(const std::vector<Recipient>& list, const Recipient& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

/// Those whom the nearest level above tells of whom somebody is there to hear it.
std::vector<Recipient> above(const Policy& policy, std::size_t level, OfficeId assigned,
                             OfficeId street, Instant at) {
  std::vector<Recipient> there;
  for (std::size_t higher = level + 1; higher < optional_level && there.empty(); ++higher)
    for (const Recipient& one : recipients(policy, higher, assigned, street)) {
      const auto duty = duty_at(policy, one.office, higher, at);
      if (!duty || !duty->who.empty()) there.push_back(one);
    }
  return there;
}

}  // namespace

std::optional<DutyAt> duty_at(const Policy& policy, OfficeId office, std::size_t level,
                              Instant at) {
  const Rota* rota = rota_of(policy, office, level);
  if (rota == nullptr || at < rota->says.begin || at >= rota->says.end) return std::nullopt;
  const auto next =
      std::upper_bound(rota->shifts.begin(), rota->shifts.end(), at,
                       [](Instant when, const Shift& shift) { return when < shift.when.end; });
  DutyAt duty;
  if (next == rota->shifts.end()) return duty;
  if (next->when.begin <= at)
    duty.who = next->who;
  else
    duty.next = next->when.begin;
  return duty;
}

std::vector<OnDuty> on_duty_of(const Policy& policy, const std::vector<Recipient>& recipients,
                               std::size_t level, Instant at) {
  std::vector<OnDuty> all;
  for (const Recipient& one : recipients) {
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const OnDuty& other) { return other.office == one.office; });
    if (known) continue;
    if (auto duty = duty_at(policy, one.office, level, at))
      all.push_back({one.office, std::move(duty->who)});
  }
  return all;
}

Telling telling(const Policy& policy, std::uint8_t level, OfficeId assigned, OfficeId street,
                Instant at) {
  Telling told;
  std::vector<Recipient> instead;
  for (const Recipient& one : recipients(policy, level, assigned, street)) {
    const auto duty = duty_at(policy, one.office, level, at);
    const bool nobody = duty && duty->who.empty();
    const NobodyOnDuty then = nobody ? policy.levels[level].nobody : NobodyOnDuty::fall_back;
    if (then == NobodyOnDuty::hold && duty->next) {
      told.held.push_back({one, *duty->next});
      continue;
    }
    if (then == NobodyOnDuty::skip) {
      if (instead.empty()) instead = above(policy, level, assigned, street, at);
      if (!instead.empty()) {
        told.passed_over.push_back(one);
        continue;
      }
    }
    told.notify.push_back(one);
  }
  told.on_duty = on_duty_of(policy, told.notify, level, at);
  for (const Recipient& one : instead)
    if (!contains(told.notify, one)) told.notify.push_back(one);
  return told;
}

Telling telling_at_once(const Policy& policy, std::uint8_t level, OfficeId assigned,
                        OfficeId street, Instant at) {
  Telling told;
  told.notify = recipients(policy, level, assigned, street);
  told.on_duty = on_duty_of(policy, told.notify, level, at);
  return told;
}

}  // namespace shao::core
