// What the tests of the drill's parts share: Shunyi's policy, a Monday morning, and events as a
// feed brings them.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::drill {

const core::Policy& shunyi();
core::Instant monday();

/// About W1, unless the fields say otherwise.
codec::Json event(const char* name, core::Instant at, codec::Json fields = codec::Json::object());
/// A clock that started on Monday, its levels a day apart.
codec::Json clock_until(const char* clock, core::Instant due);
/// W1 in work with the lead ZJW, whose resolve clock ends after four days.
codec::Json dispatched_to_zjw();

std::string all_of(const std::vector<std::string>& lines);

}  // namespace shao::drill
