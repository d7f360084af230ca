#include <boost/test/unit_test.hpp>

#include "tests/e2e/support.hpp"

namespace shao::e2e {

BOOST_AUTO_TEST_CASE(a_small_drill_loses_nothing_doubles_nothing_and_leaves_nothing_open) {
  const TempFolder folder;
  Silent observer;
  drill::DrillSettings settings;
  settings.stack = settings_in(folder.path());
  settings.whistles = 40;
  // An emergency's ladder is climbed in some sixty minutes, here 0.4 s: sanitized offices on a busy
  // machine come in time for most whistles, and those they miss are withdrawn.
  settings.speed = 10000;
  settings.seed = 3;
  const auto result = must(drill::run_drill(settings, observer));
  BOOST_TEST(wrongs_of(result) == "", wrongs_of(result) + observer.notes());
  BOOST_TEST(result.verdict.raised == 40U);
  BOOST_TEST(result.verdict.lost == 0U);
  BOOST_TEST(result.verdict.duplicated == 0U);
  BOOST_TEST(result.verdict.open == 0U);
  BOOST_TEST(result.verdict.terms == 1U);
  // Something went late, so that the ladder was climbed, and most whistles came to a good end.
  BOOST_TEST(result.verdict.escalations > 0U);
  BOOST_TEST(result.verdict.closed > 20U);
}

}  // namespace shao::e2e
