#include "deploy/local/reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::local {

namespace {
/// Of what the disk holds, this share stays free beside a reserve that is made: it must not be what
/// makes a dispatcher refuse whistles (dispatcher/engine/storage_gauge.hpp).
constexpr std::uintmax_t parts_left_free = 8;
}  // namespace

bool Reserve::held() const {
  std::error_code error;
  const auto size = std::filesystem::file_size(file(), error);
  return !error && size == bytes_;
}

bool Reserve::hold() const {
  if (bytes_ == 0 || held()) return false;
  std::error_code error;
  const auto space = std::filesystem::space(directory_, error);
  if (error || space.available < bytes_ + space.capacity / parts_left_free) return false;
  // A reserve of another size, or one that was cut short by a crash.
  std::filesystem::remove(file(), error);
  const journal::FileDescriptor made(
      ::open(file().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made) return false;
  // Really allocated: a file of the same length with a hole in it would hold nothing.
  if (::posix_fallocate(made.get(), 0, static_cast<off_t>(bytes_)) == 0 && ::fsync(made.get()) == 0)
    return true;
  std::filesystem::remove(file(), error);
  return false;
}

bool Reserve::release() const {
  std::error_code error;
  return std::filesystem::remove(file(), error);
}

bool Reserve::disk_is_full() const {
  std::error_code error;
  const auto space = std::filesystem::space(directory_, error);
  return !error && space.available < bytes_ / 4;
}

}  // namespace shao::local
