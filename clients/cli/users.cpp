// Passwords and the ACL file for Redis' users, where no local stack makes them.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "clients/cli/operate.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/journal/access.hpp"
#include "dispatcher/journal/file_descriptor.hpp"
#include "dispatcher/journal/redis_address.hpp"

namespace shao::cli {

namespace {

/// The file's password; a new one is made when there is no such file.
journal::Result<std::string> password_in(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error))
    if (const auto made = journal::write_password_file(file, journal::new_password()); !made)
      return core::Unexpected{made.error()};
  return journal::read_password_file(file);
}

/// 0, or the errno that kept it from being written.
int write_private(const std::string& path, const std::string& text) {
  const journal::FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file) return errno;
  const auto written = ::write(file.get(), text.data(), text.size());
  if (written < 0) return errno;
  return written == static_cast<ssize_t>(text.size()) ? 0 : ENOSPC;
}

}  // namespace

Exit run_journal_users(const UsersFlags& flags) {
  journal::RedisPasswords passwords;
  for (const journal::RedisUser user : journal::all_redis_users) {
    const auto file = std::filesystem::path(flags.keys) /
                      ("redis-" + std::string(journal::name_of(user)) + ".password");
    auto password = password_in(file.string());
    if (!password) {
      complain(password.error().message);
      return Exit::local_failure;
    }
    passwords[static_cast<std::size_t>(user)] = std::move(*password);
  }
  if (const int error =
          write_private(flags.acl, journal::acl_file(flags.jurisdiction, passwords))) {
    complain(flags.acl + ": " + std::generic_category().message(error));
    return Exit::local_failure;
  }
  if (flags.json)
    std::cout << codec::dump(codec::Json{{"keys", flags.keys}, {"acl", flags.acl}}) << '\n';
  else
    std::cout << say("the users of Redis are in ", "Redis 用户写入 ") << flags.acl
              << say(", their passwords in ", "，密码在 ") << flags.keys << '\n';
  return Exit::done;
}

}  // namespace shao::cli
