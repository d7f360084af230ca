#include "dispatcher/journal/redis_disk.hpp"

#include <sys/statvfs.h>

#include "dispatcher/journal/replies.hpp"
#include "dispatcher/journal/socket.hpp"

namespace shao::journal {

bool is_local(const std::string& url) {
  if (url.starts_with(unix_scheme)) return true;
  if (!url.starts_with(tcp_scheme)) return false;
  const std::string host = split_host(std::string_view(url).substr(tcp_scheme.size())).host;
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Result<std::optional<std::string>> data_directory(RedisConnection& redis, const std::string& told) {
  if (!told.empty()) return std::optional(told);
  if (!is_local(redis.url())) return std::optional<std::string>();
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
