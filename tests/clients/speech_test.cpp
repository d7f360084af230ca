// What shao makes of an answer's fields in the locale of this process: names beside codes, fields
// that are missing, and the columns that characters take; and the words of an explanation that
// needs none.
#include "clients/cli/speech.hpp"

#include <boost/test/unit_test.hpp>

#include "clients/cli/table.hpp"
#include "tests/clients/support.hpp"

using namespace shao::test;
using shao::codec::Json;

BOOST_AUTO_TEST_SUITE(speaking)

BOOST_AUTO_TEST_CASE(an_answer_without_a_sentence_is_shown_as_it_came) {
  BOOST_TEST(shao::cli::message_of(Json{{"ok", false}}) == R"({"ok":false})");
  BOOST_TEST(shao::cli::message_of(Json{{"message", 7}, {"message_zh", 7}}) ==
             R"({"message":7,"message_zh":7})");
}

BOOST_AUTO_TEST_CASE(a_field_that_is_missing_or_of_another_type_does_no_harm) {
  const Json answer{{"nothing", nullptr}, {"number", 12}, {"text", "t"}, {"yes", true}};
  BOOST_TEST(shao::cli::text_in(answer, "absent") == "-");
  BOOST_TEST(shao::cli::text_in(answer, "nothing") == "-");
  BOOST_TEST(shao::cli::text_in(answer, "number") == "12");
  BOOST_TEST(shao::cli::flag_in(answer, "yes"));
  BOOST_TEST(!shao::cli::flag_in(answer, "number"));
  BOOST_TEST(shao::cli::flag_in(answer, "absent", true));
}

BOOST_AUTO_TEST_CASE(a_code_stands_alone_where_its_name_is_not_known) {
  const Json answer{{"names",
                     {{"ZJW", {{"zh", "Z"}, {"en", "Z"}}},
                      {"SF", {{"zh", ""}, {"en", ""}}},
                      {"GA", Json::object()}}}};
  BOOST_TEST(shao::cli::with_name(Json::object(), "ZJW") == "ZJW");
  BOOST_TEST(shao::cli::with_name(answer, "XF") == "XF");
  BOOST_TEST(shao::cli::with_name(answer, "SF") == "SF");
  BOOST_TEST(shao::cli::with_name(answer, "GA") == "GA");
  BOOST_TEST(shao::cli::with_name(answer, "ZJW") == "ZJW Z");
  // Who is told may be an office as such.
  BOOST_TEST(shao::cli::told(answer, Json({"ZJW"})) == "ZJW Z");
  BOOST_TEST(shao::cli::whistle_number("") == "");
  BOOST_TEST(shao::cli::whistle_number("w12") == "W12");
}

BOOST_AUTO_TEST_CASE(wide_characters_of_other_scripts_take_two_columns_and_their_neighbours_one) {
  for (const char* wide : {"ᄀ", "가", "豈", "︰", "Ａ", "￥", "𠀀"})
    BOOST_TEST(shao::cli::width_of(wide) == 2u, wide);
  for (const char* narrow : {"ᅠ", "ﬀ", "ﾀ", "￭", "😀", "ꓐ", "󠀁", "\uFB50", "\uFFEE"})
    BOOST_TEST(shao::cli::width_of(narrow) == 1u, narrow);
}

BOOST_AUTO_TEST_CASE(an_explanation_says_in_words_whose_limit_it_is_and_what_is_missing) {
  const auto explain = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"explain", "--config", SHAO_SOURCE_DIR "/config/shunyi", "--unit"});
    more.insert(more.end(), {"--at", "2026-03-03T11:00:00+08:00"});
    return shao::test::shao(more);
  };
  const Ran nobody = explain({"110113001", "--title", "……"});
  BOOST_TEST(holds(nobody.out, "no rule matches: the backstop is lead"), nobody.out);
  BOOST_TEST(holds(nobody.out, "category -"), nobody.out);
  const Ran build = explain({"110113001", "--category", "ILLEGAL_BUILD"});
  BOOST_TEST(holds(build.out, "resolve within 20 wd by the category"), build.out);
  BOOST_TEST(holds(build.out, "20 wd by the category"), build.out);
  const Ran gas = explain({"110113001", "--kind", "EMERGENCY", "--category", "GAS_LEAK"});
  BOOST_TEST(holds(gas.out, "resolve within 1440 m by the kind"), gas.out);
  BOOST_TEST(holds(gas.out, "round the clock: so says the kind"), gas.out);
  const Ran heating = explain({"110113001", "--kind", "DEMAND", "--category", "HEATING"});
  BOOST_TEST(holds(heating.out, "although the kind is of working time"), heating.out);
  BOOST_TEST(holds(heating.out, "60 m by [round_clock]"), heating.out);
}

BOOST_AUTO_TEST_SUITE_END()
