// The fields of every record and event, each named once: for the journal's writer, its reader and
// the feed. What is classified or routed stands flat beside the event's own fields.
//
// Nothing can be forgotten: a new event without an overload here, and a new field of an event that
// is not taken apart here, do not compile.
//
// `io(name, value)` is called for each field in order. Io::Ref<T> is `T&` for a reader and
// `const T&` for a writer.
#pragma once

#include "dispatcher/codec/names.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::codec {

template <class Io>
void fields(Io& io, Ref<Io, core::Record> record) {
  auto& [first, at, cause, exercise, events] = record;
  auto& [actor, command, body_hash, made_at] = cause;
  auto& [office, roles, person] = actor;
  io("n", first);
  io("at", at);
  io("office", office);
  io("roles", roles);
  io("person", person);
  io("command", command);
  io("hash", body_hash);
  io("made_at", made_at);
  io("exercise", exercise);
  io("events", events);
}

template <class Io>
void fields(Io& io, Ref<Io, core::TermClaimed> e) {
  auto& [epoch, nonce, redis_time, clock_speed] = e;
  io("epoch", epoch);
  io("nonce", nonce);
  io("redis_time", redis_time);
  io("clock_speed", clock_speed);
}
template <class Io>
void fields(Io& io, Ref<Io, core::PolicyAdopted> e) {
  auto& [version] = e;
  io("version", version);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleRaised> e) {
  auto& [whistle, record, unit, street, classification, title, detail, key, particulars,
         occurred_at, emergency, to, exercise] = e;
  auto& [kind, category, urgency, by] = classification;
  io("whistle", whistle);
  io("record", record);
  io("unit", unit);
  io("street", street);
  io("kind", kind);
  io("category", category);
  io("urgency", urgency);
  io("classified_by", by);
  io("title", title);
  io("detail", detail);
  io("key", key);
  io("particulars", particulars);
  io("occurred_at", occurred_at);
  io("emergency", emergency);
  io("to", to);
  io("exercise", exercise);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ReviewAsked> e) {
  auto& [whistle, clock] = e;
  io("whistle", whistle);
  io("plan", clock);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleApproved> e) {
  auto& [whistle] = e;
  io("whistle", whistle);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleRefused> e) {
  auto& [whistle, reason] = e;
  io("whistle", whistle);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleDispatched> e) {
  auto& [whistle, routing, policy, blown_at, assigned, name_lead] = e;
  auto& [rule, asked, reason, near, lead, assist] = routing;
  io("whistle", whistle);
  io("rule", rule);
  io("asked", asked);
  io("reason", reason);
  io("near", near);
  io("lead", lead);
  io("assist", assist);
  io("policy", policy);
  io("blown_at", blown_at);
  io("assigned", assigned);
  io("name_lead", name_lead);
}
template <class Io>
void fields(Io& io, Ref<Io, core::LeadNamed> e) {
  auto& [whistle, relieved, reason, assigned] = e;
  io("whistle", whistle);
  io("relieved", relieved);
  io("reason", reason);
  io("assigned", assigned);
}
template <class Io>
void fields(Io& io, Ref<Io, core::SceneReleased> e) {
  auto& [whistle, note] = e;
  io("whistle", whistle);
  io("note", note);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WithdrawalAgreed> e) {
  auto& [whistle, office, reason] = e;
  io("whistle", whistle);
  io("office", office);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleWithdrawn> e) {
  auto& [whistle, reason] = e;
  io("whistle", whistle);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Acknowledged> e) {
  auto& [whistle, office] = e;
  io("whistle", whistle);
  io("office", office);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Contacted> e) {
  auto& [whistle, office, reached, how] = e;
  io("whistle", whistle);
  io("office", office);
  io("reached", reached);
  io("how", how);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ReportedIn> e) {
  auto& [whistle, office, person, place, text, progress] = e;
  io("whistle", whistle);
  io("office", office);
  io("person", person);
  io("where", place);
  io("text", text);
  io("progress", progress);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ProgressReported> e) {
  auto& [whistle, office, text, progress] = e;
  io("whistle", whistle);
  io("office", office);
  io("text", text);
  io("progress", progress);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Resolved> e) {
  auto& [whistle, office, text, evidence] = e;
  io("whistle", whistle);
  io("office", office);
  io("text", text);
  io("evidence", evidence);
}
template <class Io>
void fields(Io& io, Ref<Io, core::CaseActivated> e) {
  auto& [whistle] = e;
  io("whistle", whistle);
}
template <class Io>
void fields(Io& io, Ref<Io, core::VerificationAsked> e) {
  auto& [whistle, clock] = e;
  io("whistle", whistle);
  io("plan", clock);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Verified> e) {
  auto& [whistle, text, evaluate] = e;
  io("whistle", whistle);
  io("text", text);
  io("plan", evaluate);
}
template <class Io>
void fields(Io& io, Ref<Io, core::VerificationFailed> e) {
  auto& [whistle, reason, rework] = e;
  io("whistle", whistle);
  io("reason", reason);
  io("rework", rework);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Evaluated> e) {
  auto& [whistle, unit, evaluations, rework] = e;
  io("whistle", whistle);
  io("unit", unit);
  io("evaluations", evaluations);
  io("rework", rework);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleClosed> e) {
  auto& [whistle, evaluated] = e;
  io("whistle", whistle);
  io("evaluated", evaluated);
}
template <class Io>
void fields(Io& io, Ref<Io, core::LevelFired> e) {
  auto& [whistle, office, clock, level, due, collapsed, notify, late, on_duty, held, passed_over] =
      e;
  io("whistle", whistle);
  io("office", office);
  io("clock", clock);
  io("level", level);
  io("due", due);
  io("collapsed", collapsed);
  io("notify", notify);
  io("late", late);
  io("on_duty", on_duty);
  io("held", held);
  io("passed_over", passed_over);
}
template <class Io>
void fields(Io& io, Ref<Io, core::LevelTold> e) {
  auto& [whistle, office, clock, level, notify, on_duty] = e;
  io("whistle", whistle);
  io("office", office);
  io("clock", clock);
  io("level", level);
  io("notify", notify);
  io("on_duty", on_duty);
}
template <class Io>
void fields(Io& io, Ref<Io, core::DisputeRaised> e) {
  auto& [whistle, office, lead, clause, reason, ruling] = e;
  io("whistle", whistle);
  io("office", office);
  io("lead", lead);
  io("clause", clause);
  io("reason", reason);
  io("ruling", ruling);
}
template <class Io>
void fields(Io& io, Ref<Io, core::DisputeDismissed> e) {
  auto& [whistle, office, reason] = e;
  io("whistle", whistle);
  io("office", office);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::DisputeUpheld> e) {
  auto& [whistle, office, reason, assigned] = e;
  io("whistle", whistle);
  io("office", office);
  io("reason", reason);
  io("assigned", assigned);
}
template <class Io>
void fields(Io& io, Ref<Io, core::AssistingAdded> e) {
  auto& [whistle, reason, assigned] = e;
  io("whistle", whistle);
  io("reason", reason);
  io("assigned", assigned);
}
template <class Io>
void fields(Io& io, Ref<Io, core::AssistingRelieved> e) {
  auto& [whistle, office, reason] = e;
  io("whistle", whistle);
  io("office", office);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::MeetingConvened> e) {
  auto& [whistle, office, reason, clock] = e;
  io("whistle", whistle);
  io("office", office);
  io("reason", reason);
  io("plan", clock);
}
template <class Io>
void fields(Io& io, Ref<Io, core::MeetingHeld> e) {
  auto& [whistle, text, relieved, assigned] = e;
  io("whistle", whistle);
  io("text", text);
  io("relieved", relieved);
  io("assigned", assigned);
}
template <class Io>
void fields(Io& io, Ref<Io, core::LeadReplaced> e) {
  auto& [whistle, relieved, reason, assigned] = e;
  io("whistle", whistle);
  io("relieved", relieved);
  io("reason", reason);
  io("assigned", assigned);
}
template <class Io>
void fields(Io& io, Ref<Io, core::SuspensionAsked> e) {
  auto& [whistle, office, ground, plan, proof, review_at, signer] = e;
  io("whistle", whistle);
  io("office", office);
  io("ground", ground);
  io("intention", plan);
  io("proof", proof);
  io("review_at", review_at);
  io("signer", signer);
}
template <class Io>
void fields(Io& io, Ref<Io, core::SuspensionRefused> e) {
  auto& [whistle, reason] = e;
  io("whistle", whistle);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleSuspended> e) {
  auto& [whistle, opinion, review_at] = e;
  io("whistle", whistle);
  io("opinion", opinion);
  io("review_at", review_at);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleResumed> e) {
  auto& [whistle, reason, clocks] = e;
  io("whistle", whistle);
  io("reason", reason);
  io("clocks", clocks);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ExtensionAsked> e) {
  auto& [whistle, office, by, reason] = e;
  io("whistle", whistle);
  io("office", office);
  io("by", by);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ExtensionRefused> e) {
  auto& [whistle, reason] = e;
  io("whistle", whistle);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleExtended> e) {
  auto& [whistle, by, reason, clocks] = e;
  io("whistle", whistle);
  io("by", by);
  io("reason", reason);
  io("clocks", clocks);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleReopened> e) {
  auto& [whistle, reason, rework] = e;
  io("whistle", whistle);
  io("reason", reason);
  io("rework", rework);
}
template <class Io>
void fields(Io& io, Ref<Io, core::LevelRaised> e) {
  auto& [whistle, level, why, reason, notify, on_duty] = e;
  io("whistle", whistle);
  io("level", level);
  io("why", why);
  io("reason", reason);
  io("notify", notify);
  io("on_duty", on_duty);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleMerged> e) {
  auto& [whistle, into, reason] = e;
  io("whistle", whistle);
  io("into", into);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::MergedIn> e) {
  auto& [whistle, merged, unit, street, reason, clocks] = e;
  io("whistle", whistle);
  io("merged", merged);
  io("unit", unit);
  io("street", street);
  io("reason", reason);
  io("clocks", clocks);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleUnmerged> e) {
  auto& [whistle, from, reason, clocks] = e;
  io("whistle", whistle);
  io("from", from);
  io("reason", reason);
  io("clocks", clocks);
}
template <class Io>
void fields(Io& io, Ref<Io, core::MergedOut> e) {
  auto& [whistle, merged, reason] = e;
  io("whistle", whistle);
  io("merged", merged);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::WhistleReplanned> e) {
  auto& [whistle, reason, policy, clocks] = e;
  io("whistle", whistle);
  io("reason", reason);
  io("policy", policy);
  io("clocks", clocks);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Noted> e) {
  auto& [whistle, office, text, attachments] = e;
  io("whistle", whistle);
  io("office", office);
  io("text", text);
  io("attachments", attachments);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ParticularsRevealed> e) {
  auto& [whistle, office, reason] = e;
  io("whistle", whistle);
  io("office", office);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ParticularsErased> e) {
  auto& [whistle, reason] = e;
  io("whistle", whistle);
  io("reason", reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::OfficeTold> e) {
  auto& [whistle, office, told, hook, delivered, attempts, outcome] = e;
  io("whistle", whistle);
  io("office", office);
  io("told", told);
  io("hook", hook);
  io("delivered", delivered);
  io("attempts", attempts);
  io("outcome", outcome);
}
template <class Io>
void fields(Io& io, Ref<Io, core::MissCleared> e) {
  auto& [whistle, office, clock, due, made_at] = e;
  io("whistle", whistle);
  io("office", office);
  io("clock", clock);
  io("due", due);
  io("made_at", made_at);
}

}  // namespace shao::codec
