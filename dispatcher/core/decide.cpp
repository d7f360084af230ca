// The frame of every decision: time first, then repeats, then the command's own rules.
#include "dispatcher/core/decide.hpp"

#include "dispatcher/core/decider.hpp"
#include "dispatcher/core/levels.hpp"
#include "dispatcher/core/outage.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::core {

namespace {

/// The whistle a command is about; none for raising and for time.
std::optional<WhistleId> whistle_of(const Command& command) {
  return std::visit(
      [](const auto& one) -> std::optional<WhistleId> {
        if constexpr (requires { one.whistle; })
          return one.whistle;
        else
          return std::nullopt;
      },
      command);
}

}  // namespace

Decision Decider::decide(const Command& command) {
  const std::optional<WhistleId> about = whistle_of(command);
  if (about) {
    whistle_ = aged(*about, aged_);
    if (const std::optional<WhistleId> other = other_whistle_of(command); other && other != about)
      other_ = aged(*other, aged_other_);
    decision_.by_time = decision_.events.size();
  }
  if (const auto* known = cause_.command.empty() || planted(Bug::command_forgotten)
                              ? nullptr
                              : state_.command(actor_.office, cause_.command)) {
    if (known->body_hash != cause_.body_hash && !planted(Bug::reused_id_accepted))
      return refuse(refusal(Reject::id_reused, "command id", cause_.command,
                            "a new id: this one was used with another body"));
    Answer answer = known->answer;
    answer.repeated = true;
    decision_.outcome = answer;
    return std::move(decision_);
  }
  if (Check no = check_known_offices(command)) return refuse(std::move(*no));
  if (about) {
    const bool visible =
        whistle_ != nullptr &&
        (actor_.roles.any_of(sees_all) || whistle_->visible_to(actor_.office, state_.last_event()));
    if (!visible)
      return refuse(refusal(Reject::unknown_whistle, "whistle", about->str(),
                            "a whistle your office raised or is assigned to"));
  }
  if (whistle_ != nullptr) actor_.roles = roles_in(*whistle_, policy_, actor_);
  Check refused = std::visit([this](const auto& c) { return take(c); }, command);
  if (refused) return refuse(std::move(*refused));
  return accept();
}

const Whistle* Decider::aged(WhistleId about, std::optional<Whistle>& copy) {
  const Whistle* current = state_.whistle(about);
  if (current == nullptr || planted(Bug::miss_erased_by_command)) return current;
  std::vector<Event> due = due_events(*current, policy_, state_.led_since(), now_);
  if (due.empty()) return current;
  copy = *current;
  for (Event& event : due) {
    evolve(*copy, event, state_.last_event() + 1, now_);
    happen(std::move(event));
  }
  return &*copy;
}

std::optional<WhistleId> Decider::other_whistle_of(const Command& command) const {
  if (const auto* merge = std::get_if<Merge>(&command)) return merge->into;
  if (std::holds_alternative<Unmerge>(command) && whistle_ != nullptr) return whistle_->merged_into;
  return std::nullopt;
}

Decision Decider::refuse(Refusal refused) {
  decision_.events.resize(decision_.by_time);
  decision_.outcome = std::move(refused);
  return std::move(decision_);
}

Decision Decider::accept() {
  Answer& answer = std::get<Answer>(decision_.outcome);
  if (answer.repeated || decision_.events.size() == decision_.by_time) return std::move(decision_);
  Whistle after = as_decided();
  if (whistle_ != nullptr)
    for (Event& cleared : cleared_misses(state_, cause_, policy_, *whistle_, after, now_)) {
      evolve(after, cleared, state_.last_event() + decision_.events.size() + 1, now_);
      happen(std::move(cleared));
    }
  answer.whistle = after.id;
  answer.state = after.state;
  answer.number = state_.last_event() + decision_.events.size();
  answer.at = now_;
  return std::move(decision_);
}

Whistle Decider::as_decided() const {
  Whistle after = whistle_ != nullptr ? *whistle_ : Whistle{};
  for (std::size_t i = decision_.by_time; i < decision_.events.size(); ++i)
    if (whistle_ == nullptr || core::whistle_of(decision_.events[i]) == whistle_->id)
      evolve(after, decision_.events[i], state_.last_event() + i + 1, now_);
  return after;
}

void Decider::verify_if_all_done() {
  const Whistle after = as_decided();
  if (after.state != CaseState::active) return;
  if (after.all_done() || planted(Bug::verified_too_early))
    happen(VerificationAsked{whistle_->id, plan_whistle_clock(policy_, ClockKind::verify, now_)});
}

Check Decider::take(const Wake& c) {
  // What of a whistle does not fit is due still, and comes with the next Wake.
  const std::size_t most = planted(Bug::herd_in_one_wake) ? 1'000'000 : c.most;
  const auto left = [&] { return most - decision_.events.size(); };
  for (const bool first : {true, false})
    for (const Timers::Entry& due :
         state_.timers(first != planted(Bug::emergencies_wait)).due_before(now_, left()))
      for (Event& event :
           due_events(*state_.whistle(due.whistle), policy_, state_.led_since(), now_))
        if (left() > 0) happen(std::move(event));
  decision_.by_time = decision_.events.size();
  return std::nullopt;
}

std::vector<Record> records_of(Decision&& decision, const State& state, Instant now,
                               const Cause& cause, bool exercise) {
  std::vector<Record> records;
  EventNumber number = state.last_event();
  const auto is_exercise = [&](const Event& event) {
    if (const auto* raised = std::get_if<WhistleRaised>(&event)) return raised->exercise;
    const Whistle* whistle = state.whistle(whistle_of(event));
    // Of a whistle that is not there yet: it was raised in the event before.
    return whistle != nullptr ? whistle->exercise : records.back().exercise;
  };
  for (std::size_t i = 0; i < decision.events.size(); ++i) {
    Event& event = decision.events[i];
    const bool marked = exercise || is_exercise(event);
    ++number;
    if (i == 0 || i == decision.by_time || records.back().exercise != marked)
      records.push_back({number, now, i < decision.by_time ? Cause{} : cause, marked, {}});
    records.back().events.push_back(std::move(event));
  }
  return records;
}

Decision decide(const State& state, const Policy& policy, const Command& command,
                const Cause& cause, Instant now) {
  return Decider(state, policy, cause, now).decide(command);
}

}  // namespace shao::core
