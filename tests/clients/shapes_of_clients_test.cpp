// What a client is given in another shape than it can have: an outbox in a place where none can be,
// lines and answers that are not what was written, endpoints that name nothing.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "clients/lib/outbox.hpp"
#include "clients/lib/pong.hpp"
#include "clients/lib/profile.hpp"
#include "tests/clients/support.hpp"

namespace {

using namespace shao;
namespace files = std::filesystem;

std::string outbox_problem(const files::path& folder) {
  const auto outbox = client::Outbox::open(folder);
  return outbox ? std::string() : outbox.error();
}

/// A profile that lacks nothing, with another endpoint.
std::string endpoint_problem(const std::string& broker, bool chinese = false) {
  client::Settings settings;
  settings.brokers = {broker};
  settings.broker_key = wire::new_key_pair().public_key;
  settings.jurisdiction = "shunyi-2";
  const auto fits = client::check(settings, chinese);
  return fits ? std::string() : fits.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_client_that_is_given_another_shape)

BOOST_AUTO_TEST_CASE(names_the_place_where_no_outbox_can_be) {
  const test::TempFolder folder;
  test::write_text(folder / "file", "x");
  BOOST_TEST(test::holds(outbox_problem(folder / "file/outbox"), "Not a directory"));
  const auto blocked_by = [&](const std::string& name, const std::string& says) {
    const files::path outbox = folder / ("with-" + name);
    files::create_directories(outbox / name / "something");
    BOOST_TEST(test::holds(outbox_problem(outbox), says), outbox_problem(outbox));
  };
  blocked_by("lock", "the outbox cannot be opened:");
  blocked_by("outbox.new", "the outbox cannot be written:");
  blocked_by("outbox.jsonl", "the outbox cannot be written:");
}

BOOST_AUTO_TEST_CASE(passes_over_lines_of_its_outbox_that_say_nothing) {
  const test::TempFolder folder;
  test::write_text(folder / "outbox.jsonl",
                   "\n"
                   "no json\n"
                   "[]\n"
                   "{}\n"
                   "{\"id\":5,\"body\":\"{}\"}\n"
                   "{\"id\":\"a\",\"body\":\"first\"}\n"
                   "{\"id\":\"b\",\"body\":5}\n"
                   "{\"id\":\"c\",\"body\":\"third\"}\n"
                   "{\"id\":\"c\"}\n"
                   "{\"id\":\"never put\",\"accepted\":true,\"at\":5}\n"
                   "{\"id\":\"a\",\"accepted\":\"yes\"}\n");
  {
    auto outbox = client::Outbox::open(folder.path());
    BOOST_REQUIRE(outbox.has_value());
    BOOST_TEST(outbox->find("a") == nullptr);  // "accepted" is no yes, so it was taken back
    BOOST_REQUIRE(outbox->find("b") != nullptr);
    BOOST_TEST(outbox->find("b")->body == "");
    BOOST_TEST(outbox->find("c") == nullptr);
    BOOST_TEST(outbox->find("never put") == nullptr);
    outbox->accept("never put", "1-n", core::Instant{});
    outbox->confirm("never put", core::Instant{});
    BOOST_TEST(outbox->find("never put") == nullptr);
    BOOST_TEST(!outbox->put("b", "another"));
    BOOST_TEST(outbox->put("b", ""));
  }
}

BOOST_AUTO_TEST_CASE(takes_an_endpoint_for_one_only_when_it_names_a_place) {
  for (const char* right : {"tcp://127.0.0.1:7700", "ipc:///run/broker", "tcp://host:65535"})
    BOOST_TEST(endpoint_problem(right) == "", right);
  for (const char* wrong :
       {"ipc://", "tcp://", "tcp://:7700", "tcp://host", "tcp://host:0", "tcp://host:65536",
        "tcp://host:", "tcp://host:77x", "udp://host:7700", "host:7700"}) {
    BOOST_TEST(test::holds(endpoint_problem(wrong), "for example tcp://127.0.0.1:7700"), wrong);
    BOOST_TEST(test::holds(endpoint_problem(wrong, true), "例如 tcp://127.0.0.1:7700"), wrong);
  }
}

BOOST_AUTO_TEST_CASE(reads_of_a_pong_its_own_leader_and_nothing_else) {
  const auto term = [](const std::string& text) {
    const auto pong = client::read_pong(text, "shunyi");
    return !pong          ? std::string("none")
           : pong->leader ? pong->leader->term
                          : std::string("no leader");
  };
  const std::string leader = R"({"epoch":3,"nonce":"9f","now":1770975000123,"clock_speed":1})";
  BOOST_TEST(term(R"({"leaders":{"shunyi":)" + leader + "}}") == "3-9f");
  BOOST_TEST(term(R"({"leaders":{"haidian":)" + leader + "}}") == "no leader");
  BOOST_TEST(term(R"({"others":{"shunyi":)" + leader + "}}") == "no leader");
  BOOST_TEST(term(R"({"leaders":[{"shunyi":)" + leader + "}]}") == "no leader");
  BOOST_TEST(term(R"({"leaders":{"shunyi":{"more":)" + leader + "}}}") == "no leader");
  BOOST_TEST(term(R"({"leaders":{"shunyi":{"epoch":-3,"nonce":"9f","now":5,"clock_speed":1}}})") ==
             "no leader");
  BOOST_TEST(term(R"({"leaders":{"shunyi":{"epoch":3,"nonce":"9f","now":"x","clock_speed":1}}})") ==
             "no leader");
  BOOST_TEST(term(R"({"leaders":{"shunyi":{"epoch":3,"nonce":"9f","now":5,"clock_speed":"x"}}})") ==
             "no leader");
  BOOST_TEST(term(R"({"leaders":{"shunyi":{"x":true,"epoch":3,"nonce":"9f","now":5,)"
                  R"("clock_speed":1.5,"y":null,"z":[1,{"epoch":9}]}},"n":-1})") == "3-9f");
  for (const char* text : {"", "5", "\"pong\"", "[]", "null", "{", "{\"a\":1}x"})
    BOOST_TEST(term(text) == "none", text);
  std::string deep = "1";
  for (int i = 0; i < 200; ++i) deep = "{\"a\":" + deep + "}";
  BOOST_TEST(term(deep) == "none");
  deep = "1";
  for (int i = 0; i < 200; ++i) deep = "[" + deep + "]";
  BOOST_TEST(term("{\"a\":" + deep + "}") == "none");
  const auto follows = [](const char* text) { return client::read_pong(text, "s")->following; };
  BOOST_TEST(follows(R"({"following":"shunyi"})"));
  BOOST_TEST(follows(R"({"following":{"jurisdiction":"shunyi"}})"));
  BOOST_TEST(!follows(R"({"following":null})"));
  BOOST_TEST(!follows(R"({"other":{"following":"shunyi"}})"));
}

BOOST_AUTO_TEST_SUITE_END()
