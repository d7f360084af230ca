// A directory of the disk to Files.
#include <filesystem>
#include <fstream>
#include <utility>

#include "config/config.hpp"

namespace shao::config {

namespace {

namespace fs = std::filesystem;

Problem unreadable(const std::string& path, const std::string& why) {
  return {Problem::Severity::error, path, 0, 0, "cannot be read: " + why, "无法读取:" + why,
          "file.unreadable"};
}

}  // namespace

core::Result<Files, Problem> read_directory(const std::string& path) {
  std::error_code failure;
  fs::directory_iterator entry(path, failure);
  if (failure) return core::Unexpected{unreadable(path, failure.message())};
  Files files;
  for (; entry != fs::directory_iterator(); entry.increment(failure)) {
    if (entry->path().extension() != ".toml") continue;
    const auto size = entry->file_size(failure);
    if (failure) return core::Unexpected{unreadable(entry->path().string(), failure.message())};
    std::string text(size, '\0');
    std::ifstream in(entry->path(), std::ios::binary);
    if (!in.read(text.data(), static_cast<std::streamsize>(size)))
      return core::Unexpected{unreadable(entry->path().string(), "it does not open or ends early")};
    files.emplace(entry->path().filename().string(), std::move(text));
  }
  if (failure) return core::Unexpected{unreadable(path, failure.message())};
  if (files.empty()) return core::Unexpected{unreadable(path, "it has no .toml file")};
  return files;
}

}  // namespace shao::config
