#include "dispatcher/engine/preview.hpp"

#include "config/config.hpp"
#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/explanation_json.hpp"
#include "dispatcher/codec/view_json.hpp"
#include "dispatcher/core/checks.hpp"
#include "dispatcher/core/likeness.hpp"

namespace shao::engine {

namespace {

using codec::Json;

/// The asker may leave out what only the raise itself needs.
Json as_raise(const Json& body) {
  Json raise = body;
  raise.erase("ask");
  raise["do"] = "raise";
  if (!raise.contains("id")) raise["id"] = "preview";
  if (!raise.contains("title") && !raise.contains("detail")) raise["title"] = "preview";
  return raise;
}

/// Where the ladder of the longest limit would end outside of the calendar there is nothing to
/// show.
constexpr std::chrono::days room{400};

Json likely_same(const core::State& state, const core::Raise& raise, const core::Classification& is,
                 const core::Actor& actor, core::Instant now) {
  core::Whistle would_be;
  would_be.id = core::WhistleId{state.whistle_count() + 1};
  would_be.unit = raise.unit;
  would_be.kind = is.kind;
  would_be.category = is.category;
  would_be.raised_at = now;
  would_be.exercise = raise.exercise;
  Json alike = Json::array();
  for (const core::WhistleId id : core::likely_same(state, would_be)) {
    const core::Whistle& other = *state.whistle(id);
    if (actor.roles.any_of(core::sees_all) || other.visible_to(actor.office, state.last_event()))
      alike.push_back(codec::short_view_json(other));
  }
  return alike;
}

}  // namespace

Json preview(const Json& body, const core::Actor& actor, const core::State& state,
             const core::Policy& policy, const Surroundings& surroundings, core::Instant now) {
  const auto said = codec::decode_command(as_raise(body));
  if (!said) return codec::refusal_json(said.error());
  core::Raise raise = std::get<core::Raise>(said->command);
  raise.exercise = raise.exercise || surroundings.exercise;
  if (const core::Check wrong = core::check_raise_ids(policy, raise))
    return codec::refusal_json(*wrong);
  const core::Subject subject{raise.unit,  raise.kind,   raise.category, raise.urgency,
                              raise.title, raise.detail, raise.to};
  if (!policy.calendar.covers(now) || !policy.calendar.covers(now + room))
    return codec::refusal_json(
        {core::Reject::malformed, "calendar", "", "a calendar that covers the coming 400 days"});
  const core::Explanation explanation = core::explain(policy, subject, now);
  Json answer = codec::explanation_json(explanation, policy, subject, [&](core::Instant instant) {
    return config::format_instant(instant, surroundings.timezone);
  });
  const core::Kind& kind = *policy.kind(explanation.classification.kind);
  const core::Check refused = core::check_raiser(policy, raise, kind, actor);
  answer["may"] = refused ? codec::refusal_json(*refused) : Json{{"ok", true}};
  answer["likely_same"] = likely_same(state, raise, explanation.classification, actor, now);
  answer["names"] = codec::names_json(answer, policy);
  answer["ok"] = true;
  return answer;
}

}  // namespace shao::engine
