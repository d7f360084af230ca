// Shunyi's configuration with an engine whose term has just begun, for the fuzzers of what the
// dispatcher takes.
#pragma once

#include <memory>

#include "config/config.hpp"
#include "dispatcher/engine/engine.hpp"

namespace shao::fuzz {

std::shared_ptr<const config::Configuration> shunyi();
engine::Engine term_begun();
/// Lets everything decided be journaled; what was released since.
engine::Outputs settle(engine::Engine& engine);

/// Who speaks: a community, its street, two departments, the command centre.
/// A digit says which; other bytes count on from there.
inline std::size_t speaker_of(char c) {
  return static_cast<unsigned char>(c - '0');
}
engine::Request from(std::size_t speaker, std::string id, std::string_view body);

/// A Monday morning.
inline const core::Instant morning = core::at_second(1'772'416'800);

}  // namespace shao::fuzz
