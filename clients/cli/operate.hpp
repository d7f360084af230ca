// For operators: the journal, keys, and how one comes to Redis. Configurations: configure.hpp.
#pragma once

#include <string>

#include "clients/cli/speech.hpp"
#include "dispatcher/journal/redis_connection.hpp"

namespace shao::cli {

struct RedisFlags {
  std::string address;  // empty: none was named
  std::string user;
  std::string password_file;
};

/// Waits until Redis has loaded its data, 10 s at most.
journal::Result<journal::RedisConnection> connect(const RedisFlags& flags);

struct JournalFlags {
  RedisFlags redis;
  std::string archive;   // verify: this file, alone or before what `redis` holds
  std::string heads;     // verify: a file of signed heads,
  std::string sign_key;  // and the public key they were signed with
  std::string jurisdiction = "shunyi";
  std::string whistle;  // only its events
  std::string timezone = "Asia/Shanghai";
  bool json = false;
};
Exit run_journal_cat(const JournalFlags& flags);
Exit run_journal_verify(const JournalFlags& flags);
/// Gives Redis the journal's FUNCTIONs.
Exit run_journal_functions(const JournalFlags& flags);

struct UsersFlags {
  std::string keys;  // folder of the passwords
  std::string acl;   // the file for Redis' --aclfile
  std::string jurisdiction = "shunyi";
  bool json = false;
};
/// Makes the passwords that are missing, and the ACL file of all.
Exit run_journal_users(const UsersFlags& flags);

Exit run_keys_new(const std::string& office, const std::string& out, bool json);
Exit run_keys_new_sign(const std::string& out, bool json);
Exit run_keys_new_residents(const std::string& out, bool json);

}  // namespace shao::cli
