#include "dispatcher/engine/render.hpp"

#include "dispatcher/codec/position.hpp"
#include "dispatcher/codec/view_json.hpp"

namespace shao::engine {

link::Event render(const core::State& state, const core::Record& record, std::size_t index) {
  const core::Event& event = record.events[index];
  const core::EventNumber number = record.first + index;
  link::Event told;
  told.position = codec::format(codec::position_at(state, number));
  told.body = codec::dump(codec::event_json(record, index));

  const core::Whistle* whistle = state.whistle(core::whistle_of(event));
  if (whistle == nullptr) return told;
  for (const core::Viewer& viewer : whistle->viewers) {
    if (viewer.since > number) continue;
    told.audience.see.push_back(viewer.office);
    if (viewer.since == number) told.audience.enter.push_back(viewer.office);
  }
  for (const core::Assignment& assignment : whistle->assignments)
    told.audience.full.push_back(assignment.office);
  told.audience.enter_all = std::holds_alternative<core::WhistleRaised>(event);
  if (!told.audience.enter.empty() || told.audience.enter_all)
    told.view = codec::dump(codec::view_json(*whistle, state.last_event()));
  return told;
}

}  // namespace shao::engine
