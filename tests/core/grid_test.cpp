// What holds for every plan that Shunyi's configuration can give, over a year of starts: every
// kind, every urgency, every resolve limit that some category has, at starts seven hours and a bit
// apart so that they fall before, into, between and after the windows of every sort of day.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

/// None, and the first category with each resolve limit of its own: the others plan alike.
std::vector<const Category*> categories() {
  std::vector<const Category*> all{nullptr};
  for (const Category& category : shunyi().categories)
    if (category.resolve_override &&
        std::none_of(all.begin(), all.end(), [&](const Category* known) {
          return known != nullptr && known->resolve_override == category.resolve_override;
        }))
      all.push_back(&category);
  return all;
}

const ClockPlan* find(const std::vector<ClockPlan>& plans, ClockKind clock) {
  const auto found = std::find_if(plans.begin(), plans.end(),
                                  [&](const ClockPlan& one) { return one.clock == clock; });
  return found == plans.end() ? nullptr : &*found;
}

/// What is wrong with the clocks of one assignment; empty when nothing is.
std::string fault(const std::vector<ClockPlan>& plans, Instant start) {
  const ClockPlan* acknowledge = find(plans, ClockKind::acknowledge);
  const ClockPlan* contact = find(plans, ClockKind::contact);
  const ClockPlan* report_in = find(plans, ClockKind::report_in);
  const ClockPlan* resolve = find(plans, ClockKind::resolve);
  if (acknowledge == nullptr || report_in == nullptr || resolve == nullptr) return "a clock lacks";
  if (acknowledge->due > report_in->due) return "acknowledge after report-in";
  if (report_in->due > resolve->due) return "report-in after resolve";
  if (contact != nullptr && contact->due > report_in->due) return "contact after report-in";
  for (const ClockPlan& plan : plans) {
    const std::string name(name_of(plan.clock));
    if (plan.starts != start) return name + " does not start with the whistle";
    if (plan.levels[1] != plan.due) return name + " has its miss elsewhere than at its limit";
    if (plan.levels[0] < start || plan.levels[0] >= plan.due) return name + " warns at no use";
    if (plan.levels[optional_level] != never) return name + " has a level that the ladder has not";
    for (std::size_t i = 1; i + 1 < optional_level; ++i)
      if (plan.levels[i] >= plan.levels[i + 1]) return name + " has levels out of order";
    for (const Instant level : plan.levels)
      if (level != never && level != whole_second(level))
        return name + " has a level between two seconds";
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(every_plan_of_a_year)

BOOST_AUTO_TEST_CASE(acknowledges_then_reports_in_then_resolves_with_levels_in_order) {
  const Policy& policy = shunyi();
  const auto distinct = categories();
  BOOST_TEST(distinct.size() == 5u);
  std::size_t plans = 0;
  for (Instant start = at("2026-01-01 00:00"); start < at("2027-01-01 00:00");
       start += std::chrono::minutes{433})
    for (const auto& [kind_id, kind] : policy.kinds)
      for (const auto& [urgency_id, urgency] : policy.urgencies)
        for (const Category* category : distinct)
          for (const bool lead : {true, false}) {
            const std::string wrong =
                fault(plan_assignment(policy, kind, urgency, category, lead, start), start);
            ++plans;
            if (wrong.empty()) continue;
            BOOST_TEST_REQUIRE(false, kind_id.view()
                                          << " " << (category ? category->id.view() : "-") << " "
                                          << urgency_id.view() << " at " << local(start)
                                          << (lead ? ", lead: " : ", assisting: ") << wrong);
          }
  BOOST_TEST(plans > 200000u);
}

BOOST_AUTO_TEST_SUITE_END()
