// What the board shows, folded from the command centre's feed: how many whistles stand where, which
// deadlines come next, what fired, and how well each office keeps its clocks.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "dispatcher/codec/json_text.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::drill {

struct Deadline {
  core::Instant due;
  core::WhistleId whistle;
  core::OfficeId office;  // empty: a clock of the whistle's own
  core::ClockKind clock = core::ClockKind::acknowledge;
  auto operator<=>(const Deadline&) const = default;
};

struct Alarm {
  core::Instant at;
  core::WhistleId whistle;
  core::OfficeId office;
  core::ClockKind clock = core::ClockKind::acknowledge;
  std::uint8_t level = 0;
  core::Duration over{0};  // past the limit; negative: before it, a warning
};

struct Score {
  std::size_t on_time = 0;
  std::size_t missed = 0;
  std::size_t all() const { return on_time + missed; }
};

class BoardModel {
 public:
  static constexpr std::size_t alarms_kept = 100;

  /// The alarm when the event is one.
  const Alarm* hear(const codec::Json& event);

  std::size_t raised() const { return whistles_.size(); }
  std::size_t in(core::CaseState state) const { return by_state_[static_cast<std::size_t>(state)]; }
  std::size_t open() const;
  const std::set<Deadline>& deadlines() const { return deadlines_; }
  const std::deque<Alarm>& alarms() const { return alarms_; }  // the newest first
  std::size_t fired(std::size_t level) const { return fired_[level]; }
  const std::map<core::OfficeId, Score>& scores() const { return scores_; }
  core::KindId kind_of(core::WhistleId whistle) const;

 private:
  using ClockKey = std::pair<core::OfficeId, core::ClockKind>;
  struct Seen {
    core::CaseState state = core::CaseState::draft;
    core::KindId kind;
    std::map<ClockKey, core::Instant> running;  // and when it is due
    std::map<ClockKey, core::Instant> missed;
  };

  void move(Seen& seen, core::CaseState state);
  void start(core::WhistleId whistle, Seen& seen, core::OfficeId office, const codec::Json& clock);
  void start_all(core::WhistleId whistle, Seen& seen, const codec::Json& assigned);
  void meet(core::WhistleId whistle, Seen& seen, core::OfficeId office, core::ClockKind clock);
  void stop_all(core::WhistleId whistle, Seen& seen);
  void assignment_event(const std::string& name, core::WhistleId whistle, Seen& seen,
                        core::OfficeId office);
  void whistle_event(const std::string& name, const codec::Json& event, core::WhistleId whistle,
                     Seen& seen);
  const Alarm* alarm(const codec::Json& event, core::WhistleId whistle, Seen& seen);
  void clear_miss(const codec::Json& event, Seen& seen);

  std::unordered_map<core::WhistleId, Seen> whistles_;
  std::array<std::size_t, core::case_state_names.size()> by_state_{};
  std::set<Deadline> deadlines_;
  std::deque<Alarm> alarms_;
  std::array<std::size_t, core::level_count> fired_{};
  std::map<core::OfficeId, Score> scores_;
};

}  // namespace shao::drill
