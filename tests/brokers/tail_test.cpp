#include <boost/test/unit_test.hpp>
BOOST_AUTO_TEST_SUITE(x)
BOOST_AUTO_TEST_SUITE_END()
