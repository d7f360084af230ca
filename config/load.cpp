// All files together: which there must be, in which order they are read, and what is checked when
// each by itself is right.
#include <algorithm>
#include <array>
#include <utility>

#include "config/draft.hpp"
#include "config/nearest.hpp"

namespace shao::config {

namespace {

struct File {
  std::string_view name;
  void (*read)(const Node&, Draft&, Problems&);
  bool required = true;
};

/// A file may refer to those before it.
constexpr std::array<File, 10> files_in_order = {{
    {"offices.toml", read_offices},
    {"kinds.toml", read_kinds},
    {"categories.toml", read_categories},
    {"rules.toml", read_rules},
    {"levels.toml", read_levels},
    {"jurisdiction.toml", read_jurisdiction},
    {"calendar.toml", read_calendar},
    {"duty.toml", read_duty, false},
    {"keys.toml", read_keys, false},
    {"hooks.toml", read_hooks, false},
}};

void check_names(const Files& files, Problems& problems) {
  std::vector<std::string> known;
  known.reserve(files_in_order.size());
  for (const File& file : files_in_order) known.emplace_back(file.name);
  for (const auto& [name, text] : files) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const Text hint = known_words(name, known);
    problems.error({name, 0, 0}, "file.unknown",
                   {"no part of a configuration" + hint.en, "不是配置文件" + hint.zh});
  }
}

/// What a file that cannot be read would have told: references to it are given the benefit of
/// doubt.
void unreadable(std::string_view file, Draft& draft) {
  if (file == "offices.toml") draft.offices.unreadable();
  if (file == "categories.toml") draft.categories.unreadable();
  if (file == "kinds.toml") {
    draft.kinds.unreadable();
    draft.urgencies.unreadable();
  }
}

void read(const File& file, const Files& files, Draft& draft, Problems& problems) {
  const auto found = files.find(std::string(file.name));
  if (found == files.end()) {
    if (!file.required) return;
    problems.error({std::string(file.name), 0, 0}, "file.missing",
                   {"this file is missing", "缺少该文件"});
    unreadable(file.name, draft);
    return;
  }
  const auto document = parse(found->first, found->second);
  if (!document) {
    problems.add(document.error());
    unreadable(file.name, draft);
    return;
  }
  file.read(*document, draft, problems);
}

}  // namespace

Loaded load(const Files& files) {
  Problems problems;
  Draft draft;
  check_names(files, problems);
  for (const File& file : files_in_order) read(file, files, draft, problems);
  if (!problems.has_errors()) check_combinations(draft, problems);
  Loaded loaded;
  if (!problems.has_errors()) {
    draft.policy.version = version_of(files);
    loaded.configuration =
        Configuration{std::move(draft.policy), std::move(draft.keys), std::move(draft.hooks),
                      std::move(draft.timezone), std::move(draft.starts)};
  }
  loaded.problems = problems.take();
  return loaded;
}

}  // namespace shao::config
