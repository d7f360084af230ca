// What a chaos run must not have done. Three accounts are laid beside each other: the journal as it
// stands in Redis, what each office was told (told_file.hpp), and the machine's own clock.
//
//   the book (tests/sim/book.hpp)        the journal alone, entry by entry: numbers, moves, levels
//   the audit (clients/drill/accounting) what was accepted is in the journal; each feed is complete
//   true time (true_time.hpp)            no level before its time, how late the latest was
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "tests/chaos/true_time.hpp"

namespace shao::chaos {

struct Evidence {
  const config::Configuration& configuration;
  std::string redis_url;
  std::filesystem::path data;
  std::size_t office_processes = 0;
  TrueTime time;
  core::EventNumber target = 0;  // every office had all there was for it up to this event
  core::Instant settled;         // what was due before this is recorded
};

struct Judgement {
  std::size_t acknowledged = 0;  // commands whose office was told "accepted"
  std::size_t lost = 0;
  std::size_t doubled = 0;
  std::size_t early = 0;
  std::int64_t late_p99_ms = 0;  // true time from due to recorded, of each level that fired
  std::int64_t late_max_ms = 0;
  std::size_t whistles = 0;
  std::size_t events = 0;
  std::size_t levels = 0;
  std::size_t terms = 0;
  std::size_t told = 0;                 // events, to all offices together
  std::size_t refused = 0;              // answers
  std::vector<std::string> violations;  // all of the above that are wrong, in words, and others
};

Judgement judge(Evidence evidence);

}  // namespace shao::chaos
