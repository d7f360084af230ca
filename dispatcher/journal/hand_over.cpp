#include "dispatcher/journal/hand_over.hpp"

#include <vector>

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

using Kind = Reply::Kind;

Result<Done> set_for(RedisConnection& redis, const std::string& key, const std::string& value,
                     std::chrono::milliseconds lasts) {
  const auto reply =
      ask(redis, {"SET", key, value, "PX", std::to_string(lasts.count())}, Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  return Done{};
}

Result<std::string> text_at(RedisConnection& redis, const std::string& key) {
  const auto reply = ask(redis, {"GET", key}, Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  return reply->text;
}

}  // namespace

Result<Done> say_standby(RedisConnection& redis, const std::string& jurisdiction,
                         const Standby& standby) {
  return set_for(redis, key_of(jurisdiction, "standby"),
                 standby.nonce + " " + std::to_string(standby.applied), standby_lasts);
}

Result<std::optional<Standby>> read_standby(RedisConnection& redis,
                                            const std::string& jurisdiction) {
  const auto text = text_at(redis, key_of(jurisdiction, "standby"));
  if (!text) return core::Unexpected{text.error()};
  const auto space = text->find(' ');
  if (space == std::string::npos) return std::optional<Standby>{};
  return std::optional<Standby>(Standby{
      text->substr(0, space), number_from(std::string_view(*text).substr(space + 1)).value_or(0)});
}

Result<std::string> lease_holder(RedisConnection& redis, const std::string& jurisdiction) {
  return text_at(redis, key_of(jurisdiction, "lease"));
}

Result<Done> ask_hand_over(RedisConnection& redis, const std::string& jurisdiction,
                           const std::string& leader) {
  return set_for(redis, key_of(jurisdiction, "hand_over"), leader, hand_over_lasts);
}

Result<bool> hand_over_asked(RedisConnection& redis, const std::string& jurisdiction,
                             const std::string& leader) {
  const auto asked = text_at(redis, key_of(jurisdiction, "hand_over"));
  if (!asked) return core::Unexpected{asked.error()};
  if (*asked != leader) return false;
  const auto standby = read_standby(redis, jurisdiction);
  if (!standby) return core::Unexpected{standby.error()};
  return *standby && (*standby)->nonce != leader;
}

}  // namespace shao::journal
