// A file that holds room on the disk for Redis. With every write synced a Redis whose disk is full
// ends, and ends again at each start, since it cannot write what it must; the room of this file,
// given back, is what it starts with. It is made again when there is room enough.
//
//   Reserve reserve("data/redis", 64 << 20);
//   reserve.hold();                                  // at each start, and now and then
//   if (reserve.disk_is_full() && reserve.release()) say("...");   // when Redis has ended
#pragma once

#include <cstdint>
#include <filesystem>

namespace shao::local {

class Reserve {
 public:
  /// `bytes` 0: there is none.
  Reserve(std::filesystem::path directory, std::uint64_t bytes)
      : directory_(std::move(directory)), bytes_(bytes) {}

  /// Makes it when it is not there and a tenth of the disk and more is free beside it. Whether it
  /// was made now.
  bool hold() const;
  /// Gives its room back. Whether there was one.
  bool release() const;
  bool held() const;
  /// Less is left than a quarter of it: what Redis needs to start and to be of use for a while.
  bool disk_is_full() const;
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::filesystem::path file() const { return directory_ / "reserve"; }

  std::filesystem::path directory_;
  std::uint64_t bytes_;
};

}  // namespace shao::local
