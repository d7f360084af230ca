// What clients get wrong, by mistake or on purpose: answered or dropped, and the others go on.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

std::string deep(std::size_t levels) {
  std::string body = "{\"a\":";
  body += std::string(levels, '[') + std::string(levels, ']');
  return body + "}";
}

/// Bytes to the broker's port that are no ZeroMQ at all.
void send_raw(const std::string& endpoint, const std::string& bytes) {
  const int raw = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  BOOST_REQUIRE(::connect(raw, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  BOOST_TEST(::send(raw, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
             static_cast<ssize_t>(bytes.size()));
  ::close(raw);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(abuse_suite)

BOOST_AUTO_TEST_CASE(every_malformed_message_is_answered_by_name_and_does_nothing) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  struct Case {
    Frames frames;
    std::string error;
    std::string id;
  };
  const std::string body = R"({"do":"ack","whistle":"W1"})";
  const Case cases[] = {
      {{""}, "bad_frames", ""},
      {{"shao1"}, "bad_frames", ""},
      {{"shao2", "PING"}, "bad_frames", ""},
      {{"shao1", "ping"}, "bad_frames", ""},
      {{"shao1", "PING", "x"}, "bad_frames", ""},
      {{"", "shao1", "PING"}, "bad_frames", ""},  // a REQ's empty frame
      {{"shao1", "COMMAND", "shunyi", "c-1"}, "bad_frames", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "c-1", body, "x"}, "bad_frames", "c-1"},
      {{"shao1", "COMMAND", "Shunyi", "c-1", body}, "bad_frames", "c-1"},
      {{"shao1", "COMMAND", "", "c-1", body}, "bad_frames", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "", body}, "bad_frames", ""},
      {{"shao1", "COMMAND", "shunyi", "c 1", body}, "bad_frames", ""},
      {{"shao1", "COMMAND", "shunyi", std::string("c\0001", 3), body}, "bad_frames", ""},
      {{"shao1", "COMMAND", "shunyi", std::string(65, 'c'), body}, "bad_frames", ""},
      {{"shao1", "COMMAND", "miyun", "c-1", body}, "unknown_jurisdiction", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "c-1", ""}, "bad_body", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "c-1", "null"}, "bad_body", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "c-1", "{\"do\":"}, "bad_body", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "c-1", "{\"do\":\"\xff\xfe\"}"}, "bad_body", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "c-1", deep(20)}, "bad_body", "c-1"},
      {{"shao1", "COMMAND", "shunyi", "c-1", deep(30000)}, "bad_body", "c-1"},
      {{"shao1", "QUERY", "shunyi", "q-1", "{\"a\":\"" + std::string(70'000, 'x') + "\"}"},
       "bad_body",
       "q-1"},
      {{"shao1", "FOLLOW", "shunyi", "here", "10"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "shunyi", "1-n1-x", "10"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "shunyi", "1-n1-99999999999999999999999", "10"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "shunyi", "begin", "0"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "shunyi", "begin", "-1"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "shunyi", "begin", "100001"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "shunyi", "begin", "0000001"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "shunyi", "begin"}, "bad_frames", ""},
      {{"shao1", "FOLLOW", "miyun", "begin", "10"}, "unknown_jurisdiction", ""},
      {{"shao1", "CREDIT", "many"}, "bad_frames", ""},
      {{"shao1", "CREDIT"}, "bad_frames", ""},
      {{"shao1", "UNFOLLOW", "x"}, "bad_frames", ""},
      {{"shao1", std::string(100'000, 'V')}, "bad_frames", ""},
      {Frames(1000, "shao1"), "bad_frames", ""},
  };
  for (const Case& each : cases) {
    client.say(each.frames);
    const auto answer = client.hear();
    BOOST_REQUIRE_MESSAGE(answer.has_value(), each.error);
    BOOST_TEST_CONTEXT("frames " << each.frames.size() << ", error " << (*answer).back()) {
      BOOST_TEST(error_of(answer) == each.error);
      BOOST_TEST((*answer)[2] == each.id);
      BOOST_TEST((*answer)[3].size() < 1000u);  // a fault is never a megaphone
    }
  }
  BOOST_TEST(stage.dispatcher.asks().empty());
  client.command("c-good");
  BOOST_TEST(client.hear("ANSWER").has_value());
}

BOOST_AUTO_TEST_CASE(a_frame_above_the_limit_ends_that_connection_and_no_other) {
  Stage stage;
  Client abuser(*stage.broker, stage.zjw);
  Client other(*stage.broker, stage.swj);
  other.command("c-1");
  BOOST_REQUIRE(other.hear("ANSWER").has_value());
  abuser.say({"shao1", "COMMAND", jurisdiction, "c-big", std::string(2 << 20, 'x')});
  BOOST_TEST(abuser.silent("ANSWER", 300ms));
  other.command("c-2");
  BOOST_TEST(other.hear("ANSWER").has_value());
  for (const link::Ask& ask : stage.dispatcher.asks()) BOOST_TEST(ask.id != "c-big");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_zeromq_disturb_nobody) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  send_raw(stage.broker->endpoint(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  send_raw(stage.broker->endpoint(), std::string(100'000, '\xff'));
  // A ZMTP 3 greeting that claims CURVE, then a command frame of 2^62 bytes.
  std::string greeting("\xff\0\0\0\0\0\0\0\x01\x7f\x03\0CURVE", 17);
  greeting.resize(64, '\0');
  send_raw(stage.broker->endpoint(), greeting + std::string("\x06\x40\0\0\0\0\0\0\0", 9));
  client.command("c-1");
  BOOST_TEST(client.hear("ANSWER").has_value());
}

BOOST_AUTO_TEST_CASE(who_sends_too_fast_is_told_so_and_others_are_served) {
  Stage stage([](broker::Options& options) {
    options.limits.messages_per_second = 20;
    options.limits.messages_at_once = 50;
  });
  Client fast(*stage.broker, stage.zjw);
  Client other(*stage.broker, stage.swj);
  for (int i = 0; i < 200; ++i) fast.command("c-" + std::to_string(i));
  int answered = 0;
  int refused = 0;
  while (answered + refused < 200) {
    const auto message = fast.hear();
    BOOST_REQUIRE(message.has_value());
    if ((*message)[1] == "ANSWER") {
      ++answered;
    } else {
      BOOST_TEST(error_of(message) == "too_fast");
      BOOST_TEST((*message)[2].starts_with("c-"));
      ++refused;
    }
  }
  BOOST_TEST(answered >= 50);
  BOOST_TEST(answered <= 70);
  other.command("c-1");
  BOOST_TEST(other.hear("ANSWER").has_value());
  std::this_thread::sleep_for(200ms);  // four tokens
  fast.command("c-later");
  BOOST_TEST(fast.hear("ANSWER").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
