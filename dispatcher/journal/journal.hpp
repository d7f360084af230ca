// The journal of one jurisdiction in Redis: what is in it happened, and nobody is told before.
// This file moves bytes; what they mean is the codec's.
//
// Keys, all with the jurisdiction's hash tag, so that they live in one Cluster slot:
//
//   {shunyi}:journal   stream  one entry per batch, id "<epoch>-<number of its last event>",
//                              r = the bytes of all its records, h = chain hash, "" in a claim
//   {shunyi}:head      string  "<id of the last entry> <token>"; absent: nothing was ever written
//
// Every write goes through a FUNCTION of Redis (functions.lua) that compares the head with what
// the writer expects, adds one entry and moves the head: all or none. The token is the claimer's
// nonce after a claim and the chain hash after an append. So a deposed leader, a leader that
// writes to a rewound Redis and one that re-uses an epoch are all refused.
//
//   load_functions(redis);                                     // once per connection to a Redis
//   auto head = read_head(redis, "shunyi");
//   head = claim(redis, "shunyi", *head, head->epoch + 1, head->number + 1, nonce, claim_bytes);
//   // read everything up to the claim, compute the chain with chain(); then, one at a time:
//   hash = chain(hash, "3-58", bytes);
//   redis.send(append_command("shunyi", *head, 58, bytes, hash));
//   ... switch (outcome_of(*redis.take_reply())) ...
//   head = Head{3, 58, hash};
//
// After `failed`, a timeout or a broken connection the outcome is unknown: step down, claim anew.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/core/ids.hpp"
#include "dispatcher/core/time.hpp"
#include "dispatcher/journal/error.hpp"
#include "dispatcher/journal/redis_connection.hpp"
#include "dispatcher/journal/resident_keys.hpp"

namespace shao::journal {

/// Where the journal ends. {0, 0, ""}: nothing is there yet.
struct Head {
  std::uint64_t epoch = 0;
  core::EventNumber number = 0;
  std::string token;
  bool operator==(const Head&) const = default;
};

struct Entry {
  std::uint64_t epoch = 0;
  core::EventNumber last = 0;  // number of its last event
  std::string bytes;
  std::string hash;  // chain hash, 64 hex digits; "" in a claim
  bool operator==(const Entry&) const = default;
};

/// The id of an entry by its parts, in the journal's order.
struct EntryId {
  std::uint64_t epoch = 0;
  core::EventNumber number = 0;
  auto operator<=>(const EntryId&) const = default;
};

/// "3-58": the id of the entry that ends with event 58 of epoch 3.
std::string entry_id(std::uint64_t epoch, core::EventNumber last);

/// "3-58 <token>", as the head and other marks in the journal stand in Redis.
std::string head_text(const Head& head);
/// {0, 0, ""} when there is no such key.
Result<Head> read_mark(RedisConnection& redis, const std::string& key);

/// h_i = BLAKE2b-256(h_{i-1} || id || bytes), as 64 lower-case hex digits; h_0 is "". The hash of a
/// claim is not stored, since its claimer has not read the journal yet: whoever reads it computes
/// it, and the next append continues from there.
std::string chain(std::string_view previous_hash, std::string_view id, std::string_view bytes);

/// Makes the journal's FUNCTIONs known to this Redis. Harmless to repeat.
Result<Done> load_functions(RedisConnection& redis);

Result<Head> read_head(RedisConnection& redis, const std::string& jurisdiction);

/// Takes the lead: an entry under `epoch` (above expected.epoch) that ends with `number` (above
/// expected.number). Of several who expect the same head one wins, the others get `fenced`.
/// `inconsistent`: the head is not the stream's last entry, so Redis was rewound or altered.
/// Returns the head after it; its token is `nonce`, which must be new: random and long.
Result<Head> claim(RedisConnection& redis, const std::string& jurisdiction, const Head& expected,
                   std::uint64_t epoch, core::EventNumber number, const std::string& nonce,
                   const std::string& bytes);

/// The command that appends one batch within the term of `expected`, for RedisConnection::send; the
/// keys of its whistles come and go with it.
/// After `appended` the head is {expected.epoch, last, chain_hash}.
std::vector<std::string> append_command(const std::string& jurisdiction, const Head& expected,
                                        core::EventNumber last, std::string_view bytes,
                                        std::string_view chain_hash, const KeyChanges& keys = {});
enum class AppendOutcome : std::uint8_t { appended, fenced, failed };
AppendOutcome outcome_of(const Reply& reply);

/// At most `count` entries after the one with id `epoch`-`number`, in order. 0-0: from the start.
Result<std::vector<Entry>> read(RedisConnection& redis, const std::string& jurisdiction,
                                std::uint64_t epoch, core::EventNumber number, std::size_t count);
/// The same of another stream of entries (restoring.hpp).
Result<std::vector<Entry>> read_stream(RedisConnection& redis, const std::string& key,
                                       std::uint64_t epoch, core::EventNumber number,
                                       std::size_t count);
/// The last entry; an error when the journal is empty.
Result<Entry> read_last(RedisConnection& redis, const std::string& jurisdiction);

/// The wall clock of Redis' machine.
Result<core::Instant> redis_time(RedisConnection& redis);

/// What survives a crash of Redis' machine: everything acknowledged, also when its disk is gone and
/// a replica takes over (`replicated`); everything acknowledged (`fsync`); all but about the last
/// second (`relaxed`); nothing that is promised (`none`).
enum class Durability : std::uint8_t { replicated, fsync, relaxed, none };
constexpr std::string_view name_of(Durability durability) {
  constexpr std::string_view names[] = {"replicated", "fsync", "relaxed", "none"};
  return names[static_cast<std::size_t>(durability)];
}
/// Of Redis alone: who waits for replicas knows that itself (redis_store.hpp).
Result<Durability> durability(RedisConnection& redis);

}  // namespace shao::journal
