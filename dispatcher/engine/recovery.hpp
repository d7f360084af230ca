// Recovery: from the journal to the state. Reads every entry in order, checks its hash and its
// numbers, applies its records. Replay runs `apply` alone, so a changed rule never rewrites
// history.
#pragma once

#include <string>

#include "dispatcher/core/state.hpp"
#include "dispatcher/journal/verify.hpp"

namespace shao::engine {

struct Recovered {
  core::State state;
  journal::ChainWalk walk;  // up to and including the last entry: its id and chain hash
};

/// The error is a sentence for the operator; a journal that does not check is never led.
core::Result<Recovered, std::string> recover(journal::RedisConnection& redis,
                                             const std::string& jurisdiction);

}  // namespace shao::engine
