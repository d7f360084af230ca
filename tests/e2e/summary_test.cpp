// What is printed when a drill has ended: a person reads from it whether anything went wrong, so
// nothing of the result may be missing, in either language, and nothing is claimed that was not.
#include "clients/drill/summary.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/e2e/parts.hpp"

namespace shao::drill {

namespace {

using namespace std::chrono_literals;

const SummarySettings in_english{1000, "Asia/Shanghai", false};
const SummarySettings in_chinese{1000, "Asia/Shanghai", true};

/// `text` has a line with all of `parts` in it, in this order.
bool has_line(const std::string& text, const std::vector<std::string>& parts) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    std::size_t from = 0;
    bool all = true;
    for (const std::string& part : parts) {
      const std::size_t found = all ? line.find(part, from) : std::string::npos;
      all = found != std::string::npos;
      if (all) from = found + part.size();
    }
    if (all) return true;
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return false;
}

/// A drill in which everything happened that a summary can tell.
DrillResult eventful() {
  DrillResult result;
  Verdict& verdict = result.verdict;
  verdict.kinds[core::KindId("DEMAND")] = {12, 9, 2, 1};
  verdict.kinds[core::KindId("GONE")] = {3, 3, 0, 0};
  verdict.not_evaluated = 4;
  verdict.bends.add(Bent::suspended, core::WhistleId{1});
  verdict.fired = {21, 13, 5, 2, 1};
  verdict.collapsed = {0, 6, 0, 0, 0};
  verdict.clocks[static_cast<std::size_t>(core::ClockKind::acknowledge)] = {8, 6};
  verdict.told = 17;
  verdict.told_failed = 2;
  verdict.terms = 2;
  // In engine time: 3 s at a speed of 1000 are 3 ms.
  verdict.lateness = {9s, 1s, 3s};
  verdict.faults = {"W7 has 2 leads after event 90"};
  verdict.examples = {"lost: ZJW was not sent event 12"};
  codec::Json moved = clock_until("resolve", monday() + std::chrono::days{3});
  moved["office"] = "ZJW";
  Tale tale{"a suspension", "挂账", core::WhistleId{1}};
  tale.events = {event("whistle_raised", monday(), {{"unit", "110113001001"}}),
                 event("whistle_resumed", monday() + 1h, {{"clocks", {moved}}})};
  result.tales = {tale};
  result.message = R"({"office":"DCS"})";
  result.refusals = {{"too_late", 5}, {"wrong_state", 1}};
  result.answers = {1500us, 2500us};
  result.took = 12'340ms;
  result.gaps = 3;
  result.events = 4321;
  result.unfinished = "the time limit is over";
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_summary_tells_all_that_happened_in_a_drill) {
  const std::string text = summary(eventful(), shunyi(), in_english);
  const auto tells = [&](const std::vector<std::string>& parts) {
    BOOST_TEST(has_line(text, parts), parts.front() + " is not told in\n" + text);
  };
  tells({shunyi().kind(core::KindId("DEMAND"))->name_en, " 12 ", " 9 ", " 2 ", " 1"});
  // A kind that the policy no longer knows is told by its id.
  tells({"GONE", " 3 ", " 3 ", " 0 ", " 0"});
  tells({"of the closed, not evaluated: 4"});
  tells({"suspended", "1"});
  tells({"a suspension"});
  tells({"03-02 09:00", "W1"});
  tells({"03-02 10:00", "W1", " (resolve 03-05 09:00)"});
  tells({"supervision, second degree", " 2 (0)"});
  tells({"13 (6)"});
  tells({"told through hooks", ": 17, given up: 2"});
  tells({"one of them: ", R"({"office":"DCS"})"});
  tells({"acknowledge", "75.0%", "6/8"});
  tells({"levels recorded after their due instant", "p50 3.0 ms", "p99 9.0 ms", "max 9.0 ms"});
  tells({"a command's answer", "p50 2.5 ms", "max 2.5 ms"});
  tells({"took 12.3 s, 2 commands, 4321 events sent to offices, 2 terms", "3 gaps"});
  tells({"commands refused", "too_late 5", "wrong_state 1"});
  tells({"broken: W7 has 2 leads after event 90"});
  tells({"lost: ZJW was not sent event 12"});
  tells({"not finished: the time limit is over"});
}

BOOST_AUTO_TEST_CASE(the_summary_is_told_in_chinese_to_who_reads_chinese) {
  const std::string text = summary(eventful(), shunyi(), in_chinese);
  const auto tells = [&](const std::vector<std::string>& parts) {
    BOOST_TEST(has_line(text, parts), parts.front() + " is not told in\n" + text);
  };
  tells({shunyi().kind(core::KindId("DEMAND"))->name, "12"});
  tells({"其中未评价：4"});
  tells({"挂账", "1"});
  tells({"03-02 10:00", "（办结 03-05 09:00）"});
  tells({"外发通知（回执入台账）：17，失败放弃：2"});
  tells({"签收", "75.0%"});
  tells({"用时 12.3 s", "2 条命令", "2 个任期", "3 处缺口已补"});
  tells({"不变量被破坏：", "W7"});
  tells({"未完成：the time limit is over"});
  BOOST_TEST(text.find("kept in time") == text.npos);
}

BOOST_AUTO_TEST_CASE(the_summary_of_a_drill_in_which_nothing_happened_claims_nothing) {
  const std::string text = summary({}, shunyi(), in_english);
  for (const char* untrue : {"one of each", "told through hooks", "commands refused", "broken",
                             "not finished", "suspended", "acknowledge"})
    BOOST_TEST(text.find(untrue) == text.npos, std::string(untrue) + " in\n" + text);
  BOOST_TEST(has_line(text, {"p50 0.0 ms", "max 0.0 ms"}), text);
}

BOOST_AUTO_TEST_CASE(an_office_told_once_in_vain_is_told_of_without_a_message) {
  DrillResult result;
  result.verdict.told_failed = 1;
  const std::string text = summary(result, shunyi(), in_english);
  BOOST_TEST(has_line(text, {"told through hooks", ": 0, given up: 1"}), text);
  BOOST_TEST(text.find("one of them") == text.npos);
}

}  // namespace shao::drill
