// shao-drill: options, signals, a fresh folder; then a drill or a benchmark.
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <system_error>

#include "clients/drill/bench.hpp"
#include "clients/drill/summary.hpp"
#include "clients/drill/text.hpp"
#include "clients/drill/watchers.hpp"
#include "deploy/local/installation.hpp"

namespace {

namespace drill = shao::drill;
namespace local = shao::local;

struct Arguments {
  bool once = false;
  bool bench = false;
  std::string keep;
  std::string config;
  long time_limit = 0;
  drill::DrillSettings drill;
};

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

/// A fresh folder that goes away with its owner, or one that the user wants to keep.
class Folder {
 public:
  static std::optional<Folder> make(const std::string& keep) {
    if (!keep.empty()) return Folder(keep, false);
    const char* parent = std::getenv("TMPDIR");
    std::string path =
        std::string(parent != nullptr && *parent != '\0' ? parent : "/tmp") + "/shao-drill-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) return std::nullopt;
    return Folder(path, true);
  }
  Folder(Folder&& other) noexcept
      : path_(std::move(other.path_)), remove_(std::exchange(other.remove_, false)) {}
  Folder& operator=(Folder&&) = delete;
  ~Folder() {
    std::error_code ignored;
    if (remove_) std::filesystem::remove_all(path_, ignored);
  }
  const local::Path& path() const { return path_; }

 private:
  Folder(local::Path path, bool remove) : path_(std::move(path)), remove_(remove) {}
  local::Path path_;
  bool remove_;
};

int fail(const std::string& what) {
  std::fprintf(stderr, "shao-drill: %s\n", what.c_str());
  return 1;
}

int run_bench(const Arguments& arguments, const local::StackSettings& stack, int stop) {
  drill::BenchSettings settings;
  settings.stack = stack;
  settings.cancelled = [stop] { return stop_asked(stop); };
  const auto result = drill::run_bench(settings);
  if (!result) return fail(result.error());
  std::fputs(drill::report(*result, settings).c_str(), stdout);
  if (!arguments.keep.empty()) std::printf("data kept in %s\n", arguments.keep.c_str());
  return result->errors == 0 && result->dispatch.size() == result->sent ? 0 : 1;
}

int run_drill(Arguments& arguments, int stop) {
  const bool terminal = drill::is_terminal();
  const drill::Look look{drill::prefers_chinese(), drill::wants_colour(), arguments.drill.speed};
  std::unique_ptr<drill::Watcher> watcher;
  if (terminal)
    watcher = std::make_unique<drill::LiveBoard>(look);
  else
    watcher = std::make_unique<drill::PlainLines>(look);
  const auto result = drill::run_drill(arguments.drill, *watcher);
  const shao::core::Policy policy = watcher->policy();
  const drill::SummarySettings said{look.speed, watcher->timezone(), look.chinese};
  watcher.reset();  // gives the terminal back
  if (!result) return fail(result.error());
  std::fputs(drill::summary(*result, policy, said).c_str(), stdout);
  if (!arguments.keep.empty()) std::printf("data kept in %s\n", arguments.keep.c_str());
  if (terminal && !arguments.once && !stop_asked(stop))
    drill::wait_for_key(look.chinese ? "按任意键结束" : "Press any key to end.", stop);
  std::printf("%s\n", result->verdict.line().c_str());
  return result->verdict.clean() && result->unfinished.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{
      "shao-drill: a whole district in fast time. Simulated offices blow whistles, acknowledge, "
      "report in and resolve, some late, some never, through real clients, a real broker, "
      "dispatcher and Redis; at the end the books of the clients are compared with the "
      "journal.\n\n  shao-drill --once --whistles 500 --speed 20000\n\nExit status: 0 nothing "
      "lost, duplicated or left open; 1 otherwise; the last line says which."};
  app.add_flag("--once", arguments.once, "End without waiting for a key");
  app.add_option("--speed", arguments.drill.speed, "Simulated seconds in a real one")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 1e6));
  app.add_option("--whistles", arguments.drill.whistles, "How many whistles are raised")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  app.add_option("--seed", arguments.drill.seed, "Another seed is another fate")
      ->capture_default_str();
  app.add_option("--start", arguments.drill.start, "The drill's first instant, RFC 3339")
      ->capture_default_str();
  app.add_option("--time-limit", arguments.time_limit,
                 "Real seconds after which a stuck drill is ended (0: by size and speed)")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  app.add_option("--keep", arguments.keep,
                 "Keep the data in this folder instead of a temporary one");
  app.add_option("--config", arguments.config, "The jurisdiction (default: the shipped shunyi)");
  app.add_flag("--bench", arguments.bench,
               "Measure lifecycles a second and dispatch latency instead");
  bool no_web = false;
  app.add_flag("--no-web", no_web, "No web server");
  CLI11_PARSE(app, argc, argv);

  const int stop = stop_descriptor();
  if (stop < 0) return fail("cannot wait for signals (signalfd)");
  const auto folder = Folder::make(arguments.keep);
  if (!folder) return fail("cannot make a temporary folder: set TMPDIR to one that can be written");
  local::StackSettings& stack = arguments.drill.stack;
  stack.data = folder->path();
  stack.bin = local::program_folder();
  stack.listen = "tcp://127.0.0.1:*";
  if (!arguments.config.empty()) {
    stack.config = arguments.config;
  } else if (const auto shipped = local::shipped_config("shunyi")) {
    stack.config = *shipped;
  } else {
    return fail("the shipped configuration is not where it is looked for: name one with --config");
  }
  if (arguments.bench) return run_bench(arguments, stack, stop);
  if (const auto pages = local::built_pages(); pages && !no_web) {
    stack.web = "127.0.0.1:*";
    stack.web_pages = *pages;
  }
  arguments.drill.time_limit = std::chrono::seconds{arguments.time_limit};
  arguments.drill.cancelled = [stop] { return stop_asked(stop); };
  return run_drill(arguments, stop);
}
