#include "dispatcher/engine/recovery.hpp"

#include "dispatcher/codec/record_json.hpp"

namespace shao::engine {

namespace {

constexpr std::size_t entries_at_a_time = 64;

std::string id_of(const journal::Entry& entry) {
  return std::to_string(entry.epoch) + "-" + std::to_string(entry.last);
}

/// Checks one entry against what came before it and applies it.
std::string take(Recovered& so_far, const journal::Entry& entry) {
  const std::string id = id_of(entry);
  so_far.chain = journal::chain(so_far.chain, id, entry.bytes);
  // A claim's entry stores no hash: its claimer had not read the journal yet.
  if (!entry.hash.empty() && entry.hash != so_far.chain)
    return "entry " + id + " does not match its hash: the journal was altered";
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
  so_far.head = {entry.epoch, entry.last, entry.hash};
  ++so_far.entries;
  return {};
}

}  // namespace

core::Result<Recovered, std::string> recover(journal::RedisConnection& redis,
                                             const std::string& jurisdiction) {
  Recovered recovered;
  for (;;) {
    const auto entries =
        journal::read(redis, jurisdiction, recovered.head.epoch, recovered.head.number,
                      entries_at_a_time);
    if (!entries) return core::Unexpected{entries.error().message};
    for (const journal::Entry& entry : *entries)
      if (std::string problem = take(recovered, entry); !problem.empty())
        return core::Unexpected{std::move(problem)};
    if (entries->size() < entries_at_a_time) return recovered;
  }
}

}  // namespace shao::engine
