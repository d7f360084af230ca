// The books of a drill: what the clients were told on one side, the journal on the other. Nothing
// is assumed; lost and duplicated are what the two sides say when laid beside each other.
//
//   Told told;
//   told.following(zjw, {.from = 3});
//   told.accepted(zjw, "ack:W12", answer);
//   told.received(zjw, 57);
//   Audit audit;
//   read_journal(url, "shunyi", [&](const core::Record& record) { audit.take(record); });
//   const Verdict verdict = audit.close(told);
//
//   lost         accepted commands whose record, or whose last event, the journal does not hold,
//   and
//                events in an office's scope that it was not sent
//   duplicated   a whistle raised twice under one record id, a command id that took effect twice, a
//                level of one clock recorded twice, an event an office was sent twice
//   faults       invariants that the journal itself breaks, and events sent out of scope
//
// The audit of bends, and of clocks that stand still, is accounting_bends.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "clients/drill/bends.hpp"
#include "clients/drill/fates.hpp"
#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/state.hpp"

namespace shao::drill {

/// An office's feed: what it was sent from the event after `from` on.
struct Following {
  core::EventNumber from = 0;
  bool sees_all = false;
  std::vector<core::EventNumber> received{};
};

struct Accepted {
  core::WhistleId whistle;
  core::EventNumber number = 0;  // the last event it caused
  std::string record;            // of a raise, else empty
};

class Told {
 public:
  void following(core::OfficeId office, Following feed) { feeds_[office] = std::move(feed); }
  void received(core::OfficeId office, core::EventNumber number) {
    feeds_[office].received.push_back(number);
  }
  /// An answer that says ok, to the command with this id and body.
  void accepted(core::OfficeId office, const std::string& id, const codec::Json& body,
                const codec::Json& answer);
  void refused(const std::string& name) { ++refusals_[name]; }

  using CommandKey = std::pair<core::OfficeId, core::CommandId>;
  const std::map<CommandKey, Accepted>& commands() const { return commands_; }
  const std::map<core::OfficeId, Following>& feeds() const { return feeds_; }
  const std::map<std::string, std::size_t>& refusals() const { return refusals_; }

 private:
  std::map<CommandKey, Accepted> commands_;
  std::map<core::OfficeId, Following> feeds_;
  std::map<std::string, std::size_t> refusals_;
};

/// How one kind of whistle, and how one clock, fared.
struct KindTally {
  std::size_t raised = 0;
  std::size_t closed = 0;
  std::size_t withdrawn = 0;
  std::size_t refused = 0;
};
struct ClockTally {
  std::size_t ended = 0;  // met, or missed for good
  std::size_t on_time = 0;
};

struct Verdict {
  std::size_t raised = 0;
  std::size_t dispatched = 0;
  std::size_t escalations = 0;  // levels above the warning that fired
  std::size_t closed = 0;
  std::size_t not_evaluated = 0;  // of the closed ones
  std::size_t withdrawn = 0;
  std::size_t refused = 0;
  std::size_t open = 0;
  std::size_t lost = 0;
  std::size_t duplicated = 0;
  std::size_t terms = 0;
  std::array<std::size_t, core::level_count> fired{};      // by level
  std::array<std::size_t, core::level_count> collapsed{};  // recorded within a higher one
  std::map<core::KindId, KindTally> kinds;
  std::array<ClockTally, core::clock_kind_count> clocks{};
  BendCounts bends;
  std::size_t told = 0;                  // through hooks
  std::size_t told_failed = 0;           // and who could not be reached
  std::vector<core::Duration> lateness;  // engine time from due to recorded, of each level fired
  std::vector<std::string> faults;
  std::vector<std::string> examples;  // some of what is lost or duplicated, in words

  bool clean() const { return lost == 0 && duplicated == 0 && open == 0 && faults.empty(); }
  /// "drill: raised=500 dispatched=... duplicated=0 disputes=...": for machines. New fields come at
  /// the end.
  std::string line() const;
};

class Audit {
 public:
  /// Records in the journal's order, from the first.
  void take(const core::Record& record);
  /// Once, after the last record.
  Verdict close(const Told& told);
  const core::State& state() const { return state_; }

 private:
  using ClockKey = std::tuple<core::WhistleId, core::OfficeId, core::ClockKind>;

  void look_at(const core::Event& event, const core::Record& record, core::EventNumber number);
  void look_at_bend(const core::Event& event, const core::Record& record);
  void look_at_resumption(const core::WhistleResumed& resumed, const core::Whistle& whistle,
                          core::Instant at);
  void look_at_level(const core::LevelFired& fired, const core::Record& record);
  void check_lead(core::WhistleId whistle, core::EventNumber number);
  /// Every level that was due while `clock` ran is recorded.
  void check_levels(const core::Whistle& whistle, const core::Clock& clock,
                    const std::string& whose);
  void started(core::WhistleId whistle, core::OfficeId office, core::ClockKind clock);
  void compare_commands(const Told& told);
  void compare_feed(core::OfficeId office, const Following& feed);
  void lost(const std::string& what);
  void duplicated(const std::string& what);
  void fault(std::string what);

  core::State state_;
  Verdict verdict_;
  std::vector<core::WhistleId> about_;  // by event number - 1
  std::map<Told::CommandKey, core::EventNumber> caused_;
  std::set<RecordKey> records_;
  std::map<ClockKey, int> generation_;  // a clock that starts afresh may fire its levels again
  std::set<std::tuple<ClockKey, int, std::uint8_t>> levels_;
};

}  // namespace shao::drill
