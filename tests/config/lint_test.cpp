// Findings that do not stop a configuration.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/config/support.hpp"

namespace {

using namespace shao::config;

std::vector<Problem> findings(const Files& files,
                              std::optional<shao::core::Instant> now = std::nullopt) {
  return lint(loaded(files), files, now);
}

/// "code file:line" of each.
std::string brief(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    BOOST_TEST((problem.severity == Problem::Severity::warning));
    BOOST_TEST(!problem.message_zh.empty());
    text += problem.code + " " + problem.file + ":" + std::to_string(problem.line) + "\n";
  }
  return text;
}

Files with_rules(const std::string& rules) {
  Files files = small_files();
  files["rules.toml"] = rules;
  return files;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(linting)

BOOST_AUTO_TEST_CASE(a_good_configuration_gives_no_finding_but_the_key_nobody_has) {
  // DUCHA has no key: level 3 tells nobody else.
  BOOST_TEST(brief(findings(small_files())) == "level.nobody levels.toml:25\n");
}

BOOST_AUTO_TEST_CASE(a_rule_that_an_earlier_one_covers_is_unreachable) {
  const std::string earlier = "[[rule]]\nid = \"A\"\ncategory = [\"ROAD\", \"WASTE\"]\n";
  const std::string later = "lead = \"D1\"\n[[rule]]\nid = \"B\"\nlead = \"D2\"\n";
  struct Row {
    std::string first, second;
    bool unreachable;
  };
  const std::vector<Row> table = {
      {"", "category = \"ROAD\"", true},
      {"", "category = [\"WASTE\", \"ROAD\"]\nkind = \"NOW\"", true},
      {"", "", false},
      {"kind = \"NOW\"", "category = \"ROAD\"", false},
      {"kind = \"NOW\"", "category = \"ROAD\"\nkind = [\"NOW\", \"DESK\"]", false},
      {"kind = [\"NOW\", \"DESK\"]", "category = \"ROAD\"\nkind = \"DESK\"", true},
      {"urgency = \"U1\"", "category = \"ROAD\"\nurgency = \"U1\"", true},
      {"urgency = \"U1\"", "category = \"ROAD\"\nurgency = \"U3\"", false},
      {"hours = \"closed\"", "category = \"ROAD\"", false},
      {"hours = \"closed\"", "category = \"ROAD\"\nhours = \"closed\"", true},
      {"hours = \"closed\"", "category = \"ROAD\"\nhours = \"working\"", false},
      {"place = \"S1\"", "category = \"ROAD\"\nplace = \"C1\"", true},
      {"place = \"C1\"", "category = \"ROAD\"\nplace = \"S1\"", false},
      {"origin = [\"town\", \"community\"]", "category = \"ROAD\"\norigin = \"town\"", true},
      {"keyword = [\"电梯\"]", "category = \"ROAD\"\nkeyword = [\"电梯故障\", \"电梯困人\"]", true},
      {"keyword = [\"电梯故障\"]", "category = \"ROAD\"\nkeyword = [\"电梯\"]", false},
  };
  for (const Row& row : table) {
    BOOST_TEST_CONTEXT(row.first << " / " << row.second) {
      const auto all = findings(with_rules(earlier + row.first + "\n" + later + row.second + "\n"));
      const bool found = std::any_of(all.begin(), all.end(), [](const Problem& one) {
        return one.code == "rule.unreachable" && one.line == 7 &&
               one.message.find("rule A") != std::string::npos;
      });
      BOOST_TEST(found == row.unreachable);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_category_no_rule_places_goes_to_the_backstop_and_is_named) {
  Files files = with_rules("[[rule]]\nid = \"ROAD\"\ncategory = \"ROAD\"\nlead = \"D1\"\n");
  files.erase("keys.toml");
  BOOST_TEST(brief(findings(files)) == "category.no_rule categories.toml:10\n");
  files["rules.toml"] += "[[rule]]\nid = \"WASTE\"\ncategory = \"WASTE\"\nlead = \"D1\"\n";
  BOOST_TEST(brief(findings(files)) == "");
}

BOOST_AUTO_TEST_CASE(hours_at_which_no_rule_places_a_category_are_named) {
  const std::string road = "[[rule]]\nid = \"ROAD\"\ncategory = \"ROAD\"\nlead = \"D1\"\n";
  const std::string night = "[[rule]]\nid = \"NIGHT\"\nhours = \"closed\"\nlead = \"D1\"\n";
  const std::string day = "[[rule]]\nid = \"DAY\"\nhours = \"working\"\nlead = \"D2\"\n";
  Files files = with_rules(road + night);
  files.erase("keys.toml");
  const auto at_night = findings(files);
  BOOST_TEST(brief(at_night) == "category.hours categories.toml:10\n");
  BOOST_TEST(at_night.at(0).message.starts_with("in working hours no rule places category WASTE"));
  BOOST_TEST(at_night.at(0).message.find("the backstop CENTRE") != std::string::npos);
  files["rules.toml"] = road + day;
  BOOST_TEST(findings(files).at(0).message.starts_with("outside working hours"));
  files["rules.toml"] = road + day + night;
  BOOST_TEST(brief(findings(files)) == "");
}

BOOST_AUTO_TEST_CASE(a_rule_that_two_before_it_cover_together_is_unreachable) {
  const std::string night = "[[rule]]\nid = \"NIGHT\"\nhours = \"closed\"\nlead = \"D1\"\n";
  const std::string day = "[[rule]]\nid = \"DAY\"\nhours = \"working\"\nlead = \"D2\"\n";
  const std::string any = "[[rule]]\nid = \"ANY\"\nlead = \"D2\"\n";
  Files files = with_rules(night + day + any);
  files.erase("keys.toml");
  const auto all = findings(files);
  BOOST_TEST(brief(all) == "rule.unreachable rules.toml:10\n");
  BOOST_TEST(all.at(0).message.find("DAY, NIGHT") != std::string::npos);
  files["rules.toml"] = night + any + day;
  BOOST_TEST(brief(findings(files)) == "rule.unreachable rules.toml:9\n");
}

BOOST_AUTO_TEST_CASE(a_rule_whose_conditions_exclude_each_other_is_named) {
  const auto named = [](const std::string& conditions) {
    Files files = with_rules("[[rule]]\nid = \"A\"\n" + conditions +
                             "lead = \"D1\"\n[[rule]]\nid = \"B\"\nlead = \"D2\"\n");
    files.erase("keys.toml");
    return brief(findings(files));
  };
  BOOST_TEST(named("origin = \"town\"\nplace = \"S1\"\n") == "rule.contradiction rules.toml:3\n");
  BOOST_TEST(named("origin = \"community\"\nplace = \"T1\"\n") ==
             "rule.contradiction rules.toml:3\n");
  BOOST_TEST(named("origin = \"community\"\nplace = \"S1\"\n") == "");
  BOOST_TEST(named("origin = [\"town\", \"subdistrict\"]\nplace = \"S1\"\n") == "");
}

BOOST_AUTO_TEST_CASE(a_limit_that_never_decides_is_named_with_what_does) {
  const auto named = [](const std::string& from, const std::string& to) {
    Files files = with(small_files(), "kinds.toml", from, to);
    files.erase("keys.toml");
    return findings(files);
  };
  BOOST_TEST(brief(named("report_in = \"30 m\"", "report_in = \"31 m\"")) == "");
  const auto report_in = named("report_in = \"30 m\"", "report_in = \"20000 m\"");
  BOOST_TEST(brief(report_in) == "limit.never kinds.toml:12\n");
  BOOST_TEST(report_in.at(0).message.find(
                 "kind NOW: its report_in limit \"20000 m\" never decides") == 0u);
  BOOST_TEST(report_in.at(0).message.find("halfway to resolve") != std::string::npos);
  BOOST_TEST(brief(named("contact = \"10 m\"", "contact = \"31 m\"")) ==
             "limit.never kinds.toml:11\n");
  BOOST_TEST(brief(named("resolve_before_urgency = false",
                         "resolve = \"9 d\"\nresolve_before_urgency = false")) ==
             "limit.unused kinds.toml:30\n");
  // What an urgency has, too, misleads nobody.
  BOOST_TEST(brief(named("resolve_before_urgency = false",
                         "resolve = \"7 d\"\nresolve_before_urgency = false")) == "");
}

BOOST_AUTO_TEST_CASE(a_first_report_due_after_resolve_is_named_where_its_limit_stands) {
  const auto named = [](const std::string& from, const std::string& to) {
    Files files = with(small_files(), "kinds.toml", from, to);
    files.erase("keys.toml");
    return brief(findings(files));
  };
  BOOST_TEST(named("first_report = \"120 m\"", "first_report = \"1441 m\"") ==
             "limit.after_resolve kinds.toml:13\n");
  BOOST_TEST(named("resolve = \"7 d\"", "resolve = \"7 d\"\nfirst_report = \"20 d\"") ==
             "limit.after_resolve kinds.toml:45\n");
}

BOOST_AUTO_TEST_CASE(every_finding_says_what_would_be_right) {
  Files files =
      with(small_files(), "kinds.toml", "report_in = \"30 m\"", "report_in = \"20000 m\"");
  files["rules.toml"] =
      "[[rule]]\nid = \"A\"\nhours = \"closed\"\ncategory = \"ROAD\"\nlead = \"D1\"\n"
      "[[rule]]\nid = \"B\"\nhours = \"closed\"\ncategory = \"ROAD\"\nlead = \"D1\"\n";
  files["keys.toml"] = "";
  const auto all = findings(files, instant("2027-01-01T00:00:00+08:00"));
  BOOST_TEST(all.size() >= 6u);
  for (const Problem& one : all) {
    BOOST_TEST(one.message.find("right would be: ") != std::string::npos, one.message);
    BOOST_TEST(one.message_zh.find("应") != std::string::npos, one.message_zh);
    BOOST_TEST(one.line > 0, one.str());
  }
}

BOOST_AUTO_TEST_CASE(a_level_that_notifies_nobody_is_named) {
  Files files = with(small_files(), "levels.toml", "notify = [\"dept_head\"]", "notify = []");
  files.erase("keys.toml");
  BOOST_TEST(brief(findings(files)) == "level.nobody levels.toml:17\n");
}

BOOST_AUTO_TEST_CASE(a_lead_without_an_active_key_is_named_where_there_are_keys_at_all) {
  Files files = with(small_files(), "keys.toml", "status = \"active\"", "status = \"revoked\"");
  BOOST_TEST(brief(findings(files)) ==
             "level.nobody levels.toml:25\nkey.nobody offices.toml:" +
                 std::to_string(line_of(files, "offices.toml", "id = \"D2\"")) + "\n");
  files.erase("keys.toml");
  BOOST_TEST(brief(findings(files)) == "");
}

BOOST_AUTO_TEST_CASE(a_calendar_that_ends_within_ninety_days_is_asked_for) {
  Files files = small_files();
  files.erase("keys.toml");
  BOOST_TEST(brief(findings(files, instant("2026-10-02T23:59:59+08:00"))) == "");
  BOOST_TEST(brief(findings(files, instant("2026-10-03T00:00:00+08:00"))) ==
             "calendar.ends calendar.toml:4\n");
  const auto ended = findings(files, instant("2027-01-01T00:00:00+08:00"));
  BOOST_REQUIRE(ended.size() == 1u);
  BOOST_TEST(ended[0].message.find("has ended") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
