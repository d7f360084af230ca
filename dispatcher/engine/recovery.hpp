// Recovery: from the journal to the state. Reads every entry in order, checks its hash and its
// numbers, applies its records. Replay runs `apply` alone, so a changed rule never rewrites
// history. In pieces, so that a leader can keep its lease while it reads a long journal.
//
//   Recovery recovery(store);
//   for (;;) {
//     const auto done = recovery.step();             // some entries
//     if (!done) return done.error();                // not read, or not to be led by anyone
//     if (*done) break;
//   }
//   use(recovery.state(), recovery.walk().hash());
#pragma once

#include <string>

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

 private:
  std::optional<std::string> take(const journal::Entry& entry);

  journal::Store& store_;
  core::State state_;
  journal::ChainWalk walk_;
};

}  // namespace shao::engine
