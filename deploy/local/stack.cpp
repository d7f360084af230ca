#include "deploy/local/stack.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <system_error>
#include <thread>

#include "deploy/local/probe.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/journal.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::local {

namespace {

using namespace std::chrono_literals;

constexpr auto first_pause = 100ms;
constexpr auto longest_pause = 5000ms;
/// A part that ran this long before it died begins again with the first pause.
constexpr auto steady_after = 30s;
constexpr auto grace = 5s;
constexpr auto ask_every = 200ms;
constexpr auto reserve_every = 10s;

using core::fail;
using journal::RedisUser;

std::string user_name(RedisUser user) {
  return std::string(journal::name_of(user));
}

/// Without these nobody is answered. Without the archive whistles are dispatched all the same.
constexpr std::array needed_parts{Part::redis, Part::dispatcher, Part::broker};

constexpr const char* standby_endpoints = "-standby";

/// The archive and the hooks are `shao`'s; Redis is looked for by PrivateRedis.
Path program_of(const Path& bin, Part part) {
  if (part == Part::archive || part == Part::hooks) return bin / "shao";
  return bin / name_of(part == Part::standby ? Part::dispatcher : part);
}

Outcome<std::monostate> check_program(const Path& bin, Part part) {
  const Path program = program_of(bin, part);
  if (::access(program.c_str(), X_OK) == 0) return std::monostate{};
  return fail("there is no program " + program.string() + ": build it first (./dev build)");
}

std::string speed_text(double speed) {
  std::ostringstream text;
  text << speed;
  return text.str();
}

}  // namespace

Outcome<Stack> Stack::start(StackSettings settings) {
  for (const Part part : {Part::dispatcher, Part::broker, Part::archive})
    if (const auto there = check_program(settings.bin, part); !there) return fail(there.error());
  auto folder = DataFolder::open(settings.data, settings.config);
  if (!folder) return fail(folder.error());
  if (!settings.hooks.empty())
    if (const auto there = folder->suggest_hooks(settings.hooks); !there)
      return fail(there.error());
  // After the lock: a stack that is already running is named as such, not by its port.
  auto endpoint = free_endpoint(settings.listen);
  if (!endpoint) return fail(endpoint.error());
  settings.listen = *endpoint;
  if (!settings.web.empty()) {
    if (const auto there = check_program(settings.bin, Part::centre); !there)
      return fail(there.error());
    const auto web = free_endpoint("tcp://" + settings.web);
    if (!web) return fail("the web server: " + web.error());
    settings.web = web->substr(std::string_view("tcp://").size());
  }
  Stack stack(std::move(settings), std::move(*folder));
  if (const auto up = stack.bring_up(); !up) return fail(up.error());
  return stack;
}

Outcome<std::monostate> Stack::bring_up() {
  const auto broker = wire::read_key_file(folder_.broker_key().string());
  if (!broker) return fail(broker.error());
  broker_key_ = broker->keys.public_key;
  const auto files = read_configuration();
  if (!files) return fail(files.error());
  redis_url_ = settings_.redis;
  if (redis_url_.empty())
    if (auto up = bring_up_redis(); !up) return up;
  if (auto loaded = give_functions(); !loaded) return loaded;
  watches_[static_cast<std::size_t>(Part::redis)].started = Steady::now();
  fresh_ = settings_.redis.empty() && folder_.applied().empty();
  if (const auto applied = configure_at_start(*files); !applied) return fail(applied.error());
  if (auto written = folder_.write_profiles(configuration_, settings_.listen); !written)
    return written;
  for (const Part part : parts_after_redis())
    if (auto launched = launch(part); !launched) return launched;
  const auto ready = wait_until_ready(settings_.patience);
  if (!ready) return fail(ready.error());
  return std::monostate{};
}

Outcome<std::monostate> Stack::bring_up_redis() {
  if (auto written = folder_.write_redis_users(jurisdiction()); !written) return written;
  hold_reserve();
  release_reserve();
  auto redis = PrivateRedis::start(redis_settings(), settings_.patience);
  if (!redis) return fail(redis.error());
  redis_url_ = redis->url();
  redis_ = std::move(*redis);
  return std::monostate{};
}

void Stack::release_reserve() {
  const Reserve reserve(folder_.redis(), settings_.reserve);
  if (reserve.disk_is_full() && reserve.release())
    say("the disk of Redis is full: its reserve of " + std::to_string(reserve.bytes() >> 20) +
        " MiB was given back so that it can start; make room at " + folder_.redis().string());
}

void Stack::hold_reserve() {
  const Reserve reserve(folder_.redis(), settings_.reserve);
  if (reserve.hold())
    say("a reserve of " + std::to_string(reserve.bytes() >> 20) + " MiB is kept for Redis in " +
        folder_.redis().string());
}

RedisSettings Stack::redis_settings() const {
  const journal::RedisAddress asking = redis_as(RedisUser::functions);
  return {.directory = folder_.redis(),
          .options = {"--aclfile", folder_.redis_users().string()},
          .user = asking.user,
          .password = asking.password};
}

/// The one right of its user, so that the dispatcher needs it not.
Outcome<std::monostate> Stack::give_functions() {
  auto connection = journal::RedisConnection::connect(redis_as(RedisUser::functions));
  if (!connection) return fail(connection.error().message);
  if (const auto loaded = journal::load_functions(*connection); !loaded)
    return fail(loaded.error().message);
  return std::monostate{};
}

journal::RedisAddress Stack::redis_as(RedisUser user) const {
  const auto password = journal::read_password_file(folder_.redis_password(user).string());
  return {redis_url_, user_name(user), password ? *password : std::string()};
}

Outcome<config::Files> Stack::read_configuration() {
  auto configuration = folder_.configure();
  if (!configuration) return fail(configuration.error());
  auto files = config::read_directory(folder_.config().string());
  if (!files) return fail(files.error().str());
  configuration_ = std::move(*configuration);
  return std::move(*files);
}

Outcome<std::string> Stack::put_into_force(const config::Files& files) {
  auto redis = journal::RedisConnection::connect(redis_as(journal::RedisUser::config));
  if (!redis) return fail(redis.error().message);
  const std::string version = config::version_of(files);
  const auto stored =
      journal::store_config(*redis, jurisdiction(), version, config::files_to_bytes(files));
  if (!stored) return fail(stored.error().message);
  const auto current = journal::set_current(*redis, jurisdiction(), version);
  if (!current) return fail(current.error().message);
  if (auto noted = folder_.note_applied(version); !noted) return fail(noted.error());
  return version;
}

Outcome<std::string> Stack::apply_configuration() {
  const auto files = read_configuration();
  if (!files) return fail(files.error());
  auto version = put_into_force(*files);
  if (!version) return version;
  // They are read at the start.
  end_hooks();
  if (!configuration_.hooks.empty())
    if (auto launched = launch(Part::hooks); !launched) return fail(launched.error());
  return version;
}

Outcome<std::string> Stack::configure_at_start(const config::Files& files) {
  const std::string version = config::version_of(files);
  auto redis = journal::RedisConnection::connect(redis_as(journal::RedisUser::config));
  if (!redis) return fail(redis.error().message);
  const auto in_force = journal::current_config(*redis, jurisdiction());
  if (!in_force) return fail(in_force.error().message);
  const auto withdrawn = journal::withdrawn_config(*redis, jurisdiction());
  if (!withdrawn) return fail(withdrawn.error().message);
  const bool rolled_back = *withdrawn == version && *in_force != version;
  if (!*in_force || (version != folder_.applied() && !rolled_back)) return put_into_force(files);
  if (rolled_back)
    say("configuration " + **in_force + " stays in force: " + folder_.config().string() +
        " still holds " + version +
        ", which was rolled back; shao config apply puts it into force");
  else if (**in_force != version)
    say("configuration " + **in_force + " stays in force: it was applied since; " +
        folder_.config().string() + " holds " + version);
  return **in_force;
}

std::vector<Part> Stack::parts_after_redis() const {
  std::vector<Part> parts{Part::dispatcher, Part::broker, Part::archive};
  if (settings_.standby) parts.push_back(Part::standby);
  if (!configuration_.hooks.empty()) parts.push_back(Part::hooks);
  if (!settings_.web.empty()) parts.push_back(Part::centre);
  return parts;
}

/// As the command centre, which hears of everything. In a new folder nothing has happened yet that
/// it could miss; in one that has been at work for long nobody wants to be told of all that was.
std::vector<std::string> Stack::hooks_arguments() const {
  return {"hooks",     "run",
          "--profile", folder_.profile_of(centre_office()).string(),
          "--config",  folder_.config().string(),
          "--folder",  folder_.hooks().string(),
          "--from",    fresh_ ? "begin" : "now"};
}

core::OfficeId Stack::centre_office() const {
  return configuration_.policy.role_offices[static_cast<std::size_t>(core::Role::command_centre)]
      .office;
}

/// Where the web server's accounts are.
std::vector<std::string> Stack::accounts_arguments() const {
  return {"--jurisdiction",
          jurisdiction(),
          "--redis",
          redis_url_,
          "--redis-user",
          user_name(RedisUser::centre),
          "--redis-password-file",
          folder_.redis_password(RedisUser::centre).string()};
}

std::vector<std::string> Stack::centre_arguments() const {
  std::vector<std::string> arguments = accounts_arguments();
  arguments.insert(
      arguments.end(),
      {"--listen", settings_.web, "--profiles", folder_.profiles().string(), "--outbox",
       folder_.centre_outbox().string(), "--centre", centre_office().str(), "--pages",
       settings_.web_pages.string(), "--first-password-file", folder_.first_password().string()});
  return arguments;
}

Outcome<std::monostate> Stack::add_web_account(const WebAccount& account,
                                               const std::string& password) const {
  const Path file = folder_.first_password().parent_path() / (account.name + ".password");
  const Path log = folder_.log("shao-centre-account");
  if (const auto written = journal::write_password_file(file.string(), password); !written)
    return fail(written.error().message);
  std::string roles;
  for (std::size_t i = 0; i < core::role_count; ++i)
    if (account.roles.has(static_cast<core::Role>(i)))
      roles += (roles.empty() ? "" : ",") + std::string(core::role_names[i]);
  std::vector<std::string> arguments = accounts_arguments();
  arguments.insert(arguments.end(),
                   {"account", account.name, "--person", account.person, "--office",
                    account.office.str(), "--roles", roles, "--password-file", file.string()});
  auto process = Process::start({.program = program_of(settings_.bin, Part::centre),
                                 .arguments = std::move(arguments),
                                 .log = log});
  const auto status = process ? process->wait(20s) : std::nullopt;
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  if (status != 0)
    return fail("the account " + account.name +
                " could not be made: " + (process ? end_of_log(log) : process.error()));
  return std::monostate{};
}

std::string Stack::web_address() const {
  return settings_.web.empty() ? std::string() : "http://" + settings_.web;
}

Outcome<std::optional<std::string>> Stack::wait_for_web(std::chrono::milliseconds patience) {
  const auto until = Steady::now() + patience;
  const std::string url = web_address();
  while (!listens(settings_.web)) {
    if (Steady::now() >= until || !centre_ || !centre_->alive())
      return fail("the web server does not answer at " + url + ". Its log ends:\n" +
                  end_of_log(folder_.log(std::string(name_of(Part::centre)))));
    std::this_thread::sleep_for(20ms);
  }
  // It is there before the server listens, and nowhere else.
  const auto password = journal::read_password_file(folder_.first_password().string());
  std::error_code ignored;
  std::filesystem::remove(folder_.first_password(), ignored);
  return password ? std::optional<std::string>(*password) : std::nullopt;
}

std::vector<std::string> Stack::dispatcher_arguments(Part part) const {
  const std::string which = part == Part::standby ? standby_endpoints : "";
  std::vector<std::string> arguments{"--jurisdiction",
                                     jurisdiction(),
                                     "--redis",
                                     redis_url_,
                                     "--redis-user",
                                     user_name(RedisUser::dispatcher),
                                     "--redis-password-file",
                                     folder_.redis_password(RedisUser::dispatcher).string(),
                                     "--key",
                                     folder_.dispatcher_key().string(),
                                     "--residents-key",
                                     folder_.residents_key().string(),
                                     "--broker-key",
                                     broker_key_,
                                     "--commands",
                                     folder_.commands_endpoint(which),
                                     "--feed",
                                     folder_.feed_endpoint(which)};
  if (settings_.exercise) {
    arguments.insert(arguments.end(),
                     {"--exercise", "--clock-speed", speed_text(settings_.clock_speed)});
    if (!settings_.exercise_start.empty())
      arguments.insert(arguments.end(), {"--exercise-start", settings_.exercise_start});
  }
  arguments.insert(arguments.end(), settings_.dispatcher_options.begin(),
                   settings_.dispatcher_options.end());
  return arguments;
}

Outcome<std::monostate> Stack::launch(Part part) {
  const auto start = [&](std::vector<std::string> arguments) {
    return Process::start({.program = program_of(settings_.bin, part),
                           .arguments = std::move(arguments),
                           .name = std::string(name_of(part)),
                           .log = folder_.log(std::string(name_of(part))),
                           .keeps = {folder_.lock()}});
  };
  watches_[static_cast<std::size_t>(part)].started = Steady::now();
  switch (part) {
    case Part::redis: {
      release_reserve();
      RedisSettings again = redis_settings();
      again.wait_for_lock = 1s;
      auto redis = PrivateRedis::launch(again);
      if (!redis) return fail(redis.error());
      redis_ = std::move(*redis);
      return std::monostate{};
    }
    case Part::dispatcher:
    case Part::standby: {
      auto process = start(dispatcher_arguments(part));
      if (!process) return fail(process.error());
      (part == Part::standby ? standby_ : dispatcher_) = std::move(*process);
      return std::monostate{};
    }
    case Part::broker: {
      const auto key = wire::read_key_file(folder_.dispatcher_key().string());
      if (!key) return fail(key.error());
      std::vector<std::string> arguments{"--listen", settings_.listen, "--key",
                                         folder_.broker_key().string()};
      for (const char* which : {"", standby_endpoints}) {
        if (*which != '\0' && !settings_.standby) continue;
        arguments.insert(arguments.end(), {"--dispatcher", folder_.commands_endpoint(which) + "," +
                                                               folder_.feed_endpoint(which) + "," +
                                                               key->keys.public_key});
      }
      arguments.insert(arguments.end(), settings_.broker_options.begin(),
                       settings_.broker_options.end());
      auto process = start(std::move(arguments));
      if (!process) return fail(process.error());
      broker_ = std::move(*process);
      return std::monostate{};
    }
    case Part::archive: {
      auto process = start(
          {"archive", "--follow", "--jurisdiction", jurisdiction(), "--redis", redis_url_,
           "--redis-user", user_name(RedisUser::archive), "--redis-password-file",
           folder_.redis_password(RedisUser::archive).string(), "--to", folder_.archive().string(),
           "--heads", folder_.heads().string(), "--sign-key", folder_.sign_key().string()});
      if (!process) return fail(process.error());
      archive_ = std::move(*process);
      return std::monostate{};
    }
    case Part::hooks: {
      auto process = start(hooks_arguments());
      if (!process) return fail(process.error());
      hooks_ = std::move(*process);
      return std::monostate{};
    }
    case Part::centre: {
      auto process = start(centre_arguments());
      if (!process) return fail(process.error());
      centre_ = std::move(*process);
      return std::monostate{};
    }
  }
  return std::monostate{};
}

Process* Stack::process(Part part) {
  switch (part) {
    case Part::redis:
      return redis_ ? &redis_->process() : nullptr;
    case Part::dispatcher:
      return dispatcher_ ? &*dispatcher_ : nullptr;
    case Part::standby:
      return standby_ ? &*standby_ : nullptr;
    case Part::broker:
      return broker_ ? &*broker_ : nullptr;
    case Part::archive:
      return archive_ ? &*archive_ : nullptr;
    case Part::hooks:
      return hooks_ ? &*hooks_ : nullptr;
    case Part::centre:
      return centre_ ? &*centre_ : nullptr;
  }
  return nullptr;
}

void Stack::say(const std::string& what) const {
  if (settings_.say) settings_.say(what);
}

void Stack::tend() {
  if (redis_ && Steady::now() >= next_reserve_) {
    next_reserve_ = Steady::now() + reserve_every;
    hold_reserve();
  }
  for (const Part part : all_parts) {
    Process* const running = process(part);
    if (running == nullptr || running->alive()) continue;
    Watch& watch = watches_[static_cast<std::size_t>(part)];
    const auto now = Steady::now();
    if (!watch.again) {
      watch.pause = now - watch.started > steady_after || watch.pause == 0ms
                        ? first_pause
                        : std::min<std::chrono::milliseconds>(watch.pause * 2, longest_pause);
      watch.again = now + watch.pause;
      say(std::string(name_of(part)) + " has ended with status " +
          std::to_string(running->wait(0ms).value_or(0)) + "; it is started again in " +
          std::to_string(watch.pause.count()) + " ms");
    } else if (now >= *watch.again) {
      watch.again.reset();
      if (const auto launched = launch(part); !launched)
        say(std::string(name_of(part)) + " cannot be started: " + launched.error());
    }
  }
}

std::optional<std::string> Stack::casualty() {
  for (const Part part : needed_parts) {
    Process* const running = process(part);
    if (running == nullptr || running->alive()) continue;
    const Path log = part == Part::redis ? folder_.redis() / "redis.log"
                                         : folder_.log(std::string(name_of(part)));
    return std::string(name_of(part)) + " ended with status " +
           std::to_string(running->wait(0ms).value_or(0)) + ". Its log ends:\n" + end_of_log(log);
  }
  return std::nullopt;
}

Outcome<wire::KeyPair> Stack::asking_key() const {
  for (const config::Key& key : configuration_.keys) {
    if (key.revoked) continue;
    const auto file = wire::read_key_file(folder_.key_of(key.office).string());
    if (file && file->keys.public_key == key.public_key) return file->keys;
  }
  return fail("no office has a valid key: look at " + (folder_.config() / "keys.toml").string());
}

Outcome<std::string> Stack::wait_until_ready(std::chrono::milliseconds patience) {
  const auto key = asking_key();
  if (!key) return fail(key.error());
  Probe probe(settings_.listen, broker_key_, *key, jurisdiction());
  const auto until = Steady::now() + patience;
  std::optional<std::string> last_casualty;
  for (;;) {
    if (settings_.cancelled && settings_.cancelled()) return fail("the start was cancelled");
    if (auto status = probe.ask(ask_every)) return std::move(*status);
    if (auto dead = casualty()) last_casualty = std::move(dead);
    // What dies three times while it starts will not live.
    const bool hopeless = std::any_of(needed_parts.begin(), needed_parts.end(), [this](Part part) {
      return watches_[static_cast<std::size_t>(part)].pause > first_pause * 2;
    });
    if (hopeless && last_casualty) return fail(*last_casualty);
    if (Steady::now() >= until)
      return fail(last_casualty.value_or(
          "the jurisdiction does not answer after " + std::to_string(patience.count()) +
          " ms. The dispatcher's log ends:\n" +
          end_of_log(folder_.log(std::string(name_of(Part::dispatcher))))));
    tend();
  }
}

void Stack::kill(Part part) {
  if (Process* const running = process(part)) running->kill();
}

void Stack::restart(Part part) {
  if (Process* const running = process(part)) running->terminate(grace);
}

pid_t Stack::pid(Part part) {
  Process* const running = process(part);
  return running == nullptr ? 0 : running->pid();
}

void Stack::end_hooks() {
  if (hooks_) hooks_->terminate(grace);
  hooks_.reset();
}

void Stack::stop() {
  end_hooks();
  if (centre_) centre_->terminate(grace);
  centre_.reset();
  // The one that stands by first: it would take over.
  if (standby_) standby_->terminate(grace);
  standby_.reset();
  if (dispatcher_) dispatcher_->terminate(grace);
  dispatcher_.reset();
  if (broker_) broker_->terminate(grace);
  broker_.reset();
  if (archive_) archive_->terminate(grace);
  archive_.reset();
  if (redis_) redis_->stop();
  redis_.reset();
}

Stack::~Stack() {
  stop();
}

}  // namespace shao::local
