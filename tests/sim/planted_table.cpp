#include "tests/sim/planted_table.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <tuple>
#include <vector>

#include "dispatcher/core/planted.hpp"
#include "tests/sim/herd.hpp"

namespace shao::sim {

namespace {

/// Tried when the product changed since the table was made.
constexpr std::uint64_t seeds_when_changed = 40;

struct Row {
  std::uint64_t seed = 0;
  double hours = 0;  // of the world it was caught in
  double after = 0;  // true hours until it was caught
  std::string what;
};

std::map<std::string, Row> read_table(const std::string& path) {
  std::map<std::string, Row> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream fields(line);
    std::string bug;
    Row row;
    fields >> bug >> row.seed >> row.hours >> row.after;
    std::getline(fields >> std::ws, row.what);
    rows[bug] = std::move(row);
  }
  return rows;
}

/// What ordinary worlds are too small for.
bool is_of_herds(std::string_view bug) {
  return bug == "emergencies_wait" || bug == "herd_in_one_wake" || bug == "batch_overfilled";
}

/// The world of `seed` in which `bug` is looked for.
Report world_for(std::string_view bug, std::uint64_t seed, double hours, Setting& setting) {
  if (!is_of_herds(bug)) return simulate(Options::of_seed(seed, hours), setting);
  constexpr std::size_t whistles = 10'000;
  Report report;
  report.violations = simulate_herd(whistles, seed, setting).violations;
  return report;
}

/// The first seed that finds it; a seed of 0 when none did.
Row searched(std::string_view bug, std::uint64_t seeds, double hours, Setting& setting) {
  plant(bug);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Report report = world_for(bug, seed, hours, setting);
    if (!report.violations.empty())
      return {seed, hours, report.true_hours, report.violations.front()};
  }
  return {};
}

std::string line_of(std::string_view bug, const Row& row) {
  char numbers[64];
  std::snprintf(numbers, sizeof numbers, "\t%llu\t%g\t%.3f\t",
                static_cast<unsigned long long>(row.seed), row.hours, row.after);
  return std::string(bug) + numbers + row.what;
}

/// Runs `each` for every bug, shared out over `jobs` processes; how many said false.
template <class Each>
int for_each_bug(unsigned jobs, Each each) {
  std::vector<pid_t> children;
  for (unsigned share = 0; share < jobs; ++share) {
    const pid_t child = fork();
    if (child == 0) {
      int failed = 0;
      for (std::size_t bug = 1 + share; bug < bug_names.size(); bug += jobs) {
        if (!each(bug_names[bug])) ++failed;
        std::fflush(stdout);  // what is known of the others, should this one end the process
      }
      _exit(failed);
    }
    children.push_back(child);
  }
  int failed = 0;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status))
      std::printf("a process that looked for bugs was ended by signal %d\n", WTERMSIG(status));
    failed += WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }
  return failed;
}

int search_all(const std::string& path, std::uint64_t seeds, double hours, unsigned jobs,
               Setting& setting) {
  const std::string parts = path + ".part";
  std::remove(parts.c_str());
  const int failed = for_each_bug(jobs, [&](std::string_view bug) {
    const Row row = searched(bug, seeds, hours, setting);
    if (row.seed == 0) {
      std::printf("%s was not caught by %llu seeds\n", std::string(bug).c_str(),
                  static_cast<unsigned long long>(seeds));
      return false;
    }
    std::ofstream(parts, std::ios::app) << line_of(bug, row) << '\n';
    return true;
  });
  const auto rows = read_table(parts);
  std::remove(parts.c_str());
  std::ofstream table(path);
  table << "# Which seed caught which planted bug (dispatcher/core/planted.hpp), in a world of so "
           "many hours,\n# after how many, and as what. Made by: ./dev sim --planted "
           "tests/sim/planted.tsv --search 100 --hours 1\n";
  for (std::size_t bug = 1; bug < bug_names.size(); ++bug)
    if (const auto row = rows.find(std::string(bug_names[bug])); row != rows.end())
      table << line_of(bug_names[bug], row->second) << '\n';
  std::printf("planted: bugs=%zu caught=%zu\n", bug_names.size() - 1, rows.size());
  return failed == 0 ? 0 : 1;
}

int check_all(const std::string& path, unsigned jobs, Setting& setting) {
  const auto rows = read_table(path);
  // Without any bug a seed's world is the same for all the bugs it catches: run once a process.
  std::map<std::tuple<bool, std::uint64_t, double>, bool> clean_worlds;
  const auto is_clean = [&](std::string_view bug, std::uint64_t seed, double hours) {
    const auto [known, is_new] = clean_worlds.try_emplace({is_of_herds(bug), seed, hours});
    if (is_new) {
      plant("none");
      known->second = world_for(bug, seed, hours, setting).violations.empty();
    }
    return known->second;
  };
  const int failed = for_each_bug(jobs, [&](std::string_view bug) {
    const std::string name(bug);
    const auto row = rows.find(name);
    if (row == rows.end()) {
      std::printf("%s is not in the table\n", name.c_str());
      return false;
    }
    std::uint64_t seed = row->second.seed;
    plant(bug);
    if (world_for(bug, seed, row->second.hours, setting).violations.empty()) {
      // Any change of the product makes other worlds of the same seeds.
      seed = searched(bug, seeds_when_changed, row->second.hours, setting).seed;
      std::printf(
          "%s: seed %llu of the table does not catch it any more, %s\n", name.c_str(),
          static_cast<unsigned long long>(row->second.seed),
          seed == 0 ? "nor does any other" : ("seed " + std::to_string(seed) + " does").c_str());
      if (seed == 0) return false;
    }
    if (is_clean(bug, seed, row->second.hours)) return true;
    std::printf("seed %llu finds something without %s\n", static_cast<unsigned long long>(seed),
                name.c_str());
    return false;
  });
  std::printf("planted: bugs=%zu caught=%zu\n", bug_names.size() - 1,
              bug_names.size() - 1 - static_cast<std::size_t>(failed));
  return failed == 0 ? 0 : 1;
}

}  // namespace

bool plant(std::string_view bug) {
  for (std::size_t i = 0; i < bug_names.size(); ++i)
    if (bug_names[i] == bug) {
      bug_planted_now = static_cast<Bug>(i);
      return true;
    }
  return false;
}

int run_planted(const std::string& table, std::uint64_t search, double hours, unsigned jobs,
                Setting& setting) {
  return search > 0 ? search_all(table, search, hours, jobs, setting)
                    : check_all(table, jobs, setting);
}

}  // namespace shao::sim
