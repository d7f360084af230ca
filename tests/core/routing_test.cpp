// From words to a category, and from a category to who leads: classification and rules.
#include <boost/test/unit_test.hpp>

#include "tests/core/support.hpp"

namespace {

using namespace shao::core;
using namespace shao::core::test;

Classification by_words(std::string_view title, std::string_view detail = "") {
  return classify(shunyi(), {OfficeId(street_code), {}, {}, {}, title, detail});
}

Rule rule(std::string_view id, std::string_view lead) {
  Rule made;
  made.id = RuleId(id);
  made.lead = OfficeId(lead);
  return made;
}

/// Shunyi with these rules only.
Policy with(std::vector<Rule> rules) {
  Policy policy = shunyi();
  policy.rules = std::move(rules);
  return policy;
}

Subject taxi_subject(std::string_view unit = street_code) {
  return {OfficeId(unit),  KindId("ENFORCE_NOW"), CategoryId("ILLEGAL_TAXI"),
          UrgencyId("U3"), "地铁口黑车",          "每晚聚集"};
}

Routing placed(const Policy& policy, const Subject& subject,
               std::string_view when = "2026-03-09 10:00") {
  return route(policy, classify(policy, subject), subject, at(when));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(classification)

BOOST_AUTO_TEST_CASE(the_category_with_most_characters_matched_wins) {
  // 垃圾 (2) against 建筑垃圾 and 偷倒 (6).
  BOOST_TEST(by_words("偷倒建筑垃圾").category.str() == "MUCK");
  BOOST_TEST(by_words("小区垃圾清运不及时").category.str() == "GARBAGE");
  // Title and detail count together.
  BOOST_TEST(by_words("物业不管", "业委会说楼下垃圾多").category.str() == "PROPERTY");
}

BOOST_AUTO_TEST_CASE(a_word_counts_once_however_often_it_is_said) {
  // 停车 twice is two characters still; 物业 and 业委会 are five.
  BOOST_TEST(by_words("停车停车停车", "物业和业委会").category.str() == "PROPERTY");
}

BOOST_AUTO_TEST_CASE(a_tie_goes_to_the_first_in_the_file) {
  // 噪声 stands under SITE_NOISE and, further down, AIR_NOISE.
  BOOST_TEST(by_words("噪声大").category.str() == "SITE_NOISE");
  BOOST_TEST(by_words("飞机噪声大").category.str() == "AIR_NOISE");
}

BOOST_AUTO_TEST_CASE(kind_and_urgency_come_from_the_category_unless_they_were_given) {
  const Classification gas = by_words("楼道有漏气味");
  BOOST_TEST(gas.category.str() == "GAS_LEAK");
  BOOST_TEST(gas.kind.str() == "EMERGENCY");
  BOOST_TEST(gas.urgency.str() == "U1");
  BOOST_TEST(name_of(gas.by) == "keywords");
  const Classification given = classify(
      shunyi(), {OfficeId(street_code), KindId("DEMAND"), CategoryId("GAS_LEAK"), {}, "", ""});
  BOOST_TEST(given.kind.str() == "DEMAND");
  BOOST_TEST(given.urgency.str() == "U1");
  BOOST_TEST(name_of(given.by) == "raiser");
}

BOOST_AUTO_TEST_CASE(a_category_given_is_not_looked_up_in_the_words) {
  const Classification is =
      classify(shunyi(), {OfficeId(street_code), {}, CategoryId("PARKING"), {}, "燃气泄漏", ""});
  BOOST_TEST(is.category.str() == "PARKING");
  BOOST_TEST(is.kind.str() == "DEMAND");
}

BOOST_AUTO_TEST_CASE(without_any_word_it_is_the_backstop_s) {
  const Classification is = by_words("说不清的事");
  BOOST_TEST(is.category.empty());
  BOOST_TEST(is.kind.str() == "DEMAND");
  BOOST_TEST(is.urgency.str() == "U3");
  BOOST_TEST(name_of(is.by) == "backstop");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(routing)

BOOST_AUTO_TEST_CASE(the_first_rule_that_matches_places_the_whistle) {
  Rule narrow = rule("NARROW", "GA");
  narrow.categories = {CategoryId("ILLEGAL_TAXI")};
  narrow.urgencies = {UrgencyId("U1")};
  Rule first = rule("FIRST", "JT");
  first.categories = {CategoryId("PARKING"), CategoryId("ILLEGAL_TAXI")};
  first.assist = {OfficeId("GA"), OfficeId("JT"), OfficeId("JJ")};
  const Rule all = rule("ALL", "ZJW");
  const Routing routing = placed(with({narrow, first, all}), taxi_subject());
  BOOST_TEST(routing.rule.str() == "FIRST");
  BOOST_TEST(routing.lead.str() == "JT");
  BOOST_TEST(routing.reason == "category PARKING|ILLEGAL_TAXI");
  // The lead does not assist itself.
  BOOST_REQUIRE(routing.assist.size() == 2u);
  BOOST_TEST(routing.assist[0].str() == "GA");
  BOOST_TEST(routing.assist[1].str() == "JJ");
  BOOST_REQUIRE(routing.near.size() == 1u);
  BOOST_TEST(routing.near[0].rule.str() == "NARROW");
  BOOST_TEST(routing.near[0].condition == "urgency");
  BOOST_TEST(routing.near[0].wanted == "U1");
}

BOOST_AUTO_TEST_CASE(a_rule_without_conditions_matches_every_whistle) {
  const Routing routing = placed(with({rule("ALL", "ZJW")}), taxi_subject());
  BOOST_TEST(routing.rule.str() == "ALL");
  BOOST_TEST(routing.reason == "matches every whistle");
}

BOOST_AUTO_TEST_CASE(every_condition_can_be_the_one_that_misses) {
  const auto missed_by = [](auto change) {
    Rule one = rule("ONE", "JT");
    one.categories = {CategoryId("ILLEGAL_TAXI")};
    change(one);
    const Routing routing = placed(with({one}), taxi_subject());
    BOOST_TEST(routing.rule.empty());
    BOOST_REQUIRE(routing.near.size() == 1u);
    return routing.near[0].condition + " " + routing.near[0].wanted;
  };
  BOOST_TEST(missed_by([](Rule& r) { r.kinds = {KindId("EMERGENCY")}; }) == "kind EMERGENCY");
  BOOST_TEST(missed_by([](Rule& r) {
               r.urgencies = {UrgencyId("U1"), UrgencyId("U2")};
             }) == "urgency U1|U2");
  BOOST_TEST(missed_by([](Rule& r) { r.origins = {OfficeType::community}; }) == "origin community");
  BOOST_TEST(missed_by([](Rule& r) { r.places = {OfficeId(other_street_code)}; }) ==
             "place 110113002");
  BOOST_TEST(missed_by([](Rule& r) { r.keywords = {"机场"}; }) == "keyword 机场");
  BOOST_TEST(missed_by([](Rule& r) { r.hours = Hours::closed; }) == "hours closed");
}

BOOST_AUTO_TEST_CASE(a_rule_that_misses_two_conditions_is_not_near) {
  Rule one = rule("ONE", "JT");
  one.categories = {CategoryId("ILLEGAL_TAXI")};
  one.kinds = {KindId("EMERGENCY")};
  one.urgencies = {UrgencyId("U1")};
  BOOST_TEST(placed(with({one}), taxi_subject()).near.empty());
}

BOOST_AUTO_TEST_CASE(origin_is_the_unit_s_type_and_place_its_street_or_itself) {
  Rule one = rule("ONE", "JT");
  one.origins = {OfficeType::community};
  one.places = {OfficeId(street_code)};
  const Policy policy = with({one});
  BOOST_TEST(placed(policy, taxi_subject(community_code)).rule.str() == "ONE");
  BOOST_TEST(placed(policy, taxi_subject(street_code)).rule.empty());
  BOOST_TEST(placed(policy, taxi_subject("110113002001")).rule.empty());
  one.origins = {OfficeType::subdistrict};
  one.places = {OfficeId(street_code), OfficeId(community_code)};
  BOOST_TEST(placed(with({one}), taxi_subject(street_code)).rule.str() == "ONE");
}

BOOST_AUTO_TEST_CASE(key_words_are_looked_for_in_title_and_detail) {
  Rule one = rule("ONE", "JT");
  one.keywords = {"机场", "聚集"};
  BOOST_TEST(placed(with({one}), taxi_subject()).rule.str() == "ONE");
}

BOOST_AUTO_TEST_CASE(hours_go_by_the_calendar) {
  Rule one = rule("ONE", "JT");
  one.hours = Hours::working;
  const Policy policy = with({one});
  BOOST_TEST(placed(policy, taxi_subject(), "2026-02-14 10:00").rule.str() == "ONE");  // worked
  BOOST_TEST(placed(policy, taxi_subject(), "2026-02-16 10:00").rule.empty());         // holiday
  BOOST_TEST(placed(policy, taxi_subject(), "2026-02-14 12:00").rule.empty());         // lunch
}

BOOST_AUTO_TEST_CASE(where_no_rule_matches_the_backstop_leads) {
  const Subject subject{OfficeId(street_code), {}, {}, {}, "说不清的事", ""};
  const Explanation explanation = explain(shunyi(), subject, at("2026-03-09 10:00"));
  BOOST_TEST(explanation.routing.rule.empty());
  BOOST_TEST(explanation.routing.lead.str() == "ZHZX");
  BOOST_TEST(explanation.review);
  BOOST_REQUIRE(!explanation.clocks.empty());
  BOOST_TEST(name_of(explanation.clocks.back().plan.clock) == "name_lead");
  BOOST_TEST(local(explanation.clocks.back().plan.due) == "2026-03-09 10:30:00");
}

BOOST_AUTO_TEST_CASE(every_category_of_shunyi_has_a_lead_that_may_lead) {
  for (const Category& category : shunyi().categories) {
    const Subject subject{OfficeId(street_code), {}, category.id, {}, "t", ""};
    const Routing routing = placed(shunyi(), subject);
    BOOST_TEST(!routing.rule.empty(), category.id.view());
    const Office* lead = shunyi().office(routing.lead);
    BOOST_REQUIRE(lead != nullptr);
    BOOST_TEST(lead->can_lead, lead->id.view());
  }
}

BOOST_AUTO_TEST_CASE(a_reason_names_the_types_of_office_that_the_rule_is_for) {
  Rule one = rule("ONE", "JT");
  one.origins = {OfficeType::community, OfficeType::subdistrict, OfficeType::town,
                 OfficeType::department};
  BOOST_TEST(placed(with({one}), taxi_subject()).reason ==
             "origin community|subdistrict|town|department");
}

BOOST_AUTO_TEST_CASE(a_unit_that_is_gone_is_of_no_type) {
  Rule one = rule("ONE", "JT");
  one.origins = {OfficeType::subdistrict};
  BOOST_TEST(placed(with({one}), taxi_subject("GONE")).rule.empty());
}

BOOST_AUTO_TEST_CASE(what_is_of_a_kind_or_urgency_that_is_gone_is_explained_without_limits) {
  for (const bool the_kind : {true, false}) {
    Policy policy = shunyi();
    if (the_kind)
      policy.kinds.erase(KindId("ENFORCE_NOW"));
    else
      policy.urgencies.erase(UrgencyId("U3"));
    const Explanation explanation = explain(policy, taxi_subject(), at("2026-03-09 10:00"));
    BOOST_TEST(explanation.routing.lead.str() == "JT");
    BOOST_TEST(explanation.clocks.empty());
  }
}

BOOST_AUTO_TEST_CASE(what_a_rule_places_is_explained_without_a_time_for_naming_a_lead) {
  const Explanation explanation = explain(shunyi(), taxi_subject(), at("2026-03-09 10:00"));
  BOOST_REQUIRE(!explanation.clocks.empty());
  for (const ExplainedClock& clock : explanation.clocks)
    BOOST_TEST(name_of(clock.plan.clock) != "name_lead");
}

BOOST_AUTO_TEST_SUITE_END()
