// A snapshot: all that a state remembers, as compact bytes in chunks, so that a dispatcher need not
// read a journal from its beginning. Binary, since a million whistles as JSON take half a minute to
// parse; in chunks, since one large value would hold up Redis for everybody else.
//
//   snapshot = 1*chunk
//   chunk    = 1*item                               ; some 256 KiB
//   item     = text of ( 1 format header            ; first, once
//                      / 2 whistle                  ; W1 first
//                      / 3 page )                   ; of remembered commands, oldest first
//   header   = last event, last instant, terms, policy version, levels fired, number of whistles,
//              number of pages
//
// The fields of each stand in snapshot.cpp, how values are written in binary.hpp.
//
//   SnapshotWriter writer(state.image());
//   while (!writer.done()) keep(writer.next());
//
//   SnapshotReader reader;
//   for (const std::string& chunk : kept) if (!reader.take(chunk)) return not_a_snapshot();
//   auto image = reader.finish();                   // nothing: a chunk is missing
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/core/state.hpp"

namespace shao::codec {

/// Goes up with every change of what is written: another one is not read.
inline constexpr std::uint64_t snapshot_format = 9;
inline constexpr std::size_t snapshot_chunk = std::size_t{256} * 1024;

class SnapshotWriter {
 public:
  /// A chunk ends with the item that takes it past `chunk_bytes`.
  explicit SnapshotWriter(core::Image image, std::size_t chunk_bytes = snapshot_chunk)
      : image_(std::move(image)), chunk_bytes_(chunk_bytes) {}

  bool done() const {
    return header_ && whistle_ == image_.whistles.size() && page_ == image_.commands.size();
  }
  std::string next();

 private:
  core::Image image_;
  std::size_t chunk_bytes_;
  bool header_ = false;
  std::size_t whistle_ = 0;
  std::size_t page_ = 0;
};

class SnapshotReader {
 public:
  /// Whether the chunk is one of a snapshot, and the next.
  bool take(std::string_view chunk);
  /// The image, once everything was taken.
  std::optional<core::Image> finish();

 private:
  bool take_item(std::string_view item);

  core::Image image_;
  bool header_ = false;
  std::uint64_t whistles_ = 0;
  std::uint64_t pages_ = 0;
};

}  // namespace shao::codec
