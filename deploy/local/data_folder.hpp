// The folder in which a local stack keeps everything, and what a deployment needs before anything
// can run: a configuration of its own, a key for every office, a profile for every user.
//
//   DATA/lock                   held while a stack runs here; the number of its process
//   DATA/config/*.toml          the jurisdiction: copied at the first start, afterwards the user's
//   DATA/config/keys.toml       public keys of the offices (config/README.md)
//   DATA/keys/<OFFICE>.key      secret keys of the offices, of the dispatcher and of the broker
//   DATA/keys/redis-<USER>.password  secrets of the private Redis' users
//                               (dispatcher/journal/access.hpp)
//   DATA/keys/sign.key          signs heads of the journal's chain
//   DATA/keys/residents.key     residents' particulars rest on it: keep a copy elsewhere
//   DATA/profiles/<OFFICE>.toml how `shao --profile` speaks as that office; written at each start
//   DATA/hooks/                 when the configuration has hooks: what is still to be told;
//   programs run here DATA/outbox/<OFFICE>/       commands that office has not had an answer to yet
//   DATA/centre/outbox/<OFFICE>/ commands given in a browser that are not answered yet
//   DATA/redis/                 the journal: a private Redis, its socket and its log
//   DATA/archive.sqlite         every entry of the journal, for good (shao history)
//   DATA/heads.txt              signed heads of the journal's chain; keep a copy elsewhere
//   DATA/run/                   sockets between broker and dispatcher
//   DATA/log/                   what the programs say
//
//   auto folder = DataFolder::open("data", "config/shunyi");
//   auto configuration = folder->configure();     // keys for the offices that have none, too
//   folder->write_profiles(*configuration, "tcp://127.0.0.1:7700");
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "brokers/wire/keys.hpp"
#include "config/config.hpp"
#include "dispatcher/core/result.hpp"
#include "dispatcher/journal/access.hpp"
#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::local {

using Path = std::filesystem::path;
template <class T>
using Outcome = core::Result<T, std::string>;  // the error is a sentence for the operator

class DataFolder {
 public:
  /// Makes what is missing and takes the lock. Refuses a folder that a running stack holds, one
  /// that holds other things, and one whose path is too long for a socket in it.
  static Outcome<DataFolder> open(const Path& root, const Path& config_source);

  /// Checks DATA/config and gives each office without a key file a key. All problems of a
  /// configuration with errors are in the message.
  Outcome<config::Configuration> configure() const;
  Outcome<std::monostate> write_profiles(const config::Configuration& configuration,
                                         const std::string& broker_endpoint) const;

  /// Writes DATA/config/hooks.toml, unless the configuration has one.
  Outcome<std::monostate> suggest_hooks(const std::string& text) const;

  /// The version of DATA/config that was last put into force from here; empty before the first.
  std::string applied() const;
  Outcome<std::monostate> note_applied(const std::string& version) const;

  const Path& root() const { return root_; }
  Path config() const { return root_ / "config"; }
  Path hooks() const { return root_ / "hooks"; }
  Path profiles() const { return root_ / "profiles"; }
  Path centre_outbox() const { return root_ / "centre" / "outbox"; }
  /// Of the web server's first account, until it was shown.
  Path first_password() const { return root_ / "run" / "operator.password"; }
  Path archive() const { return root_ / "archive.sqlite"; }
  Path heads() const { return root_ / "heads.txt"; }
  Path redis_password(journal::RedisUser user) const {
    return root_ / "keys" / ("redis-" + std::string(journal::name_of(user)) + ".password");
  }
  /// Who may do what in the private Redis; written at each start.
  Path redis_users() const { return redis() / "users.acl"; }
  Outcome<std::monostate> write_redis_users(const std::string& jurisdiction) const;
  Path redis() const { return root_ / "redis"; }
  Path log(const std::string& program) const { return root_ / "log" / (program + ".log"); }
  Path key_of(core::OfficeId office) const { return key_named(office.str()); }
  Path profile_of(core::OfficeId office) const {
    return root_ / "profiles" / (office.str() + ".toml");
  }
  Path dispatcher_key() const { return key_named("dispatcher"); }
  Path broker_key() const { return key_named("broker"); }
  Path sign_key() const { return key_named("sign"); }
  Path residents_key() const { return key_named("residents"); }
  /// Of one of the dispatchers; `which` tells them apart.
  std::string commands_endpoint(const std::string& which) const {
    return "ipc://" + (root_ / ("run/commands" + which)).string();
  }
  std::string feed_endpoint(const std::string& which) const {
    return "ipc://" + (root_ / ("run/feed" + which)).string();
  }
  /// Held by every process that has it: the next stack waits until the last of them has ended.
  int lock() const { return lock_.get(); }

 private:
  DataFolder(Path root, journal::FileDescriptor lock)
      : root_(std::move(root)), lock_(std::move(lock)) {}
  Path key_named(const std::string& name) const { return root_ / "keys" / (name + ".key"); }

  Path root_;
  journal::FileDescriptor lock_;
};

}  // namespace shao::local
