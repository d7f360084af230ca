#include "dispatcher/journal/config_store.hpp"

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

using Kind = Reply::Kind;

std::string current_key(const std::string& jurisdiction) {
  return key_of(jurisdiction, "config");
}
std::string withdrawn_key(const std::string& jurisdiction) {
  return key_of(jurisdiction, "config:withdrawn");
}
std::string version_key(const std::string& jurisdiction, const std::string& version) {
  return key_of(jurisdiction, "config:" + version);
}

Result<std::optional<std::string>> get(RedisConnection& redis, const std::string& key) {
  auto reply = ask(redis, {"GET", key}, Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  if (reply->kind == Kind::nil) return std::optional<std::string>{};
  return std::optional<std::string>{std::move(reply->text)};
}

}  // namespace

Result<Done> store_config(RedisConnection& redis, const std::string& jurisdiction,
                          const std::string& version, const std::string& bytes) {
  if (version.empty()) return unexpected("a configuration needs a version to be stored under");
  const std::string key = version_key(jurisdiction, version);
  const auto stored = ask(redis, {"SET", key, bytes, "NX"}, Kind::string);
  if (!stored) return core::Unexpected{stored.error()};
  if (stored->kind == Kind::string) return Done{};
  const auto found = get(redis, key);
  if (!found) return core::Unexpected{found.error()};
  if (!*found || **found != bytes)
    return unexpected("configuration " + version +
                      " is already stored with other content; a version is never changed");
  return Done{};
}

Result<Done> mend_config(RedisConnection& redis, const std::string& jurisdiction,
                         const std::string& version, const std::string& bytes) {
  const auto set = ask(redis, {"SET", version_key(jurisdiction, version), bytes}, Kind::string);
  if (!set) return core::Unexpected{set.error()};
  return Done{};
}

Result<Done> set_current(RedisConnection& redis, const std::string& jurisdiction,
                         const std::string& version) {
  // Versions are never removed, so what exists now exists when the next command runs.
  const auto exists = ask(redis, {"EXISTS", version_key(jurisdiction, version)}, Kind::integer);
  if (!exists) return core::Unexpected{exists.error()};
  if (exists->integer == 0)
    return unexpected("configuration " + version + " is not stored: store it before it is put " +
                      "into force");
  const auto set = ask(redis, {"SET", current_key(jurisdiction), version}, Kind::string);
  if (!set) return core::Unexpected{set.error()};
  return Done{};
}

Result<Done> note_withdrawn(RedisConnection& redis, const std::string& jurisdiction,
                            const std::string& version) {
  const auto set = ask(redis, {"SET", withdrawn_key(jurisdiction), version}, Kind::string);
  if (!set) return core::Unexpected{set.error()};
  return Done{};
}

Result<std::optional<std::string>> withdrawn_config(RedisConnection& redis,
                                                    const std::string& jurisdiction) {
  return get(redis, withdrawn_key(jurisdiction));
}

Result<std::optional<std::string>> current_config(RedisConnection& redis,
                                                  const std::string& jurisdiction) {
  return get(redis, current_key(jurisdiction));
}

Result<std::optional<std::string>> read_config(RedisConnection& redis,
                                               const std::string& jurisdiction,
                                               const std::string& version) {
  return get(redis, version_key(jurisdiction, version));
}

}  // namespace shao::journal
