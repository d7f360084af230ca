// Who is let in, whom the broker says spoke, and what a revoked key can still do: nothing.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

BOOST_AUTO_TEST_SUITE(identity_suite)

BOOST_AUTO_TEST_CASE(a_command_reaches_the_dispatcher_with_the_stamp_of_the_key_that_spoke) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  client.command("c-1", R"({"do":"ack","whistle":"W1","office":"SWJ"})");
  const auto answer = client.hear("ANSWER");
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST((*answer)[2] == "c-1");
  BOOST_TEST((*answer)[3] == R"({"office":"ZJW","ok":true})");
  const auto asks = stage.dispatcher.asks();
  BOOST_REQUIRE(asks.size() == 1u);
  BOOST_CHECK((asks[0].stamp == link::Stamp{core::OfficeId("ZJW"),
                                            {core::Role::dept_liaison, core::Role::dept_officer},
                                            stage.zjw.public_key}));
  BOOST_TEST(asks[0].body == R"({"do":"ack","whistle":"W1","office":"SWJ"})");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_gets_nothing_through) {
  Stage stage;
  Client stranger(*stage.broker, wire::new_key_pair());
  stranger.command("c-1");
  stranger.follow("begin");
  BOOST_TEST(!stranger.hear(700ms).has_value());
  BOOST_TEST(stage.dispatcher.asks().empty());
  // A key the directory learns later works with a new socket.
  const auto late = wire::new_key_pair();
  auto keys = stage.directory();
  keys.push_back({late.public_key, core::OfficeId("CGW"), {core::Role::dept_liaison}});
  stage.dispatcher.set_keys(keys, "p2");
  BOOST_REQUIRE(eventually([&] { return stage.dispatcher.directories_served() == 2; }));
  Client client(*stage.broker, late);
  client.command("c-2");
  BOOST_TEST(client.hear("ANSWER").has_value());
}

BOOST_AUTO_TEST_CASE(nobody_is_let_in_before_the_directory_is_known) {
  const auto broker_keys = wire::new_key_pair();
  const auto zjw = wire::new_key_pair();
  FakeDispatcher dispatcher({broker_keys.public_key});
  dispatcher.lead(1, "n1", false);  // silent: the broker learns nothing
  broker::Options options;
  options.listen = {"tcp://127.0.0.1:*"};
  options.keys = broker_keys;
  options.dispatchers = {dispatcher.address()};
  const RunningBroker broker(options);
  Client client(broker, zjw);
  client.say({"shao1", "PING"});
  BOOST_TEST(!client.hear(400ms).has_value());
  dispatcher.set_keys({{zjw.public_key, core::OfficeId("ZJW"), {core::Role::dept_liaison}}}, "p1");
  dispatcher.lead(1, "n1");
  BOOST_TEST(client.hear("PONG", 8s).has_value());  // by itself, after the handshake limit
}

BOOST_AUTO_TEST_CASE(a_revoked_key_stops_on_a_live_connection_within_a_second) {
  Stage stage;
  Client revoked(*stage.broker, stage.zjw);
  Client other(*stage.broker, stage.swj);
  revoked.follow("now");
  other.follow("now");
  BOOST_REQUIRE(revoked.hear("COMPLETE").has_value());
  BOOST_REQUIRE(other.hear("COMPLETE").has_value());
  stage.dispatcher.add({"ZJW", "SWJ"});
  BOOST_REQUIRE(revoked.events(1).size() == 1u);
  BOOST_REQUIRE(other.events(1).size() == 1u);

  auto keys = stage.directory();
  keys.erase(keys.begin());
  const auto before = std::chrono::steady_clock::now();
  stage.dispatcher.set_keys(keys, "p2");
  BOOST_TEST(error_of(revoked.hear("ERROR", 1s)) == "key_revoked");  // its feed ended
  BOOST_TEST((std::chrono::steady_clock::now() - before < 1s));

  revoked.command("c-after");
  BOOST_TEST(error_of(revoked.hear("ERROR", 1s)) == "key_revoked");
  revoked.follow("begin");
  BOOST_TEST(error_of(revoked.hear("ERROR", 1s)) == "key_revoked");
  stage.dispatcher.add({"ZJW", "SWJ"});
  BOOST_TEST(other.events(1).size() == 1u);
  BOOST_TEST(revoked.silent("EVENT"));
  for (const link::Ask& ask : stage.dispatcher.asks()) BOOST_TEST(ask.id != "c-after");
}

BOOST_AUTO_TEST_CASE(a_key_that_moves_to_another_office_sees_that_offices_events_from_then_on) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  client.follow("now");
  BOOST_REQUIRE(client.hear("COMPLETE").has_value());
  auto keys = stage.directory();
  keys[0].office = core::OfficeId("CGW");
  stage.dispatcher.set_keys(keys, "p2");
  BOOST_REQUIRE(eventually([&] { return stage.dispatcher.directories_served() == 2; }));
  std::this_thread::sleep_for(50ms);
  stage.dispatcher.add({"ZJW"});
  const auto position = stage.dispatcher.add({"CGW"});
  const auto events = client.events(1);
  BOOST_REQUIRE(events.size() == 1u);
  BOOST_TEST(events[0][2] == position);
}

BOOST_AUTO_TEST_CASE(a_routing_id_cannot_be_stolen) {
  Stage stage;
  Client victim(*stage.broker, stage.zjw, "ZJW-desk");
  victim.command("c-1");
  victim.follow("begin");
  // A socket that brings its own id is told so, and nothing of it is done.
  BOOST_TEST(error_of(victim.hear("ERROR")) == "bad_frames");
  BOOST_TEST(error_of(victim.hear("ERROR")) == "bad_frames");
  Client thief(*stage.broker, stage.swj, "ZJW-desk");
  thief.say({"shao1", "PING"});
  stage.dispatcher.add({"ZJW"});
  BOOST_TEST(thief.silent("EVENT"));
  BOOST_TEST(victim.silent("EVENT"));
  BOOST_TEST(stage.dispatcher.asks().empty());
}

BOOST_AUTO_TEST_CASE(a_ping_tells_the_leader_and_whether_one_follows_and_who_is_there) {
  Stage stage;
  stage.dispatcher.add({"ZJW"});
  Client office(*stage.broker, stage.zjw);
  Client centre(*stage.broker, stage.zhzx);
  office.say({"shao1", "PING"});
  auto pong = office.hear("PONG");
  BOOST_REQUIRE(pong.has_value());
  auto body = nlohmann::json::parse((*pong)[2]);
  BOOST_TEST(body["following"].is_null());
  BOOST_TEST(body["leaders"]["shunyi"]["epoch"] == 1);
  BOOST_TEST(body["leaders"]["shunyi"]["nonce"] == "n1");
  BOOST_TEST(!body.contains("offices"));
  // From the beginning: "now" is wherever the broker has got to, which may be before the entry.
  office.follow("begin");
  BOOST_REQUIRE(office.events(1).size() == 1U);
  office.say({"shao1", "PING"});
  pong = office.hear("PONG");
  BOOST_REQUIRE(pong.has_value());
  body = nlohmann::json::parse((*pong)[2]);
  BOOST_TEST(body["following"]["position"] == "1-n1-1");
  centre.say({"shao1", "PING"});
  pong = centre.hear("PONG");
  BOOST_REQUIRE(pong.has_value());
  body = nlohmann::json::parse((*pong)[2]);
  BOOST_TEST(body["offices"] == nlohmann::json::array({"ZHZX", "ZJW"}));
}

BOOST_AUTO_TEST_SUITE_END()
