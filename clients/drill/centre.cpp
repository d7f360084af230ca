#include <algorithm>

#include "clients/drill/dice.hpp"
#include "clients/drill/office.hpp"

namespace shao::drill {

namespace {

using codec::Json;
using core::Instant;
using namespace std::chrono_literals;

constexpr std::uint8_t replacing_level = 3;
constexpr double assisting_relieved = 0.6;

bool sits_at(const core::Policy& policy, core::Role role, core::OfficeId office) {
  const core::RoleOffice& seat = policy.role_offices[static_cast<std::size_t>(role)];
  return seat.seat == core::RoleSeat::named_office && seat.office == office;
}

}  // namespace

Centre::Centre(World world, core::OfficeId id)
    : world_(world),
      rules_(sits_at(*world.policy, core::Role::dispatcher, id)),
      decides_(sits_at(*world.policy, core::Role::command_centre, id)) {}

Intentions Centre::hear(const Json& event, const Known& known) const {
  const std::string name = text_in(event, "event");
  if (rules_ && name == "dispute_raised") return rule(event, known);
  if ((decides_ && name == "suspension_asked") || (rules_ && name == "extension_asked"))
    return decide(event, known);
  if (decides_ && (name == "level_fired" || name == "level_raised"))
    return replace_lead(event, known);
  return {};
}

/// A third lead's dispute is left to the joint meeting.
Intentions Centre::rule(const Json& event, const Known& known) const {
  const bool lead = event.value("lead", false);
  if (lead && known.course.disputes >= hops_before_a_meeting) return {};
  const core::OfficeId office(text_in(event, "office"));
  Dice dice(world_.seed, known.record.record + " ruling on " + office.str());
  const double part = dice.between(0.1, 0.9);
  const Instant now = instant_in(event, "at");
  const auto ruling = event.find("ruling");
  const auto clock = ruling == event.end() ? std::nullopt : clock_in(*ruling);
  const Instant at = clock ? planned({0, part}, *clock, world_.policy->calendar) : now + 1h;
  Intention rule = intend(at, "rule", known.whistle);
  rule.id += ":" + office.str();
  const Bend bend = bend_of(world_, known);
  const core::OfficeId other = lead ? outsider(world_, known, "leads instead") : core::OfficeId{};
  const bool uphold =
      lead ? bend != Bend::dispute_dismissed && !other.empty() : dice.chance(assisting_relieved);
  rule.body["uphold"] = uphold;
  if (!lead) rule.body["office"] = office.view();
  if (lead && uphold) rule.body["lead"] = other.view();
  rule.body["reason"] = uphold ? (lead ? "职责在其他部门，改派主办" : "确与其无关") : "职责清楚";
  return {rule};
}

Intentions Centre::decide(const Json& event, const Known& known) const {
  const bool suspension = text_in(event, "event") == "suspension_asked";
  const char* what = suspension ? "decide-suspension" : "decide-extension";
  const Bend bend = bend_of(world_, known);
  const bool approve = bend != Bend::suspension_refused && bend != Bend::extension_refused;
  Dice dice(world_.seed, known.record.record + " " + what);
  const auto takes = std::chrono::duration_cast<core::Duration>(2h * dice.between(0.2, 1.0));
  Intention decide = intend(instant_in(event, "at") + takes, what, known.whistle);
  decide.body["approve"] = approve;
  if (suspension && approve) {
    decide.body["opinion"] = "吹哨方同意，已向居民说明";
  } else {
    decide.body["reason"] = approve ? "情况属实" : "具备条件，应按期办结";
    if (approve) decide.body["by"] = text_in(event, "by");
  }
  return {decide};
}

Intentions Centre::replace_lead(const Json& event, const Known& known) const {
  if (event.value("level", 0) < replacing_level || bend_of(world_, known) != Bend::replaced ||
      known.replaced || known.course.state != core::CaseState::dispatched)
    return {};
  const core::OfficeId other = outsider(world_, known, "replaces the lead");
  if (other.empty()) return {};
  Intention replace = intend(instant_in(event, "at") + 10min, "replace-lead", known.whistle);
  replace.body["lead"] = other.view();
  replace.body["reason"] = "多次催办无效";
  return {replace};
}

}  // namespace shao::drill
