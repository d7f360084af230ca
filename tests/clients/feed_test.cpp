// The feed without gaps: prev, credit, COMPLETE, REWOUND, lost cursors.
#include "clients/lib/feed.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/clients/fake_broker.hpp"

using namespace shao;
using namespace shao::test;
using client::CaughtUp;
using client::Feed;
using client::FeedEvent;
using client::Rewound;

namespace {

const auto start = Feed::Clock::time_point{} + 1h;

std::string position(std::uint64_t number, const std::string& term = "1-n1") {
  return number == 0 ? "begin" : term + "-" + std::to_string(number);
}

wire::Frames event(std::uint64_t number, std::uint64_t prev, const std::string& term = "1-n1") {
  return {"shao1", "EVENT", position(number, term), position(prev, term),
          "{\"n\":" + std::to_string(number) + "}"};
}

/// The numbers of the events that `feed` lets through.
std::vector<std::uint64_t> let_through(Feed& feed, const std::vector<wire::Frames>& messages) {
  std::vector<std::uint64_t> numbers;
  for (const auto& message : messages)
    for (const auto& one : feed.take(message))
      if (const auto* it = std::get_if<FeedEvent>(&one))
        numbers.push_back(it->body["n"].get<std::uint64_t>());
  return numbers;
}
using Numbers = std::vector<std::uint64_t>;

/// A feed that has sent its FOLLOW.
Feed following(const std::string& position) {
  Feed feed("shunyi", position);
  const auto sent = feed.to_send(start);
  BOOST_REQUIRE_EQUAL(sent.size(), 1u);
  BOOST_TEST(sent[0] == (wire::Frames{"shao1", "FOLLOW", "shunyi", position, "1000"}),
             boost::test_tools::per_element());
  return feed;
}

}  // namespace

BOOST_AUTO_TEST_CASE(events_in_sequence_pass_each_once) {
  Feed feed = following("1-n1-40");
  BOOST_TEST(
      let_through(feed, {event(57, 40), event(61, 57), event(62, 61)}) == (Numbers{57, 61, 62}),
      boost::test_tools::per_element());
  BOOST_TEST(feed.position() == "1-n1-62");
  BOOST_TEST(feed.gaps() == 0u);
  BOOST_TEST(feed.to_send(start + 1h).empty());
}

BOOST_AUTO_TEST_CASE(a_gap_is_noticed_and_asked_for_from_what_is_held) {
  Feed feed = following("begin");
  BOOST_TEST(let_through(feed, {event(2, 0), event(9, 5), event(11, 9)}) == (Numbers{2}),
             boost::test_tools::per_element());
  BOOST_TEST(feed.gaps() == 1u);
  const auto sent = feed.to_send(start + 1s);
  BOOST_REQUIRE_EQUAL(sent.size(), 1u);
  BOOST_TEST(sent[0][1] == "FOLLOW");
  BOOST_TEST(sent[0][3] == "1-n1-2");
}

BOOST_AUTO_TEST_CASE(a_COMPLETE_does_not_make_it_forget_what_it_misses) {
  Feed feed = following("begin");
  let_through(feed, {event(2, 0), event(9, 5)});
  BOOST_TEST(feed.take({"shao1", "COMPLETE", "1-n1-20", "1-n1-9"}).empty());
  BOOST_TEST(feed.position() == "1-n1-2");
  // Not even after the FOLLOW: that may be the replaced feed's last word.
  feed.to_send(start + 1s);
  BOOST_TEST(feed.take({"shao1", "COMPLETE", "1-n1-21", "1-n1-9"}).empty());
  BOOST_TEST(let_through(feed, {event(5, 2), event(9, 5)}) == (Numbers{5, 9}),
             boost::test_tools::per_element());
  BOOST_TEST(feed.take({"shao1", "COMPLETE", "1-n1-21", "1-n1-9"}).size() == 1u);
  BOOST_TEST(feed.position() == "1-n1-21");
}

BOOST_AUTO_TEST_CASE(a_COMPLETE_after_an_event_that_never_came_is_a_gap) {
  Feed feed = following("begin");
  let_through(feed, {event(2, 0)});
  BOOST_TEST(feed.take({"shao1", "COMPLETE", "1-n1-20", "1-n1-9"}).empty());
  BOOST_TEST(feed.position() == "1-n1-2");
  BOOST_TEST(feed.gaps() == 1u);
  const auto sent = feed.to_send(start + 1s);
  BOOST_REQUIRE_EQUAL(sent.size(), 1u);
  BOOST_TEST(sent[0][3] == "1-n1-2");
}

BOOST_AUTO_TEST_CASE(stragglers_of_a_replaced_feed_are_no_new_gap) {
  Feed feed = following("begin");
  let_through(feed, {event(2, 0), event(9, 5)});
  BOOST_TEST(feed.to_send(start + 1s).size() == 1u);
  BOOST_TEST(let_through(feed, {event(11, 9), event(12, 11)}).empty());
  BOOST_TEST(feed.to_send(start + 1100ms).empty());  // not at once
  BOOST_TEST(let_through(feed, {event(5, 2), event(9, 5), event(11, 9), event(12, 11)}) ==
                 (Numbers{5, 9, 11, 12}),
             boost::test_tools::per_element());
  BOOST_TEST(feed.to_send(start + 1min).empty());
}

BOOST_AUTO_TEST_CASE(an_event_that_is_held_already_is_not_told_again) {
  Feed feed = following("begin");
  BOOST_TEST(let_through(feed, {event(2, 0), event(5, 2), event(2, 0), event(5, 2), event(6, 5)}) ==
                 (Numbers{2, 5, 6}),
             boost::test_tools::per_element());
  BOOST_TEST(feed.gaps() == 0u);
}

BOOST_AUTO_TEST_CASE(COMPLETE_moves_the_position_but_prev_counts_events) {
  Feed feed = following("1-n1-40");
  let_through(feed, {event(57, 40)});
  const auto news = feed.take({"shao1", "COMPLETE", "1-n1-70", "1-n1-57"});
  BOOST_REQUIRE_EQUAL(news.size(), 1u);
  BOOST_TEST(std::get<CaughtUp>(news[0]).position == "1-n1-70");
  BOOST_TEST(let_through(feed, {event(71, 57)}) == (Numbers{71}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(after_a_new_FOLLOW_the_first_event_names_its_position) {
  Feed feed = following("1-n1-40");
  let_through(feed, {event(57, 40)});
  feed.take({"shao1", "COMPLETE", "1-n1-70", "1-n1-57"});
  feed.reconnected();
  const auto sent = feed.to_send(start + 1s);
  BOOST_TEST(sent[0][3] == "1-n1-70");
  BOOST_TEST(let_through(feed, {event(71, 70)}) == (Numbers{71}), boost::test_tools::per_element());
  BOOST_TEST(feed.gaps() == 0u);
}

BOOST_AUTO_TEST_CASE(after_now_any_first_event_will_do) {
  Feed feed = following("now");
  BOOST_TEST(let_through(feed, {event(57, 40), event(61, 57), event(70, 65)}) == (Numbers{57, 61}),
             boost::test_tools::per_element());
  BOOST_TEST(feed.gaps() == 1u);
}

BOOST_AUTO_TEST_CASE(REWOUND_does_not_lead_past_what_is_still_missing) {
  Feed feed = following("begin");
  let_through(feed, {event(2, 0), event(9, 5)});  // 5 was lost
  const auto news = feed.take({"shao1", "REWOUND", "1-n1-7"});
  BOOST_TEST(std::get<Rewound>(news.at(0)).position == "1-n1-2");
  BOOST_TEST(feed.to_send(start + 1s).at(0)[3] == "1-n1-2");
}

BOOST_AUTO_TEST_CASE(an_event_of_another_journal_does_not_follow_by_its_number_alone) {
  Feed feed = following("16-a-250");
  let_through(feed, {event(269, 250, "16-a")});
  // The journal went back to 250 while an earlier FOLLOW was under way: nobody says REWOUND.
  auto next = event(270, 269, "19-b");
  BOOST_TEST(let_through(feed, {next}).empty());
  BOOST_TEST(feed.to_send(start + 1s).at(0)[3] == "16-a-269");
}

BOOST_AUTO_TEST_CASE(a_COMPLETE_before_what_is_held_asks_whether_that_is_on_the_journal) {
  Feed feed = following("16-a-250");
  let_through(feed, {event(269, 250, "16-a")});
  BOOST_TEST(feed.take({"shao1", "COMPLETE", "19-b-260", "19-b-260"}).empty());
  BOOST_TEST(feed.to_send(start + 1s).at(0)[3] == "16-a-269");
  // It was: what was heard was late.
  BOOST_TEST(feed.take({"shao1", "COMPLETE", "16-a-270", "16-a-269"}).size() == 1u);
  BOOST_TEST(feed.to_send(start + 1h).empty());
}

BOOST_AUTO_TEST_CASE(an_event_that_comes_late_does_not_make_it_forget_those_after_it) {
  Feed feed = following("begin");
  let_through(feed, {event(2, 0), event(6, 5), event(7, 6)});
  feed.to_send(start + 1s);
  BOOST_TEST(let_through(feed, {event(6, 5), event(5, 2)}) == (Numbers{5}),
             boost::test_tools::per_element());
  // Nothing more comes: what it asked for was lost.
  feed.heard_pong(true, start + 2s);
  BOOST_TEST(feed.to_send(start + 2s).empty());
  BOOST_TEST(feed.to_send(start + 6s).at(0)[3] == "1-n1-5");
  BOOST_TEST(let_through(feed, {event(6, 5), event(7, 6)}) == (Numbers{6, 7}),
             boost::test_tools::per_element());
  BOOST_TEST(feed.to_send(start + 1h).empty());
}

BOOST_AUTO_TEST_CASE(who_reads_PONGs_from_before_its_FOLLOW_asks_ever_more_seldom) {
  Feed feed = following("begin");
  int follows = 0;
  for (auto now = start; now < start + 5min; now += 1s) {
    feed.heard_pong(false, now);
    follows += static_cast<int>(feed.to_send(now).size());
  }
  BOOST_TEST(follows <= 9);  // 74 without
  BOOST_TEST(follows >= 5);  // and they may have been lost indeed
}

BOOST_AUTO_TEST_CASE(a_position_that_is_none_is_never_held) {
  Feed feed = following("1-n1-40");
  const wire::Frames wrong[] = {{"shao1", "EVENT", "here", "1-n1-40", "{}"},
                                {"shao1", "REWOUND", "now"},
                                {"shao1", "COMPLETE", "", "1-n1-40"}};
  for (const wire::Frames& message : wrong) {
    BOOST_TEST(feed.take(message).empty());
    BOOST_TEST(feed.position() == "1-n1-40");
  }
  BOOST_TEST(let_through(feed, {event(57, 40)}) == (Numbers{57}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(REWOUND_is_told_and_followed_from_the_fork) {
  Feed feed = following("2-77aa-93");
  const auto news = feed.take({"shao1", "REWOUND", "2-77aa-89"});
  BOOST_REQUIRE_EQUAL(news.size(), 1u);
  BOOST_TEST(std::get<Rewound>(news[0]).position == "2-77aa-89");
  const auto sent = feed.to_send(start + 10ms);
  BOOST_REQUIRE_EQUAL(sent.size(), 1u);
  BOOST_TEST(sent[0][3] == "2-77aa-89");
  BOOST_TEST(let_through(feed, {event(90, 89, "2-77aa")}) == (Numbers{90}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(credit_is_given_for_all_that_used_it_up) {
  Feed feed = following("begin");
  std::vector<wire::Frames> messages;
  for (std::uint64_t i = 1; i <= Feed::window / 2; ++i) messages.push_back(event(i, i - 1));
  messages.pop_back();
  let_through(feed, messages);
  BOOST_TEST(feed.to_send(start + 1s).empty());
  let_through(feed, {event(1, 0)});  // a repetition: of no use, but the broker counted it
  const auto sent = feed.to_send(start + 1s);
  BOOST_REQUIRE_EQUAL(sent.size(), 1u);
  BOOST_TEST(sent[0] == (wire::Frames{"shao1", "CREDIT", "500"}), boost::test_tools::per_element());
  BOOST_TEST(feed.to_send(start + 1s).empty());
}

BOOST_AUTO_TEST_CASE(a_lost_cursor_is_noticed_in_PONG_but_not_while_FOLLOW_is_on_its_way) {
  Feed feed = following("1-n1-40");
  feed.heard_pong(false, start + 1s);
  BOOST_TEST(feed.to_send(start + 1s).empty());
  feed.heard_pong(true, start + 5s);
  BOOST_TEST(feed.to_send(start + 5s).empty());
  feed.heard_pong(false, start + 6s);
  BOOST_TEST(feed.to_send(start + 6s).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_gap_heals_over_real_sockets_and_every_event_is_told_once_in_order) {
  FakeBroker broker;
  zmq::context_t context{1};
  auto client = Client::open(context, broker.settings());
  BOOST_REQUIRE(client.has_value());
  Conversation talk{*client, broker};
  client->follow("begin");
  const auto follow = talk.next("FOLLOW");
  BOOST_TEST(follow.rest == (wire::Frames{"shunyi", "begin", "1000"}),
             boost::test_tools::per_element());
  broker.event(follow.from, "1-n1-2", "begin");
  broker.event(follow.from, "1-n1-9", "1-n1-5");  // 5 was lost
  broker.say(follow.from, {"shao1", "COMPLETE", "1-n1-9", "1-n1-9"});
  const auto again = talk.next("FOLLOW");
  BOOST_TEST(again.rest[1] == "1-n1-2");
  broker.event(again.from, "1-n1-5", "1-n1-2");
  broker.event(again.from, "1-n1-9", "1-n1-5");
  broker.say(again.from, {"shao1", "COMPLETE", "1-n1-9", "1-n1-9"});
  BOOST_REQUIRE(talk.until([&] { return talk.told<CaughtUp>().size() == 1; }));
  std::vector<std::string> positions;
  for (const auto& one : talk.told<FeedEvent>()) positions.push_back(one.position);
  BOOST_TEST(positions == (std::vector<std::string>{"1-n1-2", "1-n1-5", "1-n1-9"}),
             boost::test_tools::per_element());
  BOOST_TEST(client->feed()->gaps() == 1u);
}

BOOST_AUTO_TEST_CASE(a_cursor_that_the_broker_lost_is_asked_for_again) {
  FakeBroker broker;
  zmq::context_t context{1};
  auto client = Client::open(context, broker.settings());
  BOOST_REQUIRE(client.has_value());
  Conversation talk{*client, broker};
  client->follow("1-n1-7");
  const auto follow = talk.next("FOLLOW");
  broker.event(follow.from, "1-n1-8", "1-n1-7");
  BOOST_REQUIRE(talk.until([&] { return !talk.told<FeedEvent>().empty(); }));
  broker.says_following(false);
  BOOST_TEST(talk.next("FOLLOW").rest[1] == "1-n1-8");
}

BOOST_AUTO_TEST_CASE(TRIMMED_says_what_is_gone_and_the_feed_goes_on_behind_it) {
  Feed feed = following("1-n1-7");
  const auto news = feed.take({"shao1", "TRIMMED", "3-n3-90", "1-n1-7"});
  BOOST_REQUIRE_EQUAL(news.size(), 1u);
  BOOST_TEST(std::get<client::Trimmed>(news[0]).from == "1-n1-7");
  BOOST_TEST(std::get<client::Trimmed>(news[0]).position == "3-n3-90");
  const auto sent = feed.to_send(start + 10ms);
  BOOST_REQUIRE_EQUAL(sent.size(), 1u);
  BOOST_TEST(sent[0][3] == "3-n3-90");
  // The answer to an earlier FOLLOW does not take it back.
  BOOST_TEST(feed.take({"shao1", "TRIMMED", "2-n2-40", "1-n1-7"}).empty());
  BOOST_TEST(feed.position() == "3-n3-90");
}

/// The simulator found it: the answer to a FOLLOW from before the journal went back came when
/// events of the fork that is no more were held already, and those of the new one were never asked
/// for.
BOOST_AUTO_TEST_CASE(TRIMMED_of_an_earlier_FOLLOW_hides_no_rewind) {
  Feed feed = following("3-n3-99");
  BOOST_TEST(feed.take({"shao1", "TRIMMED", "4-n4-148", "2-n2-31"}).empty());
  BOOST_TEST(feed.position() == "3-n3-99");
  const auto news = feed.take({"shao1", "REWOUND", "2-n2-72"});
  BOOST_REQUIRE_EQUAL(news.size(), 1u);
  BOOST_TEST(feed.position() == "2-n2-72");
}
