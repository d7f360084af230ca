// The list every check adds to. A check goes on after an error, so that one run names them all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"

namespace shao::config {

/// The same thing said to people in English and in Chinese.
struct Text {
  std::string en;
  std::string zh;
};

class Problems {
 public:
  void error(const Position& at, std::string_view code, Text text);
  void warning(const Position& at, std::string_view code, Text text);
  void add(Problem problem) { list_.push_back(std::move(problem)); }
  bool has_errors() const;
  /// All of them in the order of the files and lines; the list is empty afterwards.
  std::vector<Problem> take();

 private:
  std::vector<Problem> list_;
};

}  // namespace shao::config
