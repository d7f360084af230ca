// Recovery: from the journal to the state. Begins with the newest snapshot that can be read, then
// reads every entry after it in order, checks its hash and its numbers, and applies its records.
// Replay runs `apply` alone, so a changed rule never rewrites history. In pieces, so that a leader
// can keep its lease meanwhile, and a standby can follow a living journal for ever.
//
//   Recovery recovery(store);
//   for (;;) {
//     const auto done = recovery.step();             // a chunk, or some entries
//     if (!done) return done.error();                // not read, or not to be led by anyone
//     if (*done) break;                              // at the end, for now
//   }
//   use(recovery.state(), recovery.walk().hash());
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/codec/snapshot.hpp"
#include "dispatcher/core/state.hpp"
#include "dispatcher/engine/ports.hpp"
#include "dispatcher/journal/store.hpp"
#include "dispatcher/journal/verify.hpp"

namespace shao::engine {

class Recovery {
 public:
  explicit Recovery(journal::Store& store) : store_(store) {}

  /// Whether the journal's end was reached. The error: it was not read, or it does not check.
  core::Result<bool, Obstacle> step();

  core::State& state() { return state_; }
  /// Up to and including the last entry: its id and chain hash.
  const journal::ChainWalk& walk() const { return walk_; }
  /// Events that were in the snapshot; 0: it began with the journal's first entry.
  core::EventNumber from_snapshot() const { return from_snapshot_; }

 private:
  enum class Phase { looking, reading_snapshot, following };
  using Step = core::Result<bool, Obstacle>;

  Step look();
  Step read_snapshot();
  Step next_snapshot(const std::string& problem);
  Step follow();
  std::optional<std::string> take(const journal::Entry& entry);

  journal::Store& store_;
  Phase phase_ = Phase::looking;
  std::vector<journal::Manifest> manifests_;  // still to be tried, the next one first
  std::vector<journal::Manifest> found_;      // as they stood when it began
  core::EventNumber trimmed_ = 0;
  codec::SnapshotReader reader_;
  std::uint64_t next_chunk_ = 0;
  std::string folded_;
  core::EventNumber from_snapshot_ = 0;
  core::State state_;
  journal::ChainWalk walk_;
};

}  // namespace shao::engine
