#include "config/shifts.hpp"

#include <algorithm>
#include <set>

namespace shao::config {

namespace {

using std::chrono::days;
using std::chrono::local_days;

/// People on duty for a time. Of several pieces that hold at once all are, unless one overrides.
struct Piece {
  core::Interval when;
  std::string who;
  bool overrides = false;
};

std::string joined(const std::vector<std::string>& members) {
  std::string all;
  for (const std::string& one : members) all += (all.empty() ? "" : "、") + one;
  return all;
}

bool holds(const DutyRota& rota, const Published& published, local_days day) {
  return rota.days == DutyDays::all || (rota.days == DutyDays::working) == published.works(day);
}

void lay(const DutyRota& rota, const Published& published, const Zone& zone,
         std::vector<Piece>& pieces) {
  std::size_t served = 0;
  for (local_days day = rota.from; day < rota.end; day += days{1}) {
    if (!holds(rota, published, day)) continue;
    const std::size_t turns = served++ / static_cast<std::size_t>(rota.turn);
    const core::Interval when{zone.at(day, rota.hours.begin), zone.at(day, rota.hours.end)};
    // Summer time can skip a short window altogether.
    if (when.begin < when.end) pieces.push_back({when, rota.members[turns % rota.members.size()]});
  }
}

/// Who is on duty at `at`: the last override, else everybody whose piece holds.
std::string on_duty(const std::vector<const Piece*>& open) {
  const auto last =
      std::find_if(open.rbegin(), open.rend(), [](const Piece* one) { return one->overrides; });
  if (last != open.rend()) return (*last)->who;
  std::set<std::string> seen;
  std::vector<std::string> members;
  for (const Piece* one : open)
    if (seen.insert(one->who).second) members.push_back(one->who);
  return joined(members);
}

/// The pieces, in the order of the file, as shifts that lie apart.
std::vector<core::Shift> flatten(const std::vector<Piece>& pieces, core::Interval says) {
  std::vector<core::Instant> edges;
  edges.reserve(2 * pieces.size());
  for (const Piece& one : pieces)
    for (const core::Instant edge : {one.when.begin, one.when.end})
      edges.push_back(std::clamp(edge, says.begin, says.end));
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<const Piece*> by_begin;
  by_begin.reserve(pieces.size());
  for (const Piece& one : pieces) by_begin.push_back(&one);
  std::stable_sort(by_begin.begin(), by_begin.end(),
                   [](const Piece* a, const Piece* b) { return a->when.begin < b->when.begin; });
  std::vector<core::Shift> shifts;
  std::vector<const Piece*> open;
  auto coming = by_begin.begin();
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    std::erase_if(open, [&](const Piece* one) { return one->when.end <= edges[i]; });
    for (; coming != by_begin.end() && (*coming)->when.begin <= edges[i]; ++coming)
      if ((*coming)->when.end > edges[i]) open.push_back(*coming);
    std::sort(open.begin(), open.end());  // the order of the file: they stand in one list
    std::string who = on_duty(open);
    if (who.empty()) continue;
    if (!shifts.empty() && shifts.back().when.end == edges[i] && shifts.back().who == who)
      shifts.back().when.end = edges[i + 1];
    else
      shifts.push_back({{edges[i], edges[i + 1]}, std::move(who)});
  }
  return shifts;
}

/// Which rotas and overrides are for an office's level.
struct Share {
  std::vector<const DutyRota*> rotas;
  std::vector<const DutyOverride*> overrides;
  bool operator==(const Share&) const = default;
};

template <class Entry>
std::vector<const Entry*> share_of(const std::vector<Entry>& entries, core::OfficeId office,
                                   std::size_t level) {
  std::vector<const Entry*> own;
  for (const Entry& one : entries)
    if (one.office == office && one.levels[level]) own.push_back(&one);
  return own;
}

core::Rota rota_of(const Share& share, const Published& published, const Zone& zone) {
  core::Rota rota;
  rota.office = share.rotas.front()->office;
  rota.says = {core::Instant::max(), core::Instant::min()};
  std::vector<Piece> pieces;
  for (const DutyRota* one : share.rotas) {
    lay(*one, published, zone, pieces);
    rota.says.begin = std::min(rota.says.begin, zone.at(one->from, one->hours.begin));
    // The last day's shift goes on to its end, past midnight if need be.
    rota.says.end =
        std::max(rota.says.end, zone.at(one->end - days{1}, std::max(one->hours.end, whole_day)));
  }
  for (const DutyOverride* one : share.overrides)
    pieces.push_back({one->when, joined(one->members), true});
  rota.shifts = flatten(pieces, rota.says);
  return rota;
}

}  // namespace

std::vector<core::Rota> rotas_of(const std::vector<DutyRota>& rotas,
                                 const std::vector<DutyOverride>& overrides,
                                 const Published& published, const Zone& zone) {
  std::vector<core::Rota> all;
  std::set<core::OfficeId> offices;
  for (const DutyRota& one : rotas) offices.insert(one.office);
  for (const core::OfficeId office : offices) {
    std::vector<std::pair<Share, std::size_t>> known;  // and which of `all` is made of it
    for (std::size_t level = 0; level < core::level_count; ++level) {
      Share share{share_of(rotas, office, level), share_of(overrides, office, level)};
      if (share.rotas.empty()) continue;
      auto same = std::find_if(known.begin(), known.end(),
                               [&](const auto& one) { return one.first == share; });
      if (same == known.end()) {
        all.push_back(rota_of(share, published, zone));
        same = known.insert(known.end(), {std::move(share), all.size() - 1});
      }
      all[same->second].levels[level] = true;
    }
  }
  return all;
}

}  // namespace shao::config
