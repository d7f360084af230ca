// What people see of whistles in unusual places, against a whole stack: drafts, whistles without a
// rule or without particulars, paused and erased ones; pages of a list; who leads; and what is said
// of commands that the outbox still has.
#include <boost/test/unit_test.hpp>

#include "tests/clients/running.hpp"

using namespace shao::test;
using namespace std::chrono_literals;
using shao::codec::Json;
using shao::journal::RedisUser;

BOOST_AUTO_TEST_SUITE(looking)

namespace {

std::string raised(const std::string& office, const std::string& id,
                   std::vector<std::string> more) {
  more.insert(more.begin(), {"raise", "--id", id, "--unit", office, "--json"});
  const Ran ran = as(office, more);
  BOOST_REQUIRE_MESSAGE(ran.exit == 0, ran.err << ran.out);
  return ran.json()["whistle"];
}

void shows(const Ran& ran, const std::vector<std::string>& parts) {
  BOOST_TEST(ran.exit == 0, ran.err);
  for (const std::string& part : parts)
    BOOST_TEST(holds(ran.out, part), part << " is not in " << ran.out);
}

Ran operated(std::vector<std::string> arguments, RedisUser user, const std::string& locale = "C") {
  return shao::test::shao(running().with_redis(std::move(arguments), user), {{"LC_ALL", locale}});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_draft_waits_without_a_limit_and_a_case_without_a_rule_for_a_lead) {
  const std::string w =
      raised(street, "look-1", {"--title", "说不清的事", "--detail", "没有关键词", "--draft"});
  shows(as(street, {"explain", w}),
        {"no category was given or found", "not dispatched: no rule has been asked yet",
         "a draft has no limit", "submit the draft (shao submit)"});
  shows(as(street, {"show", w}), {"draft", "没有关键词", "Still to come\n  nothing"});
  BOOST_REQUIRE(as(street, {"submit", w}).exit == 0);
  shows(as(street, {"explain", w}, "zh_CN"), {"审哨", "尚未派单"});
  BOOST_REQUIRE(as(street, {"approve", w}).exit == 0);
  shows(as("ZHZX", {"explain", w}), {"no rule matched: the backstop is lead", "name a lead"});
  BOOST_REQUIRE(as("ZHZX", {"assign", w, "--lead", "CGW", "--reason", "管辖"}).exit == 0);
  shows(as("ZHZX", {"explain", w}), {"the lead was named by hand: 管辖"});
  BOOST_REQUIRE(as("CGW", {"ack", w}).exit == 0);
  shows(as("CGW", {"show", w}), {"  met  ", "  running  ", "stopped"});
  // Nobody raised it with particulars.
  shows(as("CGW", {"reveal", w}), {"none were given with the whistle"});
}

BOOST_AUTO_TEST_CASE(a_key_word_is_named_as_the_reason_and_a_pause_with_its_end) {
  const std::string w =
      raised("110113001", "look-2",
             {"--kind", "KEY_WORK", "--category", "PROPERTY", "--title", "电梯更新"});
  BOOST_REQUIRE(as(street, {"approve", w}).exit == 0);
  for (const auto& [office, move] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"ZJW", {"report-in", w, "--person", "李四", "--text", "已受理"}},
           {"ZJW",
            {"ask-suspension", w, "--ground", "funds", "--plan", "列入预算", "--proof", "b/7",
             "--review-at", "2999-01-01T09:00:00+08:00"}},
           {"QZF",
            {"decide-suspension", w, "--approve", "--opinion", "同意", "--reason", "确需等待"}}}) {
    const Ran ran = as(office, move);
    BOOST_TEST(ran.exit == 0, move[0] << ran.err);
  }
  shows(as("ZJW", {"explain", w}),
        {"as raised", "paused: the case is suspended", "it goes on by itself"});
  const std::string gas = raised(community, "look-3",
                                 {"--title", "楼道燃气泄漏", "--address", "胜利街道建新南区3号楼",
                                  "--lon", "116.65", "--lat", "40.13"});
  shows(as("RQ", {"explain", gas}), {"found by key words"});
  shows(as("RQ", {"reveal", gas}), {"address: 胜利街道建新南区3号楼", "place:   116.65, 40.13"});
  shows(as("RQ", {"show", gas}, "zh_CN"), {"地点: 胜利街道建新南区3号楼"});
}

BOOST_AUTO_TEST_CASE(erased_particulars_are_said_to_be_gone_wherever_they_stood) {
  const std::string w = raised(community, "look-4",
                               {"--title", "误报", "--kind", "DEMAND", "--category", "PROPERTY",
                                "--reporter-name", "张三丰", "--reporter-phone", "13812341234"});
  BOOST_REQUIRE(as(community, {"withdraw", w, "--reason", "误报"}).exit == 0);
  const Ran erased = as("ZHZX", {"erase", w, "--reason", "本人申请"});
  BOOST_REQUIRE_MESSAGE(erased.exit == 0, erased.err);
  shows(as(community, {"show", w}), {"reporter: erased for good"});
  // The case is over besides: nobody reveals anything of it.
  const Ran revealed = as(community, {"reveal", w, "--reason", "回访"});
  BOOST_TEST(revealed.exit == 1);
  BOOST_TEST(!holds(revealed.out + revealed.err, "13812341234"));
}

BOOST_AUTO_TEST_CASE(a_list_has_pages_and_says_when_nothing_is_in_it) {
  raised(community, "look-5", {"--title", "停水"});
  raised(community, "look-6", {"--title", "停电"});
  const Ran page = as(community, {"list", "--limit", "1", "--state", "all"});
  shows(page, {"next due", "停电", "there are more: --before W"});
  const auto at = page.out.find("--before W") + 10;
  const std::string before = page.out.substr(at, page.out.find('\n', at) - at);
  const Ran next = as(community, {"list", "--limit", "1", "--state", "all", "--before", before});
  shows(next, {"停水"});
  shows(as("XF", {"list", "--state", "MERGED"}), {"no such whistles"});
  shows(as("ZHZX", {"status"}), {"open whistles: ", "durability: fsync", "last event: "});
}

BOOST_AUTO_TEST_CASE(events_are_watched_in_words) {
  raised(community, "look-7", {"--title", "井盖松动"});
  const Ran ran = as(community, {"watch", "--from", "begin", "--count", "2"});
  shows(ran, {"  #", " raised W"});
  shows(as(community, {"watch", "--from", "begin", "--count", "1"}, "zh_CN"), {"  #"});
  BOOST_TEST(!holds(ran.out, "\"position\""));
}

BOOST_AUTO_TEST_CASE(an_evaluation_is_of_offices_one_by_one_or_of_all) {
  const auto evaluate = [](std::vector<std::string> more, const std::string& locale = "C") {
    more.insert(more.begin(), {"evaluate", "W99999"});
    more.insert(more.end(), {"--solved", "yes"});
    return as(community, more, locale);
  };
  const Ran nobody = evaluate({"--satisfaction", "very"});
  BOOST_TEST(nobody.exit == 2);
  BOOST_TEST(holds(nobody.err, "give --office for each office, or --all"), nobody.err);
  const Ran uneven = evaluate({"--office", "ZJW", "--office", "SJ", "--office", "SF",
                               "--satisfaction", "very", "--satisfaction", "basic"},
                              "zh_CN");
  BOOST_TEST(uneven.exit == 2);
  BOOST_TEST(holds(uneven.err, "--satisfaction 出现 2 次"), uneven.err);
  const Ran absent = evaluate({"--all", "--satisfaction", "very"});
  BOOST_TEST(absent.exit == 1);
  BOOST_TEST(holds(absent.err, "W99999"), absent.err);
  const Ran each = evaluate({"--office", "ZJW", "--office", "SJ", "--satisfaction", "very",
                             "--satisfaction", "basic", "--late", "--text", "太慢"});
  BOOST_TEST(each.exit == 1);
  BOOST_TEST(holds(each.err, "W99999"), each.err);
}

BOOST_AUTO_TEST_CASE(who_leads_is_told_and_nobody_hands_over_to_nobody) {
  const Ran words = operated({"leader"}, RedisUser::reader);
  shows(words, {"leads: ", ", epoch ", "nobody stands by: start a second shao-dispatcher"});
  const Json json = operated({"leader", "--json"}, RedisUser::reader).json();
  BOOST_TEST(json["leader"].is_string());
  BOOST_TEST(json["standby"].is_null());
  const Ran over = operated({"leader", "hand-over"}, RedisUser::config, "zh_CN");
  BOOST_TEST(over.exit == 1);
  BOOST_TEST(holds(over.err, "没有备用可以接替"), over.err);
}

BOOST_AUTO_TEST_CASE(a_planned_hand_over_says_from_which_term_to_which) {
  const TempFolder folder;
  shao::local::StackSettings settings;
  settings.data = folder.path() / "data";
  settings.config = SHAO_SOURCE_DIR "/config/shunyi";
  settings.bin = SHAO_BIN_DIR;
  settings.listen = "tcp://127.0.0.1:*";
  settings.standby = true;
  auto stack = shao::local::Stack::start(settings);
  BOOST_REQUIRE_MESSAGE(stack.has_value(), (stack ? "" : stack.error()));
  const auto leader = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "leader");
    arguments.insert(arguments.end(), {"--redis", stack->redis_url(), "--redis-user", "config",
                                       "--redis-password-file",
                                       stack->folder().redis_password(RedisUser::config).string()});
    return shao::test::shao(arguments);
  };
  Json before;
  const auto stands_by = [&] {
    before = leader({"--json"}).json();
    return before["standby"].is_object();
  };
  BOOST_REQUIRE(within(std::chrono::seconds{30}, stands_by));
  BOOST_TEST(before["standby"]["nonce"] != before["leader"]);
  shows(leader({}), {"leads: ", "stands by: "});
  const std::uint64_t epoch = before["epoch"];
  shows(leader({"hand-over"}), {"handed over: epoch " + std::to_string(epoch) + " -> " +
                                std::to_string(epoch + 1) + ", after "});
  BOOST_REQUIRE(within(std::chrono::seconds{30}, stands_by));
  const Ran back = leader({"hand-over", "--json"});
  BOOST_TEST(back.json()["from"] == epoch + 1, back.err);
  BOOST_TEST(back.json()["to"] == epoch + 2);
}

BOOST_AUTO_TEST_CASE(a_configuration_is_shown_and_taken_back_for_scripts) {
  const Ran shown = operated({"config", "show"}, RedisUser::reader);
  BOOST_TEST(shown.out.starts_with("# version "), shown.err);
  BOOST_TEST(holds(shown.out, "\n# ---- rules.toml\n"));
  const std::string version = as("ZHZX", {"status", "--json"}).json()["policy"];
  const Ran same = operated({"config", "rollback", version, "--json"}, RedisUser::config);
  BOOST_TEST(same.exit == 0, same.err);
  BOOST_TEST(same.lines().back()["version"] == version);
  BOOST_TEST(same.lines().back()["before"] == version);
  // Who may only look changes nothing.
  const Ran reader = operated({"config", "rollback", version}, RedisUser::reader);
  BOOST_TEST(reader.exit == 4, reader.out);
  const Ran apply = operated({"config", "apply", running().stack().folder().config().string()},
                             RedisUser::reader);
  BOOST_TEST(apply.exit == 4, apply.out);
}

BOOST_AUTO_TEST_CASE(what_a_silent_dispatcher_left_in_the_outbox_is_sent_on_and_answered) {
  const std::string w = dispatched("look-8");
  const TempFolder folder;
  write_text(folder / "two.csv", std::string("id,unit,title\nlook-9,") + community +
                                     ",停水\nlook-10," + community + ",停电\n");
  running().stack().kill(shao::local::Part::dispatcher);
  BOOST_TEST(as("SJ", {"progress", w, "--text", "x", "--timeout", "1"}).exit == 3);
  const Ran many = as(community, {"raise", "--from", folder / "two.csv", "--timeout", "1"});
  BOOST_TEST(many.exit == 3, many.err);
  BOOST_TEST(holds(many.out, "not answered yet 2"), many.out);
  BOOST_TEST(as("SJ", {"outbox", "list", "--json"}).lines().at(0)["body"]["do"] == "progress");
  BOOST_REQUIRE(running().stack().wait_until_ready(60s).has_value());
  const Ran sent = as(community, {"outbox", "send", "--json", "--timeout", "60"});
  BOOST_TEST(sent.exit == 0, sent.err);
  BOOST_TEST(sent.lines().size() == 2u);
  const Ran refused = as("SJ", {"outbox", "send", "--timeout", "60"});
  BOOST_TEST(refused.exit == 1, refused.err);  // it had not reported in yet
  BOOST_TEST(holds(refused.out, "progress:"), refused.out);
  BOOST_TEST(holds(refused.out, "the outbox is empty"), refused.out);
}

BOOST_AUTO_TEST_CASE(a_connection_that_cannot_be_made_is_wrong_usage) {
  const Ran no_key = as("ZJW", {"status", "--key", "/nowhere/ZJW.key"});
  BOOST_TEST(no_key.exit == 2);
  BOOST_TEST(holds(no_key.err, "--key: "), no_key.err);
  BOOST_TEST(as("ZJW", {"status", "--broker-key", "short"}).exit == 2);
  BOOST_TEST(as("ZJW", {"outbox", "list", "--broker-key", "short"}).exit == 2);
  BOOST_TEST(as("ZJW", {"outbox", "send", "--broker-key", "short"}).exit == 2);
  BOOST_TEST(as("ZJW", {"evaluate", "1", "--all", "--solved", "yes", "--satisfaction", "very",
                        "--broker-key", "short"})
                 .exit == 2);
  BOOST_TEST(as("ZJW", {"explain", "1", "--broker-key", "short"}).exit == 2);
  BOOST_TEST(as("ZJW", {"watch", "--broker-key", "short"}).exit == 2);
  // Another jurisdiction has nobody who answers, and its commands wait in an outbox of its own.
  const Ran elsewhere =
      as("ZJW", {"show", "W1", "--jurisdiction", "elsewhere", "--timeout", "2"}, "zh_CN");
  BOOST_TEST(elsewhere.exit != 0, elsewhere.out);
  BOOST_TEST(!elsewhere.err.empty());
  const TempFolder folder;
  write_text(folder / "file", "");
  const Ran nowhere = shao::test::shao(
      {"ack", "W1", "--jurisdiction", "elsewhere"},
      {{"SHAO_PROFILE", running().profile("ZJW")}, {"XDG_STATE_HOME", folder / "file"}});
  BOOST_TEST(nowhere.exit == 4, nowhere.err);
  BOOST_TEST(holds(nowhere.err, folder / "file"), nowhere.err);
}

BOOST_AUTO_TEST_SUITE_END()
