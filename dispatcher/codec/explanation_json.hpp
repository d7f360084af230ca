// "What would happen to this whistle?" as one object:
//
//   {kind, category, urgency, classified_by, rule {id, version, reason}, near [{rule, condition,
//    wanted}], lead, assist [], review, clocks [{clock, starts, due, levels [{level, due,
//    recipients ["OFFICE/role"]}]}]}
//
// `category` is null when none was given or found. `rule` is null when none matched: then
// "backstop":true and `reason` stand beside it. "provisional":true stands on a clock or a level
// whose instant lies past the last published calendar, and nowhere else.
#pragma once

#include <functional>
#include <string>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::codec {

/// `format_instant` writes instants for people, for example config::format_instant with the
/// jurisdiction's zone.
Json explanation_json(const core::Explanation& explanation, const core::Policy& policy,
                      const core::Subject& subject,
                      const std::function<std::string(core::Instant)>& format_instant);

}  // namespace shao::codec
