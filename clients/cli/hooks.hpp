// shao hooks: follows the feed as the centre and tells the offices that hooks.toml names.
#pragma once

#include <string>

#include "clients/cli/session.hpp"

namespace shao::cli {

struct HooksFlags {
  std::string config;        // folder with the jurisdiction's files
  std::string folder;        // its queue and its outbox; programs run there
  std::string from = "now";  // where to begin when the folder has no position yet
};
/// Until it is interrupted.
Exit run_hooks(const Globals& globals, const HooksFlags& flags);

}  // namespace shao::cli
