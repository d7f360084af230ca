#include "tests/sim/witness.hpp"

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/codec/position.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/codec/snapshot.hpp"

namespace shao::sim {

using namespace std::chrono_literals;

namespace {

/// Of one append (design section 3): beyond them Redis itself stalls.
constexpr std::size_t most_records = 1024;
constexpr std::size_t most_bytes = std::size_t{1024} * 1024;

std::string bytes_of(const core::State& state) {
  codec::SnapshotWriter writer(state.image());
  std::string bytes;
  while (!writer.done()) bytes += writer.next();
  return bytes;
}

}  // namespace

Witness::Witness(World& world, const Policies& policies)
    : world_(world), policies_(policies), book_(new_book()) {}

std::unique_ptr<Book> Witness::new_book() const {
  return std::make_unique<Book>(policies_,
                                [this](const std::string& what) { world_.violation(what); });
}

void Witness::appended(const journal::Entry& entry) {
  epochs_.resize(entry.last, entry.epoch);
  world_.hash(entry.bytes);
  for (const std::string_view canary : canaries)
    if (entry.bytes.find(canary) != std::string::npos)
      world_.violation("a resident's particulars are in the journal in clear");
  const auto records = codec::decode_batch(entry.bytes);
  if (!records) return world_.violation("an entry cannot be read: " + records.error());
  if (records->size() > most_records || entry.bytes.size() > most_bytes)
    world_.violation("an entry of " + std::to_string(records->size()) + " records and " +
                     std::to_string(entry.bytes.size()) + " bytes");
  for (const core::Record& record : *records) {
    check_time(record, entry);
    book_->take(record);
    if (!world_.broken()) full_.apply(record);
  }
}

/// Within a term time is the claim's instant and what has passed since, whatever clocks are set.
void Witness::check_time(const core::Record& record, const journal::Entry& entry) {
  if (const auto* claimed = std::get_if<core::TermClaimed>(&record.events.front())) {
    claimed_at_ = record.at;
    claimed_now_ = world_.now();
    claimed_epoch_ = claimed->epoch;
    return;
  }
  if (entry.epoch != claimed_epoch_) return world_.violation("an entry of a deposed leader");
  const core::Duration ahead = record.at - instant_at(world_.now());
  if (ahead > 1ms)
    world_.violation("event " + std::to_string(record.first) + " is from the future, by " +
                     std::to_string(ahead.count()) + " ms");
  // Decided before the batch in flight ended, or before the dispatcher stood still.
  constexpr Nanoseconds longest_wait = 200s;
  if (record.at < instant_at(world_.now() - longest_wait))
    world_.violation("event " + std::to_string(record.first) + " is stamped too early");
}

core::Instant Witness::instant_at(Nanoseconds when) const {
  const double passed = static_cast<double>((when - claimed_now_).count()) / 1e6;
  return claimed_at_ +
         core::Duration{static_cast<std::int64_t>(passed * world_.options.clock_speed)};
}

Nanoseconds Witness::true_time_of(core::Instant instant) const {
  const double ahead = static_cast<double>((instant - claimed_at_).count()) * 1e6;
  return claimed_now_ + Nanoseconds{static_cast<std::int64_t>(ahead / world_.options.clock_speed)};
}

void Witness::rewound(const std::vector<journal::Entry>& left) {
  world_.note("the journal is rewound to " + std::to_string(left.size()) + " entries");
  const auto before = std::exchange(book_, new_book());
  full_ = {};
  for (const journal::Entry& entry : left) {
    const auto records = codec::decode_batch(entry.bytes);
    for (const core::Record& record : *records) {
      book_->take(record);
      full_.apply(record);
    }
  }
  never_rewound_ = std::min(never_rewound_, book_->last_event());
  if (!epochs_.empty()) rewound_epoch_ = std::max(rewound_epoch_, epochs_.back());
  epochs_.resize(book_->last_event());
  for (const auto& [key, effect] : before->commands())
    if (effect.last > book_->last_event()) rewound_commands_.insert(key);
}

void Witness::recovered(const core::State& state, const std::vector<journal::Entry>& entries) {
  if (full_.last_event() == state.last_event()) return compare(state, full_);
  // Another leader wrote since.
  core::State full;
  for (const journal::Entry& entry : entries) {
    if (full.last_event() >= state.last_event()) break;
    const auto records = codec::decode_batch(entry.bytes);
    for (const core::Record& record : *records) full.apply(record);
  }
  // It decided something since, or the journal was rewound under it.
  if (full.last_event() == state.last_event()) compare(state, full);
}

void Witness::compare(const core::State& recovered, const core::State& full) {
  if (bytes_of(recovered) != bytes_of(full))
    world_.violation("the state recovered up to event " + std::to_string(full.last_event()) +
                     " is not what the whole journal gives");
}

void Witness::told(const link::FromDispatcher& message) {
  const auto* answer = std::get_if<link::Answer>(&message);
  if (answer == nullptr) return;
  const auto body = codec::parse_body(answer->body);
  if (body && body->value("ok", false) && body->contains("position"))
    check_durable((*body)["position"].get<std::string>(), "an answer that names");
}

void Witness::published(const link::Published& message) {
  if (const auto* event = std::get_if<link::PublishedEvent>(&message))
    check_durable(event->event.position, "publishing");
}

/// A leader that does not know yet that its journal was rewound may speak of what is gone.
void Witness::check_durable(const std::string& text, const char* what) {
  const auto position = codec::parse_position(text);
  if (!position) return world_.violation(std::string(what) + " " + text + ", which is none");
  if (position->epoch <= rewound_epoch_) return;
  if (position->number > epochs_.size())
    return world_.violation(std::string(what) + " event " + text + " before the journal has it");
  if (position->number > 0 && epochs_[position->number - 1] != position->epoch)
    world_.violation(std::string(what) + " event " + text + ", which the journal has under epoch " +
                     std::to_string(epochs_[position->number - 1]));
}

}  // namespace shao::sim
