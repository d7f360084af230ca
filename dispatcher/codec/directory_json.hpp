// Who and what there is in a jurisdiction, as the configuration in force calls it: all that a
// screen needs to show names and to ask for the fields of a whistle.
//
//   {version, jurisdiction, title {zh, en}, top_level,
//    offices [{id, zh, en, type, parent, can_lead, centre}],
//    kinds [{id, zh, en, raisers [role], needs_review, approver, round_clock, on_site,
//            release_before_resolve, dispute_after_report_in, may_suspend, max_extension}],
//    categories [{id, zh, en, kind, urgency, keywords}],
//    urgencies [{id, zh, en, may_suspend}], levels [{level, zh, en}]}
//
// `parent` is null but of a community; `max_extension` ("7 d") is null where there is none.
// Categories stand in the configuration's order, which breaks ties of key words.
#pragma once

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::codec {

Json directory_json(const core::Policy& policy);

/// The shifts of an office's rotas that are not over at `now`:
/// {office, rotas [{levels [level], shifts [{from, to, who}]}]}. No rota: the office is told as a
/// whole.
Json duty_json(const core::Policy& policy, core::OfficeId office, core::Instant now);

}  // namespace shao::codec
