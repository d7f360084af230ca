// The whole of Shaodao on one machine: a private Redis, a dispatcher, on demand another one that
// stands by, a broker, an archive that follows the journal, on demand the web server for people
// and, when the configuration has hooks, what tells the offices that are not looking, on one data
// folder (data_folder.hpp). For trying it out, for drills and for tests, and good enough for one
// district's single server.
//
//   auto stack = Stack::start({.data = "data", .config = "config/shunyi", .bin = "build/bin"});
//   if (!stack) return complain(stack.error());
//   while (!asked_to_stop) {
//     stack->tend();                      // about ten times a second: restarts what has died
//     wait_a_little();
//   }
//   stack->stop();                        // the destructor does it too
//
// start returns when a question to the dispatcher, asked through the broker with an office's key,
// has been answered. Everything ends with the process, also when it is killed. Start a Stack from a
// thread that lasts (process.hpp).
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "deploy/local/data_folder.hpp"
#include "deploy/local/private_redis.hpp"
#include "deploy/local/reserve.hpp"

namespace shao::local {

struct StackSettings {
  Path data;                                    // the data folder; made when absent
  Path config;                                  // copied into it at the first start
  Path bin;                                     // where the programs are
  std::string listen = "tcp://127.0.0.1:7700";  // for clients; port "*": any free one
  bool exercise = false;                        // a drill: every record is marked
  double clock_speed = 1;                       // other than 1 in a drill only
  bool standby = false;                         // a second dispatcher, which takes over
  std::string exercise_start;                   // RFC 3339; empty: now
  std::vector<std::string> broker_options;      // more for shao-broker, as on its command line
  std::vector<std::string> dispatcher_options;  // and for shao-dispatcher
  /// An address of Redis that runs elsewhere and knows the users of DATA/keys; empty: a private
  /// one.
  std::string redis;
  std::string web;    // where browsers connect, "127.0.0.1:7780"; port *: any free one; empty: none
  Path web_pages;     // the browser application as built; needed for `web`
  std::string hooks;  // hooks.toml for a configuration that has none; empty: it stays without
  std::uint64_t reserve = std::uint64_t{64}
                          << 20;                // bytes kept for Redis on its disk (reserve.hpp)
  std::chrono::milliseconds patience{60000};    // with the start
  std::function<void(const std::string&)> say;  // told what an operator should know
  std::function<bool()> cancelled;              // ends a start that is under way
};

/// Of the dispatcher and the standby either may lead.
enum class Part : std::uint8_t { redis, dispatcher, standby, broker, archive, hooks, centre };
inline constexpr Part all_parts[] = {Part::redis,   Part::dispatcher, Part::standby, Part::broker,
                                     Part::archive, Part::hooks,      Part::centre};
inline constexpr std::size_t part_count = std::size(all_parts);
constexpr std::string_view name_of(Part part) {
  constexpr std::string_view names[] = {
      "redis-server", "shao-dispatcher", "shao-dispatcher-standby", "shao-broker", "shao-archive",
      "shao-hooks",   "shao-centre"};
  return names[static_cast<std::size_t>(part)];
}

class Stack {
 public:
  static Outcome<Stack> start(StackSettings settings);
  Stack(Stack&&) noexcept = default;
  ~Stack();

  /// Starts again what has died, each time after a longer pause; says so.
  void tend();
  /// Waits until a question through the broker is answered, tending meanwhile. The answer: the
  /// status of PROTOCOL.md section 3.
  Outcome<std::string> wait_until_ready(std::chrono::milliseconds patience);
  /// Checks DATA/config and puts it into force; the version. A running dispatcher picks it up.
  Outcome<std::string> apply_configuration();
  /// Where browsers find it; empty without a web server.
  std::string web_address() const;
  /// Waits until the web server listens. The password of its account "operator" when that was just
  /// made: this once.
  Outcome<std::optional<std::string>> wait_for_web(std::chrono::milliseconds patience);
  /// An account of the web server that can sign in at once with this password, whatever it was
  /// before.
  struct WebAccount {
    std::string name;
    std::string person;
    core::OfficeId office;
    core::Roles roles;
  };
  Outcome<std::monostate> add_web_account(const WebAccount& account,
                                          const std::string& password) const;
  /// Offices are told through hooks no more: what waits is told after the next start.
  void end_hooks();
  /// Dispatcher first, so that what it accepted is still answered through the broker.
  void stop();

  /// Ends a part at once (SIGKILL), as a crash would. tend() starts it again.
  void kill(Part part);
  /// Ends a part cleanly. tend() starts it again.
  void restart(Part part);
  /// 0 while it does not run.
  pid_t pid(Part part);

  const DataFolder& folder() const { return folder_; }
  const config::Configuration& configuration() const { return configuration_; }
  const std::string& jurisdiction() const { return configuration_.policy.jurisdiction; }
  /// Where clients connect, and the broker's public key.
  const std::string& endpoint() const { return settings_.listen; }
  const std::string& broker_key() const { return broker_key_; }
  const std::string& redis_url() const { return redis_url_; }
  /// The private Redis, as one of its users: the default one has no rights there.
  journal::RedisAddress redis_as(journal::RedisUser user) const;

 private:
  /// Reads and checks DATA/config, which is the stack's configuration from then on.
  Outcome<config::Files> read_configuration();
  Outcome<std::string> put_into_force(const config::Files& files);
  /// Puts the folder's configuration into force when there is none, or when the folder has changed
  /// since it was applied from here; else what `shao config apply` put into force meanwhile stays.
  Outcome<std::string> configure_at_start(const config::Files& files);
  RedisSettings redis_settings() const;
  Outcome<std::monostate> give_functions();
  using Steady = std::chrono::steady_clock;
  /// When a part was started, how long to wait before it is started again.
  struct Watch {
    Steady::time_point started{};
    std::optional<Steady::time_point> again;
    std::chrono::milliseconds pause{0};
  };

  Stack(StackSettings settings, DataFolder folder)
      : settings_(std::move(settings)), folder_(std::move(folder)) {}
  Outcome<std::monostate> bring_up();
  Outcome<std::monostate> bring_up_redis();
  /// Gives the reserve's room back when the disk is full, and takes it again when it is not.
  void release_reserve();
  void hold_reserve();
  Outcome<std::monostate> launch(Part part);
  std::vector<std::string> dispatcher_arguments(Part part) const;
  std::vector<std::string> hooks_arguments() const;
  std::vector<std::string> centre_arguments() const;
  std::vector<std::string> accounts_arguments() const;
  core::OfficeId centre_office() const;
  std::vector<Part> parts_after_redis() const;
  Process* process(Part part);
  void say(const std::string& what) const;
  Outcome<wire::KeyPair> asking_key() const;
  /// The first part that has died, as a sentence with the end of its log.
  std::optional<std::string> casualty();

  StackSettings settings_;
  DataFolder folder_;
  config::Configuration configuration_;
  std::string broker_key_;
  std::string redis_url_;
  bool fresh_ = false;  // the first start of a journal
  std::optional<PrivateRedis> redis_;
  std::optional<Process> dispatcher_;
  std::optional<Process> standby_;
  std::optional<Process> broker_;
  std::optional<Process> archive_;
  std::optional<Process> hooks_;
  std::optional<Process> centre_;
  std::array<Watch, part_count> watches_;
  Steady::time_point next_reserve_{};
};

}  // namespace shao::local
