// A jurisdiction's configuration: files of TOML as an operator writes them, and all of them as one
// run of bytes, as Redis keeps them.
#include "config/config.hpp"

#include "tests/config/support.hpp"
#include "tests/fuzz/targets.hpp"

namespace shao::fuzz {

/// Messages of two frames, a file's name and its text, put over a small jurisdiction that is right.
void config_files(std::string_view bytes) {
  config::Files files = config::small_files();
  for (const std::string_view part : parts_of(bytes, between_messages)) {
    const wire::Frames file = frames_of(part);
    files[file.front()] = file.back();
  }
  const config::Loaded loaded = config::load(files);
  bool wrong = false;
  for (const config::Problem& problem : loaded.problems) {
    wrong = wrong || problem.severity == config::Problem::Severity::error;
    require(!problem.message.empty() && !problem.message_zh.empty() && !problem.code.empty(),
            "a problem is said in both languages and has a code");
    require(problem.line >= 0 && problem.column >= 0, "a problem has a place");
  }
  require(wrong != loaded.configuration.has_value(), "a configuration is there, or an error is");
  if (!loaded.configuration) return;
  require(loaded.configuration->policy.version == config::version_of(files),
          "a configuration is named by its content");
  config::lint(*loaded.configuration, files, config::instant("2026-03-02T10:00:00+08:00"));
}

void config_bytes(std::string_view bytes) {
  const auto files = config::files_from_bytes(bytes);
  if (!files) return require(!files.error().empty(), "what is no configuration has a reason");
  const auto again = config::files_from_bytes(config::files_to_bytes(*files));
  require(again.has_value() && *again == *files, "files are read back as they were written");
}

}  // namespace shao::fuzz
