// shao-dispatcher: options, signals, and terms one after the other.
#include <sodium.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

#include "config/config.hpp"
#include "dispatcher/engine/run_term.hpp"

namespace {

std::atomic<bool> stop_asked{false};  // the one thing a signal handler may touch

void ask_to_stop(int) {
  stop_asked = true;
}

/// Unless it is asked to stop meanwhile.
void pause(std::chrono::milliseconds span) {
  constexpr std::chrono::milliseconds step{100};
  for (auto left = span; left.count() > 0 && !stop_asked; left -= step)
    std::this_thread::sleep_for(step);
}

int serve(const shao::engine::TermSettings& settings, const shao::journal::RedisAddress& redis,
          shao::engine::LinkServer& link) {
  using shao::engine::TermEnd;
  shao::engine::Configurations configurations;
  shao::engine::Memory memory;
  while (!stop_asked) {
    const auto result =
        shao::engine::run_term(settings, redis, link, configurations, memory, stop_asked);
    switch (result.end) {
      case TermEnd::asked_to_stop:
        spdlog::info("event=stopped");
        return 0;
      case TermEnd::handed_over:
        spdlog::info("event=handed_over jurisdiction={} next=\"stand by\"", settings.jurisdiction);
        break;
      case TermEnd::cannot_serve:
        spdlog::critical("event=cannot_serve reason=\"{}\"", result.reason);
        return 1;
      case TermEnd::stepped_down:
        spdlog::error("event=stepped_down reason=\"{}\" next=\"claim again\"", result.reason);
        pause(std::chrono::milliseconds{500});
        break;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "shao-dispatcher: decides, journals, tracks every deadline, escalates.\n\n"
      "  shao-dispatcher --jurisdiction shunyi --redis unix:/run/shaodao/redis.sock \\\n"
      "    --key dispatcher.key --residents-key residents.key --broker-key 'Z85...' \\\n"
      "    --commands tcp://127.0.0.1:7711 --feed tcp://127.0.0.1:7712"};
  shao::engine::TermSettings settings;
  shao::engine::LinkServer::Settings link;
  std::string redis_url;
  std::string redis_user;
  std::string redis_password_file;
  std::string key_file;
  std::string residents_key_file;
  std::string start;
  std::string level = "info";
  settings.jurisdiction = "shunyi";
  app.add_option("--jurisdiction", settings.jurisdiction, "whose whistles it dispatches")
      ->capture_default_str();
  app.add_option("--redis", redis_url,
                 "unix:/path, redis://host:port, or sentinel://host:port,host:port,.../master: "
                 "whom these Sentinels name as the master that they watch under that name")
      ->required();
  app.add_option("--redis-user", redis_user, "as whom (SECURITY.md); needs the next one");
  app.add_option("--redis-password-file", redis_password_file,
                 "its password, in a file of its owner's alone");
  app.add_option("--key", key_file, "its own key file (shao keys new)")->required();
  app.add_option(
         "--residents-key", residents_key_file,
         "the master key that residents' particulars rest on (shao keys new --residents); the "
         "same for every dispatcher of a jurisdiction")
      ->required();
  app.add_option("--broker-key", link.broker_keys, "public key of a broker it lets in (repeatable)")
      ->required();
  app.add_option("--commands", link.commands_endpoint, "where brokers' requests are taken")
      ->required();
  app.add_option("--feed", link.feed_endpoint, "where events are published to brokers")->required();
  app.add_flag("--exercise", settings.exercise, "a drill: every record is marked");
  app.add_option("--clock-speed", settings.clock_speed, "how fast a drill's time runs")
      ->check(CLI::Range(0.001, 1e6));
  app.add_option("--exercise-start", start, "a drill's first instant, RFC 3339");
  app.add_option("--snapshot-every", settings.housekeeping.events,
                 "events between two snapshots; the journal in Redis keeps two to three times that")
      ->capture_default_str()
      ->check(CLI::Range(100, 100'000'000));
  app.add_option("--replicas", settings.store.replicas,
                 "of Redis that must have every append before anybody is told: all that could ever "
                 "be promoted, the others at replica-priority 0")
      ->capture_default_str()
      ->check(CLI::Range(0, 16));
  app.add_option(
      "--redis-dir", settings.store.redis_directory,
      "where Redis keeps its data, as this machine sees it: below a tenth free there new "
      "whistles are refused (default: what Redis says, when it is on this machine)");
  app.add_option("--log-level", level, "debug, info, warn, error")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  spdlog::set_default_logger(spdlog::stderr_color_mt("dispatcher"));
  spdlog::set_level(spdlog::level::from_str(level));
  if (sodium_init() < 0) {
    std::cerr << "shao-dispatcher: libsodium could not be started\n";
    return 1;
  }
  if (!settings.exercise && (settings.clock_speed != 1 || !start.empty())) {
    std::cerr << "shao-dispatcher: --clock-speed and --exercise-start are for drills: add "
                 "--exercise\n";
    return 2;
  }
  if (!start.empty()) {
    const auto instant = shao::config::parse_instant(start);
    if (!instant) {
      std::cerr << "shao-dispatcher: --exercise-start: " << instant.error() << '\n';
      return 2;
    }
    settings.exercise_start = *instant;
  }
  const auto key = shao::wire::read_key_file(key_file);
  if (!key) {
    std::cerr << "shao-dispatcher: --key: " << key.error() << '\n';
    return 2;
  }
  link.own = key->keys;
  const auto residents = shao::journal::read_password_file(residents_key_file);
  const auto master = residents ? shao::sealing::key_from(*residents) : std::nullopt;
  if (!master) {
    std::cerr << "shao-dispatcher: --residents-key: "
              << (residents ? residents_key_file +
                                  ": is no master key; right would be: a file that shao keys new "
                                  "--residents made"
                            : residents.error().message)
              << '\n';
    return 2;
  }
  settings.residents_key = *master;
  const auto redis = shao::journal::address_of(redis_url, redis_user, redis_password_file);
  if (!redis) {
    std::cerr << "shao-dispatcher: --redis, --redis-user, --redis-password-file: "
              << redis.error().message << '\n';
    return 2;
  }

  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  try {
    shao::engine::LinkServer server(std::move(link));
    spdlog::info("event=listening jurisdiction={}", settings.jurisdiction);
    return serve(settings, *redis, server);
  } catch (const zmq::error_t& error) {
    std::cerr << "shao-dispatcher: cannot listen: " << error.what()
              << " (is another dispatcher running on these endpoints?)\n";
    return 1;
  }
}
