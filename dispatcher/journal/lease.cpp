#include "dispatcher/journal/lease.hpp"

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

Lease::Lease(const std::string& jurisdiction, std::string nonce, std::chrono::milliseconds lasts)
    : key_(key_of(jurisdiction, "lease")), nonce_(std::move(nonce)), lasts_(lasts) {}

Result<bool> Lease::try_take(RedisConnection& redis) const {
  return ask_function(redis, "shaodao_1_lease_take");
}

Result<bool> Lease::renew(RedisConnection& redis) const {
  return ask_function(redis, "shaodao_1_lease_renew");
}

Result<bool> Lease::release(RedisConnection& redis) const {
  return ask_function(redis, "shaodao_1_lease_release");
}

Result<bool> Lease::ask_function(RedisConnection& redis, const char* function) const {
  const auto reply =
      ask(redis, {"FCALL", function, "1", key_, nonce_, std::to_string(lasts_.count())},
          Reply::Kind::integer);
  if (!reply) return core::Unexpected{reply.error()};
  return reply->integer == 1;
}

}  // namespace shao::journal
