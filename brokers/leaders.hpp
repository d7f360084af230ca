// Which dispatcher leads which jurisdiction, from what each announces. A leader is believed for
// link::leader_memory after it announced itself; of two that do, the one with the higher epoch
// leads: the other was deposed and has not noticed.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "brokers/link.hpp"

namespace shao::broker {

class Leaders {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// Of the dispatchers a broker is connected to, by their order.
  using Dispatcher = std::size_t;

  enum class Heard {
    deposed,   // by one who does not lead (any more)
    leads,     // by the leader, in the term that was known
    new_term,  // by the leader; another leader or another term led when it was last heard
  };
  Heard announced(Dispatcher by, const link::PublishedLeader& published, Time now);
  /// It said that it does not lead, whatever it announced.
  void denied(Dispatcher by, const std::string& jurisdiction);

  /// Whether anyone ever announced itself as the leader of `jurisdiction`.
  bool known(const std::string& jurisdiction) const { return leads_.contains(jurisdiction); }
  /// Who leads now; nothing when nobody does.
  std::optional<Dispatcher> leader_of(const std::string& jurisdiction, Time now) const;
  /// What the leader announced last.
  const link::Announcement* announcement(const std::string& jurisdiction, Time now) const;

 private:
  struct Claim {
    link::Announcement announcement;
    Time heard;
  };
  struct Lead {
    std::map<Dispatcher, Claim> claims;
    std::string last_term;  // of the leader heard last
  };
  std::map<std::string, Lead> leads_;
};

}  // namespace shao::broker
