// What the board shows, folded from the command centre's feed: how many whistles stand where, which
// deadlines come next, which clocks stand still, what fired, and how well each office keeps its
// clocks.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "clients/drill/course.hpp"
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

/// A clock of a suspended whistle.
struct StandingClock {
  core::Instant review_at;  // when it goes on by itself
  core::WhistleId whistle;
  core::OfficeId office;
  core::ClockKind clock = core::ClockKind::acknowledge;
  core::Duration left{0};  // when it was stopped
  auto operator<=>(const StandingClock&) const = default;
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
  std::size_t in_meetings() const { return in_meetings_; }
  const std::set<Deadline>& deadlines() const { return deadlines_; }
  /// Of suspended whistles, the next review first.
  const std::set<StandingClock>& standing() const { return standing_; }
  const std::deque<Alarm>& alarms() const { return alarms_; }  // the newest first
  std::size_t fired(std::size_t level) const { return fired_[level]; }
  const std::map<core::OfficeId, Score>& scores() const { return scores_; }
  core::KindId kind_of(core::WhistleId whistle) const;

 private:
  using ClockKey = std::pair<core::OfficeId, core::ClockKind>;
  struct Seen {
    Course course;
    core::KindId kind;
    std::map<ClockKey, core::Instant> running;  // and when it is due
    std::map<ClockKey, core::Instant> missed;
    std::vector<StandingClock> standing;
  };

  void follow(const std::string& name, const codec::Json& event, Seen& seen);
  void start(core::WhistleId whistle, Seen& seen, core::OfficeId office, const codec::Json& clock);
  void start_all(core::WhistleId whistle, Seen& seen, const codec::Json& assigned);
  void meet(core::WhistleId whistle, Seen& seen, core::OfficeId office, core::ClockKind clock);
  void stop(core::WhistleId whistle, Seen& seen, core::OfficeId office, core::ClockKind clock);
  void stop_all(core::WhistleId whistle, Seen& seen);
  void relieve(core::WhistleId whistle, Seen& seen, core::OfficeId office, bool excused);
  void stand_still(core::WhistleId whistle, Seen& seen, const codec::Json& event);
  void move_clocks(core::WhistleId whistle, Seen& seen, const codec::Json& clocks);
  void assignment_event(const std::string& name, core::WhistleId whistle, Seen& seen,
                        core::OfficeId office);
  void whistle_event(const std::string& name, const codec::Json& event, core::WhistleId whistle,
                     Seen& seen);
  void bend_event(const std::string& name, const codec::Json& event, core::WhistleId whistle,
                  Seen& seen);
  void relieve_all(const std::string& name, const codec::Json& event, core::WhistleId whistle,
                   Seen& seen);
  const Alarm* alarm(const codec::Json& event, core::WhistleId whistle, Seen& seen);
  void clear_miss(const codec::Json& event, Seen& seen);

  std::unordered_map<core::WhistleId, Seen> whistles_;
  std::array<std::size_t, core::case_state_names.size()> by_state_{};
  std::size_t in_meetings_ = 0;
  std::set<Deadline> deadlines_;
  std::set<StandingClock> standing_;
  std::deque<Alarm> alarms_;
  std::array<std::size_t, core::level_count> fired_{};
  std::map<core::OfficeId, Score> scores_;
};

}  // namespace shao::drill
