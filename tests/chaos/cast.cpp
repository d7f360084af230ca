#include "tests/chaos/cast.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "deploy/local/probe.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/redis_connection.hpp"
#include "tests/chaos/machine_clock.hpp"
#include "tests/chaos/offices.hpp"

namespace shao::chaos {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using core::fail;
using local::PrivateRedis;
using local::Process;

namespace {

constexpr std::size_t dispatchers = 2;
constexpr std::size_t brokers = 2;
constexpr std::size_t office_processes_in_all = 4;
constexpr auto patience = 60s;
constexpr auto grace = 10s;
/// Redis on a full disk ends as soon as it has started and must write.
constexpr auto full_disk_pause = 200ms;
/// Whoever ended by itself comes back after this.
constexpr auto pause_after_end = 500ms;

std::vector<Path> append_only_files(const Path& redis) {
  std::vector<Path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(redis / "appendonlydir", ignored))
    if (entry.path().string().ends_with(".incr.aof")) files.push_back(entry.path());
  return files;
}

/// util-linux' unshare gives a process a CLOCK_BOOTTIME of its own; needs root.
bool may_unshare_time() {
  auto tried = Process::start({.program = "/usr/bin/unshare",
                               .arguments = {"--time", "--boottime", "1000", "/bin/true"},
                               .log = "/dev/null"});
  return tried && tried->wait(5s) == 0;
}

}  // namespace

Cast::Cast(CastSettings settings, local::DataFolder folder)
    : settings_(std::move(settings)),
      folder_(std::move(folder)),
      boot_clocks_(settings_.seed, "boot clocks") {}

Outcome<std::unique_ptr<Cast>> Cast::assemble(CastSettings settings) {
  auto folder = local::DataFolder::open(settings.data, settings.config);
  if (!folder) return fail(folder.error());
  std::unique_ptr<Cast> cast(new Cast(std::move(settings), std::move(*folder)));
  if (const auto up = cast->raise_curtain(); !up) return fail(up.error());
  return cast;
}

Cast::~Cast() {
  for (Player& player : players_)
    if (running(player)) ::kill(process(player)->pid(), SIGCONT);
  end_all_but_redis();
  end_redis();
  if (redis_control_ != nullptr) ::munmap(redis_control_, sizeof(RedisControl));
}

Outcome<std::monostate> Cast::raise_curtain() {
  std::error_code error;
  fs::create_directories(folder_.root() / "chaos", error);
  if (error) return fail("cannot make " + (folder_.root() / "chaos").string());
  auto configuration = folder_.configure();
  if (!configuration) return fail(configuration.error());
  configuration_ = std::move(*configuration);
  for (auto [key, path] : {std::pair{&broker_key_, folder_.broker_key()},
                           std::pair{&dispatcher_key_, folder_.dispatcher_key()}}) {
    const auto file = wire::read_key_file(path.string());
    if (!file) return fail(file.error());
    *key = file->keys.public_key;
  }
  const Path control = folder_.root() / "chaos" / "redis_control";
  std::ofstream(control) << std::string(sizeof(RedisControl), '\0');
  const journal::FileDescriptor file(::open(control.c_str(), O_RDWR | O_CLOEXEC));
  void* const at =
      ::mmap(nullptr, sizeof(RedisControl), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (at == MAP_FAILED) return fail("cannot map " + control.string());
  redis_control_ = static_cast<RedisControl*>(at);
  clock_steps_.push_back({std::chrono::milliseconds{machine_ms() - 1000}, 0ms});
  can_set_boot_clocks_ = may_unshare_time();

  players_.push_back({Part::redis, "redis-server", [this] { return start_redis(); }});
  if (auto started = start_redis(); !started) return started;
  if (const auto ready = redis_->ready(patience); !ready) return fail(ready.error());
  if (auto applied = put_configuration_into_force(); !applied) return applied;
  if (auto linked = make_links(); !linked) return linked;
  if (auto written = folder_.write_profiles(configuration_, broker_links_.front()); !written)
    return written;
  begun_ms_ = machine_ms();
  for (std::size_t i = 0; i < dispatchers; ++i)
    players_.push_back({Part::dispatcher, "shao-dispatcher " + std::to_string(i),
                        [this, i] { return start_dispatcher(i); }});
  for (std::size_t i = 0; i < brokers; ++i)
    players_.push_back(
        {Part::broker, "shao-broker " + std::to_string(i), [this, i] { return start_broker(i); }});
  for (std::size_t i = 0; i < office_processes_in_all; ++i)
    players_.push_back(
        {Part::offices, "offices " + std::to_string(i), [this, i] { return start_offices(i); }});
  for (std::size_t i = 1; i < players_.size(); ++i)
    if (auto started = players_[i].start(); !started) return started;
  return std::monostate{};
}

Outcome<std::monostate> Cast::put_configuration_into_force() {
  const auto files = config::read_directory(folder_.config().string());
  if (!files) return fail(files.error().str());
  auto redis = journal::RedisConnection::connect(redis_url_);
  if (!redis) return fail(redis.error().message);
  const std::string& jurisdiction = configuration_.policy.jurisdiction;
  const std::string version = config::version_of(*files);
  const auto stored =
      journal::store_config(*redis, jurisdiction, version, config::files_to_bytes(*files));
  if (!stored) return fail(stored.error().message);
  const auto current = journal::set_current(*redis, jurisdiction, version);
  if (!current) return fail(current.error().message);
  return std::monostate{};
}

Outcome<std::monostate> Cast::make_links() {
  const auto add = [&](const std::string& target) -> Outcome<std::size_t> {
    ++links_;
    return proxy_.link(target);
  };
  for (std::size_t i = 0; i < dispatchers; ++i) {
    const auto redis = add(redis_url_);
    const auto commands = local::free_endpoint("tcp://127.0.0.1:*");
    const auto feed = local::free_endpoint("tcp://127.0.0.1:*");
    if (!redis || !commands || !feed) return fail("no port is free on 127.0.0.1");
    redis_links_.push_back("redis://127.0.0.1:" + std::to_string(proxy_.port(*redis)));
    dispatcher_endpoints_.emplace_back(*commands, *feed);
    const auto commands_link = add(*commands);
    const auto feed_link = add(*feed);
    if (!commands_link || !feed_link) return fail("no port is free on 127.0.0.1");
    dispatcher_links_.push_back(proxy_.endpoint(*commands_link) + "," +
                                proxy_.endpoint(*feed_link) + "," + dispatcher_key_);
  }
  for (std::size_t i = 0; i < brokers; ++i) {
    const auto endpoint = local::free_endpoint("tcp://127.0.0.1:*");
    if (!endpoint) return fail(endpoint.error());
    broker_endpoints_.push_back(*endpoint);
    const auto link = add(*endpoint);
    if (!link) return fail(link.error());
    broker_links_.push_back(proxy_.endpoint(*link));
  }
  return std::monostate{};
}

// ---- starting ----------------------------------------------------------------------------------

Outcome<std::monostate> Cast::start_redis() {
  local::RedisSettings settings;
  settings.directory = folder_.redis();
  settings.appendfsync = settings_.appendfsync;
  settings.environment = {
      "LD_PRELOAD=" + (settings_.bin / "libshao_redis_preload.so").string(),
      std::string(control_variable) + "=" + (folder_.root() / "chaos/redis_control").string()};
  auto redis = PrivateRedis::launch(settings);
  if (!redis) return fail(redis.error());
  redis_url_ = redis->url();
  redis_ = std::move(*redis);
  if (disk_full_until_) limit_redis_files();
  return std::monostate{};
}

Outcome<Process> Cast::start(const std::string& program, const std::string& log,
                             std::vector<std::string> arguments, bool own_boot_clock) {
  Path binary = settings_.bin / program;
  if (own_boot_clock && can_set_boot_clocks_ && boot_clocks_.chance(0.5)) {
    ++clock_namespaces_;
    const std::string ahead = std::to_string(1 + boot_clocks_.below(1'000'000));
    arguments.insert(arguments.begin(),
                     {"--time", "--boottime", ahead, "--monotonic", ahead, binary.string()});
    binary = "/usr/bin/unshare";
  }
  return Process::start({.program = binary,
                         .arguments = std::move(arguments),
                         .log = folder_.log(log),
                         .keeps = {folder_.lock()}});
}

Outcome<std::monostate> Cast::start_dispatcher(std::size_t number) {
  std::vector<std::string> arguments{"--jurisdiction",  configuration_.policy.jurisdiction,
                                     "--redis",         redis_links_[number],
                                     "--key",           folder_.dispatcher_key().string(),
                                     "--residents-key", folder_.residents_key().string(),
                                     "--broker-key",    broker_key_,
                                     "--commands",      dispatcher_endpoints_[number].first,
                                     "--feed",          dispatcher_endpoints_[number].second};
  if (settings_.speed != 1) {
    std::ostringstream speed;
    speed << settings_.speed;
    arguments.insert(arguments.end(), {"--exercise", "--clock-speed", speed.str()});
  }
  auto process = start("shao-dispatcher", "shao-dispatcher." + std::to_string(number),
                       std::move(arguments), true);
  if (!process) return fail(process.error());
  players_[1 + number].process = std::move(*process);
  return std::monostate{};
}

Outcome<std::monostate> Cast::start_broker(std::size_t number) {
  std::vector<std::string> arguments{"--listen", broker_endpoints_[number], "--key",
                                     folder_.broker_key().string()};
  for (const std::string& link : dispatcher_links_)
    arguments.insert(arguments.end(), {"--dispatcher", link});
  auto process =
      start("shao-broker", "shao-broker." + std::to_string(number), std::move(arguments));
  if (!process) return fail(process.error());
  players_[1 + dispatchers + number].process = std::move(*process);
  return std::monostate{};
}

Outcome<std::monostate> Cast::start_offices(std::size_t number) {
  std::vector<std::string> arguments{"offices",
                                     "--data",
                                     folder_.root().string(),
                                     "--number",
                                     std::to_string(number),
                                     "--of",
                                     std::to_string(office_processes_in_all),
                                     "--seed",
                                     std::to_string(settings_.seed),
                                     "--whistles",
                                     std::to_string(settings_.whistles),
                                     "--raising",
                                     std::to_string(settings_.raising.count()),
                                     "--begun",
                                     std::to_string(begun_ms_)};
  for (const std::string& link : broker_links_)
    arguments.insert(arguments.end(), {"--broker", link});
  auto process = start("shao-chaos", "offices." + std::to_string(number), std::move(arguments));
  if (!process) return fail(process.error());
  players_[1 + dispatchers + brokers + number].process = std::move(*process);
  return std::monostate{};
}

std::size_t Cast::office_processes() const {
  return office_processes_in_all;
}

// ---- trouble -----------------------------------------------------------------------------------

Process* Cast::process(Player& player) {
  if (player.part == Part::redis) return redis_ ? &redis_->process() : nullptr;
  return player.process ? &*player.process : nullptr;
}

bool Cast::running(Player& player) {
  Process* const its = process(player);
  return its != nullptr && its->pid() != 0;
}

Cast::Player* Cast::draw(Part part, drill::Dice& dice) {
  std::vector<Player*> there;
  for (Player& player : players_)
    if (player.part == part && !player.back && !player.gone && running(player))
      there.push_back(&player);
  return there.empty() ? nullptr : dice.one_of(there);
}

bool Cast::kill(Part part, drill::Dice& dice, std::chrono::milliseconds down_for) {
  Player* const victim = draw(part, dice);
  if (victim == nullptr || !process(*victim)->alive()) return false;
  process(*victim)->kill();
  victim->goes_on.reset();
  victim->back = Steady::now() + down_for;
  if (part == Part::redis && settings_.modelled_power_cut) cut_power();
  return true;
}

bool Cast::stop(Part part, drill::Dice& dice, std::chrono::milliseconds stands_for) {
  Player* const victim = draw(part, dice);
  if (victim == nullptr || victim->goes_on || !process(*victim)->alive()) return false;
  ::kill(process(*victim)->pid(), SIGSTOP);
  victim->goes_on = Steady::now() + stands_for;
  return true;
}

void Cast::strike(Fault fault, drill::Dice& dice) {
  proxy_.strike(dice.below(links_), fault);
}

void Cast::set_redis_clock(std::chrono::milliseconds ahead) {
  clock_steps_.push_back({std::chrono::milliseconds{machine_ms()}, ahead});
  redis_control_->ahead_us = std::chrono::microseconds(ahead).count();
}

void Cast::slow_disk(std::chrono::milliseconds lasts, std::chrono::microseconds each_sync) {
  disk_slow_until_ = Steady::now() + lasts;
  redis_control_->sync_takes_us = each_sync.count();
}

void Cast::fill_disk(std::chrono::milliseconds lasts, drill::Dice& dice) {
  ++disks_filled_;
  disk_full_until_ = Steady::now() + lasts;
  file_limit_ = 0;
  std::error_code ignored;
  for (const Path& file : append_only_files(folder_.redis()))
    file_limit_ = std::max<std::uint64_t>(file_limit_, fs::file_size(file, ignored));
  // In the middle of what is written next, mostly.
  file_limit_ += dice.below(1500);
  limit_redis_files();
}

void Cast::limit_redis_files() {
  if (!redis_ || redis_->process().pid() == 0) return;
  const rlim_t most = disk_full_until_ ? file_limit_ : RLIM_INFINITY;
  const rlimit limit{most, RLIM_INFINITY};
  ::prlimit(redis_->process().pid(), RLIMIT_FSIZE, &limit, nullptr);
}

/// What was not made durable is lost: the files are as they were at their last fsync.
void Cast::cut_power() {
  for (const Path& file : append_only_files(folder_.redis())) {
    std::uintmax_t durable = 0;
    std::ifstream(file.string() + durable_suffix) >> durable;
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    // Redis itself may have cut off what it could not write whole.
    if (error || size <= durable) continue;
    fs::resize_file(file, durable, error);
    if (!error) bytes_cut_ += size - durable;
  }
}

// ---- tending -----------------------------------------------------------------------------------

void Cast::tend() {
  const auto now = Steady::now();
  if (disk_full_until_ && now >= *disk_full_until_) {
    disk_full_until_.reset();
    disk_freed_ = now;
    limit_redis_files();
  }
  if (now >= disk_slow_until_) redis_control_->sync_takes_us = 0;
  for (Player& player : players_) tend(player, now);
}

void Cast::tend(Player& player, Steady::time_point now) {
  if (player.gone) return;
  if (player.back) {
    if (now < *player.back) return;
    player.back.reset();
    if (const auto started = player.start(); !started) {
      unexpected_.push_back(player.name + " cannot be started: " + started.error());
      player.back = now + pause_after_end;
    }
    return;
  }
  Process* const its = process(player);
  if (its == nullptr) return;
  if (player.goes_on && now >= *player.goes_on) {
    ::kill(its->pid(), SIGCONT);
    player.goes_on.reset();
  }
  const auto status = its->wait(0ms);
  if (!status) return;
  player.goes_on.reset();
  if (player.part == Part::offices && *status == 0) {
    player.gone = true;
  } else if (player.part == Part::redis && (disk_full_until_ || now < disk_freed_ + 2s)) {
    ++ended_by_full_disk_;
    player.back = now + full_disk_pause;
  } else {
    unexpected_.push_back(player.name + " ended by itself with status " + std::to_string(*status));
    player.back = now + pause_after_end;
  }
}

void Cast::make_peace() {
  proxy_.calm();
  const auto now = Steady::now();
  if (disk_full_until_) disk_full_until_ = now;
  disk_slow_until_ = now;
  for (Player& player : players_) {
    if (player.goes_on) player.goes_on = now;
    if (player.back) player.back = now;
  }
  tend();
}

bool Cast::everything_runs() {
  return std::all_of(players_.begin(), players_.end(),
                     [&](Player& player) { return player.gone || running(player); });
}

bool Cast::offices_gone() {
  return std::all_of(players_.begin(), players_.end(), [](const Player& player) {
    return player.part != Part::offices || player.gone;
  });
}

void Cast::end_all_but_redis() {
  // Whoever asks first: what is under way is answered.
  for (const Part part : {Part::offices, Part::dispatcher, Part::broker})
    for (Player& player : players_)
      if (player.part == part && player.process) {
        player.process->terminate(grace);
        player.gone = true;
      }
}

void Cast::end_redis() {
  if (redis_) redis_->stop();
}

}  // namespace shao::chaos
