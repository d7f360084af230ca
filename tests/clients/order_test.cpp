// The order commands go out in.
#include <boost/test/unit_test.hpp>

#include "tests/clients/fake_broker.hpp"
#include "tests/clients/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

Json move(const char* what, const char* whistle) {
  return {{"do", what}, {"whistle", whistle}};
}

struct OrderFixture {
  FakeBroker broker;
  zmq::context_t context{1};
  const TempFolder folder;

  Client open() {
    auto client = Client::open(context, broker.settings(folder.path()));
    BOOST_REQUIRE(client.has_value());
    return std::move(*client);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(moves_on_one_whistle_wait_for_each_other, OrderFixture) {
  Client client = open();
  Conversation talk{client, broker};
  // Neither the alphabet nor the time of sending puts them in this order.
  client.send("z", move("report-in", "W1"));
  client.send("a", move("progress", "W1"));
  client.send("m", move("ack", "W2"));
  BOOST_REQUIRE(talk.until([&] { return talk.count("COMMAND") == 2; }));
  talk.go_on(100ms);
  const auto first = talk.next("COMMAND");
  BOOST_TEST(first.id() == "z");
  BOOST_TEST(talk.next("COMMAND").id() == "m");
  BOOST_TEST(talk.count("COMMAND") == 0u);
  broker.accept(first, "1-n1-5");
  BOOST_TEST(talk.next("COMMAND").id() == "a");
}

BOOST_FIXTURE_TEST_CASE(no_leader_does_not_turn_moves_round, OrderFixture) {
  Client client = open();
  Conversation talk{client, broker};
  client.send("z", move("report-in", "W1"));
  client.send("a", move("resolve", "W1"));
  for (int i = 0; i < 3; ++i) {
    const auto heard = talk.next("COMMAND");
    BOOST_TEST(heard.id() == "z");
    broker.error(heard, "no_leader");
  }
  broker.accept(talk.next("COMMAND"), "1-n1-5");
  BOOST_TEST(talk.next("COMMAND").id() == "a");
}

BOOST_FIXTURE_TEST_CASE(the_order_outlives_a_restart, OrderFixture) {
  {
    Client client = open();
    client.send("z", move("report-in", "W1"));
    client.send("a", move("resolve", "W1"));
    BOOST_REQUIRE(client.pump().has_value());
  }
  Client client = open();
  Conversation talk{client, broker};
  // What the first client still put on the wire comes first, from another routing id.
  std::string newest;
  BOOST_REQUIRE(talk.until([&] { return talk.count("COMMAND") > 0; }));
  talk.go_on(200ms);
  newest = talk.heard.back().from;
  std::vector<std::string> ids;
  for (const auto& one : talk.heard)
    if (one.from == newest && one.verb == "COMMAND") ids.push_back(one.id());
  BOOST_TEST(ids == std::vector<std::string>{"z"}, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_command_offered_again_goes_before_a_new_one_on_the_same_whistle,
                        OrderFixture) {
  Client client = open();
  Conversation talk{client, broker};
  BOOST_REQUIRE(talk.until([&] { return client.leader_clock().has_value(); }));
  client.send("z-ack", move("ack", "W1"));
  broker.accept(talk.next("COMMAND"), "1-n1-5");
  BOOST_REQUIRE(talk.until([&] { return client.waiting() == 0; }));
  broker.lead(2, "n2");
  BOOST_REQUIRE(talk.until([&] { return !talk.told<client::TermChanged>().empty(); }));
  client.send("a-report", move("report-in", "W1"));
  const auto again = talk.next("COMMAND");
  BOOST_TEST(again.id() == "z-ack");
  talk.go_on(200ms);
  BOOST_TEST(talk.count("COMMAND") == 0u);
  broker.accept(again, "2-n2-7");  // it had been lost: now it took effect
  BOOST_TEST(talk.next("COMMAND").id() == "a-report");
}

BOOST_FIXTURE_TEST_CASE(raises_do_not_wait_for_each_other, OrderFixture) {
  Client client = open();
  Conversation talk{client, broker};
  for (int i = 0; i < 20; ++i)
    client.send("raise:" + std::to_string(i), {{"do", "raise"}, {"id", std::to_string(i)}});
  BOOST_REQUIRE(talk.until([&] { return talk.count("COMMAND") == 20; }));
  for (int i = 0; i < 20; ++i)
    BOOST_TEST(talk.heard[static_cast<std::size_t>(i)].id() == "raise:" + std::to_string(i));
}
