// shao-chaos: options, signals, a folder of its own and a time limit; then a run. Started as
// `shao-chaos offices` it is one of the run's own client processes.
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "deploy/local/installation.hpp"
#include "tests/chaos/offices.hpp"
#include "tests/chaos/run.hpp"

namespace {

namespace chaos = shao::chaos;
namespace local = shao::local;
using namespace std::chrono_literals;

/// Violations said in full; more of them say the same.
constexpr std::size_t most_said = 30;

/// SIGTERM and SIGINT as a descriptor; made before any thread is started.
int stop_descriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool stop_asked(int descriptor) {
  pollfd readable{descriptor, POLLIN, 0};
  return poll(&readable, 1, 0) > 0;
}

/// Starting, settling (twice its patience), reading, and what is planned. Whoever is stuck beyond
/// that is ended with all children (PR_SET_PDEATHSIG).
std::chrono::seconds time_limit(std::chrono::seconds trouble) {
  return trouble * 3 / 2 + 600s;
}

void watch(std::chrono::seconds limit) {
  std::thread([limit] {
    std::this_thread::sleep_for(limit);
    std::fprintf(stderr, "shao-chaos: the time limit of %lld s is over\n",
                 static_cast<long long>(limit.count()));
    ::_exit(3);
  }).detach();
}

int fail(const std::string& what) {
  std::fprintf(stderr, "shao-chaos: %s\n", what.c_str());
  return 2;
}

int run(chaos::RunSettings settings, bool keep) {
  const char* parent = std::getenv("TMPDIR");
  std::string folder =
      std::string(parent != nullptr && *parent != '\0' ? parent : "/tmp") + "/shao-chaos-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr)
    return fail("cannot make a temporary folder: set TMPDIR to one that can be written");
  settings.cast.data = folder;
  settings.cast.bin = local::program_folder();
  const auto config = local::shipped_config("shunyi");
  if (!config) return fail("the shipped configuration is not where it is looked for");
  settings.cast.config = *config;
  settings.cast.raising = settings.seconds;
  const int stop = stop_descriptor();
  settings.cancelled = [stop] { return stop_asked(stop); };
  settings.say = [](const std::string& what) {
    std::printf("%s\n", what.c_str());
    std::fflush(stdout);
  };
  watch(time_limit(settings.seconds));

  const auto report = chaos::run(settings);
  const bool clean = report && report->judgement.violations.empty();
  std::error_code ignored;
  if (clean && !keep) std::filesystem::remove_all(folder, ignored);
  if (!report) return fail(report.error() + "; everything is kept in " + folder);
  const auto& violations = report->judgement.violations;
  for (std::size_t i = 0; i < violations.size() && i < most_said; ++i)
    std::printf("violation: %s\n", violations[i].c_str());
  if (violations.size() > most_said)
    std::printf("violation: and %zu more\n", violations.size() - most_said);
  if (!clean || keep)
    std::printf(
        "kept: %s (the journal in redis/, what each office was told in chaos/, logs in "
        "log/)\n",
        folder.c_str());
  std::printf("%s\n", report->line().c_str());
  return clean ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "shao-chaos: real processes, killed, stopped, cut off, out of disk and with clocks that are "
      "stepped, while simulated offices raise and work whistles through a fault proxy. Then it is "
      "quiet, everything must settle, and the journal is compared with what each office was "
      "told.\n\n  shao-chaos --seed 7 --kills 1000 --seconds 1500 --modelled-power-cut\n\nExit "
      "status: 0 no violation; 1 violations; 2 it could not be run; 3 the time limit. The last "
      "line "
      "is for machines."};
  chaos::RunSettings settings;
  long seconds = 60;
  bool keep = false;
  std::size_t whistles = 0;
  app.add_option("--seed", settings.cast.seed, "Another seed, another plan")->capture_default_str();
  app.add_option(
         "--kills", settings.kills,
         "kill -9 of dispatchers, brokers, Redis and client processes; stops, cuts, steps of "
         "the clock and full disks come in proportion")
      ->capture_default_str()
      ->check(CLI::Range(0, 1000000));
  app.add_option("--seconds", seconds, "How long the trouble lasts")
      ->capture_default_str()
      ->check(CLI::Range(4L, 1000000L));
  app.add_flag("--modelled-power-cut", settings.cast.modelled_power_cut,
               "A kill of Redis takes along everything that was not synced to its disk");
  app.add_option("--whistles", whistles, "How many are raised (default: one a second)")
      ->check(CLI::Range(1, 1000000));
  app.add_option("--speed", settings.cast.speed,
                 "1: the jurisdiction's clock as it is in earnest; else a drill's")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 1e5));
  app.add_option("--appendfsync", settings.cast.appendfsync,
                 "Of Redis; what is not \"always\" must be found out by a power cut")
      ->capture_default_str()
      ->check(CLI::IsMember({"always", "everysec", "no"}));
  app.add_flag("--keep", keep, "Keep the folder with the journal and the logs");

  CLI::App* offices = app.add_subcommand("offices", "One of a run's own client processes");
  offices->group("");
  chaos::OfficesSettings own;
  long raising = 0;
  offices->add_option("--data", own.data)->required();
  offices->add_option("--number", own.number)->required();
  offices->add_option("--of", own.of)->required();
  offices->add_option("--seed", own.seed)->required();
  offices->add_option("--whistles", own.whistles)->required();
  offices->add_option("--raising", raising)->required();
  offices->add_option("--begun", own.begun_ms)->required();
  offices->add_option("--broker", own.brokers)->required();
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0) return fail("libsodium could not be started");
  if (offices->parsed()) {
    own.raising = std::chrono::seconds{raising};
    return chaos::run_offices(own);
  }

  settings.seconds = std::chrono::seconds{seconds};
  settings.cast.whistles = whistles != 0 ? whistles : static_cast<std::size_t>(seconds);
  return run(std::move(settings), keep);
}
