// The configuration while it is being read: the policy so far, and what later files need to check
// against. Each file has one function that reads it; load.cpp calls them in this order.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/calendar_days.hpp"
#include "config/config.hpp"
#include "config/reader.hpp"

namespace shao::config {

/// The ids of one sort ("office") that exist, and the check of those that are referred to.
class Ids {
 public:
  /// `sort` is the first part of problem codes: "office" gives "office.unknown".
  Ids(std::string sort, std::string sort_zh) : sort_{std::move(sort), std::move(sort_zh)} {}

  /// Takes the id of an entry: well formed, and no other's. One with a fault is known all the same,
  /// so that references to it are not reported as well.
  bool add(const Word& id, Problems& problems);
  /// Whether `id` exists. When it does not, that is reported.
  bool knows(const Word& id, Problems& problems) const;
  const Position* where(std::string_view id) const;
  /// The file with these ids could not be read: any reference may be right.
  void unreadable() { readable_ = false; }

 private:
  Text sort_;
  std::map<std::string, Position, std::less<>> known_;
  bool readable_ = true;
};

/// An id of at most 23 letters, digits, '_', '-' and '.'. Else a problem.
bool check_id(const Word& id, const Text& what, Problems& problems);

struct Draft {
  core::Policy policy;
  std::vector<Key> keys;
  std::vector<Hook> hooks;
  std::string timezone;
  std::optional<Zone> zone;            // nothing when it is not known
  std::optional<Published> published;  // nothing when the calendar could not be read

  Ids offices{"office", "单位"};
  Ids kinds{"kind", "哨种"};
  Ids urgencies{"urgency", "紧急程度"};
  Ids categories{"category", "类别"};
  Ids rules{"rule", "规则"};
  std::map<core::OfficeId, core::Roles> roles_of;        // what an office's keys may have
  std::map<core::CategoryId, Position> override_stands;  // where a category's resolve limit is
  std::vector<core::Instant> starts;  // moments of the published years that differ to the clocks
};

void read_offices(const Node& document, Draft& draft, Problems& problems);
void read_kinds(const Node& document, Draft& draft, Problems& problems);
void read_categories(const Node& document, Draft& draft, Problems& problems);
void read_rules(const Node& document, Draft& draft, Problems& problems);
void read_levels(const Node& document, Draft& draft, Problems& problems);
void read_jurisdiction(const Node& document, Draft& draft, Problems& problems);
void read_calendar(const Node& document, Draft& draft, Problems& problems);
void read_duty(const Node& document, Draft& draft, Problems& problems);
void read_keys(const Node& document, Draft& draft, Problems& problems);
void read_hooks(const Node& document, Draft& draft, Problems& problems);

/// What an office named as lead (by a rule, or as backstop) must be: able to lead, no community.
void check_lead(const Word& lead, const Draft& draft, Problems& problems);

/// The last check, on a draft without errors: for every kind, category and urgency, at every
/// sample start, acknowledge <= report-in <= resolve, and each level after the one before.
void check_combinations(const Draft& draft, Problems& problems);

}  // namespace shao::config
