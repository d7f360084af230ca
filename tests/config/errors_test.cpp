// Every reason for which a configuration is refused: one change to a good one, and what is said.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "tests/config/support.hpp"

namespace {

using namespace shao::config;

struct Row {
  std::string code;
  std::string file;  // changed, and where the problem stands
  std::string from;  // the text that is replaced...
  std::string to;    // ...by this one
  std::string at;    // the problem stands on the first line that has this
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      // The text itself.
      {"file.syntax", "rules.toml", "lead = \"D1\"", "lead = D1", "lead = D1"},
      {"file.syntax", "offices.toml", "type = \"town\"",
       "type = \"town\"\ntype = \"town\"  # again", "# again"},
      // Fields.
      {"field.unknown", "rules.toml", "place = ", "places = ", "places = "},
      {"field.unknown", "jurisdiction.toml", "[round_clock]", "[extra]\na = 1\n[round_clock]",
       "[extra]"},
      {"field.unknown", "kinds.toml", "report_in = \"emergency\"",
       "report_in = \"emergency\", rework = \"normal\"", "ladder = {"},
      {"field.missing", "offices.toml", "name = \"乙镇\"\n", "", "[[office]]\nid = \"T1\""},
      {"field.missing", "kinds.toml", "report_in = \"30 m\"\n", "", "[[kind]]\nid = \"NOW\""},
      {"field.missing", "kinds.toml", "resolve = \"1440 m\"\nresolve_before", "resolve_before",
       "resolve_before_urgency = true"},
      {"field.missing", "jurisdiction.toml", "supervision_office = \"DUCHA\"\n", "",
       "[role_offices]"},
      {"field.type", "kinds.toml", "needs_review = true", "needs_review = \"yes\"",
       "needs_review = \"yes\""},
      {"field.type", "kinds.toml", "acknowledge = \"5 m\"", "acknowledge = 5", "acknowledge = 5"},
      {"field.type", "offices.toml", "name = \"乙镇\"", "name = 7", "name = 7"},
      {"field.type", "calendar.toml", "2026-01-04", "\"2026-01-04\"", "extra_workdays"},
      {"field.type", "rules.toml", "category = \"ROAD\"\nlead", "category = 4\nlead",
       "category = 4"},
      {"field.value", "offices.toml", "type = \"town\"", "type = \"village\"", "\"village\""},
      {"field.value", "kinds.toml", "clock = \"working\"", "clock = \"office\"",
       "clock = \"office\""},
      {"field.value", "kinds.toml", "[\"community\", \"street\"]", "[\"community\", \"assignee\"]",
       "[\"community\", \"assignee\"]"},
      {"field.value", "rules.toml", "hours = \"closed\"", "hours = \"night\"", "hours = \"night\""},
      {"field.value", "rules.toml", "\"subdistrict\", ", "\"district\", ", "\"district\""},
      {"field.empty", "categories.toml", "keywords = [\"垃圾\"]", "keywords = [\"\"]",
       "keywords = [\"\"]"},
      {"field.empty", "kinds.toml", "raisers = [\"community\", \"street\"]", "raisers = []",
       "raisers = []"},
      {"field.twice", "rules.toml", "[\"D1\", \"C1\"]", "[\"D1\", \"D1\"]", "[\"D1\", \"D1\"]"},
      // Ids and references.
      {"id.length", "offices.toml", "id = \"T1\"", "id = \"T12345678901234567890123\"",
       "T12345678901234567890123"},
      {"id.characters", "offices.toml", "id = \"T1\"", "id = \"T 1\"", "\"T 1\""},
      {"id.characters", "jurisdiction.toml", "name = \"small\"", "name = \"{small}\"", "{small}"},
      {"id.duplicate", "offices.toml", "id = \"T1\"", "id = \"S1\"",
       "id = \"S1\"\nname = \"乙镇\""},
      {"id.duplicate", "rules.toml", "id = \"REST\"", "id = \"ROAD\"",
       "id = \"ROAD\"\ncategory = \"WASTE\""},
      {"office.unknown", "rules.toml", "assist = [\"D2\"]", "assist = [\"D9\"]", "\"D9\""},
      {"office.unknown", "rules.toml", "place = [\"S1\"]", "place = [\"S9\"]", "\"S9\""},
      {"office.unknown", "rules.toml", "lead = \"D1\"", "lead = \"X\"", "lead = \"X\""},
      {"office.unknown", "offices.toml", "parent = \"S1\"", "parent = \"S8\"", "\"S8\""},
      {"office.unknown", "jurisdiction.toml", "\"DUCHA\"", "\"DC\"", "\"DC\""},
      {"office.unknown", "keys.toml", "office = \"D2\"", "office = \"D4\"", "\"D4\""},
      {"office.parent", "offices.toml", "parent = \"S1\"", "parent = \"D1\"", "parent = \"D1\""},
      {"office.parent", "offices.toml", "type = \"town\"", "type = \"town\"\nparent = \"S1\"",
       "parent = \"S1\""},
      {"kind.unknown", "categories.toml", "default_kind = \"DESK\"", "default_kind = \"DEKS\"",
       "DEKS"},
      {"kind.unknown", "rules.toml", "kind = \"DESK\"", "kind = \"DEKS\"", "DEKS"},
      {"kind.unknown", "jurisdiction.toml", "kind = \"DESK\"", "kind = \"DEKS\"", "DEKS"},
      {"urgency.unknown", "rules.toml", "[\"U3\", \"U1\"]", "[\"U3\", \"U7\"]", "\"U7\""},
      {"urgency.unknown", "categories.toml", "\"U3\"", "\"U9\"", "\"U9\""},
      {"category.unknown", "rules.toml", "[\"WASTE\"]", "[\"WATSE\"]", "WATSE"},
      {"role.unknown", "levels.toml", "\"dept_head\"", "\"dept_haed\"", "dept_haed"},
      {"role.unknown", "offices.toml", "\"dispatcher\"", "\"despatcher\"", "despatcher"},
      // Who leads.
      {"field.missing", "rules.toml", "lead = \"D1\"\nassist", "assist",
       "[[rule]]\nid = \"ROAD\"\n"},
      {"lead.community", "rules.toml", "lead = \"D1\"", "lead = \"C1\"", "lead = \"C1\""},
      {"lead.community", "offices.toml", "parent = \"S1\"", "parent = \"S1\"\ncan_lead = true",
       "can_lead = true"},
      {"lead.community", "jurisdiction.toml", "office = \"CENTRE\"", "office = \"C1\"", "\"C1\""},
      {"lead.may_not", "rules.toml", "lead = \"D1\"", "lead = \"DUCHA\"", "lead = \"DUCHA\""},
      {"lead.may_not", "jurisdiction.toml", "office = \"CENTRE\"", "office = \"DUCHA\"",
       "office = \"DUCHA\""},
      {"rule.lead_assists", "rules.toml", "assist = [\"D2\"]", "assist = [\"D1\"]",
       "assist = [\"D1\"]"},
      // Limits.
      {"limit.not_positive", "kinds.toml", "contact = \"10 m\"", "contact = \"0 m\"", "\"0 m\""},
      {"limit.not_positive", "jurisdiction.toml", "\"240 wm\"", "\"-240 wm\"", "\"-240 wm\""},
      {"limit.not_positive", "categories.toml", "\"240 wm\"", "\"0 wm\"", "\"0 wm\""},
      {"limit.syntax", "kinds.toml", "report_in = \"3 wd\"", "report_in = \"3 days\"",
       "\"3 days\""},
      {"limit.syntax", "kinds.toml", "report_in = \"3 wd\"", "report_in = \"wd\"", "\"wd\""},
      {"limit.syntax", "kinds.toml", "resolve = \"7 d\"", "resolve = \"7.5 d\"", "\"7.5 d\""},
      {"limit.syntax", "kinds.toml", "resolve = \"7 d\"", "resolve = \"99999999999 d\"",
       "\"99999999999 d\""},
      {"limit.too_long", "kinds.toml", "resolve = \"7 d\"", "resolve = \"733 d\"", "\"733 d\""},
      // The ladder.
      {"field.missing", "kinds.toml", "ladder = { acknowledge = \"emergency\", ", "ladder = { ",
       "ladder = {"},
      {"field.missing", "kinds.toml",
       "ladder = { acknowledge = \"normal\", contact = \"normal\", report_in = \"normal\", "
       "first_report = \"emergency\", resolve = \"normal\" }\n",
       "", "[[kind]]\nid = \"DESK\""},
      {"field.value", "kinds.toml", "contact = \"emergency\"", "contact = \"fast\"", "\"fast\""},
      {"level.percent", "levels.toml", "percent = 80", "percent = 100", "percent = 100"},
      {"level.percent", "levels.toml", "percent = 80", "percent = 0", "percent = 0"},
      {"level.percent", "levels.toml", "percent = 80", "percent = 999999999999", "99999999"},
      {"field.unknown", "levels.toml", "level = 2", "level = 2\npercent = 90", "percent = 90"},
      {"level.number", "levels.toml", "after_normal = \"5 wd\"\n",
       "after_normal = \"5 wd\"\n[[level]]\nlevel = 6\n", "level = 6"},
      {"level.nobody", "levels.toml", "after_normal = \"5 wd\"\n",
       "after_normal = \"5 wd\"\n[[level]]\nlevel = 5\nname = \"市\"\nname_en = \"City\"\n"
       "notify = []\nafter_emergency = \"70 m\"\nafter_normal = \"6 wd\"\n",
       "notify = []"},
      {"level.first", "levels.toml", "after_normal = \"0 m\"", "after_normal = \"5 m\"",
       "after_normal = \"5 m\""},
      {"level.order", "levels.toml", "after_normal = \"3 wd\"", "after_normal = \"6 wd\"",
       "after_normal = \"5 wd\""},
      {"limit.not_positive", "levels.toml", "after_emergency = \"20 m\"",
       "after_emergency = \"-20 m\"", "\"-20 m\""},
      // The calendar.
      {"timezone.unknown", "jurisdiction.toml", "Asia/Shanghai", "Asia/Shunyi", "Asia/Shunyi"},
      {"calendar.holiday_and_workday", "calendar.toml", "2026-02-14", "2026-02-15",
       "extra_workdays"},
      {"calendar.outside_year", "calendar.toml", "2026-01-04", "2027-01-04", "extra_workdays"},
      {"calendar.outside_year", "calendar.toml", "from = 2026-01-01", "from = 2025-12-31",
       "from = 2025-12-31"},
      {"calendar.holiday_order", "calendar.toml", "to = 2026-02-23", "to = 2026-02-13",
       "to = 2026-02-13"},
      {"calendar.twice", "calendar.toml", "2026-02-28]", "2026-02-14]", "extra_workdays"},
      {"calendar.twice", "calendar.toml", "to = 2026-01-03",
       "to = 2026-01-03 },\n  { from = 2026-01-03, to = 2026-01-03", "{ from = 2026-01-03"},
      {"file.syntax", "calendar.toml", "2026-02-28]", "2026-02-30]", "extra_workdays"},
      {"calendar.year", "calendar.toml", "year = 2026", "year = 1926", "year = 1926"},
      {"calendar.year", "calendar.toml", "02-28]\n",
       "02-28]\n[[year]]\nyear = 2028\nholidays = []\nextra_workdays = []\n", "year = 2028"},
      {"calendar.year", "calendar.toml", "02-28]\n",
       "02-28]\n[[year]]\nyear = 2026\n# again\nholidays = []\nextra_workdays = []\n",
       "year = 2026\n# again"},
      {"calendar.windows_overlap", "calendar.toml", "\"13:30\"", "\"11:30\"", "windows"},
      {"calendar.windows_overlap", "calendar.toml", "[\"13:30\", \"18:00\"]",
       "[\"22:00\", \"09:30\"]", "windows"},
      {"calendar.windows_order", "calendar.toml", "[\"13:30\", \"18:00\"]",
       "[\"07:00\", \"08:00\"]", "windows"},
      {"calendar.window_empty", "calendar.toml", "\"18:00\"", "\"13:30\"", "windows"},
      {"calendar.time", "calendar.toml", "\"09:00\"", "\"9:00\"", "windows"},
      {"calendar.time", "calendar.toml", "\"18:00\"", "\"24:01\"", "windows"},
      // Keys.
      {"key.format", "keys.toml", "Ra]8Hb", "Ra]8H", "Ra]8H}"},
      {"key.format", "keys.toml", "Ra]8Hb", "Ra]8H~", "Ra]8H~"},
      {"key.format", "keys.toml", "Ra]8H", "#####", "#####"},
      {"key.duplicate", "keys.toml", "g*[3LarCm@*mW($XTv}LD)$GZUJp@]jL0Gnp5rDQ\"",
       "Ra]8Hb}#}Kz4!FS!*2I]/=Av#aiLKw7ETIsnJ-LG\"  # again", "# again"},
      {"key.role", "keys.toml", "[\"dept_liaison\"]", "[\"dept_liaison\", \"dispatcher\"]",
       "\"dispatcher\""},
      {"field.value", "keys.toml", "\"active\"", "\"expired\"", "\"expired\""},
  };
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refused_configurations)

BOOST_AUTO_TEST_CASE(the_configuration_that_is_broken_below_is_good) {
  const Loaded result = load(small_files());
  for (const Problem& problem : result.problems) BOOST_ERROR(problem.str());
  BOOST_TEST(result.configuration.has_value());
}

BOOST_AUTO_TEST_CASE(each_mistake_is_reported_once_where_it_stands) {
  for (const Row& row : rows()) {
    BOOST_TEST_CONTEXT(row.file << ": \"" << row.from << "\" -> \"" << row.to << "\"") {
      const Files files = with(small_files(), row.file, row.from, row.to);
      const Loaded result = load(files);
      BOOST_TEST(!result.configuration.has_value());
      BOOST_TEST(result.problems.size() == 1u);
      for (const Problem& problem : result.problems) {
        BOOST_TEST_INFO(problem.str());
        BOOST_TEST(problem.code == row.code);
        BOOST_TEST(problem.file == row.file);
        BOOST_TEST(problem.line == line_of(files, row.file, row.at));
        BOOST_TEST(problem.column > 0);
        BOOST_TEST((problem.severity == Problem::Severity::error));
        BOOST_TEST(!problem.message.empty());
        BOOST_TEST(!problem.message_zh.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named_and_references_to_it_are_not_complained_of) {
  for (const char* name : {"offices.toml", "kinds.toml", "categories.toml", "rules.toml",
                           "levels.toml", "jurisdiction.toml", "calendar.toml"}) {
    Files files = small_files();
    files.erase(name);
    const Loaded result = load(files);
    BOOST_TEST(!result.configuration.has_value());
    BOOST_REQUIRE(result.problems.size() == 1u);
    BOOST_TEST(result.problems[0].code == "file.missing");
    BOOST_TEST(result.problems[0].file == name);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_toml_does_not_hide_mistakes_in_others) {
  Files files = with(small_files(), "offices.toml", "id = \"T1\"", "id = T1");
  files = with(files, "kinds.toml", "\"10 m\"", "\"0 m\"");
  const Loaded result = load(files);
  BOOST_REQUIRE(result.problems.size() == 2u);
  BOOST_TEST(result.problems[0].code == "limit.not_positive");
  BOOST_TEST(result.problems[1].code == "file.syntax");
}

BOOST_AUTO_TEST_CASE(a_file_that_ends_early_or_has_a_wrong_byte_is_refused_or_read_but_never_more) {
  const Files good = small_files();
  for (const auto& [name, text] : good) {
    for (std::size_t at = 0; at < text.size(); at += 29) {
      Files cut = good;
      cut[name] = text.substr(0, at);
      Files flipped = good;
      flipped[name][at] = static_cast<char>(flipped[name][at] ^ 0x15);
      for (const Files& files : {cut, flipped}) {
        const Loaded result = load(files);
        const bool has_error = std::any_of(
            result.problems.begin(), result.problems.end(),
            [](const Problem& one) { return one.severity == Problem::Severity::error; });
        BOOST_TEST(result.configuration.has_value() != has_error);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(keys_are_optional) {
  Files files = small_files();
  files.erase("keys.toml");
  BOOST_TEST(loaded(files).keys.empty());
  files["keys.toml"] = "# none yet\n";
  BOOST_TEST(loaded(files).keys.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_level_is_named) {
  const std::string level_2 =
      "[[level]]\nlevel = 2\nname = \"一级\"\nname_en = \"First\"\nnotify = [\"dept_head\"]\n"
      "after_emergency = \"10 m\"\nafter_normal = \"1 wd\"\n";
  const Loaded result = load(with(small_files(), "levels.toml", level_2, ""));
  BOOST_REQUIRE(result.problems.size() == 1u);
  BOOST_TEST(result.problems[0].code == "level.missing");
  BOOST_TEST(result.problems[0].message.find("level 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_file_is_named_with_the_one_that_was_meant) {
  Files files = small_files();
  files["rule.toml"] = "";
  const Loaded result = load(files);
  BOOST_REQUIRE(result.problems.size() == 1u);
  BOOST_TEST(result.problems[0].code == "file.unknown");
  BOOST_TEST(result.problems[0].str() ==
             "rule.toml: error: no part of a configuration; did you mean \"rules.toml\"?");
}

BOOST_AUTO_TEST_CASE(several_mistakes_are_all_reported_in_the_order_of_the_files) {
  Files files = with(small_files(), "rules.toml", "lead = \"D1\"", "lead = \"D7\"");
  files = with(files, "rules.toml", "place = ", "plaec = ");
  files = with(files, "kinds.toml", "clock = \"working\"", "clok = \"working\"");
  files = with(files, "calendar.toml", "\"12:00\"", "\"14:00\"");
  const Loaded result = load(files);
  std::string codes;
  for (const Problem& problem : result.problems) codes += problem.file + " " + problem.code + "\n";
  BOOST_TEST(codes ==
             "calendar.toml calendar.windows_overlap\n"
             "kinds.toml field.missing\n"
             "kinds.toml field.unknown\n"
             "rules.toml field.unknown\n"
             "rules.toml office.unknown\n");
}

BOOST_AUTO_TEST_CASE(messages_name_the_field_the_value_and_what_would_be_right) {
  const auto only = [](const Files& files) {
    const Loaded result = load(files);
    BOOST_REQUIRE(result.problems.size() == 1u);
    return result.problems[0];
  };
  const Problem unknown_field = only(with(small_files(), "rules.toml", "place = ", "palce = "));
  BOOST_TEST(unknown_field.str() ==
             "rules.toml:5:1: error: rule ROAD_AT_NIGHT: unknown field \"palce\"; did you mean "
             "\"place\"?");
  BOOST_TEST(unknown_field.str(true) ==
             "rules.toml:5:1: 错误:规则 ROAD_AT_NIGHT:未知字段 \"palce\";是否应为“place”?");
  BOOST_TEST(only(with(small_files(), "kinds.toml", "\"10 m\"", "\"10 min\"")).message ==
             "kind NOW: \"contact\" is \"10 min\"; a limit is a whole number and a unit: m "
             "(minutes), wm (working minutes), wd (working days) or d (days), for example \"20 "
             "wd\"");
  BOOST_TEST(only(with(small_files(), "rules.toml", "\"C1\"", "\"DUCH\"")).message ==
             "there is no office \"DUCH\"; did you mean \"DUCHA\"?");
  BOOST_TEST(only(with(small_files(), "offices.toml", "\"town\"", "\"twon\"")).message ==
             "office T1: \"type\" is \"twon\"; it should be one of \"community\", "
             "\"subdistrict\", \"town\", \"department\"");
}

BOOST_AUTO_TEST_CASE(an_extra_working_day_that_is_one_anyway_is_only_remarked_on) {
  const Loaded result = load(with(small_files(), "calendar.toml", "2026-02-14", "2026-02-13"));
  BOOST_TEST(result.configuration.has_value());
  BOOST_REQUIRE(result.problems.size() == 1u);
  BOOST_TEST(result.problems[0].code == "calendar.plain_workday");
  BOOST_TEST((result.problems[0].severity == Problem::Severity::warning));
}

BOOST_AUTO_TEST_SUITE_END()
