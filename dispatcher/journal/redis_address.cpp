#include "dispatcher/journal/redis_address.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "dispatcher/journal/file_descriptor.hpp"
#include "dispatcher/journal/replies.hpp"
#include "dispatcher/journal/socket.hpp"

namespace shao::journal {

namespace {
constexpr std::string_view sentinel_scheme = "sentinel://";
}  // namespace

bool names_sentinels(const std::string& url) {
  return url.starts_with(sentinel_scheme);
}

Result<Sentinels> sentinels_of(const std::string& url) {
  const auto wrong = [&](const std::string& what) {
    return unexpected("\"" + url + "\": " + what +
                      "; right would be: sentinel://host:port,host:port,host:port/master");
  };
  if (!names_sentinels(url)) return wrong("it names no Sentinels");
  std::string_view rest = std::string_view(url).substr(sentinel_scheme.size());
  const auto slash = rest.find('/');
  if (slash == rest.npos || slash + 1 == rest.size())
    return wrong("it does not say what the Sentinels call the master");
  Sentinels sentinels;
  sentinels.master = rest.substr(slash + 1);
  if (sentinels.master.find_first_of("/ ,") != std::string::npos)
    return wrong("\"" + sentinels.master + "\" is no name of a master");
  rest = rest.substr(0, slash);
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    const std::string one(rest.substr(0, comma));
    if (split_host(one).host.empty()) return wrong("\"" + one + "\" is no host:port");
    const std::string sentinel = std::string(tcp_scheme) + one;
    if (std::ranges::find(sentinels.urls, sentinel) != sentinels.urls.end())
      return wrong(one + " stands there twice");
    sentinels.urls.push_back(sentinel);
    more = comma != rest.npos;
    if (more) rest = rest.substr(comma + 1);
  }
  return sentinels;
}

Result<Done> check_url(const std::string& url) {
  const auto of_tcp = [&] {
    return url.starts_with(tcp_scheme) &&
           !split_host(std::string_view(url).substr(tcp_scheme.size())).host.empty();
  };
  if (names_sentinels(url)) {
    const auto sentinels = sentinels_of(url);
    return sentinels ? Result<Done>(Done{}) : Result<Done>(core::Unexpected{sentinels.error()});
  }
  if ((url.starts_with(unix_scheme) && url.size() > unix_scheme.size()) || of_tcp()) return Done{};
  return unexpected("\"" + url +
                    "\" is no address of a Redis; right would be: unix:/path/to/socket, "
                    "redis://host:port or sentinel://host:port,host:port,host:port/master");
}

Result<std::string> read_password_file(const std::string& path) {
  constexpr std::size_t most = 1024;
  const auto why = [] { return std::generic_category().message(errno); };
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return unexpected(path + ": cannot be opened: " + why());
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return unexpected(path + ": is not a file");
  if ((status.st_mode & 0077U) != 0)
    return unexpected(path + ": others may read or change this secret; run chmod 600 " + path);
  std::string text(most + 1, '\0');
  const auto got = ::read(file.get(), text.data(), text.size());
  if (got < 0) return unexpected(path + ": cannot be read: " + why());
  text.resize(static_cast<std::size_t>(got));
  std::string password = text.substr(0, text.find('\n'));
  if (password.empty() || password.size() > most)
    return unexpected(path + ": holds no password; right would be: one in its first line");
  return password;
}

Result<Done> write_password_file(const std::string& path, const std::string& password) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const std::string text = password + "\n";
  if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::fsync(file.get()) != 0)
    return unexpected(path + ": cannot be written: " + std::generic_category().message(errno));
  return Done{};
}

Result<RedisAddress> address_of(const std::string& url, const std::string& user,
                                const std::string& password_file) {
  if (const auto form = check_url(url); !form) return core::Unexpected{form.error()};
  if (user.empty() && password_file.empty()) return RedisAddress(url);
  if (user.empty() || password_file.empty())
    return unexpected("a user of Redis needs its password file, and a password file its user");
  auto password = read_password_file(password_file);
  if (!password) return core::Unexpected{password.error()};
  return RedisAddress(url, user, std::move(*password));
}

}  // namespace shao::journal
