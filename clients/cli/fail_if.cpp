#include "clients/cli/fail_if.hpp"

#include <charconv>

#include "clients/cli/speech.hpp"

namespace shao::cli {

namespace {

core::Unexpected<std::string> wrong(const std::string& text, const Figures& figures) {
  std::string names;
  for (const auto& [name, value] : figures) names += (names.empty() ? "" : ", ") + name;
  return {"--fail-if \"" + text + "\": " +
          say("right would be: a figure, one of > >= < <= == != and a number, with % a share of "
              "the whistles, for example 'late>5%'; figures: ",
              "应为：指标、比较符（> >= < <= == !=）和数字，加 % 为占全部哨的比例，例如 "
              "'late>5%'；指标有：") +
          names};
}

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

}  // namespace

core::Result<FailIf, std::string> FailIf::parse(const std::string& text, const Figures& figures) {
  const std::string plain = without_blanks(text);
  const auto from = plain.find_first_of("<>=!");
  const auto to = plain.find_first_not_of("<>=!", from);
  if (from == plain.npos || to == plain.npos) return wrong(text, figures);
  FailIf condition;
  condition.text_ = text;
  condition.figure_ = plain.substr(0, from);
  condition.operator_ = plain.substr(from, to - from);
  std::string_view number = std::string_view(plain).substr(to);
  condition.percent_ = number.ends_with('%');
  if (condition.percent_) number.remove_suffix(1);
  const char* const end = number.data() + number.size();
  const auto [stopped, error] = std::from_chars(number.data(), end, condition.number_);
  constexpr std::string_view operators[] = {">", ">=", "<", "<=", "==", "!="};
  bool known = false;
  for (const std::string_view one : operators) known = known || one == condition.operator_;
  if (error != std::errc{} || stopped != end || !known ||
      figures.find(condition.figure_) == figures.end())
    return wrong(text, figures);
  return condition;
}

bool FailIf::met(const Figures& figures) const {
  const auto value = static_cast<double>(figures.at(figure_));
  const auto all = static_cast<double>(figures.at("whistles"));
  // Of nothing every share is none.
  const double left = !percent_ ? value : all > 0 ? 100 * value / all : 0;
  if (operator_ == ">") return left > number_;
  if (operator_ == ">=") return left >= number_;
  if (operator_ == "<") return left < number_;
  if (operator_ == "<=") return left <= number_;
  return (left == number_) == (operator_ == "==");
}

}  // namespace shao::cli
