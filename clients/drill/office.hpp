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
// and resolves; as the raiser's side (raiser.cpp) it submits, approves, releases a scene, verifies,
// evaluates and takes back what nobody comes for; the backstop names leads.
#pragma once

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

/// The assigned office's side.
class Department {
 public:
  Department(World world, core::OfficeId id) : world_(world), id_(id) {}
  Intentions hear(const codec::Json& event, const Known& known);

 private:
  Intentions assigned(const codec::Json& event, const Known& known);
  Intentions resolve_when_released(const Known& known, core::Instant now);
  Intentions rework(const codec::Json& event, const Known& known);
  Intention resolve(const Known& known, core::Instant at) const;
  OfficeFate fate(const Known& known) const;

  World world_;
  core::OfficeId id_;
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
  core::Instant on(const codec::Json& event, const Timing& timing) const;

  World world_;
  core::OfficeId id_;
};

class Office {
 public:
  Office(World world, core::OfficeId id) : id_(id), department_(world, id), raiser_(world, id) {}
  core::OfficeId id() const { return id_; }
  Intentions hear(const codec::Json& event);
  /// Whether it still makes sense, as far as this office knows.
  bool still_means(const Intention& intention) const;
  const Knowledge& knowledge() const { return knowledge_; }

 private:
  core::OfficeId id_;
  Knowledge knowledge_;
  Department department_;
  Raiser raiser_;
};

/// "ack:W12": one command of a kind for each whistle; `turn` counts those that can come again.
Intention intend(core::Instant at, const char* what, core::WhistleId whistle, int turn = 0);

}  // namespace shao::drill
