#include "dispatcher/engine/recovery.hpp"

#include "dispatcher/codec/record_json.hpp"

namespace shao::engine {

namespace {
constexpr std::size_t entries_at_a_time = 64;
}

/// Checks one entry against what came before it and applies it; says what is wrong.
std::optional<std::string> Recovery::take(const journal::Entry& entry) {
  if (auto problem = walk_.take(entry)) return problem;
  const std::string id = journal::entry_id(entry.epoch, entry.last);
  const auto records = codec::decode_batch(entry.bytes);
  if (!records) return "entry " + id + " cannot be read: " + records.error();
  for (const core::Record& record : *records) {
    if (record.first != state_.last_event() + 1)
      return "entry " + id + " begins with event " + std::to_string(record.first) +
             " where event " + std::to_string(state_.last_event() + 1) + " should follow";
    state_.apply(record);
  }
  if (state_.last_event() != entry.last)
    return "entry " + id + " ends with event " + std::to_string(state_.last_event());
  return std::nullopt;
}

core::Result<bool, Obstacle> Recovery::step() {
  const auto entries = store_.read(walk_.epoch(), walk_.last(), entries_at_a_time);
  if (!entries) return core::Unexpected{Obstacle{entries.error().message, false}};
  for (const journal::Entry& entry : *entries)
    if (auto problem = take(entry)) return core::Unexpected{Obstacle{std::move(*problem)}};
  return entries->size() < entries_at_a_time;
}

}  // namespace shao::engine
