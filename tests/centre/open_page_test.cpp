// A session of which a page is open.
#include "tests/centre/door_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;

struct OpenPage : DoorFixture {
  OpenPage() {
    add_account("wall", "her own password");
    admitted = log_in("wall", "her own password");
  }
  door::Admitted admitted;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(an_open_page, OpenPage)

BOOST_AUTO_TEST_CASE(keeps_its_session_though_nobody_asks_for_anything) {
  for (int i = 0; i < 5; ++i) {
    now += 4h;
    keeper->see(admitted.visitor.session);
  }
  BOOST_TEST(keeper->visitor(admitted.token).has_value());
  now += 4h;  // a day since the password was given
  keeper->see(admitted.visitor.session);
  BOOST_TEST(!keeper->visitor(admitted.token).has_value());
}

BOOST_AUTO_TEST_CASE(brings_back_none_that_is_over) {
  now += 12h;
  keeper->see(admitted.visitor.session);
  keeper->see("no such session");
  keeper->see("trusted:wall");
  BOOST_TEST(!keeper->visitor(admitted.token).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
