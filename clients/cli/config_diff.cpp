// shao config diff: two versions side by side, in words.
#include <filesystem>
#include <iostream>
#include <optional>

#include "clients/cli/configure.hpp"
#include "config/diff.hpp"

namespace shao::cli {

namespace {

using codec::Json;

/// Finds the two sides; comes to Redis at most once.
class Sides {
 public:
  explicit Sides(const ConfigFlags& flags) : flags_(flags) {}

  core::Result<config::Files, Exit> files_of(const std::string& side) {
    if (std::filesystem::is_directory(side)) return files_of_folder(side);
    if (flags_.redis.address.empty()) {
      complain(say("\"" + side +
                       "\" is no folder; right would be: a folder, or with --redis a version or "
                       "\"now\"",
                   "“" + side + "”不是文件夹；应为文件夹，或加 --redis 后用版本号或 now"));
      return core::Unexpected{Exit::bad_input};
    }
    if (!redis_) {
      auto connected = connect(flags_.redis);
      if (!connected) return core::Unexpected{complain_local(connected.error().message)};
      redis_.emplace(std::move(*connected));
    }
    const std::string jurisdiction = flags_.jurisdiction.empty() ? "shunyi" : flags_.jurisdiction;
    return side == "now" ? files_in_force(*redis_, jurisdiction)
                         : stored_files(*redis_, jurisdiction, side);
  }

 private:
  const ConfigFlags& flags_;
  std::optional<journal::RedisConnection> redis_;
};

Json json_of(const config::Change& change) {
  Json json = {{"code", change.code},       {"file", change.file},
               {"line", change.line},       {"id", change.id},
               {"message", change.message}, {"message_zh", change.message_zh}};
  if (!change.field.empty()) {
    json["field"] = change.field;
    json["from"] = change.from;
    json["to"] = change.to;
  }
  return json;
}

}  // namespace

Exit run_config_diff(const ConfigFlags& flags) {
  Sides sides(flags);
  const auto older = sides.files_of(flags.older);
  if (!older) return older.error();
  const auto newer = sides.files_of(flags.newer);
  if (!newer) return newer.error();
  const auto changes = config::diff(*older, *newer);
  if (!changes) {
    complain(changes.error().str(chinese()));
    return Exit::bad_input;
  }
  const std::string from = config::version_of(*older), to = config::version_of(*newer);
  if (flags.json) {
    Json list = Json::array();
    for (const config::Change& change : *changes) list.push_back(json_of(change));
    std::cout << Json{{"older", from}, {"newer", to}, {"changes", std::move(list)}}.dump(2) << '\n';
    return Exit::done;
  }
  if (from == to) {
    std::cout << say("the same: version ", "完全相同：版本 ") << from << '\n';
    return Exit::done;
  }
  std::cout << from << " -> " << to << '\n';
  for (const config::Change& change : *changes)
    std::cout << (chinese() ? change.message_zh : change.message) << '\n';
  return Exit::done;
}

}  // namespace shao::cli
