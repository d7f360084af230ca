// How shao is talked to: help, wrong usage, exit codes, languages; without a server.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "brokers/wire/keys.hpp"
#include "clients/cli/table.hpp"
#include "tests/clients/support.hpp"

using namespace shao::test;
using shao::codec::Json;

namespace {

const std::vector<std::vector<std::string>> subcommands{{"raise"},
                                                        {"submit"},
                                                        {"approve"},
                                                        {"refuse"},
                                                        {"assign"},
                                                        {"release"},
                                                        {"withdraw"},
                                                        {"ack"},
                                                        {"contact"},
                                                        {"report-in"},
                                                        {"progress"},
                                                        {"resolve"},
                                                        {"verify"},
                                                        {"evaluate"},
                                                        {"dispute"},
                                                        {"rule"},
                                                        {"add-assisting"},
                                                        {"relieve"},
                                                        {"convene"},
                                                        {"minutes"},
                                                        {"replace-lead"},
                                                        {"ask-suspension"},
                                                        {"decide-suspension"},
                                                        {"resume"},
                                                        {"ask-extension"},
                                                        {"decide-extension"},
                                                        {"reopen"},
                                                        {"escalate"},
                                                        {"merge"},
                                                        {"unmerge"},
                                                        {"replan"},
                                                        {"note"},
                                                        {"reveal"},
                                                        {"erase"},
                                                        {"list"},
                                                        {"show"},
                                                        {"watch"},
                                                        {"status"},
                                                        {"explain"},
                                                        {"outbox"},
                                                        {"outbox", "send"},
                                                        {"outbox", "list"},
                                                        {"leader"},
                                                        {"leader", "hand-over"},
                                                        {"hooks"},
                                                        {"hooks", "run"},
                                                        {"parent"},
                                                        {"parent", "run"},
                                                        {"config"},
                                                        {"config", "lint"},
                                                        {"config", "apply"},
                                                        {"config", "show"},
                                                        {"config", "rollback"},
                                                        {"config", "diff"},
                                                        {"config", "duty"},
                                                        {"backtest"},
                                                        {"journal"},
                                                        {"journal", "cat"},
                                                        {"journal", "verify"},
                                                        {"journal", "functions"},
                                                        {"archive"},
                                                        {"history"},
                                                        {"keys"},
                                                        {"keys", "new"}};

/// A profile whose broker does not answer.
struct NobodyThere {
  TempFolder folder;
  std::string profile = folder / "profile.toml";

  NobodyThere() {
    const auto keys = shao::wire::new_key_pair();
    BOOST_REQUIRE(shao::wire::write_key_file(folder / "ZJW.key", {"ZJW", keys}).has_value());
    write_text(profile, "broker = \"ipc://" + (folder / "nobody") + "\"\nbroker_key = '" +
                            keys.public_key +
                            "'\nkey = \"ZJW.key\"\njurisdiction = \"shunyi\"\n"
                            "outbox = \"outbox\"\n");
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(help_of_every_subcommand_has_an_example_and_the_exit_codes) {
  for (auto subcommand : subcommands) {
    std::string name;
    for (const auto& word : subcommand) name += word + " ";
    subcommand.push_back("--help");
    const Ran ran = shao::test::shao(subcommand);
    BOOST_TEST(ran.exit == 0, name);
    const auto example = ran.out.find("Example:\n  shao ");
    BOOST_TEST(example != std::string::npos, name << ran.out);
    BOOST_TEST(holds(ran.out, "Exit codes: 0 done"), name);
    // The example is of this subcommand.
    if (example != std::string::npos)
      BOOST_TEST(holds(ran.out.substr(example), "shao " + name.substr(0, name.size() - 1)), name);
    subcommand.pop_back();
    subcommand.push_back("-h");
    const Ran chinese = shao::test::shao(subcommand, {{"LC_ALL", "zh_CN.UTF-8"}});
    BOOST_TEST(holds(chinese.out, "示例：\n  shao "), name);
    BOOST_TEST(holds(chinese.out, "退出码"), name);
  }
}

BOOST_AUTO_TEST_CASE(the_list_of_subcommands_above_is_whole) {
  const Ran ran = shao::test::shao({"--help"});
  const auto from = ran.out.find("From the whistle to the close:\n");
  BOOST_REQUIRE(from != std::string::npos);
  for (const char* section : {"When a case bends:", "Looking:", "Running it:"})
    BOOST_TEST(holds(ran.out, section), section);
  std::size_t shown = 0;
  std::istringstream lines(ran.out.substr(from));
  for (std::string line; std::getline(lines, line) && line != "Example:";)
    if (line.size() > 2 && line.starts_with("  ") && line[2] != ' ') ++shown;
  std::size_t top = 0;
  for (const auto& subcommand : subcommands)
    if (subcommand.size() == 1) ++top;
  BOOST_TEST(shown == top);
}

BOOST_AUTO_TEST_CASE(history_names_what_is_wrong_in_a_question) {
  const TempFolder folder;
  const std::string file = folder / "archive.sqlite";
  const auto asked = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"history", "--archive", file});
    return shao::test::shao(more);
  };
  BOOST_TEST(asked({"W1"}).exit == 2);
  BOOST_TEST(holds(asked({"W1"}).err, "there is no file " + file));
  write_text(file, std::string(2000, 'x'));
  BOOST_TEST(asked({"W1"}).exit == 2);
  BOOST_TEST(holds(asked({"W1"}).err, "is no archive of a journal"), asked({"W1"}).err);
  write_text(file, "");
  BOOST_TEST(holds(asked({"W1"}).err, "not an archive of a journal"));
  BOOST_TEST(asked({"--event", "nonsense"}).exit == 2);
  BOOST_TEST(holds(asked({"--event", "nonsense"}).err, "level_fired"));
  BOOST_TEST(asked({"W1", "--words", "x"}).exit == 2);
  BOOST_TEST(asked({"--limit", "0"}).exit == 2);
  BOOST_TEST(asked({"--office", "a b"}).exit == 2);
  BOOST_TEST(shao::test::shao({"journal", "verify"}).exit == 2);
  BOOST_TEST(shao::test::shao({"keys", "new", "--out", folder / "x.key"}).exit == 2);
  const Ran made = shao::test::shao({"keys", "new", "--sign", "--out", folder / "x.key", "--json"});
  BOOST_TEST(made.json()["public"].get<std::string>().size() == 64u, made.err);
}

BOOST_AUTO_TEST_CASE(wrong_usage_ends_with_2_and_says_what_is_wrong) {
  const struct {
    std::vector<std::string> arguments;
    const char* says;
  } cases[] = {
      {{}, "subcommand"},
      {{"nonsense"}, "\"nonsense\""},
      {{"show"}, "whistle"},
      {{"show", "W1", "--loud"}, "--loud"},
      {{"list", "--limit", "501"}, "--limit"},
      {{"list", "--timeout", "soon"}, "--timeout"},
      {{"refuse", "W1"}, "--reason"},
      {{"verify", "W1"}, "--pass or --fail"},
      {{"verify", "W1", "--reason", "x"}, "--pass or --fail"},
      {{"verify", "W1", "--pass", "--fail"}, "--fail"},
      {{"resolve", "W1"}, "--evidence"},
      {{"evaluate", "W1", "--solved", "maybe", "--satisfaction", "very"}, "--solved"},
      {{"evaluate", "W1", "--all", "--solved", "yes"}, "--satisfaction"},
      {{"ack", "W1", "--command-id", "a b"}, "--command-id"},
      {{"raise", "--file", "a", "--from", "b"}, "--from"},
      {{"config", "show"}, "--config"},
      {{"keys", "new", "--office", "ZJW"}, "--out"},
      {{"ack", "W1", "--profile", "/nowhere/profile.toml"}, "/nowhere/profile.toml"},
      {{"raise", "--from", "/nowhere.csv"}, "/nowhere.csv"},
      {{"raise", "--unit", "U", "--title", "t"}, "id"},
      {{"raise", "--id", "1", "--unit", "U", "--title", "t", "--lon", "east"}, "east"},
      {{"config", "lint", "--config", "/nowhere"}, "/nowhere"},
  };
  for (const auto& one : cases) {
    const Ran ran = shao::test::shao(one.arguments);
    std::string line;
    for (const auto& word : one.arguments) line += word + " ";
    BOOST_TEST(ran.exit == 2, line << "ended with " << ran.exit);
    BOOST_TEST(holds(ran.out + ran.err, one.says), line << "says " << ran.out << ran.err);
  }
}

BOOST_AUTO_TEST_CASE(the_first_locale_variable_that_is_set_decides_the_language) {
  const auto speaks_chinese = [](const Environment& environment) {
    return holds(shao::test::shao({"nonsense"}, environment).err, "没有这个子命令");
  };
  BOOST_TEST(speaks_chinese({{"LC_ALL", "zh_CN.UTF-8"}}));
  BOOST_TEST(speaks_chinese({{"LC_ALL", ""}, {"LC_MESSAGES", "zh_CN"}, {"LANG", "en_US"}}));
  BOOST_TEST(speaks_chinese({{"LC_ALL", ""}, {"LANG", "zh_TW.UTF-8"}}));
  BOOST_TEST(!speaks_chinese({{"LC_ALL", "en_US"}, {"LANG", "zh_CN"}}));
  BOOST_TEST(!speaks_chinese({{"LC_ALL", ""}}));
}

BOOST_AUTO_TEST_CASE(no_answer_in_time_is_3_and_the_command_waits_in_the_outbox) {
  const NobodyThere nobody;
  const std::vector<std::string> common{"--profile", nobody.profile, "--timeout", "1"};
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), common.begin(), common.end());
    return shao::test::shao(arguments);
  };
  const Ran ack = run({"ack", "W1"});
  BOOST_TEST(ack.exit == 3);
  BOOST_TEST(holds(ack.err, "shao outbox send"));
  BOOST_TEST(run({"ack", "W2", "--json"}).json()["kept"] == true);
  // A question is not kept.
  const Ran show = run({"show", "W1"});
  BOOST_TEST(show.exit == 3);
  BOOST_TEST(!holds(show.err, "outbox"));
  const auto waiting = run({"outbox", "list", "--json"}).lines();
  BOOST_REQUIRE_EQUAL(waiting.size(), 2u);
  Json body = waiting[0]["body"];
  BOOST_TEST(body["made_at"].is_number_integer());
  body.erase("made_at");
  BOOST_TEST(body == Json({{"do", "ack"}, {"whistle", "W1"}}));
  BOOST_TEST(waiting[1]["body"]["whistle"] == "W2");
  BOOST_TEST(run({"outbox", "send"}).exit == 3);
}

BOOST_AUTO_TEST_CASE(without_a_profile_commands_wait_under_the_state_folder) {
  const NobodyThere nobody;
  const Environment environment{{"XDG_STATE_HOME", nobody.folder / "state"}};
  const auto keys = shao::wire::new_key_pair();
  const Ran ran =
      shao::test::shao({"ack", "W1", "--timeout", "1", "--broker",
                        "ipc://" + (nobody.folder / "nobody"), "--broker-key", keys.public_key,
                        "--key", nobody.folder / "ZJW.key", "--jurisdiction", "shunyi"},
                       environment);
  BOOST_TEST(ran.exit == 3, ran.err);
  BOOST_TEST(holds(read_text(nobody.folder / "state/shaodao/outbox/shunyi/ZJW/outbox.jsonl"),
                   "\\\"whistle\\\":\\\"W1\\\""));
}

BOOST_AUTO_TEST_CASE(a_command_id_with_another_body_is_refused) {
  const NobodyThere nobody;
  const auto ack = [&](const char* whistle) {
    return shao::test::shao({"ack", whistle, "--command-id", "mine", "--timeout", "1", "--profile",
                             nobody.profile, "--json"});
  };
  BOOST_TEST(ack("W1").exit == 3);
  BOOST_TEST(ack("W1").exit == 3);  // the same again
  const Ran other = ack("W2");
  BOOST_TEST(other.exit == 1);
  BOOST_TEST(other.json()["refused"] == "id_reused");
}

BOOST_AUTO_TEST_CASE(check_looks_at_a_file_without_a_server) {
  const TempFolder folder;
  write_text(folder / "good.csv", "id,unit,title\n1,110113001,a\n2,110113001,b\n");
  write_text(folder / "some.csv", "id,unit,title\n1,110113001,a\n,110113001,b\n");
  write_text(folder / "none.jsonl", "nonsense\n");
  const auto check = [&](const char* file) {
    return shao::test::shao({"raise", "--check", "--from", folder / file});
  };
  BOOST_TEST(check("good.csv").exit == 0);
  const Ran some = check("some.csv");
  BOOST_TEST(some.exit == 1);
  BOOST_TEST(holds(some.err, "line 3: id"));
  BOOST_TEST(holds(some.out, "in order 1, not in order 1"));
  BOOST_TEST(check("none.jsonl").exit == 2);
  write_text(folder / "one.json", R"({"id":"1","unit":"110113001","title":"a"})");
  BOOST_TEST(shao::test::shao({"raise", "--check", "--file", folder / "one.json"}).exit == 0);
}

BOOST_AUTO_TEST_CASE(lint_ends_with_1_on_errors_and_names_file_line_and_column) {
  const TempFolder folder;
  std::filesystem::copy(SHAO_SOURCE_DIR "/config/shunyi", folder / "config",
                        std::filesystem::copy_options::recursive);
  BOOST_TEST(shao::test::shao({"config", "lint", "--config", folder / "config"}).exit == 0);
  const std::string rules = folder / "config/rules.toml";
  std::string text = read_text(rules);
  const auto at = text.find("lead = \"CGZF\"");
  BOOST_REQUIRE(at != std::string::npos);
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n');
  text.replace(at, 13, "lead = \"NOBODY\"");
  write_text(rules, text);
  const Ran ran = shao::test::shao({"config", "lint", "--config", folder / "config"});
  BOOST_TEST(ran.exit == 1);
  BOOST_TEST(holds(ran.out, "rules.toml:" + std::to_string(line) + ":"), ran.out);
  BOOST_TEST(holds(ran.out, "NOBODY"));
}

BOOST_AUTO_TEST_CASE(keys_new_writes_a_private_file_once_and_prints_the_stanza) {
  const TempFolder folder;
  const std::vector<std::string> make{"keys", "new",   "--office",
                                      "ZJW",  "--out", folder / "ZJW.key"};
  const Ran ran = shao::test::shao(make);
  BOOST_TEST(ran.exit == 0);
  const auto file = shao::wire::read_key_file(folder / "ZJW.key");
  BOOST_REQUIRE(file.has_value());
  BOOST_TEST(holds(ran.out, "[[key]]\noffice = \"ZJW\"\npublic = "));
  BOOST_TEST(holds(ran.out, file->keys.public_key));
  BOOST_TEST(!holds(ran.out, file->keys.secret_key));
  BOOST_TEST(shao::test::shao(make).exit == 4);  // it is there: never overwritten
  BOOST_TEST((shao::wire::read_key_file(folder / "ZJW.key")->keys == file->keys));
}

BOOST_AUTO_TEST_CASE(output_that_cannot_be_written_is_4) {
  const Ran ran =
      shao::test::shao({"config", "lint", SHAO_SOURCE_DIR "/config/shunyi"}, {}, "/dev/full");
  BOOST_TEST(ran.exit == 4);
  BOOST_TEST(holds(ran.err, "could not be written"), ran.err);
}

BOOST_AUTO_TEST_CASE(redis_that_is_not_there_is_4) {
  for (const char* what : {"cat", "verify"}) {
    const Ran ran = shao::test::shao({"journal", what, "--redis", "unix:/nowhere/redis.sock"});
    BOOST_TEST(ran.exit == 4, what);
    BOOST_TEST(holds(ran.err, "/nowhere/redis.sock"), ran.err);
  }
}

BOOST_AUTO_TEST_CASE(an_address_of_no_redis_is_wrong_usage) {
  for (const char* what : {"cat", "verify"}) {
    const Ran ran = shao::test::shao({"journal", what, "--redis", "localhost"});
    BOOST_TEST(ran.exit == 2, what);
    BOOST_TEST(holds(ran.err, "\"localhost\" is no address of a Redis"), ran.err);
    const Ran nameless =
        shao::test::shao({"journal", what, "--redis", "sentinel://127.0.0.1:26379"});
    BOOST_TEST(nameless.exit == 2, what);
    BOOST_TEST(holds(nameless.err, "does not say what the Sentinels call the master"),
               nameless.err);
  }
}

BOOST_AUTO_TEST_CASE(users_of_redis_keep_the_passwords_they_have) {
  const TempFolder folder;
  const std::string acl = folder / "users.acl";
  const auto make = [&] {
    return shao::test::shao({"journal", "users", "--keys", folder.path(), "--acl", acl});
  };
  const Ran ran = make();
  BOOST_TEST(ran.exit == 0, ran.err);
  const std::string first = shao::test::read_text(acl);
  for (const char* user : {"default off", "dispatcher on #", "replica on #", "sentinel on #"})
    BOOST_TEST(holds(first, std::string("user ") + user), first);
  std::filesystem::remove(folder / "redis-replica.password");
  BOOST_TEST(make().exit == 0);
  const std::string second = shao::test::read_text(acl);
  const auto line_of = [](const std::string& text, const std::string& user) {
    const auto begin = text.find("user " + user + " ");
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  BOOST_TEST(line_of(first, "dispatcher") == line_of(second, "dispatcher"));
  BOOST_TEST(line_of(first, "replica") != line_of(second, "replica"));
}

BOOST_AUTO_TEST_CASE(a_key_is_made_only_for_what_can_be_an_office) {
  const TempFolder folder;
  for (const char* office : {"a b", "", "住建委", "A-NAME-OF-24-CHARACTERS-"}) {
    const Ran ran =
        shao::test::shao({"keys", "new", "--office", office, "--out", folder / "a.key"});
    BOOST_TEST(ran.exit == 2, office);
    BOOST_TEST(!std::filesystem::exists(folder / "a.key"));
  }
  // What the configuration takes as an id, a key can be made for.
  BOOST_TEST(
      shao::test::shao({"keys", "new", "--office", "A.b_1-2", "--out", folder / "a.key"}).exit ==
      0);
}

BOOST_AUTO_TEST_CASE(watch_says_at_once_that_no_position_can_be_kept) {
  const NobodyThere nobody;
  const Ran ran = shao::test::shao(
      {"watch", "--resume", nobody.folder / "no/folder/position", "--profile", nobody.profile});
  BOOST_TEST(ran.exit == 4);
  BOOST_TEST(holds(ran.err, "cannot be kept there"), ran.err);
}

BOOST_AUTO_TEST_CASE(chinese_characters_take_two_columns) {
  BOOST_TEST(shao::cli::width_of("abc") == 3u);
  BOOST_TEST(shao::cli::width_of("签收") == 4u);
  BOOST_TEST(shao::cli::width_of("ZJW 主办，") == 10u);
  BOOST_TEST(shao::cli::width_of("Shùnyì") == 6u);
  BOOST_TEST(shao::cli::width_of("\xff\xe7") == 2u);  // broken bytes
}
