// The clock of a term.
#include "dispatcher/engine/term_clock.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

using namespace std::chrono_literals;
using shao::core::at_second;
using shao::engine::SystemBootClock;
using shao::engine::TermClock;

BOOST_AUTO_TEST_SUITE(term_clock)

BOOST_AUTO_TEST_CASE(it_starts_at_the_instant_of_the_claim) {
  const SystemBootClock boot;
  const TermClock clock(boot, at_second(1'000'000), 1);
  BOOST_TEST((clock.now() >= at_second(1'000'000)));
  BOOST_TEST((clock.now() < at_second(1'000'001)));
}

BOOST_AUTO_TEST_CASE(a_drill_runs_as_many_times_as_fast_as_it_says) {
  const SystemBootClock boot;
  const TermClock clock(boot, at_second(0), 10'000);
  std::this_thread::sleep_for(50ms);
  const auto passed = clock.now() - at_second(0);
  BOOST_TEST((passed >= 500s));
  BOOST_TEST((passed < 50'000s));
}

BOOST_AUTO_TEST_CASE(waiting_ends_just_past_a_deadline_never_before_it) {
  const SystemBootClock boot;
  const TermClock clock(boot, at_second(0), 1);
  std::this_thread::sleep_for(clock.until(at_second(0) + 30ms));
  BOOST_TEST((clock.now() > at_second(0) + 30ms));
  BOOST_TEST(clock.until(at_second(0)).count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
