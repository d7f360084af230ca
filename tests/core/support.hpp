// What the core's tests stand on: Shunyi's own configuration, local times as people write them, a
// cast of offices with one role each, and a desk at which commands are decided, journaled and
// applied as the dispatcher does it.
//
//   Desk desk;
//   const WhistleId gas = desk.raise(at("2026-03-09 10:00"), gas_leak("G-1"));
//   desk.accept(at("2026-03-09 10:05"), liaison("RQ"), Acknowledge{gas});
//   BOOST_TEST(desk.refuse(at("2026-03-09 10:06"), officer("RQ"), Acknowledge{gas}) == "...");
//
// The desk checks the invariants that hold after every record (see broken_invariants).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/core/decide.hpp"
#include "dispatcher/core/plan.hpp"

namespace shao::core::test {

/// config/shunyi, loaded once.
const Policy& shunyi();

/// The text of a file of the source tree; the test fails when it cannot be read.
std::string text_of_file(const std::string& path_in_tree);

/// Compares `text` with a file of the source tree that is made by the tests; with SHAO_REWRITE=1
/// in the environment it writes the file instead.
void check_or_rewrite(const std::string& path_in_tree, const std::string& text);

/// Local time of Shunyi: "2026-02-13 17:30", "2026-02-13 17:30:05" or "2026-02-13 17:30:05.250".
Instant at(std::string_view local);
/// "2026-02-13 17:30:05", with milliseconds only where there are some.
std::string local(Instant instant);

// ---- the cast ----------------------------------------------------------------------------------

inline constexpr std::string_view street_code = "110113001";        // 胜利街道
inline constexpr std::string_view community_code = "110113001001";  // its first community
inline constexpr std::string_view other_street_code = "110113002";  // 光明街道

Actor one(std::string_view office, Role role);
Actor community();
Actor street();
Actor leader();
Actor top_leader();
Actor centre();
Actor dispatcher();
Actor liaison(std::string_view office);
Actor officer(std::string_view office);

/// A raise by the community: DEMAND, PROPERTY, U3 (lead ZJW, assisting SJ and SF); with review.
Raise demand(std::string_view record);
/// A raise by the community: EMERGENCY, GAS_LEAK, U1 (lead RQ, assisting CGW, XF, YJ, GA).
Raise gas_leak(std::string_view record);
/// A raise by the street: ENFORCE_NOW, ILLEGAL_TAXI, U3 (lead JT, assisting GA, JJ).
Raise black_taxi(std::string_view record);
/// A raise by the street that no rule places: ENFORCE_NOW without a category or a known word.
Raise nobodys(std::string_view record);

// ---- the desk ----------------------------------------------------------------------------------

class Desk {
 public:
  explicit Desk(Policy with = shunyi());

  /// Decides, journals and applies. Without an id the command gets one of its own, and a body hash
  /// of its own. `made_at` as in Cause.
  Decision tell(Instant now, const Actor& actor, const Command& command);
  Decision tell(Instant now, const Actor& actor, const Command& command, const CommandId& id,
                const std::string& hash, std::optional<Instant> made_at = {});
  /// A leader takes the journal.
  void claim(Instant now);
  /// Time passes; `most` as in Wake. The events.
  std::vector<Event> wake(Instant now, std::size_t most = 256);

  /// The command must be accepted.
  Answer accept(Instant now, const Actor& actor, const Command& command);
  /// The name of the refusal; "accepted" when it is none.
  std::string refuse(Instant now, const Actor& actor, const Command& command);
  WhistleId raise(Instant now, const Raise& raise);  // by the raise's own unit

  const Whistle& operator[](WhistleId id) const;
  /// A clock of an assignment, or of the whistle itself; it must be there.
  const Clock& clock(WhistleId id, std::string_view office, ClockKind kind) const;
  const Clock& clock(WhistleId id, ClockKind kind) const;

  Policy policy;
  State state;
  std::vector<Record> journal;

 private:
  void happen(Decision decision, Instant now, const Cause& cause);
  std::uint64_t told_ = 0;
};

std::string refusal_in(const Decision& decision);
/// The levels among `events`, one text each: "RQ acknowledge 1 (0) 2026-03-09 10:05:00", the
/// collapsed ones in brackets.
std::vector<std::string> levels_in(const std::vector<Event>& events);
/// Everyone whom `events` tell, as "OFFICE/role".
std::vector<std::string> told_in(const std::vector<Event>& events);

/// What the state must never be, as sentences: leads, counters, indexes, timers.
std::vector<std::string> broken_invariants(const State& state, const Policy& policy);

/// The whole state as text, through its public accessors; what is remembered of the commands and
/// records of `journal` too.
std::string dump(const State& state, const std::vector<Record>& journal);

}  // namespace shao::core::test
