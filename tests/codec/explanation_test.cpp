// "What would happen to this whistle?" as one object, in the names the command line promises.
#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/explanation_json.hpp"
#include "tests/codec/sample.hpp"

namespace {

using namespace shao;
using codec::Json;

std::string seconds(core::Instant instant) {
  return std::to_string(core::seconds_of(instant));
}

Json explained(const char* category) {
  const core::Policy policy = codec_test::small_policy();
  core::Subject subject{core::OfficeId("S1-C1"), {}, core::CategoryId(category), {}, "", ""};
  return codec::explanation_json(core::explain(policy, subject, codec_test::monday_ten), policy,
                                 subject, seconds);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(explanations)

BOOST_AUTO_TEST_CASE(an_explanation_has_these_fields) {
  const Json json = explained("PROPERTY");
  using Names = std::vector<std::string>;
  BOOST_TEST(codec_test::keys(json) ==
                 (Names{"assist", "assisting", "category", "classified_by", "clocks", "kind",
                        "lead", "near", "review", "rule", "time", "urgency"}),
             boost::test_tools::per_element());
  BOOST_TEST(codec_test::keys(json["rule"]) == (Names{"id", "reason", "version"}),
             boost::test_tools::per_element());
  BOOST_TEST(json["clocks"].size() == 4U);
  for (const Json& clock : json["clocks"]) {
    BOOST_TEST(codec_test::keys(clock) ==
                   (Names{"clock", "counts", "due", "from", "levels", "limit", "starts"}),
               boost::test_tools::per_element());
    BOOST_TEST(clock["levels"].size() == 5U);
    for (const Json& level : clock["levels"])
      BOOST_TEST(codec_test::keys(level) == (Names{"due", "level", "recipients"}),
                 boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(it_says_who_by_which_rule_and_until_when) {
  const Json json = explained("PROPERTY");
  BOOST_TEST(json["kind"] == "DEMAND");
  BOOST_TEST(json["category"] == "PROPERTY");
  BOOST_TEST(json["urgency"] == "U3");
  BOOST_TEST(json["rule"]["id"] == "R-PROPERTY");
  BOOST_TEST(json["rule"]["version"] == "0123456789abcdef");
  BOOST_TEST(json["rule"]["reason"].is_string());
  BOOST_TEST(json["lead"] == "ZJW");
  BOOST_TEST(json["assist"] == Json::array({"GA"}));
  BOOST_TEST(json["review"] == false);
  const Json& clock = json["clocks"][0];
  BOOST_TEST(clock["clock"] == "acknowledge");
  BOOST_TEST(clock["starts"] == "1772416800");
  BOOST_TEST(clock["due"] == "1772420400");
  BOOST_TEST(clock["levels"][0] ==
             Json({{"level", 0}, {"due", "1772419680"}, {"recipients", {"ZJW/dept_liaison"}}}));
  BOOST_TEST(clock["levels"][4]["recipients"] == Json::array({"ZHZX/command_centre"}));
}

BOOST_AUTO_TEST_CASE(without_a_rule_the_backstop_is_said_to_lead) {
  const Json json = explained("OTHER");
  BOOST_TEST(json["rule"].is_null());
  BOOST_TEST(json["backstop"] == true);
  BOOST_TEST(json["reason"].is_string());
  BOOST_TEST(json["lead"] == "ZHZX");
  const Json& naming = json["clocks"].back();
  BOOST_TEST(naming["clock"] == "name_lead");
  BOOST_TEST(naming["levels"][0]["recipients"] == Json::array({"ZHZX/dept_liaison"}));
}

BOOST_AUTO_TEST_CASE(a_category_that_was_not_found_is_null) {
  const Json json = explained("");
  BOOST_TEST(json["category"].is_null());
  BOOST_TEST(json["classified_by"] == "backstop");
}

BOOST_AUTO_TEST_CASE(only_what_lies_past_the_published_calendar_is_provisional) {
  const core::Policy policy = codec_test::small_policy();
  core::Explanation explanation;
  const core::Instant published =
      codec_test::monday_ten - std::chrono::hours{10} + std::chrono::days{60};
  const auto second = std::chrono::seconds{1};
  core::ClockPlan plan{core::ClockKind::resolve, codec_test::monday_ten, published - second, {}};
  plan.levels = {published - 2 * second, published - second,     published,
                 published + second,     published + 2 * second, published + 3 * second};
  explanation.clocks = {{plan, {}}};
  const core::Subject subject{core::OfficeId("S1"), {}, {}, {}, "", ""};
  const Json json = codec::explanation_json(explanation, policy, subject, seconds);
  const Json& clock = json["clocks"][0];
  BOOST_TEST(!clock.contains("provisional"));
  BOOST_TEST(!clock["levels"][1].contains("provisional"));
  for (const std::size_t level : {2U, 3U, 4U})
    BOOST_TEST(clock["levels"][level]["provisional"] == true);
  explanation.clocks[0].plan.due = published;
  BOOST_TEST(codec::explanation_json(explanation, policy, subject,
                                     seconds)["clocks"][0]["provisional"] == true);
}

BOOST_AUTO_TEST_SUITE_END()
