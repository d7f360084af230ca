#include "dispatcher/journal/resident_keys.hpp"

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

using Kind = Reply::Kind;

/// The value of one line of INFO.
std::string_view info_field(std::string_view info, std::string_view name) {
  const std::string start = "\n" + std::string(name) + ":";
  const auto found = info.find(start);
  if (found == info.npos) return {};
  info.remove_prefix(found + start.size());
  return info.substr(0, info.find('\r'));
}

}  // namespace

Result<std::vector<std::string>> read_keys(RedisConnection& redis, const std::string& jurisdiction,
                                           const std::vector<core::KeyId>& ids) {
  if (ids.empty()) return std::vector<std::string>{};
  std::vector<std::string> command{"HMGET", key_of(jurisdiction, "residents")};
  for (const core::KeyId& id : ids) command.push_back(id.str());
  auto reply = ask(redis, command, Kind::array);
  if (!reply) return core::Unexpected{reply.error()};
  if (reply->items.size() != ids.size())
    return unexpected("Redis answered HMGET with " + std::to_string(reply->items.size()) +
                      " values where " + std::to_string(ids.size()) + " were asked for");
  std::vector<std::string> keys;
  keys.reserve(ids.size());
  for (Reply& item : reply->items) keys.push_back(std::move(item.text));
  return keys;
}

Result<Done> restore_keys(RedisConnection& redis, const std::string& jurisdiction,
                          const std::vector<std::pair<core::KeyId, std::string>>& keys) {
  for (const auto& [id, wrapped] : keys) {
    const auto reply =
        ask(redis, {"HSETNX", key_of(jurisdiction, "residents"), id.str(), wrapped}, Kind::integer);
    if (!reply) return core::Unexpected{reply.error()};
  }
  return Done{};
}

Result<bool> Rewriting::step(RedisConnection& redis) {
  const std::string mark = key_of(jurisdiction_, "rewrite");
  const auto wanted = ask(redis, {"GET", mark}, Kind::string);
  if (!wanted) return core::Unexpected{wanted.error()};
  if (wanted->text.empty()) return true;
  const auto info = ask(redis, {"INFO", "persistence"}, Kind::string);
  if (!info) return core::Unexpected{info.error()};
  // One that is under way may have begun before the key went.
  if (info_field(info->text, "aof_rewrite_in_progress") != "0" ||
      info_field(info->text, "aof_rewrite_scheduled") != "0")
    return false;
  if (begun_ && info_field(info->text, "aof_last_bgrewrite_status") == "ok") {
    const auto done = ask(redis, {"SET", mark, ""}, Kind::string);
    if (!done) return core::Unexpected{done.error()};
    begun_ = false;
    return true;
  }
  const auto started = ask(redis, {"BGREWRITEAOF"}, Kind::string);
  if (!started) return core::Unexpected{started.error()};
  begun_ = true;
  return false;
}

}  // namespace shao::journal
