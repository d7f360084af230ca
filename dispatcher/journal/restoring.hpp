// A journal put into a Redis that has none, from what an archive kept: all of it or nothing. The
// entries are written to a stream that nobody takes for a journal; one FUNCTION at the end gives it
// the journal's name and sets the head. Whoever is killed before that has restored nothing, and who
// comes next begins anew.
//
//   {shunyi}:restored  stream  the entries so far, as the journal's own
//
//   if (auto held = held_journal(redis, "shunyi"); held && *held) refuse(**held);
//   begin_restore(redis, "shunyi");                     // drops what an interrupted one left
//   add_restored(redis, "shunyi", 0, first_entries);    // then 256, then 512 ...
//   read_restored(redis, "shunyi", 0, 0, 64);           // is it what was written?
//   finish_restore(redis, "shunyi", entries, {3, 58, hash});
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/journal/journal.hpp"

namespace shao::journal {

/// The key of a journal that this Redis already has, whole or in part; nothing when it has none.
Result<std::optional<std::string>> held_journal(RedisConnection& redis,
                                                const std::string& jurisdiction);
Result<Done> begin_restore(RedisConnection& redis, const std::string& jurisdiction);
/// After `before` entries; all of these or none.
Result<Done> add_restored(RedisConnection& redis, const std::string& jurisdiction,
                          std::uint64_t before, const std::vector<Entry>& entries);
/// As read() reads a journal.
Result<std::vector<Entry>> read_restored(RedisConnection& redis, const std::string& jurisdiction,
                                         std::uint64_t epoch, core::EventNumber number,
                                         std::size_t count);
/// Makes what was written the journal, when it is `entries` up to the one that `head` names and
/// there still is no journal.
Result<Done> finish_restore(RedisConnection& redis, const std::string& jurisdiction,
                            std::uint64_t entries, const Head& head);

}  // namespace shao::journal
