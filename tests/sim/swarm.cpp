#include "tests/sim/swarm.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <vector>

namespace shao::sim {

namespace {

constexpr std::uint64_t twice_every = 50;
/// A long run says now and then how far it has come, and so leaves something when it is
/// interrupted.
constexpr std::uint64_t told_every = 200;

/// What the processes of a swarm add up together, in memory they share.
struct Sum {
  std::atomic<std::uint64_t> seeds{0};
  std::atomic<std::uint64_t> true_seconds{0};
  std::atomic<std::uint64_t> hours{0};
  std::atomic<std::uint64_t> faults{0};
  std::atomic<std::uint64_t> whistles{0};
  std::atomic<std::uint64_t> events{0};
  std::atomic<std::uint64_t> levels{0};
  std::atomic<std::uint64_t> terms{0};
  std::atomic<std::uint64_t> snapshots{0};
  std::atomic<std::uint64_t> trims{0};
  std::atomic<std::uint64_t> violations{0};
};

/// Adds one world; how many there are by now.
std::uint64_t add(Sum& sum, const Report& report) {
  sum.true_seconds += static_cast<std::uint64_t>(report.true_hours * 3600);
  sum.hours += static_cast<std::uint64_t>(report.hours);
  sum.faults += report.faults;
  sum.whistles += report.whistles;
  sum.events += report.events;
  sum.levels += report.levels;
  sum.terms += report.terms;
  sum.snapshots += report.snapshots;
  sum.trims += report.trims;
  sum.violations += report.violations.size();
  return ++sum.seeds;
}

void print(const char* what, const Sum& sum) {
  constexpr double year = 24 * 365;
  std::printf(
      "%s: seeds=%llu years=%.2f true_hours=%.0f faults=%llu whistles=%llu events=%llu "
      "levels=%llu terms=%llu snapshots=%llu trims=%llu violations=%llu\n",
      what, static_cast<unsigned long long>(sum.seeds), static_cast<double>(sum.hours) / year,
      static_cast<double>(sum.true_seconds) / 3600, static_cast<unsigned long long>(sum.faults),
      static_cast<unsigned long long>(sum.whistles), static_cast<unsigned long long>(sum.events),
      static_cast<unsigned long long>(sum.levels), static_cast<unsigned long long>(sum.terms),
      static_cast<unsigned long long>(sum.snapshots), static_cast<unsigned long long>(sum.trims),
      static_cast<unsigned long long>(sum.violations));
}

void run_share(const SwarmSettings& settings, unsigned share, Sum& sum, Setting& setting) {
  for (std::uint64_t i = share; i < settings.seeds; i += settings.jobs) {
    const Options options = Options::of_seed(settings.first + i, settings.hours);
    const Report report = simulate(options, setting);
    const std::uint64_t done = add(sum, report);
    for (const std::string& violation : report.violations)
      std::printf("seed %llu: %s\n", static_cast<unsigned long long>(options.seed),
                  violation.c_str());
    if (i % twice_every == 0 && simulate(options, setting).hash != report.hash) {
      ++sum.violations;
      std::printf("seed %llu: two runs differ\n", static_cast<unsigned long long>(options.seed));
    }
    if (done % told_every == 0 && done < settings.seeds) print("so far", sum);
    std::fflush(stdout);
  }
}

}  // namespace

int run_swarm(const SwarmSettings& settings, Setting& setting) {
  void* shared =
      mmap(nullptr, sizeof(Sum), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  Sum& sum = *new (shared) Sum;
  std::vector<pid_t> children;
  for (unsigned share = 0; share < settings.jobs; ++share) {
    const pid_t child = fork();
    if (child < 0) return 2;
    if (child == 0) {
      run_share(settings, share, sum, setting);
      _exit(0);
    }
    children.push_back(child);
  }
  bool all_ended = true;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    all_ended = all_ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  if (!all_ended) std::printf("a simulation died\n");
  print("swarm", sum);
  return all_ended && sum.violations == 0 && sum.seeds == settings.seeds ? 0 : 1;
}

}  // namespace shao::sim
