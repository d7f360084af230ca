// How far the journal is in the archive: what trimming waits for.
//
//   {shunyi}:archived   string  "<epoch>-<number> <chain hash>"
//
// It names an entry that an archive has committed to its disk, with everything before it: entries
// up to that id may be trimmed, none after it. Always an entry that stores its hash, never a claim,
// so that Redis itself can tell whether the entry is on the journal that it holds now. That matters
// after a rewind: the mark may then name an entry that was lost, and when an epoch is claimed a
// second time the ids of both histories are mixed. So a mark counts only when the journal's entry
// with its id has its hash; or when the journal begins after it, where it allows nothing.
//
//   archiver:  mark_archived(redis, "shunyi", {3, 58, hash});      // after SQLite's commit
//   trimming:  auto mark = read_archived(redis, "shunyi");
//              if (!mark) return mark.error();
//              if (*mark) trim_up_to(min(snapshot, **mark));       // fenced, as every write is
//
// The mark goes forward only, unless what it names is no longer on the journal: a second archive
// that lags behind does not move it back. Two archives of one journal therefore share one mark,
// and trimming waits for the one that is ahead.
#pragma once

#include <optional>
#include <string>

#include "dispatcher/journal/journal.hpp"

namespace shao::journal {

struct ArchiveMark {
  std::uint64_t epoch = 0;
  core::EventNumber number = 0;
  std::string hash;  // the chain hash up to there, as the entry stores it
  bool operator==(const ArchiveMark&) const = default;
};

/// `refused`: the journal does not hold this entry with this hash (and was not trimmed past it).
Result<Done> mark_archived(RedisConnection& redis, const std::string& jurisdiction,
                           const ArchiveMark& mark);

/// Nothing: no archive has told yet, or what it told of was taken back by a rewind since.
Result<std::optional<ArchiveMark>> read_archived(RedisConnection& redis,
                                                 const std::string& jurisdiction);

}  // namespace shao::journal
