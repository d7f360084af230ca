#include "clients/drill/script.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "clients/drill/dice.hpp"
#include "clients/drill/fates.hpp"
#include "clients/drill/stories.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;
using core::OfficeType;

constexpr std::size_t storms = 3;
constexpr double part_in_storms = 0.12;
constexpr std::chrono::seconds storm_lasts = 45min;
constexpr double part_at_night = 0.1;           // of emergencies outside storms
constexpr double part_of_unknown = 0.06;        // no rule, no key word
constexpr double part_in_words = 0.2;           // no category, but key words
constexpr auto working_time_each = 3min + 36s;  // 500 whistles in four working days
constexpr auto shortest = 3h;

class Writer {
 public:
  Writer(const core::Policy& policy, const ScriptSettings& settings)
      : policy_(policy), settings_(settings) {
    span_ = std::max<core::Duration>(working_time_each * settings.whistles, shortest);
    for (const auto& [id, office] : policy.offices) {
      if (office.type == OfficeType::community) communities_.push_back(id);
      if (office.type == OfficeType::subdistrict || office.type == OfficeType::town)
        streets_.push_back(id);
    }
    for (const core::Category& category : policy.categories) {
      of_kind_[category.default_kind].push_back(&category);
      const core::Kind* kind = policy.kind(category.default_kind);
      if (kind != nullptr && kind->round_clock && kind->release_before_resolve)
        stormy_.push_back(&category);
    }
  }

  std::vector<Scripted> write() {
    std::vector<Scripted> script;
    for (std::size_t i = 0; i < settings_.whistles; ++i) script.push_back(whistle(i));
    std::stable_sort(script.begin(), script.end(), [](const Scripted& a, const Scripted& b) {
      return a.intention.at < b.intention.at;
    });
    return script;
  }

 private:
  core::Instant working_instant(double part) const {
    return policy_.calendar.add_working(settings_.start,
                                        std::chrono::duration_cast<core::Duration>(span_ * part));
  }

  /// The whistle's story decides its kind; the kind decides who may raise it.
  Scripted whistle(std::size_t index) {
    Dice dice(settings_.seed, "whistle " + std::to_string(index));
    const bool storm = !stormy_.empty() && dice.chance(part_in_storms);
    core::Raise raise;
    raise.record = "D" + std::to_string(settings_.seed) + "-" + std::to_string(index + 1);
    if (storm) {
      tell(raise, *dice.one_of(stormy_), dice, true);
    } else if (dice.chance(part_of_unknown)) {
      const Story story = story_of_nothing_known(dice);
      raise.title = story.title;
      raise.detail = story.detail;
    } else {
      tell(raise, dice.one_of(dice.one_of(kinds_in_use())), dice, !dice.chance(part_in_words));
    }
    const core::Classification is = core::classify(
        policy_, {{}, raise.kind, raise.category, raise.urgency, raise.title, raise.detail});
    const core::Kind& kind = *policy_.kind(is.kind);
    raise.unit = raiser(kind, dice);
    codec::Particulars particulars;
    particulars.place = place_in(policy_.office(policy_.street_of(raise.unit))->name, dice);
    if (dice.chance(0.7)) particulars.reporter = reporter(dice);
    raise.draft = fate_of_raiser(settings_.seed, {raise.unit, raise.record}, Bend::none).draft &&
                  !kind.round_clock;
    core::Instant at = working_instant(dice.roll());
    if (storm) {
      at = working_instant(static_cast<double>(1 + dice.below(storms)) / (storms + 1)) +
           std::chrono::seconds{dice.below(storm_lasts.count())};
    } else if (kind.round_clock && dice.chance(part_at_night)) {
      at += 9h;
    }
    return {raise.unit, {at, "raise:" + raise.record, body_of(raise, particulars, at, dice), {}}};
  }

  void tell(core::Raise& raise, const core::Category& category, Dice& dice, bool named) {
    const Story story = named ? story_of(category, dice) : story_in_words_of(category, dice);
    raise.title = story.title;
    raise.detail = story.detail;
    if (!named) return;
    raise.category = category.id;
    raise.kind = category.default_kind;
    if (dice.chance(0.1)) raise.urgency = category.default_urgency;
  }

  /// Lists of categories, one for each kind, the frequent kinds several times.
  std::vector<std::vector<core::Category>> kinds_in_use() const {
    std::vector<std::vector<core::Category>> lists;
    for (const auto& [kind, categories] : of_kind_) {
      const core::Kind* is = policy_.kind(kind);
      if (is == nullptr) continue;
      std::vector<core::Category> list;
      for (const core::Category* category : categories) list.push_back(*category);
      // Of twenty whistles some eight are residents' demands, one is key work.
      const bool key_work = is->approver == core::Role::street_top_leader;
      const std::size_t weight = key_work                                                     ? 1
                                 : is->raisers.has(core::Role::community) && !is->round_clock ? 8
                                                                                              : 3;
      lists.insert(lists.end(), weight, list);
    }
    return lists;
  }

  core::OfficeId raiser(const core::Kind& kind, Dice& dice) const {
    const bool community = kind.raisers.has(core::Role::community) && !communities_.empty();
    const bool street = kind.raisers.has(core::Role::street) && !streets_.empty();
    if (kind.raisers.has(core::Role::command_centre) && dice.chance(0.05))
      return policy_.backstop.office;
    if (community && (!street || dice.chance(0.7))) return dice.one_of(communities_);
    return street ? dice.one_of(streets_) : policy_.backstop.office;
  }

  codec::Json body_of(const core::Raise& raise, const codec::Particulars& particulars,
                      core::Instant at, Dice& dice) const {
    const auto& [place, reporter] = particulars;
    codec::Json body = {
        {"do", "raise"},
        {"id", raise.record},
        {"unit", raise.unit.view()},
        {"title", raise.title},
        {"detail", raise.detail},
        {"place", {{"address", place.address}, {"lon", *place.lon}, {"lat", *place.lat}}}};
    if (!raise.kind.empty()) body["kind"] = raise.kind.view();
    if (!raise.category.empty()) body["category"] = raise.category.view();
    if (!raise.urgency.empty()) body["urgency"] = raise.urgency.view();
    if (!reporter.empty()) body["reporter"] = {{"name", reporter.name}, {"phone", reporter.phone}};
    if (dice.chance(0.5))
      body["occurred_at"] = codec::milliseconds(at - std::chrono::minutes{dice.below(90)});
    if (raise.draft) body["draft"] = true;
    return body;
  }

  const core::Policy& policy_;
  const ScriptSettings& settings_;
  core::Duration span_{};
  std::vector<core::OfficeId> communities_;
  std::vector<core::OfficeId> streets_;
  std::map<core::KindId, std::vector<const core::Category*>> of_kind_;
  std::vector<const core::Category*> stormy_;
};

}  // namespace

std::vector<Scripted> write_script(const core::Policy& policy, const ScriptSettings& settings) {
  return Writer(policy, settings).write();
}

}  // namespace shao::drill
