#include "dispatcher/engine/housekeeping.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "dispatcher/core/planted.hpp"

namespace shao::engine {

using namespace std::chrono_literals;

namespace {

/// Between two chunks: a quarter megabyte at a time leaves the disk to the appends.
constexpr auto chunk_pause = 50ms;
constexpr auto trim_look_every = 10s;

}  // namespace

journal::Result<journal::Done> Housekeeping::look() {
  auto kept = store_.snapshots();
  if (!kept) return core::Unexpected{kept.error()};
  auto trimmed = store_.trimmed();
  if (!trimmed) return core::Unexpected{trimmed.error()};
  kept_ = std::move(*kept);
  trimmed_ = std::move(*trimmed);
  return journal::Done{};
}

bool Housekeeping::wants_image(core::EventNumber last) const {
  const core::EventNumber before = kept_.empty() ? 0 : kept_.front().number;
  return !writer_ && !manifest_waits_ && sent_ != Sent::manifest &&
         last >= before + settings_.events && last >= not_before_;
}

void Housekeeping::begin(core::Image image, const journal::Head& after, Time now) {
  if (planted(Bug::snapshot_forgets_commands)) image.commands.clear();
  writer_.emplace(std::move(image), settings_.chunk_bytes);
  making_ = {after.epoch, nonce_, after.number, after.token, 0, 0, ""};
  image_durable_ = false;
  chunk_under_way_ = false;
  begun_ = now;
  next_chunk_ = now;
}

void Housekeeping::step(Time now) {
  if (chunk_under_way_) hear_of_chunk(now);
  if (writer_ && image_durable_ && !chunk_under_way_ && now >= next_chunk_) {
    if (writer_->done() || (planted(Bug::torn_snapshot_kept) && making_.chunks > 0)) {
      writer_.reset();
      manifest_waits_ = true;
    } else {
      write_chunk();
    }
  }
  if (now >= next_trim_look_) {
    next_trim_look_ = now + trim_look_every;
    look_for_trim(now);
  }
}

std::chrono::milliseconds Housekeeping::rest() const {
  if (!writer_ || !image_durable_) return std::chrono::milliseconds::max();
  return chunk_under_way_ ? 5ms : chunk_pause;
}

void Housekeeping::write_chunk() {
  const std::string chunk = writer_->next();
  store_.write_chunk(making_, making_.chunks, chunk);
  making_.hash = journal::fold_chunk(making_.hash, making_.chunks, chunk);
  making_.bytes += chunk.size();
  ++making_.chunks;
  chunk_under_way_ = true;
}

void Housekeeping::hear_of_chunk(Time now) {
  const auto outcome = store_.chunk_written();
  if (!outcome) return;
  chunk_under_way_ = false;
  next_chunk_ = now + chunk_pause;
  if (!*outcome) give_up(outcome->error().message, now);
}

void Housekeeping::give_up(const std::string& problem, Time now) {
  spdlog::error(
      "event=snapshot_failed snapshot={} problem=\"{}\" ms={} meaning=\"nothing is lost; the next "
      "one is tried later, recovery takes longer meanwhile\"",
      making_.name(), problem,
      std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_).count());
  writer_.reset();
  manifest_waits_ = false;
  not_before_ = making_.number + settings_.events / 4 + 1;
}

bool Housekeeping::write(const journal::Head& head) {
  if (std::exchange(manifest_waits_, false)) {
    std::vector<journal::Manifest> now_kept = kept_;
    now_kept.insert(now_kept.begin(), making_);
    std::vector<journal::Manifest> dropped;
    while (now_kept.size() > journal::snapshots_kept) {
      dropped.push_back(std::move(now_kept.back()));
      now_kept.pop_back();
    }
    store_.keep(head, now_kept, dropped);
    sent_ = Sent::manifest;
    return true;
  }
  if (!trim_waits_) return false;
  store_.trim(head, *trim_waits_);
  sent_ = Sent::trim;
  return true;
}

void Housekeeping::written(const journal::Result<journal::Done>& outcome, Time now) {
  switch (std::exchange(sent_, Sent::nothing)) {
    case Sent::nothing:
      break;
    case Sent::manifest:
      if (!outcome) return give_up(outcome.error().message, now);
      kept_.insert(kept_.begin(), making_);
      if (kept_.size() > journal::snapshots_kept) kept_.resize(journal::snapshots_kept);
      next_trim_look_ = now;
      spdlog::info("event=snapshot snapshot={} chunks={} bytes={} ms={}", making_.name(),
                   making_.chunks, making_.bytes,
                   std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_).count());
      break;
    case Sent::trim:
      if (outcome) {
        spdlog::info("event=trimmed from={} to={}", trimmed_.number + 1, trim_waits_->number);
        trimmed_ = *trim_waits_;
      }
      trim_waits_.reset();
      break;
  }
}

void Housekeeping::look_for_trim(Time now) {
  if (trim_waits_ || kept_.size() < journal::snapshots_kept) return;
  const journal::Manifest& older =
      planted(Bug::trimmed_behind_newest) ? kept_.front() : kept_.back();
  const journal::Head last{older.epoch, older.number, older.chain};
  if (older.number <= trimmed_.number) return;
  const auto archived = store_.archived();
  if ((archived && archived->number >= last.number) || planted(Bug::trimmed_before_archived)) {
    trim_waits_ = last;
    next_trim_look_ = now;
  }
}

}  // namespace shao::engine
