// shao-screens: a thousand open pages of the command centre, and what they are sent while offices
// work: how long after the broker's feed each page has a change, and what that costs the web
// server.
//
//   shao-screens                                  1000 pages, 50 events a second for 20 seconds
//   shao-screens --screens 50 --seconds 5         ends with 1 when a page missed anything
//
// The whole stack runs here, Shunyi's configuration in a folder of its own; all is measured with
// this machine's steady clock. Pages, offices and the stack share the machine with each other.
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "clients/lib/client.hpp"
#include "deploy/local/installation.hpp"
#include "deploy/local/stack.hpp"
#include "tests/centre/herd.hpp"
#include "tests/files.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;
using bench::Steady;
using codec::Json;

constexpr const char* street = "110113001";
constexpr const char* password = "a thousand screens at once";
constexpr std::size_t screens_of_a_session = 20;

struct Options {
  std::size_t screens = 1000;
  int seconds = 20;
  int rate = 50;
  std::size_t open = 200;
  std::string bin;
  std::string config = "config/shunyi";
};

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

template <class T>
T must(core::Result<T, std::string> result) {
  if (!result) fail(result.error());
  return std::move(*result);
}

double milliseconds(Steady::duration took) {
  return std::chrono::duration<double, std::milli>(took).count();
}

/// What a process has used so far.
struct Used {
  double seconds = 0;
  double resident_mib = 0;
};

Used used_by(pid_t pid) {
  Used used;
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream words(text.substr(text.rfind(')') + 2));
  std::string word;
  constexpr int user_time = 12, system_time = 13;  // after the name, from one on
  for (int i = 1; words >> word; ++i)
    if (i == user_time || i == system_time)
      used.seconds += std::stod(word) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) used.resident_mib = std::stod(line.substr(6)) / 1024;
  return used;
}

/// A few sessions of one account: each may only ask so often.
std::vector<std::string> sign_in(const std::string& address, std::size_t sessions) {
  const std::string body = Json{{"account", "wall"}, {"password", password}}.dump();
  const std::string text =
      "POST /api/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Content-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  std::vector<std::string> cookies;
  // The server notices an account that another process made within a second.
  for (int failures = 0; cookies.size() < sessions;) {
    const std::string cookie = bench::between(bench::request(address, text), "__Host-shao=", ";");
    if (!cookie.empty()) {
      cookies.push_back(cookie);
      continue;
    }
    if (++failures == 4) fail("the account of the wall cannot sign in");
    std::this_thread::sleep_for(1s);
  }
  return cookies;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options), stack_(must(local::Stack::start(settings()))) {
    must(stack_.wait_for_web(60s));
    const auto centre =
        stack_.configuration()
            .policy.role_offices[static_cast<std::size_t>(core::Role::command_centre)]
            .office;
    must(stack_.add_web_account(
        {"wall", "大屏", centre, {core::Role::command_centre, core::Role::dispatcher}}, password));
    address_ = stack_.web_address().substr(std::string_view("http://").size());
    office_.emplace(must(client::Client::open(context_, profile(core::OfficeId(street)))));
    feed_.emplace(must(client::Client::open(context_, profile(centre))));
    feed_->follow("now");
  }

  /// 0: every page had everything.
  int run() {
    raise_whistles();
    const auto cookies =
        sign_in(address_, (options_.screens + screens_of_a_session - 1) / screens_of_a_session);
    const std::string board = bench::request(
        address_,
        "GET /api/board HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: __Host-shao=" +
            cookies[0] + "\r\n\r\n");
    const std::string position = bench::between(board, "\"position\":\"", "\"");
    if (position.empty()) fail("there is no board: " + board.substr(0, 500));
    const auto opening = Steady::now();
    bench::Herd herd(address_, cookies, position, options_.screens);
    std::printf("screens: %zu pages opened in %.0f ms, %zu whistles on a board of %zu KiB\n",
                options_.screens, milliseconds(Steady::now() - opening), options_.open,
                board.size() / 1024);
    turn_for(1s);
    measure_ = true;
    const Used before = used_by(stack_.pid(local::Part::centre));
    const auto begun = Steady::now();
    work();
    const double took = milliseconds(Steady::now() - begun) / 1000;
    const Used after = used_by(stack_.pid(local::Part::centre));
    turn_for(2s);
    return tell(herd.end(), before, after, took);
  }

 private:
  local::StackSettings settings() const {
    local::StackSettings settings;
    settings.data = folder_.path() / "data";
    settings.config = options_.config;
    settings.bin = options_.bin.empty() ? local::program_folder() : local::Path(options_.bin);
    settings.listen = "tcp://127.0.0.1:*";
    settings.reserve = std::uint64_t{1} << 20;
    settings.web = "127.0.0.1:*";
    settings.web_pages = folder_.path() / "web";
    std::filesystem::create_directories(settings.web_pages);
    test::write_text(settings.web_pages / "index.html", "<!doctype html>");
    return settings;
  }

  client::Settings profile(core::OfficeId office) const {
    auto settings = must(client::read_profile(stack_.folder().profile_of(office)));
    settings.outbox.clear();
    return settings;
  }

  void turn(std::chrono::milliseconds patience) {
    client::Client* both[] = {&*office_, &*feed_};
    must(client::wait_any(both, patience));
    const auto now = Steady::now();
    while (const auto news = feed_->take())
      if (const auto* event = std::get_if<client::FeedEvent>(&*news))
        if (measure_) heard_.emplace(event->body.at("n").get<std::uint64_t>(), now);
    while (const auto news = office_->take()) {
      const auto* answer = std::get_if<client::Answered>(&*news);
      if (answer == nullptr) continue;
      if (!answer->body.value("ok", false)) fail("refused: " + answer->body.dump());
      if (answer->id.starts_with("raise:")) whistles_.push_back(answer->body.at("whistle"));
      if (measure_) answered_.emplace(answer->body.at("number").get<std::uint64_t>(), now);
    }
    if (now - tended_ < 100ms) return;
    tended_ = now;
    stack_.tend();
  }
  void turn_for(std::chrono::milliseconds time) {
    for (const auto until = Steady::now() + time; Steady::now() < until;) turn(10ms);
  }

  void raise_whistles() {
    for (std::size_t i = 0; i < options_.open; ++i) {
      const std::string number = std::to_string(i);
      office_->send("raise:" + number,
                    {{"do", "raise"},
                     {"id", "S-" + number},
                     {"unit", street},
                     {"kind", "DEMAND"},
                     {"category", "PROPERTY"},
                     {"title", "电梯停运两天无人维修 " + number},
                     {"reporter", {{"name", "张三丰"}, {"phone", "13812341234"}}},
                     {"place", {{"address", "光明街道3号楼"}, {"lon", 116.65}, {"lat", 40.13}}}});
      // The broker takes two hundred messages a second of one key.
      turn_for(8ms);
    }
    for (const auto until = Steady::now() + 30s; whistles_.size() < options_.open;) {
      if (Steady::now() > until) fail("the whistles were not all raised");
      turn(20ms);
    }
  }

  /// One event each, on one whistle after the other.
  void work() {
    const int commands = options_.rate * options_.seconds;
    const auto begun = Steady::now();
    for (int i = 0; i < commands; ++i) {
      const auto at = begun + i * std::chrono::microseconds{1'000'000 / options_.rate};
      while (Steady::now() < at)
        turn(std::max(1ms, std::chrono::floor<std::chrono::milliseconds>(at - Steady::now())));
      const std::string number = std::to_string(i);
      office_->send("note:" + number,
                    {{"do", "note"},
                     {"whistle", whistles_[static_cast<std::size_t>(i) % whistles_.size()]},
                     {"text", "已与物业联系，配件明日到货 " + number}});
    }
    for (const auto until = Steady::now() + 20s; office_->waiting() > 0;) {
      if (Steady::now() > until) fail("not all commands were answered");
      turn(5ms);
    }
  }

  /// What the pages missed, had twice or in another order.
  std::size_t count_faults(const bench::Told& told) const {
    std::size_t faults = told.resets + told.ended;
    std::map<std::uint64_t, int> times;
    for (const auto& message : told.messages)
      for (const std::uint64_t number : message.events) ++times[number];
    for (const auto& [number, at] : answered_)
      if (times[number] != 1) ++faults;
    for (const auto& [number, at] : heard_)
      if (times[number] != 1) ++faults;
    for (const auto& arrivals : told.arrivals) {
      for (std::size_t i = 0; i < arrivals.size(); ++i)
        if (arrivals[i].message != i) ++faults;
      if (arrivals.size() != told.messages.size()) ++faults;
    }
    return faults;
  }

  /// From when the event was heard or answered to when each page had it.
  static void tell_delays(const char* since, const bench::Told& told,
                          const std::map<std::uint64_t, Steady::time_point>& begun) {
    std::vector<double> delays;
    for (const auto& arrivals : told.arrivals)
      for (const auto& arrival : arrivals)
        for (const std::uint64_t number : told.messages[arrival.message].events)
          if (const auto at = begun.find(number); at != begun.end())
            delays.push_back(milliseconds(arrival.at - at->second));
    if (delays.empty()) return;
    std::sort(delays.begin(), delays.end());
    const auto share = [&](double part) {
      return delays[static_cast<std::size_t>(part * static_cast<double>(delays.size() - 1))];
    };
    std::printf("screens: from %s to the page p50=%.1f p95=%.1f p99=%.1f max=%.1f ms (%zu)\n",
                since, share(0.5), share(0.95), share(0.99), delays.back(), delays.size());
  }

  int tell(const bench::Told& told, const Used& before, const Used& after, double seconds) const {
    tell_delays("the feed", told, heard_);
    tell_delays("the answer", told, answered_);
    std::size_t bytes = 0;
    for (const auto& message : told.messages) bytes += message.bytes;
    const double cpu = after.seconds - before.seconds;
    std::printf("screens: %zu events in %zu messages of %zu bytes on average\n", heard_.size(),
                told.messages.size(), told.messages.empty() ? 0 : bytes / told.messages.size());
    std::printf("screens: shao-centre used %.2f s of a core in %.1f s (%.0f%%), %.0f MiB\n", cpu,
                seconds, 100 * cpu / seconds, after.resident_mib);
    const std::size_t faults = count_faults(told);
    std::printf("screens: pages=%zu events=%zu faults=%zu\n", told.arrivals.size(), heard_.size(),
                faults);
    const bool enough = answered_.size() == static_cast<std::size_t>(options_.rate) *
                                                static_cast<std::size_t>(options_.seconds);
    return faults == 0 && enough ? 0 : 1;
  }

  Options options_;
  test::TempFolder folder_;
  local::Stack stack_;
  zmq::context_t context_;
  std::optional<client::Client> office_;
  std::optional<client::Client> feed_;
  std::string address_;
  std::vector<std::string> whistles_;
  bool measure_ = false;
  Steady::time_point tended_{};
  std::map<std::uint64_t, Steady::time_point> heard_;     // by the feed
  std::map<std::uint64_t, Steady::time_point> answered_;  // the command's answer
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"shao-screens: many open pages, and how soon each of them has what happens"};
  app.add_option("--screens", options.screens, "Open pages")
      ->capture_default_str()
      ->check(CLI::Range(1, 4000));
  app.add_option("--seconds", options.seconds, "For so long")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  app.add_option("--rate", options.rate, "Events a second")
      ->capture_default_str()
      ->check(CLI::Range(1, 150));
  app.add_option("--open", options.open, "Whistles on the board")
      ->capture_default_str()
      ->check(CLI::Range(1, 20000));
  app.add_option("--config", options.config, "The jurisdiction")->capture_default_str();
  app.add_option("--bin", options.bin, "Where the programs are; else where this one is");
  CLI11_PARSE(app, argc, argv);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  try {
    return Bench(options).run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "shao-screens: %s\n", error.what());
    return 1;
  }
}
