// What one simulated world is like: how many of each process, how much work, how much trouble.
// Drawn from the seed, so that a swarm of seeds sees very different worlds; every value can be
// printed.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tests/sim/chance.hpp"

namespace shao::sim {

/// Kinds of trouble. A world has some of them; each can be left out by name.
enum class Trouble : std::uint8_t {
  slow_appends,     // up to longer than a term waits
  refused_appends,  // Redis says no, nothing was written
  unknown_appends,  // the connection breaks; written or not, nobody knows
  failed_reads,     // any other question to Redis goes unanswered
  rewinds,          // a replica without the last entries takes over
  races,            // another dispatcher acts between two steps of a claim
  lost_messages,
  doubled_messages,
  delayed_messages,  // and thereby reordered
  dispatcher_crashes,
  dispatcher_pauses,
  broker_crashes,
  broker_pauses,
  client_crashes,
  client_pauses,  // slow and vanishing subscribers
  clock_steps,    // of Redis' wall clock, up to an hour either way
  redis_outages,
  lost_leases,        // the lease is free while a healthy leader holds it
  herds,              // many whistles whose limits end at the same instant
  torn_snapshots,     // chunks that vanish, bytes of a snapshot that change
  slow_archive,       // it stands still for hours
  hand_overs,         // an operator asks the leader to go
  slow_readers,       // a client takes a message a second, so that its credit runs out
  vanishing_clients,  // away for up to two hours, with their outbox and their position
  snapshot_crashes,   // of a leader between two steps of a snapshot or a trim
  other_rules,        // another version of the configuration is applied
};
inline constexpr std::size_t trouble_count = 26;
std::string name_of(Trouble trouble);
std::optional<Trouble> trouble_named(std::string_view name);
/// Their names, between commas.
std::string all_troubles();

struct Options {
  std::uint64_t seed = 1;
  double hours = 4;  // of true time; the liveness phase comes after them
  std::size_t dispatchers = 2;
  std::size_t brokers = 2;
  double clock_speed = 1;            // the drill's: engine time runs so many times as fast
  Nanoseconds raise_every{};         // on average, by each raiser
  Nanoseconds act_every{};           // a move of one office
  Nanoseconds trouble_every{};       // a crash, pause, step, rewind or outage, of all together
  double message_trouble = 0;        // share of messages
  std::uint64_t snapshot_every = 0;  // events
  double append_trouble = 0;         // share of appends and of other questions to Redis
  std::set<Trouble> troubles;

  bool has(Trouble trouble) const { return troubles.contains(trouble); }
  /// The world of this seed.
  static Options of_seed(std::uint64_t seed, double hours);
  /// All values, in one line.
  std::string str() const;
};

}  // namespace shao::sim
