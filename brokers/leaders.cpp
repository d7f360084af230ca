#include "brokers/leaders.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace shao::broker {

Leaders::Heard Leaders::announced(Dispatcher by, const link::PublishedLeader& published, Time now) {
  Lead& lead = leads_[published.jurisdiction];
  lead.claims.insert_or_assign(by, Claim{published.announcement, now});
  if (leader_of(published.jurisdiction, now) != by) return Heard::deposed;
  const std::string term =
      std::to_string(published.announcement.epoch) + "-" + published.announcement.nonce;
  if (std::exchange(lead.last_term, term) == term) return Heard::leads;
  spdlog::info("event=leader jurisdiction={} term={} dispatcher={} policy={}",
               published.jurisdiction, term, by, published.announcement.policy);
  return Heard::new_term;
}

void Leaders::denied(Dispatcher by, const std::string& jurisdiction) {
  if (const auto lead = leads_.find(jurisdiction); lead != leads_.end())
    lead->second.claims.erase(by);
}

std::optional<Leaders::Dispatcher> Leaders::leader_of(const std::string& jurisdiction,
                                                      Time now) const {
  const auto lead = leads_.find(jurisdiction);
  if (lead == leads_.end()) return std::nullopt;
  std::optional<Dispatcher> best;
  for (const auto& [dispatcher, claim] : lead->second.claims) {
    if (now - claim.heard > link::leader_memory) continue;
    if (!best || claim.announcement.epoch > lead->second.claims.at(*best).announcement.epoch)
      best = dispatcher;
  }
  return best;
}

const link::Announcement* Leaders::announcement(const std::string& jurisdiction, Time now) const {
  const auto leader = leader_of(jurisdiction, now);
  return leader ? &leads_.at(jurisdiction).claims.at(*leader).announcement : nullptr;
}

}  // namespace shao::broker
