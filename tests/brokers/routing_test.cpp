// Which dispatcher a command goes to, and what is said when there is none.
#include <boost/test/unit_test.hpp>
#include <optional>

#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

BOOST_AUTO_TEST_SUITE(routing_suite)

BOOST_AUTO_TEST_CASE(without_a_leader_a_command_is_refused_at_once_and_not_kept) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  stage.dispatcher.lead(1, "n1", false);
  std::this_thread::sleep_for(link::leader_memory + 300ms);
  client.command("c-1");
  const auto answer = client.hear(1s);
  BOOST_TEST(error_of(answer) == "no_leader");
  BOOST_TEST((*answer)[2] == "c-1");
  stage.dispatcher.lead(2, "n2");
  BOOST_REQUIRE(eventually([&] {
    client.command("c-2");
    const auto second = client.hear();
    return second && (*second)[1] == "ANSWER";
  }));
  for (const link::Ask& ask : stage.dispatcher.asks()) BOOST_TEST(ask.id != "c-1");
}

BOOST_AUTO_TEST_CASE(a_dispatcher_that_does_not_lead_is_not_asked_again_until_it_says_it_does) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  stage.dispatcher.lead(1, "n1", false);
  stage.dispatcher.refuse(true);
  client.command("c-1");
  const auto answer = client.hear(1s);
  BOOST_TEST(error_of(answer) == "no_leader");
  BOOST_TEST((*answer)[2] == "c-1");
  stage.dispatcher.refuse(false);
  client.command("c-2");
  BOOST_TEST(error_of(client.hear(1s)) == "no_leader");
  BOOST_TEST(stage.dispatcher.asks().empty());
  stage.dispatcher.lead(2, "n2");
  BOOST_TEST(eventually([&] {
    client.command("c-3");
    const auto message = client.hear();
    return message && (*message)[1] == "ANSWER";
  }));
}

BOOST_AUTO_TEST_CASE(of_two_that_say_they_lead_the_higher_epoch_does) {
  std::optional<FakeDispatcher> successor;
  Stage stage([&](broker::Options& options) {
    successor.emplace(std::vector{options.keys.public_key});
    successor->lead(7, "n7", false);
    options.dispatchers.push_back(successor->address());
  });
  successor->set_keys(stage.directory(), "p1");
  Client client(*stage.broker, stage.zjw);
  client.command("c-1");
  BOOST_REQUIRE(client.hear("ANSWER").has_value());
  BOOST_TEST(stage.dispatcher.asks().size() == 1u);
  successor->lead(7, "n7");  // and the first goes on saying that it leads epoch 1
  BOOST_TEST(eventually([&] {
    client.command("c-2");
    return client.hear("ANSWER").has_value() && !successor->asks().empty();
  }));
  std::this_thread::sleep_for(300ms);
  const auto before = stage.dispatcher.asks().size();
  for (int i = 0; i < 20; ++i) {
    client.command("c-3");
    BOOST_REQUIRE(client.hear("ANSWER").has_value());
  }
  BOOST_TEST(stage.dispatcher.asks().size() == before);
}

BOOST_AUTO_TEST_CASE(a_dispatcher_that_learns_of_the_brokers_key_late_is_found) {
  // libzmq gives a server up once it refused the key; the broker opens the connection anew.
  const auto broker_keys = wire::new_key_pair();
  const auto zjw = wire::new_key_pair();
  FakeDispatcher dispatcher({});
  dispatcher.set_keys({{zjw.public_key, core::OfficeId("ZJW"), {core::Role::dept_liaison}}}, "p1");
  broker::Options options;
  options.listen = {"tcp://127.0.0.1:*"};
  options.keys = broker_keys;
  options.dispatchers = {dispatcher.address()};
  const RunningBroker broker(options);
  std::this_thread::sleep_for(300ms);
  dispatcher.let_in(broker_keys.public_key);
  BOOST_TEST(eventually([&] { return dispatcher.directories_served() > 0; }, 20s));
}

BOOST_AUTO_TEST_CASE(any_of_two_brokers_serves_and_a_feed_goes_on_at_the_other) {
  Stage stage;
  broker::Options options;
  options.listen = {"tcp://127.0.0.1:*"};
  options.keys = stage.broker_keys;
  options.dispatchers = {stage.dispatcher.address()};
  const RunningBroker second(options);
  BOOST_REQUIRE(eventually([&] { return stage.dispatcher.directories_served() == 2; }));
  Client here(*stage.broker, stage.zjw);
  Client there(second, stage.zjw);
  here.command("c-1");
  there.command("c-2");
  BOOST_TEST((*here.hear("ANSWER"))[2] == "c-1");
  BOOST_TEST((*there.hear("ANSWER", 5s))[2] == "c-2");
  for (int i = 0; i < 5; ++i) stage.dispatcher.add({"ZJW"});
  here.follow("begin");
  const auto first = here.events(5);
  BOOST_REQUIRE(first.size() == 5u);
  for (int i = 0; i < 3; ++i) stage.dispatcher.add({"ZJW"});
  there.follow(first[3][2]);
  const auto rest = there.events(4);
  BOOST_REQUIRE(rest.size() == 4u);
  BOOST_TEST(rest[0][2] == "1-n1-5");
  BOOST_TEST(rest[0][3] == "1-n1-4");
  BOOST_TEST(rest[3][2] == "1-n1-8");
}

BOOST_AUTO_TEST_SUITE_END()
