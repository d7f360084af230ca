// Limits that are right each by itself and wrong together.
#include <boost/test/unit_test.hpp>

#include "tests/config/support.hpp"

namespace {

using namespace shao::config;

Problem only(const Files& files) {
  const Loaded result = load(files);
  BOOST_TEST(!result.configuration.has_value());
  for (const Problem& problem : result.problems) BOOST_TEST_MESSAGE(problem.str());
  BOOST_REQUIRE(result.problems.size() == 1u);
  return result.problems[0];
}

bool says(const Problem& problem, const std::string& text) {
  return problem.message.find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(limits_that_do_not_fit_together)

BOOST_AUTO_TEST_CASE(an_acknowledgement_due_after_the_report_in_is_refused_and_named) {
  const Files files =
      with(small_files(), "kinds.toml", "acknowledge = \"60 wm\"", "acknowledge = \"5 wd\"");
  const Problem problem = only(files);
  BOOST_TEST(problem.code == "limits.order");
  BOOST_TEST(problem.file == "kinds.toml");
  BOOST_TEST(problem.line == line_of(files, "kinds.toml", "id = \"DESK\""));
  BOOST_TEST(says(problem, "kind DESK, no category of its own limit, urgency U"));
  BOOST_TEST(says(problem, "blown at 2026-"));
  BOOST_TEST(says(problem, "acknowledge would be due 2026-"));
  BOOST_TEST(says(problem, "after report_in at 2026-"));
}

BOOST_AUTO_TEST_CASE(a_category_whose_own_limit_is_too_short_is_named_where_it_stands) {
  // Half of 20 minutes is over before the 60 minutes of round_clock.
  const Files files = with(small_files(), "categories.toml", "\"240 wm\"", "\"20 m\"");
  const Problem problem = only(files);
  BOOST_TEST(problem.code == "limits.order");
  BOOST_TEST(problem.file == "categories.toml");
  BOOST_TEST(problem.line == line_of(files, "categories.toml", "\"20 m\""));
  BOOST_TEST(says(problem, "kind DESK, category WASTE, urgency U1"));
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_may_be_due_with_the_report_in_but_no_later) {
  // Report-in is due at half of the resolve limit: 60 and 59 working minutes; acknowledge at 60.
  BOOST_TEST(load(with(small_files(), "categories.toml", "\"240 wm\"", "\"120 wm\""))
                 .configuration.has_value());
  const Problem problem = only(with(small_files(), "categories.toml", "\"240 wm\"", "\"118 wm\""));
  BOOST_TEST(problem.code == "limits.order");
  BOOST_TEST(says(problem, "category WASTE"));
}

BOOST_AUTO_TEST_CASE(
    a_round_the_clock_kind_with_a_limit_in_working_minutes_is_checked_in_office_hours) {
  Files files = with(small_files(), "categories.toml", "\"240 wm\"", "\"120 wm\"");
  files = with(files, "kinds.toml", "acknowledge = \"5 m\"", "acknowledge = \"61 m\"");
  files = with(files, "kinds.toml", "report_in = \"30 m\"", "report_in = \"90 m\"");
  const Problem problem = only(files);
  BOOST_TEST(says(problem, "kind NOW, category WASTE"));
  // At midnight half of the working minutes is far away; at nine it is an hour.
  BOOST_TEST(says(problem, "T09:00:00+08:00: "));
}

BOOST_AUTO_TEST_CASE(levels_in_different_units_are_checked_as_they_fall) {
  const Files files =
      with(small_files(), "levels.toml", "after_normal = \"3 wd\"", "after_normal = \"10 m\"");
  const Loaded result = load(files);
  BOOST_TEST(!result.configuration.has_value());
  BOOST_TEST(!result.problems.empty());
  for (const Problem& problem : result.problems) BOOST_TEST(problem.code == "level.order");
}

BOOST_AUTO_TEST_SUITE_END()
