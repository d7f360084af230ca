#include <boost/test/unit_test.hpp>

#include "tests/e2e/support.hpp"

namespace shao::e2e {

using drill::Bent;

BOOST_AUTO_TEST_CASE(a_small_drill_bends_loses_nothing_doubles_nothing_and_leaves_nothing_open) {
  const TempFolder folder;
  Silent observer;
  drill::DrillSettings settings;
  settings.stack = settings_in(folder.path());
  settings.whistles = 40;
  // An emergency's ladder is climbed in some sixty minutes, here 0.4 s: sanitized offices on a busy
  // machine come in time for most whistles, and those they miss are withdrawn.
  settings.speed = 10000;
  // One at which every bend is drawn for a case that can bend so.
  settings.seed = 252;
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
  const std::string notes = observer.notes();
  // Each is drawn for some case. The working day in which an office may dispute is three seconds
  // here, other limits less: a busy machine makes one or the other too late, not most.
  std::string absent;
  std::size_t bent_so = 0;
  for (const Bent bent : {Bent::disputed, Bent::assisting_added, Bent::met, Bent::suspended,
                          Bent::resumed_by_itself, Bent::extended, Bent::not_solved, Bent::reopened,
                          Bent::pressed_by_hand, Bent::lead_replaced})
    if (result.verdict.bends.of(bent) > 0U)
      ++bent_so;
    else
      absent += drill::spoken(bent, false) + "\n";
  BOOST_TEST(bent_so >= 7U, absent + notes);
  // The supervision office heard of its levels outside the feed, with a receipt for each.
  BOOST_TEST(result.verdict.told > 0U);
  BOOST_TEST(result.verdict.told_failed == 0U);
  BOOST_TEST(result.message.find("\"office\":\"DCS\"") != std::string::npos, result.message);
  // One of each is told, from the raise to the end.
  BOOST_TEST(result.tales.size() >= 6U);
  for (const drill::Tale& tale : result.tales) {
    BOOST_TEST(tale.events.front().value("event", "") == "whistle_raised", tale.title);
    BOOST_TEST(tale.events.back().value("event", "") == "whistle_closed", tale.title);
  }
}

}  // namespace shao::e2e
