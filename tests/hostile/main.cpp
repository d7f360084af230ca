// shao-hostile: a whole stack on this machine (Redis, dispatcher, broker), honest offices at work,
// and beside them those who mean harm, one sort after another: malformed handshakes, malformed
// messages of an office whose key is good, floods of connections that never say a word.
//
//   shao-hostile --handshakes 1000000 --messages 1000000 --rate 2000 --seconds 30
//   hostile: handshakes=… messages=… connections=… rss_growth_mb=… legitimate_p99_ms=… violations=0
//
// A violation: a program that ended, memory that grew by more than 64 MB, an honest office that
// waited longer than --longest-wait (the 99th of a hundred), was not answered or could not connect,
// an attacker who was let in. Each is said in a line of its own, and the exit status is 1.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <thread>

#include "deploy/local/stack.hpp"
#include "tests/files.hpp"
#include "tests/hostile/insider.hpp"
#include "tests/hostile/office.hpp"
#include "tests/hostile/strangers.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;

constexpr double most_growth_mb = 64;
constexpr const char* honest = "110113001001";
constexpr const char* newcomer = "110113001002";
constexpr const char* insider = "ZJW";

struct Options {
  std::string bin = "build/bin";
  std::string config = "config/shunyi";
  std::uint64_t handshakes = 1'000'000;
  std::uint64_t messages = 1'000'000;
  std::uint64_t rate = 2000;
  int seconds = 30;
  double longest_wait_ms = 100;
};

/// Resident memory in MB.
double memory_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

/// The servers, watched: are they the same processes, and how much have they grown?
class Watched {
 public:
  explicit Watched(local::Stack& stack) : stack_(stack) {
    for (const local::Part part : {local::Part::broker, local::Part::dispatcher}) {
      const pid_t process = stack_.pid(part);
      processes_[part] = {process, memory_of(process)};
    }
  }
  void look() {
    stack_.tend();
    for (auto& [part, before] : processes_) {
      if (stack_.pid(part) != before.process) ended_ = std::string(local::name_of(part));
      growth_ = std::max(growth_, memory_of(before.process) - before.memory);
    }
  }
  double growth() const { return growth_; }
  const std::string& ended() const { return ended_; }

 private:
  struct Before {
    pid_t process = 0;
    double memory = 0;
  };
  local::Stack& stack_;
  std::map<local::Part, Before> processes_;
  double growth_ = 0;
  std::string ended_;
};

class Trial {
 public:
  Trial(local::Stack& stack, Options options)
      : stack_(stack), options_(std::move(options)), watched_(stack) {}

  int run() {
    std::thread working(
        [this, settings = of(honest)] { worked_ = hostile::at_work(settings, honest, stop_); });
    std::thread coming(
        [this, settings = of(newcomer)] { came_ = hostile::coming_and_going(settings, stop_); });
    during([&] { std::this_thread::sleep_for(1s); });  // first in peace
    hostile::Strangers strangers(stack_.endpoint(), stop_);
    during([&] { handshakes_ = strangers.malformed_handshakes(options_.handshakes); });
    during([&, settings = of(insider)] {
      messages_ = hostile::malformed_messages(settings, options_.messages, stop_);
    });
    during([&] {
      flood_ = strangers.silent_connections(options_.rate, std::chrono::seconds{options_.seconds});
    });
    during([&] { std::this_thread::sleep_for(1s); });  // and nothing is left behind
    stop_ = true;
    working.join();
    coming.join();
    return report();
  }

 private:
  client::Settings of(const char* office) const {
    auto settings = client::read_profile(stack_.folder().profile_of(core::OfficeId(office)));
    if (!settings) throw std::runtime_error(settings.error());
    settings->outbox.clear();  // a disk of ours is not what is measured
    return std::move(*settings);
  }

  /// Runs `attack` beside the work; the servers are watched meanwhile.
  void during(const std::function<void()>& attack) {
    std::atomic<bool> over = false;
    std::thread attacker([&] {
      attack();
      over = true;
    });
    while (!over) {
      watched_.look();
      if (!watched_.ended().empty()) stop_ = true;
      std::this_thread::sleep_for(50ms);
    }
    attacker.join();
  }

  void violation(bool found, const std::string& what) {
    if (!found) return;
    std::printf("violation: %s\n", what.c_str());
    ++violations_;
  }

  int report() {
    const double p99 = hostile::percentile(worked_.waits, 0.99);
    const double connect_p99 = hostile::percentile(came_.waits, 0.99);
    std::printf("honest office: %zu answers, p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n",
                worked_.waits.size(), hostile::percentile(worked_.waits, 0.5), p99,
                hostile::percentile(worked_.waits, 1));
    std::printf("newcomer, connecting and asking: %zu times, p50 %.1f ms, p99 %.1f ms\n",
                came_.waits.size(), hostile::percentile(came_.waits, 0.5), connect_p99);
    std::printf("insider: %llu messages, told of %llu errors, refused %llu times\n",
                ull(messages_.sent), ull(messages_.errors), ull(messages_.refusals));
    violation(!watched_.ended().empty(), watched_.ended() + " ended");
    violation(watched_.growth() > most_growth_mb, "memory grew");
    violation(p99 > options_.longest_wait_ms || worked_.waits.empty(),
              "an honest office had to wait");
    violation(worked_.unanswered > 0,
              std::to_string(worked_.unanswered) + " questions and whistles were not answered");
    violation(came_.unanswered > 0 || came_.waits.empty(),
              std::to_string(came_.unanswered) + " times an office could not connect");
    violation(messages_.accepted > 0, "a malformed message was accepted");
    violation(
        handshakes_.lingering + flood_.lingering > 0,
        std::to_string(handshakes_.lingering + flood_.lingering) + " connections were not closed");
    violation(handshakes_.refused + flood_.refused > 0,
              std::to_string(handshakes_.refused + flood_.refused) +
                  " connections did not come about: nothing is proved by those");
    std::printf(
        "hostile: handshakes=%llu messages=%llu connections=%llu rss_growth_mb=%.1f "
        "legitimate_p99_ms=%.1f violations=%d\n",
        ull(handshakes_.made), ull(messages_.sent), ull(flood_.made), watched_.growth(), p99,
        violations_);
    return violations_ == 0 ? 0 : 1;
  }

  static unsigned long long ull(std::uint64_t value) { return value; }

  local::Stack& stack_;
  Options options_;
  Watched watched_;
  std::atomic<bool> stop_ = false;
  hostile::Work worked_;
  hostile::Work came_;
  hostile::Strangers::Outcome handshakes_;
  hostile::Strangers::Outcome flood_;
  hostile::Malformed messages_;
  int violations_ = 0;
};

int run(const Options& options) {
  const test::TempFolder folder;
  local::StackSettings settings;
  settings.data = folder.path();
  settings.config = options.config;
  settings.bin = options.bin;
  settings.listen = "tcp://127.0.0.1:*";
  auto stack = local::Stack::start(settings);
  if (!stack) {
    std::fprintf(stderr, "shao-hostile: %s\n", stack.error().c_str());
    return 2;
  }
  return Trial(*stack, options).run();
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Floods a broker with everything that is wrong while honest offices work"};
  app.add_option("--bin", options.bin, "Where the programs under attack are")
      ->capture_default_str();
  app.add_option("--config", options.config, "The jurisdiction's configuration")
      ->capture_default_str();
  app.add_option("--handshakes", options.handshakes, "Malformed handshakes")->capture_default_str();
  app.add_option("--messages", options.messages, "Malformed messages of an office with a good key")
      ->capture_default_str();
  app.add_option("--rate", options.rate, "Silent connections a second")->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long they come")->capture_default_str();
  app.add_option("--longest-wait", options.longest_wait_ms,
                 "Milliseconds that 99 of 100 answers to an honest office may take")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  // A connection is a descriptor here, too.
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "shao-hostile: %s\n", error.what());
    return 2;
  }
}
