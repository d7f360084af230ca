// Housekeeping of a leader: snapshots, so that recovery stays short, and the trimming behind them,
// so that Redis' memory stays bounded. It decides what is due and remembers how far it got; the
// term gives it its turns.
//
//   1. when enough has happened since the last snapshot, the term hands over an image of the state
//      as of a batch that it sends (wants_image, begin)
//   2. once that batch is durable, the image is written away chunk by chunk beside the appends
//   (step)
//   3. when all chunks are there, the manifest waits for the journal's turn (write, written)
//   4. what lies before the older of the two snapshots kept, and is in the archive, is trimmed (the
//      same way)
//   5. after a whistle's key was destroyed, the store's files are written anew without it
//
// Whatever fails here leaves the journal as it was, and is tried again later.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/codec/snapshot.hpp"
#include "dispatcher/core/state.hpp"
#include "dispatcher/engine/ports.hpp"
#include "dispatcher/journal/store.hpp"

namespace shao::engine {

struct HousekeepingSettings {
  core::EventNumber events =
      50'000;  // between two snapshots; the journal keeps up to three times that
  std::size_t chunk_bytes = codec::snapshot_chunk;
};

class Housekeeping {
 public:
  using Time = std::chrono::nanoseconds;  // since boot

  /// `nonce`: of this term.
  Housekeeping(journal::Store& store, std::string nonce, HousekeepingSettings settings)
      : store_(store), nonce_(std::move(nonce)), settings_(settings) {}

  /// Looks at what there is; again until it succeeds.
  journal::Result<journal::Done> look();

  /// Whether the state should be handed over with the batch that ends with event `last`.
  bool wants_image(core::EventNumber last) const;
  /// `image` is the state after the batch whose end is `after` (its token: the chain hash).
  void begin(core::Image image, const journal::Head& after, Time now);
  /// The batch is durable: the image is of something that happened.
  void durable() { image_durable_ = true; }
  /// A whistle's key was destroyed with the batch that is durable now.
  void key_destroyed() { keys_to_go_ = true; }
  /// Writes the next chunk when it is time; looks whether something can be trimmed.
  void step(Time now);
  /// How long nothing needs to be done.
  std::chrono::milliseconds rest() const;

  /// Sends what waits for the journal's turn, if something does.
  bool write(const journal::Head& head);
  /// What came of it.
  void written(const journal::Result<journal::Done>& outcome, Time now);

  /// The last event that is no longer in the journal.
  core::EventNumber trimmed() const { return trimmed_.number; }

 private:
  void write_chunk();
  void hear_of_chunk(Time now);
  void give_up(const std::string& problem, Time now);
  void look_for_trim(Time now);
  void look_for_keys(Time now);

  journal::Store& store_;
  const std::string nonce_;
  const HousekeepingSettings settings_;
  std::vector<journal::Manifest> kept_;  // newest first
  journal::Head trimmed_;

  std::optional<codec::SnapshotWriter> writer_;
  journal::Manifest making_;
  bool image_durable_ = false;
  bool chunk_under_way_ = false;
  bool manifest_waits_ = false;
  std::optional<journal::Head> trim_waits_;
  enum class Sent { nothing, manifest, trim } sent_ = Sent::nothing;
  core::EventNumber not_before_ = 0;  // after a failure: not at once again
  Time begun_{};
  Time next_chunk_{};
  Time next_trim_look_{};
  bool keys_to_go_ = true;  // the term before may not have come to it
  Time next_key_look_{};
};

}  // namespace shao::engine
