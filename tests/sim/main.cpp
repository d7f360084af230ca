// shao-sim: one simulated world, a swarm of them, or the table of planted bugs.
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <thread>

#include "tests/sim/herd.hpp"
#include "tests/sim/planted_table.hpp"
#include "tests/sim/shrink.hpp"
#include "tests/sim/simulation.hpp"
#include "tests/sim/swarm.hpp"

namespace {

using namespace shao;

int run_one(sim::Options options, const std::vector<std::string>& without, sim::Setting& setting,
            bool trace) {
  for (const std::string& name : without) {
    const auto trouble = sim::trouble_named(name);
    if (!trouble) {
      std::cerr << "shao-sim: --without " << name << ": there is no such trouble; known are "
                << sim::all_troubles() << '\n';
      return 2;
    }
    options.troubles.erase(*trouble);
  }
  std::printf("%s\n", options.str().c_str());
  const sim::Report report = sim::simulate(options, setting);
  if (trace || !report.violations.empty())
    for (const std::string& note : report.notes) std::printf("%s\n", note.c_str());
  for (const std::string& violation : report.violations)
    std::printf("violation: %s\n", violation.c_str());
  if (!report.violations.empty())
    std::printf("the least that still goes wrong: %s\n", sim::shrink(report, setting).c_str());
  std::printf(
      "events=%llu levels=%llu terms=%llu snapshots=%llu trims=%llu messages=%llu answers=%llu\n",
      static_cast<unsigned long long>(report.events),
      static_cast<unsigned long long>(report.levels), static_cast<unsigned long long>(report.terms),
      static_cast<unsigned long long>(report.snapshots),
      static_cast<unsigned long long>(report.trims),
      static_cast<unsigned long long>(report.messages),
      static_cast<unsigned long long>(report.answers));
  std::printf("%s\n", report.line().c_str());
  return report.violations.empty() ? 0 : 1;
}

int run_herd(std::size_t whistles, std::uint64_t seed, sim::Setting& setting) {
  const sim::HerdReport report = sim::simulate_herd(whistles, seed, setting);
  for (const std::string& violation : report.violations)
    std::printf("violation: %s\n", violation.c_str());
  std::printf("%s\n", report.line().c_str());
  return report.violations.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "shao-sim: the real core, engine, leadership, broker and client against a simulated journal, "
      "network and clocks. The same seed gives the same run; exit code 1 on a violation.\n\n"
      "  shao-sim --seed 7 --hours 4              one world, four hours of trouble, then peace\n"
      "  shao-sim --swarm --seeds 1000 --hours 1  many, on all cores\n"
      "  shao-sim --herd 100000                   so many levels due at one instant\n"
      "  shao-sim --planted tests/sim/planted.tsv every planted bug is caught by its seed\n"
      "  shao-sim --planted FILE --search 60      finds the seeds and writes the table"};
  std::uint64_t seed = 1;
  double hours = 4;
  std::string config = "config/shunyi";
  bool trace = false;
  std::vector<std::string> without;
  std::string bug;
  bool in_swarm = false;
  sim::SwarmSettings swarm;
  swarm.jobs = std::max(1U, std::thread::hardware_concurrency());
  std::size_t herd = 0;
  std::string table;
  std::uint64_t search = 0;
  app.add_option("--seed", seed, "the world; of a swarm the first")->capture_default_str();
  app.add_option("--hours", hours, "of trouble, in true time (a drill's clock may run faster)")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 10000.0));
  app.add_option("--without", without, "kinds of trouble to leave out")->delimiter(',');
  app.add_option("--plant", bug, "a bug to be found, by its name in dispatcher/core/planted.hpp");
  app.add_flag("--trace", trace, "say what happened last");
  app.add_flag("--swarm", in_swarm, "many seeds");
  app.add_option("--seeds", swarm.seeds, "how many")->capture_default_str();
  app.add_option("--jobs", swarm.jobs, "processes at once")->capture_default_str();
  app.add_option("--herd", herd, "whistles whose limits end at one instant");
  app.add_option("--planted", table, "table of planted bugs");
  app.add_option("--search", search, "seeds to try for each bug; writes the table anew");
  app.add_option("--config", config, "configuration folder")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  spdlog::set_level(spdlog::level::off);
  if (sodium_init() < 0) return 2;
  auto setting = sim::Setting::open(config);
  if (!setting) {
    std::cerr << "shao-sim: " << setting.error() << '\n';
    return 2;
  }
  if (!table.empty()) return sim::run_planted(table, search, hours, swarm.jobs, **setting);
  if (!bug.empty() && !sim::plant(bug)) {
    std::cerr << "shao-sim: --plant " << bug << ": there is no such bug\n";
    return 2;
  }
  if (herd > 0) return run_herd(herd, seed, **setting);
  if (in_swarm) {
    swarm.first = seed;
    swarm.hours = hours;
    return sim::run_swarm(swarm, **setting);
  }
  return run_one(sim::Options::of_seed(seed, hours), without, **setting, trace);
}
