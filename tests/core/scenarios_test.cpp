// tests/scenarios/*.txt, each played from its first line to its last.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/core/scenario.hpp"
#include "tests/core/support.hpp"

namespace {

using namespace shao::core::test;

std::vector<std::string> scenarios() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(SHAO_SOURCE_DIR "/tests/scenarios"))
    if (entry.path().extension() == ".txt") names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(played_scenarios)

BOOST_AUTO_TEST_CASE(come_out_as_they_are_written) {
  BOOST_TEST(scenarios().size() >= 8u);
  for (const std::string& name : scenarios()) {
    const std::string path = "tests/scenarios/" + name;
    BOOST_TEST_CONTEXT(path) {
      check_or_rewrite(path, played(text_of_file(path)));
    }
  }
}

BOOST_AUTO_TEST_CASE(are_the_same_when_played_again) {
  for (const std::string& name : scenarios()) {
    const std::string once = played(text_of_file("tests/scenarios/" + name));
    BOOST_TEST((played(once) == once), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
