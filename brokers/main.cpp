// shao-broker: options, the key file, signals; then the loop.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "brokers/broker.hpp"

namespace {

using shao::broker::DispatcherAddress;

struct Arguments {
  std::vector<std::string> listen{"tcp://127.0.0.1:7700"};
  std::string key_file;
  std::vector<std::string> dispatchers;
  std::string log_level = "info";
  double messages_per_second = 200;
  double messages_at_once = 400;
};

/// "COMMANDS,FEED,KEY". A key never holds a comma, and neither does an endpoint.
std::optional<DispatcherAddress> address_of(const std::string& text) {
  const auto first = text.find(',');
  const auto second = first == text.npos ? text.npos : text.find(',', first + 1);
  if (second == text.npos) return std::nullopt;
  DispatcherAddress address{text.substr(0, first), text.substr(first + 1, second - first - 1),
                            text.substr(second + 1)};
  if (!shao::wire::is_key(address.public_key)) return std::nullopt;
  return address;
}

/// SIGTERM and SIGINT as a descriptor. Before any thread is started, so that libzmq's threads leave
/// the signals alone as well.
int stop_descriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// What a flood of two thousand silent connections a second keeps open until the handshake limit
/// ends them, twice over, beside the offices.
constexpr rlim_t enough_descriptors = 16'384;

/// Each connection is a descriptor: as many as the system lets us have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
    spdlog::warn("event=descriptor_limit_not_raised current={}", limit.rlim_cur);
  if (limit.rlim_max < enough_descriptors)
    spdlog::warn(
        "event=few_descriptors most={} meaning=\"a flood of connections would keep offices out; "
        "raise the hard limit to {} (LimitNOFILE= in a systemd unit, ulimit -Hn)\"",
        limit.rlim_max, enough_descriptors);
}

int fail(const std::string& what) {
  std::fprintf(stderr, "shao-broker: %s\n", what.c_str());
  return 2;
}

int run(const Arguments& arguments, int stop) {
  shao::broker::Options options;
  options.listen = arguments.listen;
  options.limits.messages_per_second = arguments.messages_per_second;
  options.limits.messages_at_once = arguments.messages_at_once;
  auto key_file = shao::wire::read_key_file(arguments.key_file);
  if (!key_file) return fail(key_file.error());
  options.keys = key_file->keys;
  for (const std::string& text : arguments.dispatchers) {
    const auto address = address_of(text);
    if (!address)
      return fail("--dispatcher " + text +
                  ": expected COMMANDS_ENDPOINT,FEED_ENDPOINT,PUBLIC_KEY, for example "
                  "tcp://127.0.0.1:7801,tcp://127.0.0.1:7802,<40 characters of Z85>");
    options.dispatchers.push_back(*address);
  }
  shao::broker::Broker broker(options);
  const auto endpoints = broker.start();
  if (!endpoints) return fail(endpoints.error());
  std::string ready = "broker: ready on";
  for (const std::string& endpoint : *endpoints) ready += " " + endpoint;
  std::printf("%s\n", ready.c_str());
  std::fflush(stdout);
  broker.run(stop);
  spdlog::info("event=stopped");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{
      "The edge of Shaodao: lets offices in by their keys, hands their commands to the leading "
      "dispatcher and serves them the feed (brokers/PROTOCOL.md).\n\nExample:\n  shao-broker --key "
      "broker.key --listen tcp://0.0.0.0:7700 \\\n    --dispatcher "
      "'tcp://10.0.0.5:7801,tcp://10.0.0.5:7802,<public key>'"};
  app.add_option("--listen", arguments.listen, "Where clients connect; may be given several times")
      ->capture_default_str();
  app.add_option("--key", arguments.key_file, "Key file of this broker (shao keys new)")
      ->required();
  app.add_option("--dispatcher", arguments.dispatchers,
                 "COMMANDS_ENDPOINT,FEED_ENDPOINT,PUBLIC_KEY; may be given several times")
      ->required();
  app.add_option("--rate", arguments.messages_per_second,
                 "Messages a second that one key may send in the long run")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--burst", arguments.messages_at_once,
                 "Messages that one key may send at once after a pause")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--log-level", arguments.log_level, "What is written to stderr")
      ->capture_default_str()
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error"}));
  CLI11_PARSE(app, argc, argv);

  spdlog::set_default_logger(spdlog::stderr_color_mt("broker"));
  spdlog::set_level(spdlog::level::from_str(arguments.log_level));
  const int stop = stop_descriptor();
  if (stop < 0) return fail("cannot wait for signals (signalfd)");
  raise_descriptor_limit();
  try {
    return run(arguments, stop);
  } catch (const zmq::error_t& error) {
    // Not what a peer can cause: out of descriptors or memory. Whoever started us starts us again.
    spdlog::critical("event=failed why=\"{}\"", error.what());
    return 1;
  }
}
