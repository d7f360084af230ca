// Who fails too often must wait, ever longer, and never for good.
#include "clients/centre/door/delays.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace std::chrono_literals;
using namespace shao;
using std::chrono::seconds;

struct DelaysFixture {
  /// Fails as soon as it may, so many times; returns the last wait.
  seconds fail(const std::string& name, int times) {
    for (int i = 0; i < times; ++i) {
      now += delays.wait(name, now);
      delays.count(name, now);
    }
    return delays.wait(name, now);
  }
  door::Delays delays{{.most = 4}};
  core::Instant now = core::at_second(1'771'000'000);
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(who_fails_to_log_in, DelaysFixture)

BOOST_AUTO_TEST_CASE(waits_after_five_failures_one_second_then_twice_as_long_each_time) {
  BOOST_TEST(fail("a", 4).count() == 0);
  for (const int seconds : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900})
    BOOST_TEST(fail("a", 1).count() == seconds);
  BOOST_TEST(delays.wait("b", now).count() == 0);
}

BOOST_AUTO_TEST_CASE(waits_no_longer_than_said_and_no_less) {
  fail("a", 6);
  now += 1001ms;
  BOOST_TEST(delays.wait("a", now).count() == 1);
  now += 999ms;
  BOOST_TEST(delays.wait("a", now).count() == 0);
}

BOOST_AUTO_TEST_CASE(begins_anew_when_a_quarter_of_an_hour_has_passed_since_the_wait) {
  fail("a", 4);
  now += 15min - 1ms;
  BOOST_TEST(fail("a", 1).count() == 1);
  now += 1s + 15min;
  BOOST_TEST(fail("a", 4).count() == 0);
  BOOST_TEST(fail("a", 1).count() == 1);
  fail("a", 20);
  now += 30min - 1s;
  BOOST_TEST(fail("a", 1).count() == 900);
  now += 30min;
  BOOST_TEST(fail("a", 1).count() == 0);
}

BOOST_AUTO_TEST_CASE(is_forgiven_what_did_not_fail_and_no_more) {
  fail("a", 5);
  delays.take_back("a", now);
  BOOST_TEST(delays.wait("a", now).count() == 0);
  BOOST_TEST(fail("a", 1).count() == 1);
  // As if it had not been: what was waited for is not waited for again.
  fail("a", 2);
  now += 10s;
  BOOST_TEST(delays.wait("a", now).count() == 0);
  delays.count("a", now);
  delays.take_back("a", now);
  BOOST_TEST(delays.wait("a", now).count() == 0);
  BOOST_TEST(fail("a", 1).count() == 8);
  delays.take_back("a", now + 1s);  // there was none
  BOOST_TEST(delays.wait("a", now).count() == 8);
  delays.forget("a");
  BOOST_TEST(fail("a", 4).count() == 0);
  for (int i = 0; i < 6; ++i) delays.take_back("a", now);
  BOOST_TEST(delays.held() == 0u);
}

BOOST_AUTO_TEST_CASE(waits_no_more_when_the_clock_was_set_back) {
  fail("a", 15);
  now -= 1s;
  BOOST_TEST(delays.wait("a", now).count() == 0);
}

BOOST_AUTO_TEST_CASE(is_remembered_among_so_many_and_longest_when_it_was_the_last) {
  for (const char* name : {"a", "b", "c", "d"}) {
    now += 1s;
    fail(name, 5);
  }
  now += 1s;
  fail("e", 1);
  BOOST_TEST(delays.held() == 4u);
  now -= 1s;
  BOOST_TEST(delays.wait("d", now).count() == 1);
  BOOST_TEST(fail("a", 4).count() == 0);  // forgotten, which cost "b" its place
  BOOST_TEST(delays.held() == 4u);
  // What counts no more goes first.
  now += 2h;
  fail("f", 1);
  BOOST_TEST(delays.held() == 1u);
}

BOOST_AUTO_TEST_CASE(is_held_by_the_network_that_is_one_persons) {
  BOOST_TEST(door::network_of("10.1.2.3") == "10.1.2.3");
  BOOST_TEST(door::network_of("::ffff:10.1.2.3") == "10.1.2.3");
  BOOST_TEST(door::network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  BOOST_TEST(door::network_of("2001:db8:1:2::9") == "2001:db8:1:2::/64");
  for (const char* none : {"", "here", "10.1.2.3\nevent=login", "10.1.2.3:80"}) {
    BOOST_TEST(door::network_of(none) == "?");
    BOOST_TEST(door::loggable_address(none) == "?");
  }
  BOOST_TEST(door::loggable_address("2001:db8::1") == "2001:db8::1");
}

BOOST_AUTO_TEST_SUITE_END()
