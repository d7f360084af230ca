#include "clients/cli/configure.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

#include "config/diff.hpp"
#include "dispatcher/journal/config_store.hpp"

namespace shao::cli {

namespace {

using codec::Json;

void print(const config::Problem& problem, bool json) {
  if (!json) {
    std::cout << problem.str(chinese()) << '\n';
    return;
  }
  const bool error = problem.severity == config::Problem::Severity::error;
  std::cout << codec::dump(Json{{"severity", error ? "error" : "warning"},
                                {"file", problem.file},
                                {"line", problem.line},
                                {"column", problem.column},
                                {"code", problem.code},
                                {"message", problem.message},
                                {"message_zh", problem.message_zh}})
            << '\n';
}

struct Linted {
  config::Files files;
  config::Configuration configuration;
  std::size_t warnings = 0;
};

/// Checks the files and prints every problem.
core::Result<Linted, Exit> lint(config::Files files, bool json) {
  config::Loaded loaded = config::load(files);
  for (const config::Problem& problem : loaded.problems) print(problem, json);
  if (!loaded.configuration) return core::Unexpected{Exit::refused};
  const auto findings = config::lint(*loaded.configuration, files, now());
  for (const config::Problem& problem : findings) print(problem, json);
  return Linted{std::move(files), std::move(*loaded.configuration),
                loaded.problems.size() + findings.size()};
}

core::Result<Linted, Exit> lint_folder(const ConfigFlags& flags) {
  auto files = config::read_directory(flags.directory);
  if (!files) {
    print(files.error(), flags.json);
    return core::Unexpected{Exit::bad_input};
  }
  return lint(std::move(*files), flags.json);
}

/// Those without an active key would shut every office out, the one who applied it included.
bool somebody_could_speak(const Linted& linted) {
  const auto& keys = linted.configuration.keys;
  return std::any_of(keys.begin(), keys.end(), [](const config::Key& key) { return !key.revoked; });
}

/// What is stored under the hash of these files and is something else was altered: nobody leads
/// with it, so it is mended, and said aloud.
journal::Result<journal::Done> store_or_mend(journal::RedisConnection& redis,
                                             const std::string& jurisdiction,
                                             const std::string& version,
                                             const config::Files& files) {
  const std::string bytes = config::files_to_bytes(files);
  const auto before = journal::read_config(redis, jurisdiction, version);
  if (!before) return core::Unexpected{before.error()};
  if (!*before || **before == bytes)
    return journal::store_config(redis, jurisdiction, version, bytes);
  auto mended = journal::mend_config(redis, jurisdiction, version, bytes);
  if (mended)
    complain(say("version " + version +
                     " had been altered in Redis and is mended; a dispatcher that refused it takes "
                     "it up in its next term: start it again, or shao leader hand-over",
                 "版本 " + version +
                     " 在 Redis 中曾被改动，现已修复；拒绝过它的调度程序要到下一任期才采用："
                     "请重新启动，或 shao leader hand-over"));
  return mended;
}

std::string nothing_changed() {
  return say("Nothing was applied", "未作任何更改");
}

}  // namespace

Exit complain_local(const std::string& problem) {
  complain(problem);
  return Exit::local_failure;
}

core::Result<config::Files, Exit> files_of_folder(const std::string& directory) {
  auto files = config::read_directory(directory);
  if (files) return std::move(*files);
  complain(files.error().str(chinese()));
  return core::Unexpected{Exit::bad_input};
}

core::Result<config::Files, Exit> stored_files(journal::RedisConnection& redis,
                                               const std::string& jurisdiction,
                                               const std::string& version) {
  const auto bytes = journal::read_config(redis, jurisdiction, version);
  if (!bytes) return core::Unexpected{complain_local(bytes.error().message)};
  if (!*bytes) {
    complain(say("Redis does not hold version \"" + version + "\" of " + jurisdiction +
                     "; right would be: one that was applied, as shao journal cat names them",
                 "Redis 中没有 " + jurisdiction + " 的版本“" + version +
                     "”；应为曾经应用过的版本，见 shao journal cat"));
    return core::Unexpected{Exit::bad_input};
  }
  auto files = config::files_from_bytes(**bytes);
  if (!files) return core::Unexpected{complain_local(files.error())};
  // Whoever can write to Redis could change a version behind its name.
  if (const std::string content = config::version_of(*files); content != version) {
    complain(say("version " + version + " was altered in Redis: its content is that of " + content +
                     "; right would be: shao config apply of its folder",
                 "版本 " + version + " 在 Redis 中被改动：其内容属于 " + content +
                     "；请用 shao config apply 重新应用其文件夹"));
    return core::Unexpected{Exit::refused};
  }
  return std::move(*files);
}

core::Result<config::Files, Exit> files_in_force(journal::RedisConnection& redis,
                                                 const std::string& jurisdiction) {
  const auto version = journal::current_config(redis, jurisdiction);
  if (!version) return core::Unexpected{complain_local(version.error().message)};
  if (!*version)
    return core::Unexpected{complain_local(
        say("no configuration was applied to ", "尚未应用任何配置：") + jurisdiction)};
  return stored_files(redis, jurisdiction, **version);
}

Exit run_config_lint(const ConfigFlags& flags) {
  const auto linted = lint_folder(flags);
  if (!linted) return linted.error();
  const bool refused = flags.strict && linted->warnings > 0;
  if (!flags.json) {
    const std::string version = say("version ", "版本 ") + linted->configuration.policy.version;
    if (linted->warnings == 0)
      std::cout << say("in order: ", "无误：") << version << '\n';
    else
      std::cout << say("can be applied, warnings: ", "可以应用，警告：") << linted->warnings
                << say("; ", "；") << version << '\n';
  }
  return refused ? Exit::refused : Exit::done;
}

Exit run_config_apply(const ConfigFlags& flags) {
  const auto linted = lint_folder(flags);
  if (!linted) {
    complain(say("nothing was applied", "未作任何更改"));
    return linted.error();
  }
  const std::string& jurisdiction = linted->configuration.policy.jurisdiction;
  if (!flags.jurisdiction.empty() && flags.jurisdiction != jurisdiction) {
    complain(say("--jurisdiction \"" + flags.jurisdiction + "\": these files are of " +
                     jurisdiction + "; nothing was applied",
                 "--jurisdiction \"" + flags.jurisdiction + "\"：这些文件属于 " + jurisdiction +
                     "；未作任何更改"));
    return Exit::bad_input;
  }
  if (!somebody_could_speak(*linted)) {
    complain(
        say("keys.toml: no key is active, so that nobody could speak any more; right would be: "
            "the folder with the jurisdiction's keys (of `./dev up`: data/config). ",
            "keys.toml：没有启用的密钥，应用后任何单位都无法连接；应使用含辖区密钥的文件夹"
            "（./dev up 的是 data/config）。") +
        nothing_changed());
    return Exit::refused;
  }
  auto redis = connect(flags.redis);
  if (!redis) return complain_local(redis.error().message);
  const std::string version = config::version_of(linted->files);
  if (const auto stored = store_or_mend(*redis, jurisdiction, version, linted->files); !stored)
    return complain_local(stored.error().message);
  const auto set = journal::set_current(*redis, jurisdiction, version);
  if (!set) return complain_local(set.error().message);
  if (flags.json)
    std::cout << codec::dump(Json{{"ok", true}, {"version", version}}) << '\n';
  else
    std::cout << say("applied: version ", "已生效：版本 ") << version
              << say("; a running dispatcher takes it up within two seconds",
                     "；运行中的调度程序两秒内采用")
              << '\n';
  return Exit::done;
}

Exit run_config_rollback(const ConfigFlags& flags) {
  const std::string jurisdiction = flags.jurisdiction.empty() ? "shunyi" : flags.jurisdiction;
  auto redis = connect(flags.redis);
  if (!redis) return complain_local(redis.error().message);
  const auto now_in_force = journal::current_config(*redis, jurisdiction);
  if (!now_in_force) return complain_local(now_in_force.error().message);
  auto former = stored_files(*redis, jurisdiction, flags.version);
  if (!former) return former.error();
  // What was in order when it was applied need not be for this release.
  const auto linted = lint(std::move(*former), flags.json);
  if (!linted) {
    complain(say("this release cannot use version ", "当前程序无法使用版本 ") + flags.version +
             say(". ", "。") + nothing_changed());
    return linted.error();
  }
  if (!somebody_could_speak(*linted)) {
    complain(say("version " + flags.version +
                     " has no active key, so that nobody could speak any more. ",
                 "版本 " + flags.version + " 没有启用的密钥，应用后任何单位都无法连接。") +
             nothing_changed());
    return Exit::refused;
  }
  const bool same = *now_in_force == flags.version;
  // Keys come back with their version: one that was revoked since, too.
  if (*now_in_force && !same)
    if (const auto before = stored_files(*redis, jurisdiction, **now_in_force)) {
      const auto changes = config::diff(*before, linted->files);
      for (const config::Change& change : changes ? *changes : std::vector<config::Change>{})
        if (change.code == "key.restored" || change.code == "key.added")
          complain(say("mind: ", "注意：") + (chinese() ? change.message_zh : change.message));
    }
  if (*now_in_force && !same)
    if (const auto noted = journal::note_withdrawn(*redis, jurisdiction, **now_in_force); !noted)
      return complain_local(noted.error().message);
  const auto set = journal::set_current(*redis, jurisdiction, flags.version);
  if (!set) return complain_local(set.error().message);
  if (flags.json)
    std::cout << codec::dump(Json{{"ok", true},
                                  {"version", flags.version},
                                  {"before", *now_in_force ? Json(**now_in_force) : Json()}})
              << '\n';
  else if (same)
    std::cout << say("it was in force already: version ", "原本即已生效：版本 ") << flags.version
              << '\n';
  else
    std::cout << say("in force again: version ", "已恢复：版本 ") << flags.version
              << say("; a running dispatcher takes it up within two seconds. Running clocks keep "
                     "their instants",
                     "；运行中的调度程序两秒内采用。已在计时的时限不变")
              << '\n';
  return Exit::done;
}

Exit run_config_show(const ConfigFlags& flags) {
  const auto files = [&]() -> core::Result<config::Files, Exit> {
    if (!flags.directory.empty()) return files_of_folder(flags.directory);
    auto redis = connect(flags.redis);
    if (!redis) return core::Unexpected{complain_local(redis.error().message)};
    return files_in_force(*redis, flags.jurisdiction.empty() ? "shunyi" : flags.jurisdiction);
  }();
  if (!files) return files.error();
  if (flags.json) {
    std::cout << Json{{"version", config::version_of(*files)}, {"files", *files}}.dump(2) << '\n';
    return Exit::done;
  }
  std::cout << "# " << say("version ", "版本 ") << config::version_of(*files) << '\n';
  for (const auto& [name, text] : *files) std::cout << "\n# ---- " << name << "\n" << text;
  return Exit::done;
}

}  // namespace shao::cli
