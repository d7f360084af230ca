// Preloaded into the Redis of a chaos run (libfaketime cannot be). Its wall clock is ahead of the
// machine's by what the mapped RedisControl says, at each look; a clock nobody can set stays as it
// is. An fsync takes as much longer as it says: what is written and not durable stays so for
// longer. After each fsync and fdatasync the size that is durable from then on is written beside
// the file. A write beyond the file size limit fails with EFBIG, as on a full disk, instead of
// killing.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/chaos/redis_control.hpp"

namespace {

const shao::chaos::RedisControl* mapped = nullptr;

__attribute__((constructor)) void begin() {
  ::signal(SIGXFSZ, SIG_IGN);
  const char* path = std::getenv(shao::chaos::control_variable);
  if (path == nullptr) return;
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void* const at = ::mmap(nullptr, sizeof(shao::chaos::RedisControl), PROT_READ, MAP_SHARED, fd, 0);
  ::close(fd);
  if (at != MAP_FAILED) mapped = static_cast<const shao::chaos::RedisControl*>(at);
}

int real_clock(clockid_t clock, timespec* now) {
  const int done = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
  if (done != 0 || mapped == nullptr) return done;
  if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) return done;
  constexpr std::int64_t second_us = 1'000'000;
  const std::int64_t us = now->tv_sec * second_us + now->tv_nsec / 1000 + mapped->ahead_us.load();
  now->tv_sec = us / second_us;
  now->tv_nsec = us % second_us * 1000;
  return 0;
}

void note_durable(int fd, off_t size) {
  char link[64];
  char path[512];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = ::readlink(link, path, sizeof path - 16);
  if (length <= 0) return;
  std::strcpy(path + length, shao::chaos::durable_suffix);
  const int note = ::open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (note < 0) return;
  char text[32];
  const int written = std::snprintf(text, sizeof text, "%020lld\n", static_cast<long long>(size));
  // Its failure shows: an older, smaller size stays.
  if (::pwrite(note, text, static_cast<std::size_t>(written), 0) < 0) ::unlink(path);
  ::close(note);
}

int sync_and_note(long call, int fd) {
  struct stat before {};
  const bool known = ::fstat(fd, &before) == 0 && S_ISREG(before.st_mode);
  if (mapped != nullptr)
    if (const std::int64_t us = mapped->sync_takes_us.load(); us > 0)
      ::usleep(static_cast<useconds_t>(us));
  const int done = static_cast<int>(::syscall(call, fd));
  const int error = errno;
  if (done == 0 && known) note_durable(fd, before.st_size);
  errno = error;
  return done;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  return real_clock(clock, now);
}

int gettimeofday(timeval* now, void*) noexcept {
  timespec time{};
  real_clock(CLOCK_REALTIME, &time);
  now->tv_sec = time.tv_sec;
  now->tv_usec = time.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* now) noexcept {
  timespec time{};
  real_clock(CLOCK_REALTIME, &time);
  if (now != nullptr) *now = time.tv_sec;
  return time.tv_sec;
}

int fsync(int fd) {
  return sync_and_note(SYS_fsync, fd);
}

int fdatasync(int fd) {
  return sync_and_note(SYS_fdatasync, fd);
}

}  // extern "C"
