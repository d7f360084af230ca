// shao-sim: one world, or a swarm of them.
#include <sodium.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>

#include "dispatcher/core/planted.hpp"
#include "tests/sim/simulation.hpp"

namespace {

using namespace shao;

int run_one(const sim::Options& options, sim::Setting& setting, bool trace) {
  std::printf("%s\n", options.str().c_str());
  const sim::Report report = sim::simulate(options, setting);
  if (trace || !report.violations.empty())
    for (const std::string& note : report.notes) std::printf("%s\n", note.c_str());
  for (const std::string& violation : report.violations)
    std::printf("violation: %s\n", violation.c_str());
  std::printf("events=%llu levels=%llu terms=%llu messages=%llu answers=%llu\n",
              static_cast<unsigned long long>(report.events),
              static_cast<unsigned long long>(report.levels),
              static_cast<unsigned long long>(report.terms),
              static_cast<unsigned long long>(report.messages),
              static_cast<unsigned long long>(report.answers));
  std::printf("%s\n", report.line().c_str());
  return report.violations.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "shao-sim: the real core, engine, leadership, broker and client against simulated "
      "journal, network and clocks.\n\n  shao-sim --seed 7 --hours 4"};
  std::uint64_t seed = 1;
  double hours = 4;
  std::string config = "config/shunyi";
  bool trace = false;
  std::string bug = "none";
  app.add_option("--seed", seed, "the world")->capture_default_str();
  app.add_option("--hours", hours, "of true time, in trouble")->capture_default_str();
  app.add_option("--config", config, "configuration folder")->capture_default_str();
  app.add_option("--plant", bug, "a bug to be found, by its name in planted.hpp");
  app.add_flag("--trace", trace, "say what happened last");
  CLI11_PARSE(app, argc, argv);
  spdlog::set_level(spdlog::level::off);
  if (sodium_init() < 0) return 2;
  for (std::size_t i = 0; i < bug_names.size(); ++i)
    if (bug_names[i] == bug) bug_planted_now = static_cast<Bug>(i);
  auto setting = sim::Setting::open(config);
  if (!setting) {
    std::cerr << "shao-sim: " << setting.error() << '\n';
    return 2;
  }
  return run_one(sim::Options::of_seed(seed, hours), **setting, trace);
}
