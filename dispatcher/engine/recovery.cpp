#include "dispatcher/engine/recovery.hpp"

#include "dispatcher/codec/record_json.hpp"

namespace shao::engine {

namespace {

constexpr std::size_t entries_at_a_time = 64;

/// Checks one entry against what came before it and applies it; says what is wrong.
std::optional<std::string> take(Recovered& so_far, const journal::Entry& entry) {
  if (auto problem = so_far.walk.take(entry)) return problem;
  const std::string id = journal::entry_id(entry.epoch, entry.last);
  const auto records = codec::decode_batch(entry.bytes);
  if (!records) return "entry " + id + " cannot be read: " + records.error();
  for (const core::Record& record : *records) {
    if (record.first != so_far.state.last_event() + 1)
      return "entry " + id + " begins with event " + std::to_string(record.first) +
             " where event " + std::to_string(so_far.state.last_event() + 1) + " should follow";
    so_far.state.apply(record);
  }
  if (so_far.state.last_event() != entry.last)
    return "entry " + id + " ends with event " + std::to_string(so_far.state.last_event());
  return std::nullopt;
}

}  // namespace

core::Result<Recovered, std::string> recover(journal::RedisConnection& redis,
                                             const std::string& jurisdiction) {
  Recovered recovered;
  for (;;) {
    const auto entries = journal::read(redis, jurisdiction, recovered.walk.epoch(),
                                       recovered.walk.last(), entries_at_a_time);
    if (!entries) return core::Unexpected{entries.error().message};
    for (const journal::Entry& entry : *entries)
      if (auto problem = take(recovered, entry)) return core::Unexpected{std::move(*problem)};
    if (entries->size() < entries_at_a_time) return recovered;
  }
}

}  // namespace shao::engine
