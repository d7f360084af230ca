// The outcome lines of a scenario: records, answers and refusals in the words people see.
#pragma once

#include <set>
#include <string>

#include "dispatcher/core/decide.hpp"

namespace shao::core::test {

class Tale {
 public:
  explicit Tale(bool chinese) : chinese_(chinese) {}

  /// A record's events, one line each, and under them the clocks they start.
  std::string of(const Record& record);
  std::string answered(const Answer& answer) const;
  std::string refused(const Refusal& refusal) const;
  /// Every office that appeared, with its name.
  std::string offices() const;

 private:
  std::string clocks(const Event& event);
  std::string clocks_of(OfficeId office, const std::vector<ClockPlan>& plans);
  /// "03-09 10:05:00"
  static std::string when(Instant instant);

  bool chinese_;
  std::set<OfficeId> seen_;
};

}  // namespace shao::core::test
