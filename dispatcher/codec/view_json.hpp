// Whistles as clients see them: the whole view, the row of a list, the levels still to come.
// Empty ids (rule, category, lead) are null, texts and instants that there are none of are absent.
//
//   Json view = codec::view_json(whistle, state.last_event());
//   codec::tell(view, particulars, codec::Shown::address);   // by who has the keys
#pragma once

#include "dispatcher/codec/event_json.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/policy.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::codec {

/// Everything about a whistle but what is sealed, which who has the keys puts in (particulars.hpp).
///   {whistle, record, as_of, state, emergency, released, kind, category, urgency, classified_by,
///    unit, street, title, detail, occurred_at, erased (only when the particulars are),
///    rule, policy, lead, level, next_due, raised_at, blown_at, ended_at, reworks,
///    bad_evaluations, history (how many events),
///    assignments [{office, lead, state, agreed_to_withdraw, done_at, clocks}],
///    clocks [{clock, state, starts, due, missed, next_level, levels [5], ended}],
///    merged_into, merged [{whistle, unit, street}] (when there are any),
///    evaluations [{unit, office, solved, satisfaction, on_time, text}], told [{level, recipient}]}
/// `missed` is false of a miss that was cleared. `level` is null before the first; `next_level` is
/// null when none is left; `as_of` is the number of the last event the view includes.
Json view_json(const core::Whistle& whistle, core::EventNumber as_of);

/// {whistle, state, kind, category, urgency, unit, street, title, lead, level, next_due,
/// raised_at}; `title` is the beginning of the detail when there is no title.
Json short_view_json(const core::Whistle& whistle);

/// A whistle on somebody's screen: what a list or a board shows of it, and what has to be done
/// next.
///   short_view_json's, {as_of, emergency, released, reworks, to, hops, reopened, extended,
///    disputed_by, suspension, extension_asked, merged_into, merged (each as in a view, when there
///    is something to say), blown_at, ended_at, assignments [{office, lead, state}], waits, held,
///    until (waiting_json.hpp; of `next` the level and when it is due)}
Json row_json(const core::Whistle& whistle, const core::Policy& policy, core::EventNumber as_of,
              core::Instant now);

/// The levels that will fire if nothing is done, the next first:
/// [{office, clock, level, due, recipients ["OFFICE/role"]}]. A closing evaluation has one only.
Json levels_ahead_json(const core::Whistle& whistle, const core::Policy& policy);

/// In words what `json` names by code: {code: {zh, en}} for each office, kind, category and urgency
/// in its fields, as `policy` calls them. What the policy does not hold any more is left out.
Json names_json(const Json& json, const core::Policy& policy);

}  // namespace shao::codec
