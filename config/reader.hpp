// Reads the fields of one table: each asked for by name and type, what is missing or wrong
// reported where it stands, and at the end every field nobody asked for.
//
//   Reader reader(node, named(node, {"category", "类别"}), problems);
//   const std::string name = reader.text("name");
//   const auto limit = reader.optional_limit("resolve_override");
//   reader.finish();
//
// A field that could not be read gives an empty value: the configuration is refused anyway, and
// the other fields are still looked at.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/problems.hpp"
#include "dispatcher/core/calendar.hpp"
#include "dispatcher/core/roles.hpp"

namespace shao::config {

/// A text and where it stands, for references that are checked later.
struct Word {
  std::string text;
  Position at;
};

class Reader {
 public:
  /// `what` names the table in messages. A node that is no table is reported here.
  Reader(const Node& node, Text what, Problems& problems);

  const Position& at() const { return at_; }
  const Text& what() const { return what_; }
  /// Where the value of a field stands; the table itself when it is not there.
  const Position& at(std::string_view field) const;

  /// Nothing when the field is not there.
  const Node* node(std::string_view field);
  /// As node(), but its absence is a problem.
  const Node* required(std::string_view field);

  std::string text(std::string_view field);
  std::string optional_text(std::string_view field);
  /// Nothing when it is missing (which is reported) or no text.
  std::optional<Word> word(std::string_view field);
  /// A list of texts, or one text alone; no text twice. Required: at least one.
  std::vector<Word> words(std::string_view field);
  std::vector<Word> optional_words(std::string_view field);
  bool flag(std::string_view field);
  bool flag_or(std::string_view field, bool fallback);
  std::optional<int> integer(std::string_view field);
  core::Limit limit(std::string_view field);
  std::optional<core::Limit> optional_limit(std::string_view field);
  /// Time after a limit: like one, but may be zero. Nothing when it could not be read.
  std::optional<core::Limit> offset(std::string_view field);
  std::optional<std::chrono::year_month_day> date(std::string_view field);
  /// The items of a list of tables, [[field]].
  const Items& tables(std::string_view field);
  /// The index in `names` of a field's text; `fallback` when it is not there, else it is required.
  /// Nothing when it could not be read.
  std::optional<std::size_t> choice(std::string_view field, std::span<const std::string_view> names,
                                    std::optional<std::size_t> fallback = std::nullopt);
  core::Roles roles(std::string_view field);

  /// Reports the fields nobody asked for.
  void finish();

  Problems& problems() { return problems_; }

 private:
  void wrong_type(std::string_view field, const Node& found, const Text& wanted);
  std::string text_of(std::string_view field, const Node* found);
  std::vector<Word> words_of(std::string_view field, const Node* found);
  std::optional<core::Limit> limit_of(std::string_view field, const Node* found, bool zero);

  Position at_;
  Text what_;
  const Table* table_ = nullptr;
  std::vector<std::string> asked_;
  Problems& problems_;
};

/// `sort` with what the entry has as `key` behind it, if it does: "kind DEMAND", "level 2".
Text named(const Node& entry, Text sort, std::string_view key = "id");

/// The names of an array as choice() takes them, and as messages list them.
std::vector<std::string> strings_of(std::span<const std::string_view> names);

/// The role `word` names; an unknown one is reported.
std::optional<core::Role> role_of(const Word& word, Problems& problems);

}  // namespace shao::config
