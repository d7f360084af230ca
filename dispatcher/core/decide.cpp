// The rules, one overload a command: checks in the order of refusal.hpp, then what happens.
#include "dispatcher/core/decide.hpp"

#include <algorithm>

#include "dispatcher/core/checks.hpp"
#include "dispatcher/core/levels.hpp"

namespace shao::core {

namespace {

class Decider {
 public:
  Decider(const State& state, const Policy& policy, const Cause& cause, Instant now)
      : state_(state), policy_(policy), cause_(cause), actor_(cause.actor), now_(now) {}

  Decision decide(const Command& command) {
    const WhistleId about = std::visit(
        [](const auto& c) {
          if constexpr (requires { c.whistle; })
            return c.whistle;
          else
            return WhistleId{};
        },
        command);
    age(about);
    if (const auto* known = cause_.command.empty()
                                ? nullptr
                                : state_.command(actor_.office, cause_.command)) {
      if (known->body_hash != cause_.body_hash)
        return refuse(refusal(Reject::id_reused, "command id", cause_.command,
                              "a new id: this one was used with another body"));
      Answer answer = known->answer;
      answer.repeated = true;
      decision_.outcome = answer;
      return std::move(decision_);
    }
    if (const auto* assign = std::get_if<Assign>(&command))
      if (Check no = check_known_offices(*assign)) return refuse(std::move(*no));
    if (about.value != 0 || std::visit([](const auto& c) { return requires { c.whistle; }; },
                                       command)) {
      const bool visible =
          whistle_ != nullptr && (actor_.roles.any_of(sees_all) ||
                                  whistle_->visible_to(actor_.office, state_.last_event()));
      if (!visible)
        return refuse(refusal(Reject::unknown_whistle, "whistle", about.str(),
                              "a whistle your office raised or is assigned to"));
    }
    Check refused = std::visit([this](const auto& c) { return take(c); }, command);
    if (refused) return refuse(std::move(*refused));
    return accept();
  }

 private:
  /// Levels due before now come first, and the command sees the whistle after them.
  void age(WhistleId about) {
    const Whistle* current = state_.whistle(about);
    if (current == nullptr) return;
    whistle_ = current;
    decision_.events = due_events(*current, policy_, now_);
    decision_.by_time = decision_.events.size();
    if (decision_.by_time == 0) return;
    aged_ = *current;
    for (const Event& event : decision_.events)
      evolve(*aged_, event, state_.last_event() + 1, now_);
    whistle_ = &*aged_;
  }

  Decision refuse(Refusal refused) {
    decision_.events.resize(decision_.by_time);
    decision_.outcome = std::move(refused);
    return std::move(decision_);
  }

  /// The answer is read off the whistle as the events leave it.
  Decision accept() {
    Answer& answer = std::get<Answer>(decision_.outcome);
    if (answer.repeated || decision_.events.size() == decision_.by_time) return std::move(decision_);
    Whistle after = whistle_ != nullptr ? *whistle_ : Whistle{};
    for (std::size_t i = decision_.by_time; i < decision_.events.size(); ++i)
      evolve(after, decision_.events[i], state_.last_event() + i + 1, now_);
    answer.whistle = after.id;
    answer.state = after.state;
    answer.number = state_.last_event() + decision_.events.size();
    answer.at = now_;
    return std::move(decision_);
  }

  void happen(Event event) { decision_.events.push_back(std::move(event)); }

  const Kind* kind() const { return policy_.kind(whistle_->kind); }
  const Urgency* urgency() const { return policy_.urgency(whistle_->urgency); }

  // ---- raising -------------------------------------------------------------------------------

  Check take(const Raise& c) {
    // Only for those who may raise for the unit: nobody else learns what it raised.
    const auto* known = c.unit == actor_.office || policy_.street_of(c.unit) == actor_.office
                            ? state_.record(c.unit, c.record)
                            : nullptr;
    if (known != nullptr) {
      if (known->body_hash != cause_.body_hash)
        return refusal(Reject::record_reused, "id", c.record,
                       "a record id of its own: " + c.unit.str() + " raised " +
                           known->whistle.str() + " under this one, with other content");
      const Whistle& raised = *state_.whistle(known->whistle);
      decision_.outcome =
          Answer{raised.id, raised.state, raised.history.front(), raised.raised_at, true};
      return std::nullopt;
    }
    if (Check no = check_raise_ids(policy_, c)) return no;
    const Subject subject{c.unit, c.kind, c.category, c.urgency, c.title, c.detail};
    WhistleRaised raised;
    raised.classification = classify(policy_, subject);
    const Kind* kind = policy_.kind(raised.classification.kind);
    if (Check no = check_raiser(policy_, c, *kind, actor_)) return no;
    raised.whistle = WhistleId{state_.whistle_count() + 1};
    raised.record = c.record;
    raised.unit = c.unit;
    raised.street = policy_.street_of(c.unit);
    raised.title = c.title;
    raised.detail = c.detail;
    raised.place = c.place;
    raised.reporter = c.reporter;
    raised.occurred_at = c.occurred_at;
    raised.emergency = kind->release_before_resolve;
    happen(raised);
    if (c.draft) return std::nullopt;
    Whistle draft;
    evolve(draft, raised, state_.last_event() + 1, now_);
    return blow(draft);
  }

  Check take(const Submit&) {
    const Move& move = move_named("submit");
    if (Check no = check_role(move, actor_)) return no;
    if (Check no = check_unit(*whistle_, actor_, true)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    return blow(*whistle_);
  }

  /// A draft is blown: at once, or when the street's leader has approved it.
  Check blow(const Whistle& draft) {
    const Kind* kind = policy_.kind(draft.kind);
    if (kind != nullptr && kind->needs_review) {
      happen(ReviewAsked{draft.id, plan_whistle_clock(policy_, ClockKind::review, now_)});
      return std::nullopt;
    }
    return dispatch(draft);
  }

  Check dispatch(const Whistle& whistle) {
    const Subject subject{whistle.unit,    whistle.kind,  whistle.category,
                          whistle.urgency, whistle.title, whistle.detail};
    const Kind* kind = policy_.kind(whistle.kind);
    const Urgency* urgency = policy_.urgency(whistle.urgency);
    if (kind == nullptr)
      return refusal(Reject::unknown_kind, "kind", whistle.kind.view(),
                     "a kind of the policy in force; this one was removed since the draft");
    if (urgency == nullptr)
      return refusal(Reject::unknown_urgency, "urgency", whistle.urgency.view(),
                     "an urgency of the policy in force; this one was removed since the draft");
    const Category* category = policy_.category(whistle.category);
    WhistleDispatched dispatched;
    dispatched.whistle = whistle.id;
    const Classification is{whistle.kind, whistle.category, whistle.urgency,
                            whistle.classified_by};
    dispatched.routing = route(policy_, is, subject, now_);
    dispatched.policy = policy_.version;
    dispatched.blown_at = now_;
    const auto assign = [&](OfficeId office, bool lead) {
      dispatched.assigned.push_back(
          {office, lead, plan_assignment(policy_, *kind, *urgency, category, lead, now_)});
    };
    assign(dispatched.routing.lead, true);
    for (const OfficeId office : dispatched.routing.assist) assign(office, false);
    if (dispatched.routing.rule.empty())
      dispatched.name_lead = plan_whistle_clock(policy_, ClockKind::name_lead, now_);
    happen(std::move(dispatched));
    return std::nullopt;
  }

  Check take(const Approve&) {
    const Move& move = move_named("approve");
    if (Check no = check_role(move, actor_)) return no;
    if (const Kind* is = kind(); is != nullptr && !actor_.roles.has(is->approver) &&
                                 !actor_.roles.has(Role::street_top_leader))
      return refusal(Reject::role_may_not, "role", list_of(actor_.roles),
                     is->id.str() + " is approved by a " + std::string(name_of(is->approver)));
    if (Check no = check_unit(*whistle_, actor_, false)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    happen(WhistleApproved{whistle_->id});
    return dispatch(*whistle_);
  }

  Check take(const Refuse& c) {
    const Move& move = move_named("refuse");
    if (Check no = check_role(move, actor_)) return no;
    if (Check no = check_unit(*whistle_, actor_, false)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    if (Check no = check_text("reason", c.reason, "why the whistle is refused")) return no;
    happen(WhistleRefused{whistle_->id, c.reason});
    return std::nullopt;
  }

  Check take(const Withdraw& c) {
    const Assignment* lead = whistle_->lead();
    if (lead != nullptr && lead->office == actor_.office && whistle_->street != actor_.office)
      return agree(c, *lead);
    const bool blown = whistle_->state != CaseState::draft && whistle_->state != CaseState::review;
    const Move& move = move_named(blown ? "withdraw" : "cancel");
    if (Check no = check_role(move, actor_)) return no;
    if (!blown && actor_.office != whistle_->unit)
      return refusal(Reject::not_your_unit, "office", actor_.office.view(),
                     "the unit that drafted it: " + whistle_->unit.str());
    if (Check no = check_unit(*whistle_, actor_, false); no && blown) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    if (whistle_->state == CaseState::active && lead != nullptr && !lead->agreed_to_withdraw &&
        lead->office != actor_.office)
      return refusal(Reject::lead_has_reported_in, "state", name_of(whistle_->state),
                     "the lead's consent: " + lead->office.str() + " sends the same command");
    if (Check no = check_text("reason", c.reason, "why the whistle is withdrawn")) return no;
    happen(WhistleWithdrawn{whistle_->id, c.reason});
    return std::nullopt;
  }

  Check agree(const Withdraw& c, const Assignment& lead) {
    const Move& move = move_named("agree_withdraw");
    if (Check no = check_role(move, actor_)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    if (Check no = check_text("reason", c.reason, "why the lead agrees")) return no;
    happen(WithdrawalAgreed{whistle_->id, lead.office, c.reason});
    return std::nullopt;
  }

  // ---- naming a lead -------------------------------------------------------------------------

  Check take(const Assign& c) {
    const Move& move = move_named("assign");
    if (Check no = check_role(move, actor_)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    const Clock* naming = whistle_->clock(ClockKind::name_lead);
    if (naming == nullptr || naming->state != ClockState::running)
      return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                     "a whistle that waits for a lead to be named");
    const Office& lead = *policy_.office(c.lead);
    if (!lead.can_lead || lead.type == OfficeType::community)
      return refusal(Reject::may_not_lead, "lead", c.lead.view(),
                     "an office that may lead; a community never may");
    if (Check no = check_text("reason", c.reason, "why this office leads")) return no;
    const Kind* is = kind();
    const Urgency* by = urgency();
    if (is == nullptr || by == nullptr)
      return refusal(Reject::unknown_kind, "kind", whistle_->kind.view(),
                     "a kind and urgency of the policy in force");

    const OfficeId holder = whistle_->lead()->office;
    LeadNamed named;
    named.whistle = whistle_->id;
    named.reason = c.reason;
    if (holder != c.lead) named.relieved = holder;
    const auto assign = [&](OfficeId office, bool leads) {
      named.assigned.push_back(
          {office, leads,
           plan_named(policy_, *is, *by, policy_.category(whistle_->category), leads,
                      whistle_->blown_at, now_)});
    };
    if (holder != c.lead) assign(c.lead, true);
    std::vector<OfficeId> seen{c.lead};
    for (const OfficeId office : c.assist) {
      if (std::find(seen.begin(), seen.end(), office) != seen.end()) continue;
      seen.push_back(office);
      assign(office, false);
    }
    happen(std::move(named));
    return std::nullopt;
  }

  Check check_known_offices(const Assign& c) {
    const auto unknown = [&](std::string_view field, OfficeId id) -> Check {
      if (policy_.office(id) != nullptr) return std::nullopt;
      return refusal(Reject::unknown_office, field, id.view(), "an office of the directory");
    };
    if (Check no = unknown("lead", c.lead)) return no;
    for (const OfficeId office : c.assist)
      if (Check no = unknown("assist", office)) return no;
    return std::nullopt;
  }

  // ---- the assigned offices ------------------------------------------------------------------

  /// The actor's own assignment, in a state from which `move` is possible.
  Check check_assignment(const Move& move) {
    if (Check no = check_role(move, actor_)) return no;
    const Assignment* own = whistle_->assignment(actor_.office);
    if (own == nullptr)
      return refusal(Reject::not_your_assignment, "office", actor_.office.view(),
                     "an office the whistle was sent to");
    const bool case_open = whistle_->state == CaseState::dispatched ||
                           whistle_->state == CaseState::active;
    if (!case_open)
      return refusal(Reject::wrong_state, "state", name_of(whistle_->state),
                     std::string(move.action) + " is possible in DISPATCHED, ACTIVE");
    if (!possible(move, own->state))
      return refusal(Reject::wrong_state, "assignment", name_of(own->state),
                     std::string(move.action) + " is possible in " +
                         list_of(move.from_assignment));
    return std::nullopt;
  }

  Check take(const Acknowledge&) {
    if (Check no = check_assignment(move_named("acknowledge"))) return no;
    happen(Acknowledged{whistle_->id, actor_.office});
    return std::nullopt;
  }

  Check take(const Contact& c) {
    if (Check no = check_assignment(move_named("contact"))) return no;
    if (Check no = check_text("reached", c.reached, "who was reached")) return no;
    if (Check no = check_text("how", c.how, "how: by telephone, on the spot...")) return no;
    happen(Contacted{whistle_->id, actor_.office, c.reached, c.how});
    return std::nullopt;
  }

  Check take(const ReportIn& c) {
    if (Check no = check_assignment(move_named("report_in"))) return no;
    if (Check no = check_text("person", c.person, "who reports in")) return no;
    if (const Kind* is = kind(); is != nullptr && is->on_site) {
      if (Check no = check_text("place", c.place, "where: this kind is reported in on the spot"))
        return no;
    } else if (c.place.empty()) {
      if (Check no = check_text("text", c.text, "a message to the raiser, or the place")) return no;
    }
    happen(ReportedIn{whistle_->id, actor_.office, c.person, c.place, c.text});
    const Assignment* own = whistle_->assignment(actor_.office);
    if (own->lead && whistle_->state == CaseState::dispatched) {
      happen(CaseActivated{whistle_->id});
    }
    return std::nullopt;
  }

  Check take(const Progress& c) {
    if (Check no = check_assignment(move_named("progress"))) return no;
    if (Check no = check_text("text", c.text, "what was done and what comes next")) return no;
    happen(ProgressReported{whistle_->id, actor_.office, c.text});
    return std::nullopt;
  }

  Check take(const Resolve& c) {
    if (Check no = check_assignment(move_named("resolve"))) return no;
    if (whistle_->emergency && !whistle_->released)
      return refusal(Reject::scene_not_released, "whistle", whistle_->id.str(),
                     "the raiser's release of the scene first");
    if (c.evidence.empty())
      return refusal(Reject::missing_field, "evidence", "",
                     "at least one reference: a picture, a record, a receipt");
    happen(Resolved{whistle_->id, actor_.office, c.text, c.evidence});
    const bool all_done = std::all_of(
        whistle_->assignments.begin(), whistle_->assignments.end(), [&](const Assignment& one) {
          return one.office == actor_.office || one.state == AssignmentState::done ||
                 one.state == AssignmentState::relieved;
        });
    if (all_done)
      happen(VerificationAsked{whistle_->id,
                               plan_whistle_clock(policy_, ClockKind::verify, now_)});
    return std::nullopt;
  }

  // ---- the raiser's side ---------------------------------------------------------------------

  Check take(const Release& c) {
    const Move& move = move_named("release");
    if (Check no = check_role(move, actor_)) return no;
    if (Check no = check_unit(*whistle_, actor_, true)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    if (!whistle_->emergency)
      return refusal(Reject::wrong_state, "kind", whistle_->kind.view(),
                     "an emergency: only its scene is released");
    if (whistle_->released)
      return refusal(Reject::wrong_state, "whistle", whistle_->id.str(),
                     "a scene that was not released yet");
    happen(SceneReleased{whistle_->id, c.note});
    return std::nullopt;
  }

  Check take(const Verify& c) {
    const Move& move = move_named("verify");
    if (Check no = check_role(move, actor_)) return no;
    if (Check no = check_unit(*whistle_, actor_, false)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    if (c.pass) {
      happen(Verified{whistle_->id, c.reason,
                      plan_whistle_clock(policy_, ClockKind::evaluate, now_)});
      return std::nullopt;
    }
    if (Check no = check_text("reason", c.reason, "what is not in order")) return no;
    VerificationFailed failed{whistle_->id, c.reason, {}};
    for (const Assignment& one : whistle_->assignments)
      if (one.state == AssignmentState::done)
        if (const Clock* clock = one.clock(ClockKind::resolve))
          failed.rework.push_back({one.office, moved(*clock, now_ - one.done_at)});
    happen(std::move(failed));
    return std::nullopt;
  }

  /// The resolve clock did not run while the work waited to be looked at: it goes on with what
  /// was left, on whole seconds.
  static ClockPlan moved(const Clock& clock, Duration by) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(by);
    ClockPlan plan{clock.kind, clock.starts, clock.due + seconds, clock.levels};
    for (Instant& level : plan.levels) level += seconds;
    return plan;
  }

  Check take(const Evaluate& c) {
    const Move& move = move_named("evaluate");
    if (Check no = check_role(move, actor_)) return no;
    if (Check no = check_unit(*whistle_, actor_, true)) return no;
    if (Check no = check_case_state(move, *whistle_)) return no;
    if (Check no = check_evaluations(c)) return no;
    Evaluated evaluated{whistle_->id, c.evaluations, {}};
    const Kind* is = kind();
    const Urgency* by = urgency();
    for (const Evaluation& one : c.evaluations) {
      if (one.solved != Solved::no) continue;
      // A kind that the policy has lost since: the same three working days, by the whistle's clock.
      ClockPlan again =
          is != nullptr && by != nullptr
              ? plan_rework(policy_, *is, *by, policy_.category(whistle_->category), now_)
              : plan_whistle_clock(policy_, ClockKind::evaluate, now_);
      again.clock = ClockKind::resolve;
      evaluated.rework.push_back({one.office, again});
    }
    const bool solved = evaluated.rework.empty();
    happen(std::move(evaluated));
    if (solved) happen(WhistleClosed{whistle_->id, true});
    return std::nullopt;
  }

  Check check_evaluations(const Evaluate& c) {
    std::string waiting;
    for (const Assignment& one : whistle_->assignments) {
      const auto times = std::count_if(
          c.evaluations.begin(), c.evaluations.end(),
          [&](const Evaluation& evaluation) { return evaluation.office == one.office; });
      if (one.state != AssignmentState::done || times == 1) continue;
      if (!waiting.empty()) waiting += ", ";
      waiting += one.office.view();
    }
    for (const Evaluation& one : c.evaluations) {
      const Assignment* of = whistle_->assignment(one.office);
      if (of == nullptr || of->state != AssignmentState::done)
        return refusal(Reject::evaluation_incomplete, "evaluations", one.office.view(),
                       "offices that worked on the whistle");
    }
    if (waiting.empty()) return std::nullopt;
    return refusal(Reject::evaluation_incomplete, "evaluations", waiting,
                   "each office that worked on the whistle, once");
  }

  // ---- time ----------------------------------------------------------------------------------

  Check take(const Wake& c) {
    // What of a whistle does not fit is due still, and comes with the next Wake.
    const auto left = [&] { return c.most - decision_.events.size(); };
    for (const bool emergency : {true, false})
      for (const Timers::Entry& due : state_.timers(emergency).due_before(now_, left()))
        for (Event& event : due_events(*state_.whistle(due.whistle), policy_, now_))
          if (left() > 0) happen(std::move(event));
    decision_.by_time = decision_.events.size();
    return std::nullopt;
  }

  const State& state_;
  const Policy& policy_;
  const Cause& cause_;
  const Actor& actor_;
  const Instant now_;
  const Whistle* whistle_ = nullptr;
  std::optional<Whistle> aged_;
  Decision decision_{{}, 0, Answer{}};
};

}  // namespace

std::vector<Record> records_of(Decision&& decision, EventNumber first, Instant now,
                               const Cause& cause, bool exercise) {
  std::vector<Record> records;
  const auto middle = decision.events.begin() + static_cast<std::ptrdiff_t>(decision.by_time);
  const auto add = [&](auto begin, auto end, const Cause& why) {
    if (begin == end) return;
    records.push_back({first, now, why, exercise,
                       {std::make_move_iterator(begin), std::make_move_iterator(end)}});
    first += records.back().events.size();
  };
  add(decision.events.begin(), middle, Cause{});
  add(middle, decision.events.end(), cause);
  return records;
}

Decision decide(const State& state, const Policy& policy, const Command& command,
                const Cause& cause, Instant now) {
  return Decider(state, policy, cause, now).decide(command);
}

}  // namespace shao::core
