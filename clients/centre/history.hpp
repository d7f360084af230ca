// The last day of an office's scope by hours, for the charts: what was raised, which limits were
// kept and missed, which levels fired. Folded from the feed from its beginning on, as far back as
// the journal goes, by a connection of its own.
//
//   {"hours":[{"from":ms,"raised":n,"on_time":n,"missed":n,"levels":[n0..n5]}],   24, oldest first
//    "offices":[{"office":id,"on_time":n,"missed":n,"levels":[n0..n5]}],
//    "complete":true}                          false while the beginning is still being read
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "clients/centre/line.hpp"

namespace shao::centre {

/// Counts events into hours. No connection: what it is told is all it knows.
class Hours {
 public:
  static constexpr std::size_t shown = 24;

  /// Who sees all hears of each whistle when it is raised, and another time with its view when its
  /// own office is told of it; all others when it first comes to them.
  explicit Hours(bool sees_all) : sees_all_(sees_all) {}
  void hear(const codec::Json& event);
  /// The hours before `now`, the started one included.
  codec::Json json(core::Instant now) const;

 private:
  struct Counts {
    std::uint64_t on_time = 0;
    std::uint64_t missed = 0;
    std::array<std::uint64_t, core::level_count> levels{};
  };
  struct Hour {
    std::uint64_t raised = 0;
    std::map<std::string, Counts> offices;
  };
  using Clock = std::tuple<std::string, std::string, std::string>;  // whistle, office, clock

  void forget(const std::string& whistle);
  void fire(const codec::Json& event, Hour& hour);
  void meet(const codec::Json& event, const char* clock, Hour& hour);

  const bool sees_all_;
  std::map<std::int64_t, Hour> hours_;  // by hours since 1970
  std::set<Clock> missed_;
  std::set<Clock> met_;
};

class History {
 public:
  static core::Result<std::unique_ptr<History>, std::string> open(boost::asio::io_context& io,
                                                                  zmq::context_t& context,
                                                                  client::Settings settings,
                                                                  bool sees_all);
  explicit History(bool sees_all) : hours_(sees_all) {}
  /// Once the beginning was read, or after a few seconds.
  void json(std::function<void(const codec::Json&)> ready);
  /// About twice a second.
  void tend();

 private:
  codec::Json json_now() const;

  std::unique_ptr<Line> line_;
  Hours hours_;
  bool complete_ = false;
  std::vector<std::pair<client::Steady::time_point, std::function<void(const codec::Json&)>>>
      waiting_;
};

}  // namespace shao::centre
