#include "deploy/local/data_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>
#include <vector>

#include "deploy/local/process.hpp"
#include "dispatcher/archive/sign_key.hpp"
#include "dispatcher/journal/redis_address.hpp"

namespace shao::local {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using journal::FileDescriptor;
using Steady = std::chrono::steady_clock;

/// A stack that was killed takes its children with it; they may need a moment.
constexpr auto patience_with_orphans = 15s;
/// The longest path of a socket in the folder.
constexpr std::string_view longest_socket = "/redis/redis.sock";

using core::fail;

std::string read_text(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Whole or not at all.
Outcome<std::monostate> write_text(const Path& path, const std::string& text) {
  const Path draft = path.string() + ".new";
  std::error_code error;
  {
    std::ofstream file(draft, std::ios::binary | std::ios::trunc);
    file << text;
    file.flush();
    if (!file) return fail("cannot write " + draft.string() + ": " + text_of(errno));
  }
  fs::rename(draft, path, error);
  if (error) return fail("cannot write " + path.string() + ": " + error.message());
  return std::monostate{};
}

/// A TOML basic string.
std::string toml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

Outcome<std::monostate> check_path(const Path& root) {
  constexpr std::size_t most = sizeof(sockaddr_un{}.sun_path) - 1;
  const std::string text = root.string();
  if (text.size() + longest_socket.size() > most)
    return fail("the data folder " + text + " has a path of " + std::to_string(text.size()) +
                " bytes; Linux allows " + std::to_string(most - longest_socket.size()) +
                " for one with sockets in it: choose a shorter one");
  for (const char c : text)
    if (c == ',' || static_cast<unsigned char>(c) < ' ')
      return fail("the data folder " + text +
                  " has a comma or a control character in its path: choose one without");
  return std::monostate{};
}

/// Neither somebody's home nor another program's folder: new, empty, or ours.
Outcome<std::monostate> check_ours(const Path& root) {
  std::error_code error;
  if (!fs::exists(root, error)) return std::monostate{};
  if (!fs::is_directory(root, error))
    return fail("the data folder " + root.string() + " is not a folder");
  const bool empty = fs::is_empty(root, error);
  if (error) return fail("cannot look into " + root.string() + ": " + error.message());
  if (!empty && !fs::exists(root / "lock", error))
    return fail("the folder " + root.string() +
                " holds other things: choose a new or an empty one for the data");
  return std::monostate{};
}

std::optional<pid_t> holder(const Path& lock) {
  pid_t pid = 0;
  std::istringstream(read_text(lock)) >> pid;
  if (pid > 0 && ::kill(pid, 0) == 0) return pid;
  return std::nullopt;
}

Outcome<FileDescriptor> take_lock(const Path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file)
    return fail("cannot write into the data folder: " + path.string() + ": " + text_of(errno));
  const auto until = Steady::now() + patience_with_orphans;
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return fail("cannot lock " + path.string() + ": " + text_of(errno));
    const auto pid = holder(path);
    if (pid || Steady::now() >= until)
      return fail("a stack runs on " + path.parent_path().string() + " already" +
                  (pid ? " (process " + std::to_string(*pid) + ")" : "") +
                  ": stop it first, or choose another data folder");
    std::this_thread::sleep_for(50ms);
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.get(), 0) != 0 ||
      ::pwrite(file.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return fail("cannot write " + path.string() + ": " + text_of(errno));
  return file;
}

/// The jurisdiction's files, once. They are there whole or not at all.
Outcome<std::monostate> copy_config(const Path& from, const Path& to) {
  std::error_code error;
  if (fs::exists(to, error)) return std::monostate{};
  const auto files = config::read_directory(from.string());
  if (!files) return fail(files.error().str());
  const Path draft = to.string() + ".new";
  fs::remove_all(draft, error);
  fs::create_directory(draft, error);
  if (error) return fail("cannot make " + draft.string() + ": " + error.message());
  for (const auto& [name, text] : *files)
    if (auto written = write_text(draft / name, text); !written) return written;
  fs::rename(draft, to, error);
  if (error) return fail("cannot make " + to.string() + ": " + error.message());
  return std::monostate{};
}

Outcome<std::monostate> make_key(const Path& path, const std::string& office) {
  std::error_code error;
  if (fs::exists(path, error)) return std::monostate{};
  const auto written = wire::write_key_file(path.string(), {office, wire::new_key_pair()});
  if (!written) return fail(written.error());
  return std::monostate{};
}

Outcome<config::Configuration> load(const Path& directory) {
  const auto files = config::read_directory(directory.string());
  if (!files) return fail(files.error().str());
  config::Loaded loaded = config::load(*files);
  if (loaded.configuration) return std::move(*loaded.configuration);
  std::string message = "the configuration in " + directory.string() + " has errors:";
  for (const config::Problem& problem : loaded.problems)
    if (problem.severity == config::Problem::Severity::error) message += "\n  " + problem.str();
  return fail(std::move(message));
}

}  // namespace

Outcome<DataFolder> DataFolder::open(const Path& wanted, const Path& config_source) {
  std::error_code error;
  const Path root = fs::absolute(wanted, error).lexically_normal();
  if (error) return fail("the data folder " + wanted.string() + ": " + error.message());
  if (const auto right = check_path(root); !right) return fail(right.error());
  if (const auto ours = check_ours(root); !ours) return fail(ours.error());
  fs::create_directories(root, error);
  if (error) return fail("cannot make the data folder " + root.string() + ": " + error.message());
  auto lock = take_lock(root / "lock");
  if (!lock) return fail(lock.error());
  if (::chmod(root.c_str(), 0700) != 0)
    return fail("cannot close " + root.string() + " to others: " + text_of(errno));
  for (const char* part : {"keys", "profiles", "outbox", "redis", "run", "log"}) {
    fs::create_directory(root / part, error);
    if (error) return fail("cannot make " + (root / part).string() + ": " + error.message());
  }
  DataFolder folder(root, std::move(*lock));
  if (const auto copied = copy_config(config_source, folder.config()); !copied)
    return fail(copied.error());
  for (const auto& [path, name] :
       {std::pair{folder.dispatcher_key(), "dispatcher"}, std::pair{folder.broker_key(), "broker"}})
    if (const auto made = make_key(path, name); !made) return fail(made.error());
  for (const journal::RedisUser user : journal::all_redis_users) {
    if (journal::needs_other_servers(user)) continue;
    const Path file = folder.redis_password(user);
    if (fs::exists(file, error)) continue;
    const auto made = journal::write_password_file(file.string(), journal::new_password());
    if (!made) return fail(made.error().message);
  }
  if (!fs::exists(folder.residents_key(), error)) {
    // 64 random hex digits, as a password is.
    const auto made =
        journal::write_password_file(folder.residents_key().string(), journal::new_password());
    if (!made) return fail(made.error().message);
  }
  if (!fs::exists(folder.sign_key(), error))
    if (const auto made = archive::write_sign_key(folder.sign_key().string()); !made)
      return fail(made.error());
  return folder;
}

Outcome<config::Configuration> DataFolder::configure() const {
  auto configuration = load(config());
  if (!configuration) return configuration;
  // The public halves first: when we are interrupted here, an office gets a second key next time,
  // which does no harm; a key file that the directory does not know would.
  std::string stanzas;
  std::vector<wire::KeyFile> fresh;
  std::error_code ignored;
  for (const auto& [id, office] : configuration->policy.offices) {
    if (fs::exists(key_of(id), ignored)) continue;
    fresh.push_back({id.str(), wire::new_key_pair()});
    stanzas += "\n[[key]]\noffice = " + toml_text(id.str()) +
               "\npublic = " + toml_text(fresh.back().keys.public_key) +
               "\nlabel = \"local stack\"\nstatus = \"active\"\n";
  }
  if (fresh.empty()) return configuration;
  const Path keys = config() / "keys.toml";
  std::string text = read_text(keys);
  if (text.empty())
    text = "# Who may speak: the public keys of the offices. status = \"revoked\" ends one.\n";
  if (const auto written = write_text(keys, text + stanzas); !written) return fail(written.error());
  for (const wire::KeyFile& file : fresh)
    if (const auto written = wire::write_key_file(key_named(file.office).string(), file); !written)
      return fail(written.error());
  return load(config());
}

Outcome<std::monostate> DataFolder::write_profiles(const config::Configuration& configuration,
                                                   const std::string& broker_endpoint) const {
  const auto broker = wire::read_key_file(broker_key().string());
  if (!broker) return fail(broker.error());
  for (const auto& [id, office] : configuration.policy.offices) {
    const std::string text = "# " + office.name + "\nbroker = [" + toml_text(broker_endpoint) +
                             "]\nbroker_key = " + toml_text(broker->keys.public_key) +
                             "\nkey = " + toml_text(key_of(id).string()) +
                             "\njurisdiction = " + toml_text(configuration.policy.jurisdiction) +
                             "\noutbox = " + toml_text((root_ / "outbox" / id.str()).string()) +
                             "\ntimezone = " + toml_text(configuration.timezone) + "\n";
    if (auto written = write_text(profile_of(id), text); !written) return written;
  }
  return std::monostate{};
}

Outcome<std::monostate> DataFolder::write_redis_users(const std::string& jurisdiction) const {
  journal::RedisPasswords passwords;
  for (const journal::RedisUser user : journal::all_redis_users) {
    if (journal::needs_other_servers(user)) continue;
    auto password = journal::read_password_file(redis_password(user).string());
    if (!password) return fail(password.error().message);
    passwords[static_cast<std::size_t>(user)] = std::move(*password);
  }
  return write_text(redis_users(), journal::acl_file(jurisdiction, passwords));
}

Outcome<std::monostate> DataFolder::suggest_hooks(const std::string& text) const {
  std::error_code ignored;
  const Path file = config() / "hooks.toml";
  if (fs::exists(file, ignored)) return std::monostate{};
  return write_text(file, text);
}

std::string DataFolder::applied() const {
  return read_text(root_ / "config.applied");
}

Outcome<std::monostate> DataFolder::note_applied(const std::string& version) const {
  return write_text(root_ / "config.applied", version);
}

}  // namespace shao::local
