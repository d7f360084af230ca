// shao history on an archive file alone: a whistle's timeline, searches and their pages, in both
// languages; and what it says of a question that is wrong, or of a file that was altered.
#include <boost/test/unit_test.hpp>

#include "tests/clients/recorded.hpp"
#include "tests/clients/support.hpp"

using namespace shao::test;
using shao::codec::Json;

BOOST_AUTO_TEST_SUITE(history)

namespace {

/// The day in March as an archive, made once.
const std::string& march() {
  static const TempFolder folder;
  static const std::string file = [] {
    archive_to(folder / "archive.sqlite", entries_of(a_day_in_march()));
    return folder / "archive.sqlite";
  }();
  return file;
}

Ran asked(std::vector<std::string> more, const Environment& environment = {}) {
  more.insert(more.begin(), {"history", "--archive", march()});
  return shao::test::shao(more, environment);
}

std::vector<std::string> numbers(const Json& list) {
  std::vector<std::string> all;
  for (const Json& one : list) all.push_back(one["whistle"]);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_timeline_is_told_in_local_time_and_in_the_locales_language) {
  const Ran english = asked({"1"});
  BOOST_TEST(english.exit == 0, english.err);
  BOOST_TEST(english.out.starts_with("W1  3号楼燃气泄漏\n\nTimeline\n"), english.out);
  BOOST_TEST(holds(english.out, "2026-03-09T09:02:00+08:00  #"), english.out);
  BOOST_TEST(holds(english.out, "RQ acknowledged"), english.out);
  const Ran chinese = asked({"W1"}, {{"LC_ALL", "zh_CN"}, {"TZ", "UTC"}});
  BOOST_TEST(holds(chinese.out, "全过程"), chinese.out);
  BOOST_TEST(holds(chinese.out, "2026-03-09T01:02:00"), chinese.out);
  const Json story = asked({"W1", "--json"}).json();
  BOOST_TEST(story["whistle"] == "W1");
  BOOST_TEST(story["timeline"][0]["event"] == "whistle_raised");
  for (const Json& event : story["timeline"]) BOOST_TEST(!event.contains("taken_back"));
}

BOOST_AUTO_TEST_CASE(a_whistle_that_is_not_there_is_refused_and_one_that_cannot_be_is_wrong_usage) {
  const Ran absent = asked({"W99"});
  BOOST_TEST(absent.exit == 1);
  BOOST_TEST(holds(absent.err, "whistle \"W99\" is not in the archive"), absent.err);
  BOOST_TEST(holds(asked({"W99"}, in_chinese).err, "归档中没有哨“W99”"));
  for (const char* whistle : {"X12", "W", "W12x", "W99999999999999999999"}) {
    const Ran ran = asked({whistle});
    BOOST_TEST(ran.exit == 2, whistle);
    BOOST_TEST(holds(ran.err, "\"" + std::string(whistle) + "\" is no number of a whistle"));
  }
}

BOOST_AUTO_TEST_CASE(whistles_are_found_by_words_kind_office_and_time) {
  const auto found = [](const std::vector<std::string>& question) {
    auto asking = question;
    asking.push_back("--json");
    const Ran ran = asked(asking);
    BOOST_TEST(ran.exit == 0, ran.err);
    return numbers(ran.json()["whistles"]);
  };
  using Numbers = std::vector<std::string>;
  BOOST_TEST((found({"--words", "电梯"}) == Numbers{"W3"}));
  BOOST_TEST((found({"--kind", "KEY_WORK"}) == Numbers{"W6"}));
  BOOST_TEST((found({"--office", "CGZF"}) == Numbers{"W4"}));
  BOOST_TEST((found({"--from", "2026-03-09T11:15:00+08:00", "--to", "2026-03-09T12:00:00+08:00"}) ==
              Numbers{"W7", "W6"}));
}

BOOST_AUTO_TEST_CASE(
    a_list_of_whistles_shows_the_detail_where_there_is_no_title_and_the_next_page) {
  const Ran page = asked({"--words", "物业", "--limit", "3"});
  BOOST_TEST(page.exit == 0, page.err);
  BOOST_TEST(holds(page.out, "there are more: --before "), page.out);
  const auto at = page.out.find("--before ") + 9;
  const std::string before = page.out.substr(at, page.out.find('\n', at) - at);
  const Ran next = asked({"--words", "物业", "--limit", "50", "--before", before});
  BOOST_TEST(holds(next.out, "whistle  raised "), next.out);
  BOOST_TEST(holds(next.out, "电梯停运，物业无人接听"), next.out);
  BOOST_TEST(!holds(next.out, "there are more"), next.out);
  BOOST_TEST(!holds(next.out, "W8"), next.out);  // of the page before
  const Ran chinese = asked({"--words", "物业", "--limit", "1"}, in_chinese);
  BOOST_TEST(holds(chinese.out, "吹哨单位"), chinese.out);
  BOOST_TEST(holds(chinese.out, "还有更多：--before "), chinese.out);
  const Json json = asked({"--words", "物业", "--limit", "3", "--json"}).json();
  BOOST_TEST(json["more"] == true);
  BOOST_TEST(std::to_string(json["next"].get<int>()) == before);
}

BOOST_AUTO_TEST_CASE(events_are_found_by_name_and_by_the_command_that_caused_them) {
  const Ran fired = asked({"--event", "level_fired", "--office", "ZJW"});
  BOOST_TEST(fired.exit == 0, fired.err);
  BOOST_TEST(holds(fired.out, "2026-03-09T14:25:00+08:00"), fired.out);
  const Json events = asked({"--event", "whistle_approved", "--json"}).json()["events"];
  BOOST_TEST(events.size() == 4u);
  const Json raised = asked({"--command", "command-1", "--json"}).json()["events"];
  BOOST_REQUIRE(!raised.empty());
  for (const Json& event : raised) BOOST_TEST(event["whistle"] == "W1");
}

BOOST_AUTO_TEST_CASE(that_nothing_was_found_is_said) {
  const Ran english = asked({"--words", "没有这种事"});
  BOOST_TEST(english.exit == 0);
  BOOST_TEST(english.out == "nothing in the archive answers to that\n");
  BOOST_TEST(asked({"--kind", "NONE"}, in_chinese).out == "归档中没有符合的记录\n");
}

BOOST_AUTO_TEST_CASE(a_time_that_cannot_be_read_is_named_with_its_flag) {
  for (const char* flag : {"--from", "--to"}) {
    const Ran ran = asked({flag, "yesterday"});
    BOOST_TEST(ran.exit == 2, flag);
    BOOST_TEST(holds(ran.err, std::string(flag) + " \"yesterday\": "), ran.err);
  }
}

BOOST_AUTO_TEST_CASE(an_altered_entry_ends_it_with_1_whatever_was_asked) {
  const TempFolder folder;
  const std::string file = folder / "archive.sqlite";
  archive_to(file, entries_of(a_day_in_march()));
  tamper(file, "UPDATE entry SET bytes = CAST('nonsense' AS BLOB)");
  for (const auto& question : std::vector<std::vector<std::string>>{
           {"W1"}, {"--words", "物业"}, {"--event", "whistle_raised"}}) {
    std::vector<std::string> asking{"history", "--archive", file};
    asking.insert(asking.end(), question.begin(), question.end());
    const Ran ran = shao::test::shao(asking, in_chinese);
    BOOST_TEST(ran.exit == 1, question[0] << ran.out << ran.err);
    BOOST_TEST(holds(ran.err, "条目"), ran.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
