// Locking out by delay: who fails too often must wait, ever longer, and never for good. Held by
// whatever name the caller gives: an account, an address, a browser that is known.
//
//   if (auto wait = delays.wait("account:li.na", now); wait > 0s) return locked_out(wait);
//   delays.count("account:li.na", now);     // a try counts as failed until it is known better, or
//                                           // a hundred at once would all get through
//   ...
//   delays.forget("account:li.na");         // it was the right password
//   delays.take_back("network:10.1.2.3", now);   // this try did not fail; those before it did
//
// A clock that was set back ends a wait: better a try too many than a door that stays shut.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>

#include "dispatcher/core/time.hpp"

namespace shao::door {

struct DelayRules {
  std::size_t free_tries = 5;       // that may fail without any wait
  std::chrono::minutes window{15};  // a failure counts so long after the wait it caused
  std::chrono::seconds first{1};    // after the last free try; doubled with each failure
  std::chrono::seconds longest{900};
  std::size_t most = 10000;  // names held; beyond, the one that failed longest ago goes
};

class Delays {
 public:
  explicit Delays(DelayRules rules = {}) : rules_(rules) {}

  /// How long the next try must wait, rounded up; zero: it need not.
  std::chrono::seconds wait(const std::string& name, core::Instant now) const;
  /// A try at `now` that failed, or may fail.
  void count(const std::string& name, core::Instant now);
  /// The one at `tried` did not fail: as if it had not been.
  void take_back(const std::string& name, core::Instant tried);
  void forget(const std::string& name);
  std::size_t held() const { return held_.size(); }

 private:
  /// When; in order, unless the clock was set back. As many as make a difference.
  using Failures = std::deque<core::Instant>;
  std::chrono::seconds wait_after(std::size_t failures) const;
  bool count_still(const Failures& failures, core::Instant now) const;
  void make_room(core::Instant now);

  DelayRules rules_;
  std::unordered_map<std::string, Failures> held_;
};

/// What of an address is held: an IPv6 address' first 64 bits, since who has one has them all; IPv4
/// whole, also when written as IPv6. "?" for what is no address.
std::string network_of(const std::string& address);
/// As it may stand in a log: "?" for what is no address.
std::string loggable_address(const std::string& address);
/// Under which name the failures at an account are held.
std::string held_as(const std::string& account);

}  // namespace shao::door
