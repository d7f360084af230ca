#include "dispatcher/codec/snapshot.hpp"

#include <memory>
#include <utility>

#include "dispatcher/codec/binary.hpp"

namespace shao::codec {

namespace {

enum Item : std::uint8_t { header_item = 1, whistle_item = 2, page_item = 3 };

}  // namespace

// Every field is taken apart by name: a new one that is not written here does not compile.

template <class Io>
void fields(Io& io, Ref<Io, core::Term> term) {
  auto& [epoch, nonce, first, at] = term;
  io(epoch, nonce, first, at);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Clock> clock) {
  auto& [kind, state, next_level, skipped_levels, missed, moved, miss, starts, due, levels, working,
         ended] = clock;
  io(kind, state, next_level, skipped_levels, missed, moved, miss, starts, due, levels, working,
     ended);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Assignment> assignment) {
  auto& [office, lead, agreed_to_withdraw, state, before_return, done_at, clocks] = assignment;
  io(office, lead, agreed_to_withdraw, state, before_return, done_at, clocks);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Viewer> viewer) {
  auto& [office, since] = viewer;
  io(office, since);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Recipient> recipient) {
  auto& [office, role] = recipient;
  io(office, role);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Held> held) {
  auto& [recipient, until] = held;
  io(recipient, until);
}
template <class Io>
void fields(Io& io, Ref<Io, core::HeldBack> back) {
  auto& [office, clock, level, clock_starts, held] = back;
  io(office, clock, level, clock_starts, held);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Told> told) {
  auto& [level, recipient] = told;
  io(level, recipient);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Evaluation> evaluation) {
  auto& [office, solved, satisfaction, on_time, text] = evaluation;
  io(office, solved, satisfaction, on_time, text);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Judged> judged) {
  auto& [unit, evaluation] = judged;
  io(unit, evaluation);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ClockPlan> plan) {
  auto& [clock, starts, due, levels, working] = plan;
  io(clock, starts, due, levels, working);
}
template <class Io>
void fields(Io& io, Ref<Io, core::ClockMoved> moved) {
  auto& [office, plan] = moved;
  io(office, plan);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Merged> merged) {
  auto& [whistle, unit, street, before] = merged;
  io(whistle, unit, street, before);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Limit> limit) {
  auto& [count, unit] = limit;
  io(count, unit);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Suspension> suspension) {
  auto& [office, ground, plan, review_at, signer] = suspension;
  io(office, ground, plan, review_at, signer);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Extension> extension) {
  auto& [office, by, reason] = extension;
  io(office, by, reason);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Sealed> sealed) {
  auto& [text] = sealed;
  io(text);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Whistle> whistle) {
  auto& [id, state, emergency, exercise, released, erased, reworks, bad_evaluations, hops, reopened,
         extended, highest_level, before_dispute, before_merge, merged_into, classified_by, unit,
         street, to, kind, category, urgency, rule, policy, raised_at, blown_at, verify_since,
         ended_at, assignments, clocks, disputed_by, meeting_by, suspension, extension_asked,
         viewers, told, held_back, merged, evaluations, history, record, raise_hash, title, detail,
         key, particulars, occurred_at] = whistle;
  io(id, state, emergency, exercise, released, erased, reworks, bad_evaluations, hops, reopened,
     extended, highest_level, before_dispute, before_merge, merged_into, classified_by, unit,
     street, to, kind, category, urgency, rule, policy, raised_at, blown_at, verify_since, ended_at,
     assignments, clocks, disputed_by, meeting_by, suspension, extension_asked, viewers, told,
     held_back, merged, evaluations, history, record, raise_hash, title, detail, key, particulars,
     occurred_at);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Answer> answer) {
  auto& [whistle, state, number, at, repeated] = answer;
  io(whistle, state, number, at, repeated);
}
template <class Io>
void fields(Io& io, Ref<Io, core::Remembered> command) {
  auto& [unit, id, body_hash, answer] = command;
  io(unit, id, body_hash, answer);
}

namespace {

/// Appends one item: its kind, what stands before its value, and the value.
template <class... T>
void add_item(std::string& chunk, Item kind, const T&... values) {
  std::string bytes;
  BinaryWriter writer(bytes);
  writer(std::uint8_t{kind}, values...);
  BinaryWriter framed(chunk);
  framed(bytes);
}

}  // namespace

std::string SnapshotWriter::next() {
  std::string chunk;
  if (!std::exchange(header_, true))
    add_item(chunk, header_item, snapshot_format, image_.last_event, image_.last_instant,
             image_.terms, image_.policy_version, image_.levels_fired,
             std::uint64_t{image_.whistles.size()}, std::uint64_t{image_.commands.size()});
  // What is written is let go: the state need not copy it any more when it changes it.
  while (chunk.size() < chunk_bytes_ && whistle_ < image_.whistles.size()) {
    const auto whistle = std::exchange(image_.whistles[whistle_++], nullptr);
    add_item(chunk, whistle_item, *whistle);
  }
  while (chunk.size() < chunk_bytes_ && page_ < image_.commands.size()) {
    const auto page = std::exchange(image_.commands[page_++], nullptr);
    add_item(chunk, page_item, *page);
  }
  return chunk;
}

bool SnapshotReader::take(std::string_view chunk) {
  BinaryReader items(chunk);
  std::string item;
  while (items.good() && !items.at_end()) {
    items(item);
    if (!items.good() || !take_item(item)) return false;
  }
  return items.good();
}

bool SnapshotReader::take_item(std::string_view item) {
  BinaryReader reader(item);
  std::uint8_t kind = 0;
  reader(kind);
  if (header_ != (kind != header_item)) return false;
  if (kind == header_item) {
    std::uint64_t format = 0;
    reader(format);
    if (format != snapshot_format) return false;
    reader(image_.last_event, image_.last_instant, image_.terms, image_.policy_version,
           image_.levels_fired, whistles_, pages_);
    header_ = true;
  } else if (kind == whistle_item) {
    const auto whistle = std::make_shared<core::Whistle>();
    reader(*whistle);
    image_.whistles.push_back(whistle);
    if (whistle->id.value != image_.whistles.size()) return false;
  } else if (kind == page_item) {
    const auto page = std::make_shared<core::CommandPage>();
    page->reserve(core::command_page);
    reader(*page);
    image_.commands.push_back(page);
    if (page->empty() || page->size() > core::command_page) return false;
  } else {
    return false;
  }
  return reader.good() && reader.at_end();
}

std::optional<core::Image> SnapshotReader::finish() {
  if (!header_ || image_.whistles.size() != whistles_ || image_.commands.size() != pages_)
    return std::nullopt;
  // Only the last page may have room left: commands are counted by it.
  for (std::size_t i = 0; i + 1 < image_.commands.size(); ++i)
    if (image_.commands[i]->size() != core::command_page) return std::nullopt;
  return std::move(image_);
}

}  // namespace shao::codec
