// What the clients' tests share: a fresh folder, and programs run as a person would run them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "tests/files.hpp"

namespace shao::test {

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A program that ran to its end.
struct Ran {
  int exit = -1;  // 128 + signal when one ended it
  std::string out;
  std::string err;
  /// Standard output as one JSON value, and as lines of them.
  codec::Json json() const;
  std::vector<codec::Json> lines() const;
};
using Environment = std::map<std::string, std::string>;
inline const Environment in_chinese{{"LC_ALL", "zh_CN.UTF-8"}};

/// Runs build/bin/shao; locale C and no profile but what `environment` says.
/// Standard output goes to `output` when one is given.
Ran shao(const std::vector<std::string>& arguments, const Environment& environment = {},
         const char* output = nullptr);

}  // namespace shao::test
