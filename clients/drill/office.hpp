// A simulated office: what it does about what its feed tells it. It has no clock and no socket; it
// says what it means to do and when (Intention), and whoever drives it sends that when the time has
// come.
//
//   Office zjw(world, core::OfficeId("ZJW"));
//   for (Intention& intention : zjw.hear(event)) agenda.add(zjw.id(), std::move(intention));
//   ... when an intention is due:
//   if (zjw.still_means(intention)) client.send(intention.id, intention.body);
//
// As an assigned office (department.cpp) it acknowledges, contacts, reports in, reports progress
// and resolves, disputes, calls others and asks for time; as the raiser's side (raiser.cpp) it
// submits, approves, releases a scene, verifies, evaluates, presses, convenes and takes back what
// nobody comes for; the backstop names leads; the centre (centre.cpp) rules and decides.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "clients/drill/intention.hpp"
#include "clients/drill/knowledge.hpp"
#include "dispatcher/core/policy.hpp"

namespace shao::drill {

/// What all offices of a drill share. The policy must outlive them.
struct World {
  const core::Policy* policy = nullptr;
  std::uint64_t seed = 1;
};

using Intentions = std::vector<Intention>;

/// Nobody does two things at once.
inline constexpr core::Duration between_moves = std::chrono::minutes{1};

/// How this case bends; `none` where its kind stands against what the seed drew.
Bend bend_of(const World& world, const Known& known);
/// An office that may lead and has no part in the case; none: an empty id.
core::OfficeId outsider(const World& world, const Known& known, std::string_view for_what);

/// The assigned office's side.
class Department {
 public:
  Department(World world, core::OfficeId id) : world_(world), id_(id) {}
  Intentions hear(const codec::Json& event, const Known& known);

  /// False: of an earlier assignment, or of one that it was relieved of.
  bool still_has(const Intention& intention, const Known& known) const;

 private:
  struct Work;  // what it means to do from one assignment on

  Intentions assigned(const codec::Json& event, const Known& known);
  void report_in(Work& work, const Known& known) const;
  void dispute(Work& work, const Known& known) const;
  void ask(Work& work, const Known& known) const;
  bool disputes(const Known& known) const;
  Intentions resolve_when_released(const Known& known, core::Instant now);
  Intentions rework(const codec::Json& event, const Known& known);
  Intention move(core::Instant at, const char* what, const Known& known, int turn = 0) const;
  Intention resolve(const Known& known, core::Instant at) const;
  /// How it goes, within the time that `clock` gives.
  Intention word_of_progress(const Known& known, const core::ClockPlan& clock);

  World world_;
  core::OfficeId id_;
  std::unordered_map<core::WhistleId, int> assignments_;  // how often it was assigned
  std::unordered_map<core::WhistleId, int> words_;        // of how it goes, the last one meant
  std::unordered_map<core::WhistleId, core::Instant> waiting_for_release_;  // and when it means to
};

/// The raiser's side: the unit, the street above it, and the backstop.
class Raiser {
 public:
  Raiser(World world, core::OfficeId id) : world_(world), id_(id) {}
  Intentions hear(const codec::Json& event, const Known& known);

 private:
  Intentions unit(const codec::Json& event, const Known& known) const;
  Intentions street(const codec::Json& event, const Known& known) const;
  Intentions name_lead(const codec::Json& event, const Known& known) const;
  Intentions evaluate(const codec::Json& event, const Known& known) const;
  Intentions settle(const codec::Json& event, const Known& known) const;
  Intentions press(const codec::Json& event, const Known& known) const;
  core::Instant on(const codec::Json& event, const Timing& timing) const;

  World world_;
  core::OfficeId id_;
};

/// The command centre and its dispatcher.
class Centre {
 public:
  Centre(World world, core::OfficeId id);
  Intentions hear(const codec::Json& event, const Known& known) const;

 private:
  Intentions rule(const codec::Json& event, const Known& known) const;
  Intentions decide(const codec::Json& event, const Known& known) const;
  Intentions replace_lead(const codec::Json& event, const Known& known) const;

  World world_;
  bool rules_ = false;    // the dispatcher sits here
  bool decides_ = false;  // the command centre does
};

class Office {
 public:
  Office(World world, core::OfficeId id)
      : world_(world), id_(id), department_(world, id), raiser_(world, id), centre_(world, id) {}
  core::OfficeId id() const { return id_; }
  Intentions hear(const codec::Json& event);
  /// Whether it still makes sense, as far as this office knows. What cannot be done now, since the
  /// case is suspended, disputed or in a meeting, is put off: `hear` says it again.
  bool still_means(const Intention& intention);
  /// The dispatcher said no. What came too early because the news was still under way is meant
  /// again.
  Intentions refused(const Intention& intention, const codec::Json& answer);
  const Knowledge& knowledge() const { return knowledge_; }

 private:
  bool has_to_wait(const Intention& intention, const Known& known) const;
  Intentions go_on(const codec::Json& event, const Known& known);

  World world_;
  core::OfficeId id_;
  Knowledge knowledge_;
  Department department_;
  Raiser raiser_;
  Centre centre_;
  std::unordered_map<core::WhistleId, Intentions> put_off_;
};

/// "ack:W12": one command of a kind for each whistle; `turn` counts those that can come again.
Intention intend(core::Instant at, const char* what, core::WhistleId whistle, int turn = 0);

}  // namespace shao::drill
