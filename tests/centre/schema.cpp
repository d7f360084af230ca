#include "tests/centre/schema.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "dispatcher/codec/utf8.hpp"

namespace shao::test {

namespace {

bool is_type(const std::string& type, const Json& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer")
    return value.is_number_integer() ||
           (value.is_number() && std::floor(value.get<double>()) == value.get<double>());
  return false;
}

bool fits(const std::string& pattern, const std::string& text) {
  static std::map<std::string, std::regex> known;
  auto found = known.find(pattern);
  if (found == known.end()) found = known.emplace(pattern, std::regex(pattern)).first;
  return std::regex_search(text, found->second);
}

std::string shown(const Json& value) {
  const std::string text = codec::dump(value);
  return std::string(codec::beginning(text, 200));
}

}  // namespace

const Json& Schema::resolved(const Json& schema) const {
  const Json* at = &schema;
  while (at->is_object() && at->contains("$ref")) {
    const std::string where = at->at("$ref").get<std::string>().substr(1);
    const Json::json_pointer pointer(where);
    BOOST_REQUIRE_MESSAGE(document_.contains(pointer), "nothing is at #" + where);
    at = &document_.at(pointer);
  }
  return *at;
}

const Json& Schema::at(const std::string& name) const {
  const Json::json_pointer pointer("/components/schemas/" + name);
  BOOST_REQUIRE_MESSAGE(document_.contains(pointer), "there is no schema " + name);
  return document_.at(pointer);
}

std::vector<std::string> Schema::faults(const Json& schema, const Json& value) const {
  Faults found;
  check(schema, value, "", found);
  return found;
}

void Schema::check(const Json& given, const Json& value, const std::string& where,
                   Faults& faults) const {
  const Json& schema = resolved(given);
  const auto wrong = [&](const std::string& wanted) {
    faults.push_back((where.empty() ? "the whole" : where) + ": " + wanted + " is wanted, not " +
                     shown(value));
  };
  if (const auto type = schema.find("type"); type != schema.end()) {
    const bool right =
        type->is_array()
            ? std::any_of(type->begin(), type->end(),
                          [&](const Json& one) { return is_type(one.get<std::string>(), value); })
            : is_type(type->get<std::string>(), value);
    if (!right) return wrong(codec::dump(*type));
  }
  if (const auto values = schema.find("enum"); values != schema.end())
    if (std::find(values->begin(), values->end(), value) == values->end())
      return wrong("one of " + codec::dump(*values));
  if (const auto only = schema.find("const"); only != schema.end() && *only != value)
    return wrong(codec::dump(*only));
  if (value.is_number()) {
    if (schema.contains("minimum") && value < schema.at("minimum"))
      wrong("at least " + schema.at("minimum").dump());
    if (schema.contains("maximum") && value > schema.at("maximum"))
      wrong("at most " + schema.at("maximum").dump());
  }
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (codec::characters(text) < schema.value("minLength", std::size_t{0})) wrong("a longer text");
    if (codec::characters(text) > schema.value("maxLength", text.size())) wrong("a shorter text");
    if (schema.contains("pattern") && !fits(schema.at("pattern").get<std::string>(), text))
      wrong("a text like " + schema.at("pattern").get<std::string>());
  }
  if (value.is_array()) check_array(schema, value, where, faults);
  if (value.is_object()) check_object(schema, value, where, faults);
  check_choice(schema, value, where, faults);
}

void Schema::check_object(const Json& schema, const Json& value, const std::string& where,
                          Faults& faults) const {
  if (const auto required = schema.find("required"); required != schema.end())
    for (const Json& name : *required)
      if (!value.contains(name.get<std::string>()))
        faults.push_back(where + "." + name.get<std::string>() + " is missing");
  const auto properties = schema.find("properties");
  const auto others = schema.find("additionalProperties");
  for (const auto& [name, inner] : value.items()) {
    if (properties != schema.end() && properties->contains(name))
      check(properties->at(name), inner, where + "." + name, faults);
    else if (others != schema.end() && others->is_object())
      check(*others, inner, where + "." + name, faults);
    else if (others != schema.end() && !others->get<bool>())
      faults.push_back(where + "." + name + " is not described");
  }
}

void Schema::check_array(const Json& schema, const Json& value, const std::string& where,
                         Faults& faults) const {
  if (value.size() < schema.value("minItems", std::size_t{0}))
    faults.push_back(where + " has too few entries");
  if (value.size() > schema.value("maxItems", value.size()))
    faults.push_back(where + " has too many entries");
  if (!schema.contains("items")) return;
  for (std::size_t i = 0; i < value.size(); ++i)
    check(schema.at("items"), value[i], where + "[" + std::to_string(i) + "]", faults);
}

void Schema::check_choice(const Json& schema, const Json& value, const std::string& where,
                          Faults& faults) const {
  if (const auto all = schema.find("allOf"); all != schema.end())
    for (const Json& each : *all) check(each, value, where, faults);
  for (const char* word : {"anyOf", "oneOf"}) {
    const auto choices = schema.find(word);
    if (choices == schema.end()) continue;
    std::size_t right = 0;
    Faults nearest;
    for (const Json& one : *choices) {
      Faults of_it;
      check(one, value, where, of_it);
      if (of_it.empty()) ++right;
      if (!of_it.empty() && (nearest.empty() || of_it.size() < nearest.size()))
        nearest = std::move(of_it);
    }
    if (right == 0) {
      faults.push_back(where + " is none of " + word + "; nearest:");
      faults.insert(faults.end(), nearest.begin(), nearest.end());
    } else if (right > 1 && std::string_view(word) == "oneOf") {
      faults.push_back(where + " is more than one of oneOf");
    }
  }
}

std::vector<std::string> Schema::not_understood(const Json& schema) const {
  static const std::set<std::string> words{
      "$ref",    "type",    "enum",       "const",     "required", "additionalProperties",
      "items",   "minimum", "maximum",    "minLength", "pattern",  "maxLength",
      "allOf",   "anyOf",   "oneOf",      "minItems",  "maxItems", "properties",
      "default", "title",   "description"};
  Faults found;
  if (!schema.is_object()) return found;
  const auto below = [&](const Json& one) {
    for (std::string& word : not_understood(one)) found.push_back(std::move(word));
  };
  for (const auto& [word, inner] : schema.items()) {
    if (!words.contains(word)) found.push_back(word);
    if (word == "properties")
      for (const auto& [name, one] : inner.items()) below(one);
    if (word == "items" || word == "additionalProperties") below(inner);
    if (word == "allOf" || word == "anyOf" || word == "oneOf")
      for (const Json& one : inner) below(one);
  }
  return found;
}

}  // namespace shao::test
