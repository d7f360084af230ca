#include "clients/drill/measure.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>

#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::drill {

std::vector<std::chrono::microseconds> measure_fdatasync(const std::filesystem::path& folder,
                                                         std::size_t times) {
  using Steady = std::chrono::steady_clock;
  const std::filesystem::path path = folder / "fdatasync.probe";
  std::vector<std::chrono::microseconds> took;
  {
    const journal::FileDescriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const std::array<char, 512> block{};
    for (std::size_t i = 0; file && i < times; ++i) {
      const auto begun = Steady::now();
      if (::write(file.get(), block.data(), block.size()) != static_cast<ssize_t>(block.size()) ||
          ::fdatasync(file.get()) != 0)
        break;
      took.push_back(std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begun));
    }
  }
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  std::sort(took.begin(), took.end());
  return took;
}

double cpu_seconds(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  // The name in parentheses may hold spaces; after it, fields 14 and 15 are utime and stime.
  const auto end = line.rfind(')');
  if (end == std::string::npos) return 0;
  std::istringstream fields(line.substr(end + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0;
  double kernel = 0;
  fields >> user >> kernel;
  return (user + kernel) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace shao::drill
