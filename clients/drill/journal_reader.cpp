#include "clients/drill/journal_reader.hpp"

#include <chrono>
#include <optional>

#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/journal/journal.hpp"
#include "dispatcher/journal/verify.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;

using core::fail;

}  // namespace

core::Result<std::monostate, std::string> read_journal(
    const journal::RedisAddress& address, const std::string& jurisdiction,
    const std::function<void(const core::Record&)>& each) {
  auto redis = journal::RedisConnection::connect(address);
  if (!redis) return fail(redis.error().message);
  if (const auto ready = redis->ready(30s); !ready) return fail(ready.error().message);
  std::optional<std::string> not_understood;
  const auto verdict = journal::verify(*redis, jurisdiction, [&](const journal::Entry& entry) {
    if (not_understood) return;
    const auto records = codec::decode_batch(entry.bytes);
    if (!records) {
      not_understood =
          "entry " + journal::entry_id(entry.epoch, entry.last) + ": " + records.error();
      return;
    }
    for (const core::Record& record : *records) each(record);
  });
  if (!verdict) return fail(verdict.error().message);
  if (verdict->fault)
    return fail("entry " + verdict->fault->id + " of the journal: " + verdict->fault->problem);
  if (not_understood) return fail(*not_understood);
  return std::monostate{};
}

std::string appendfsync_of(const journal::RedisAddress& address) {
  auto redis = journal::RedisConnection::connect(address);
  if (!redis) return {};
  const auto reply = redis->call({"CONFIG", "GET", "appendfsync"}, 5s);
  return reply && reply->items.size() == 2 ? reply->items[1].text : std::string();
}

}  // namespace shao::drill
