// A jurisdiction of seven offices on the disk: a stack on it is up in a second or two, where
// Shunyi's hundred and fifty keys and clients take ten under sanitizers.
#pragma once

#include "tests/config/support.hpp"
#include "tests/e2e/support.hpp"

namespace shao::e2e {

/// config::small_files without its keys, whose secret halves nobody has: a stack makes its own. And
/// no community assists: its people may not acknowledge.
inline config::Files small_files() {
  config::Files files = config::with(config::small_files(), "rules.toml",
                                     "assist = [\"D1\", \"C1\"]", "assist = [\"D1\"]");
  files.erase("keys.toml");
  return files;
}

inline void write_files(const std::filesystem::path& folder, const config::Files& files) {
  std::filesystem::create_directories(folder);
  for (const auto& [name, text] : files) test::write_text(folder / name, text);
}

/// A folder with the files of a jurisdiction and room for a stack's data.
class SmallPlace {
 public:
  explicit SmallPlace(const config::Files& files = small_files()) { write_files(config(), files); }
  std::filesystem::path config() const { return folder_.path() / "config"; }
  std::filesystem::path data() const { return folder_.path() / "data"; }
  const std::filesystem::path& path() const { return folder_.path(); }
  local::StackSettings settings() const {
    local::StackSettings settings = settings_in(data());
    settings.config = config();
    return settings;
  }

 private:
  TempFolder folder_;
};

}  // namespace shao::e2e
