// Parts that events and views have in common, as clients see them (rules: event_json.hpp).
#pragma once

#include <array>
#include <string>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/event.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::codec {

/// The id, or null when it is empty.
template <class Tag>
Json id_json(const core::Name<Tag>& name) {
  return name.empty() ? Json(nullptr) : Json(name.view());
}

Json public_json(std::uint8_t level);
Json public_json(const std::string& text);
Json public_json(core::OfficeId office);
Json public_json(core::Instant instant);
Json public_json(const core::ClockPlan& plan);
/// The instants of the levels that the ladder has.
Json levels_json(const std::array<core::Instant, core::level_count>& levels);
Json public_json(const core::Recipient& recipient);
/// An empty `who`: nobody.
Json public_json(const core::OnDuty& on_duty);
Json public_json(const core::Held& held);
Json public_json(const core::Assigned& assigned);
Json public_json(const core::Rework& rework);
Json public_json(const core::ClockMoved& moved);
Json public_json(const core::Judged& judged);
Json public_json(const core::NearMiss& near);
Json public_json(const core::Evaluation& evaluation);

/// Who will be told: "recipients", and what rotas say of them where there are any.
Json telling_json(const core::Telling& told);

template <class List>
Json list_json(const List& list) {
  Json all = Json::array();
  for (const auto& one : list) all.push_back(public_json(one));
  return all;
}

}  // namespace shao::codec
