// Where the entries of a file stand, and their fields, for findings about a configuration that was
// loaded before: the policy itself no longer knows a line.
//
//   const Places places(files, "rules.toml", "rule", "id");
//   problems.warning(places.of("ROAD"), ...);
//   problems.warning(places.of("ROAD", "hours"), ...);
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "config/document.hpp"

namespace shao::config {

/// The field `name` of a table; nullptr when there is none, or `node` is no table.
const Node* member(const Node& node, std::string_view name);

class Places {
 public:
  /// Of the entries [[list]] in `file`, each known by its field `key`: an id or a number.
  Places(const Files& files, const std::string& file, std::string_view list, std::string_view key);

  /// The entry; the file as a whole when it has none of that id.
  Position of(const std::string& id) const;
  /// A field of it; the entry itself when it does not name the field.
  Position of(const std::string& id, const std::string& field) const;
  /// The last entry of the file.
  Position last() const { return last_; }

 private:
  std::string file_;
  Position last_;
  std::map<std::string, Position> at_;                             // by id
  std::map<std::string, std::map<std::string, Position>> fields_;  // by id, then by name
};

}  // namespace shao::config
