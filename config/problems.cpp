#include "config/problems.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace shao::config {

namespace {
Problem problem(Problem::Severity severity, const Position& at, std::string_view code, Text text) {
  return {severity,           at.file,          at.line, at.column, std::move(text.en),
          std::move(text.zh), std::string(code)};
}
}  // namespace

std::string Problem::str(bool chinese) const {
  std::string text = file;
  if (line > 0) text += ":" + std::to_string(line) + ":" + std::to_string(column);
  const bool is_error = severity == Severity::error;
  if (chinese) return text + (is_error ? ": 错误:" : ": 警告:") + message_zh;
  return text + (is_error ? ": error: " : ": warning: ") + message;
}

void Problems::error(const Position& at, std::string_view code, Text text) {
  list_.push_back(problem(Problem::Severity::error, at, code, std::move(text)));
}

void Problems::warning(const Position& at, std::string_view code, Text text) {
  list_.push_back(problem(Problem::Severity::warning, at, code, std::move(text)));
}

bool Problems::has_errors() const {
  return std::any_of(list_.begin(), list_.end(),
                     [](const Problem& one) { return one.severity == Problem::Severity::error; });
}

std::vector<Problem> Problems::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  return std::exchange(list_, {});
}

}  // namespace shao::config
