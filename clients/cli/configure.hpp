// For operators: checking a configuration, putting one into force, going back to a former one,
// showing one, and telling two apart.
#pragma once

#include <string>

#include "clients/cli/operate.hpp"
#include "config/config.hpp"

namespace shao::cli {

struct ConfigFlags {
  std::string directory;
  std::string version;  // rollback: to which
  std::string older;    // diff: a folder, a version in Redis, or "now": the one in force
  std::string newer;
  RedisFlags redis;
  std::string jurisdiction;  // empty: as the files say; of what was applied, shunyi
  bool strict = false;       // lint: a warning is as good as an error
  bool json = false;
  std::string office;  // duty: of this one alone
  std::string at;      // duty: from this instant on; empty: now
  int days = 1;        // duty: how long
};
Exit run_config_lint(const ConfigFlags& flags);
Exit run_config_apply(const ConfigFlags& flags);
Exit run_config_rollback(const ConfigFlags& flags);
Exit run_config_show(const ConfigFlags& flags);
Exit run_config_diff(const ConfigFlags& flags);
/// Who is on duty when, and when nobody is.
Exit run_config_duty(const ConfigFlags& flags);

/// A problem of this machine or of Redis, told.
Exit complain_local(const std::string& problem);

/// The files of `version` as Redis holds them: complete, and with the content its name says. What
/// is wrong was told.
core::Result<config::Files, Exit> stored_files(journal::RedisConnection& redis,
                                               const std::string& jurisdiction,
                                               const std::string& version);
/// The files in force.
core::Result<config::Files, Exit> files_in_force(journal::RedisConnection& redis,
                                                 const std::string& jurisdiction);
core::Result<config::Files, Exit> files_of_folder(const std::string& directory);

}  // namespace shao::cli
