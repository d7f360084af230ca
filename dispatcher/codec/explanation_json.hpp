// "What would happen to this whistle?" as one object:
//
//   {kind, category, urgency, classified_by, rule {id, version, reason}, near [{rule, condition,
//    wanted}], lead, assist [], review, review_clock, time {counts, by, resolve, resolve_from},
//    clocks [clock], assisting [{office, clocks [clock]}]}
//   clock = {clock, starts, due, limit, from, counts, levels [{level, due, recipients
//    ["OFFICE/role"]}]}
//
// `category` is null when none was given or found. `rule` is null when none matched: then
// "backstop":true and `reason` stand beside it. `review_clock` is there where a leader approves
// first; the others start when that is done. `counts` is "working" or "round_clock": how the time
// of a clock is counted and, in `time`, what days mean. `by` is whose word that is: "kind", or
// "resolve_limit" where a resolve limit in minutes has a working kind run round the clock. `limit`
// ("3 wd") is what the configuration gives the clock, `from` says where its due instant comes from
// (core::LimitFrom). "provisional":true stands on a clock or a level whose instant lies past the
// last published calendar, and nowhere else.
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
