// What each operator's command says when Redis is not there, when the password is not that of a
// user, and when a file that it should write or read cannot be; in the locale's language and with
// the exit codes of clients/README.md.
#include <boost/test/unit_test.hpp>

#include "tests/clients/support.hpp"

using namespace shao::test;
using shao::codec::Json;

BOOST_AUTO_TEST_SUITE(unreachable)

namespace {

const std::string config = SHAO_SOURCE_DIR "/config/shunyi";

}  // namespace

BOOST_AUTO_TEST_CASE(every_command_that_needs_redis_ends_with_4_and_names_it) {
  const TempFolder folder;
  const std::string nowhere = "unix:" + (folder / "no.sock");
  for (auto arguments :
       std::vector<std::vector<std::string>>{{"leader"},
                                             {"leader", "hand-over"},
                                             {"journal", "functions"},
                                             {"archive", "--to", folder / "a.sqlite"},
                                             {"backtest", "--rules", config},
                                             {"config", "show"},
                                             {"config", "rollback", "0123456789abcdef"},
                                             {"config", "diff", "now", config}}) {
    arguments.insert(arguments.end(), {"--redis", nowhere});
    const Ran ran = shao::test::shao(arguments);
    BOOST_TEST(ran.exit == 4, arguments[0] << ran.err);
    BOOST_TEST(holds(ran.err, folder / "no.sock"), arguments[0] << ": " << ran.err);
    BOOST_TEST(ran.out.empty(), arguments[0]);
  }
}

BOOST_AUTO_TEST_CASE(a_password_file_that_is_not_there_is_named) {
  const TempFolder folder;
  for (auto arguments : std::vector<std::vector<std::string>>{
           {"journal", "verify"}, {"archive", "--to", folder / "a.sqlite"}}) {
    arguments.insert(arguments.end(),
                     {"--redis", "unix:" + (folder / "no.sock"), "--redis-user", "reader",
                      "--redis-password-file", folder / "none.password"});
    const Ran ran = shao::test::shao(arguments);
    BOOST_TEST(ran.exit == 4, arguments[0] << ran.err);
    BOOST_TEST(holds(ran.err, "none.password"), ran.err);
  }
}

BOOST_AUTO_TEST_CASE(a_configuration_that_would_not_work_is_not_applied) {
  const TempFolder folder;
  const auto apply = [&](std::vector<std::string> more, const Environment& environment = {}) {
    more.insert(more.begin(),
                {"config", "apply", config, "--redis", "unix:" + (folder / "no.sock")});
    return shao::test::shao(more, environment);
  };
  // Its jurisdiction is another one; nobody has a key in it.
  const Ran other = apply({"--jurisdiction", "elsewhere"});
  BOOST_TEST(other.exit == 2);
  BOOST_TEST(holds(other.err, "--jurisdiction \"elsewhere\": these files are of shunyi"),
             other.err);
  const Ran keyless = apply({"--jurisdiction", "shunyi"}, in_chinese);
  BOOST_TEST(keyless.exit == 1);
  BOOST_TEST(holds(keyless.err, "没有启用的密钥"), keyless.err);
  const std::string keyed = folder / "config";
  std::filesystem::copy(config, keyed);
  const Ran made = shao::test::shao(
      {"keys", "new", "--office", "ZHZX", "--out", folder / "ZHZX.key"}, in_chinese);
  BOOST_TEST(holds(made.out, "# 私钥在 "), made.out);
  write_text(keyed + "/keys.toml", made.out);
  const Ran unreachable =
      shao::test::shao({"config", "apply", keyed, "--redis", "unix:" + (folder / "no.sock")});
  BOOST_TEST(unreachable.exit == 4, unreachable.out << unreachable.err);
  BOOST_TEST(holds(unreachable.err, "no.sock"), unreachable.err);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_no_configuration_is_named) {
  const TempFolder folder;
  const std::string none = folder / "none";
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"config", "show", "--config", none},
                                             {"explain", "--config", none, "--unit", "110113001"},
                                             {"config", "diff", folder.path().string(), config}}) {
    const Ran ran = shao::test::shao(arguments);
    BOOST_TEST(ran.exit == 2, arguments[1] << ran.err);
    BOOST_TEST(holds(ran.err, folder.path().string()) == true, ran.err);
  }
  const std::string broken = folder / "broken";
  std::filesystem::copy(config, broken);
  write_text(broken + "/rules.toml", "nonsense = [");
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"explain", "--config", broken, "--unit", "110113001"},
           {"hooks", "run", "--config", broken, "--folder", folder / "hooks"},
           {"config", "diff", config, broken}}) {
    const Ran ran = shao::test::shao(arguments, in_chinese);
    BOOST_TEST(ran.exit == 2, arguments[0] << ran.err);
    BOOST_TEST(holds(ran.err, "rules.toml:1:"), ran.err);
  }
  const Ran shown = shao::test::shao({"config", "show", "--config", broken, "--json"});
  BOOST_TEST(shown.exit == 0);
  BOOST_TEST(shown.json()["files"]["rules.toml"] == "nonsense = [");
}

BOOST_AUTO_TEST_CASE(hooks_need_a_folder_to_write_to_and_a_profile) {
  const TempFolder folder;
  write_text(folder / "file", "");
  const Ran no_folder = shao::test::shao(
      {"hooks", "run", "--config", config, "--folder", folder / "file/hooks"}, in_chinese);
  BOOST_TEST(no_folder.exit == 4, no_folder.err);
  BOOST_TEST(holds(no_folder.err, "没有外发通知"), no_folder.err);
  BOOST_TEST(holds(no_folder.err, "queue.sqlite"), no_folder.err);
  const Ran no_profile =
      shao::test::shao({"hooks", "run", "--config", config, "--folder", folder / "hooks"});
  BOOST_TEST(no_profile.exit == 2, no_profile.err);
  BOOST_TEST(holds(no_profile.err, "has no hooks (hooks.toml): nobody is told"), no_profile.err);
  BOOST_TEST(holds(no_profile.err, "--profile FILE"), no_profile.err);
}

BOOST_AUTO_TEST_CASE(a_key_or_password_that_cannot_be_written_is_4) {
  const TempFolder folder;
  for (const auto& which :
       std::vector<std::vector<std::string>>{{"--sign"}, {"--residents"}, {"--office", "ZJW"}}) {
    std::vector<std::string> arguments{"keys", "new", "--out", folder / "no/such.key"};
    arguments.insert(arguments.end(), which.begin(), which.end());
    const Ran ran = shao::test::shao(arguments);
    BOOST_TEST(ran.exit == 4, which[0]);
    BOOST_TEST(holds(ran.err, "no/such.key"), ran.err);
  }
  const Ran residents =
      shao::test::shao({"keys", "new", "--residents", "--out", folder / "residents.key"});
  BOOST_TEST(holds(residents.out, "the master key is in "), residents.out);
  const Ran json =
      shao::test::shao({"keys", "new", "--residents", "--out", folder / "more.key", "--json"});
  BOOST_TEST(json.json()["file"] == folder / "more.key");
  const Ran office =
      shao::test::shao({"keys", "new", "--office", "ZJW", "--out", folder / "ZJW.key", "--json"});
  BOOST_TEST(office.json()["office"] == "ZJW");
  const Ran sign = shao::test::shao({"keys", "new", "--sign", "--out", folder / "sign.key"});
  BOOST_TEST(holds(sign.out, "whoever verifies needs the public key:\n"), sign.out);

  const auto users = [&](const std::string& acl) {
    return shao::test::shao({"journal", "users", "--keys", folder.path().string(), "--acl", acl,
                             "--jurisdiction", "elsewhere", "--json"});
  };
  const Ran no_acl = users(folder / "no/users.acl");
  BOOST_TEST(no_acl.exit == 4);
  BOOST_TEST(holds(no_acl.err, "no/users.acl: No such file"), no_acl.err);
  BOOST_TEST(users("/dev/full").exit == 4);
  BOOST_TEST(users(folder / "users.acl").json()["acl"] == folder / "users.acl");
  BOOST_TEST(holds(read_text(folder / "users.acl"), "elsewhere"));
  write_text(folder / "redis-reader.password", "");
  const Ran empty = users(folder / "users.acl");
  BOOST_TEST(empty.exit == 4);
  BOOST_TEST(holds(empty.err, "redis-reader.password"), empty.err);
}

BOOST_AUTO_TEST_CASE(a_whistle_file_that_cannot_be_used_is_named_with_what_is_wrong) {
  const TempFolder folder;
  write_text(folder / "array.json", "[1]");
  write_text(folder / "no-heading.csv", "a,b\n1,2\n");
  write_text(folder / "good.json", R"({"id":"1","unit":"110113001","detail":"a"})");
  const auto raised = [](std::vector<std::string> more, const Environment& environment = {}) {
    more.insert(more.begin(), {"raise", "--check"});
    return shao::test::shao(more, environment);
  };
  const Ran absent = raised({"--file", folder / "none.json"}, in_chinese);
  BOOST_TEST(absent.exit == 2);
  BOOST_TEST(holds(absent.err, "none.json：没有这个文件"), absent.err);
  const Ran a_folder = raised({"--from", folder.path().string()});
  BOOST_TEST(a_folder.exit == 2);
  BOOST_TEST(holds(a_folder.err, "there is no such file, or it may not be read"), a_folder.err);
  const Ran array = raised({"--file", folder / "array.json"});
  BOOST_TEST(array.exit == 2);
  BOOST_TEST(holds(array.err, "array.json: "), array.err);
  const Ran heading = raised({"--from", folder / "no-heading.csv"});
  BOOST_TEST(heading.exit == 2);
  BOOST_TEST(holds(heading.err, "no-heading.csv: "), heading.err);
  // Standard input is empty here: no record is no problem.
  BOOST_TEST(raised({"--from", "-", "--json"}).json()["in_order"] == 0);
  write_text(folder / "bad.jsonl", "nonsense\n");
  const Json problems = raised({"--from", folder / "bad.jsonl", "--json"}).json()["problems"];
  BOOST_REQUIRE_EQUAL(problems.size(), 1u);
  BOOST_TEST(problems[0]["line"] == 1);
  // Flags win over the file.
  const Ran whole =
      raised({"--file", folder / "good.json", "--title", "t", "--lon", "116.6", "--lat", "40.1",
              "--address", "3号楼", "--occurred-at", "2026-02-13T17:20:00+08:00", "--urgency", "U3",
              "--reporter-name", "张三丰", "--draft"});
  BOOST_TEST(whole.out == "in order\n", whole.err);
  const Ran wrong = raised({"--file", folder / "good.json", "--lon", "east", "--lat", "40.1"});
  BOOST_TEST(wrong.exit == 2);
}

BOOST_AUTO_TEST_CASE(the_kind_of_mistake_on_the_command_line_is_said_in_chinese) {
  const struct {
    std::vector<std::string> arguments;
    const char* says;
  } cases[] = {
      {{"show"}, "缺少必填项"},
      {{"show", "W1", "--loud"}, "不认识的参数"},
      {{"list", "--limit", "501"}, "值不合要求"},
      {{"list", "--limit"}, "缺少值"},
      {{"explain", "W1", "--unit", "110113001"}, "不能同时使用"},
      {{"journal", "cat", "--redis", "localhost"}, "“localhost”不是 Redis 地址"},
      {{"history", "--archive", "a", "--event", "x"}, "“x”不是事件名"},
      {{"journal", "verify"}, "没有要验证的对象"},
      {{"hooks", "run", "--config", "/tmp", "--folder", "a", "--from", "yesterday"},
       "应为 begin、now 或形如"},
      {{"watch", "--from", "yesterday"}, "不是有效位置"},
      {{"config", "diff", "now", "later"}, "不是文件夹"},
  };
  for (const auto& one : cases) {
    const Ran ran = shao::test::shao(one.arguments, in_chinese);
    BOOST_TEST(ran.exit == 2, one.says << ran.err);
    BOOST_TEST(holds(ran.err, one.says), one.says << " is not in " << ran.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
