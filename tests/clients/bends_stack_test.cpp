// The bends of a case by hand: shao against a whole stack, command by command, as README shows
// them.
#include <boost/test/unit_test.hpp>

#include "tests/clients/running.hpp"

using namespace shao::test;
using shao::codec::Json;

namespace {

struct Step {
  std::string office;
  std::vector<std::string> arguments;
  std::string state;
};

void play(const std::vector<Step>& steps) {
  for (const auto& [office, arguments, state] : steps) {
    auto asked = arguments;
    asked.push_back("--json");
    const Ran ran = as(office, asked);
    BOOST_TEST_CONTEXT(arguments[0] << " by " << office) {
      BOOST_REQUIRE_MESSAGE(ran.exit == 0, ran.out << ran.err);
      BOOST_TEST(ran.json()["state"] == state);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_disputed_case_goes_to_another_lead_and_others_join) {
  const std::string w = dispatched("disputed");
  play({
      {"ZJW", {"dispute", w, "--clause", "第五条", "--reason", "不属本单位"}, "DISPUTED"},
      {"ZHZX", {"rule", w, "--dismiss", "--reason", "职责清楚"}, "DISPATCHED"},
      {"SJ", {"dispute", w, "--clause", "第六条", "--reason", "与我无关"}, "DISPATCHED"},
      {"ZHZX", {"rule", w, "--office", "SJ", "--uphold", "--reason", "确与其无关"}, "DISPATCHED"},
      {"ZJW",
       {"add-assisting", w, "--office", "GA", "--office", "CGZF", "--reason", "联合"},
       "DISPATCHED"},
      {"ZHZX", {"relieve", w, "--office", "GA", "--reason", "无需到场"}, "DISPATCHED"},
      {street, {"convene", w, "--reason", "意见不一"}, "DISPATCHED"},
      {street,
       {"minutes", w, "--lead", "CGW", "--assist", "GA", "--relieve", "SF", "--text", "城管委牵头"},
       "DISPATCHED"},
      {"ZHZX", {"replace-lead", w, "--lead", "JT", "--reason", "久拖不办"}, "DISPATCHED"},
  });
  const Json whistle = as("ZHZX", {"show", w, "--json"}).json()["whistle"];
  BOOST_TEST(whistle["lead"] == "JT");
  BOOST_TEST(whistle["level"] == 3);
  BOOST_TEST(whistle["hops"] == 1);
  BOOST_TEST(whistle["disputed_by"] == Json({"ZJW", "SJ"}));
  const Ran people = as("ZHZX", {"show", w}, "zh_CN.UTF-8");
  for (const char* part : {"申请退单", "驳回", "准予", "增派", "召集联席会议", "会议纪要", "更换"})
    BOOST_TEST(holds(people.out, part), part << " is not in " << people.out);
}

BOOST_AUTO_TEST_CASE(a_suspended_case_says_until_when_and_goes_on) {
  const std::string w = dispatched("suspended");
  play({
      {"ZJW", {"report-in", w, "--person", "李四", "--text", "已受理"}, "ACTIVE"},
      {"ZJW", {"ask-extension", w, "--by", "3 d", "--reason", "等配件"}, "ACTIVE"},
      {"ZHZX", {"decide-extension", w, "--approve", "--by", "3 d", "--reason", "在途"}, "ACTIVE"},
      {"ZJW",
       {"ask-suspension", w, "--ground", "funds", "--plan", "列入预算", "--proof", "b/7",
        "--review-at", "2999-01-01T09:00:00+08:00"},
       "ACTIVE"},
      {"QZF", {"decide-suspension", w, "--refuse", "--reason", "太久"}, "ACTIVE"},
  });
  const Json view = as("ZJW", {"show", w, "--json"}).json()["whistle"];
  BOOST_TEST(view["extended"] == true);
  BOOST_TEST(!view.contains("suspension"));
  const Ran wrong = as("ZJW", {"ask-extension", w, "--by", "3 d", "--reason", "再等"});
  BOOST_TEST(wrong.exit == 1);
  BOOST_TEST(holds(wrong.err, "only once"), wrong.err);
  const Ran neither = as("ZHZX", {"decide-suspension", w, "--opinion", "同意"});
  BOOST_TEST(neither.exit == 2);
  BOOST_TEST(holds(neither.err, "--approve or --refuse"), neither.err);
}

BOOST_AUTO_TEST_CASE(the_same_matter_raised_twice_is_seen_and_merged) {
  const std::string first = dispatched("twice-1");
  const std::string second = dispatched("twice-2");
  const Json alike = as("ZHZX", {"show", second, "--json"}).json()["likely_same"];
  BOOST_REQUIRE(!alike.empty());
  BOOST_TEST(alike[0]["whistle"] == first);
  BOOST_TEST(holds(as("ZHZX", {"show", second}).out, "May be the same matter"));
  play({
      {"ZHZX", {"merge", second, "--into", first, "--reason", "同一部电梯"}, "MERGED"},
      {"ZHZX", {"unmerge", second, "--reason", "不是同一栋楼"}, "DISPATCHED"},
      {"ZHZX", {"merge", second, "--into", first, "--reason", "查明是同一部"}, "MERGED"},
  });
  BOOST_TEST(as(community, {"show", second, "--json"}).json()["whistle"]["merged_into"] == first);
  const Json whistle = as(community, {"show", first, "--json"}).json()["whistle"];
  BOOST_TEST(whistle["merged"][0]["whistle"] == second);
  const Ran closed = as(street, {"evaluate", first, "--office", "ZJW", "--solved", "yes",
                                 "--satisfaction", "satisfied", "--unit", "110113001002"});
  BOOST_TEST(closed.exit == 1);
  BOOST_TEST(holds(closed.err, "110113001002"), closed.err);
}

BOOST_AUTO_TEST_CASE(an_escalation_and_a_note_by_hand) {
  const std::string w = dispatched("pressed");
  play({
      {street, {"escalate", w, "--level", "3", "--reason", "有老人被困"}, "DISPATCHED"},
      {community, {"note", w, "--text", "已电话回访", "--attach", "call/9"}, "DISPATCHED"},
  });
  BOOST_TEST(as(street, {"escalate", w, "--level", "1", "--reason", "x"}).exit == 1);
  BOOST_TEST(as(community, {"reopen", w, "--reason", "又停运"}).exit == 1);
}
