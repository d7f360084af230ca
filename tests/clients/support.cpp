#include "tests/clients/support.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

namespace shao::test {

namespace fs = std::filesystem;

codec::Json Ran::json() const {
  const codec::Json value = codec::Json::parse(out, nullptr, false);
  BOOST_REQUIRE_MESSAGE(!value.is_discarded(), "no JSON: " + out + err);
  return value;
}

std::vector<codec::Json> Ran::lines() const {
  std::vector<codec::Json> all;
  std::istringstream text(out);
  for (std::string line; std::getline(text, line);) {
    all.push_back(codec::Json::parse(line, nullptr, false));
    BOOST_REQUIRE_MESSAGE(!all.back().is_discarded(), "no JSON: " + line);
  }
  return all;
}

Ran shao(const std::vector<std::string>& arguments, const Environment& environment,
         const char* output) {
  const TempFolder folder;
  const std::string program = SHAO_BIN_DIR "/shao";
  const std::string out = folder / "out", err = folder / "err";
  Environment all{{"LC_ALL", "C"}, {"HOME", folder.path().string()}, {"PATH", "/usr/bin:/bin"}};
  // Where ./dev coverage counts what the program does.
  if (const char* counts = std::getenv("LLVM_PROFILE_FILE")) all["LLVM_PROFILE_FILE"] = counts;
  for (const auto& [name, value] : environment) all[name] = value;

  // Everything that the child needs is made before the fork.
  std::vector<std::string> texts{program};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& text : texts) argv.push_back(text.data());
  argv.push_back(nullptr);
  std::vector<std::string> settings;
  for (const auto& [name, value] : all) settings.push_back(name + "=" + value);
  std::vector<char*> envp;
  for (std::string& text : settings) envp.push_back(text.data());
  envp.push_back(nullptr);

  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    const int nothing = ::open("/dev/null", O_RDONLY);
    const int to = ::open(output != nullptr ? output : out.c_str(), O_WRONLY | O_CREAT, 0600);
    const int to_err = ::open(err.c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(to, STDOUT_FILENO);
    ::dup2(to_err, STDERR_FILENO);
    ::execve(program.c_str(), argv.data(), envp.data());
    ::_exit(127);
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  Ran ran;
  ran.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.out = read_text(out);
  ran.err = read_text(err);
  return ran;
}

}  // namespace shao::test
