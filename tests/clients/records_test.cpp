// Whistles from files: what is taken, and what is said of a line that is not.
#include "clients/cli/records.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "clients/lib/client.hpp"
#include "tests/clients/support.hpp"

using namespace shao::cli;
using shao::codec::Json;

namespace {

constexpr const char* heading = "id,unit,title,lon,lat,occurred_at\n";

Records csv(const std::string& text) {
  auto records = records_from_csv(text);
  BOOST_REQUIRE_MESSAGE(records.has_value(), (records ? "" : records.error()));
  return std::move(*records);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_json_line_becomes_the_body_of_a_raise) {
  const auto records = records_from_json_lines(
      R"({"id":"A-1","unit":"110113001","kind":"DEMAND","title":"电梯停运",)"
      R"("place":{"address":"光明街道3号楼","lon":116.65,"lat":40.13},)"
      R"("reporter":{"name":"张三丰","phone":"13812341234"},)"
      R"("occurred_at":"2026-02-13T17:20:00+08:00"})"
      "\n");
  BOOST_TEST(records.bad.empty());
  BOOST_REQUIRE_EQUAL(records.good.size(), 1u);
  const Json& body = records.good[0].body;
  BOOST_TEST(body["do"] == "raise");
  BOOST_TEST(body["id"] == "A-1");
  BOOST_TEST(body["place"]["lon"] == 116.65);
  BOOST_TEST(body["reporter"]["phone"] == "13812341234");
}

BOOST_AUTO_TEST_CASE(lines_count_from_one_and_empty_ones_count_too) {
  const auto records = records_from_json_lines(
      "\xEF\xBB\xBF{\"id\":\"1\",\"unit\":\"U\",\"title\":\"t\"}\r\n"
      "\n"
      "   \n"
      "{\"id\":\"2\",\"unit\":\"U\",\"title\":\"t\"}\n"
      "nonsense\n"
      "{\"id\":\"3\",\"unit\":\"U\",\"title\":\"t\"}");
  BOOST_REQUIRE_EQUAL(records.good.size(), 3u);
  BOOST_TEST(records.good[0].line == 1u);
  BOOST_TEST(records.good[1].line == 4u);
  BOOST_TEST(records.good[2].line == 6u);
  BOOST_REQUIRE_EQUAL(records.bad.size(), 1u);
  BOOST_TEST(records.bad[0].line == 5u);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_json_line_is_named_by_field) {
  const struct {
    const char* line;
    std::vector<const char*> says;
  } cases[] = {
      {R"({"unit":"U","title":"t"})", {"id", "missing"}},
      {R"({"id":"1","title":"t"})", {"unit", "missing"}},
      {R"({"id":"1","unit":"U"})", {"title"}},
      {R"({"id":7,"unit":"U","title":"t"})", {"id", "7"}},
      {R"({"id":"1","unit":"U","title":"t","place":"here"})", {"place", "here"}},
      {R"({"id":"1","unit":"U","title":"t","place":{"lon":"east"}})", {"lon", "east"}},
      {R"({"id":"1","unit":"U","title":"t","place":{"lon":500,"lat":40}})", {"lon", "500"}},
      {R"({"id":"1","unit":"U","title":"t","occurred_at":"yesterday"})",
       {"occurred_at", "yesterday"}},
      {R"({"id":"1","unit":"U","title":"t","titel":"x"})", {"titel"}},
      {R"({"id":"1","unit":"U","title":)", {"JSON"}},
      {R"([1])", {"object"}},
      {"{\"id\":\"1\",\"unit\":\"U\",\"title\":\"\xb5\xe7\xcc\xdd\"}", {"UTF-8"}},
  };
  for (const auto& one : cases) {
    const auto records = records_from_json_lines(one.line);
    BOOST_REQUIRE_MESSAGE(records.bad.size() == 1u, one.line);
    for (const char* part : one.says)
      BOOST_TEST(shao::test::holds(records.bad[0].problem, part),
                 one.line << " should name " << part << ": " << records.bad[0].problem);
  }
}

BOOST_AUTO_TEST_CASE(csv_columns_may_come_in_any_order_and_be_empty) {
  const auto records =
      csv("title,unit,id,place.address,place.lon,place.lat,reporter.name,kind\r\n"
          "电梯停运,110113001,A-1,光明街道,116.65,40.13,张三丰,DEMAND\r\n"
          "停水,110113001,A-2,,,,,\r\n");
  BOOST_TEST(records.bad.empty());
  BOOST_REQUIRE_EQUAL(records.good.size(), 2u);
  BOOST_TEST(records.good[0].line == 2u);
  BOOST_TEST(records.good[0].body["place"]["address"] == "光明街道");
  BOOST_TEST(records.good[0].body["place"]["lon"] == 116.65);
  BOOST_TEST(records.good[0].body["reporter"]["name"] == "张三丰");
  BOOST_TEST(!records.good[1].body.contains("place"));
  BOOST_TEST(!records.good[1].body.contains("kind"));
}

BOOST_AUTO_TEST_CASE(csv_quotes_hold_commas_quotes_and_line_ends) {
  const auto records =
      csv("id,unit,title,detail\n"
          "1,U,\"a, b\",\"he said \"\"no\"\"\nand left\"\n"
          "2,U,c,d\n");
  BOOST_TEST(records.bad.empty());
  BOOST_REQUIRE_EQUAL(records.good.size(), 2u);
  BOOST_TEST(records.good[0].body["title"] == "a, b");
  BOOST_TEST(records.good[0].body["detail"] == "he said \"no\"\nand left");
  BOOST_TEST(records.good[1].line == 4u);  // the first one took two
}

BOOST_AUTO_TEST_CASE(numbers_stay_text_where_text_is_meant) {
  const auto records = csv("id,unit,title,reporter.phone\n00123,110113001,7,013800138000\n");
  BOOST_REQUIRE_EQUAL(records.good.size(), 1u);
  BOOST_TEST(records.good[0].body["id"] == "00123");
  BOOST_TEST(records.good[0].body["title"] == "7");
  BOOST_TEST(records.good[0].body["reporter"]["phone"] == "013800138000");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_csv_line_is_said_and_the_others_are_taken) {
  const struct {
    const char* line;
    std::vector<const char*> says;
  } cases[] = {
      {"1,U,t,116,40", {"5", "6"}},
      {"1,U,t,116,40,,extra", {"7", "6"}},
      {",U,t,,,", {"id", "missing"}},
      {"1,,t,,,", {"unit", "missing"}},
      {"1,U,,,,", {"title"}},
      {"1,U,t,east,40,", {"lon", "east"}},
      {"1,U,t,116,400,", {"lat", "400"}},
      {"1,U,t,,,2026-02-30T00:00:00+08:00", {"occurred_at", "2026-02-30"}},
      {"1,U,\"t\"x,,,", {"quote"}},
      {"1,U,\xb5\xe7\xcc\xdd,,,", {"UTF-8"}},
      {"1,U,\"t,,,", {"closed"}},
  };
  for (const auto& one : cases) {
    const auto records = csv(std::string(heading) + "0,U,before,,,\n" + one.line);
    BOOST_TEST(records.good.size() == 1u, one.line);
    BOOST_REQUIRE_MESSAGE(records.bad.size() == 1u, one.line);
    BOOST_TEST(records.bad[0].line == 3u);
    for (const char* part : one.says)
      BOOST_TEST(shao::test::holds(records.bad[0].problem, part),
                 one.line << " should name " << part << ": " << records.bad[0].problem);
  }
}

BOOST_AUTO_TEST_CASE(a_heading_that_is_wrong_names_the_column_and_the_known_ones) {
  const auto unknown = records_from_csv("id,unit,titel\n1,U,t\n");
  BOOST_REQUIRE(!unknown);
  BOOST_TEST(shao::test::holds(unknown.error(), "\"titel\""));
  BOOST_TEST(shao::test::holds(unknown.error(), "title, detail"));
  BOOST_TEST(!records_from_csv("").has_value());
}

BOOST_AUTO_TEST_CASE(a_number_used_twice_in_a_unit_is_reported_with_its_first_line) {
  const auto records = csv("id,unit,title\n1,U,a\n1,V,b\n2,U,c\n1,U,a\n");
  BOOST_TEST(records.good.size() == 3u);
  BOOST_REQUIRE_EQUAL(records.bad.size(), 1u);
  BOOST_TEST(records.bad[0].line == 5u);
  BOOST_TEST(shao::test::holds(records.bad[0].problem, "line 2"));
}

BOOST_AUTO_TEST_CASE(a_command_id_is_the_records_own_and_fits_the_wire) {
  const auto id_of = [](const std::string& unit, const std::string& id) {
    return command_id_of({{"unit", unit}, {"id", id}});
  };
  BOOST_TEST(id_of("110113001", "A-1") == "raise:110113001:A-1");
  BOOST_TEST(id_of("110113001", "A-1") != id_of("110113002", "A-1"));
  const std::string long_one(200, 'x');
  std::set<std::string> all;
  for (const std::string& id : {std::string("编号一"), std::string("编号二"), std::string("a b"),
                                std::string("ab"), long_one, long_one + "y"}) {
    const std::string command = id_of("110113001", id);
    BOOST_TEST(shao::client::is_id(command), command);
    BOOST_TEST(command == id_of("110113001", id));  // the same each time
    all.insert(command);
  }
  BOOST_TEST(all.size() == 6u);
}
