// The checks that all other tests of the interface rest on: a schema takes what it describes and
// nothing else.
#include "tests/centre/schema.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/centre/described.hpp"

namespace shao::test {

namespace {

bool takes(const Json& schema, const Json& value) {
  const Json document{{"components",
                       {{"schemas",
                         {{"Word", {{"type", "string"}, {"minLength", 2}}},
                          {"Alias", {{"$ref", "#/components/schemas/Word"}}}}}}}};
  return Schema(document).faults(schema, value).empty();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schemas)

BOOST_AUTO_TEST_CASE(types_are_told_apart) {
  const std::vector<std::pair<const char*, Json>> one_of_each{
      {"object", Json::object()}, {"array", Json::array()}, {"string", ""},
      {"boolean", false},         {"null", nullptr},        {"integer", 7}};
  for (const auto& [type, unused] : one_of_each)
    for (const auto& [other, value] : one_of_each)
      BOOST_CHECK_EQUAL(takes({{"type", type}}, value), std::string(type) == other);
  BOOST_CHECK(takes({{"type", "number"}}, 7) && takes({{"type", "number"}}, 7.5));
  BOOST_CHECK(!takes({{"type", "integer"}}, 7.5) && takes({{"type", "integer"}}, 7.0));
  BOOST_CHECK(takes({{"type", {"string", "null"}}}, nullptr));
  BOOST_CHECK(!takes({{"type", {"string", "null"}}}, 7));
}

BOOST_AUTO_TEST_CASE(an_object_has_what_is_required_and_nothing_that_is_not_described) {
  const Json schema{{"type", "object"},
                    {"required", {"a"}},
                    {"properties", {{"a", {{"type", "integer"}}}, {"b", {{"type", "string"}}}}},
                    {"additionalProperties", false}};
  BOOST_CHECK(takes(schema, {{"a", 1}}) && takes(schema, {{"a", 1}, {"b", "x"}}));
  BOOST_CHECK(!takes(schema, Json::object()));
  BOOST_CHECK(!takes(schema, {{"a", "x"}}));
  BOOST_CHECK(!takes(schema, {{"a", 1}, {"c", 1}}));
  BOOST_CHECK(takes({{"type", "object"}}, {{"c", 1}}));
  const Json named{{"type", "object"}, {"additionalProperties", {{"type", "integer"}}}};
  BOOST_CHECK(takes(named, {{"c", 1}}) && !takes(named, {{"c", "x"}}));
}

BOOST_AUTO_TEST_CASE(limits_hold) {
  BOOST_CHECK(takes({{"minimum", 1}, {"maximum", 2}}, 1) && takes({{"maximum", 2}}, 2));
  BOOST_CHECK(!takes({{"minimum", 1}}, 0) && !takes({{"maximum", 2}}, 2.5));
  BOOST_CHECK(takes({{"maxLength", 2}}, "哨到") && !takes({{"maxLength", 1}}, "哨到"));
  BOOST_CHECK(!takes({{"minLength", 1}}, ""));
  BOOST_CHECK(takes({{"pattern", "^W[0-9]+$"}}, "W12") && !takes({{"pattern", "^W[0-9]+$"}}, "W"));
  const Json list{
      {"type", "array"}, {"items", {{"type", "integer"}}}, {"minItems", 1}, {"maxItems", 2}};
  BOOST_CHECK(takes(list, {1}) && takes(list, {1, 2}));
  BOOST_CHECK(!takes(list, Json::array()) && !takes(list, {1, 2, 3}) && !takes(list, {1, "x"}));
}

BOOST_AUTO_TEST_CASE(values_and_choices_hold) {
  BOOST_CHECK(takes({{"enum", {"a", nullptr}}}, nullptr) && !takes({{"enum", {"a"}}}, "b"));
  BOOST_CHECK(takes({{"const", true}}, true) && !takes({{"const", true}}, false));
  const Json number{{"type", "number"}}, small{{"maximum", 2}, {"type", "number"}};
  BOOST_CHECK(takes({{"anyOf", {number, small}}}, 1) && !takes({{"anyOf", {small}}}, 3));
  BOOST_CHECK(takes({{"oneOf", {number, small}}}, 3) && !takes({{"oneOf", {number, small}}}, 1));
  BOOST_CHECK(takes({{"allOf", {number, small}}}, 1) && !takes({{"allOf", {number, small}}}, 3));
}

BOOST_AUTO_TEST_CASE(references_are_followed) {
  for (const char* name : {"Word", "Alias"}) {
    const Json schema{{"$ref", "#/components/schemas/" + std::string(name)}};
    BOOST_CHECK(takes(schema, "ab") && !takes(schema, "a") && !takes(schema, 7));
  }
}

BOOST_AUTO_TEST_CASE(a_condition_that_is_not_checked_is_named) {
  const Schema schema((Json::object()));
  BOOST_CHECK(schema.not_understood({{"type", "string"}, {"description", "x"}}).empty());
  BOOST_CHECK_EQUAL(schema.not_understood({{"items", {{"uniqueItems", true}}}}).size(), 1U);
  BOOST_CHECK_EQUAL(schema.not_understood({{"properties", {{"format", {{"format", "x"}}}}}}).size(),
                    1U);
}

BOOST_AUTO_TEST_CASE(an_answer_is_held_against_what_is_described_for_its_status) {
  const std::string json = "application/json; charset=utf-8";
  const auto fits = [&](const std::string& method, const std::string& path,
                        const Answered& answer) {
    return described().faults(method, path, answer).empty();
  };
  BOOST_CHECK(fits("GET", "/healthz", {200, json, R"({"ok":true})"}));
  BOOST_CHECK(!fits("GET", "/healthz", {200, json, R"({"ok":false})"}));
  BOOST_CHECK(!fits("GET", "/healthz", {200, json, R"({"ok":true,"more":1})"}));
  BOOST_CHECK(!fits("GET", "/healthz", {200, "text/plain", R"({"ok":true})"}));
  BOOST_CHECK(
      !fits("GET", "/healthz", {404, json, R"({"error":"x","message":"","message_zh":""})"}));
  BOOST_CHECK(!fits("GET", "/healthz", {200, json, "{"}));
  BOOST_CHECK(
      fits("GET", "/no/such", {404, json, R"({"error":"x","message":"","message_zh":""})"}));
  BOOST_CHECK(fits("GET", "/api/duty?office=D1", {200, json, R"({"office":"D1","rotas":[]})"}));
  BOOST_CHECK(fits("DELETE", "/api/session", {204, "", ""}));
  BOOST_CHECK(!fits("DELETE", "/api/session", {204, "", "x"}));
  const auto refused = [&](const char* name) {
    return Answered{403, json,
                    R"({"error":")" + std::string(name) + R"(","message":"","message_zh":""})"};
  };
  BOOST_CHECK(fits("POST", "/api/whistles/W1/ack", refused("role_may_not")));
  BOOST_CHECK(!fits("POST", "/api/whistles/W1/ack", refused("made_up")));
  BOOST_CHECK(
      described().faults_of_request("POST", "/api/whistles/W1/refuse", {{"reason", "x"}}).empty());
  BOOST_CHECK(
      !described().faults_of_request("POST", "/api/whistles/W1/ack", {{"reason", "x"}}).empty());
  BOOST_CHECK(!described().faults_of_message("made_up", Json::object()).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
