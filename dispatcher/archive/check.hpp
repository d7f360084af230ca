// Proof that nothing in an archive was altered or removed, and that the journal in Redis goes on
// from it: the chain of hashes, walked along every branch, also those that a rewind took back.
//
//   auto checked = check(*archive);
//   if (checked->fault) complain(checked->fault->id, checked->fault->problem);
//   auto verdict = check_with_journal(*archive, *redis);   // both, where they overlap and beyond
#pragma once

#include <functional>

#include "dispatcher/archive/archive.hpp"
#include "dispatcher/journal/verify.hpp"

namespace shao::archive {

struct Checked {
  std::uint64_t entries = 0;     // that happened
  std::uint64_t taken_back = 0;  // entries, by rewinds
  core::EventNumber last = 0;    // number of the last event that happened
  std::string hash;              // chain hash up to there
  std::optional<journal::Fault> fault;
};

/// Told of every entry that fits, on every branch, with the chain hash up to it.
using Seen = std::function<void(const Linked&)>;

Result<Checked> check(Archive& archive, const Seen& seen = {});

/// Of the archive and, when it checks, of the journal: it must hold what the archive holds, from
/// wherever it begins, and go on from there; `entries`, `last` and `hash` count both. The journal
/// may begin after the archive's first entry, but not after the one that follows its last.
Result<Checked> check_with_journal(Archive& archive, journal::RedisConnection& redis,
                                   const Seen& seen = {});

/// Of the journal alone.
Result<Checked> check_journal(journal::RedisConnection& redis, const std::string& jurisdiction,
                              const Seen& seen = {});

}  // namespace shao::archive
