// The files of a configuration as entries with fields of text, for whoever compares two versions.
#pragma once

#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/problems.hpp"

namespace shao::config {

/// A field's value. A list keeps its items; one text alone is a list of one.
struct Content {
  std::string name;  // "assist"; "ladder.resolve" of a field inside a field
  Position at;
  std::vector<std::string> items;
  bool list = false;
  std::string text() const;  // items with commas between
};

/// An entry of a list of tables, or all fields of a file that stand in no such list.
struct Entry {
  std::string sort;  // "rule"; "jurisdiction" of fields in no list
  std::string id;    // empty: those fields
  Position at;
  std::vector<Content> fields;

  const Content* field(std::string_view name) const;
};

/// All entries of one file, in its order.
core::Result<std::vector<Entry>, Problem> entries_of(const std::string& file,
                                                     const std::string& text);

/// "rule" and "规则".
Text sort_words(std::string_view sort);
/// The field's name, in Chinese with the word for it: "签收(acknowledge)".
Text field_words(std::string_view field);

}  // namespace shao::config
