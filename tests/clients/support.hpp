// What the clients' tests share: a fresh folder, and programs run as a person would run them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "dispatcher/codec/json_text.hpp"

namespace shao::test {

class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();
  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string read_text(const std::string& path);
void write_text(const std::string& path, const std::string& text);

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

/// Runs build/bin/shao; locale C and no profile but what `environment` says.
Ran shao(const std::vector<std::string>& arguments, const Environment& environment = {});

}  // namespace shao::test
