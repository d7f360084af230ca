// Who may do what in Redis: one user a task, none with more than its task needs, and nobody who may
// do everything: the default user is off (access.cpp says why it has rights all the same). Redis
// runs the commands inside a FUNCTION with the rights of who called it, so each user has the
// commands of its functions too, each on its own keys only (one selector, in parentheses, a kind of
// key). FCALL counts as writing to every key it is given, which is why the archive has the journal
// in its FCALL selector, but no command that writes it.
//
//   dispatcher  appends, claims, keeps snapshots, trims, holds the lease; reads configurations
//   archive     reads the journal, sets its mark
//   config      stores configurations and puts one into force (shao config apply), asks the leader
//               to hand over (shao leader hand-over)
//   reader      reads the journal and configurations (shao journal, shao config show, shao leader)
//   functions   loads the FUNCTIONs, nothing else: the stack or who deploys, once a release. What
//               it loads runs with its callers' rights, so its password is worth all of theirs
//   restore     puts a journal where none is (shao archive --restore); can change none that is
//   there
//   centre      keeps the accounts and sessions of people in browsers (clients/centre)
//   replica     copies another Redis (masteruser)
//   sentinel    watches a Redis and makes it a master or a replica (sentinel auth-user)
//
//   write("users.acl", acl_file("shunyi", {"dispatcher's password", ...}));
//   redis-server --aclfile users.acl
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace shao::journal {

enum class RedisUser : std::uint8_t {
  dispatcher,
  archive,
  config,
  reader,
  functions,
  restore,
  centre,
  replica,
  sentinel
};
inline constexpr std::array all_redis_users{
    RedisUser::dispatcher, RedisUser::archive,   RedisUser::config,
    RedisUser::reader,     RedisUser::functions, RedisUser::restore,
    RedisUser::centre,     RedisUser::replica,   RedisUser::sentinel};
/// Where one Redis runs alone, nobody copies it and nobody makes another one master.
constexpr bool needs_other_servers(RedisUser user) {
  return user == RedisUser::replica || user == RedisUser::sentinel;
}
constexpr std::string_view name_of(RedisUser user) {
  constexpr std::string_view names[] = {"dispatcher", "archive", "config",  "reader",  "functions",
                                        "restore",    "centre",  "replica", "sentinel"};
  return names[static_cast<std::size_t>(user)];
}

/// In the order of all_redis_users; empty: that user is not made.
using RedisPasswords = std::array<std::string, all_redis_users.size()>;

/// 64 random hex digits.
std::string new_password();

/// A file for Redis' --aclfile; of the passwords it holds SHA-256 hashes, so they must be long and
/// random.
std::string acl_file(const std::string& jurisdiction, const RedisPasswords& passwords);

}  // namespace shao::journal
