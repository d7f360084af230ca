#include "deploy/local/installation.hpp"

#include <system_error>

namespace shao::local {

namespace fs = std::filesystem;

Path program_folder() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

std::optional<Path> shipped_config(const std::string& name) {
  std::error_code ignored;
  const auto holds_it = [&](const Path& folder) {
    return fs::exists(folder / "jurisdiction.toml", ignored);
  };
  // From build/bin upwards: a build directory may lie deeper (build/test/bin).
  const Path bin = program_folder();
  for (Path up = bin; up.has_relative_path(); up = up.parent_path())
    if (const Path folder = up / "config" / name; holds_it(folder)) return folder;
  if (const Path folder = fs::current_path(ignored) / "config" / name; holds_it(folder))
    return folder;
  if (const Path folder = bin.parent_path() / "share/shaodao/config" / name; holds_it(folder))
    return folder;
  return std::nullopt;
}

std::optional<Path> built_pages() {
  std::error_code ignored;
  const Path bin = program_folder();
  for (Path up = bin.parent_path(); up.has_relative_path(); up = up.parent_path())
    if (const Path folder = up / "web"; fs::exists(folder / "index.html", ignored)) return folder;
  if (const Path folder = bin.parent_path() / "share/shaodao/web";
      fs::exists(folder / "index.html", ignored))
    return folder;
  return std::nullopt;
}

}  // namespace shao::local
