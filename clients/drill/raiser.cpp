#include <algorithm>

#include "clients/drill/dice.hpp"
#include "clients/drill/office.hpp"

namespace shao::drill {

namespace {

using codec::Json;
using core::CaseState;
using core::Instant;
using namespace std::chrono_literals;

constexpr auto draft_lies = 15min;
constexpr auto after_last_level = 2min;
/// A lead that was reminded and does not come is taken to this level by hand.
constexpr std::uint8_t pressing_level = 2;
constexpr std::uint8_t pressed_to = 3;

}  // namespace

Intentions Raiser::hear(const Json& event, const Known& known) {
  Intentions all;
  const auto add = [&](Intentions more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
  };
  if (known.record.unit == id_) add(unit(event, known));
  if (known.street == id_) {
    add(street(event, known));
    add(settle(event, known));
    add(press(event, known));
  }
  if (known.waits_for_name && known.lead == id_) add(name_lead(event, known));
  return all;
}

/// When the clock that an event starts is met.
Instant Raiser::on(const Json& event, const Timing& timing) const {
  const auto plan = event.find("plan");
  const auto clock = plan == event.end() ? std::nullopt : clock_in(*plan);
  const Instant now = instant_in(event, "at");
  return clock ? std::max(planned(timing, *clock, world_.policy->calendar), now) : now;
}

Intentions Raiser::unit(const Json& event, const Known& known) const {
  const std::string name = text_in(event, "event");
  const Instant now = instant_in(event, "at");
  const Bend bend = bend_of(world_, known);
  const RaiserFate fate = fate_of_raiser(world_.seed, known.record, bend);
  if (name == "whistle_raised" && known.course.state == CaseState::draft && fate.draft)
    return {intend(now + draft_lies, "submit", known.whistle)};
  if (name == "case_activated" && known.emergency && !known.released) {
    const auto pause = std::chrono::duration_cast<core::Duration>(1h * fate.release_part);
    Intention release = intend(now + pause, "release", known.whistle);
    release.body["note"] = "现场已无危险";
    return {release};
  }
  if (name == "verified" && !fate.silent) return evaluate(event, known);
  if (name == "whistle_closed" && bend == Bend::reopened && !known.reopened) {
    Intention reopen =
        intend(world_.policy->calendar.add_working(now, 2h), "reopen", known.whistle);
    reopen.body["reason"] = "问题反弹，居民再次来电";
    return {reopen};
  }
  return {};
}

Intentions Raiser::evaluate(const Json& event, const Known& known) const {
  const RaiserFate fate = fate_of_raiser(world_.seed, known.record, bend_of(world_, known));
  const bool bad = fate.unsolved_once && known.reworks == (fate.fails_once ? 1 : 0);
  Intention evaluate = intend(on(event, fate.evaluate), "evaluate", known.whistle, known.reworks);
  Dice dice(world_.seed, known.record.record + " evaluation " + std::to_string(known.reworks));
  static constexpr const char* grades[] = {"very", "satisfied", "satisfied", "basic", "average"};
  Json list = Json::array();
  for (const core::OfficeId office : known.working) {
    const bool unsolved = bad && office == known.lead;
    list.push_back(
        {{"office", office.view()},
         {"solved", unsolved           ? "no"
                    : dice.chance(0.1) ? "partly"
                                       : "yes"},
         {"satisfaction", unsolved ? "dissatisfied" : grades[dice.below(std::size(grades))]},
         {"on_time", dice.chance(0.9)}});
  }
  evaluate.body["evaluations"] = std::move(list);
  return {evaluate};
}

Intentions Raiser::street(const Json& event, const Known& known) const {
  const RaiserFate fate = fate_of_raiser(world_.seed, known.record, bend_of(world_, known));
  const std::string name = text_in(event, "event");
  const Instant now = instant_in(event, "at");
  if (name == "review_asked") {
    if (!fate.refused) return {intend(on(event, fate.review), "approve", known.whistle)};
    Intention refuse = intend(on(event, fate.review), "refuse", known.whistle);
    refuse.body["reason"] = "属社区自行处理事项";
    return {refuse};
  }
  if (name == "verification_asked") {
    Intention verify = intend(on(event, fate.verify), "verify", known.whistle, known.reworks);
    const bool pass = !fate.fails_once || known.reworks > 0;
    verify.body["pass"] = pass;
    if (!pass) verify.body["reason"] = "现场仍有残留，未处理到位";
    return {verify};
  }
  if (name == "withdrawal_agreed") {
    Intention withdraw = intend(now + after_last_level, "withdraw", known.whistle);
    withdraw.body["reason"] = "居民已自行解决";
    return {withdraw};
  }
  // Nobody has come, and the district has no higher level.
  if (name == "level_fired" && event.value("level", 0) == core::optional_level - 1 &&
      known.course.state == CaseState::dispatched &&
      text_in(event, "office") == known.lead.view()) {
    Intention withdraw = intend(now + after_last_level, "withdraw", known.whistle);
    withdraw.id += ":nobody";
    withdraw.body["reason"] = "主办单位始终未到，已由街道自行处置";
    return {withdraw};
  }
  return {};
}

/// The joint meeting: convened when three leads have disputed the case, or once the lead has come
/// and several offices have to agree; its minutes bind.
Intentions Raiser::settle(const Json& event, const Known& known) const {
  const std::string name = text_in(event, "event");
  const Instant now = instant_in(event, "at");
  const bool passed_on =
      known.course.state == CaseState::disputed && known.course.disputes >= hops_before_a_meeting;
  if ((name == "dispute_raised" && event.value("lead", false) && passed_on) ||
      (name == "case_activated" && bend_of(world_, known) == Bend::joint)) {
    Intention convene = intend(now + 1h, "convene", known.whistle);
    convene.body["reason"] = passed_on ? "多家单位均不受理" : "多家单位需协商处置";
    return {convene};
  }
  if (name != "meeting_convened" || text_in(event, "office") != id_.view()) return {};
  Dice dice(world_.seed, known.record.record + " minutes");
  Intention minutes = intend(on(event, {0, dice.between(0.1, 0.7)}), "minutes", known.whistle);
  if (passed_on) {
    minutes.body["lead"] = known.disputed_by.front().view();
    minutes.body["text"] = "首接负责，由首接单位牵头";
  } else {
    minutes.body["text"] = "主办单位牵头，各单位按职责配合，三日内办结";
  }
  return {minutes};
}

/// A lead that never comes: its case is taken to a level by hand, where it can be replaced.
Intentions Raiser::press(const Json& event, const Known& known) const {
  if (text_in(event, "event") != "level_fired" || event.value("level", 0) != pressing_level ||
      text_in(event, "office") != known.lead.view() || known.level >= pressed_to ||
      known.course.state != CaseState::dispatched || bend_of(world_, known) != Bend::replaced ||
      known.replaced)
    return {};
  Intention escalate = intend(instant_in(event, "at") + 5min, "escalate", known.whistle);
  escalate.body["level"] = pressed_to;
  escalate.body["reason"] = "主办单位迟迟不到，居民多次催促";
  return {escalate};
}

Intentions Raiser::name_lead(const Json& event, const Known& known) const {
  const auto plan = event.find("name_lead");
  const auto clock = plan == event.end() ? std::nullopt : clock_in(*plan);
  if (!clock) return {};
  Dice dice(world_.seed, known.record.record + " lead");
  std::vector<core::OfficeId> leads;
  for (const auto& [id, office] : world_.policy->offices)
    if (office.can_lead && office.type == core::OfficeType::department && id != id_)
      leads.push_back(id);
  if (leads.empty()) return {};
  const Timing timing = fate_of_raiser(world_.seed, known.record, bend_of(world_, known)).name_lead;
  Intention assign =
      intend(planned(timing, *clock, world_.policy->calendar), "assign", known.whistle);
  const core::OfficeId lead = dice.one_of(leads);
  assign.body["lead"] = lead.view();
  if (const core::OfficeId assist = dice.one_of(leads); dice.chance(0.4) && assist != lead)
    assign.body["assist"] = {assist.view()};
  assign.body["reason"] = "无匹配规则，按职责指定";
  return {assign};
}

}  // namespace shao::drill
