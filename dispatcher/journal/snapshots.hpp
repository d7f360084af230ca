// Snapshots in Redis, and the trimming that they allow. A snapshot is written in chunks, which
// count for nothing until a manifest names them; the manifest and the trimming go through the fence
// of the journal, so that a deposed leader can do neither.
//
//   {shunyi}:snapshots            string  the manifests that count, newest first, one a line
//   {shunyi}:snapshot:<name>:<k>  string  chunk k, from 0 on; goes away by itself after an hour
//                                         unless a manifest keeps it
//   {shunyi}:trimmed              string  "<id of the last entry trimmed away> <its chain hash>";
//                                         absent: the journal begins with its first entry
//
//   manifest = name SP chain-hash SP chunks SP bytes SP hash LF
//   name     = epoch "-" nonce "-" number    ; of the entry after which it was taken; nonce: of the
//                                            ; term that wrote it
//   hash     = over the chunks, as chain() folds them
//
// Two are kept: should the newest not be readable, the one before it is, and the journal is trimmed
// behind that one only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/journal/journal.hpp"

namespace shao::journal {

struct Manifest {
  std::uint64_t epoch = 0;
  std::string nonce;
  core::EventNumber number = 0;
  std::string chain;  // hash of the journal at that entry
  std::uint64_t chunks = 0;
  std::uint64_t bytes = 0;  // of all chunks
  std::string hash;
  std::string name() const;
  bool operator==(const Manifest&) const = default;
};
inline constexpr std::size_t snapshots_kept = 2;
/// How long a chunk waits for its manifest.
inline constexpr std::chrono::hours chunk_patience{1};

/// The hash of the chunks up to `index`, from the one before.
std::string fold_chunk(std::string_view previous_hash, std::uint64_t index, std::string_view chunk);

/// Newest first.
Result<std::vector<Manifest>> read_manifests(RedisConnection& redis,
                                             const std::string& jurisdiction);
/// "" when there is no such chunk.
Result<std::string> read_chunk(RedisConnection& redis, const std::string& jurisdiction,
                               const Manifest& manifest, std::uint64_t index);
/// The last entry that was trimmed away; {0, 0, ""}: none was.
Result<Head> read_trimmed(RedisConnection& redis, const std::string& jurisdiction);

// Commands for RedisConnection::send.

std::vector<std::string> write_chunk_command(const std::string& jurisdiction,
                                             const Manifest& manifest, std::uint64_t index,
                                             std::string_view chunk);
/// Makes `kept` the manifests that count, and removes the chunks of `dropped`. Refused when a chunk
/// of kept.front() is missing.
std::vector<std::string> keep_command(const std::string& jurisdiction, const Head& expected,
                                      const std::vector<Manifest>& kept,
                                      const std::vector<Manifest>& dropped);
/// Trims every entry up to and including `last`, whose token is its chain hash.
std::vector<std::string> trim_command(const std::string& jurisdiction, const Head& expected,
                                      const Head& last);

}  // namespace shao::journal
