// shao against a whole stack: Redis, dispatcher and broker as processes, one for all cases.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <set>
#include <thread>

#include "dispatcher/journal/redis_connection.hpp"
#include "tests/clients/running.hpp"

using namespace shao::test;
using namespace std::chrono_literals;
using shao::codec::Json;
using shao::journal::RedisUser;

BOOST_AUTO_TEST_CASE(a_whistle_goes_from_raise_to_close_by_hand) {
  const std::string w = dispatched("straight");
  const std::vector<std::pair<std::string, std::vector<std::string>>> moves{
      {"ZJW", {"ack", w}},
      {"ZJW", {"contact", w, "--reached", "张三丰", "--how", "电话"}},
      {"ZJW", {"report-in", w, "--person", "李四", "--text", "已受理"}},
      {"ZJW", {"progress", w, "--text", "配件已到"}},
      {"ZJW", {"resolve", w, "--evidence", "photo/1.jpg", "--evidence", "photo/2.jpg"}},
      {"SJ", {"ack", w}},
      {"SJ", {"report-in", w, "--person", "王五", "--text", "配合"}},
      {"SJ", {"resolve", w, "--evidence", "a.pdf"}},
      {"SF", {"ack", w}},
      {"SF", {"report-in", w, "--person", "赵六", "--text", "配合"}},
      {"SF", {"resolve", w, "--evidence", "b.pdf"}},
      {street, {"verify", w, "--pass"}},
      {community, {"evaluate", w, "--all", "--solved", "yes", "--satisfaction", "satisfied"}},
  };
  for (const auto& [office, arguments] : moves) {
    const Ran ran = as(office, arguments);
    BOOST_TEST(ran.exit == 0, arguments[0] << " by " << office << ": " << ran.err);
  }
  const Json shown = as(community, {"show", w, "--json"}).json();
  BOOST_TEST(shown["whistle"]["state"] == "CLOSED");
  BOOST_TEST(shown["levels"].empty());

  const Ran people = as(community, {"show", w});
  for (const char* part : {"closed", "Timeline", "ZJW acknowledged", "by rule PROPERTY", "李四"})
    BOOST_TEST(holds(people.out, part), part << " is not in " << people.out);
  BOOST_TEST(holds(as(community, {"show", w}, "zh_CN").out, "全过程"));
}

BOOST_AUTO_TEST_CASE(what_is_still_to_come_is_shown) {
  const std::string w = dispatched("to-come");
  const Ran ran = as("ZJW", {"show", w.substr(1)});  // its number, without the W
  BOOST_TEST(holds(ran.out, "Still to come"));
  // Offices by name, roles as people say them.
  BOOST_TEST(holds(as("ZJW", {"show", w}, "zh_CN").out, "QZF 顺义区人民政府 区长、QW"), ran.out);
  const Json answer = as("ZJW", {"show", w, "--json"}).json();
  BOOST_TEST(answer["levels"].size() >= 15u);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_1_and_names_field_value_and_what_would_be_right) {
  const std::string w = dispatched("refusals");
  const Ran ran = as("ZJW", {"report-in", w, "--text", "x"});
  BOOST_TEST(ran.exit == 1);
  BOOST_TEST(!ran.err.empty());
  const Json body = as("ZJW", {"report-in", w, "--text", "x", "--json"}).json();
  BOOST_TEST(body["ok"] == false);
  for (const char* field : {"refused", "field", "value", "expected", "message", "message_zh"})
    BOOST_TEST(body.contains(field), field);
  BOOST_TEST(holds(as("ZJW", {"ack", "W99999"}, "zh_CN").err, "W99999"));
  BOOST_TEST(as("ZJW", {"show", "W99999"}).exit == 1);
  BOOST_TEST(as("XF", {"ack", w}).exit == 1);  // not assigned to it
}

BOOST_AUTO_TEST_CASE(the_same_command_twice_is_answered_twice_and_happens_once) {
  const std::string w = dispatched("twice");
  const std::vector<std::string> ack{"ack", w, "--command-id", "ack:" + w, "--json"};
  const Json first = as("ZJW", ack).json();
  const Json second = as("ZJW", ack).json();
  BOOST_TEST(first["number"] == second["number"]);
  BOOST_TEST(!first.contains("first"));
  BOOST_TEST(second["first"] == false);
}

BOOST_AUTO_TEST_CASE(list_shows_what_the_office_may_see) {
  const std::string w = dispatched("listed");
  const auto numbers = [](const Json& answer) {
    std::set<std::string> all;
    for (const Json& one : answer["whistles"]) all.insert(one["whistle"]);
    return all;
  };
  BOOST_TEST(numbers(as("ZJW", {"list", "--json"}).json()).count(w) == 1u);
  BOOST_TEST(numbers(as("XF", {"list", "--json"}).json()).count(w) == 0u);
  BOOST_TEST(holds(as("ZJW", {"list"}).out, w + " "));
  BOOST_TEST(as("ZJW", {"list", "--state", "NONSENSE"}).exit == 1);
}

BOOST_AUTO_TEST_CASE(a_file_is_raised_with_its_bad_lines_reported_and_again_without_harm) {
  const std::string file = running().folder() / "many.csv";
  std::string text = "id,unit,kind,category,title\n";
  for (int i = 0; i < 300; ++i)
    text += "F-" + std::to_string(i) + "," + community + ",DEMAND,PROPERTY,电梯停运\n";
  text += std::string("X-1,") + community + ",DEMAND,NOWHERE,t\n";  // line 302: the dispatcher's no
  text += std::string("X-2,") + community + ",DEMAND,PROPERTY,\n";  // 303: no title
  text += std::string("F-7,") + community + ",DEMAND,PROPERTY,电梯停运\n";  // 304: used before
  write_text(file, text);
  const Ran first = as(community, {"raise", "--from", file});
  BOOST_TEST(first.exit == 1);
  BOOST_TEST(holds(first.out, "raised 300, raised before 0, refused 3"), first.out);
  BOOST_TEST(holds(first.err, "line 302: "), first.err);
  BOOST_TEST(holds(first.err, "NOWHERE"));
  BOOST_TEST(holds(first.err, "line 303: title"), first.err);
  BOOST_TEST(holds(first.err, "line 304: "));
  BOOST_TEST(holds(first.err, "line 9"));

  const Ran again = as(community, {"raise", "--from", file, "--json"});
  BOOST_TEST(again.exit == 1);
  const auto lines = again.lines();
  BOOST_REQUIRE_EQUAL(lines.size(), 304u);  // each record's, and the sum
  BOOST_TEST(lines[100]["whistle"].get<std::string>().starts_with("W"));
  BOOST_TEST(lines[100]["first"] == false);
  BOOST_TEST(lines.back()["raised"] == 0);
  BOOST_TEST(lines.back()["known"] == 300);
  BOOST_TEST(lines.back()["refused"] == 3);

  const std::string good = running().folder() / "good.jsonl";
  write_text(good, std::string(R"({"id":"J-1","unit":")") + community + R"(","title":"停水"})");
  BOOST_TEST(as(community, {"raise", "--from", good}).exit == 0);
  const std::string none = running().folder() / "none.jsonl";
  write_text(none, std::string(R"({"id":"J-2","unit":")") + community + R"("})");
  BOOST_TEST(as(community, {"raise", "--from", none}).exit == 2);
}

BOOST_AUTO_TEST_CASE(watch_keeps_no_position_of_what_it_could_not_write) {
  dispatched("unwritten");
  const std::string kept = running().folder() / "unwritten.txt";
  const Ran ran =
      shao::test::shao({"watch", "--from", "begin", "--resume", kept, "--count", "3", "--json"},
                       {{"SHAO_PROFILE", running().profile("ZJW")}}, "/dev/full");
  BOOST_TEST(ran.exit == 4, ran.err);
  BOOST_TEST(!std::filesystem::exists(kept));
}

BOOST_AUTO_TEST_CASE(watch_goes_on_from_where_it_stopped) {
  const std::string w = dispatched("watched");
  for (const auto& move :
       std::vector<std::vector<std::string>>{{"ack", w},
                                             {"contact", w, "--reached", "a", "--how", "b"},
                                             {"report-in", w, "--person", "p", "--text", "t"}})
    BOOST_REQUIRE(as("ZJW", move).exit == 0);
  const std::string kept = running().folder() / "position.txt";
  std::vector<std::uint64_t> seen;
  for (int i = 0; i < 2; ++i) {
    const Ran ran =
        as("ZJW", {"watch", "--from", "begin", "--resume", kept, "--count", "3", "--json"});
    BOOST_TEST(ran.exit == 0, ran.err);
    for (const Json& line : ran.lines()) seen.push_back(line["n"]);
  }
  const Ran whole = as("ZJW", {"watch", "--from", "begin", "--count", "6", "--json"});
  std::vector<std::uint64_t> expected;
  for (const Json& line : whole.lines()) expected.push_back(line["n"]);
  BOOST_TEST(expected.size() == 6u);
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  BOOST_TEST(as("ZJW", {"watch", "--from", "yesterday"}).exit == 2);
}

BOOST_AUTO_TEST_CASE(a_command_that_was_not_answered_goes_on_with_outbox_send) {
  const std::string w = dispatched("outbox");
  running().stack().kill(shao::local::Part::dispatcher);
  BOOST_TEST(as("ZJW", {"ack", w, "--timeout", "2"}).exit == 3);
  const Ran waiting = as("ZJW", {"outbox", "list"});
  BOOST_TEST(holds(waiting.out, "ack:"), waiting.out);
  BOOST_REQUIRE(running().stack().wait_until_ready(60s).has_value());
  const Ran sent = as("ZJW", {"outbox", "send", "--timeout", "60"});
  BOOST_TEST(sent.exit == 0, sent.err);
  BOOST_TEST(holds(sent.out, w));
  BOOST_TEST(as("ZJW", {"outbox", "list"}).out.empty());
  // It took effect: the second acknowledgement is one too many.
  BOOST_TEST(as("ZJW", {"ack", w}).exit == 1);
}

BOOST_AUTO_TEST_CASE(what_became_of_an_earlier_command_is_told_by_the_next) {
  const std::string w = dispatched("earlier");
  const std::string other = dispatched("typed-again");
  running().stack().kill(shao::local::Part::dispatcher);
  BOOST_TEST(as("ZJW", {"progress", w, "--text", "x", "--timeout", "1"}).exit == 3);
  BOOST_TEST(as("ZJW", {"ack", other, "--timeout", "1"}).exit == 3);
  BOOST_REQUIRE(running().stack().wait_until_ready(60s).has_value());
  // Typed once more it is the command that waits, not a second one that would be refused.
  const Ran next = as("ZJW", {"ack", other, "--timeout", "60"});
  BOOST_TEST(next.exit == 0, next.exit << " " << next.err);
  BOOST_TEST(holds(next.err, "from the outbox: progress:"), next.err);  // refused: not there yet
  BOOST_TEST(as("ZJW", {"outbox", "list"}).out.empty());
}

BOOST_AUTO_TEST_CASE(status_config_and_journal_agree) {
  const Json status = as("ZHZX", {"status", "--json"}).json();
  BOOST_TEST(status["durability"] == "fsync");
  const Ran shown =
      shao::test::shao(running().with_redis({"config", "show", "--json"}, RedisUser::reader));
  BOOST_TEST(shown.exit == 0, shown.err);
  BOOST_TEST(shown.json()["version"] == status["policy"]);
  const Ran verified =
      shao::test::shao(running().with_redis({"journal", "verify", "--json"}, RedisUser::reader));
  BOOST_TEST(verified.exit == 0, verified.err);
  BOOST_TEST(verified.json()["ok"] == true);
  const auto events =
      shao::test::shao(running().with_redis({"journal", "cat", "--json"}, RedisUser::reader));
  BOOST_TEST(events.exit == 0);
  std::uint64_t next = 1;
  for (const Json& event : events.lines()) BOOST_TEST(event["n"] == next++);
  BOOST_TEST(next - 1 == verified.json()["last"]);
}

/// Asks the archive until it holds the whistle with `event` in its story, tending the stack.
Ran told_by_archive(const std::vector<std::string>& arguments, const std::string& event,
                    const std::string& locale = "C") {
  std::vector<std::string> asked{"history", "--archive",
                                 running().stack().folder().archive().string()};
  asked.insert(asked.end(), arguments.begin(), arguments.end());
  const auto end = std::chrono::steady_clock::now() + 20s;
  for (;;) {
    running().stack().tend();
    Ran ran = shao::test::shao(asked, {{"LC_ALL", locale}, {"TZ", "Asia/Shanghai"}});
    if (holds(ran.out, event) || std::chrono::steady_clock::now() > end) return ran;
    std::this_thread::sleep_for(100ms);
  }
}

BOOST_AUTO_TEST_CASE(the_stacks_archive_tells_what_happened_also_after_it_was_killed) {
  const std::string w = dispatched("archived");
  BOOST_REQUIRE(as("ZJW", {"ack", w}).exit == 0);
  const Ran story = told_by_archive({w}, "acknowledged");
  BOOST_TEST(story.exit == 0, story.err);
  // The timeline of `shao show`, line by line; but of a viewer who is not assigned.
  const std::string shown = as(community, {"show", w}).out;
  const auto timeline = [](const std::string& text) {
    const auto from = text.find("Timeline\n");
    return text.substr(from, text.find("\n\n", from) - from);
  };
  BOOST_TEST(holds(shown + "\n", timeline(story.out)), story.out << shown);
  BOOST_TEST(!holds(story.out, "张三丰"));
  BOOST_TEST(holds(told_by_archive({w}, "全过程", "zh_CN").out, "全过程"));

  running().stack().kill(shao::local::Part::archive);
  BOOST_REQUIRE(as("ZJW", {"contact", w, "--reached", "张三丰", "--how", "电话"}).exit == 0);
  BOOST_TEST(holds(told_by_archive({w}, "contacted").out, "contacted"));
  BOOST_TEST(holds(told_by_archive({"--words", "电梯停运", "--office", "ZJW"}, w).out, w));
  const Json page = told_by_archive({"--kind", "DEMAND", "--limit", "1", "--json"}, w).json();
  BOOST_TEST(page["whistles"].size() == 1u);

  const std::string file = running().stack().folder().archive().string();
  const Ran verified = shao::test::shao(
      running().with_redis({"journal", "verify", "--archive", file, "--json"}, RedisUser::reader));
  BOOST_TEST(verified.exit == 0, verified.err);
  BOOST_TEST(shao::test::shao({"journal", "verify", "--archive", file}).exit == 0);

  // The head that the archive signed when it was started again fits; another key's does not.
  const auto& data = running().stack().folder();
  const std::string public_key = read_text(data.sign_key()).substr(10, 64);
  const std::vector<std::string> heads = running().with_redis(
      {"journal", "verify", "--json", "--heads", data.heads(), "--sign-key"}, RedisUser::reader);
  const auto with = [](std::vector<std::string> arguments, const std::string& last) {
    arguments.insert(std::find(arguments.begin(), arguments.end(), "--sign-key") + 1, last);
    return arguments;
  };
  const Ran signed_heads = shao::test::shao(with(heads, public_key));
  BOOST_TEST(signed_heads.exit == 0, signed_heads.err);
  BOOST_TEST(signed_heads.json()["heads"].get<int>() >= 1);
  BOOST_TEST(shao::test::shao(with(heads, std::string(64, '0'))).exit == 1);
  BOOST_TEST(shao::test::shao(with(heads, "nonsense")).exit == 2);
}

BOOST_AUTO_TEST_CASE(residents_are_in_clear_for_who_is_assigned_and_asks) {
  const std::string w = dispatched("masked");
  for (const char* office : {"ZJW", "ZHZX"})
    BOOST_TEST(!holds(as(office, {"show", w}).out, "13812341234"));
  BOOST_TEST(holds(as("ZJW", {"show", w}).out, "shao reveal"));
  BOOST_TEST(holds(as("ZJW", {"reveal", w}).out, "13812341234"));
  BOOST_TEST(!holds(as("ZHZX", {"reveal", w, "--reason", "看看"}).out, "13812341234"));
  // Who looked is in the timeline.
  BOOST_TEST(holds(as("ZHZX", {"show", w}).out, "particulars"));
}

BOOST_AUTO_TEST_CASE(config_apply_is_taken_up_live_and_refuses_what_has_errors) {
  const TempFolder folder;
  const std::string config = folder / "config";
  std::filesystem::copy(running().stack().folder().config(), config,
                        std::filesystem::copy_options::recursive);
  write_text(config + "/rules.toml", "# changed\n" + read_text(config + "/rules.toml"));
  const Ran applied = shao::test::shao(
      running().with_redis({"config", "apply", "--config", config, "--json"}, RedisUser::config));
  BOOST_TEST(applied.exit == 0, applied.err);
  const Json result = applied.lines().back();
  const auto end = std::chrono::steady_clock::now() + 20s;
  Json in_force;
  while (std::chrono::steady_clock::now() < end && in_force != result["version"]) {
    running().stack().tend();
    in_force = as("ZHZX", {"status", "--json"}).json()["policy"];
  }
  BOOST_TEST(in_force == result["version"]);

  // Altered behind its name, it is mended by being applied again, aloud.
  const std::string version = result["version"];
  auto redis = shao::journal::RedisConnection::connect(
      running().stack().redis_as(shao::journal::RedisUser::config));
  BOOST_REQUIRE(redis.has_value());
  BOOST_REQUIRE(redis->call({"SET", "{shunyi}:config:" + version, "other"}, 5s).has_value());
  const Ran mended = shao::test::shao(
      running().with_redis({"config", "apply", "--config", config}, RedisUser::config));
  BOOST_TEST(mended.exit == 0, mended.err);
  BOOST_TEST(holds(mended.err, "version " + version + " had been altered in Redis"));
  BOOST_TEST(redis->call({"GET", "{shunyi}:config:" + version}, 5s)->text.size() > 1000u);

  write_text(config + "/rules.toml", "nonsense = [");
  const Ran refused = shao::test::shao(
      running().with_redis({"config", "apply", "--config", config}, RedisUser::config));
  BOOST_TEST(refused.exit == 1);
  BOOST_TEST(holds(refused.err, "nothing was applied"));
  BOOST_TEST(as("ZHZX", {"status", "--json"}).json()["policy"] == result["version"]);
}
