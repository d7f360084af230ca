#include "dispatcher/engine/recovery.hpp"

#include <spdlog/spdlog.h>

#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/core/planted.hpp"

namespace shao::engine {

namespace {

constexpr std::size_t entries_at_a_time = 64;

core::Unexpected<Obstacle> unanswered(const journal::Error& error) {
  return core::Unexpected{Obstacle{error.message, false}};
}

}  // namespace

Recovery::Step Recovery::step() {
  switch (phase_) {
    case Phase::looking:
      return look();
    case Phase::reading_snapshot:
      return read_snapshot();
    case Phase::following:
      break;
  }
  return follow();
}

Recovery::Step Recovery::look() {
  auto manifests = store_.snapshots();
  if (!manifests) return unanswered(manifests.error());
  const auto trimmed = store_.trimmed();
  if (!trimmed) return unanswered(trimmed.error());
  trimmed_ = trimmed->number;
  found_ = *manifests;
  manifests_ = std::move(*manifests);
  phase_ = manifests_.empty() ? Phase::following : Phase::reading_snapshot;
  if (manifests_.empty() && trimmed_ > 0) return next_snapshot("there is none");
  return false;
}

Recovery::Step Recovery::read_snapshot() {
  const journal::Manifest& manifest = manifests_.front();
  if (next_chunk_ < manifest.chunks) {
    const auto chunk = store_.chunk(manifest, next_chunk_);
    if (!chunk) return unanswered(chunk.error());
    const std::string which = "chunk " + std::to_string(next_chunk_);
    if (chunk->empty()) return next_snapshot(which + " is missing");
    folded_ = journal::fold_chunk(folded_, next_chunk_, *chunk);
    if (!reader_.take(*chunk)) return next_snapshot(which + " cannot be read");
    ++next_chunk_;
    return false;
  }
  if (folded_ != manifest.hash && !planted(Bug::snapshot_unverified))
    return next_snapshot("it does not match its hash");
  auto image = reader_.finish();
  if (!image || image->last_event != manifest.number)
    return next_snapshot("it does not hold what its manifest says");
  state_ = core::State(std::move(*image));
  walk_ = journal::ChainWalk(manifest.epoch, manifest.number, manifest.chain);
  from_snapshot_ = manifest.number;
  phase_ = Phase::following;
  return false;
}

/// The snapshot before this one, else the whole journal, as far as it is there.
Recovery::Step Recovery::next_snapshot(const std::string& problem) {
  reader_ = {};
  next_chunk_ = 0;
  folded_.clear();
  std::string which;
  if (!manifests_.empty()) {
    which = manifests_.front().name();
    manifests_.erase(manifests_.begin());
  }
  if (manifests_.empty()) {
    // A living leader may have replaced them while they were read.
    const auto now = store_.snapshots();
    if (!now) return unanswered(now.error());
    if (*now != found_) {
      phase_ = Phase::looking;
      return false;
    }
    if (trimmed_ > 0)
      return core::Unexpected{
          Obstacle{"no snapshot can be read (" + (which.empty() ? "" : which + ": ") + problem +
                   "), and the journal begins after event " + std::to_string(trimmed_) +
                   ": what came before is in the archive alone; right would be: shao archive "
                   "--restore into an empty Redis (docs/operations.md)"}};
  }
  spdlog::error(
      "event=snapshot_unreadable snapshot={} problem=\"{}\" meaning=\"nothing is lost: recovery "
      "takes the one before it, or the whole journal\"",
      which, problem);
  phase_ = manifests_.empty() ? Phase::following : Phase::reading_snapshot;
  return false;
}

/// Checks one entry against what came before it and applies it; says what is wrong.
std::optional<std::string> Recovery::take(const journal::Entry& entry) {
  if (auto problem = walk_.take(entry)) return problem;
  const std::string id = journal::entry_id(entry.epoch, entry.last);
  const auto records = codec::decode_batch(entry.bytes);
  if (!records) return "entry " + id + " cannot be read: " + records.error();
  for (const core::Record& record : *records) {
    if (record.first != state_.last_event() + 1)
      return "entry " + id + " begins with event " + std::to_string(record.first) +
             " where event " + std::to_string(state_.last_event() + 1) + " should follow";
    state_.apply(record);
  }
  if (state_.last_event() != entry.last)
    return "entry " + id + " ends with event " + std::to_string(state_.last_event());
  return std::nullopt;
}

Recovery::Step Recovery::follow() {
  const auto entries = store_.read(walk_.epoch(), walk_.last(), entries_at_a_time);
  if (!entries) return unanswered(entries.error());
  for (const journal::Entry& entry : *entries)
    if (auto problem = take(entry)) return core::Unexpected{Obstacle{std::move(*problem)}};
  return entries->size() < entries_at_a_time;
}

}  // namespace shao::engine
