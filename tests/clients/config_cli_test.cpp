// shao config and shao backtest where no server is needed.
#include <boost/test/unit_test.hpp>

#include "tests/clients/support.hpp"

using namespace shao::test;
using shao::codec::Json;

namespace {

/// Shunyi's configuration as a folder to change.
struct Copy {
  TempFolder folder;
  std::string config = folder / "config";
  Copy() {
    std::filesystem::copy(SHAO_SOURCE_DIR "/config/shunyi", config);
    // Ends late, so that no test of these depends on when it runs.
    write_text(config + "/calendar.toml",
               "windows = [[\"09:00\", \"18:00\"]]\n[[year]]\nyear = 2099\nholidays = []\n"
               "extra_workdays = []\n");
  }
  void change(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read_text(config + "/" + file);
    const auto at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    write_text(config + "/" + file, text.replace(at, from.size(), to));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(configuring)

BOOST_AUTO_TEST_CASE(a_warning_ends_with_1_only_when_it_is_strict) {
  const Copy copy;
  const Ran good = shao::test::shao({"config", "lint", copy.config, "--strict"});
  BOOST_TEST(good.exit == 0, good.out << good.err);
  BOOST_TEST(holds(good.out, "in order: version "), good.out);
  copy.change("kinds.toml", "contact = \"10 m\"", "contact = \"2000 m\"");
  const Ran warned = shao::test::shao({"config", "lint", copy.config});
  BOOST_TEST(warned.exit == 0, warned.err);
  BOOST_TEST(holds(warned.out, "can be applied, warnings: 1; version "), warned.out);
  const Ran strict = shao::test::shao({"config", "lint", copy.config, "--strict", "--json"});
  BOOST_TEST(strict.exit == 1);
  BOOST_TEST(strict.json()["code"] == "limit.never");
  BOOST_TEST(strict.json()["severity"] == "warning");
  BOOST_TEST(strict.json()["file"] == "kinds.toml");
  BOOST_TEST(strict.json()["line"].get<int>() > 0);
  BOOST_TEST(
      holds(shao::test::shao({"config", "lint", copy.config}, {{"LC_ALL", "zh_CN.UTF-8"}}).out,
            "可以应用，警告：1"));
}

BOOST_AUTO_TEST_CASE(two_folders_differ_in_words) {
  const Copy before, after;
  BOOST_TEST(holds(shao::test::shao({"config", "diff", before.config, after.config}).out,
                   "the same: version "));
  after.change("kinds.toml", "report_in = \"3 wd\"", "report_in = \"2 wd\"");
  const Ran words = shao::test::shao({"config", "diff", before.config, after.config});
  BOOST_TEST(words.exit == 0, words.err);
  BOOST_TEST(holds(words.out, "kind ENFORCE_PLAN: report_in changed from \"3 wd\" to \"2 wd\"\n"),
             words.out);
  const Json json =
      shao::test::shao({"config", "diff", before.config, after.config, "--json"}).json();
  BOOST_REQUIRE_EQUAL(json["changes"].size(), 1u);
  BOOST_TEST(json["changes"][0]["field"] == "report_in");
  BOOST_TEST(json["changes"][0]["from"] == "3 wd");
  BOOST_TEST(json["older"] != json["newer"]);
}

BOOST_AUTO_TEST_CASE(a_side_that_is_no_folder_needs_redis) {
  const Copy copy;
  const Ran ran = shao::test::shao({"config", "diff", "now", copy.config});
  BOOST_TEST(ran.exit == 2);
  BOOST_TEST(holds(ran.err, "\"now\" is no folder"), ran.err);
  BOOST_TEST(holds(ran.err, "--redis"), ran.err);
}

BOOST_AUTO_TEST_CASE(a_rota_is_read_as_people_read_it_gaps_and_all) {
  const Copy copy;
  const std::vector<std::string> three_days = {"config",    "duty", "--config",
                                               copy.config, "--at", "2099-03-02T00:00:00+08:00",
                                               "--days",    "3"};
  const Ran none = shao::test::shao(three_days);
  BOOST_TEST(none.exit == 0, none.err);
  BOOST_TEST(holds(none.out, "no rota says anything of this time"), none.out);
  write_text(copy.config + "/duty.toml",
             "[[rota]]\nid = \"NIGHT\"\noffice = \"RQ\"\nlevels = [0, 1]\nfrom = 2099-03-01\n"
             "hours = [\"18:00\", \"08:00\"]\nmembers = [\"一班\", \"二班\"]\n"
             "[[rota]]\nid = \"ALL\"\noffice = \"ZJW\"\nfrom = 2099-03-01\nmembers = [\"王\"]\n");
  const Ran shown = shao::test::shao(three_days);
  BOOST_TEST(shown.exit == 0, shown.err);
  for (const char* part : {"2099-03-02T18:00:00+08:00", "一班", "二班", "nobody", "0,1,2,3,4"})
    BOOST_TEST(holds(shown.out, part), part << "\n" << shown.out);
  BOOST_TEST(!holds(shown.out, "0,1,2,3,4,5"), shown.out);
  std::vector<std::string> of_one = three_days;
  of_one.insert(of_one.end(), {"--office", "RQ", "--json"});
  const Json rota = shao::test::shao(of_one).json();
  BOOST_REQUIRE(rota.size() >= 5u);
  for (const Json& one : rota) BOOST_TEST(one["office"] == "RQ");
  of_one[of_one.size() - 2] = "NOBODY";
  const Ran unknown = shao::test::shao(of_one);
  BOOST_TEST(unknown.exit == 2);
  BOOST_TEST(holds(unknown.err, "there is no office \"NOBODY\""), unknown.err);
}

BOOST_AUTO_TEST_CASE(a_backtest_says_what_it_needs) {
  const Copy copy;
  BOOST_TEST(shao::test::shao({"backtest", "--rules", copy.config}).exit == 2);
  const std::string nowhere = copy.folder / "nowhere.sqlite";
  const Ran missing = shao::test::shao({"backtest", "--rules", copy.config, "--from", nowhere});
  BOOST_TEST(missing.exit == 2, missing.err);
  BOOST_TEST(holds(missing.err, nowhere), missing.err);
  const Ran condition = shao::test::shao(
      {"backtest", "--rules", copy.config, "--from", nowhere, "--fail-if", "speed>1"});
  BOOST_TEST(condition.exit == 2);
  BOOST_TEST(holds(condition.err, "speed>1"), condition.err);
  copy.change("rules.toml", "[[rule]]", "[[rule");
  BOOST_TEST(shao::test::shao({"backtest", "--rules", copy.config, "--from", nowhere}).exit == 2);
}

BOOST_AUTO_TEST_CASE(explain_needs_a_whistle_or_a_folder_and_a_unit) {
  const Ran ran = shao::test::shao({"explain"});
  BOOST_TEST(ran.exit == 2);
  BOOST_TEST(holds(ran.err, "--config and --unit"), ran.err);
  BOOST_TEST(shao::test::shao({"explain", "--unit", "110113001"}).exit == 2);
  BOOST_TEST(shao::test::shao({"explain", "W1", "--kind", "DEMAND"}).exit == 2);
}

BOOST_AUTO_TEST_SUITE_END()
