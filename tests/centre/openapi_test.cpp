// openapi.json against the server and the jurisdiction: paths, names and fields are exactly theirs.
#include <boost/test/unit_test.hpp>

#include "clients/centre/api.hpp"
#include "dispatcher/codec/command_json.hpp"
#include "dispatcher/core/transitions.hpp"
#include "tests/centre/described.hpp"

namespace shao::test {

namespace {

using centre::Api;
using centre::Method;
using centre::Who;
using Texts = std::set<std::string>;

Texts enumerated(const char* schema) {
  return described().schema().at(schema).at("enum").get<Texts>();
}

template <class Names>
Texts texts(const Names& names) {
  return {names.begin(), names.end()};
}

void check_equal(const Texts& described, const Texts& real) {
  BOOST_CHECK_EQUAL_COLLECTIONS(described.begin(), described.end(), real.begin(), real.end());
}

/// The least that a schema takes.
Json sample(const Json& given) {
  const Json& schema = described().schema().resolved(given);
  if (schema.contains("enum")) return schema.at("enum").front();
  const Json type = schema.value("type", Json("object"));
  if (type == "object") {
    Json object = Json::object();
    for (const Json& name : schema.value("required", Json::array()))
      object[name.get<std::string>()] = sample(schema.at("properties").at(name.get<std::string>()));
    return object;
  }
  if (type == "array") return Json::array({sample(schema.at("items"))});
  if (type == "boolean") return false;
  if (type == "integer") return schema.value("minimum", 1);
  if (type == "number") return schema.value("minimum", 0.0);
  if (type.is_array()) return 1'770'000'000'000;  // an instant as it may be given
  const std::string pattern = schema.value("pattern", "");
  if (pattern.starts_with("^W")) return "W2";
  if (pattern.ends_with("(wd|d|wm|m)$")) return "3 wd";
  return "x";
}

/// Of the refusal of a field that does not exist: those that do.
Texts fields_known(const Json& body, const std::string& of) {
  const auto said = codec::decode_command(body);
  BOOST_REQUIRE(!said.has_value());
  const std::string& expected = said.error().expected;
  const std::string mark = "a field of " + of + ": ";
  BOOST_REQUIRE_MESSAGE(expected.starts_with(mark), expected);
  Texts known;
  const std::string list = expected.substr(mark.size(), expected.find(';') - mark.size());
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(", ", at), list.size());
    known.insert(list.substr(at, end - at));
    at = end + 2;
  }
  return known;
}

Texts fields_described(const Json& schema) {
  Texts fields;
  for (const auto& [name, one] : described().schema().resolved(schema).at("properties").items())
    fields.insert(name);
  return fields;
}

/// What a command takes that is not the browser's to say.
void take_out_what_the_server_says(Texts& fields, const std::string& name) {
  for (const char* one : {"do", "whistle", "account", "as", "made_at"}) fields.erase(one);
  if (name != "report-in") fields.erase("person");
}

const Json& moves() {
  return described().operation("POST", "/api/whistles/W1/ack").at("x-moves");
}

void for_each_schema(const std::function<void(const Json&)>& each) {
  const std::function<void(const Json&)> look = [&](const Json& value) {
    if (value.is_object() && value.contains("schema")) each(value.at("schema"));
    if (value.is_structured())
      for (const Json& inner : value) look(inner);
  };
  look(described().document().at("paths"));
  look(described().document().at("components").at("responses"));
  look(described().document().at("components").at("parameters"));
  for (const Json& one : described().document().at("components").at("schemas")) each(one);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_description)

BOOST_AUTO_TEST_CASE(its_paths_and_methods_are_exactly_the_servers) {
  std::set<std::pair<std::string, std::string>> served;
  for (const Api::Route& route : Api::routes())
    served.emplace(std::string(centre::name_of(route.method)), route.pattern);
  BOOST_CHECK_EQUAL(served.size(), Api::routes().size());
  for (const auto& [method, path] : served)
    BOOST_CHECK_MESSAGE(described().operations().contains({method, path}),
                        method + " " + path + " is not described");
  for (const auto& [method, path] : described().operations())
    BOOST_CHECK_MESSAGE(served.contains({method, path}), method + " " + path + " is not served");
}

BOOST_AUTO_TEST_CASE(it_says_what_each_operation_needs_to_be_let_in) {
  for (const Api::Route& route : Api::routes()) {
    const Json& operation =
        described().operation(std::string(centre::name_of(route.method)), route.pattern);
    const bool cookie = route.who != Who::anybody;
    const bool token = cookie && route.method != Method::get;
    const Json wanted = !cookie ? Json::array()
                        : token
                            ? Json::array({{{"session", Json::array()}, {"csrf", Json::array()}}})
                            : Json::array({{{"session", Json::array()}}});
    BOOST_TEST_CONTEXT(std::string(centre::name_of(route.method)) << " " << route.pattern) {
      BOOST_CHECK_EQUAL(operation.at("security"), wanted);
      BOOST_CHECK_EQUAL(operation.at("responses").contains("401"),
                        cookie || route.pattern == "/api/session");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_operation_is_named_once_and_its_parameters_are_those_of_its_path) {
  Texts ids;
  for (const auto& [method, path] : described().operations()) {
    const Json& operation = described().operation(method, path);
    BOOST_TEST_CONTEXT(method << " " << path) {
      BOOST_CHECK(ids.insert(operation.at("operationId")).second);
      BOOST_CHECK(!operation.value("summary", "").empty());
      Texts in_path, braces;
      for (const Json& given : operation.value("parameters", Json::array())) {
        const Json& parameter = described().schema().resolved(given);
        BOOST_CHECK(!parameter.value("description", "").empty());
        if (parameter.at("in") == "path") in_path.insert(parameter.at("name"));
      }
      for (std::size_t at = 0; (at = path.find('{', at)) != path.npos; ++at)
        braces.insert(path.substr(at + 1, path.find('}', at) - at - 1));
      check_equal(in_path, braces);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_condition_in_it_is_one_that_the_tests_check) {
  for_each_schema([](const Json& schema) {
    const auto words = described().schema().not_understood(schema);
    BOOST_CHECK_MESSAGE(words.empty(), "not understood: " + (words.empty() ? "" : words.front()));
  });
  const std::function<void(const Json&)> follow = [&](const Json& value) {
    if (value.is_object() && value.contains("$ref")) described().schema().resolved(value);
    if (value.is_structured())
      for (const Json& inner : value) follow(inner);
  };
  follow(described().document());
}

BOOST_AUTO_TEST_CASE(the_names_in_it_are_the_jurisdictions) {
  check_equal(enumerated("Role"), texts(core::role_names));
  Texts states = texts(core::case_state_names);
  states.erase("BLOWN");  // none rests in it
  check_equal(enumerated("CaseState"), states);
  check_equal(enumerated("AssignmentState"), texts(core::assignment_state_names));
  check_equal(enumerated("ClockName"), texts(core::clock_names));
  check_equal(enumerated("EventName"), texts(core::event_names));
  Texts actions;
  for (const core::Move& move : core::moves()) actions.emplace(move.action);
  check_equal(enumerated("Action"), actions);
}

BOOST_AUTO_TEST_CASE(the_fields_of_every_move_are_those_that_the_jurisdiction_takes) {
  for (const auto& [name, schema] : moves().items()) {
    Texts known = fields_known({{"do", name}, {"whistle", "W1"}, {"no_such_field", 1}}, name);
    take_out_what_the_server_says(known, name);
    BOOST_TEST_CONTEXT(name) check_equal(fields_described(schema), known);
  }
  const Json& schemas = described().document().at("components").at("schemas");
  Texts raise = fields_known({{"do", "raise"}, {"no_such_field", 1}}, "raise");
  take_out_what_the_server_says(raise, "raise");
  check_equal(fields_described(schemas.at("Raise")), raise);
  check_equal(fields_described(schemas.at("PreviewRaise")), raise);
  check_equal(fields_described(schemas.at("Raise").at("properties").at("place")),
              fields_known({{"do", "raise"},
                            {"id", "x"},
                            {"unit", "x"},
                            {"title", "x"},
                            {"place", {{"no_such_field", 1}}}},
                           "place"));
  check_equal(fields_described(schemas.at("Raise").at("properties").at("reporter")),
              fields_known({{"do", "raise"},
                            {"id", "x"},
                            {"unit", "x"},
                            {"title", "x"},
                            {"reporter", {{"no_such_field", 1}}}},
                           "reporter"));
  check_equal(
      fields_described(schemas.at("MoveEvaluate").at("properties").at("evaluations").at("items")),
      fields_known(
          {{"do", "evaluate"}, {"whistle", "W1"}, {"evaluations", {{{"no_such_field", 1}}}}},
          "evaluation"));
}

BOOST_AUTO_TEST_CASE(every_move_of_the_path_has_its_fields_and_its_line_in_the_table) {
  const Json& operation = described().operation("POST", "/api/whistles/W1/ack");
  Texts in_path, with_fields;
  for (const Json& given : operation.at("parameters")) {
    const Json& parameter = described().schema().resolved(given);
    if (parameter.at("name") == "move") in_path = parameter.at("schema").at("enum").get<Texts>();
  }
  const std::string table = operation.at("description");
  for (const auto& [name, schema] : moves().items()) {
    with_fields.insert(name);
    const auto line = table.find("\n| " + name + " | ");
    BOOST_REQUIRE(line != table.npos);
    const std::string row = table.substr(line, table.find('\n', line + 1) - line);
    for (const std::string& field : fields_described(schema))
      BOOST_CHECK_MESSAGE(row.find(field) != row.npos, name + " has " + field);
  }
  check_equal(in_path, with_fields);
}

BOOST_AUTO_TEST_CASE(texts_may_be_as_long_as_it_says_and_no_longer) {
  const auto check = [](const std::string& name, const Json& schema, Json body) {
    body["do"] = name;
    if (name != "raise") body["whistle"] = "W1";
    const auto plain = codec::decode_command(body);
    BOOST_REQUIRE_MESSAGE(plain.has_value(), name + ": " + (plain ? "" : plain.error().expected));
    for (const auto& [field, given] : schema.at("properties").items()) {
      const Json& one = described().schema().resolved(given);
      if (!one.contains("maxLength") || one.contains("enum")) continue;
      const std::size_t most = one.at("maxLength");
      Json longest = body, longer = body;
      longest[field] = std::string(most, 'x');
      longer[field] = std::string(most + 1, 'x');
      BOOST_TEST_CONTEXT(name << "." << field) {
        BOOST_CHECK(codec::decode_command(longest).has_value());
        const auto refused = codec::decode_command(longer);
        BOOST_REQUIRE(!refused.has_value());
        BOOST_CHECK_EQUAL(refused.error().field, field);
      }
    }
  };
  for (const auto& [name, schema] : moves().items()) {
    Json least = sample(schema);
    if (name == "rule") least["uphold"] = true;  // or nobody is named
    check(name, described().schema().resolved(schema), least);
  }
  Json raise = sample(described().schema().at("Raise"));
  raise["title"] = "x";
  check("raise", described().schema().at("Raise"), raise);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
