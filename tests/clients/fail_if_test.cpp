// The conditions under which a backtest fails.
#include "clients/cli/fail_if.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/clients/support.hpp"

namespace {

using namespace shao::cli;

const Figures figures{{"whistles", 200}, {"moved", 3}, {"late", 10}};

bool met(const std::string& text, const Figures& of = figures) {
  const auto condition = FailIf::parse(text, of);
  BOOST_REQUIRE_MESSAGE(condition.has_value(), text);
  return condition->met(of);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(failing_if)

BOOST_AUTO_TEST_CASE(a_figure_is_compared_with_a_number) {
  for (const char* text :
       {"moved>2", "moved>=3", "moved<4", "moved<=3", "moved==3", "moved!=2", " moved > 2 "})
    BOOST_TEST(met(text), text);
  for (const char* text : {"moved>3", "moved>=4", "moved<3", "moved<=2", "moved==2", "moved!=3"})
    BOOST_TEST(!met(text), text);
}

BOOST_AUTO_TEST_CASE(with_a_percent_sign_the_share_of_all_whistles_is) {
  BOOST_TEST(!met("late>5%"));
  BOOST_TEST(met("late>4.9%"));
  BOOST_TEST(met("late==5%"));
  BOOST_TEST(met("moved==1.5%"));
}

BOOST_AUTO_TEST_CASE(of_no_whistles_every_share_is_none) {
  const Figures none{{"whistles", 0}, {"late", 0}};
  BOOST_TEST(!met("late>0%", none));
  BOOST_TEST(met("late==0%", none));
}

BOOST_AUTO_TEST_CASE(what_is_no_condition_is_refused_with_what_would_be) {
  for (const char* text : {"", "moved", "moved>", ">3", "moved=>3", "moved=3", "moved>x",
                           "moved>3x", "moved>3%%", "speed>3", "moved>3>4", "moved>-"}) {
    const auto condition = FailIf::parse(text, figures);
    BOOST_REQUIRE_MESSAGE(!condition.has_value(), text);
    BOOST_TEST(shao::test::holds(condition.error(), "--fail-if \"" + std::string(text) + "\""));
    BOOST_TEST(shao::test::holds(condition.error(), "late, moved, whistles"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
