// shao explain against instants worked out by hand from the rules of counting time, on Shunyi's own
// configuration. The working day is 9:00-12:00 and 13:30-18:00, seven and a half hours.
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/clients/support.hpp"

using namespace shao::test;
using shao::codec::Json;

namespace {

Ran explain(std::vector<std::string> more) {
  std::vector<std::string> arguments{"explain", "--config", SHAO_SOURCE_DIR "/config/shunyi",
                                     "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return shao::test::shao(arguments);
}

Json explained(const std::string& unit, const std::string& kind, const std::string& category,
               const std::string& at) {
  const Ran ran =
      explain({"--unit", unit, "--kind", kind, "--category", category, "--at", at + "+08:00"});
  BOOST_REQUIRE_MESSAGE(ran.exit == 0, ran.err);
  return ran.json();
}

/// Levels 0 to 4; level 1 is the clock's due instant.
using Ladder = std::vector<std::string>;

void expect(const Json& answer, const std::map<std::string, Ladder>& clocks) {
  BOOST_TEST(answer["clocks"].size() == clocks.size());
  for (const Json& clock : answer["clocks"]) {
    const auto name = clock["clock"].get<std::string>();
    const auto found = clocks.find(name);
    BOOST_REQUIRE_MESSAGE(found != clocks.end(), "unexpected clock " + name);
    BOOST_TEST(clock["due"] == found->second[1] + "+08:00", name << " due " << clock["due"]);
    BOOST_REQUIRE_EQUAL(clock["levels"].size(), found->second.size());
    for (std::size_t i = 0; i < found->second.size(); ++i) {
      BOOST_TEST(clock["levels"][i]["level"] == i);
      BOOST_TEST(clock["levels"][i]["due"] == found->second[i] + "+08:00",
                 name << " level " << i << " due " << clock["levels"][i]["due"] << ", expected "
                      << found->second[i]);
    }
  }
}

}  // namespace

// Friday 13 February 2026; the 14th is a working Saturday, the 15th to 23rd are Spring Festival.
BOOST_AUTO_TEST_CASE(a_demand_on_the_eve_of_spring_festival) {
  const Json answer = explained("110113001", "DEMAND", "PROPERTY", "2026-02-13T17:30:00");
  BOOST_TEST(answer["kind"] == "DEMAND");
  BOOST_TEST(answer["category"] == "PROPERTY");
  BOOST_TEST(answer["urgency"] == "U3");
  BOOST_TEST(answer["rule"]["id"] == "PROPERTY");
  BOOST_TEST(answer["rule"]["version"].get<std::string>().size() == 16u);
  BOOST_TEST(!answer["rule"]["reason"].get<std::string>().empty());
  BOOST_TEST(answer["near"].is_array());
  BOOST_TEST(answer["lead"] == "ZJW");
  BOOST_TEST(answer["assist"] == Json({"SJ", "SF"}));
  BOOST_TEST(answer["review"] == true);
  for (const Json& clock : answer["clocks"]) {
    BOOST_TEST(clock["starts"] == "2026-02-13T17:30:00+08:00");
    BOOST_TEST(!clock.contains("provisional"));
  }
  expect(answer,
         {// 60 wm: 30 minutes on Friday, 30 on Saturday morning; the warning after 48 of them.
          // Offsets: the next 1, 3, 5 working days after Saturday: 24, 26, 28 (a Saturday, too).
          {"acknowledge",
           {"2026-02-14T09:18:00", "2026-02-14T09:30:00", "2026-02-24T18:00:00",
            "2026-02-26T18:00:00", "2026-02-28T18:00:00"}},
          // 1440 m round the clock, before report-in; the warning after 1152 of them.
          {"contact",
           {"2026-02-14T12:42:00", "2026-02-14T17:30:00", "2026-02-24T18:00:00",
            "2026-02-26T18:00:00", "2026-02-28T18:00:00"}},
          // 3 wd would be the 26th; the midpoint of the 15.5 working hours to the resolve instant
          // is 7.75 h: 0.5 on Friday, 7.25 on Saturday. The warning after 6.2 h.
          {"report_in",
           {"2026-02-14T16:12:00", "2026-02-14T17:45:00", "2026-02-24T18:00:00",
            "2026-02-26T18:00:00", "2026-02-28T18:00:00"}},
          // 7 d: the 20th is a holiday, so the close of the 24th. The warning after 80 % of
          // 15.5 working hours, 12.4: 4.4 on the 24th. 1 March is a Sunday.
          {"resolve",
           {"2026-02-24T14:54:00", "2026-02-24T18:00:00", "2026-02-25T18:00:00",
            "2026-02-27T18:00:00", "2026-03-02T18:00:00"}}});
}

BOOST_AUTO_TEST_CASE(recipients_are_found_where_their_roles_sit) {
  const Json answer = explained("110113001", "DEMAND", "PROPERTY", "2026-02-13T17:30:00");
  const Json& levels = answer["clocks"][0]["levels"];
  BOOST_TEST(levels[0]["recipients"] == Json({"ZJW/assignee", "ZJW/dept_liaison"}));
  BOOST_TEST(levels[1]["recipients"] == Json({"ZJW/dept_liaison", "ZJW/dept_deputy_head"}));
  BOOST_TEST(levels[2]["recipients"] == Json({"ZJW/dept_head"}));
  BOOST_TEST(levels[3]["recipients"] ==
             Json({"QZF/deputy_district_head", "DCS/supervision_office"}));
  BOOST_TEST(levels[4]["recipients"] ==
             Json({"QZF/district_head", "QW/party_secretary", "JJW/discipline_inspection"}));
}

// Who assists has clocks of its own, against which its own people are told.
BOOST_AUTO_TEST_CASE(every_assisting_office_is_explained_with_its_clocks) {
  const Json answer = explained("110113001", "DEMAND", "PROPERTY", "2026-02-13T17:30:00");
  BOOST_REQUIRE_EQUAL(answer["assisting"].size(), 2u);
  BOOST_TEST(answer["assisting"][1]["office"] == "SF");
  const Json& clocks = answer["assisting"][1]["clocks"];
  BOOST_REQUIRE_EQUAL(clocks.size(), 3u);
  BOOST_TEST(clocks[0]["clock"] == "acknowledge");
  BOOST_TEST(clocks[0]["due"] == "2026-02-14T09:30:00+08:00");
  BOOST_TEST(clocks[0]["levels"][2]["recipients"] == Json({"SF/dept_head"}));
  BOOST_TEST(clocks[2]["clock"] == "resolve");
}

BOOST_AUTO_TEST_CASE(it_says_what_decided_how_time_is_counted_and_where_each_limit_comes_from) {
  const Json demand = explained("110113001", "DEMAND", "PROPERTY", "2026-02-13T17:30:00");
  BOOST_TEST(demand["time"] == Json({{"counts", "working"},
                                     {"by", "kind"},
                                     {"resolve", "7 d"},
                                     {"resolve_from", "urgency"}}));
  const auto why = [](const Json& clock) {
    return clock["clock"].get<std::string>() + ": " + clock["limit"].get<std::string>() + " " +
           clock["from"].get<std::string>() + " " + clock["counts"].get<std::string>();
  };
  BOOST_TEST(why(demand["clocks"][0]) == "acknowledge: 60 wm kind working");
  BOOST_TEST(why(demand["clocks"][1]) == "contact: 1440 m kind round_clock");
  BOOST_TEST(why(demand["clocks"][2]) == "report_in: 3 wd half_of_resolve working");
  BOOST_TEST(why(demand["clocks"][3]) == "resolve: 7 d urgency working");
  BOOST_TEST(why(demand["review_clock"]) == "review: 240 wm whistle_clocks working");

  const Json gas = explained("110113001001", "EMERGENCY", "GAS_LEAK", "2026-02-15T03:10:20");
  BOOST_TEST(gas["time"]["counts"] == "round_clock");
  BOOST_TEST(gas["time"]["by"] == "kind");
  BOOST_TEST(!gas.contains("review_clock"));
  BOOST_TEST(why(gas["clocks"][4]) == "resolve: 1440 m kind round_clock");

  // HEATING is of U2, whose resolve limit is in minutes: everything runs round the clock.
  const Json heating = explained("110113001", "DEMAND", "HEATING", "2026-02-13T17:30:00");
  BOOST_TEST(heating["time"] == Json({{"counts", "round_clock"},
                                      {"by", "resolve_limit"},
                                      {"resolve", "1440 m"},
                                      {"resolve_from", "urgency"}}));
  BOOST_TEST(why(heating["clocks"][0]) == "acknowledge: 60 m round_clock round_clock");
  BOOST_TEST(why(heating["clocks"][1]) == "contact: 120 m round_clock round_clock");

  // A day's contact is no shorter than half of four working hours.
  const Json garbage = explained("110113001", "DEMAND", "GARBAGE", "2026-03-03T09:00:00");
  BOOST_TEST(why(garbage["clocks"][1]) == "contact: 1440 m report_in working");
}

// In the night of a holiday: everything runs round the clock, 10, 20 and 60 minutes up the ladder.
BOOST_AUTO_TEST_CASE(an_emergency_knows_no_holiday) {
  const Json answer = explained("110113001001", "EMERGENCY", "GAS_LEAK", "2026-02-15T03:10:20");
  BOOST_TEST(answer["lead"] == "RQ");
  BOOST_TEST(answer["review"] == false);
  expect(answer, {{"acknowledge",
                   {"2026-02-15T03:14:20", "2026-02-15T03:15:20", "2026-02-15T03:25:20",
                    "2026-02-15T03:35:20", "2026-02-15T04:15:20"}},
                  {"contact",
                   {"2026-02-15T03:18:20", "2026-02-15T03:20:20", "2026-02-15T03:30:20",
                    "2026-02-15T03:40:20", "2026-02-15T04:20:20"}},
                  {"report_in",
                   {"2026-02-15T03:34:20", "2026-02-15T03:40:20", "2026-02-15T03:50:20",
                    "2026-02-15T04:00:20", "2026-02-15T04:40:20"}},
                  {"first_report",
                   {"2026-02-15T04:46:20", "2026-02-15T05:10:20", "2026-02-15T05:20:20",
                    "2026-02-15T05:30:20", "2026-02-15T06:10:20"}},
                  // 1440 m; 1152 of them to the warning.
                  {"resolve",
                   {"2026-02-15T22:22:20", "2026-02-16T03:10:20", "2026-02-16T03:20:20",
                    "2026-02-16T03:30:20", "2026-02-16T04:10:20"}}});
}

// Friday 8 May 2026, the 9th a working Saturday. 7 d of a kind that runs round the clock are
// 168 hours, to the hour; the warning after 134.4 of them. Only resolve climbs by working days.
BOOST_AUTO_TEST_CASE(days_of_a_round_the_clock_kind_are_24_hours_each) {
  expect(explained("110113001", "ENFORCE_NOW", "STREET_VENDING", "2026-05-08T16:00:00"),
         {{"acknowledge",
           {"2026-05-08T16:08:00", "2026-05-08T16:10:00", "2026-05-08T16:20:00",
            "2026-05-08T16:30:00", "2026-05-08T17:10:00"}},
          {"contact",
           {"2026-05-08T16:12:00", "2026-05-08T16:15:00", "2026-05-08T16:25:00",
            "2026-05-08T16:35:00", "2026-05-08T17:15:00"}},
          {"report_in",
           {"2026-05-08T16:24:00", "2026-05-08T16:30:00", "2026-05-08T16:40:00",
            "2026-05-08T16:50:00", "2026-05-08T17:30:00"}},
          {"resolve",
           {"2026-05-14T06:24:00", "2026-05-15T16:00:00", "2026-05-18T18:00:00",
            "2026-05-20T18:00:00", "2026-05-22T18:00:00"}}});
}

// Monday 14 September 2026. 20 September (a Sunday) and 10 October (a Saturday) are working days,
// 25 to 27 September and 1 to 7 October holidays.
BOOST_AUTO_TEST_CASE(working_days_count_sundays_made_up_and_no_holidays) {
  expect(explained("110113001", "KEY_WORK", "PROPERTY", "2026-09-14T09:00:00"),
         {{"acknowledge",
           {"2026-09-14T09:48:00", "2026-09-14T10:00:00", "2026-09-15T18:00:00",
            "2026-09-17T18:00:00", "2026-09-20T18:00:00"}},
          {"contact",
           {"2026-09-15T04:12:00", "2026-09-15T09:00:00", "2026-09-16T18:00:00",
            "2026-09-18T18:00:00", "2026-09-21T18:00:00"}},
          // 5 wd: 15, 16, 17, 18, 20. The warning after 36 of the 45 working hours: the fifth day,
          // 18 September, six hours in.
          {"report_in",
           {"2026-09-18T16:30:00", "2026-09-20T18:00:00", "2026-09-21T18:00:00",
            "2026-09-23T18:00:00", "2026-09-28T18:00:00"}},
          // 30 wd: 9 to 24 September, 12 to the 30th, 15 to 10 October, 30 on 30 October. The
          // warning after 186 of the 232.5 working hours: the 25th day, 22 October, six hours in.
          {"resolve",
           {"2026-10-22T16:30:00", "2026-10-30T18:00:00", "2026-11-02T18:00:00",
            "2026-11-04T18:00:00", "2026-11-06T18:00:00"}}});
}

// A span of working minutes that ends exactly at noon is due at noon, not at half past one.
BOOST_AUTO_TEST_CASE(a_span_that_ends_at_noon_is_due_at_noon) {
  const Json answer = explained("110113001", "DEMAND", "PROPERTY", "2026-03-03T11:00:00");
  BOOST_TEST(answer["clocks"][0]["clock"] == "acknowledge");
  BOOST_TEST(answer["clocks"][0]["due"] == "2026-03-03T12:00:00+08:00");
  const Json one_second_later = explained("110113001", "DEMAND", "PROPERTY", "2026-03-03T11:00:01");
  BOOST_TEST(one_second_later["clocks"][0]["due"] == "2026-03-03T13:30:01+08:00");
}

// An urgent demand is resolved in 1440 m: the whole whistle runs round the clock, acknowledge in 60
// minutes and contact in 120, even on a holiday's eve.
BOOST_AUTO_TEST_CASE(a_resolve_limit_in_minutes_makes_the_whole_whistle_run_round_the_clock) {
  const Ran ran = explain({"--unit", "110113001", "--kind", "DEMAND", "--category", "PROPERTY",
                           "--urgency", "U2", "--at", "2026-02-13T17:30:00+08:00"});
  BOOST_REQUIRE_MESSAGE(ran.exit == 0, ran.err);
  std::map<std::string, std::string> due;
  const Json answer = ran.json();
  for (const Json& clock : answer["clocks"]) due[clock["clock"]] = clock["due"];
  BOOST_TEST(due["acknowledge"] == "2026-02-13T18:30:00+08:00");
  BOOST_TEST(due["contact"] == "2026-02-13T19:30:00+08:00");
  BOOST_TEST(due["report_in"] == "2026-02-14T05:30:00+08:00");  // the midpoint
  BOOST_TEST(due["resolve"] == "2026-02-14T17:30:00+08:00");
}

// Wednesday 30 December 2026, an hour before closing. What lies in 2027 is marked: its calendar is
// not published, so that no day of it counts as a holiday yet.
BOOST_AUTO_TEST_CASE(instants_past_the_last_published_year_are_provisional) {
  const Json answer = explained("110113001", "DEMAND", "PROPERTY", "2026-12-30T17:00:00");
  expect(answer, {{"acknowledge",
                   {"2026-12-30T17:48:00", "2026-12-30T18:00:00", "2026-12-31T18:00:00",
                    "2027-01-04T18:00:00", "2027-01-06T18:00:00"}},
                  {"contact",
                   {"2026-12-31T12:12:00", "2026-12-31T17:00:00", "2027-01-01T18:00:00",
                    "2027-01-05T18:00:00", "2027-01-07T18:00:00"}},
                  // 38.5 working hours to resolve: 19.25 to the midpoint, 15.4 to its warning.
                  {"report_in",
                   {"2027-01-01T17:24:00", "2027-01-04T13:45:00", "2027-01-05T18:00:00",
                    "2027-01-07T18:00:00", "2027-01-11T18:00:00"}},
                  {"resolve",
                   {"2027-01-05T17:48:00", "2027-01-06T18:00:00", "2027-01-07T18:00:00",
                    "2027-01-11T18:00:00", "2027-01-13T18:00:00"}}});
  for (const Json& clock : answer["clocks"]) {
    const auto marked = [](const Json& it) { return it.value("provisional", false); };
    BOOST_TEST(marked(clock) == (clock["due"].get<std::string>() >= "2027"));
    for (const Json& level : clock["levels"])
      BOOST_TEST(marked(level) == (level["due"].get<std::string>() >= "2027"));
  }
}

BOOST_AUTO_TEST_CASE(key_words_find_the_category_when_none_is_given) {
  const Ran ran = explain(
      {"--unit", "110113001001", "--title", "楼道里燃气泄漏", "--at", "2026-03-03T11:00:00+08:00"});
  BOOST_REQUIRE_MESSAGE(ran.exit == 0, ran.err);
  BOOST_TEST(ran.json()["category"] == "GAS_LEAK");
  BOOST_TEST(ran.json()["kind"] == "EMERGENCY");
  BOOST_TEST(ran.json()["urgency"] == "U1");
}

BOOST_AUTO_TEST_CASE(a_whistle_without_a_rule_has_a_clock_for_naming_its_lead) {
  const Ran ran =
      explain({"--unit", "110113001", "--title", "……", "--at", "2026-03-03T11:00:00+08:00"});
  BOOST_REQUIRE_MESSAGE(ran.exit == 0, ran.err);
  const Json answer = ran.json();
  BOOST_TEST(answer["rule"].is_null());
  BOOST_TEST(answer["category"].is_null());
  BOOST_TEST(answer["lead"] == "ZHZX");
  bool found = false;
  for (const Json& clock : answer["clocks"])
    if (clock["clock"] == "name_lead") {
      found = true;
      BOOST_TEST(clock["due"] == "2026-03-03T11:30:00+08:00");  // 30 m
    }
  BOOST_TEST(found);
}

BOOST_AUTO_TEST_CASE(an_instant_in_another_offset_is_the_same_instant) {
  const Ran ran = explain({"--unit", "110113001", "--kind", "DEMAND", "--category", "PROPERTY",
                           "--at", "2026-03-03T03:00:00Z"});
  BOOST_TEST(ran.json()["clocks"][0]["due"] == "2026-03-03T12:00:00+08:00");
}

BOOST_AUTO_TEST_CASE(what_is_unknown_is_named_with_its_flag_and_what_is_known) {
  const struct {
    std::vector<std::string> flags;
    std::vector<const char*> says;
  } cases[] = {
      {{"--unit", "999"}, {"--unit", "\"999\"", "110113001"}},
      {{"--unit", "110113001", "--kind", "demand"}, {"--kind", "\"demand\"", "DEMAND"}},
      {{"--unit", "110113001", "--category", "NOISE"}, {"--category", "\"NOISE\"", "PROPERTY"}},
      {{"--unit", "110113001", "--urgency", "U9"}, {"--urgency", "\"U9\"", "U1, U2, U3, U4"}},
      {{"--unit", "110113001", "--at", "tomorrow"},
       {"--at", "\"tomorrow\"", "2026-02-13T17:30:00"}},
      {{"--unit", "110113001", "--at", "2026-02-13T17:30:00"}, {"--at", "offset"}},
      {{"--unit", "110113001", "--at", "2025-12-31T23:59:59+08:00"},
       {"--at", "2026-01-01T00:00:00+08:00"}},
      {{"--unit", "110113001", "--at", "2050-01-01T00:00:00+08:00"}, {"--at", "calendar"}},
  };
  for (const auto& one : cases) {
    const Ran ran = explain(one.flags);
    BOOST_TEST(ran.exit == 2, ran.err);
    BOOST_TEST(ran.out.empty());
    for (const char* part : one.says)
      BOOST_TEST(ran.err.find(part) != std::string::npos, part << " is not in: " << ran.err);
  }
}

BOOST_AUTO_TEST_CASE(without_json_it_is_a_table_in_the_locales_language) {
  const std::vector<std::string> arguments{"explain",
                                           "--config",
                                           SHAO_SOURCE_DIR "/config/shunyi",
                                           "--unit",
                                           "110113001",
                                           "--kind",
                                           "DEMAND",
                                           "--category",
                                           "PROPERTY",
                                           "--at",
                                           "2026-02-13T17:30:00+08:00"};
  const Ran english = shao::test::shao(arguments);
  BOOST_TEST(english.exit == 0);
  BOOST_TEST(english.out.find("acknowledge") != std::string::npos);
  BOOST_TEST(english.out.find("2026-02-14T09:30:00+08:00") != std::string::npos);
  BOOST_TEST(holds(english.out, "assists SF Justice Bureau\nclock"), english.out);
  BOOST_TEST(
      holds(english.out, "working time: so says the kind; resolve within 7 d by the urgency"),
      english.out);
  BOOST_TEST(holds(english.out, "halfway to resolve, before its limit of 3 wd"), english.out);
  const Ran chinese = shao::test::shao(arguments, {{"LC_ALL", "zh_CN.UTF-8"}});
  BOOST_TEST(holds(chinese.out, "按工作时间：由哨种决定"), chinese.out);
  BOOST_TEST(chinese.out.find("签收") != std::string::npos);
  BOOST_TEST(chinese.out.find("住房和城乡建设") != std::string::npos);
  BOOST_TEST(chinese.out.find(": 类别 PROPERTY") != std::string::npos, chinese.out);
}
