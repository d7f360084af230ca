// What people read: refusals and events as sentences, in English and Chinese.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "dispatcher/codec/answer_json.hpp"
#include "dispatcher/codec/event_json.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "tests/codec/sample.hpp"

namespace {

using namespace shao;
using codec::Json;
using core::Reject;

Json told(core::Event event) {
  const core::Record record{57,
                            codec_test::monday_ten,
                            {{core::OfficeId("ZJW"), {}, "李四"}, "c", "h"},
                            false,
                            {std::move(event)}};
  return codec::event_json(record, 0);
}

bool is_one_line(const std::string& text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20U || c == 0x7F;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(a_refusal_is_told_in_fields_and_in_two_languages) {
  const Json json =
      codec::refusal_json({Reject::missing_field, "reason", "", "why the whistle is refused"});
  BOOST_TEST(json ==
             Json({{"ok", false},
                   {"refused", "missing_field"},
                   {"field", "reason"},
                   {"value", ""},
                   {"expected", "why the whistle is refused"},
                   {"message", "reason is missing; right would be: why the whistle is refused"},
                   {"message_zh", "缺少理由(reason)；应为：不予吹哨的理由"}}));
}

struct Told {
  core::Refusal refusal;
  const char* english;
  const char* chinese;
};

BOOST_AUTO_TEST_CASE(each_refusal_names_the_field_the_value_and_what_would_be_right) {
  const Told table[] = {
      {{Reject::malformed, "place.lon", "181", "a number from -180 to 180"},
       "place.lon 181 cannot be taken; right would be: a number from -180 to 180",
       "地点.经度(place.lon)“181”不能接受；应为：-180 到 180 之间的数"},
      {{Reject::malformed, "place.lon", "116", "a number from -180 to 180, without quotes"},
       "place.lon 116 cannot be taken; right would be: a number from -180 to 180, without quotes",
       "地点.经度(place.lon)“116”不能接受；应为：-180 到 180 之间的数，不加引号"},
      {{Reject::malformed, "unti", "", "a field of raise: do, id, unit; did you mean unit?"},
       "unti is unknown; right would be: a field of raise: do, id, unit; did you mean unit?",
       "没有 unti 这个字段；应为：“吹哨”的字段：do, id, unit；是否指 unit？"},
      {{Reject::malformed, "do", "raze", "one of raise, submit; did you mean raise?"},
       "do raze cannot be taken; right would be: one of raise, submit; did you mean raise?",
       "命令(do)“raze”不能接受；应为：以下之一：raise, submit；是否指 raise？"},
      {{Reject::malformed, "body", "", "not JSON: it goes wrong at byte 7"},
       "the body cannot be read; right would be: not JSON: it goes wrong at byte 7",
       "内容无法读取；应为：JSON 对象；内容在第 7 字节处有误"},
      {{Reject::role_may_not, "role", "street, community", "approve is for street_leader"},
       "your role (street, community) may not do this; right would be: approve is for "
       "street_leader",
       "您的角色（街道(镇)、社区(村)）无权进行此操作；应为：“审哨通过”由以下角色进行：街道(镇)"
       "领导"},
      {{Reject::wrong_state, "state", "CLOSED", "approve is possible in REVIEW"},
       "not possible now, state is CLOSED; right would be: approve is possible in REVIEW",
       "现在不能进行：状态(state)为“结案”；应为：“审哨通过”只在以下状态可以进行：待审哨"},
      {{Reject::kind_not_for_raiser, "kind", "KEY_WORK",
        "a kind that a community may raise; KEY_WORK is for street, command_centre"},
       "this unit may not raise kind KEY_WORK; right would be: a kind that a community may raise; "
       "KEY_WORK is for street, command_centre",
       "该单位不能吹此类哨“KEY_WORK”；应为：社区(村) 可以吹的种类；KEY_WORK "
       "只由以下角色吹：街道(镇)、指挥中心"},
      {{Reject::record_reused, "id", "r1",
        "a record id of its own: S1 raised W3 under this one, with other content"},
       "id r1 is used already; right would be: a record id of its own: S1 raised W3 under this "
       "one, "
       "with other content",
       "编号(id)“r1”已用过；应为：新的编号：S1 已用此编号吹过 W3，内容不同"},
      {{Reject::unknown_office, "lead", "ZZZ", "an office of the directory"},
       "lead ZZZ is not known; right would be: an office of the directory",
       "主办单位(lead)“ZZZ”不存在；应为：名录内的单位"},
      {{Reject::not_your_unit, "office", "S2", "the raiser: S1-C1 or S1"},
       "office S2 may not do this for the whistle's unit; right would be: the raiser: S1-C1 or S1",
       "单位(office)“S2”不能代此哨的单位操作；应为：吹哨方：S1-C1 或 S1"},
      {{Reject::role_may_not, "role", "", "approve is for street_leader"},
       "your role (none) may not do this; right would be: approve is for street_leader",
       "您的角色（无）无权进行此操作；应为：“审哨通过”由以下角色进行：街道(镇)领导"},
      // It begins as a phrase that is known and goes on otherwise.
      {{Reject::malformed, "pass", "1", "true or falsehood"},
       "pass 1 cannot be taken; right would be: true or falsehood",
       "是否通过(pass)“1”不能接受；应为：true or falsehood"},
      {{Reject::missing_field, "evidence", "", "a phrase nobody translated"},
       "evidence is missing; right would be: a phrase nobody translated",
       "缺少佐证(evidence)；应为：a phrase nobody translated"},
  };
  for (const Told& one : table) {
    BOOST_TEST(codec::sentence(one.refusal, false) == one.english);
    BOOST_TEST(codec::sentence(one.refusal, true) == one.chinese);
  }
}

BOOST_AUTO_TEST_CASE(every_refusal_has_a_sentence_of_its_own) {
  std::set<std::string> english, chinese;
  for (std::size_t i = 0; i < core::reject_names.size(); ++i) {
    const core::Refusal refusal{static_cast<Reject>(i), std::string("field") + std::to_string(i),
                                "value", "x"};
    english.insert(codec::sentence(refusal, false));
    chinese.insert(codec::sentence(refusal, true));
  }
  BOOST_TEST(english.size() >= core::reject_names.size() - 1);
  BOOST_TEST(chinese.size() >= core::reject_names.size() - 1);
}

BOOST_AUTO_TEST_CASE(a_value_cannot_steer_the_terminal_it_is_shown_on) {
  const core::Refusal refusal{Reject::malformed, "id", "a\x1B[2Jb\n", "text"};
  BOOST_TEST(is_one_line(codec::sentence(refusal, false)));
  BOOST_TEST(is_one_line(codec::sentence(refusal, true)));
}

BOOST_AUTO_TEST_CASE(what_people_call_things) {
  BOOST_TEST(codec::spoken(core::ClockKind::report_in, true) == "报到");
  BOOST_TEST(codec::spoken(core::ClockKind::first_report, false) == "first report");
  BOOST_TEST(codec::spoken(core::CaseState::merged, true) == "并单");
  BOOST_TEST(codec::spoken(core::AssignmentState::relieved, true) == "已解除");
  BOOST_TEST(codec::spoken(core::Role::assignee, true) == "承办人");
  BOOST_TEST(codec::spoken_level(0, true) == "预警提醒");
  BOOST_TEST(codec::spoken_level(4, true) == "三级督办");
  BOOST_TEST(codec::spoken_level(5, true) == "提请上级");
  BOOST_TEST(codec::spoken_level(6, true) == "");
}

BOOST_AUTO_TEST_CASE(why_a_rule_matched_is_said_in_chinese_word_by_word) {
  BOOST_TEST(codec::spoken_reason("category PROPERTY, hours 18:00-09:00", false) ==
             "category PROPERTY, hours 18:00-09:00");
  BOOST_TEST(codec::spoken_reason("category PROPERTY, hours 18:00-09:00", true) ==
             "类别 PROPERTY，时段 18:00-09:00");
  BOOST_TEST(codec::spoken_reason("matches every whistle", true) == "适用于所有哨");
  BOOST_TEST(codec::spoken_condition("hours", false) == "hours");
  BOOST_TEST(codec::spoken_condition("weather", true) == "weather");
}

BOOST_AUTO_TEST_CASE(what_is_too_late_names_the_limit_where_there_is_one) {
  const core::Refusal nameless{Reject::too_late, "reopen", "", "within thirty days"};
  BOOST_TEST(codec::sentence(nameless, false).starts_with("it is too late (reopen); "));
  BOOST_TEST(codec::sentence(nameless, true).starts_with("已过期限（"));
  const core::Refusal named{Reject::too_late, "reopen", "W7", "within thirty days"};
  BOOST_TEST(codec::sentence(named, false).starts_with("it is too late for W7; "));
  BOOST_TEST(codec::sentence(named, true).starts_with("已过期限（W7）；"));
}

BOOST_AUTO_TEST_CASE(an_event_is_one_line_in_either_language) {
  const core::WhistleId w{12};
  const core::OfficeId zjw("ZJW");
  const auto line = [](core::Event event, bool chinese) {
    return codec::describe(told(std::move(event)), chinese);
  };
  BOOST_TEST(line(core::Acknowledged{w, zjw}, false) == "ZJW (李四) acknowledged W12");
  BOOST_TEST(line(core::Acknowledged{w, zjw}, true) == "ZJW（李四） 签收 W12");
  BOOST_TEST(line(core::WhistleRefused{w, "not\nours"}, false) ==
             "ZJW (李四) refused W12: not ours");
  // What is long is shown as far as eighty characters.
  BOOST_TEST(line(core::WhistleRefused{w, std::string(81, 'x')}, false) ==
             "ZJW (李四) refused W12: " + std::string(80, 'x') + "…");
  core::WhistleDispatched dispatched;
  dispatched.whistle = w;
  dispatched.routing = {
      core::RuleId("R7"), false, "", {}, zjw, {core::OfficeId("GA"), core::OfficeId("XF")}};
  BOOST_TEST(line(dispatched, false) == "W12 dispatched to ZJW, assisting GA, XF by rule R7");
  BOOST_TEST(line(dispatched, true) == "W12 派单，主办 ZJW，协办 GA、XF，依据规则 R7");
  dispatched.routing = {{}, false, "", {}, core::OfficeId("ZHZX"), {}};
  BOOST_TEST(line(dispatched, false) == "W12 dispatched to the backstop ZHZX: no rule matched");
  dispatched.routing = {{}, true, "", {}, core::OfficeId("SJ"), {}};
  BOOST_TEST(line(dispatched, false) == "W12 dispatched to SJ, as its raiser asked");
  BOOST_TEST(line(dispatched, true) == "W12 派单，主办 SJ，由吹哨单位指明");
  core::LevelFired level{w,
                         zjw,
                         core::ClockKind::report_in,
                         1,
                         codec_test::monday_ten - std::chrono::minutes{5},
                         {0},
                         {{zjw, core::Role::dept_liaison}}};
  BOOST_TEST(line(level, false) ==
             "level 1 (reminder) on W12: ZJW, report in, with level 0; told: ZJW/dept_liaison; "
             "5 min late");
  BOOST_TEST(line(level, true) ==
             "W12 1 级催办：ZJW 报到，含 0 级；通知 ZJW/dept_liaison；迟报 5 分钟");
  level.late = true;
  BOOST_TEST(line(level, false).ends_with("; 5 min late; fell due while nobody led"));
  BOOST_TEST(line(level, true).ends_with("；迟报 5 分钟；到期时系统中断"));
  core::MissCleared cleared{w, zjw, core::ClockKind::report_in, level.due,
                            level.due - std::chrono::seconds{59}};
  BOOST_TEST(line(cleared, false) ==
             "ZJW, report in of W12 does not count as missed: made 59 s before it was due, while "
             "nobody led");
  cleared.made_at -= std::chrono::seconds{61};
  BOOST_TEST(line(cleared, true) == "W12 ZJW 报到 不计超期：到期前 2 分钟已办，当时系统中断");
  BOOST_TEST(line(core::WhistleClosed{w, false}, true) == "W12 结案，未评价");
}

BOOST_AUTO_TEST_CASE(every_event_has_its_own_words) {
  for (std::uint64_t seed = 0; seed < 10 * std::variant_size_v<core::Event>; ++seed) {
    const core::Record record = codec_test::random_record(seed, 1);
    const Json event = codec::event_json(record, 0);
    for (const bool chinese : {false, true}) {
      const std::string text = codec::describe(event, chinese);
      BOOST_TEST_REQUIRE(is_one_line(text));
      // The fallback for an unknown event begins with its name on the wire.
      const auto name = event["event"].get<std::string>();
      BOOST_TEST_REQUIRE(!(name.find('_') != std::string::npos && text.starts_with(name)));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_event_of_any_shape_is_described_without_complaint) {
  const Json values[] = {
      nullptr, true, -7, 1.5, "text", Json::array({1, nullptr, Json::object()}), {{"office", 7}}};
  for (std::uint64_t seed = 0; seed < std::variant_size_v<core::Event>; ++seed) {
    const Json event = codec::event_json(codec_test::random_record(seed, 1), 0);
    for (const auto& [key, old] : event.items())
      for (const Json& value : values) {
        Json changed = event;
        changed[key] = value;
        codec::describe(changed, false);
        codec::describe(changed, true);
        changed.erase(key);
        codec::describe(changed, true);
      }
  }
  for (const Json& value : values) BOOST_CHECK_NO_THROW(codec::describe(value, true));
  BOOST_TEST(codec::describe({{"event", "made_up"}, {"whistle", "W3"}}, false) == "made_up W3");
}

BOOST_AUTO_TEST_SUITE_END()
