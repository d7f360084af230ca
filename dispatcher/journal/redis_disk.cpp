#include "dispatcher/journal/redis_disk.hpp"

#include <sys/statvfs.h>

#include "dispatcher/journal/replies.hpp"
#include "dispatcher/journal/socket.hpp"

namespace shao::journal {

Result<std::optional<std::string>> data_directory(RedisConnection& redis, const std::string& told) {
  if (!told.empty()) return std::optional(told);
  // A loopback address may be a tunnel to another machine.
  if (!redis.url().starts_with(unix_scheme)) return std::optional<std::string>();
  const auto reply = ask(redis, {"CONFIG", "GET", "dir"}, Reply::Kind::array);
  if (!reply) return core::Unexpected{reply.error()};
  if (reply->items.size() != 2) return unexpected("Redis does not say where its data is");
  return std::optional(reply->items[1].text);
}

std::optional<double> free_share(const std::string& path) {
  struct statvfs found {};
  if (::statvfs(path.c_str(), &found) != 0) return std::nullopt;
  // As df counts: what is kept for root is neither used nor free.
  const auto used = found.f_blocks - found.f_bfree;
  const auto all = used + found.f_bavail;
  if (all == 0) return std::nullopt;
  return static_cast<double>(found.f_bavail) / static_cast<double>(all);
}

}  // namespace shao::journal
