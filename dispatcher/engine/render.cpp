#include "dispatcher/engine/render.hpp"

#include <spdlog/spdlog.h>

#include "dispatcher/codec/masking.hpp"
#include "dispatcher/codec/position.hpp"
#include "dispatcher/codec/view_json.hpp"

namespace shao::engine {

namespace {

/// Opens what belongs to `whistle`; says in `into` when it cannot be.
std::optional<std::string> opened(codec::Json& into, const core::Whistle& whistle, KeyRing& keys,
                                  sealing::Purpose purpose, const core::Sealed& sealed) {
  if (whistle.erased) {
    into["erased"] = true;
    return std::nullopt;
  }
  if (sealed.empty()) return std::nullopt;
  auto text = keys.open(whistle.key, purpose, sealed);
  if (!text && !keys.problem()) {
    into["unreadable"] = true;
    spdlog::error(
        "event=particulars_unreadable whistle={} meaning=\"the key of this whistle is not in "
        "Redis, "
        "or another master key made it\"",
        whistle.id.str());
  }
  return text;
}

}  // namespace

void tell_particulars(codec::Json& into, const core::Whistle& whistle, KeyRing& keys,
                      codec::Shown shown) {
  const auto text = opened(into, whistle, keys, sealing::Purpose::particulars, whistle.particulars);
  if (!text) return;
  if (const auto particulars = codec::particulars_from(*text))
    codec::tell(into, *particulars, shown);
}

codec::Json view_of(const core::Whistle& whistle, core::EventNumber as_of, KeyRing& keys) {
  codec::Json view = codec::view_json(whistle, as_of);
  tell_particulars(view, whistle, keys, codec::Shown::address);
  return view;
}

codec::Json event_body(const core::State& state, const core::Record& record, std::size_t index,
                       KeyRing& keys) {
  const core::Event& event = record.events[index];
  codec::Json body = codec::event_json(record, index);
  const core::Whistle* whistle = state.whistle(core::whistle_of(event));
  if (whistle == nullptr) return body;
  if (std::holds_alternative<core::WhistleRaised>(event)) {
    tell_particulars(body, *whistle, keys, codec::Shown::masked);
  } else if (const auto* contacted = std::get_if<core::Contacted>(&event)) {
    const auto reached =
        opened(body, *whistle, keys, sealing::Purpose::reached, contacted->reached);
    if (reached) body["reached"] = codec::masked_name(*reached);
  }
  return body;
}

link::Event render(const core::State& state, const core::Record& record, std::size_t index,
                   KeyRing& keys) {
  const core::Event& event = record.events[index];
  const core::EventNumber number = record.first + index;
  link::Event told;
  told.position = codec::format(codec::position_at(state, number));
  told.body = codec::dump(event_body(state, record, index, keys));

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
    told.view = codec::dump(view_of(*whistle, state.last_event(), keys));
  return told;
}

}  // namespace shao::engine
