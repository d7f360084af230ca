// What changed from one version of a configuration to another, in the words of the files: entries
// by their id, fields by their name, whatever stands on which line.
//
//   const auto changes = config::diff(*older, *newer);
//   if (!changes) return complain(changes.error());      // one of them is no TOML
//   for (const config::Change& change : *changes) std::cout << change.message << '\n';
//
//   rule ROAD: lead changed from "D1" to "D2"
//   rule NIGHT is new, before ROAD: hours "closed", lead "D2"
//   the key of ZJW, "duty desk", is revoked
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace shao::config {

/// `code` is a sort and what happened to it: "rule.added", "rule.removed", "rule.moved",
/// "kind.changed", "key.revoked", "key.restored", "file.text" (comments or layout alone). The sort
/// is that of the list the entry stands in; of fields outside of lists, the name of the file.
struct Change {
  std::string code;
  std::string file;
  int line = 0;  // in the newer version; in the older one where it is there no more
  std::string id{};
  std::string field{};  // of "changed": its name, "ladder.resolve" of one inside another
  std::string from{};
  std::string to{};
  std::string message{};
  std::string message_zh{};
};

core::Result<std::vector<Change>, Problem> diff(const Files& older, const Files& newer);

}  // namespace shao::config
