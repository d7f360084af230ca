// Commands on their way: sent again until answered, across crashes, silences and terms.
#include "clients/lib/client.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "tests/clients/fake_broker.hpp"
#include "tests/clients/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

const Json ack{{"do", "ack"}, {"whistle", "W1"}};

struct ClientFixture {
  FakeBroker broker;
  zmq::context_t context{1};

  Client open(const std::filesystem::path& outbox = {}) {
    auto client = Client::open(context, broker.settings(outbox));
    BOOST_REQUIRE_MESSAGE(client.has_value(), (client ? "" : client.error()));
    return std::move(*client);
  }
};

/// Makes the broker's term known to the client.
void learn_term(Conversation& talk) {
  BOOST_REQUIRE(talk.until([&] { return talk.client.leader_clock().has_value(); }));
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_command_goes_out_as_the_protocol_says_and_its_answer_comes_back,
                        ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  BOOST_TEST(client.send("ack:W1", ack));
  const auto heard = talk.next("COMMAND");
  const std::string made_at = heard.body().at("made_at").dump();
  BOOST_TEST(
      heard.rest == (wire::Frames{"shunyi", "ack:W1",
                                  R"({"do":"ack","made_at":)" + made_at + R"(,"whistle":"W1"})"}),
      boost::test_tools::per_element());
  broker.accept(heard, "1-n1-5");
  BOOST_REQUIRE(talk.until([&] { return !talk.news.empty(); }));
  const auto answers = talk.told<client::Answered>();
  BOOST_REQUIRE_EQUAL(answers.size(), 1u);
  BOOST_TEST(answers[0].id == "ack:W1");
  BOOST_TEST(answers[0].body["ok"] == true);
  BOOST_TEST(!answers[0].taken_back);
  BOOST_TEST(client.waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_command_is_on_the_disk_before_it_is_sent, ClientFixture) {
  const TempFolder folder;
  Client client = open(folder.path());
  Conversation talk{client, broker};
  client.send("ack:W1", ack);
  talk.next("COMMAND");
  BOOST_TEST(read_text(folder / "outbox.jsonl").find("ack:W1") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_command_outlives_its_client_and_goes_out_again_with_the_same_id,
                        ClientFixture) {
  const TempFolder folder;
  const client::Settings settings = broker.settings(folder.path());
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    // A context of its own: ZeroMQ's threads do not cross a fork.
    auto own = std::make_unique<zmq::context_t>(1);
    auto client = Client::open(*own, settings);
    if (!client || !client->send("ack:W1", ack)) ::_exit(1);
    for (;;)
      if (!client->wait(10ms)) ::_exit(2);
  }
  FakeBroker::Heard first;
  const auto end = client::Steady::now() + 10s;
  while (first.verb != "COMMAND" && client::Steady::now() < end)
    for (auto& one : broker.hear())
      if (one.verb == "COMMAND") first = one;
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_REQUIRE(WIFSIGNALED(status));
  BOOST_REQUIRE_EQUAL(first.id(), "ack:W1");  // sent, and never answered

  Client client = open(folder.path());
  BOOST_TEST(client.waiting() == 1u);
  Conversation talk{client, broker};
  const auto again = talk.next("COMMAND");
  BOOST_TEST(again.rest == first.rest, boost::test_tools::per_element());
  broker.accept(again, "1-n1-5");
  BOOST_TEST(talk.until([&] { return client.waiting() == 0; }));
}

BOOST_FIXTURE_TEST_CASE(a_command_says_when_it_was_given_however_often_it_is_sent, ClientFixture) {
  const TempFolder folder;
  const auto milliseconds = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               client::WallClock::now().time_since_epoch())
        .count();
  };
  const auto before = milliseconds();
  Json stamp;
  {
    Client client = open(folder.path());
    Conversation talk{client, broker};
    client.send("ack:W1", ack);
    stamp = talk.next("COMMAND").body().at("made_at");
    BOOST_TEST(stamp.get<std::int64_t>() >= before);
    BOOST_TEST(stamp.get<std::int64_t>() <= milliseconds());
    BOOST_TEST(talk.next("COMMAND").body().at("made_at") == stamp);  // not answered: sent again
  }
  Client client = open(folder.path());
  Conversation talk{client, broker};
  BOOST_TEST(talk.next("COMMAND").body().at("made_at") == stamp);
  // Put again, by somebody who was not sure: the same command.
  BOOST_TEST(client.send("ack:W1", ack));
  BOOST_TEST(talk.next("COMMAND").body().at("made_at") == stamp);
  BOOST_TEST(!client.send("ack:W1", {{"do", "ack"}, {"whistle", "W2"}}));
}

BOOST_FIXTURE_TEST_CASE(an_answered_command_is_not_sent_after_a_restart, ClientFixture) {
  const TempFolder folder;
  {
    Client client = open(folder.path());
    Conversation talk{client, broker};
    client.send("accepted", ack);
    broker.accept(talk.next("COMMAND"), "1-n1-5");
    client.send("refused", ack);
    broker.refuse(talk.next("COMMAND"));
    BOOST_REQUIRE(talk.until([&] { return talk.news.size() == 2; }));
  }
  Client client = open(folder.path());
  Conversation talk{client, broker};
  learn_term(talk);
  talk.go_on(300ms);
  BOOST_TEST(talk.count("COMMAND") == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_command_without_an_answer_is_sent_again, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  client.send("ack:W1", ack);
  const auto first = talk.next("COMMAND");
  const auto second = talk.next("COMMAND");
  BOOST_TEST(second.rest == first.rest, boost::test_tools::per_element());
  // Both are answered; the client tells once.
  broker.accept(first, "1-n1-5");
  broker.accept(second, "1-n1-5", false);
  talk.go_on(200ms);
  BOOST_TEST(talk.told<client::Answered>().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(no_leader_and_too_fast_mean_again_a_little_later, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  client.send("ack:W1", ack);
  for (const char* error : {"no_leader", "too_fast", "no_leader", "unknown_jurisdiction"})
    broker.error(talk.next("COMMAND"), error);
  broker.accept(talk.next("COMMAND"), "1-n1-5");
  BOOST_REQUIRE(talk.until([&] { return !talk.news.empty(); }));
  BOOST_TEST(talk.told<client::Answered>().size() == 1u);
  BOOST_TEST(talk.told<client::Failed>().empty());
}

BOOST_FIXTURE_TEST_CASE(a_body_that_cannot_be_read_is_told_and_dropped, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  client.send("ack:W1", ack);
  broker.error(talk.next("COMMAND"), "bad_body");
  BOOST_REQUIRE(talk.until([&] { return !talk.news.empty(); }));
  const auto failed = talk.told<client::Failed>();
  BOOST_REQUIRE_EQUAL(failed.size(), 1u);
  BOOST_TEST(failed[0].id == "ack:W1");
  BOOST_TEST(!failed[0].kept);
  BOOST_TEST(client.waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_revoked_key_is_told_once_and_keeps_the_command, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  client.send("ack:W1", ack);
  broker.error(talk.next("COMMAND"), "key_revoked");
  broker.error(talk.next("COMMAND"), "key_revoked");  // it tried again by itself
  talk.go_on(200ms);
  const auto failed = talk.told<client::Failed>();
  BOOST_REQUIRE_EQUAL(failed.size(), 1u);
  BOOST_TEST(failed[0].kept);
  BOOST_TEST(client.waiting() == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_unanswered_question_is_asked_again_but_not_kept, ClientFixture) {
  const TempFolder folder;
  {
    Client client = open(folder.path());
    Conversation talk{client, broker};
    client.ask("q1", {{"ask", "status"}});
    talk.next("QUERY");
    const auto again = talk.next("QUERY");
    BOOST_TEST(again.id() == "q1");
  }
  Client client = open(folder.path());
  Conversation talk{client, broker};
  learn_term(talk);
  BOOST_TEST(talk.count("QUERY") == 0u);
}

BOOST_FIXTURE_TEST_CASE(accepted_commands_are_offered_again_when_the_term_changes, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  learn_term(talk);
  client.send("a", ack);
  broker.accept(talk.next("COMMAND"), "1-n1-5");
  client.send("b", {{"do", "ack"}, {"whistle", "W2"}});
  broker.refuse(talk.next("COMMAND"));
  BOOST_REQUIRE(talk.until([&] { return talk.news.size() == 2; }));
  talk.news.clear();

  broker.lead(2, "n2");
  const auto again = talk.next("COMMAND");
  BOOST_TEST(again.id() == "a");
  broker.accept(again, "1-n1-5", false);  // it survived: its first answer
  // Refused ones are not offered, a known answer is not told again, and once is enough: the
  // repeated answer names the old term, which is no change of term.
  talk.go_on(2500ms);
  BOOST_TEST(talk.count("COMMAND") == 0u);
  BOOST_TEST(talk.told<client::Answered>().empty());
  const auto terms = talk.told<client::TermChanged>();
  BOOST_REQUIRE_EQUAL(terms.size(), 1u);
  BOOST_TEST(terms[0].term == "2-n2");
}

BOOST_FIXTURE_TEST_CASE(the_same_epoch_with_another_nonce_is_another_term, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  learn_term(talk);
  client.send("a", ack);
  broker.accept(talk.next("COMMAND"), "1-n1-5");
  broker.lead(1, "other");
  BOOST_TEST(talk.next("COMMAND").id() == "a");
}

BOOST_FIXTURE_TEST_CASE(a_term_that_changed_while_the_client_was_away_is_noticed, ClientFixture) {
  const TempFolder folder;
  {
    Client client = open(folder.path());
    Conversation talk{client, broker};
    client.send("a", ack);
    broker.accept(talk.next("COMMAND"), "1-n1-5");
    BOOST_REQUIRE(talk.until([&] { return client.waiting() == 0; }));
  }
  broker.lead(2, "n2");
  Client client = open(folder.path());
  Conversation talk{client, broker};
  BOOST_TEST(talk.next("COMMAND").id() == "a");
}

BOOST_FIXTURE_TEST_CASE(an_accepted_command_that_was_lost_and_is_refused_now_is_told,
                        ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  learn_term(talk);
  client.send("a", ack);
  broker.accept(talk.next("COMMAND"), "1-n1-5");
  BOOST_REQUIRE(talk.until([&] { return client.waiting() == 0; }));
  talk.news.clear();
  broker.lead(2, "n2");
  broker.refuse(talk.next("COMMAND"));
  BOOST_REQUIRE(talk.until([&] { return !talk.told<client::Answered>().empty(); }));
  BOOST_TEST(talk.told<client::Answered>()[0].taken_back);
}

BOOST_AUTO_TEST_CASE(after_some_silence_the_next_broker_is_tried_and_gets_what_is_under_way) {
  FakeBroker first;
  FakeBroker second(first.keys());
  zmq::context_t context{1};
  auto client = Client::open(context, first.settings({}, {&second}));
  BOOST_REQUIRE(client.has_value());
  Conversation with_first{*client, first};
  client->send("ack:W1", ack);
  with_first.next("COMMAND");
  first.fall_silent();
  Conversation with_second{*client, second};
  BOOST_REQUIRE(with_second.until(
      [&] {
        first.hear();
        return with_second.count("COMMAND") > 0;
      },
      15s));
  second.accept(with_second.next("COMMAND"), "1-n1-5");
  BOOST_TEST(with_second.until([&] { return client->waiting() == 0; }));
  BOOST_TEST(client->silent_brokers() == 0);
}

BOOST_FIXTURE_TEST_CASE(an_answer_nested_too_deep_is_no_answer_and_harms_nobody, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  client.send("ack:W1", ack);
  const auto heard = talk.next("COMMAND");
  constexpr std::size_t levels = 400'000;
  broker.say(heard.from,
             {"shao1", "ANSWER", "ack:W1",
              R"({"ok":true,"a":)" + std::string(levels, '[') + std::string(levels, ']') + "}"});
  broker.say(heard.from, {"shao1", "EVENT", "1-n1-1", "begin", std::string(levels, '[')});
  talk.go_on(300ms);
  BOOST_TEST(client.waiting() == 1u);
  broker.accept(heard, "1-n1-5");
  BOOST_TEST(talk.until([&] { return client.waiting() == 0; }));
}

BOOST_FIXTURE_TEST_CASE(a_leader_whose_clock_cannot_be_right_is_not_believed, ClientFixture) {
  Client client = open();
  Conversation talk{client, broker};
  client.send("ack:W1", ack);
  const auto heard = talk.next("COMMAND");
  learn_term(talk);
  const auto clock = client.leader_clock()->at;
  for (const char* now : {"1e300", "-5", "9223372036854775807", "\"noon\""}) {
    broker.say(heard.from, {"shao1", "PONG",
                            std::string(R"({"leaders":{"shunyi":{"epoch":9,"nonce":"x","now":)") +
                                now + R"(,"clock_speed":1.0}},"following":null})"});
    talk.go_on(50ms);
  }
  BOOST_TEST((client.leader_clock()->at == clock));
  BOOST_TEST(talk.told<client::TermChanged>().empty());
}
