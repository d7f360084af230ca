// From the journal in Redis into the archive: in order, the chain of hashes checked on the way,
// each batch in one transaction; afterwards the mark that trimming waits for (archive_mark.hpp).
//
//   Archiver archiver(*archive);
//   for (;;) {
//     auto step = archiver.step(*redis);
//     if (!step) ...                       // ErrorKind::redis, file: try again; else give up
//     if (step->rewound) say_where(*step->rewound);
//     if (step->entries == 0) wait_a_little();
//   }
//
// May be killed at any point: what is committed is whole, and where to go on is read from the file.
// The journal may have been rewound behind what the archive holds (a replica without its last
// entries took over). Then the last entry that both hold is looked for, what the archive holds
// beyond it is kept and marked as taken back, and it goes on along what happened instead; but only
// once there is such an entry: until then the entries may come back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/archive/archive.hpp"
#include "dispatcher/journal/archive_mark.hpp"
#include "dispatcher/journal/verify.hpp"

namespace shao::archive {

/// Where the journal and what was archived part.
struct Rewound {
  std::string fork;       // id of the last entry that both hold
  std::string abandoned;  // id of the last one that was taken back
  std::uint64_t events = 0;
};

struct Step {
  std::size_t entries = 0;         // archived
  core::EventNumber last = 0;      // number of the last event in the archive
  std::optional<Rewound> rewound;  // with no entries: waiting for what happened instead
};

class Archiver {
 public:
  explicit Archiver(Archive& archive) : archive_(archive) {}

  /// Archives what is new, one batch at most, and marks it.
  Result<Step> step(journal::RedisConnection& redis);

 private:
  /// What follows the archive's end in the journal.
  struct Found {
    std::vector<journal::Entry> entries;
    std::optional<Kept> from;  // the entry they follow; nothing: they are the journal's first
    std::optional<Rewound> rewound;
  };
  Result<Found> find(journal::RedisConnection& redis);
  /// When the archive's end is not in the journal: it was trimmed up to there, or rewound.
  Result<Found> find_again(journal::RedisConnection& redis, const Kept& end);
  Result<std::optional<Kept>> last_common(journal::RedisConnection& redis,
                                          const journal::Entry& first, const Kept& end);
  Result<std::optional<journal::Entry>> entry_in(journal::RedisConnection& redis,
                                                 const journal::Entry& like);
  Result<Done> mark(journal::RedisConnection& redis);

  Archive& archive_;
  std::optional<Kept> end_;  // of the archive, once it was read
  std::optional<journal::ArchiveMark> marked_;
};

}  // namespace shao::archive
