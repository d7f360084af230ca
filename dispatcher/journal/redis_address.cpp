#include "dispatcher/journal/redis_address.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "dispatcher/journal/file_descriptor.hpp"
#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

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
  if (user.empty() && password_file.empty()) return RedisAddress(url);
  if (user.empty() || password_file.empty())
    return unexpected("a user of Redis needs its password file, and a password file its user");
  auto password = read_password_file(password_file);
  if (!password) return core::Unexpected{password.error()};
  return RedisAddress(url, user, std::move(*password));
}

}  // namespace shao::journal
