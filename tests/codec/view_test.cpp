// Events and whistles as clients see them.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <set>

#include "dispatcher/codec/particulars.hpp"
#include "dispatcher/codec/view_json.hpp"
#include "tests/codec/sample.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;
using codec::Json;
using codec_test::Jurisdiction;
using codec_test::monday_ten;

const core::OfficeId street("S1"), community("S1-C1"), zjw("ZJW"), ga("GA"), centre("ZHZX");
constexpr core::Roles department{core::Role::dept_liaison, core::Role::dept_officer};
constexpr std::int64_t ten = 1772416800000;

/// The event called `name` among all that happened.
Json event_called(const Jurisdiction& small, std::string_view name) {
  for (const core::Record& record : small.records)
    for (std::size_t i = 0; i < record.events.size(); ++i)
      if (core::name_of(record.events[i]) == name) return codec::event_json(record, i);
  BOOST_FAIL("no event " << name);
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(views)

BOOST_AUTO_TEST_CASE(an_event_is_told_with_number_instant_and_who) {
  Jurisdiction small;
  const core::WhistleId whistle = small.raise("PROPERTY");
  BOOST_REQUIRE(
      !small.give(zjw, department, core::Acknowledge{whistle}, monday_ten + 5min).refused());
  BOOST_TEST(event_called(small, "acknowledged") ==
             Json({{"n", 4},
                   {"at", ten + 300'000},
                   {"event", "acknowledged"},
                   {"whistle", "W1"},
                   {"office", "ZJW"},
                   {"exercise", true},
                   {"who", {{"office", "ZJW"}, {"person", "李四"}}}}));
}

BOOST_AUTO_TEST_CASE(what_is_sealed_is_no_part_of_what_is_told) {
  Jurisdiction small;
  const core::WhistleId whistle = small.raise("PROPERTY");
  const auto give = [&](const core::Command& command) {
    return small.give(zjw, department, command, monday_ten + 5min).refused();
  };
  BOOST_REQUIRE(!give(core::Acknowledge{whistle}));
  BOOST_REQUIRE(!give(core::Contact{whistle, {"sealed"}, "电话"}));
  for (const char* event : {"whistle_raised", "contacted"})
    BOOST_TEST(event_called(small, event).dump().find("sealed") == std::string::npos);
  BOOST_TEST(event_called(small, "contacted")["how"] == "电话");
  BOOST_TEST(codec::view_json(*small.state.whistle(whistle), 1).dump().find("sealed") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(particulars_are_told_as_far_as_somebody_may_see_them) {
  const codec::Particulars all{{"胜利街道建新南区3号楼", 116.654321, 40.138},
                               {"张三丰", "13812341234"}};
  BOOST_REQUIRE(codec::particulars_from(codec::to_text(all)) == all);
  const auto told = [&](codec::Shown shown) {
    Json json = Json::object();
    codec::tell(json, all, shown);
    return json;
  };
  const Json masked_reporter = {{"name", "张**"}, {"phone", "138****1234"}};
  const Json place = {{"address", "胜利街道建新南区3号楼"}, {"lon", 116.654321}, {"lat", 40.138}};
  const Json masked_place = {{"address", "胜利街道建新****"}, {"lon", 116.65}, {"lat", 40.14}};
  BOOST_TEST(told(codec::Shown::masked) ==
             Json({{"reporter", masked_reporter}, {"place", masked_place}}));
  BOOST_TEST(told(codec::Shown::address) ==
             Json({{"reporter", masked_reporter}, {"place", place}}));
  BOOST_TEST(
      told(codec::Shown::everything) ==
      Json({{"reporter", {{"name", "张三丰"}, {"phone", "13812341234"}}}, {"place", place}}));
  Json in_part = Json::object();
  codec::tell(in_part, {{"石园3号", {}, {}}, {"", "13812341234"}}, codec::Shown::masked);
  BOOST_TEST(in_part == Json({{"reporter", {{"phone", "138****1234"}}},
                              {"place", {{"address", "石园****"}}}}));
  Json nothing = Json::object();
  codec::tell(nothing, {}, codec::Shown::everything);
  BOOST_TEST(nothing == Json::object());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_particulars_is_none) {
  for (const char* text : {"", "{}", "[]", R"(["a","b","c",1])", R"(["a","b",1,null,null])",
                           R"(["a","b","c","1",null])", R"(["a","b","c",null,true])"})
    BOOST_TEST(!codec::particulars_from(text));
}

BOOST_AUTO_TEST_CASE(a_raise_is_told_without_what_was_not_given) {
  Jurisdiction small;
  small.raise("PROPERTY");
  const Json event = event_called(small, "whistle_raised");
  BOOST_TEST(event["category"] == "PROPERTY");
  BOOST_TEST(event["title"] == "电梯停运");
  BOOST_TEST(!event.contains("detail"));
  BOOST_TEST(!event.contains("occurred_at"));
}

BOOST_AUTO_TEST_CASE(a_dispatch_is_told_with_rule_offices_and_clocks) {
  Jurisdiction small;
  small.raise("PROPERTY");
  const Json event = event_called(small, "whistle_dispatched");
  BOOST_TEST(event["rule"] == "R-PROPERTY");
  BOOST_TEST(event["lead"] == "ZJW");
  BOOST_TEST(event["assist"] == Json::array({"GA"}));
  BOOST_TEST(event["assigned"][0]["office"] == "ZJW");
  BOOST_TEST(event["assigned"][0]["lead"] == true);
  BOOST_TEST(event["assigned"][0]["clocks"][0] ==
             Json({{"clock", "acknowledge"},
                   {"starts", ten},
                   {"due", ten + 3'600'000},
                   {"levels",
                    {ten + 2'880'000, ten + 3'600'000, ten + 4'800'000, ten + 5'400'000,
                     ten + 6'000'000}}}));
  BOOST_TEST(!event.contains("name_lead"));
}

BOOST_AUTO_TEST_CASE(the_protocol_lists_the_fields_of_every_event) {
  using Fields = std::map<std::string, std::set<std::string>>;
  Fields told;
  for (std::uint64_t seed = 0; seed < 100 * std::variant_size_v<core::Event>; ++seed) {
    const Json event = codec::event_json(codec_test::random_record(seed, 1), 0);
    auto& fields = told[event["event"]];
    for (const std::string& key : codec_test::keys(event))
      if (!std::set<std::string>{"n", "at", "event", "whistle", "who", "exercise"}.contains(key))
        fields.insert(key);
  }
  // What is sealed is put in by who has the keys.
  for (const char* field : {"place", "reporter", "erased", "unreadable"})
    told["whistle_raised"].insert(field);
  for (const char* field : {"reached", "erased", "unreadable"}) told["contacted"].insert(field);
  Fields listed;
  std::ifstream page(SHAO_SOURCE_DIR "/brokers/PROTOCOL.md");
  for (std::string line; std::getline(page, line);) {
    std::string name = line.substr(0, line.find(" |", 1));
    if (!name.starts_with("| ") || !told.contains(name.substr(2))) continue;
    auto& fields = listed[name.substr(2)];
    for (std::size_t at = name.size(); at < line.size();) {
      const std::size_t begin = line.find_first_not_of(" |,", at);
      if (begin == std::string::npos) break;
      at = std::min(line.find_first_of(" |,", begin), line.size());
      fields.insert(line.substr(begin, at - begin));
    }
  }
  BOOST_TEST_REQUIRE(told.size() == std::variant_size_v<core::Event>);
  for (const auto& [event, fields] : told)
    BOOST_TEST((listed[event] == fields), event << " has other fields than PROTOCOL.md lists");
}

BOOST_AUTO_TEST_CASE(roles_commands_and_hashes_are_not_told) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    core::Record record = codec_test::random_record(seed, 1);
    record.cause = {{zjw, {core::Role::dept_head}, "李四"}, "command-id", "body-hash"};
    const std::string text = codec::event_json(record, 0)["who"].dump() +
                             codec::event_json(record, 0).value("command", "") +
                             codec::event_json(record, 0).value("hash", "");
    BOOST_TEST_REQUIRE(text == R"({"office":"ZJW","person":"李四"})");
  }
}

BOOST_AUTO_TEST_CASE(lists_are_always_there_and_empty_ids_are_null) {
  core::Record record{1, monday_ten, {}, false, {core::WhistleDispatched{}}};
  const Json event = codec::event_json(record, 0);
  BOOST_TEST(event["rule"].is_null());
  BOOST_TEST((event["near"] == Json::array() && event["assist"] == Json::array()));
  BOOST_TEST(event["who"] == Json({{"office", ""}, {"person", ""}}));
  BOOST_TEST(!event.contains("exercise"));
}

BOOST_AUTO_TEST_CASE(the_number_of_an_event_counts_on_from_its_record) {
  const core::Record record{
      57,
      monday_ten,
      {},
      false,
      {core::WhistleApproved{core::WhistleId{1}}, core::CaseActivated{core::WhistleId{1}}}};
  BOOST_TEST(codec::event_json(record, 0)["n"] == 57);
  BOOST_TEST(codec::event_json(record, 1)["n"] == 58);
  BOOST_TEST(codec::event_json(record, 1)["event"] == "case_activated");
}

BOOST_AUTO_TEST_CASE(a_view_has_everything_but_what_is_sealed) {
  Jurisdiction small;
  const core::WhistleId id = small.raise("PROPERTY");
  BOOST_REQUIRE(!small.give(zjw, department, core::Acknowledge{id}, monday_ten + 5min).refused());
  const Json view = codec::view_json(*small.state.whistle(id), small.state.last_event());
  BOOST_TEST(
      codec_test::keys(view) ==
          (std::vector<std::string>{
              "as_of",   "assignments", "bad_evaluations", "blown_at",  "category", "classified_by",
              "clocks",  "emergency",   "evaluations",     "history",   "kind",     "lead",
              "level",   "next_due",    "policy",          "raised_at", "record",   "released",
              "reworks", "rule",        "state",           "street",    "title",    "told",
              "unit",    "urgency",     "whistle"}),
      boost::test_tools::per_element());
  BOOST_TEST(view["as_of"] == 4);
  BOOST_TEST(view["history"] == 3);
  BOOST_TEST(view["lead"] == "ZJW");
  BOOST_TEST(view["street"] == "S1");
  BOOST_TEST(view["level"].is_null());
  BOOST_TEST(view["next_due"] == ten + 2'880'000);  // GA has not acknowledged: 80 % of an hour
  const Json& clock = view["assignments"][0]["clocks"][0];
  BOOST_TEST(codec_test::keys(clock) ==
                 (std::vector<std::string>{"clock", "due", "ended", "levels", "missed",
                                           "next_level", "starts", "state"}),
             boost::test_tools::per_element());
  BOOST_TEST(clock["state"] == "met");
  BOOST_TEST(clock["ended"] == ten + 300'000);
  BOOST_TEST(clock["next_level"].is_null());
  BOOST_TEST(view["assignments"][0]["state"] == "ACKNOWLEDGED");
  BOOST_TEST(view["assignments"][1]["clocks"][0]["next_level"] == 0);
}

BOOST_AUTO_TEST_CASE(a_view_shows_how_the_case_was_bent) {
  Jurisdiction small;
  core::Whistle whistle = *small.state.whistle(small.raise("PROPERTY"));
  whistle.reopened = 2;
  whistle.extension_asked = core::Extension{zjw, {3, core::Unit::working_days}, "等配件"};
  whistle.assignments.front().agreed_to_withdraw = true;
  const Json view = codec::view_json(whistle, 1);
  BOOST_TEST(view["reopened"] == 2);
  BOOST_TEST(view["extension_asked"] ==
             Json({{"office", "ZJW"}, {"by", "3 wd"}, {"reason", "等配件"}}));
  BOOST_TEST(view["assignments"][0]["agreed_to_withdraw"] == true);
  BOOST_TEST(!view["assignments"][1].contains("agreed_to_withdraw"));
}

BOOST_AUTO_TEST_CASE(names_are_given_of_what_the_policy_holds_alone) {
  const Jurisdiction small;
  const Json names = codec::names_json(Json({{"kind", "DEMAND"},
                                             {"category", "GONE"},
                                             {"lead", "ZJW"},
                                             {"recipients", {"GA/dept_head"}},
                                             {"title", "ZHZX"},
                                             {"released", 1}}),
                                       small.policy);
  BOOST_TEST(codec_test::keys(names) == (std::vector<std::string>{"DEMAND", "GA", "ZJW"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_view_shows_levels_fired_and_who_was_told) {
  Jurisdiction small;
  const core::WhistleId id = small.raise("PROPERTY");
  small.give({}, {}, core::Wake{}, monday_ten + 61min);
  const Json view = codec::view_json(*small.state.whistle(id), small.state.last_event());
  BOOST_TEST(view["level"] == 1);
  BOOST_TEST(view["assignments"][0]["clocks"][0]["missed"] == true);
  BOOST_TEST(view["assignments"][0]["clocks"][0]["next_level"] == 2);
  BOOST_TEST(view["told"] == Json::array({{{"level", 1}, {"recipient", "ZJW/dept_liaison"}},
                                          {{"level", 1}, {"recipient", "GA/dept_liaison"}}}));
  const Json level = event_called(small, "level_fired");
  BOOST_TEST(level["notify"] == Json::array({"ZJW/dept_liaison"}));
  BOOST_TEST(level["collapsed"] == Json::array({0}));
  BOOST_TEST(level["clock"] == "acknowledge");
  BOOST_TEST(level["due"] == ten + 3'600'000);
}

BOOST_AUTO_TEST_CASE(a_row_has_what_a_list_shows) {
  Jurisdiction small;
  const core::WhistleId id = small.raise("PROPERTY");
  BOOST_TEST(codec::short_view_json(*small.state.whistle(id)) ==
             Json({{"whistle", "W1"},
                   {"state", "DISPATCHED"},
                   {"kind", "DEMAND"},
                   {"category", "PROPERTY"},
                   {"urgency", "U3"},
                   {"unit", "S1-C1"},
                   {"street", "S1"},
                   {"title", "电梯停运"},
                   {"lead", "ZJW"},
                   {"level", nullptr},
                   {"next_due", ten + 2'880'000},
                   {"raised_at", ten}}));
}

BOOST_AUTO_TEST_CASE(a_row_without_a_title_shows_the_beginning_of_the_detail) {
  core::Whistle whistle;
  for (int i = 0; i < 50; ++i) whistle.detail += "详";
  std::string expected;
  for (int i = 0; i < 40; ++i) expected += "详";
  BOOST_TEST(codec::short_view_json(whistle)["title"] == expected);
  whistle.detail = "短";
  BOOST_TEST(codec::short_view_json(whistle)["title"] == "短");
}

BOOST_AUTO_TEST_CASE(the_levels_ahead_are_those_of_running_clocks_in_order) {
  Jurisdiction small;
  const core::WhistleId id = small.raise("PROPERTY");
  const Json all = codec::levels_ahead_json(*small.state.whistle(id), small.policy);
  BOOST_TEST(all.size() == (4U + 3U) * 5U);
  BOOST_TEST(all[0] == Json({{"office", "ZJW"},
                             {"clock", "acknowledge"},
                             {"level", 0},
                             {"due", ten + 2'880'000},
                             {"recipients", {"ZJW/dept_liaison"}}}));
  BOOST_TEST(std::is_sorted(all.begin(), all.end(),
                            [](const Json& a, const Json& b) { return a["due"] < b["due"]; }));
  const auto fourth =
      std::find_if(all.begin(), all.end(), [](const Json& one) { return one["level"] == 4; });
  BOOST_TEST((*fourth)["recipients"] == Json::array({"ZHZX/command_centre"}));
  // Acknowledged: its five levels are gone. Level 1 of the other one's has fired: three are left.
  BOOST_REQUIRE(!small.give(zjw, department, core::Acknowledge{id}, monday_ten + 5min).refused());
  small.give({}, {}, core::Wake{}, monday_ten + 61min);
  const Json left = codec::levels_ahead_json(*small.state.whistle(id), small.policy);
  BOOST_TEST(std::count_if(left.begin(), left.end(),
                           [](const Json& one) { return one["clock"] == "acknowledge"; }) == 3);
}

BOOST_AUTO_TEST_CASE(the_naming_clock_runs_against_the_backstop_and_an_evaluation_warns_once) {
  Jurisdiction small;
  const core::WhistleId id = small.raise("OTHER");
  const Json ahead = codec::levels_ahead_json(*small.state.whistle(id), small.policy);
  BOOST_TEST(ahead[0]["clock"] == "name_lead");
  BOOST_TEST(ahead[0]["office"] == "ZHZX");

  core::Whistle whistle = *small.state.whistle(id);
  whistle.assignments.clear();
  whistle.clocks.clear();
  core::Clock evaluate;
  evaluate.kind = core::ClockKind::evaluate;
  whistle.clocks.push_back(evaluate);
  const Json last = codec::levels_ahead_json(whistle, small.policy);
  BOOST_REQUIRE_EQUAL(last.size(), 1U);
  BOOST_TEST(last[0]["office"] == "S1-C1");
}

BOOST_AUTO_TEST_SUITE_END()
