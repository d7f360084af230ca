// JSON text: strict, bounded, and never an exception.
#include "dispatcher/codec/json_text.hpp"

#include <boost/test/unit_test.hpp>

#include "dispatcher/codec/object_text.hpp"

namespace {

using namespace shao;
using codec::Json;

std::string nested(std::size_t depth) {  // an object that is `depth` deep
  std::string text = "{\"a\":";
  text += std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  return text;
}

std::int64_t instant(const Json& json) {
  const auto read = codec::instant_from(json);
  return read ? codec::milliseconds(*read) : -1;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(a_body_is_an_object_and_comes_out_as_it_went_in) {
  const auto body = codec::parse_body(
      R"( {"text":"电梯 \"a\" \n","list":[1,-2,2.5,[],{}],"yes":true,"none":null,"o":{"p":{}}} )");
  BOOST_REQUIRE(body);
  BOOST_TEST(
      body->dump() ==
      R"({"list":[1,-2,2.5,[],{}],"none":null,"o":{"p":{}},"text":"电梯 \"a\" \n","yes":true})");
}

BOOST_AUTO_TEST_CASE(what_is_not_one_strict_object_is_refused) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[]",
                           "[{}]",
                           "7",
                           "\"text\"",
                           "null",
                           "true",
                           "{}x",
                           "{} {}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\":01}",
                           "{\"a\":NaN}",
                           "{\"a\":1e999}",
                           "{\"a\":\"\x01\"}",
                           "{\"a\":\"\xFF\"}",
                           "{\"a\":\"\xC3\"}",
                           "{\"a\":\"\xED\xA0\x80\"}",
                           "{\"\xFF\":1}",
                           "{\"a\":\"\\ud800\"}",
                           "{\"a\":\"\\x\"}",
                           "/**/{}",
                           "{\"a\":1//\n}"})
    BOOST_TEST(!codec::parse_body(text).has_value(), "accepted: " << text);
}

BOOST_AUTO_TEST_CASE(a_field_given_twice_is_refused_at_any_depth) {
  BOOST_TEST(codec::parse_body(R"({"a":1,"b":1})").has_value());
  BOOST_TEST(codec::parse_body(R"({"a":{"b":1},"b":[{"b":1},{"b":1}]})").has_value());
  BOOST_TEST(!codec::parse_body(R"({"a":1,"a":1})").has_value());
  BOOST_TEST(!codec::parse_body(R"({"a":1,"\u0061":2})").has_value());
  BOOST_TEST(!codec::parse_body(R"({"a":[{"b":1,"c":2,"b":3}]})").has_value());
}

BOOST_AUTO_TEST_CASE(nesting_is_taken_to_sixteen_and_no_further) {
  BOOST_TEST(codec::parse_body(nested(16)).has_value());
  BOOST_TEST(!codec::parse_body(nested(17)).has_value());
}

BOOST_AUTO_TEST_CASE(a_depth_bomb_is_refused_before_it_is_built) {
  constexpr std::size_t deep = 100'000;
  std::string objects, arrays = "{\"a\":" + std::string(deep, '[');
  for (std::size_t i = 0; i < deep; ++i) objects += "{\"a\":";
  for (const std::string& bomb : {objects, arrays, std::string(deep, '[')}) {
    BOOST_TEST(!codec::parse_object(bomb).has_value());
    BOOST_TEST(!codec::parse_body(bomb).has_value());
  }
  const auto whole = codec::parse_object(nested(deep));
  BOOST_TEST(!whole.has_value());
  BOOST_TEST(whole.error() == "nested too deep: at most 16 levels are taken");
}

BOOST_AUTO_TEST_CASE(a_body_has_at_most_64_kib) {
  const auto of_size = [](std::size_t size) {
    return "{\"a\":\"" + std::string(size - 8, 'x') + "\"}";
  };
  BOOST_TEST(codec::parse_body(of_size(65536)).has_value());
  const auto larger = codec::parse_body(of_size(65537));
  BOOST_TEST(!larger.has_value());
  BOOST_TEST(larger.error() == "too long: 65537 bytes; at most 65536 are taken");
  BOOST_TEST(codec::parse_object(of_size(65537)).has_value());
}

BOOST_AUTO_TEST_CASE(an_error_names_the_place_and_quotes_nothing) {
  const auto body = codec::parse_body(R"({"reporter":{"name":"张三丰"},})");
  BOOST_REQUIRE(!body.has_value());
  BOOST_TEST(body.error().find("byte 34") != std::string::npos, body.error());
  BOOST_TEST(body.error().find("张") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(cut_and_changed_bodies_never_throw) {
  std::string text = R"({"do":"raise","place":{"lon":116.5,"list":[1,"\u5f20",null]},"t":true})";
  for (std::size_t length = 0; length < text.size(); ++length)
    BOOST_TEST(!codec::parse_body(text.substr(0, length)).has_value());
  for (char& byte : text) {
    const char before = byte;
    for (int value = 0; value < 256; ++value) {
      byte = static_cast<char>(value);
      if (const auto body = codec::parse_body(text)) codec::body_hash(*body);
    }
    byte = before;
  }
}

BOOST_AUTO_TEST_CASE(the_hash_of_a_body_is_of_what_it_says_not_of_how) {
  const auto hash = [](const char* text) { return codec::body_hash(*codec::parse_body(text)); };
  BOOST_TEST(hash("{}").size() == 32U);
  BOOST_TEST(hash(R"({"a":1,"b":"张"})") == hash(" { \"b\" : \"\\u5f20\", \"a\":1 } "));
  BOOST_TEST(hash(R"({"a":1})") != hash(R"({"a":2})"));
  BOOST_TEST(hash(R"({"a":1,"made_at":7})") == hash(R"({"a":1})"));
  BOOST_TEST(hash(R"({"a":1,"b":{"made_at":7}})") != hash(R"({"a":1,"b":{}})"));
  BOOST_TEST(hash(R"({"a":1})") != hash(R"({"a":"1"})"));
  BOOST_TEST(hash(R"({"a":[1,2]})") != hash(R"({"a":[2,1]})"));
  // BLAKE2b-128 of "{}", from another implementation (Python's hashlib).
  BOOST_TEST(hash("{}") == "2afb9b83f9314e5d029766197f539792");
}

BOOST_AUTO_TEST_CASE(instants_are_rfc3339_or_milliseconds) {
  BOOST_TEST(instant("2026-02-13T17:30:00+08:00") == 1770975000000);
  BOOST_TEST(instant("2026-02-13T09:30:00Z") == 1770975000000);
  BOOST_TEST(instant("2026-02-13t09:30:00z") == 1770975000000);
  BOOST_TEST(instant("2026-02-13 09:30:00.1239+00:00") == 1770975000123);
  BOOST_TEST(instant("2026-02-12T20:30:00.5-13:00") == 1770975000500);
  BOOST_TEST(instant("2024-02-29T00:00:00Z") == 1709164800000);
  BOOST_TEST(instant("1970-01-01T08:00:00+08:00") == 0);
  BOOST_TEST(instant(1770975000123) == 1770975000123);
  BOOST_TEST(instant(0) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_no_instant_is_refused_with_an_example) {
  for (const Json& json : {Json("2026-02-13"),
                           Json("2026-02-13T17:30:00"),
                           Json("2026-02-30T17:30:00Z"),
                           Json("2026-13-01T00:00:00Z"),
                           Json("2026-02-13T24:00:00Z"),
                           Json("2026-02-13T17:60:00Z"),
                           Json("2026-02-13T17:30:60Z"),
                           Json("2026-02-13T17:30:00+0800"),
                           Json("2026-02-13T17:30:00.Z"),
                           Json("2026-02-13T17:30:00+24:00"),
                           Json("26-02-13T17:30:00Z"),
                           Json("2026-02-13T17:30:00Z "),
                           Json("2026-02-13T17:30:00.5"),
                           Json("2026-02-13T17:30:00 08:00"),
                           Json("2026-02-13T17:30:00+08-00"),
                           Json("2026-02-13T17:30:00+O8:00"),
                           Json("2026-02-13T17:30:00+08:/0"),
                           Json("2026-02-13T17:30:00+08:60"),
                           Json("2026/02-13T17:30:00Z"),
                           Json("2026-02/13T17:30:00Z"),
                           Json("2026-02-13_17:30:00Z"),
                           Json("2026-02-13T17.30:00Z"),
                           Json("2026-02-13T17:30.00Z"),
                           Json("2O26-02-13T17:30:00Z"),
                           Json("2026-O2-13T17:30:00Z"),
                           Json("2026-02-l3T17:30:00Z"),
                           Json("2026-02-13Tl7:30:00Z"),
                           Json("2026-02-13T17:3O:00Z"),
                           Json("2026-02-13T17:30:0OZ"),
                           Json("1969-12-31T23:59:59Z"),
                           Json(""),
                           Json("now"),
                           Json(-1),
                           Json(1.5),
                           Json(std::uint64_t{1} << 63),
                           Json(253402300800000),
                           Json(nullptr),
                           Json(true),
                           Json::array(),
                           Json::object()}) {
    const auto read = codec::instant_from(json);
    BOOST_TEST(!read.has_value(), "accepted: " << json);
    if (!read) BOOST_TEST(read.error().find("2026-02-13T17:30:00+08:00") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_text_put_together_by_hand_reads_back_as_what_was_put_in) {
  for (const char* value : {"", "1-9f2c-57", "他说\"停\"", "a\\b", "a\"b", "a\nb", "\x7F"}) {
    codec::ObjectText text;
    text.add("value", value);
    const auto read = codec::parse_object(text.take());
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((*read)["value"] == value);
  }
  for (const double value : {0.0, 0.5, 1.0, 1.5, -2.0, 1e14, 1e15, 1e300}) {
    codec::ObjectText text;
    text.add("value", value);
    // As the library itself writes it: a hash must not tell the two ways apart.
    BOOST_TEST(text.take() == codec::dump(Json{{"value", value}}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
