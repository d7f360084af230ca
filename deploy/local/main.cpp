// shao-stack: the whole of Shaodao on one machine, to stay. Options, signals, and how to blow a
// first whistle by hand.
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>

#include "deploy/local/installation.hpp"
#include "deploy/local/stack.hpp"
#include "dispatcher/codec/json_text.hpp"

namespace {

using namespace std::chrono_literals;
using shao::local::Path;
using shao::local::Stack;
using shao::local::StackSettings;

constexpr auto tend_every = 100ms;

/// SIGTERM and SIGINT as a descriptor; made before any thread is started.
int stop_descriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// Waits at most `patience`; whether it is time to stop.
bool stop_asked(int descriptor, std::chrono::milliseconds patience) {
  pollfd readable{descriptor, POLLIN, 0};
  return poll(&readable, 1, static_cast<int>(patience.count())) > 0;
}

void say(const std::string& what) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char clock[16];
  std::strftime(clock, sizeof clock, "%H:%M:%S", &local);
  std::printf("%s  %s\n", clock, what.c_str());
  std::fflush(stdout);
}

void print_where(const Stack& stack) {
  const auto& folder = stack.folder();
  std::printf(
      "\nShaodao is up: %s on %s\n"
      "  data       %s\n"
      "  profiles   %s/profiles/OFFICE.toml (use them with SHAO_PROFILE or --profile)\n"
      "  Redis      %s\n"
      "  archive    %s/archive.sqlite (shao history --archive)\n"
      "Ctrl-C ends it; the next start finds everything as it was.\n\n",
      stack.jurisdiction().c_str(), stack.endpoint().c_str(), folder.root().c_str(),
      folder.root().c_str(), stack.redis_url().c_str(), folder.root().c_str());
  std::fflush(stdout);
}

shao::local::Outcome<std::monostate> print_web(Stack& stack) {
  if (stack.web_address().empty()) return std::monostate{};
  const auto password = stack.wait_for_web(20s);
  if (!password) return shao::core::fail(password.error());
  std::printf("In a browser: %s\n", stack.web_address().c_str());
  if (*password)
    std::printf("  sign in as operator, password %s (shown this once; you will choose your own)\n",
                (*password)->c_str());
  std::printf("\n");
  std::fflush(stdout);
  return std::monostate{};
}

/// A demand needs the street's approval, so this one shows every hand a whistle goes through.
void print_first_whistle(const Stack& stack, std::uint64_t raised) {
  const auto& folder = stack.folder();
  const std::string shao = "'" + (shao::local::program_folder() / "shao").string() + "'";
  const auto profile = [&](const char* office) {
    return "SHAO_PROFILE='" + folder.profile_of(shao::core::OfficeId(office)).string() + "' " +
           shao;
  };
  const std::string number = std::to_string(raised + 1);
  const std::string whistle = "W" + number;
  std::printf(
      "A first whistle by hand, from the community to the department:\n\n"
      "  %s raise --id first-%s --unit 110113001001 --kind DEMAND --category PROPERTY "
      "--title 电梯停运\n"
      "  %s approve %s\n"
      "  %s ack %s\n"
      "  %s report-in %s --person 李四 --text 已受理\n"
      "  %s show %s\n\n"
      "And watch it as the command centre does:\n\n"
      "  %s watch --from begin\n\n",
      profile("110113001001").c_str(), number.c_str(), profile("110113001").c_str(),
      whistle.c_str(), profile("ZJW").c_str(), whistle.c_str(), profile("ZJW").c_str(),
      whistle.c_str(), profile("110113001001").c_str(), whistle.c_str(), profile("ZHZX").c_str());
  std::fflush(stdout);
}

/// The commands name Shunyi's offices; another jurisdiction has its own.
bool has_shunyis_offices(const Stack& stack) {
  const auto& policy = stack.configuration().policy;
  for (const char* office : {"110113001001", "110113001", "ZJW", "ZHZX"})
    if (policy.office(shao::core::OfficeId(office)) == nullptr) return false;
  return true;
}

int fail(const std::string& what) {
  std::fprintf(stderr, "shao-stack: %s\n", what.c_str());
  return 1;
}

int run(StackSettings settings, int stop) {
  settings.say = say;
  settings.cancelled = [stop] { return stop_asked(stop, 0ms); };
  auto stack = Stack::start(std::move(settings));
  if (!stack) return stop_asked(stop, 0ms) ? 0 : fail(stack.error());
  const auto status = stack->wait_until_ready(5s);
  if (!status) return fail(status.error());
  print_where(*stack);
  if (const auto printed = print_web(*stack); !printed) return fail(printed.error());
  const auto body = shao::codec::parse_object(*status);
  if (has_shunyis_offices(*stack))
    print_first_whistle(*stack, body ? body->value("raised", std::uint64_t{0}) : 0);
  while (!stop_asked(stop, tend_every)) stack->tend();
  say("stopping");
  stack->stop();
  say("stopped");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "shao-stack: a private Redis, a dispatcher and one that stands by, a broker, an archive of "
      "the journal and a web server on one machine, with all their data in one folder.\n\n  "
      "shao-stack --data "
      "./data --listen "
      "tcp://127.0.0.1:7700"};
  StackSettings settings;
  settings.standby = true;
  std::string data = "data";
  std::string config;
  app.add_option("--data", data, "Folder for everything it keeps; made when absent")
      ->capture_default_str();
  app.add_option("--config", config,
                 "Folder with the jurisdiction's files, copied at the first start (default: the "
                 "shipped config/shunyi)");
  app.add_option("--listen", settings.listen, "Where clients connect; port * takes a free one")
      ->capture_default_str();
  app.add_flag_callback(
      "--no-standby", [&] { settings.standby = false; }, "No second dispatcher that takes over");
  settings.web = "127.0.0.1:7780";
  app.add_option("--web", settings.web,
                 "Where browsers connect, or a proxy before them; port * takes a free one")
      ->capture_default_str();
  std::string pages;
  app.add_option("--web-pages", pages, "The browser application (default: what ./dev build made)");
  app.add_flag_callback(
      "--no-web", [&] { settings.web.clear(); }, "No web server");
  app.add_flag("--exercise", settings.exercise, "A drill: every record is marked");
  app.add_option("--clock-speed", settings.clock_speed, "How fast a drill's time runs")
      ->check(CLI::Range(0.001, 1e6));
  app.add_option("--exercise-start", settings.exercise_start, "A drill's first instant, RFC 3339");
  CLI11_PARSE(app, argc, argv);
  if (!settings.exercise && (settings.clock_speed != 1 || !settings.exercise_start.empty())) {
    std::fprintf(stderr,
                 "shao-stack: --clock-speed and --exercise-start are for drills: add --exercise\n");
    return 2;
  }
  settings.data = data;
  settings.bin = shao::local::program_folder();
  if (!config.empty()) {
    settings.config = config;
  } else if (const auto shipped = shao::local::shipped_config("shunyi")) {
    settings.config = *shipped;
  } else {
    return fail("the shipped configuration is not where it is looked for: name one with --config");
  }
  if (!settings.web.empty()) {
    if (!pages.empty())
      settings.web_pages = pages;
    else if (const auto built = shao::local::built_pages())
      settings.web_pages = *built;
    else
      return fail(
          "the browser application is not built: ./dev build makes it; or start with --no-web");
  }
  const int stop = stop_descriptor();
  if (stop < 0) return fail("cannot wait for signals (signalfd)");
  return run(std::move(settings), stop);
}
