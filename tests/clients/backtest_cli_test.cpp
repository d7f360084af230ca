// shao backtest on an archive file alone: what changed rules, limits and calendars would have done
// to a recorded day, in a table and as JSON; and records that cannot be used.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/clients/recorded.hpp"
#include "tests/clients/support.hpp"

using namespace shao::test;
using shao::codec::Json;

BOOST_AUTO_TEST_SUITE(backtesting)

namespace {

/// The day in March, and Shunyi's configuration to change.
struct Trial {
  TempFolder folder;
  std::string file = folder / "archive.sqlite";
  std::string config = folder / "config";

  Trial() {
    archive_to(file, entries_of(a_day_in_march()));
    std::filesystem::copy(SHAO_SOURCE_DIR "/config/shunyi", config);
  }
  void change(const std::string& name, const std::string& from, const std::string& to,
              const std::string& after = "") const {
    std::string text = read_text(config + "/" + name);
    const auto at = text.find(from, text.find(after));
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
    write_text(config + "/" + name, text.replace(at, from.size(), to));
  }
  Ran run(std::vector<std::string> more = {}, const Environment& environment = {}) const {
    more.insert(more.begin(), {"backtest", "--from", file, "--rules", config});
    return shao::test::shao(more, environment);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(by_the_rules_of_that_day_there_is_no_table_and_the_figures_say_so) {
  const Trial trial;
  const Ran ran = trial.run();
  BOOST_TEST(ran.exit == 0, ran.err);
  BOOST_TEST(ran.out.starts_with("of whistles that were dispatched"), ran.out);
  BOOST_TEST(holds(ran.out, "1  16.7%  backstop"), ran.out);
  BOOST_TEST(holds(ran.err, "exercises left out: 1"), ran.err);
}

BOOST_AUTO_TEST_CASE(where_whistles_would_go_is_shown_beside_where_they_went) {
  const Trial trial;
  // Another lead with others to assist; a rule that matches nothing any more; a kind that is gone.
  trial.change("rules.toml", "lead = \"ZJW\"", "lead = \"GZF\"", "id = \"PROPERTY\"");
  trial.change("rules.toml", "assist = [\"SJ\", \"SF\"]", "assist = [\"SF\", \"GA\"]",
               "id = \"PROPERTY\"");
  trial.change("rules.toml", "category = \"GAS_LEAK\"", "category = \"HEATING\"");
  std::string kinds = read_text(trial.config + "/kinds.toml");
  const auto from = kinds.rfind("[[kind]]");
  kinds.erase(from, kinds.find("[[urgency]]") - from);
  write_text(trial.config + "/kinds.toml", kinds);
  for (int i = 0; i < 2; ++i) trial.change("categories.toml", "\"KEY_WORK\"", "\"DEMAND\"");

  const Ran english = trial.run();
  BOOST_TEST(english.exit == 0, english.err);
  for (const char* part :
       {"ZJW (PROPERTY)", "GZF (PROPERTY)", "assisting: SF, GA", "ZHZX (no rule)", "assisting: -",
        "cannot be placed: gone from the rules: kind KEY_WORK"})
    BOOST_TEST(holds(english.out, part), part << " is not in " << english.out);
  BOOST_TEST(!holds(english.out, "and more"), english.out);
  const Ran chinese = trial.run({"--limit", "1"}, in_chinese);
  for (const char* part : {"改后主办", "ZHZX (无规则)", "另有：3（--limit，或用 --json 看全部）"})
    BOOST_TEST(holds(chinese.out, part), part << " is not in " << chinese.out);
  BOOST_TEST(holds(chinese.err, "未计入的演练：1"), chinese.err);
  const Json json = trial.run({"--json"}).json();
  for (const auto& [name, value] :
       {std::pair{"moved", 3}, {"assists", 3}, {"backstop", 2}, {"impossible", 1}, {"whistles", 6}})
    BOOST_TEST(json["figures"][name] == value, name << json["figures"]);
  BOOST_REQUIRE_EQUAL(json["whistles"].size(), 4u);
  BOOST_TEST(json["whistles"][0]["now"]["rule"].is_null());
  BOOST_TEST(json["whistles"][1]["then"]["assist"] == Json({"SJ", "SF"}));
  BOOST_TEST(json["whistles"][1]["now"]["assist"] == Json({"SF", "GA"}));
  BOOST_TEST(json["whistles"][3]["whistle"] == "W6");
  BOOST_TEST(json["whistles"][3]["impossible"] == "kind KEY_WORK");
  BOOST_TEST(!json["whistles"][3].contains("now"));
}

BOOST_AUTO_TEST_CASE(other_limits_name_the_clocks_that_they_make_late_or_in_time) {
  const Trial trial;
  trial.change("kinds.toml", "acknowledge = \"60 wm\"", "acknowledge = \"120 wm\"",
               "id = \"DEMAND\"");
  trial.change("kinds.toml", "acknowledge = \"10 m\"", "acknowledge = \"1 m\"",
               "id = \"ENFORCE_NOW\"");
  trial.change("kinds.toml", "contact = \"1440 m\"", "contact = \"240 m\"", "id = \"KEY_WORK\"");
  const Ran english = trial.run({"--fail-if", "newly_late >= 1"});
  BOOST_TEST(english.exit == 1);
  BOOST_TEST(holds(english.err, "--fail-if newly_late >= 1: so it is"), english.err);
  for (const char* part :
       {"ZJW acknowledge in time: due 2026-03-09T15:00:00+08:00, made 2026-03-09T14:30:00+08:00",
        "ZJW contact late: due 2026-03-09T15:25:00+08:00, made never"})
    BOOST_TEST(holds(english.out, part), part << " is not in " << english.out);
  const Ran chinese = trial.run({"--fail-if", "no_longer_late>0"}, in_chinese);
  BOOST_TEST(holds(chinese.out, "超期：到期 2026-03-09T15:25:00+08:00，完成 未做"), chinese.out);
  BOOST_TEST(holds(chinese.out, " 不再超期：到期 2026-03-09T15:00:00+08:00"), chinese.out);
  BOOST_TEST(holds(chinese.err, "：条件成立"), chinese.err);
  const Json json = trial.run({"--json", "--fail-if", "no_longer_late > 1"}).json();
  BOOST_TEST(json["figures"]["no_longer_late"] == 1);
  BOOST_TEST(json["failed"].empty());
  bool seen = false;
  for (const Json& one : json["whistles"])
    for (const Json& clock : one["clocks"])
      if (one["whistle"] == "W6" && clock["office"] == "ZJW" && clock["clock"] == "contact") {
        seen = true;
        BOOST_TEST(clock["made"].is_null());
        BOOST_TEST(clock["late_now"] == true);
        BOOST_TEST(clock["late_then"] == false);
      }
  BOOST_TEST(seen, json);
}

BOOST_AUTO_TEST_CASE(a_calendar_that_begins_later_places_nothing_of_before) {
  const Trial trial;
  write_text(trial.config + "/calendar.toml",
             "windows = [[\"09:00\", \"18:00\"]]\n[[year]]\nyear = 2099\nholidays = []\n"
             "extra_workdays = []\n");
  const Ran ran = trial.run();
  BOOST_TEST(holds(ran.out, "cannot be placed: the calendar does not reach there"), ran.out);
  BOOST_TEST(holds(ran.out, "6  100.0%  impossible"), ran.out);
}

BOOST_AUTO_TEST_CASE(a_record_of_exercises_alone_is_tried_and_one_without_whistles_says_so) {
  const Trial trial;
  auto records = a_day_in_march();
  std::vector<shao::core::Record> practised{records[0]};
  for (auto& record : records)
    if (record.exercise) practised.push_back(record);
  const std::string drill = trial.folder / "drill.sqlite";
  // Numbers go on without a gap, as in a journal of their own.
  shao::core::EventNumber next = 1;
  for (auto& record : practised) {
    record.first = next;
    next += record.events.size();
  }
  archive_to(drill, entries_of(practised));
  const auto tried = [&](const std::string& file, const Environment& environment = {}) {
    return shao::test::shao({"backtest", "--from", file, "--rules", trial.config}, environment);
  };
  const Ran english = tried(drill);
  BOOST_TEST(english.exit == 0, english.err);
  BOOST_TEST(holds(english.err, "all of these whistles are exercises"), english.err);
  BOOST_TEST(holds(english.out, "  whistles"), english.out);

  const std::string nothing = trial.folder / "nothing.sqlite";
  records.resize(2);
  archive_to(nothing, entries_of(records));
  BOOST_TEST(tried(nothing, in_chinese).out == "该记录中没有已派单的哨\n");
}

BOOST_AUTO_TEST_CASE(what_a_rewind_took_back_is_not_tried) {
  const Trial trial;
  const auto records = a_day_in_march();
  {
    // A second leader who knew the journal until W1 was dispatched, and nothing of what came after.
    auto archive = shao::archive::Archive::open_to_write(trial.file, "shunyi");
    BOOST_REQUIRE(archive.has_value());
    const auto all = entries_of(records);
    const auto until = std::find_if(all.begin(), all.end(), [](const auto& one) {
      return holds(one.entry.bytes, "\"acknowledged\"");
    });
    BOOST_REQUIRE(until != all.end());
    const auto fork = archive->up_to(until->entry.last);
    BOOST_REQUIRE(fork.has_value());
    BOOST_REQUIRE(fork->has_value());
    std::vector<shao::core::Record> again(records.begin(),
                                          records.begin() + (until - all.begin()) + 1);
    again.push_back({until->entry.last + 1,
                     again.back().at,
                     {},
                     false,
                     {shao::core::TermClaimed{2, "other", again.back().at, 1}}});
    const auto claim = entries_of(again).back();
    BOOST_REQUIRE(archive->add({claim}, *fork, {}).has_value());
  }
  const Json json = trial.run({"--json"}).json();
  BOOST_TEST(json["figures"]["whistles"] == 1);
}

BOOST_AUTO_TEST_CASE(a_record_that_cannot_be_used_is_named) {
  const Trial trial;
  const auto tried = [&](const std::string& file) {
    return shao::test::shao({"backtest", "--from", file, "--rules", trial.config});
  };
  const std::string other = trial.folder / "other.sqlite";
  archive_to(other, entries_of(a_day_in_march()), "elsewhere");
  const Ran foreign = tried(other);
  BOOST_TEST(foreign.exit == 2, foreign.err);
  BOOST_TEST(holds(foreign.err, "elsewhere"), foreign.err);
  const std::string text = trial.folder / "text.sqlite";
  write_text(text, "");
  const Ran no_archive = tried(text);
  BOOST_TEST(no_archive.exit == 2, no_archive.err);
  BOOST_TEST(holds(no_archive.err, "not an archive of a journal"), no_archive.err);
  tamper(trial.file, "UPDATE entry SET bytes = CAST('nonsense' AS BLOB) WHERE seq = 3");
  const Ran altered = trial.run();
  BOOST_TEST(altered.exit == 4, altered.exit);
  BOOST_TEST(holds(altered.err, "entry 1-"), altered.err);
  BOOST_TEST(holds(altered.err, " cannot be read: "), altered.err);
  BOOST_TEST(altered.out.empty());
}

BOOST_AUTO_TEST_CASE(rules_that_cannot_be_read_are_named_before_the_record_is_opened) {
  const TempFolder folder;
  const Ran missing = shao::test::shao(
      {"backtest", "--from", folder / "nowhere.sqlite", "--rules", folder / "nowhere"});
  BOOST_TEST(missing.exit == 2);
  BOOST_TEST(holds(missing.err, folder / "nowhere"), missing.err);
  BOOST_TEST(!holds(missing.err, "sqlite"), missing.err);
}

BOOST_AUTO_TEST_SUITE_END()
