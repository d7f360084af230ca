// subscribe(): what is open now, page by page, then the feed from the first page's position.
#include <boost/test/unit_test.hpp>

#include "tests/clients/fake_broker.hpp"

using namespace shao;
using namespace shao::test;

namespace {

struct SnapshotFixture {
  FakeBroker broker;
  zmq::context_t context{1};
  Client client = open();
  Conversation talk{client, broker};

  Client open() {
    auto opened = Client::open(context, broker.settings());
    BOOST_REQUIRE(opened.has_value());
    return std::move(*opened);
  }
  void page(const std::string& after, const std::vector<std::string>& whistles, bool more,
            const std::string& position) {
    const auto query = talk.next("QUERY");
    BOOST_TEST(query.body()["ask"] == "snapshot");
    BOOST_TEST(query.body()["after"] == after);
    Json views = Json::array();
    for (const auto& whistle : whistles) views.push_back({{"whistle", whistle}});
    broker.answer(query,
                  {{"ok", true}, {"whistles", views}, {"more", more}, {"position", position}});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(pages_come_first_and_the_feed_goes_on_from_the_first_ones_position,
                        SnapshotFixture) {
  client.subscribe();
  page("W0", {"W3", "W7"}, true, "1-n1-50");
  page("W7", {"W9"}, false, "1-n1-53");
  const auto follow = talk.next("FOLLOW");
  BOOST_TEST(follow.rest[1] == "1-n1-50");  // what happened between the pages comes again
  const auto pages = talk.told<client::Snapshot>();
  BOOST_REQUIRE_EQUAL(pages.size(), 2u);
  BOOST_TEST(pages[0].first);
  BOOST_TEST(!pages[0].last);
  BOOST_TEST(!pages[1].first);
  BOOST_TEST(pages[1].last);
  BOOST_TEST(pages[0].whistles.size() == 2u);
  broker.event(follow.from, "1-n1-52", "1-n1-50");
  BOOST_TEST(talk.until([&] { return talk.told<client::FeedEvent>().size() == 1; }));
}

BOOST_FIXTURE_TEST_CASE(nothing_open_is_one_empty_page, SnapshotFixture) {
  client.subscribe();
  page("W0", {}, false, "1-n1-2");
  BOOST_TEST(talk.next("FOLLOW").rest[1] == "1-n1-2");
  const auto pages = talk.told<client::Snapshot>();
  BOOST_REQUIRE_EQUAL(pages.size(), 1u);
  BOOST_TEST((pages[0].first && pages[0].last && pages[0].whistles.empty()));
}

BOOST_FIXTURE_TEST_CASE(a_journal_that_went_back_is_followed_by_a_new_snapshot, SnapshotFixture) {
  client.subscribe();
  page("W0", {"W3"}, false, "1-n1-50");
  const auto follow = talk.next("FOLLOW");
  broker.say(follow.from, {"shao1", "REWOUND", "1-n1-45"});
  page("W0", {"W2"}, false, "2-n2-46");
  BOOST_TEST(talk.next("FOLLOW").rest[1] == "2-n2-46");
  const auto pages = talk.told<client::Snapshot>();
  BOOST_REQUIRE_EQUAL(pages.size(), 2u);
  BOOST_TEST(pages[1].first);  // drop what is held
  BOOST_TEST(talk.told<client::Rewound>().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_page_whose_answer_was_lost_is_asked_for_again, SnapshotFixture) {
  client.subscribe();
  talk.next("QUERY");
  page("W0", {"W3"}, false, "1-n1-50");
  BOOST_TEST(talk.next("FOLLOW").rest[1] == "1-n1-50");
  BOOST_TEST(talk.told<client::Snapshot>().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_pages_answers_are_not_told_as_answers, SnapshotFixture) {
  client.subscribe();
  page("W0", {"W3"}, false, "1-n1-50");
  talk.next("FOLLOW");
  BOOST_TEST(talk.told<client::Answered>().empty());
}

BOOST_FIXTURE_TEST_CASE(a_page_that_says_not_where_it_stands_is_a_failure_and_nothing_is_followed,
                        SnapshotFixture) {
  client.subscribe();
  page("W0", {"W3"}, false, "somewhere");
  BOOST_REQUIRE(talk.until([&] { return talk.told<client::Failed>().size() == 1; }));
  BOOST_TEST(talk.told<client::Snapshot>().empty());
  BOOST_TEST(talk.count("FOLLOW") == 0u);
}
