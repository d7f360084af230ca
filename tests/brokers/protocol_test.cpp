// PROTOCOL.md keeps its word: its Python example is cut out of the page and run as it stands.
#include <sys/wait.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "brokers/faults.hpp"
#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

std::string protocol_page() {
  std::ifstream file(std::string(SHAO_SOURCE_DIR) + "/brokers/PROTOCOL.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string python_example() {
  const std::string page = protocol_page();
  const std::string open = "```python\n";
  const auto begin = page.find(open);
  BOOST_REQUIRE(begin != std::string::npos);
  const auto end = page.find("```", begin + open.size());
  return page.substr(begin + open.size(), end - begin - open.size());
}

bool python_has_zmq() {
  return std::system("/usr/bin/python3 -c 'import zmq' >/dev/null 2>&1") == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(protocol_suite)

BOOST_AUTO_TEST_CASE(the_python_example_raises_a_whistle_as_it_stands_on_the_page) {
  const std::string example = python_example();
  BOOST_TEST(std::count(example.begin(), example.end(), '\n') <= 10);
  if (!python_has_zmq()) {
    BOOST_TEST_MESSAGE("python3-zmq is not installed: the example was not run");
    return;
  }
  Stage stage;
  const auto folder =
      std::filesystem::temp_directory_path() / ("shao-protocol-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "raise.py") << example;
  BOOST_REQUIRE(wire::write_key_file(folder / "ZJW.key", {"ZJW", stage.zjw}).has_value());
  const std::string command = "/usr/bin/python3 '" + (folder / "raise.py").string() + "' '" +
                              stage.broker->endpoint() + "' '" + stage.broker->public_key() +
                              "' '" + (folder / "ZJW.key").string() + "' 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string printed;
  std::array<char, 1000> part{};
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) printed += part.data();
  const int status = ::pclose(pipe);
  std::filesystem::remove_all(folder);
  BOOST_TEST(WEXITSTATUS(status) == 0);
  BOOST_TEST(printed == "{\"office\":\"ZJW\",\"ok\":true}\n");
  const auto asks = stage.dispatcher.asks();
  BOOST_REQUIRE(asks.size() == 1u);
  const auto body = nlohmann::json::parse(asks[0].body);
  BOOST_TEST(body["do"] == "raise");
  BOOST_TEST(body["unit"] == "ZJW");
}

BOOST_AUTO_TEST_CASE(every_error_and_every_message_has_its_place_on_the_page) {
  const std::string page = protocol_page();
  for (const std::string_view name : broker::fault_names)
    BOOST_TEST(page.find("| " + std::string(name) + " |") != std::string::npos, name);
  for (const char* message : {"COMMAND", "QUERY", "FOLLOW", "CREDIT", "UNFOLLOW", "PING", "ANSWER",
                              "EVENT", "COMPLETE", "REWOUND", "PONG", "ERROR"}) {
    BOOST_TEST(page.find("[\"shao1\", \"" + std::string(message) + "\"") != std::string::npos,
               message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
