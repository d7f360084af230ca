// Rules one can trust, against a whole stack: why a whistle is where it is, what changed rules
// would have done, and going back to rules of before.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "tests/clients/running.hpp"

using namespace shao::test;
using namespace std::chrono_literals;
using shao::codec::Json;
using shao::journal::RedisUser;

namespace {

Ran shao_with_redis(std::vector<std::string> arguments, RedisUser user,
                    const std::string& locale = "C") {
  return shao::test::shao(running().with_redis(std::move(arguments), user), {{"LC_ALL", locale}});
}

/// The stack's own configuration as a folder to change.
struct Copy {
  TempFolder folder;
  std::string config = folder / "config";
  Copy() {
    std::filesystem::copy(running().stack().folder().config(), config,
                          std::filesystem::copy_options::recursive);
  }
  void change(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read_text(config + "/" + file);
    const auto at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    write_text(config + "/" + file, text.replace(at, from.size(), to));
  }
  std::string apply() const {
    const Ran applied =
        shao_with_redis({"config", "apply", "--config", config, "--json"}, RedisUser::config);
    BOOST_REQUIRE_MESSAGE(applied.exit == 0, applied.err);
    return applied.lines().back()["version"];
  }
};

/// Tends the stack until the dispatcher works with `version`.
bool in_force(const std::string& version) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < end) {
    running().stack().tend();
    if (as("ZHZX", {"status", "--json"}).json()["policy"] == version) return true;
  }
  return false;
}

std::string version_now() {
  return as("ZHZX", {"status", "--json"}).json()["policy"];
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_exercise_is_marked_wherever_it_is_shown_and_counted_apart) {
  const auto exercises = [] {
    return as("ZHZX", {"status", "--json"}).json().value("exercises", Json::object());
  };
  dispatched("in earnest");
  const std::uint64_t raised = as("ZHZX", {"status", "--json"}).json()["raised"];
  const std::uint64_t before = exercises().value("raised", std::uint64_t{0});
  const Ran raise = as(
      "110113001", {"raise", "--id", "practise-1", "--unit", "110113001", "--kind", "ENFORCE_NOW",
                    "--category", "ILLEGAL_TAXI", "--title", "演练黑车", "--exercise", "--json"});
  BOOST_REQUIRE_MESSAGE(raise.exit == 0, raise.err);
  const std::string w = raise.json()["whistle"];
  BOOST_TEST(exercises()["raised"] == before + 1);
  BOOST_TEST(as("ZHZX", {"status", "--json"}).json()["raised"] == raised);
  BOOST_TEST(holds(as("ZHZX", {"status"}, "zh_CN.UTF-8").out, "演练（不计入以上）"));
  const Json shown = as("JT", {"show", w, "--json"}).json();
  BOOST_TEST(shown["whistle"]["exercise"] == true);
  for (const Json& event : shown["timeline"]) BOOST_TEST(event["exercise"] == true, event.dump());
  BOOST_TEST(holds(as("JT", {"show", w}).out, "[exercise] 演练黑车"));
  BOOST_TEST(holds(as("JT", {"list"}, "zh_CN.UTF-8").out, "【演练】演练黑车"));
  // What rules would have done is asked of whistles in earnest.
  Ran tested = shao_with_redis(
      {"backtest", "--rules", running().stack().folder().config(), "--json"}, RedisUser::reader);
  BOOST_REQUIRE_MESSAGE(tested.exit == 0, tested.err);
  BOOST_TEST(holds(tested.err, "exercises left out: "), tested.err);
  // A file says it in a column.
  const TempFolder folder;
  write_text(folder / "many.csv",
             "id,unit,kind,title,exercise\npractise-2,110113001,ENFORCE_NOW,演练,是\n"
             "practise-3,110113001,ENFORCE_NOW,演练,maybe\n");
  const Ran many = as("110113001", {"raise", "--from", folder / "many.csv"});
  BOOST_TEST(many.exit != 0);
  BOOST_TEST(holds(many.out + many.err, "maybe"), many.out << many.err);
  BOOST_TEST(exercises()["raised"] == before + 2);
}

BOOST_AUTO_TEST_CASE(a_department_whistles_to_a_subdistrict_which_works_on_it) {
  const Ran raise = as("ZJW", {"raise", "--id", "to-1", "--unit", "ZJW", "--to", "110113001",
                               "--kind", "ENFORCE_NOW", "--title", "请协助核实租户", "--json"});
  BOOST_REQUIRE_MESSAGE(raise.exit == 0, raise.err);
  const std::string w = raise.json()["whistle"];
  const Json shown = as("110113001", {"show", w, "--json"}).json();
  BOOST_TEST(shown["whistle"]["to"] == "110113001");
  BOOST_TEST(shown["whistle"]["lead"] == "110113001");
  BOOST_TEST(holds(as("110113001", {"explain", w}).out, "its raiser whistles to 110113001"));
  BOOST_TEST(holds(as("110113001", {"show", w}, "zh_CN.UTF-8").out, "由吹哨单位指明"));
  BOOST_TEST(as("110113001", {"ack", w}).exit == 0);
  BOOST_TEST(
      as("110113001", {"report-in", w, "--person", "李四", "--place", "现场", "--text", "到"})
          .exit == 0);
  BOOST_TEST(as("110113001", {"resolve", w, "--evidence", "photo/1"}).exit == 0);
  BOOST_TEST(as("ZJW", {"verify", w, "--pass"}).exit == 0);
  // Who has no choice is told so, in both languages.
  const std::vector<std::string> wish{"raise",     "--id",    "to-2",    "--unit",
                                      "110113001", "--to",    "ZJW",     "--category",
                                      "PROPERTY",  "--title", "电梯停运"};
  const Ran refused = as("110113001", wish);
  BOOST_TEST(refused.exit != 0);
  BOOST_TEST(holds(refused.err, "rules place what a community"), refused.err);
  BOOST_TEST(holds(as("110113001", wish, "zh_CN.UTF-8").err, "规则"));
  // What would happen, without a server.
  const Ran explained =
      shao::test::shao({"explain", "--config", SHAO_SOURCE_DIR "/config/shunyi", "--unit", "ZJW",
                        "--to", "SJ", "--kind", "DEMAND", "--title", "x"});
  BOOST_TEST(explained.exit == 0, explained.err);
  BOOST_TEST(holds(explained.out, "the raiser whistles to this office"), explained.out);
}

BOOST_AUTO_TEST_CASE(a_whistle_on_the_desk_explains_why_and_why_not_yet) {
  const std::string w = dispatched("why");
  const Ran first = as("ZJW", {"explain", w.substr(1)});  // its number, without the W
  BOOST_TEST(first.exit == 0, first.err);
  for (const std::string& part :
       {"rule PROPERTY (" + version_now() + "): category PROPERTY",
        std::string("What it waits for"), std::string("acknowledge (shao ack)"),
        std::string("first ZJW"), std::string("department's liaison"), std::string("next: "),
        std::string("What comes next if nobody moves")})
    BOOST_TEST(holds(first.out, part), part << " is not in " << first.out);
  BOOST_TEST(holds(as("ZJW", {"explain", w}, "zh_CN").out, "在等什么"));

  BOOST_REQUIRE(as("ZJW", {"ack", w}).exit == 0);
  const Json answer = as("ZJW", {"explain", w, "--json"}).json();
  BOOST_TEST(answer["ok"] == true);
  BOOST_TEST(answer["held"].is_null());
  bool acknowledge = false, report_in = false;
  for (const Json& wait : answer["waits"]) {
    if (wait["office"] != "ZJW") continue;
    acknowledge = acknowledge || wait["move"] == "acknowledge";
    report_in = report_in || wait["move"] == "report_in";
    if (wait["move"] == "resolve") BOOST_TEST(wait["first"]["move"] == "report_in");
  }
  BOOST_TEST(!acknowledge);
  BOOST_TEST(report_in);
  // The residents' particulars are no part of the reasons.
  BOOST_TEST(!holds(as(community, {"explain", w, "--json"}).out, "13812341234"));
}

BOOST_AUTO_TEST_CASE(what_an_office_may_not_see_it_may_not_have_explained) {
  const std::string w = dispatched("hidden");
  BOOST_TEST(as("XF", {"explain", w}).exit == 1);
  BOOST_TEST(holds(as("XF", {"explain", "W99999"}).err, "W99999"));
  BOOST_TEST(as("ZJW", {"explain", w, "--unit", community}).exit == 2);
}

BOOST_AUTO_TEST_CASE(a_former_version_comes_back_by_its_name_and_is_journaled) {
  const std::string before = version_now();
  const std::string w = dispatched("rolled-back");
  const Copy changed;
  changed.change("rules.toml", "id = \"PROPERTY\"\ncategory = \"PROPERTY\"\nlead = \"ZJW\"",
                 "id = \"PROPERTY\"\ncategory = \"PROPERTY\"\nlead = \"SF\"");
  changed.change("rules.toml", "assist = [\"SJ\", \"SF\"]", "assist = [\"SJ\"]");
  const std::string wrong = changed.apply();
  BOOST_REQUIRE(in_force(wrong));

  // What it changed, in words, between Redis and Redis, and Redis and a folder.
  const Ran words = shao_with_redis({"config", "diff", before, "now"}, RedisUser::reader);
  BOOST_TEST(words.exit == 0, words.err);
  BOOST_TEST(holds(words.out, "rule PROPERTY: lead changed from \"ZJW\" to \"SF\"\n"), words.out);
  BOOST_TEST(holds(words.out, "rule PROPERTY: assist loses SF\n"), words.out);
  const Ran same = shao_with_redis({"config", "diff", "now", changed.config}, RedisUser::reader);
  BOOST_TEST(holds(same.out, "the same: version " + wrong), same.out);
  const Json json =
      shao_with_redis({"config", "diff", before, wrong, "--json"}, RedisUser::reader).json();
  BOOST_TEST(json["changes"].size() == 2u);
  BOOST_TEST(json["changes"][0]["code"] == "rule.changed");
  BOOST_TEST(holds(
      shao_with_redis({"config", "diff", before, "now"}, RedisUser::reader, "zh_CN").out, "改为"));
  // A whistle of before says by which rules it was placed, and that others are in force.
  BOOST_TEST(holds(as("ZJW", {"explain", w}).out, "rules in force now: version " + wrong));

  const Ran back = shao_with_redis({"config", "rollback", before}, RedisUser::config);
  BOOST_TEST(back.exit == 0, back.err);
  BOOST_TEST(holds(back.out, "in force again: version " + before), back.out);
  BOOST_REQUIRE(in_force(before));
  const auto events = shao_with_redis({"journal", "cat", "--json"}, RedisUser::reader).lines();
  std::vector<std::string> adopted;
  for (const Json& event : events)
    if (event["event"] == "policy_adopted") adopted.push_back(event["version"]);
  BOOST_REQUIRE(adopted.size() >= 3u);
  BOOST_TEST(adopted[adopted.size() - 2] == wrong);
  BOOST_TEST(adopted.back() == before);
  BOOST_TEST(as("ZJW", {"show", dispatched("after"), "--json"}).json()["whistle"]["lead"] == "ZJW");

  const Ran again = shao_with_redis({"config", "rollback", before}, RedisUser::config);
  BOOST_TEST(again.exit == 0, again.err);
  BOOST_TEST(holds(again.out, "it was in force already"), again.out);
}

BOOST_AUTO_TEST_CASE(a_rollback_is_checked_as_an_apply_is) {
  const std::string before = version_now();
  const Ran unknown =
      shao_with_redis({"config", "rollback", "0000000000000000"}, RedisUser::config);
  BOOST_TEST(unknown.exit == 2);
  BOOST_TEST(holds(unknown.err, "does not hold version \"0000000000000000\""), unknown.err);

  // Behind its name it is another one: nobody would lead with it.
  auto redis =
      shao::journal::RedisConnection::connect(running().stack().redis_as(RedisUser::config));
  BOOST_REQUIRE(redis.has_value());
  const std::string bytes = redis->call({"GET", "{shunyi}:config:" + before}, 5s)->text;
  BOOST_REQUIRE(redis->call({"SET", "{shunyi}:config:0123456789abcdef", bytes}, 5s).has_value());
  const Ran altered =
      shao_with_redis({"config", "rollback", "0123456789abcdef"}, RedisUser::config);
  BOOST_TEST(altered.exit == 1);
  BOOST_TEST(holds(altered.err, "was altered in Redis"), altered.err);

  // A version without a key would shut everybody out.
  shao::config::Files files = *shao::config::files_from_bytes(bytes);
  files.erase("keys.toml");
  const std::string keyless = shao::config::version_of(files);
  BOOST_REQUIRE(
      redis->call({"SET", "{shunyi}:config:" + keyless, shao::config::files_to_bytes(files)}, 5s)
          .has_value());
  const Ran shut_out = shao_with_redis({"config", "rollback", keyless}, RedisUser::config);
  BOOST_TEST(shut_out.exit == 1);
  BOOST_TEST(holds(shut_out.err, "no active key"), shut_out.err);

  // What this release cannot read.
  files["rules.toml"] = "nonsense = [";
  const std::string broken = shao::config::version_of(files);
  BOOST_REQUIRE(
      redis->call({"SET", "{shunyi}:config:" + broken, shao::config::files_to_bytes(files)}, 5s)
          .has_value());
  const Ran unusable = shao_with_redis({"config", "rollback", broken}, RedisUser::config);
  BOOST_TEST(unusable.exit == 1);
  BOOST_TEST(holds(unusable.err, "Nothing was applied"), unusable.err);
  BOOST_TEST(redis->call({"GET", "{shunyi}:config"}, 5s)->text == before);
}

BOOST_AUTO_TEST_CASE(a_key_that_comes_back_with_a_rollback_is_told) {
  const std::string before = version_now();
  const Copy changed;
  std::string keys = read_text(changed.config + "/keys.toml");
  const auto xf = keys.find("office = \"XF\"");
  BOOST_REQUIRE(xf != std::string::npos);
  const auto end = keys.find("[[key]]", xf);
  std::string stanza = keys.substr(xf, end - xf);
  const auto active = stanza.find("status = \"active\"");
  if (active != std::string::npos)
    stanza.replace(active, 17, "status = \"revoked\"");
  else
    stanza.insert(stanza.find('\n') + 1, "status = \"revoked\"\n");
  write_text(changed.config + "/keys.toml",
             keys.replace(xf, end == keys.npos ? keys.npos : end - xf, stanza));
  BOOST_REQUIRE(in_force(changed.apply()));
  const Ran back = shao_with_redis({"config", "rollback", before}, RedisUser::config);
  BOOST_TEST(back.exit == 0, back.err);
  BOOST_TEST(holds(back.err, "the key of XF"), back.err);
  BOOST_TEST(holds(back.err, "is active again"), back.err);
  BOOST_TEST(in_force(before));
}

BOOST_AUTO_TEST_CASE(a_stack_that_starts_again_does_not_bring_back_what_was_rolled_back) {
  const TempFolder folder;
  shao::local::StackSettings settings;
  settings.data = folder.path() / "data";
  settings.config = SHAO_SOURCE_DIR "/config/shunyi";
  settings.bin = SHAO_BIN_DIR;
  settings.listen = "tcp://127.0.0.1:*";
  settings.standby = false;
  const std::string rules = folder / "data/config/rules.toml";
  std::string before, wrong;
  const auto shao_of = [](shao::local::Stack& stack, std::vector<std::string> arguments) {
    for (const std::string& flag :
         {std::string("--redis"), stack.redis_url(), std::string("--redis-user"),
          std::string("config"), std::string("--redis-password-file"),
          stack.folder().redis_password(RedisUser::config).string()})
      arguments.push_back(flag);
    return shao::test::shao(arguments);
  };
  {
    auto stack = shao::local::Stack::start(settings);
    BOOST_REQUIRE(stack.has_value());
    before = shao_of(*stack, {"config", "show", "--json"}).json()["version"];
    write_text(rules, "# wrong\n" + read_text(rules));
    const Ran applied = shao_of(*stack, {"config", "apply", folder / "data/config", "--json"});
    BOOST_REQUIRE_MESSAGE(applied.exit == 0, applied.err);
    wrong = applied.lines().back()["version"];
    BOOST_REQUIRE(shao_of(*stack, {"config", "rollback", before}).exit == 0);
  }
  {
    auto stack = shao::local::Stack::start(settings);
    BOOST_REQUIRE(stack.has_value());
    BOOST_TEST(shao_of(*stack, {"config", "show", "--json"}).json()["version"] == before);
    // Wanted after all, it is applied by name; and what is changed in the folder counts again.
    BOOST_REQUIRE(shao_of(*stack, {"config", "apply", folder / "data/config"}).exit == 0);
    BOOST_TEST(shao_of(*stack, {"config", "show", "--json"}).json()["version"] == wrong);
    BOOST_REQUIRE(shao_of(*stack, {"config", "rollback", before}).exit == 0);
    write_text(rules, "# mended\n" + read_text(rules));
  }
  auto stack = shao::local::Stack::start(settings);
  BOOST_REQUIRE(stack.has_value());
  const std::string now = shao_of(*stack, {"config", "show", "--json"}).json()["version"];
  BOOST_TEST(now != before);
  BOOST_TEST(now != wrong);
}

BOOST_AUTO_TEST_CASE(recorded_whistles_are_tried_on_changed_rules) {
  const std::string w = dispatched("tried");
  BOOST_REQUIRE(as("ZJW", {"ack", w}).exit == 0);
  const std::string same = running().stack().folder().config().string();
  const auto journal = [](const std::string& rules, std::vector<std::string> more,
                          const std::string& locale = "C") {
    std::vector<std::string> arguments{"backtest", "--rules", rules};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return shao_with_redis(arguments, RedisUser::reader, locale);
  };
  // By the rules that placed them nothing moves.
  const Ran quiet = journal(same, {"--json", "--fail-if", "moved>0", "--fail-if", "newly_late>0"});
  BOOST_TEST(quiet.exit == 0, quiet.err);
  BOOST_TEST(quiet.json()["whistles"].empty());
  const std::uint64_t all = quiet.json()["figures"]["whistles"];
  BOOST_TEST(all >= 1u);

  const Copy changed;
  changed.change("rules.toml", "category = \"PROPERTY\"\nlead = \"ZJW\"",
                 "category = \"PROPERTY\"\nlead = \"GZF\"");
  const Ran moved = journal(changed.config, {"--json", "--fail-if", "moved > 0%"});
  BOOST_TEST(moved.exit == 1);
  BOOST_TEST(holds(moved.err, "--fail-if moved > 0%"), moved.err);
  const Json found = moved.json();
  // Those of other cases, too, that the rule placed; and none that it did not.
  BOOST_TEST(found["figures"]["moved"] == found["whistles"].size());
  BOOST_TEST(found["figures"]["whistles"] == all);
  BOOST_TEST(found["failed"] == Json({"moved > 0%"}));
  for (const Json& one : found["whistles"]) BOOST_TEST(one["then"]["rule"] == "PROPERTY");
  BOOST_TEST(found["whistles"].back()["whistle"] == w);
  BOOST_TEST(found["whistles"].back()["then"]["lead"] == "ZJW");
  BOOST_TEST(found["whistles"].back()["now"]["lead"] == "GZF");
  const Ran table = journal(changed.config, {});
  BOOST_TEST(table.exit == 0, table.err);
  BOOST_TEST(holds(table.out, "GZF (PROPERTY)"), table.out);
  BOOST_TEST(holds(table.out, "would go to another lead"), table.out);
  BOOST_TEST(holds(journal(changed.config, {}, "zh_CN").out, "主办改变"));

  // The archive tells the same, once it has it.
  const std::string file = running().stack().folder().archive().string();
  Json figures;
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < end && figures != found["figures"]) {
    running().stack().tend();
    const Ran ran =
        shao::test::shao({"backtest", "--from", file, "--rules", changed.config, "--json"});
    BOOST_REQUIRE_MESSAGE(ran.exit == 0, ran.err);
    figures = ran.json()["figures"];
    std::this_thread::sleep_for(100ms);
  }
  BOOST_TEST(figures == found["figures"]);
}
