#include "clients/cli/kept_position.hpp"

#include <cstdio>
#include <fstream>

#include "clients/cli/speech.hpp"

namespace shao::cli {

std::optional<std::string> kept_position(const std::string& file) {
  std::ifstream in(file);
  std::string position;
  if (in >> position) return position;
  return std::nullopt;
}

bool keep_position(const std::string& file, const std::string& position) {
  const std::string fresh = file + ".new";
  {
    std::ofstream out(fresh, std::ios::trunc);
    out << position << '\n';
    if (!out.flush()) return false;
  }
  return std::rename(fresh.c_str(), file.c_str()) == 0;
}

bool can_keep_position(const std::string& file) {
  const std::string fresh = file + ".new";
  if (!std::ofstream(fresh, std::ios::trunc)) return false;
  std::remove(fresh.c_str());
  return true;
}

std::string position_lost(const std::string& file) {
  return file + say(": the position cannot be kept there; right would be: a file in a folder "
                    "that you may write to",
                    "：无法保存位置；应为可写文件夹中的文件");
}

}  // namespace shao::cli
