// The one place Boost.Test is compiled: every test program links this.
#define BOOST_TEST_MODULE shaodao
#include <boost/test/unit_test.hpp>
