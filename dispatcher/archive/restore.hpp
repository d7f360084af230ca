// From the archive back into a Redis that lost its journal: every entry that happened, with its id,
// bytes and stored hash, and the head after the last. All or nothing (journal/restoring.hpp): who
// is killed in the middle has restored nothing, and begins anew.
//
//   auto restored = restore(*archive, "shunyi", *redis);
//   if (!restored) return restored.error();
//   say("apply the configuration", restored->configuration);   // the archive does not hold them
//
// The archive is checked whole before anything is written; what Redis holds then is read back and
// compared with it, entry by entry, before it becomes the journal.
#pragma once

#include <string>

#include "dispatcher/archive/archive.hpp"

namespace shao::archive {

struct Restored {
  std::uint64_t entries = 0;
  journal::Head head;         // of the journal now
  std::string hash;           // chain hash up to there
  std::string configuration;  // the version in force there; "" when none ever was
};

/// `occupied`: this Redis has a journal of the jurisdiction, or a part of one; it stays untouched.
Result<Restored> restore(Archive& archive, const std::string& jurisdiction,
                         journal::RedisConnection& redis);

}  // namespace shao::archive
