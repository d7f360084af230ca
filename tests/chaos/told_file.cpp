#include "tests/chaos/told_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "deploy/local/process.hpp"

namespace shao::chaos {

using codec::Json;
using core::fail;

namespace {

/// How many bytes whole lines have.
core::Result<std::size_t, std::string> read_lines(const std::filesystem::path& path,
                                                  const ToldFile::Each& each) {
  std::ifstream file(path, std::ios::binary);
  std::size_t whole = 0;
  for (std::string text; std::getline(file, text) && !file.eof();) {
    const Json line = Json::parse(text, nullptr, false);
    if (line.is_discarded())
      return fail(path.string() + ", byte " + std::to_string(whole) + ": no JSON: " + text);
    each(line);
    whole += text.size() + 1;
  }
  return whole;
}

}  // namespace

core::Result<ToldFile, std::string> ToldFile::open(const std::filesystem::path& path,
                                                   const Each& each) {
  const auto whole = read_lines(path, each);
  if (!whole) return fail(whole.error());
  journal::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file || ::ftruncate(file.get(), static_cast<off_t>(*whole)) != 0)
    return fail("cannot write " + path.string() + ": " + local::text_of(errno));
  return ToldFile(std::move(file));
}

core::Result<bool, std::string> ToldFile::write(const Json& line) {
  const std::string text = codec::dump(line) + "\n";
  if (::write(file_.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()))
    return true;
  return fail("what an office was told cannot be written down: " + local::text_of(errno));
}

core::Result<bool, std::string> ToldFile::read(const std::filesystem::path& path,
                                               const Each& each) {
  const auto whole = read_lines(path, each);
  if (!whole) return fail(whole.error());
  return true;
}

}  // namespace shao::chaos
