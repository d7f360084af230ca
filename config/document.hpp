// A TOML file as values that know where they stand. Everything else in this folder reads these;
// only document.cpp knows the TOML library (and pays for its headers).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/config.hpp"

namespace shao::config {

struct Position {
  std::string file;
  int line = 0;
  int column = 0;
};

struct Node;
struct Field;
using Items = std::vector<Node>;
using Table = std::vector<Field>;

/// A value of a type no field here has, by its name: "a number with a fraction".
struct Other {
  std::string_view what;
  std::string_view what_zh;
};

struct Node {
  using Value = std::variant<std::string, std::int64_t, bool, std::chrono::year_month_day, Items,
                             Table, Other>;
  Position at;
  Value value;
};

struct Field {
  std::string name;
  Position at;
  Node value;
};

/// The table `text` is; the problem says what breaks TOML's grammar, and where.
core::Result<Node, Problem> parse(const std::string& file, std::string_view text);

}  // namespace shao::config
