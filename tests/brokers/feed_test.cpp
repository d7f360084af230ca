// The feed over real sockets: who sees what, and that everybody sees it once, in order, whatever
// happens on the way.
#include <boost/test/unit_test.hpp>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/brokers/support.hpp"

using namespace shao;
using namespace shao::test;

namespace {

std::vector<std::string> column(const std::vector<Frames>& events, std::size_t frame) {
  std::vector<std::string> values;
  for (const Frames& event : events) values.push_back(event[frame]);
  return values;
}

std::vector<std::string> numbers(int from, int to) {
  std::vector<std::string> all;
  for (int n = from; n <= to; ++n) all.push_back(std::to_string(n));
  return all;
}

/// Each event names the one before it, the first the position followed from.
void check_chain(const std::vector<Frames>& events, const std::string& from) {
  std::string last = from;
  for (const Frames& event : events) {
    BOOST_TEST(event[3] == last);
    last = event[2];
  }
}

link::Event event_with_view(const std::string& position) {
  link::Event event = plain_event(position, 1, {"SWJ", "ZJW"});
  event.audience.full = {core::OfficeId("ZJW")};
  event.audience.enter = {core::OfficeId("SWJ"), core::OfficeId("ZJW")};
  event.audience.enter_all = true;
  event.body = R"({"event":"dispatched","n":1})";
  event.view = R"({"reporter":{"name":"张三丰","phone":"13812341234"},"whistle":"W1"})";
  return event;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(feed_suite)

BOOST_AUTO_TEST_CASE(an_office_sees_its_own_events_and_the_centre_all) {
  Stage stage;
  Client zjw(*stage.broker, stage.zjw);
  Client swj(*stage.broker, stage.swj);
  Client centre(*stage.broker, stage.zhzx);
  for (Client* client : {&zjw, &swj, &centre}) client->follow("begin");
  stage.dispatcher.add({"ZJW"});
  stage.dispatcher.add({"CGW"});
  stage.dispatcher.add({"ZJW", "SWJ"});
  stage.dispatcher.add({});
  const auto seen_by_zjw = zjw.events(2);
  const auto seen_by_swj = swj.events(1);
  const auto seen_by_centre = centre.events(4);
  BOOST_TEST(column(seen_by_zjw, 2) == (std::vector<std::string>{"1-n1-1", "1-n1-3"}),
             boost::test_tools::per_element());
  BOOST_TEST(column(seen_by_swj, 2) == std::vector<std::string>{"1-n1-3"},
             boost::test_tools::per_element());
  BOOST_TEST(seen_by_centre.size() == 4u);
  check_chain(seen_by_zjw, "begin");
  check_chain(seen_by_swj, "begin");
  check_chain(seen_by_centre, "begin");
  BOOST_TEST(zjw.silent("EVENT", 100ms));
  BOOST_TEST(swj.silent("EVENT", 100ms));
}

BOOST_AUTO_TEST_CASE(the_view_comes_with_the_event_that_enters_masked_for_all_but_the_assigned) {
  Stage stage;
  Client zjw(*stage.broker, stage.zjw);
  Client swj(*stage.broker, stage.swj);
  Client centre(*stage.broker, stage.zhzx);
  for (Client* client : {&zjw, &swj, &centre}) client->follow("begin");
  stage.dispatcher.add_event(event_with_view(stage.dispatcher.next_position()));
  const auto reporter_for = [](Client& client) {
    const auto events = client.events(1);
    BOOST_REQUIRE(events.size() == 1u);
    const auto body = nlohmann::json::parse(events[0][4]);
    BOOST_TEST(body["event"] == "dispatched");
    BOOST_TEST(body["view"]["whistle"] == "W1");
    return body["view"]["reporter"]["name"].get<std::string>() + " " +
           body["view"]["reporter"]["phone"].get<std::string>();
  };
  BOOST_TEST(reporter_for(zjw) == "张三丰 13812341234");
  BOOST_TEST(reporter_for(swj) == "张** 138****1234");
  BOOST_TEST(reporter_for(centre) == "张** 138****1234");

  // The same over HISTORY, and an office that sees but does not enter gets no view.
  link::Event event = event_with_view(stage.dispatcher.next_position());
  event.audience.enter = {core::OfficeId("ZJW")};
  event.audience.enter_all = false;
  stage.dispatcher.add_event(event, true);
  BOOST_TEST(reporter_for(zjw) == "张三丰 13812341234");
  for (Client* client : {&swj, &centre}) {
    const auto events = client->events(1);
    BOOST_REQUIRE(events.size() == 1u);
    BOOST_TEST(!nlohmann::json::parse(events[0][4]).contains("view"));
  }
}

BOOST_AUTO_TEST_CASE(a_resumed_follow_gets_each_event_once_with_the_right_prev) {
  Stage stage;
  for (int i = 0; i < 30; ++i) stage.dispatcher.add({i % 3 == 0 ? "SWJ" : "ZJW"});
  std::vector<std::string> all;
  std::string position = "begin";
  for (const std::size_t part : {3u, 7u, 10u}) {
    Client client(*stage.broker, stage.zjw);  // cut off after each part
    client.follow(position);
    const auto events = client.events(part);
    BOOST_REQUIRE(events.size() == part);
    check_chain(events, position);
    for (const Frames& event : events) all.push_back(event[2]);
    position = all.back();
  }
  BOOST_TEST(all.size() == 20u);
  std::vector<std::string> expected;
  for (int n = 1; n <= 30; ++n)
    if ((n - 1) % 3 != 0) expected.push_back("1-n1-" + std::to_string(n));
  BOOST_TEST(all == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_complete_tells_an_idle_follower_how_far_it_has_everything) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  client.follow("now");
  auto complete = client.hear("COMPLETE");
  BOOST_REQUIRE(complete.has_value());
  BOOST_TEST((*complete)[2] == "begin");
  stage.dispatcher.add({"SWJ"});
  stage.dispatcher.add({"SWJ"});
  BOOST_REQUIRE(eventually([&] {
    complete = client.hear("COMPLETE", 1s);
    return complete && (*complete)[2] == "1-n1-2";
  }));
  BOOST_TEST((*complete)[3] == "begin");         // none of them was for this office
  BOOST_TEST(client.silent("COMPLETE", 700ms));  // nothing moved
  client.follow("1-n1-2");
  BOOST_REQUIRE(client.hear("COMPLETE").has_value());  // it follows from there now
  stage.dispatcher.add({"ZJW"});
  const auto events = client.events(1);
  BOOST_REQUIRE(events.size() == 1u);
  BOOST_TEST(events[0][3] == "1-n1-2");  // the FOLLOW position
}

BOOST_AUTO_TEST_CASE(no_more_events_come_than_there_is_credit) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  for (int i = 0; i < 20; ++i) stage.dispatcher.add({"ZJW"});
  client.follow("begin", 3);
  auto events = client.events(4, 300ms);
  BOOST_TEST(events.size() == 3u);
  client.say({"shao1", "CREDIT", "2"});
  BOOST_TEST(client.events(3, 300ms).size() == 2u);
  client.say({"shao1", "CREDIT", "100"});
  events = client.events(15);
  BOOST_REQUIRE(events.size() == 15u);
  BOOST_TEST(events[0][3] == "1-n1-5");
  client.say({"shao1", "UNFOLLOW"});
  stage.dispatcher.add({"ZJW"});
  BOOST_TEST(client.silent("EVENT"));
}

BOOST_AUTO_TEST_CASE(a_new_follow_replaces_the_one_before) {
  Stage stage;
  for (int i = 0; i < 5; ++i) stage.dispatcher.add({"ZJW"});
  Client client(*stage.broker, stage.zjw);
  client.follow("begin");
  BOOST_REQUIRE(client.events(5).size() == 5u);
  client.follow("1-n1-3");
  BOOST_TEST(column(client.events(2), 2) == (std::vector<std::string>{"1-n1-4", "1-n1-5"}),
             boost::test_tools::per_element());
  stage.dispatcher.add({"ZJW"});
  BOOST_TEST(client.events(2, 500ms).size() == 1u);  // one cursor, not two
}

BOOST_AUTO_TEST_CASE(events_lost_between_dispatcher_and_broker_are_fetched_before_later_ones) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  client.follow("begin", 10'000);
  int n = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 5; ++i, ++n) stage.dispatcher.add({"ZJW"});
    for (int i = 0; i < round * 90; ++i, ++n) stage.dispatcher.add({"ZJW"}, true);
  }
  const auto events = client.events(static_cast<std::size_t>(n), 20s);
  std::vector<std::string> got;
  for (const Frames& event : events) got.push_back(event[2].substr(5));
  BOOST_TEST(got == numbers(1, n), boost::test_tools::per_element());
  check_chain(events, "begin");
  BOOST_TEST(stage.dispatcher.histories_served() > 0u);
  BOOST_TEST(client.silent("EVENT", 200ms));
}

BOOST_AUTO_TEST_CASE(a_dispatcher_too_busy_to_answer_in_time_is_waited_for_longer) {
  const auto key = wire::new_key_pair().public_key;
  broker::Identity identity;
  identity.learn({"shunyi", "", "p1", {{key, core::OfficeId("ZJW"), {core::Role::dept_liaison}}}});
  struct Late {
    link::AskHistory question;
    broker::Feed::Time at;
  };
  std::deque<Late> late;
  std::vector<std::string> sent;
  broker::Feed::Time now{};
  broker::Feed feed("shunyi", identity,
                    {[&](const std::string&, const Frames& frames) {
                       if (frames[1] == "EVENT") sent.push_back(frames[2]);
                       return wire::Sent::yes;
                     },
                     [&](const link::AskHistory& question) {
                       // One after the other, each five seconds after the one before.
                       const auto from = late.empty() ? now : late.back().at;
                       late.push_back({question, from + 5s});
                       return true;
                     }},
                    100);
  link::Announcement announcement;
  announcement.epoch = 1;
  announcement.nonce = "n1";
  announcement.position = "0-0-0";
  feed.announced(announcement);
  feed.follow("client", key, {"shunyi", "now", 100});
  feed.pump(now);
  feed.published(plain_event("1-n1-1", 1, {"ZJW"}));
  for (; now < broker::Feed::Time{} + 60s && sent.empty(); now += 100ms) {
    feed.pump(now);
    while (!late.empty() && late.front().at <= now) {
      const auto& question = late.front().question;
      feed.history({question.jurisdiction,
                    question.ref,
                    link::Found::here,
                    "1-n1-1",
                    {plain_event("1-n1-1", 1, {"ZJW"})}},
                   now);
      late.pop_front();
    }
  }
  BOOST_TEST(sent == std::vector<std::string>{"1-n1-1"}, boost::test_tools::per_element());
}

/// A feed without sockets: a journal of our own answers it, and what is sent is noted.
struct Desk {
  explicit Desk(int events) {
    identity.learn(
        {"shunyi", "", "p1", {{key, core::OfficeId("ZJW"), {core::Role::dept_liaison}}}});
    grow(events);
    announce();
  }
  void grow(int to) {
    for (int n = static_cast<int>(journal.size()) + 1; n <= to; ++n)
      journal.push_back(term + std::to_string(n));
  }
  /// The leader of a new term, whose copy of the journal ended earlier.
  void lead_from(int number, const std::string& new_term) {
    journal.resize(static_cast<std::size_t>(number));
    term = new_term;
    grow(number + 1);
    feed.leader_changed();
    announce();
  }
  void announce() {
    link::Announcement announcement;
    announcement.position = journal.back();
    feed.announced(announcement);
  }
  void follow(const std::string& client, const std::string& position) {
    feed.follow(client, key, {"shunyi", position, 10'000});
  }
  /// Until nothing is asked any more.
  void run() {
    for (int i = 0; i < 50; ++i, now += 50ms) {
      while (feed.pump(now)) {
      }
      for (const link::AskHistory& question : std::exchange(questions, {})) answer(question);
    }
  }
  void answer(const link::AskHistory& question) {
    ++answered;
    std::size_t from = question.position == "begin" ? 0 : journal.size();
    for (std::size_t i = 0; i < journal.size(); ++i)
      if (journal[i] == question.position) from = i + 1;
    link::History page{question.jurisdiction, question.ref, link::Found::here, "begin", {}};
    const auto asked = broker::position_of(question.position)->number;
    if (from == journal.size() && question.position != journal.back()) {
      page.found = link::Found::rewound;
      page.position = journal[static_cast<std::size_t>(std::min(asked - 1, fork)) - 1];
    } else {
      page.position = journal.back();
      for (; from < journal.size() && page.events.size() < question.limit; ++from)
        page.events.push_back(plain_event(journal[from], static_cast<int>(from) + 1, {"ZJW"}));
    }
    feed.history(std::move(page), now);
  }

  wire::KeyPair pair = wire::new_key_pair();
  std::string key = pair.public_key;
  broker::Identity identity;
  std::string term = "1-n1-";
  std::vector<std::string> journal;
  core::EventNumber fork = 0;
  std::vector<link::AskHistory> questions;
  int answered = 0;
  std::map<std::string, std::vector<std::string>> sent;  // positions and verbs of ends, by client
  broker::Feed::Time now{};
  broker::Feed feed{"shunyi",
                    identity,
                    {[this](const std::string& client, const Frames& frames) {
                       if (frames[1] == "EVENT") sent[client].push_back(frames[2]);
                       if (frames[1] == "REWOUND") sent[client].push_back("REWOUND " + frames[2]);
                       return wire::Sent::yes;
                     },
                     [this](const link::AskHistory& question) {
                       questions.push_back(question);
                       return true;
                     }},
                    100};
};

std::vector<std::string> after(const std::vector<std::string>& journal, std::size_t number) {
  return {journal.begin() + static_cast<std::ptrdiff_t>(number), journal.end()};
}

BOOST_AUTO_TEST_CASE(what_many_wait_for_is_asked_of_the_leader_once) {
  // A broker that was started again: its ring is empty, a hundred offices come back at once.
  Desk desk(400);
  for (std::size_t i = 0; i < 100; ++i)
    desk.follow("office " + std::to_string(i), desk.journal[250 + i]);
  desk.run();
  BOOST_TEST(desk.answered <= 2);
  for (std::size_t i = 0; i < 100; ++i)
    BOOST_TEST(desk.sent["office " + std::to_string(i)] == after(desk.journal, 251 + i),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(whoever_has_left_the_journal_is_told_whatever_the_others_ask_for) {
  Desk desk(60);
  desk.fork = 50;
  desk.follow("office", "1-n1-40");
  desk.follow("of a lost term", "1-lost-55");
  desk.run();
  BOOST_TEST(desk.sent["office"] == after(desk.journal, 40), boost::test_tools::per_element());
  BOOST_TEST(desk.sent["of a lost term"] == std::vector<std::string>{"REWOUND 1-n1-50"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_read_from_a_leader_that_leads_no_more_is_read_anew) {
  Desk desk(60);
  desk.follow("office", "1-n1-40");
  desk.run();
  desk.lead_from(50, "2-n2-");
  desk.fork = 50;
  desk.follow("later", "1-n1-50");
  desk.run();
  BOOST_TEST(desk.sent["later"] == std::vector<std::string>{"2-n2-51"},
             boost::test_tools::per_element());
  BOOST_TEST(desk.sent["office"].back() == "REWOUND 1-n1-50");
}

BOOST_AUTO_TEST_CASE(what_the_ring_no_longer_holds_comes_from_the_journal) {
  Stage stage([](broker::Options& options) { options.limits.ring_capacity = 16; });
  for (int i = 0; i < 1500; ++i) stage.dispatcher.add({i % 5 == 0 ? "ZJW" : "SWJ"});
  Client client(*stage.broker, stage.zjw);
  client.follow("begin", 20);
  auto events = client.events(20);
  BOOST_REQUIRE(events.size() == 20u);
  client.say({"shao1", "CREDIT", "1000"});
  for (const Frames& event : client.events(280)) events.push_back(event);
  BOOST_REQUIRE(events.size() == 300u);
  check_chain(events, "begin");
  BOOST_TEST(events.back()[2] == "1-n1-1496");
  stage.dispatcher.add({"ZJW"});
  const auto live = client.events(1);
  BOOST_REQUIRE(live.size() == 1u);
  BOOST_TEST(live[0][3] == "1-n1-1496");
}

BOOST_AUTO_TEST_CASE(a_change_of_leader_loses_and_repeats_nothing) {
  Stage stage;
  Client client(*stage.broker, stage.zjw);
  client.follow("begin", 10'000);
  for (int i = 0; i < 50; ++i) stage.dispatcher.add({"ZJW"});
  for (std::uint64_t epoch = 2; epoch <= 5; ++epoch) {
    for (int i = 0; i < 3; ++i) stage.dispatcher.add({"ZJW"}, true);  // the old leader's last words
    stage.dispatcher.lead(epoch, "n" + std::to_string(epoch));
    for (int i = 0; i < 47; ++i) stage.dispatcher.add({"ZJW"});
  }
  const auto events = client.events(250, 10s);
  BOOST_REQUIRE(events.size() == 250u);
  check_chain(events, "begin");
  BOOST_TEST(events.back()[2] == "5-n5-250");
  BOOST_TEST(client.silent("EVENT", 200ms));
  BOOST_TEST(client.silent("REWOUND", 100ms));
}

BOOST_AUTO_TEST_CASE(a_position_that_is_not_on_the_journal_is_answered_with_the_fork) {
  Stage stage;
  for (int i = 0; i < 10; ++i) stage.dispatcher.add({"ZJW"});
  Client live(*stage.broker, stage.zjw);
  Client early(*stage.broker, stage.swj);
  live.follow("begin");
  early.follow("1-n1-5");
  BOOST_REQUIRE(live.events(10).size() == 10u);
  BOOST_REQUIRE(early.hear("COMPLETE").has_value());
  // A lagging copy took over: it never had 8 to 10.
  stage.dispatcher.rewind(7);
  stage.dispatcher.lead(2, "n2");
  stage.dispatcher.add({"ZJW"});
  const auto rewound = live.hear("REWOUND");
  BOOST_REQUIRE(rewound.has_value());
  BOOST_TEST((*rewound)[2] == "1-n1-7");
  live.follow((*rewound)[2]);
  const auto events = live.events(1);
  BOOST_REQUIRE(events.size() == 1u);
  BOOST_TEST(events[0][2] == "2-n2-8");
  BOOST_TEST(events[0][3] == "1-n1-7");
  // An old position that comes later is found out as well.
  Client late(*stage.broker, stage.zjw);
  late.follow("1-n1-9");
  const auto told = late.hear("REWOUND");
  BOOST_REQUIRE(told.has_value());
  BOOST_TEST((*told)[2] == "1-n1-7");
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_delays_nobody_and_misses_nothing) {
  Stage stage;
  constexpr int count = 12'000;
  Client slow(*stage.broker, stage.zjw);
  Client quick(*stage.broker, stage.swj);
  slow.follow("begin", 100'000);
  quick.follow("begin", 100'000);
  const std::string padding(2000, 'x');
  for (int i = 1; i <= count; ++i) {
    auto event = plain_event(stage.dispatcher.next_position(), 0, {"SWJ", "ZJW"});
    event.body = R"({"n":)" + std::to_string(i) + R"(,"text":")" + padding + "\"}";
    stage.dispatcher.add_event(std::move(event));
  }
  const auto seen = quick.events(count, 30s);
  BOOST_TEST(seen.size() == static_cast<std::size_t>(count));
  const auto later = slow.events(count, 30s);
  BOOST_TEST(later.size() == static_cast<std::size_t>(count));
  check_chain(later, "begin");
}

BOOST_AUTO_TEST_SUITE_END()
