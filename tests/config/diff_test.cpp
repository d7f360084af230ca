// Two versions told apart in words.
#include "config/diff.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/config/support.hpp"

namespace {

using namespace shao::config;

/// The messages, one a line; each must be said in Chinese, too.
std::string said(const Files& older, const Files& newer) {
  const auto changes = diff(older, newer);
  BOOST_REQUIRE(changes);
  std::string text;
  for (const Change& change : *changes) {
    BOOST_TEST(!change.message_zh.empty());
    text += change.message + "\n";
  }
  return text;
}

std::string changed(const std::string& file, const std::string& from, const std::string& to) {
  return said(small_files(), with(small_files(), file, from, to));
}

const char* const rule = "[[rule]]\nid = \"NEW\"\ncategory = \"ROAD\"\nlead = \"D1\"\n\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(differences)

BOOST_AUTO_TEST_CASE(the_same_files_differ_in_nothing) {
  BOOST_TEST(said(small_files(), small_files()) == "");
}

BOOST_AUTO_TEST_CASE(a_changed_field_is_told_with_what_it_was_and_is) {
  BOOST_TEST(changed("kinds.toml", "report_in = \"3 wd\"", "report_in = \"2 wd\"") ==
             "kind DESK: report_in changed from \"3 wd\" to \"2 wd\"\n");
  BOOST_TEST(changed("kinds.toml", "resolve = \"7 d\"", "resolve = \"5 d\"") ==
             "urgency U3: resolve changed from \"7 d\" to \"5 d\"\n");
  BOOST_TEST(changed("kinds.toml", "contact = \"emergency\"", "contact = \"normal\"") ==
             "kind NOW: ladder.contact changed from \"emergency\" to \"normal\"\n");
  BOOST_TEST(changed("levels.toml", "percent = 80", "percent = 70") ==
             "level 0: percent changed from \"80\" to \"70\"\n");
  BOOST_TEST(changed("jurisdiction.toml", "office = \"CENTRE\"", "office = \"D1\"") ==
             "jurisdiction: backstop.office changed from \"CENTRE\" to \"D1\"\n");
}

BOOST_AUTO_TEST_CASE(a_field_that_was_not_there_is_new_and_one_that_is_not_is_gone) {
  BOOST_TEST(changed("categories.toml", "resolve_override = \"240 wm\"\n", "") ==
             "category WASTE: resolve_override is gone: it was \"240 wm\"\n");
  BOOST_TEST(changed("categories.toml", "keywords = [\"塌陷\"",
                     "resolve_override = \"2 wd\"\n"
                     "keywords = [\"塌陷\"") ==
             "category ROAD: resolve_override is new: \"2 wd\"\n");
}

BOOST_AUTO_TEST_CASE(of_a_list_what_it_gained_and_lost_is_told) {
  BOOST_TEST(changed("rules.toml", "assist = [\"D1\", \"C1\"]", "assist = [\"D1\"]") ==
             "rule WASTE: assist loses C1\n");
  BOOST_TEST(changed("rules.toml", "assist = [\"D1\", \"C1\"]", "assist = [\"CENTRE\", \"D1\"]") ==
             "rule WASTE: assist gains CENTRE, loses C1\n");
  BOOST_TEST(changed("rules.toml", "assist = [\"D1\", \"C1\"]", "assist = [\"C1\", \"D1\"]") ==
             "rule WASTE: assist in another order: \"C1, D1\"\n");
  BOOST_TEST(changed("calendar.toml", "2026-02-28]", "2026-03-01]") ==
             "year 2026: extra_workdays gains 2026-03-01, loses 2026-02-28\n");
  BOOST_TEST(changed("calendar.toml", "to = 2026-02-23", "to = 2026-02-22") ==
             "year 2026: holidays gains 2026-02-15..2026-02-22 春节, loses 2026-02-15..2026-02-23 "
             "春节\n");
  BOOST_TEST(changed("calendar.toml", "\"18:00\"", "\"17:30\"") ==
             "calendar: windows gains 13:30-17:30, loses 13:30-18:00\n");
}

BOOST_AUTO_TEST_CASE(one_text_and_a_list_of_it_say_the_same) {
  BOOST_TEST(changed("rules.toml", "place = [\"S1\"]", "place = \"S1\"") ==
             "rules.toml: comments or layout alone differ\n");
}

BOOST_AUTO_TEST_CASE(a_comment_or_a_blank_line_changes_no_rule) {
  BOOST_TEST(changed("rules.toml", "[[rule]]", "# first\n\n[[rule]]") ==
             "rules.toml: comments or layout alone differ\n");
}

BOOST_AUTO_TEST_CASE(an_entry_that_came_or_went_is_told_with_what_it_holds_and_where_it_stands) {
  BOOST_TEST(changed("rules.toml", "[[rule]]\nid = \"ROAD\"",
                     rule + std::string("[[rule]]\nid = \"ROAD\"")) ==
             "rule NEW is new, before ROAD: category \"ROAD\", lead \"D1\"\n");
  Files last = small_files();
  last["rules.toml"] += rule;
  BOOST_TEST(said(small_files(), last) ==
             "rule NEW is new, the last one: category \"ROAD\", lead \"D1\"\n");
  // Known by where its id stands: in the newer version, and in the older when it is gone.
  const int line = line_of(last, "rules.toml", "id = \"NEW\"");
  BOOST_TEST(diff(small_files(), last)->front().line == line);
  BOOST_TEST(diff(last, small_files())->front().line == line);
  BOOST_TEST(said(last, small_files()) == "rule NEW is gone: category \"ROAD\", lead \"D1\"\n");
  Files office = small_files();
  office["offices.toml"] += "[[office]]\nid = \"D3\"\nname = \"丙局\"\ntype = \"department\"\n";
  BOOST_TEST(said(small_files(), office) ==
             "office D3 is new: name \"丙局\", type \"department\"\n");
}

BOOST_AUTO_TEST_CASE(a_rule_that_moved_is_told_because_the_first_match_wins) {
  Files first = small_files();
  first["rules.toml"] = rule + first["rules.toml"];
  Files last = small_files();
  last["rules.toml"] += rule;
  BOOST_TEST(said(first, last) == "rule NEW moved, the last one\n");
  BOOST_TEST(said(last, first) == "rule NEW moved, before ROAD_AT_NIGHT\n");
}

BOOST_AUTO_TEST_CASE(a_key_is_revoked_or_active_again) {
  const Files revoked = with(small_files(), "keys.toml", "label = \"值班室\"",
                             "label = \"值班室\"\nstatus = \"revoked\"");
  BOOST_TEST(said(small_files(), revoked) == "the key of D1, \"值班室\", is revoked\n");
  BOOST_TEST(said(revoked, small_files()) == "the key of D1, \"值班室\", is active again\n");
  const auto changes = diff(small_files(), revoked);
  BOOST_REQUIRE(changes);
  BOOST_TEST(changes->at(0).code == "key.revoked");
  BOOST_TEST(changes->at(0).message_zh == "D1 的密钥 \"值班室\" 已吊销");
  // An active one need not say so.
  BOOST_TEST(changed("keys.toml", "roles = [\"dept_liaison\"]\nstatus = \"active\"",
                     "roles = [\"dept_liaison\"]") ==
             "keys.toml: comments or layout alone differ\n");
}

BOOST_AUTO_TEST_CASE(each_change_names_its_file_line_field_and_values) {
  const auto changes =
      diff(small_files(), with(small_files(), "rules.toml", "lead = \"D2\"", "lead = \"D1\""));
  BOOST_REQUIRE(changes);
  BOOST_REQUIRE(changes->size() == 1u);
  const Change& change = changes->front();
  BOOST_TEST(change.code == "rule.changed");
  BOOST_TEST(change.file == "rules.toml");
  BOOST_TEST(change.line == line_of(small_files(), "rules.toml", "lead = \"D2\""));
  BOOST_TEST(change.id == "ROAD_AT_NIGHT");
  BOOST_TEST(change.field == "lead");
  BOOST_TEST(change.from == "D2");
  BOOST_TEST(change.to == "D1");
  BOOST_TEST(change.message_zh == "规则 ROAD_AT_NIGHT:主办(lead) 由 \"D2\" 改为 \"D1\"");
}

BOOST_AUTO_TEST_CASE(a_whole_file_that_came_is_told_entry_by_entry) {
  Files without = small_files();
  without.erase("keys.toml");
  const auto changes = diff(without, small_files());
  BOOST_REQUIRE(changes);
  BOOST_TEST(changes->size() == 3u);
  for (const Change& change : *changes) BOOST_TEST(change.code == "key.added");
}

BOOST_AUTO_TEST_CASE(what_is_no_toml_is_named) {
  const auto changes = diff(small_files(), with(small_files(), "rules.toml", "[[rule]]", "[[rule"));
  BOOST_REQUIRE(!changes);
  BOOST_TEST(changes.error().file == "rules.toml");
}

BOOST_AUTO_TEST_SUITE_END()
