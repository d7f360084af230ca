// TOML text to Nodes. The one file that sees toml++: its values, its positions, its exceptions.
#include "config/document.hpp"

#include <toml++/toml.h>

#include <utility>

namespace shao::config {

namespace {

Position position(const std::string& file, const toml::source_position& at) {
  return {file, static_cast<int>(at.line), static_cast<int>(at.column)};
}

Node node_of(const std::string& file, const toml::node& from);

Table table_of(const std::string& file, const toml::table& from) {
  Table table;
  table.reserve(from.size());
  for (const auto& [key, value] : from)
    table.push_back(
        {std::string(key.str()), position(file, key.source().begin), node_of(file, value)});
  return table;
}

Items items_of(const std::string& file, const toml::array& from) {
  Items items;
  items.reserve(from.size());
  for (const toml::node& item : from) items.push_back(node_of(file, item));
  return items;
}

Node::Value value_of(const std::string& file, const toml::node& from) {
  switch (from.type()) {
    case toml::node_type::table:
      return table_of(file, *from.as_table());
    case toml::node_type::array:
      return items_of(file, *from.as_array());
    case toml::node_type::string:
      return from.as_string()->get();
    case toml::node_type::integer:
      return from.as_integer()->get();
    case toml::node_type::boolean:
      return from.as_boolean()->get();
    case toml::node_type::date: {
      const toml::date& date = from.as_date()->get();
      return std::chrono::year_month_day{
          std::chrono::year{date.year}, std::chrono::month{date.month}, std::chrono::day{date.day}};
    }
    case toml::node_type::floating_point:
      return Other{"a number with a fraction", "小数"};
    case toml::node_type::time:
      return Other{"a time without quotation marks", "未加引号的时刻"};
    case toml::node_type::date_time:
      return Other{"a date with a time", "带时刻的日期"};
    case toml::node_type::none:
      break;
  }
  return Other{"nothing", "空值"};
}

Node node_of(const std::string& file, const toml::node& from) {
  return {position(file, from.source().begin), value_of(file, from)};
}

}  // namespace

core::Result<Node, Problem> parse(const std::string& file, std::string_view text) {
  try {
    return node_of(file, toml::parse(text));
  } catch (const toml::parse_error& error) {
    const Position at = position(file, error.source().begin);
    const std::string why(error.description());
    return core::Unexpected{Problem{Problem::Severity::error, file, at.line, at.column,
                                    "this is not TOML: " + why, "不是合法的 TOML:" + why,
                                    "file.syntax"}};
  }
}

}  // namespace shao::config
