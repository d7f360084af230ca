// Proof that nothing in a journal was altered or removed: the chain of hashes, walked from the
// first entry that was not trimmed away, against what each entry and the head say. What was
// trimmed is in the archive, and verified there.
//
//   auto verdict = verify(redis, "shunyi", [](const Entry& entry) { show(entry); });
//   if (!verdict) return verdict.error();                       // could not be read
//   if (verdict->fault) complain(verdict->fault->id, verdict->fault->problem);
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "dispatcher/journal/journal.hpp"

namespace shao::journal {

/// Takes entries one by one and says what is wrong with the first that does not fit.
class ChainWalk {
 public:
  ChainWalk() = default;
  /// Goes on after the entry `epoch`-`last`, up to which the chain hash is `hash`: an archive has
  /// vouched for what came before.
  ChainWalk(std::uint64_t epoch, core::EventNumber last, std::string hash)
      : hash_(std::move(hash)), epoch_(epoch), last_(last) {}
  /// A sentence about what is wrong with `entry`; nothing when it continues the chain.
  std::optional<std::string> take(const Entry& entry);

  /// Of the last entry that fitted; "" and 0 before the first.
  const std::string& hash() const { return hash_; }
  std::uint64_t epoch() const { return epoch_; }
  core::EventNumber last() const { return last_; }
  std::uint64_t entries() const { return entries_; }

 private:
  std::string hash_;
  std::uint64_t epoch_ = 0;
  core::EventNumber last_ = 0;
  std::uint64_t entries_ = 0;
  std::string unhashed_;  // the claims before, which only the next hash can vouch for
};

struct Fault {
  std::string id;       // of the first entry that does not fit
  std::string problem;  // a sentence
};

struct Verdict {
  Head trimmed;                // the last entry before those that are here
  std::uint64_t entries = 0;   // that fitted
  core::EventNumber last = 0;  // number of the last event in them
  std::string hash;            // chain hash up to there
  std::optional<Fault> fault;  // nothing: nothing was altered or removed
};

/// Calls `each` with every entry that fits, in order. May run beside a living leader.
Result<Verdict> verify(RedisConnection& redis, const std::string& jurisdiction,
                       const std::function<void(const Entry&)>& each);
/// The same of what follows the entry that `from` has walked up to: the rest is elsewhere.
Result<Verdict> verify(RedisConnection& redis, const std::string& jurisdiction, ChainWalk from,
                       const std::function<void(const Entry&)>& each);

/// The highest id the journal ever had, also when all its entries were trimmed.
Result<EntryId> read_highest(RedisConnection& redis, const std::string& jurisdiction);

}  // namespace shao::journal
