// What is found in an archive, and that residents are masked in it.
#include "dispatcher/archive/search.hpp"

#include "dispatcher/archive/words.hpp"
#include "tests/archive/archive_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;
using archive::Question;

struct SearchFixture : ArchiveFixture {
  SearchFixture() {
    Scribe scribe(redis, "nonce1");
    scribe.claim();                                                        // 1
    scribe.raise(1, "电梯停运", "3号楼二单元，物业电话无人接听");          // 2
    scribe.raise(2, "路灯不亮", "建新南区东门 A12 路灯", "ENFORCE_PLAN");  // 3
    scribe.acknowledge(1, "ZJW");                                          // 4
    scribe.fire(2, "CGW");                                                 // 5
    scribe.raise(3, "停水");                                               // 6
    archive_all();
  }
  /// The whistles found, newest first: "W3 W1".
  std::string whistles(const Question& question) {
    auto archive = must(archive::Archive::open_to_read(file));
    std::string all;
    for (const auto& one : must(archive::find_whistles(archive, question)).events)
      all +=
          (all.empty() ? "" : " ") + one.event.value("whistle", "") + (one.taken_back ? "!" : "");
    return all;
  }
  std::string by_words(const std::string& words) {
    Question question;
    question.words = words;
    return whistles(question);
  }
  /// The numbers of the events found, newest first.
  std::string events(const Question& question) {
    auto archive = must(archive::Archive::open_to_read(file));
    std::string all;
    for (const auto& one : must(archive::find_events(archive, question)).events)
      all += (all.empty() ? "" : " ") + std::to_string(one.event.value("n", 0));
    return all;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(searching, SearchFixture)

BOOST_AUTO_TEST_CASE(finds_chinese_words_of_any_length_in_title_and_detail) {
  BOOST_TEST(by_words("电梯") == "W1");
  BOOST_TEST(by_words("梯") == "W1");
  BOOST_TEST(by_words("停") == "W3 W1");
  BOOST_TEST(by_words("电梯停运") == "W1");
  BOOST_TEST(by_words("物业电话") == "W1");
  BOOST_TEST(by_words("梯电") == "");
  BOOST_TEST(by_words("电运") == "");
}

BOOST_AUTO_TEST_CASE(finds_all_of_several_words_and_beginnings_of_latin_ones) {
  BOOST_TEST(by_words("路灯 东门") == "W2");
  BOOST_TEST(by_words("路灯　东门") == "W2");
  BOOST_TEST(by_words("路灯 电梯") == "");
  BOOST_TEST(by_words("a1") == "W2");
  BOOST_TEST(by_words("A12") == "W2");
}

BOOST_AUTO_TEST_CASE(takes_any_words_as_words) {
  for (const char* odd : {"\"", "AND", "title:", "*", "(", "电梯 OR", "-", "''; --"})
    BOOST_CHECK_NO_THROW(by_words(odd));
  BOOST_TEST(archive::query_of("  ") == "");
}

BOOST_AUTO_TEST_CASE(finds_by_kind_office_and_time) {
  Question question;
  question.kind = "ENFORCE_PLAN";
  BOOST_TEST(whistles(question) == "W2");
  question = {};
  question.office = "ZJW";
  BOOST_TEST(whistles(question) == "W1");
  question.office = "CGW";
  BOOST_TEST(whistles(question) == "W2");
  question.office = "NOBODY";
  BOOST_TEST(whistles(question) == "");
  question = {};
  question.from = Scribe::instant_of(3);
  BOOST_TEST(whistles(question) == "W3 W2");
  question.to = Scribe::instant_of(6);
  BOOST_TEST(whistles(question) == "W2");
}

BOOST_AUTO_TEST_CASE(finds_events_by_name_office_and_command) {
  Question question;
  question.event = "whistle_raised";
  BOOST_TEST(events(question) == "6 3 2");
  question.words = "路灯";
  BOOST_TEST(events(question) == "3");
  question = {};
  question.event = "level_fired";
  question.office = "CGW";
  BOOST_TEST(events(question) == "5");
  question = {};
  question.command = "c4";
  BOOST_TEST(events(question) == "4");
}

BOOST_AUTO_TEST_CASE(goes_on_page_by_page_without_gap_or_doubling) {
  auto archive = must(archive::Archive::open_to_read(file));
  Question question;
  question.limit = 2;
  const auto first = must(archive::find_whistles(archive, question));
  BOOST_TEST(first.events.size() == 2u);
  BOOST_TEST(first.more);
  question.before = first.next;
  const auto second = must(archive::find_whistles(archive, question));
  BOOST_REQUIRE(second.events.size() == 1u);
  BOOST_TEST(second.events[0].event["whistle"] == "W1");
  BOOST_TEST(!second.more);
}

BOOST_AUTO_TEST_CASE(tells_a_whistles_whole_timeline_in_order) {
  auto archive = must(archive::Archive::open_to_read(file));
  const auto story = must(archive::timeline(archive, 1));
  BOOST_REQUIRE(story.size() == 2u);
  BOOST_TEST(story[0].event["event"] == "whistle_raised");
  BOOST_TEST(story[1].event["event"] == "acknowledged");
  BOOST_CHECK(story[1].at == Scribe::instant_of(4));
  BOOST_TEST(must(archive::timeline(archive, 99)).empty());
}

BOOST_AUTO_TEST_CASE(tells_nothing_of_residents) {
  auto archive = must(archive::Archive::open_to_read(file));
  const std::string all = must(archive::timeline(archive, 1))[0].event.dump() +
                          must(archive::find_whistles(archive, {})).events[0].event.dump();
  // The archive holds what is sealed and cannot open it.
  for (const char* secret : {"sealed", "reporter", "particulars"}) BOOST_TEST(!says(all, secret));
}

BOOST_AUTO_TEST_CASE(marks_what_a_rewind_took_back_and_tells_two_whistles_of_one_number_apart) {
  rewind_to(1, 5);
  Scribe second(redis, "nonce2");
  second.claim();
  second.raise(3, "停电");
  second.acknowledge(3, "GD");
  archive_all();
  BOOST_TEST(by_words("停") == "W3 W3! W1");
  Question question;
  question.office = "GD";
  BOOST_TEST(whistles(question) == "W3");
  auto archive = must(archive::Archive::open_to_read(file));
  const auto story = must(archive::timeline(archive, 3));
  BOOST_REQUIRE(story.size() == 3u);
  BOOST_TEST(story[0].taken_back);
  BOOST_TEST(!story[1].taken_back);
}

BOOST_AUTO_TEST_SUITE_END()
