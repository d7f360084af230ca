#include <algorithm>

#include "clients/drill/dice.hpp"
#include "clients/drill/office.hpp"

namespace shao::drill {

namespace {

using codec::Json;
using core::ClockKind;
using core::Instant;
using namespace std::chrono_literals;

/// Nobody does two things at once.
constexpr auto between_moves = 1min;

const char* person_of(Dice& dice) {
  static constexpr const char* people[] = {"李四", "王芳", "刘洋", "陈静", "杨帆", "赵磊"};
  return people[dice.below(std::size(people))];
}

}  // namespace

OfficeFate Department::fate(const Known& known) const {
  return fate_of_office(world_.seed, known.record, id_, known.lead == id_);
}

Intentions Department::hear(const Json& event, const Known& known) {
  const std::string name = text_in(event, "event");
  if (name == "whistle_dispatched" || name == "lead_named") return assigned(event, known);
  if (name == "scene_released") return resolve_when_released(known, instant_in(event, "at"));
  if (name == "verification_failed" || name == "evaluated") return rework(event, known);
  return {};
}

Intentions Department::assigned(const Json& event, const Known& known) {
  const Json list = event.value("assigned", Json::array());
  const auto own = std::find_if(list.begin(), list.end(), [&](const Json& one) {
    return text_in(one, "office") == id_.view();
  });
  // What the backstop holds until it has named a lead is not its work.
  if (own == list.end() || known.waits_for_name) return {};
  const OfficeFate fate = this->fate(known);
  if (fate.never) return {};
  const auto clocks = clocks_in(own->value("clocks", Json::array()));
  Dice dice(world_.seed, known.record.record + " by " + id_.str());
  Instant last = instant_in(event, "at");
  const auto when = [&](ClockKind clock) {
    const auto found = clocks.find(clock);
    const Instant at = found == clocks.end()
                           ? last + between_moves
                           : planned(fate.of(clock), found->second, world_.policy->calendar);
    return std::max(at, last);
  };
  const auto next = [&](ClockKind clock) { return last = when(clock) + 1s; };

  Intentions all;
  Intention acknowledge = intend(next(ClockKind::acknowledge), "ack", known.whistle);
  acknowledge.body["person"] = person_of(dice);
  all.push_back(std::move(acknowledge));

  Intention report = intend(next(ClockKind::report_in), "report-in", known.whistle);
  report.body["person"] = person_of(dice);
  const core::Kind* kind = world_.policy->kind(known.kind);
  if (kind != nullptr && kind->on_site)
    report.body["place"] = "现场";
  else
    report.body["text"] = "已受理，正在核实";
  all.push_back(std::move(report));

  Instant resolve_at = last + between_moves;
  if (clocks.contains(ClockKind::first_report) || dice.chance(0.5)) {
    Intention progress = intend(next(ClockKind::first_report), "progress", known.whistle);
    progress.body["text"] = "处置人员已到位，正在处理";
    all.push_back(std::move(progress));
    resolve_at = last + between_moves;
  }
  resolve_at = std::max(when(ClockKind::resolve), resolve_at);

  if (clocks.contains(ClockKind::contact)) {
    const Instant at = planned(fate.of(ClockKind::contact), clocks.at(ClockKind::contact),
                               world_.policy->calendar);
    if (at < resolve_at) {
      Intention contact = intend(at, "contact", known.whistle);
      contact.body["reached"] = "来电居民";
      contact.body["how"] = "电话";
      all.push_back(std::move(contact));
    }
  }

  if (fate.agrees && !known.emergency) {
    Intention agree = intend(resolve_at, "withdraw", known.whistle);
    agree.body["reason"] = "居民已自行解决，同意撤回";
    all.push_back(std::move(agree));
  } else if (known.emergency && !known.released) {
    waiting_for_release_[known.whistle] = resolve_at;
  } else {
    all.push_back(resolve(known, resolve_at));
  }
  return all;
}

Intention Department::resolve(const Known& known, Instant at) const {
  Intention intention = intend(at, "resolve", known.whistle, known.reworks);
  intention.body["evidence"] = {"photo/" + known.whistle.str() + "-" + id_.str() + ".jpg"};
  intention.body["text"] = "已处理完毕";
  return intention;
}

Intentions Department::resolve_when_released(const Known& known, Instant now) {
  const auto waiting = waiting_for_release_.find(known.whistle);
  if (waiting == waiting_for_release_.end()) return {};
  const Instant at = std::max(waiting->second, now + between_moves);
  waiting_for_release_.erase(waiting);
  return {resolve(known, at)};
}

Intentions Department::rework(const Json& event, const Known& known) {
  for (const Json& one : event.value("rework", Json::array())) {
    if (text_in(one, "office") != id_.view()) continue;
    const auto clock = clock_in(one.at("resolve"));
    if (!clock) continue;
    // The clock may be nearly over: whoever is sent back hurries.
    const Instant now = instant_in(event, "at");
    Dice dice(world_.seed, known.record.record + " again by " + id_.str());
    const core::Duration left = std::clamp<core::Duration>(clock->due - now, 1h, 48h);
    return {resolve(
        known, now + std::chrono::duration_cast<core::Duration>(left * dice.between(0.1, 0.7)))};
  }
  return {};
}

}  // namespace shao::drill
