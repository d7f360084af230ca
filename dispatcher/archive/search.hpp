// Finding things in an archive: whistles by their words, kind, time and the offices that took part;
// one whistle's whole timeline; events of one name. Everything is masked as the feed is.
//
//   auto found = find_whistles(*archive, {.words = "电梯", .office = "ZJW", .limit = 50});
//   for (const EventFound& one : found->events) show(one.event);
//   if (found->more) ask_again({..., .before = found->next});
//   auto story = timeline(*archive, 12);
//
// What a rewind took back is found too, and says so: `taken_back` of an event or whistle.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/archive/archive.hpp"
#include "dispatcher/codec/json_text.hpp"

namespace shao::archive {

/// All that is given must hold. Of `before` on are older ones: `next` of the answer before.
struct Question {
  std::string words;                  // in title or detail (words.hpp)
  std::string kind;                   // of the whistle
  std::string office;                 // acted, or was named in an event
  std::string event;                  // find_events: its name
  std::string command;                // find_events: the id of the command that caused it
  std::optional<core::Instant> from;  // whistles: raised; events: happened
  std::optional<core::Instant> to;    // before this
  std::optional<std::int64_t> before;
  std::size_t limit = 50;
};

/// An event as the feed tells it (dispatcher/codec/event_json.hpp), its reporter masked.
struct EventFound {
  codec::Json event;
  core::Instant at;
  bool taken_back = false;
};

struct Found {
  std::vector<EventFound> events;  // newest first; of find_whistles the whistle_raised of each
  bool more = false;
  std::int64_t next = 0;
};

Result<Found> find_whistles(Archive& archive, const Question& question);
Result<Found> find_events(Archive& archive, const Question& question);

/// All events about whistle `number`, in the order in which they were written.
Result<std::vector<EventFound>> timeline(Archive& archive, std::uint64_t number);

}  // namespace shao::archive
