#include "dispatcher/engine/engine.hpp"

#include <utility>

#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/core/likeness.hpp"
#include "dispatcher/core/planted.hpp"
#include "dispatcher/engine/queries.hpp"
#include "dispatcher/engine/render.hpp"

namespace shao::engine {

namespace {
/// Limits of one append (design section 3: beyond them Redis itself stalls).
constexpr std::size_t batch_records = 1024;
constexpr std::size_t batch_bytes = std::size_t{1024} * 1024;
/// Room kept for the largest single decision, so that a batch never has to be split.
constexpr std::size_t decision_bytes = std::size_t{128} * 1024;

/// Whether it puts a new whistle on its way. A raise or a command that is repeated does not.
bool is_new_whistle(const core::Command& command, const core::Decision& decision) {
  const auto* answer = std::get_if<core::Answer>(&decision.outcome);
  return answer != nullptr && !answer->repeated &&
         (std::holds_alternative<core::Raise>(command) ||
          std::holds_alternative<core::Submit>(command));
}

/// What time caused stays.
void refuse_for_storage(core::Decision& decision, double free) {
  decision.events.resize(decision.by_time);
  decision.outcome = core::Refusal{
      core::Reject::storage_low, "storage", std::to_string(static_cast<int>(free * 100)) + " %",
      "call the command centre; whistles that were raised already go on"};
}

}  // namespace

Engine::Engine(core::State state, std::shared_ptr<const core::Policy> policy,
               Surroundings surroundings, std::shared_ptr<KeyRing> keys)
    : state_(std::move(state)),
      policy_(std::move(policy)),
      surroundings_(std::move(surroundings)),
      keys_(std::move(keys)),
      durable_(state_.last_event()) {}

Outputs& Engine::after_everything() {
  if (planted(Bug::answer_before_durable)) return released_;
  if (!gathering_.lines.empty()) return gathering_.outputs;
  return in_flight_ ? in_flight_->outputs : released_;
}

void Engine::seal(codec::Said& said) {
  if (auto* raise = std::get_if<core::Raise>(&said.command)) {
    raise->key = keys_->make();
    if (planted(Bug::particulars_in_clear))
      raise->particulars = {codec::to_text(said.particulars)};
    else if (!said.particulars.empty())
      raise->particulars =
          keys_->seal(raise->key, sealing::Purpose::particulars, codec::to_text(said.particulars));
  } else if (auto* contact = std::get_if<core::Contact>(&said.command)) {
    if (const core::Whistle* whistle = state_.whistle(contact->whistle))
      contact->reached = keys_->seal(whistle->key, sealing::Purpose::reached, said.reached);
    // With the key gone, whom they reached is lost; that they did is not.
    if (contact->reached.empty() && !said.reached.empty()) contact->reached = {"lost"};
  }
}

void Engine::note_keys(const core::Record& record) {
  journal::KeyChanges& changes = gathering_.keys;
  for (const core::Event& event : record.events) {
    if (const auto* raised = std::get_if<core::WhistleRaised>(&event)) {
      if (planted(Bug::key_not_kept)) continue;
      changes.made.emplace_back(raised->key, keys_->wrapped(raised->key));
    } else if (const auto* erased = std::get_if<core::ParticularsErased>(&event)) {
      if (planted(Bug::key_outlives_erasure)) continue;
      changes.destroyed.push_back(state_.whistle(erased->whistle)->key);
      keys_->drop(changes.destroyed.back());
    }
  }
}

void Engine::happen(const std::vector<core::Record>& records) {
  for (const core::Record& record : records) {
    state_.apply(record);
    note_keys(record);
    gathering_.lines.push_back(codec::encode_record(record));
    gathering_.bytes += gathering_.lines.back().size() + 1;
    gathering_.last = record.last();
    for (std::size_t i = 0; i < record.events.size(); ++i)
      (planted(Bug::event_before_durable) ? released_ : gathering_.outputs)
          .publications.push_back(render(state_, record, i, *keys_));
  }
}

void Engine::command(const Request& request, core::Instant now) {
  Reply reply{request.peer, request.ref, request.id, {}, {}};
  const auto body = codec::parse_body(request.body);
  if (!body) {
    reply.body = codec::refusal_json({core::Reject::malformed, "body", "", body.error()});
    after_everything().replies.push_back(std::move(reply));
    return;
  }
  const auto roles = codec::roles_of(*body, request.roles);
  if (!roles) {
    reply.body = codec::refusal_json(roles.error());
    after_everything().replies.push_back(std::move(reply));
    return;
  }
  const core::Cause cause{{request.office, *roles, codec::person_of(*body)},
                          request.id,
                          codec::body_hash(*body, keys_->hash_key()),
                          codec::made_at_of(*body)};
  auto said = codec::decode_command(*body);
  if (!said) {
    reply.body = codec::refusal_json(said.error());
    after_everything().replies.push_back(std::move(reply));
    return;
  }
  seal(*said);
  if (auto* raise = std::get_if<core::Raise>(&said->command))
    raise->exercise = raise->exercise || surroundings_.exercise;
  core::Decision decision = core::decide(state_, *policy_, said->command, cause, now);
  if (surroundings_.storage.low() && is_new_whistle(said->command, decision))
    refuse_for_storage(decision, surroundings_.storage.free().value_or(0));
  const auto outcome = decision.outcome;
  happen(core::records_of(std::move(decision), state_, now, cause, surroundings_.exercise));
  const auto* answer = std::get_if<core::Answer>(&outcome);
  if (answer != nullptr) {
    reply.body = codec::answer_json(*answer, state_);
    if (std::holds_alternative<core::Raise>(said->command))
      for (const core::WhistleId id : core::likely_same(state_, *state_.whistle(answer->whistle)))
        reply.body["likely_same"].push_back(id.str());
    if (std::holds_alternative<core::Reveal>(said->command))
      tell_particulars(reply.body, *state_.whistle(answer->whistle), *keys_,
                       codec::Shown::everything);
  } else {
    reply.body = codec::refusal_json(std::get<core::Refusal>(outcome));
  }
  const auto* raise = std::get_if<core::Raise>(&said->command);
  if (raise != nullptr && (answer == nullptr || answer->repeated)) keys_->drop(raise->key);
  const bool at_once =
      answer != nullptr && answer->repeated && planted(Bug::repeated_answer_before_durable);
  (at_once ? released_ : after_everything()).replies.push_back(std::move(reply));
}

void Engine::query(const Request& request, core::Instant now) {
  Reply reply{request.peer, request.ref, request.id, {}, {}};
  const auto body = codec::parse_body(request.body);
  const auto roles = body ? codec::roles_of(*body, request.roles)
                          : core::Result<core::Roles, core::Refusal>(core::Unexpected{
                                core::Refusal{core::Reject::malformed, "body", "", body.error()}});
  if (roles) {
    QueryAnswer answer = answer_query(*body, {request.office, *roles, {}}, state_, *policy_,
                                      surroundings_, *keys_, now);
    reply.body = std::move(answer.body);
    reply.timeline = std::move(answer.timeline);
  } else {
    reply.body = codec::refusal_json(roles.error());
  }
  after_everything().replies.push_back(std::move(reply));
}

void Engine::history(HistoryRequest request) {
  after_everything().histories.push_back(std::move(request));
}

void Engine::wake(core::Instant now) {
  // What is due waits with the commands: on a slow disk a herd would make one batch of itself.
  if (full() && !planted(Bug::batch_overfilled)) return;
  const auto next = state_.next_deadline();
  if (!next || *next >= now) return;
  core::Decision decision = core::decide(state_, *policy_, core::Wake{}, {}, now);
  happen(core::records_of(std::move(decision), state_, now, {}, surroundings_.exercise));
}

void Engine::adopt(std::shared_ptr<const core::Policy> policy, std::string timezone,
                   core::Instant now) {
  policy_ = std::move(policy);
  surroundings_.timezone = std::move(timezone);
  core::Record record;
  record.first = state_.last_event() + 1;
  record.at = now;
  record.exercise = surroundings_.exercise;
  record.events.push_back(core::PolicyAdopted{policy_->version});
  happen({std::move(record)});
}

bool Engine::full() const {
  return gathering_.lines.size() + 2 > batch_records ||
         gathering_.bytes + decision_bytes > batch_bytes;
}

std::optional<Batch> Engine::take_batch() {
  if (in_flight_ || gathering_.lines.empty()) return std::nullopt;
  if (gathering_.lines.size() > 1 && planted(Bug::record_lost_from_batch))
    gathering_.lines.erase(gathering_.lines.begin());
  Batch batch{codec::encode_batch(gathering_.lines), gathering_.last, std::move(gathering_.keys)};
  in_flight_ = std::exchange(gathering_, {});
  return batch;
}

void Engine::appended(std::chrono::nanoseconds took) {
  durable_ = in_flight_->last;
  AppendTimes& times = surroundings_.appends;
  ++times.count;
  times.together += took;
  times.slowest = std::max(times.slowest, took);
  const auto move_all = [](auto& from, auto& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  move_all(in_flight_->outputs.replies, released_.replies);
  move_all(in_flight_->outputs.histories, released_.histories);
  move_all(in_flight_->outputs.publications, released_.publications);
  if (planted(Bug::next_outputs_released)) {
    move_all(gathering_.outputs.publications, released_.publications);
    gathering_.outputs.publications.clear();
  }
  in_flight_.reset();
}

Outputs Engine::take_outputs() {
  return std::exchange(released_, {});
}

}  // namespace shao::engine
