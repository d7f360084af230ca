// Conditions under which a backtest fails, for CI.
//
//   condition = figure operator number [ "%" ]        moved>0   late>5%   newly_late>=3
//   operator  = ">" | ">=" | "<" | "<=" | "==" | "!="
//
// With "%" the figure is taken as its share of all whistles that were compared.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "dispatcher/core/result.hpp"

namespace shao::cli {

/// By their name; "whistles" is what shares are of.
using Figures = std::map<std::string, std::uint64_t, std::less<>>;

class FailIf {
 public:
  /// The error is a sentence. `figures` names what can be asked for.
  static core::Result<FailIf, std::string> parse(const std::string& text, const Figures& figures);

  bool met(const Figures& figures) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::string figure_;
  std::string operator_;
  double number_ = 0;
  bool percent_ = false;
};

}  // namespace shao::cli
