// duty.toml: rotas become shifts, overrides come before them, and what is wrong is named.
#include "dispatcher/core/duty.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/config/support.hpp"

namespace {

using namespace shao::config;
namespace core = shao::core;

constexpr const char* days_and_nights = R"([[rota]]
id = "DAY"
office = "D1"
levels = [0, 1]
from = 2026-01-05
days = "working"
hours = ["09:00", "18:00"]
members = ["甲", "乙", "丙"]

[[rota]]
id = "NIGHT"
office = "D1"
levels = [1]
from = 2026-01-05
to = 2026-01-31
hours = ["18:00", "09:00"]
turn = 7
members = ["丁", "戊"]

[[override]]
id = "SWAP"
office = "D1"
levels = [1]
from = "2026-01-06 09:00"
to = "2026-01-06 12:00"
members = ["己"]

[[override]]
id = "NOBODY"
office = "D1"
from = "2026-01-07 10:00"
to = "2026-01-07 11:00"
members = []
)";

Files with_duty(const std::string& text) {
  Files files = small_files();
  files["duty.toml"] = text;
  return files;
}

/// Who is on duty; "-": nobody; "all": no rota says anything.
std::string who(const Configuration& configuration, std::size_t level, const std::string& local) {
  const auto duty = core::duty_at(configuration.policy, core::OfficeId("D1"), level,
                                  instant(local + ":00+08:00"));
  return !duty ? "all" : duty->who.empty() ? "-" : duty->who;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// "code line" of each error.
std::string errors_in(const std::string& text) {
  std::string all;
  for (const Problem& problem : load(with_duty(text)).problems) {
    BOOST_TEST(problem.file == "duty.toml");
    BOOST_TEST(!problem.message_zh.empty());
    all += (all.empty() ? "" : ", ") + problem.code + " " + std::to_string(problem.line);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(duty_file)

BOOST_AUTO_TEST_CASE(members_take_turns_on_the_days_of_their_rota) {
  const Configuration is = loaded(with_duty(days_and_nights));
  BOOST_TEST(who(is, 0, "2026-01-05T09:00") == "甲");
  BOOST_TEST(who(is, 0, "2026-01-06T17:59") == "乙");
  BOOST_TEST(who(is, 0, "2026-01-08T10:00") == "甲");  // Monday to Wednesday were the three turns
  BOOST_TEST(who(is, 0, "2026-01-09T10:00") == "乙");
  BOOST_TEST(who(is, 0, "2026-01-10T10:00") == "-");   // a Saturday
  BOOST_TEST(who(is, 0, "2026-01-12T10:00") == "丙");  // a weekend is nobody's turn
  BOOST_TEST(who(is, 0, "2026-02-14T10:00") != "-");   // a make-up working day
  BOOST_TEST(who(is, 0, "2026-02-17T10:00") == "-");   // Spring Festival
  BOOST_TEST(who(is, 0, "2026-01-05T18:00") == "-");
  BOOST_TEST(who(is, 2, "2026-01-05T10:00") == "all");
}

BOOST_AUTO_TEST_CASE(nights_go_to_the_next_morning_and_a_turn_lasts_its_days) {
  const Configuration is = loaded(with_duty(days_and_nights));
  BOOST_TEST(who(is, 1, "2026-01-05T18:00") == "丁");
  BOOST_TEST(who(is, 1, "2026-01-06T08:59") == "丁");
  BOOST_TEST(who(is, 1, "2026-01-11T23:00") == "丁");
  BOOST_TEST(who(is, 1, "2026-01-12T08:00") == "丁");  // Sunday's night
  BOOST_TEST(who(is, 1, "2026-01-12T18:00") == "戊");
  // Its last night ends on the morning after "to".
  BOOST_TEST(who(is, 1, "2026-02-01T08:59") != "-");
  BOOST_TEST(who(is, 1, "2026-02-02T20:00") == "-");
}

BOOST_AUTO_TEST_CASE(an_override_comes_before_every_rota_for_its_levels_and_time_alone) {
  const Configuration is = loaded(with_duty(days_and_nights));
  BOOST_TEST(who(is, 1, "2026-01-06T08:59") == "丁");
  BOOST_TEST(who(is, 1, "2026-01-06T09:00") == "己");
  BOOST_TEST(who(is, 1, "2026-01-06T12:00") == "乙");
  BOOST_TEST(who(is, 0, "2026-01-06T09:00") == "乙");
  // One without members: nobody, at every level that has a rota.
  BOOST_TEST(who(is, 0, "2026-01-07T10:30") == "-");
  BOOST_TEST(who(is, 1, "2026-01-07T10:30") == "-");
  BOOST_TEST(who(is, 1, "2026-01-07T11:00") == "丙");
}

BOOST_AUTO_TEST_CASE(two_rotas_at_once_put_both_on_duty) {
  const Configuration is = loaded(
      with_duty(std::string(days_and_nights) +
                "[[rota]]\nid = \"LEADER\"\noffice = \"D1\"\nlevels = [1]\nfrom = 2026-01-05\n"
                "hours = [\"08:00\", \"08:00\"]\nmembers = [\"带班\"]\n"));
  BOOST_TEST(who(is, 1, "2026-01-08T10:00") == "甲、带班");
  BOOST_TEST(who(is, 1, "2026-02-03T20:00") == "带班");
  BOOST_TEST(who(is, 1, "2026-01-05T07:59") == "all");
}

BOOST_AUTO_TEST_CASE(after_the_years_of_the_calendar_the_office_is_told_as_a_whole) {
  const Configuration is = loaded(with_duty(days_and_nights));
  BOOST_TEST(who(is, 0, "2026-12-31T10:00") != "all");
  BOOST_TEST(who(is, 0, "2027-01-04T10:00") == "all");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named_where_it_stands) {
  const std::string good = days_and_nights;
  BOOST_TEST(errors_in(good) == "");
  const auto broken = [&](const std::string& from, const std::string& to) {
    return errors_in(replaced(good, from, to));
  };
  BOOST_TEST(broken("office = \"D1\"", "office = \"D9\"") == "office.unknown 3");
  BOOST_TEST(broken("levels = [0, 1]", "levels = [0, 5]") == "duty.levels 4");
  BOOST_TEST(broken("levels = [0, 1]", "levels = []") == "duty.levels 4");
  BOOST_TEST(broken("levels = [0, 1]", "levels = \"0\"") == "duty.levels 4");
  BOOST_TEST(broken("from = 2026-01-05", "from = 2025-12-31") == "duty.outside 5");
  BOOST_TEST(broken("days = \"working\"", "days = \"sundays\"") == "field.value 6");
  BOOST_TEST(broken("hours = [\"09:00\", \"18:00\"]", "hours = [\"09:00\", \"25:00\"]") ==
             "calendar.time 7");
  BOOST_TEST(broken("members = [\"甲\", \"乙\", \"丙\"]",
                    "members = [\"" + std::string(61, 'x') + "\"]") == "duty.member 8");
  BOOST_TEST(broken("id = \"NIGHT\"", "id = \"DAY\"") == "id.duplicate 11");
  BOOST_TEST(broken("to = 2026-01-31", "to = 2026-01-04") == "duty.order 15");
  BOOST_TEST(broken("turn = 7", "turn = 0") == "field.value 17");
  BOOST_TEST(broken("from = \"2026-01-06 09:00\"", "from = \"2026-01-06\"") == "duty.time 24");
  BOOST_TEST(broken("from = \"2026-01-06 09:00\"", "from = \"2026-02-30 09:00\"") ==
             "duty.time 24");
  BOOST_TEST(broken("to = \"2026-01-06 12:00\"", "to = \"2026-01-06 09:00\"") == "duty.order 25");
  BOOST_TEST(broken("id = \"SWAP\"\noffice = \"D1\"", "id = \"SWAP\"\noffice = \"D2\"") ==
             "duty.no_rota 22");
  BOOST_TEST(broken("turn = 7", "turns = 7") == "field.unknown 17");
}

BOOST_AUTO_TEST_CASE(what_a_level_does_with_nobody_on_duty_is_one_of_three) {
  const auto with_nobody = [](const std::string& nobody) {
    return load(with(small_files(), "levels.toml", "name = \"二级\"",
                     "nobody = \"" + nobody + "\"\nname = \"二级\""));
  };
  const Loaded held = with_nobody("hold");
  BOOST_REQUIRE(held.configuration.has_value());
  BOOST_TEST((held.configuration->policy.levels[3].nobody == core::NobodyOnDuty::hold));
  BOOST_TEST((held.configuration->policy.levels[2].nobody == core::NobodyOnDuty::fall_back));
  const Loaded wrong = with_nobody("wait");
  BOOST_REQUIRE(wrong.problems.size() == 1u);
  BOOST_TEST(wrong.problems[0].message.find("fall_back") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lint_names_hours_nobody_covers_a_rota_that_ends_and_a_level_never_told) {
  const auto findings = [](const std::string& text, const std::string& now) {
    const Files files = with_duty(text);
    std::vector<Problem> duty;
    for (const Problem& one : lint(loaded(files), files, instant(now)))
      if (one.file == "duty.toml") duty.push_back(one);
    return duty;
  };
  const std::string whole =
      "[[rota]]\nid = \"A\"\noffice = \"D1\"\nlevels = [1]\nfrom = 2026-01-05\n"
      "members = [\"甲\"]\n";
  BOOST_TEST(findings(whole, "2026-02-01T10:00:00+08:00").empty());
  const auto gaps =
      findings(whole + "hours = [\"08:00\", \"20:00\"]\n", "2026-02-01T10:00:00+08:00");
  BOOST_REQUIRE(gaps.size() == 1u);
  BOOST_TEST(gaps[0].code == "duty.hours");
  BOOST_TEST(gaps[0].message.find("from 2026-02-01T20:00:00+08:00 to 2026-02-02T08:00:00+08:00") !=
             std::string::npos);
  BOOST_TEST(gaps[0].message.find("360 hours") != std::string::npos);
  BOOST_TEST(gaps[0].message.find("level 1: fall_back") != std::string::npos);
  const auto ends = findings(whole + "to = 2026-02-20\n", "2026-02-01T10:00:00+08:00");
  BOOST_REQUIRE(ends.size() == 1u);
  BOOST_TEST(ends[0].code == "duty.ends");
  BOOST_TEST(findings(whole + "to = 2026-02-20\n", "2026-03-01T10:00:00+08:00").at(0).code ==
             "duty.ends");
  // Level 3 tells the supervision office alone.
  const auto never =
      findings(replaced(whole, "levels = [1]", "levels = [1, 3]"), "2026-02-01T10:00:00+08:00");
  BOOST_REQUIRE(never.size() == 1u);
  BOOST_TEST(never[0].code == "duty.level");
}

BOOST_AUTO_TEST_SUITE_END()
