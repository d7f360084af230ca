// All processes of a chaos run: a private Redis, two dispatchers of which one leads, two brokers,
// and client processes with the offices, every connection between them through the fault proxy.
//
//   auto cast = Cast::assemble(settings);
//   while (...) {
//     (*cast)->tend();                       // every 10 ms: who is down comes back, who is stopped
//     goes on
//     (*cast)->kill(Part::redis, 300ms);     // SIGKILL; down for so long
//   }
//   (*cast)->make_peace();
//
// A process that ends without having been killed is a finding (unexpected()). All of them end with
// the Cast, and when its process dies.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/drill/dice.hpp"
#include "config/config.hpp"
#include "deploy/local/data_folder.hpp"
#include "deploy/local/private_redis.hpp"
#include "tests/chaos/proxy.hpp"
#include "tests/chaos/redis_control.hpp"

namespace shao::chaos {

using local::Outcome;
using local::Path;
using Steady = std::chrono::steady_clock;

struct CastSettings {
  Path data;
  Path config;
  Path bin;
  std::uint64_t seed = 1;
  double speed = 1;  // other than 1: a drill
  std::string appendfsync = "always";
  bool modelled_power_cut = false;
  std::size_t whistles = 100;
  std::chrono::seconds raising{30};
};

enum class Part : std::uint8_t { dispatcher, broker, redis, offices };

class Cast {
 public:
  static Outcome<std::unique_ptr<Cast>> assemble(CastSettings settings);
  Cast(const Cast&) = delete;
  Cast& operator=(const Cast&) = delete;
  ~Cast();

  void tend();
  /// One of this part, drawn by `dice`; false: none of them runs now.
  bool kill(Part part, drill::Dice& dice, std::chrono::milliseconds down_for);
  bool stop(Part part, drill::Dice& dice, std::chrono::milliseconds stands_for);
  /// Some link of the proxy.
  void strike(Fault fault, drill::Dice& dice);
  /// Redis' wall clock is ahead of the machine's by this from now on.
  void set_redis_clock(std::chrono::milliseconds ahead);
  /// Each of its fsyncs takes so much longer, for so long.
  void slow_disk(std::chrono::milliseconds lasts, std::chrono::microseconds each_sync);
  /// Redis' files cannot grow by more than some bytes for so long; it ends and is started again.
  void fill_disk(std::chrono::milliseconds lasts, drill::Dice& dice);
  /// Everything runs, and goes on running.
  void make_peace();
  bool everything_runs();
  /// Whether all offices have gone, each with status 0.
  bool offices_gone();
  /// Nobody decides or asks any more; Redis runs, for the journal to be read.
  void end_all_but_redis();
  void end_redis();

  const local::DataFolder& folder() const { return folder_; }
  const config::Configuration& configuration() const { return configuration_; }
  const std::string& redis_url() const { return redis_url_; }
  /// A broker's own endpoint, not through the proxy, and its public key.
  const std::string& broker_endpoint() const { return broker_endpoints_.front(); }
  const std::string& broker_key() const { return broker_key_; }
  std::size_t office_processes() const;

  /// What ended by itself and should not have, in words.
  const std::vector<std::string>& unexpected() const { return unexpected_; }
  std::uint64_t disks_filled() const { return disks_filled_; }
  std::uint64_t ended_by_full_disk() const { return ended_by_full_disk_; }
  std::uint64_t bytes_cut() const { return bytes_cut_; }
  std::uint64_t clock_namespaces() const { return clock_namespaces_; }
  bool can_set_boot_clocks() const { return can_set_boot_clocks_; }
  struct ClockStep {
    std::chrono::milliseconds at;     // the machine's wall clock
    std::chrono::milliseconds ahead;  // Redis' clock from then on
  };
  const std::vector<ClockStep>& clock_steps() const { return clock_steps_; }

 private:
  struct Player {
    Part part;
    std::string name;
    std::function<Outcome<std::monostate>()> start;
    std::optional<local::Process> process{};      // of Redis it is in redis_
    std::optional<Steady::time_point> back{};     // down until
    std::optional<Steady::time_point> goes_on{};  // stands still until
    bool gone = false;                            // ended as it should
  };

  explicit Cast(CastSettings settings, local::DataFolder folder);
  Outcome<std::monostate> raise_curtain();
  Outcome<std::monostate> make_links();
  Outcome<std::monostate> put_configuration_into_force();
  Outcome<std::monostate> start_redis();
  Outcome<std::monostate> start_dispatcher(std::size_t number);
  Outcome<std::monostate> start_broker(std::size_t number);
  Outcome<std::monostate> start_offices(std::size_t number);
  Outcome<local::Process> start(const std::string& program, const std::string& log,
                                std::vector<std::string> arguments, bool own_boot_clock = false);
  void limit_redis_files();
  void cut_power();
  local::Process* process(Player& player);
  bool running(Player& player);
  Player* draw(Part part, drill::Dice& dice);
  void tend(Player& player, Steady::time_point now);

  CastSettings settings_;
  local::DataFolder folder_;
  config::Configuration configuration_;
  std::string version_;
  std::string broker_key_;
  std::string dispatcher_key_;
  FaultProxy proxy_;
  std::vector<std::string> redis_links_;       // url of each dispatcher
  std::vector<std::string> dispatcher_links_;  // "commands,feed,key" for brokers
  std::vector<std::pair<std::string, std::string>> dispatcher_endpoints_;
  std::vector<std::string> broker_endpoints_;
  std::vector<std::string> broker_links_;
  std::size_t links_ = 0;
  std::optional<local::PrivateRedis> redis_;
  std::string redis_url_;
  RedisControl* redis_control_ = nullptr;
  std::vector<Player> players_;
  std::optional<Steady::time_point> disk_full_until_;
  Steady::time_point disk_slow_until_{};
  Steady::time_point disk_freed_{};
  std::uint64_t file_limit_ = 0;
  bool can_set_boot_clocks_ = false;
  drill::Dice boot_clocks_;
  std::int64_t begun_ms_ = 0;
  std::vector<std::string> unexpected_;
  std::vector<ClockStep> clock_steps_;
  std::uint64_t disks_filled_ = 0;
  std::uint64_t ended_by_full_disk_ = 0;
  std::uint64_t bytes_cut_ = 0;
  std::uint64_t clock_namespaces_ = 0;
};

}  // namespace shao::chaos
