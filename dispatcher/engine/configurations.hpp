// Configurations by version, read from the store and checked once: a version is named by the hash
// of its content, so what was loaded in one term is right in every other.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "config/config.hpp"
#include "dispatcher/core/result.hpp"
#include "dispatcher/engine/ports.hpp"
#include "dispatcher/journal/store.hpp"

namespace shao::engine {

class Configurations {
 public:
  core::Result<std::shared_ptr<const config::Configuration>, Obstacle> load(
      journal::Store& store, const std::string& version);

 private:
  /// Going back to the version before is as likely as going on.
  static constexpr std::size_t kept = 2;
  std::deque<std::shared_ptr<const config::Configuration>> loaded_;  // the last ones
};

}  // namespace shao::engine
