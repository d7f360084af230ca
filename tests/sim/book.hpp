// The book of cases: what the journal says happened, kept by an account of its own that shares
// nothing with State::apply, and held against the invariants (design.md section 9) entry by entry.
//
//   Book book(policies, complain);
//   book.take(record);          // complains about what must not be
//   book.command(office, id)    // what the journal holds of it
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "config/config.hpp"
#include "dispatcher/core/event.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::sim {

/// The versions of the rules that there are in a world; the first is in force when it begins.
using Policies = std::vector<std::shared_ptr<const config::Configuration>>;

class Book {
 public:
  using Complain = std::function<void(const std::string&)>;
  Book(const Policies& policies, Complain complain)
      : policies_(policies), policy_(&policies.front()->policy), complain_(std::move(complain)) {}

  void take(const core::Record& record);

  struct Clock {
    bool running = false;
    bool working = false;                 // measured in working time
    std::optional<core::Instant> paused;  // since when it stands still
    core::Instant starts;
    core::Instant due;
    std::array<core::Instant, core::level_count> levels{};
    std::size_t next = 0;  // level that has not been recorded
    bool missed = false;
    bool by_outage = false;       // its limit ended before the term in which that was recorded
    std::uint64_t missed_in = 0;  // that term, counted from 1
  };
  struct Assignment {
    bool lead = false;
    core::AssignmentState state = core::AssignmentState::pending;
    core::AssignmentState before_return = core::AssignmentState::pending;
    std::map<core::ClockKind, Clock> clocks;
    bool working() const {
      return state != core::AssignmentState::relieved && state != core::AssignmentState::done;
    }
  };
  /// A whistle that was merged into another, and the clocks that this made earlier.
  struct Merged {
    core::WhistleId whistle;
    core::OfficeId unit;
    core::OfficeId street;
    std::vector<std::tuple<core::OfficeId, core::ClockKind, Clock>> before;
  };
  struct Case {
    core::CaseState state = core::CaseState::draft;
    core::OfficeId unit;
    core::OfficeId street;
    core::KindId kind;
    core::CategoryId category;
    core::UrgencyId urgency;
    bool emergency = false;
    bool exercise = false;
    core::OfficeId to;       // whom its raiser asked for
    std::string planned_by;  // version of the rules
    bool released = false;
    bool erased = false;
    core::KeyId key;
    core::CaseState before_dispute = core::CaseState::dispatched;
    std::set<core::OfficeId> disputed_by;
    int hops = 0;
    int level = -1;  // the highest it was at
    core::OfficeId meeting_by;
    bool suspension_asked = false;
    core::Instant review_at{};  // of the suspension that was asked for, or is in force
    bool extension_asked = false;
    bool extended = false;
    core::Instant raised_at{};
    core::Instant closed_at{};
    core::CaseState before_merge = core::CaseState::dispatched;
    core::WhistleId merged_into{};
    std::vector<Merged> merged;
    std::set<core::OfficeId> evaluated_by;  // since it was verified
    /// The raisers that `office` speaks for.
    std::set<core::OfficeId> units_of(core::OfficeId office) const;
    std::size_t raisers() const;
    std::map<core::OfficeId, Assignment> assignments;
    std::map<core::ClockKind, Clock> clocks;
    std::map<core::OfficeId, core::EventNumber> sees;  // since which event
    std::set<std::pair<int, core::Recipient>> told;    // at which level
    struct Held {
      core::OfficeId office;  // the clock runs against
      core::ClockKind clock = core::ClockKind::acknowledge;
      int level = 0;
      core::Instant starts;  // of that clock
      core::Held held;
    };
    std::vector<Held> held;  // who is told when somebody is on duty again
    const Clock* clock(core::OfficeId office, core::ClockKind kind) const;
    bool waits(const Held& one) const;
  };
  struct Effect {
    core::EventNumber last = 0;
    core::WhistleId whistle;
    std::optional<core::Instant> made_at;  // the stamp of the one that took effect
  };

  const std::vector<Case>& cases() const { return cases_; }  // W1 first
  const Case* find(core::WhistleId whistle) const;
  const Effect* command(core::OfficeId office, const core::CommandId& id) const;
  const core::WhistleId* record(core::OfficeId unit, const core::RecordId& id) const;
  const auto& commands() const { return commands_; }
  core::EventNumber last_event() const { return about_.size(); }
  core::Instant last_instant() const { return last_at_; }
  /// What event `number` is about, and its name.
  core::WhistleId about(core::EventNumber number) const { return about_[number - 1].whistle; }
  std::string_view name(core::EventNumber number) const { return about_[number - 1].name; }
  bool in_scope(core::OfficeId office, bool sees_all, core::EventNumber number) const;
  const std::string& policy_version() const { return policy_->version; }
  std::uint64_t terms() const { return terms_; }
  std::uint64_t levels() const { return levels_; }
  struct NextLevel {
    core::Instant due;
    core::WhistleId whistle;
    core::OfficeId office;  // the clock runs against
  };
  /// Of an assigned office, what comes first after the last event; or the first miss.
  std::optional<NextLevel> next_level(bool miss = false) const;
  /// The first level that is due before `now` and not recorded, in words; empty when there is none.
  std::string overdue(core::Instant now) const;

 private:
  struct About {
    core::WhistleId whistle;
    std::string_view name;
  };

  struct Look;
  void look_at_raise(const core::WhistleRaised& raised, const core::Record& record,
                     core::EventNumber number);
  void look_at(const core::Event& event, const core::Record& record, core::EventNumber number);
  void look_at_level(Case& its, const core::LevelFired& fired, core::Instant at,
                     core::EventNumber number);
  void look_at_told(Case& its, const core::LevelTold& told, core::Instant at,
                    core::EventNumber number);
  /// Who is told at a level, each once.
  void tell(Case& its, int level, const std::vector<core::Recipient>& recipients,
            core::EventNumber number, const std::string& name);
  void expect(bool holds, const std::string& what);
  void expect_state(const Case& its, std::initializer_list<core::CaseState> allowed,
                    const core::Event& event);
  void expect_lead(core::WhistleId whistle);
  void expect_verification(core::WhistleId whistle);
  void expect_raiser(const Case& its, const core::Record& record, const char* what, bool or_unit);
  void expect_own(const core::Record& record, core::OfficeId office, const char* what);
  Assignment* assigned(Case& its, core::OfficeId office, const char* what);
  void start(Clock& clock, const core::ClockPlan& plan, core::Instant at);
  void end(Clock& clock, core::ClockKind kind, core::Instant at);
  /// It ends because what it waited for happened, by `record`.
  void meet(Clock& clock, core::ClockKind kind, core::OfficeId office, const core::Record& record);
  void look_at_cleared(const core::MissCleared& cleared, const core::Record& record);
  /// The office said how it goes: it is heard of again within the kind's time.
  void heard_of(const Case& its, Assignment& assignment, core::OfficeId office,
                const std::optional<core::ClockPlan>& next, const core::Record& record);
  void end_all(Case& its, core::Instant at);
  void assign(Case& its, const std::vector<core::Assigned>& assigned, core::Instant at,
              core::EventNumber number);
  void rework(Case& its, const std::vector<core::Rework>& rework, const core::Record& record,
              bool afresh);
  void see(Case& its, core::OfficeId office, core::EventNumber number);

  const Policies& policies_;
  const core::Policy* policy_;  // in force
  Complain complain_;
  std::vector<Case> cases_;
  std::vector<About> about_;
  std::map<std::pair<core::OfficeId, core::CommandId>, Effect> commands_;
  std::map<std::pair<core::OfficeId, core::RecordId>, core::WhistleId> records_;
  core::Instant last_at_{};
  std::uint64_t epoch_ = 0;
  std::uint64_t terms_ = 0;
  core::Instant claimed_at_{};
  std::uint64_t unsettled_since_ = 1;  // the first of the terms that followed in less than a minute
  /// What the present record met in time, missed for our outage alone: it must say so.
  struct ToBeCleared {
    Clock* clock;
    core::Instant due;
  };
  std::map<std::pair<core::OfficeId, core::ClockKind>, ToBeCleared> to_be_cleared_;
  std::uint64_t levels_ = 0;
  core::WhistleId current_{};  // for complaints
  core::EventNumber number_ = 0;
};

}  // namespace shao::sim
