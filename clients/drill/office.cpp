#include "clients/drill/office.hpp"

#include <algorithm>
#include <array>

#include "clients/drill/dice.hpp"

namespace shao::drill {

namespace {

using core::CaseState;
using namespace std::chrono_literals;

/// After these what was put off may be possible.
constexpr std::array<std::string_view, 5> goes_on = {
    "whistle_resumed", "dispute_dismissed", "dispute_upheld", "meeting_held", "lead_replaced"};

void append(Intentions& all, Intentions more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Intention intend(core::Instant at, const char* what, core::WhistleId whistle, int turn) {
  std::string id = std::string(what) + ":" + whistle.str();
  if (turn > 0) id += ":" + std::to_string(turn);
  return {at, std::move(id), {{"do", what}, {"whistle", whistle.str()}}, whistle};
}

Bend bend_of(const World& world, const Known& known) {
  const core::Kind* kind = world.policy->kind(known.kind);
  const Bend bend = bend_of(world.seed, known.record);
  return kind != nullptr && can_bend(bend, *kind) ? bend : Bend::none;
}

core::OfficeId outsider(const World& world, const Known& known, std::string_view for_what) {
  std::vector<core::OfficeId> outside;
  for (const auto& [id, office] : world.policy->offices) {
    const bool has_disputed = std::find(known.disputed_by.begin(), known.disputed_by.end(), id) !=
                              known.disputed_by.end();
    if (office.can_lead && office.type == core::OfficeType::department && !has_disputed &&
        !known.working.contains(id) && id != world.policy->backstop.office)
      outside.push_back(id);
  }
  Dice dice(world.seed, known.record.record + " " + std::string(for_what));
  return outside.empty() ? core::OfficeId{} : dice.one_of(outside);
}

Intentions Office::hear(const codec::Json& event) {
  const Known* known = knowledge_.hear(event);
  if (known == nullptr) return {};
  Intentions all = go_on(event, *known);
  append(all, department_.hear(event, *known));
  append(all, raiser_.hear(event, *known));
  append(all, centre_.hear(event, *known));
  return all;
}

Intentions Office::go_on(const codec::Json& event, const Known& known) {
  const auto waiting = put_off_.find(known.whistle);
  const std::string name = text_in(event, "event");
  if (waiting == put_off_.end() || std::find(goes_on.begin(), goes_on.end(), name) == goes_on.end())
    return {};
  Intentions all = std::move(waiting->second);
  put_off_.erase(waiting);
  core::Instant next = instant_in(event, "at");
  for (Intention& intention : all) {
    next += between_moves;
    intention.at = std::max(intention.at, next);
  }
  return all;
}

bool Office::still_means(const Intention& intention) {
  const Known* known = knowledge_.of(intention.whistle);
  if (known == nullptr) return true;  // a raise
  const CaseState state = known->course.state;
  const std::string what = text_in(intention.body, "do");
  if (what == "reopen") return state == CaseState::closed;
  if (core::is_final(state) || !department_.still_has(intention, *known)) return false;
  // Somebody came after all, or somebody else is to come.
  if (what == "withdraw" && known->street == id_ && intention.id.ends_with(":nobody"))
    return state == CaseState::dispatched && !known->replaced;
  if (what == "replace-lead") return state == CaseState::dispatched && !known->replaced;
  if (what == "escalate") return state == CaseState::dispatched && known->level < 3;
  if (!has_to_wait(intention, *known)) return true;
  put_off_[intention.whistle].push_back(intention);
  return false;
}

/// Only an assigned office's own work waits; what others decide goes on.
bool Office::has_to_wait(const Intention& intention, const Known& known) const {
  if (intention.assignment == 0) return false;
  const std::string what = text_in(intention.body, "do");
  const Course& course = known.course;
  if (course.state == CaseState::suspended) return what != "note";
  if (course.returning.contains(id_)) return true;
  if (what != "resolve") return false;
  // What it says is not its case it does not resolve, nor what a meeting is still to settle.
  const bool to_meet = bend_of(world_, known) == Bend::joint && !known.met;
  return course.in_meeting ||
         (known.lead == id_ && (course.state == CaseState::disputed || to_meet));
}

Intentions Office::refused(const Intention& intention, const codec::Json& answer) {
  const std::string value = text_in(answer, "value");
  if (text_in(answer, "refused") != "wrong_state" ||
      (value != core::name_of(CaseState::suspended) &&
       value != core::name_of(core::AssignmentState::return_asked)))
    return {};
  return {intention};
}

}  // namespace shao::drill
