// What a browser sends, taken apart: addresses, cookies, headers, also of those who mean no good.
#include "clients/centre/http/message.hpp"

#include <boost/test/unit_test.hpp>

namespace shao::test {

using centre::percent_decoded;
using centre::read_target;
using centre::Request;

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(a_target_is_taken_apart_and_decoded) {
  Request request;
  BOOST_CHECK(read_target("/wall?q=%E5%93%A8+%26&state=ACTIVE&flag&empty=", request));
  BOOST_CHECK_EQUAL(request.path, "/wall");
  BOOST_CHECK_EQUAL(request.parameter("q"), "哨 &");
  BOOST_CHECK_EQUAL(request.parameter("state"), "ACTIVE");
  BOOST_CHECK(request.query.contains("flag") && request.query.contains("empty"));
  BOOST_CHECK_EQUAL(request.parameter("empty"), "");
  BOOST_CHECK_EQUAL(request.parameter("absent"), "");
  Request path;
  BOOST_CHECK(read_target("/a%2Fb/c%20d+e", path));
  BOOST_CHECK_EQUAL(path.path, "/a/b/c d+e");
  Request odd;
  BOOST_CHECK(read_target("/x?&&=v&a=1=2&a=3?4&%61%3D=b", odd));
  BOOST_CHECK_EQUAL(odd.parameter(""), "v");
  BOOST_CHECK_EQUAL(odd.parameter("a"), "3?4");
  BOOST_CHECK_EQUAL(odd.parameter("a="), "b");
}

BOOST_AUTO_TEST_CASE(a_target_that_is_none_is_refused) {
  for (const std::string_view target : {"", "x", "http://here/x", "*", "?x", "/%", "/%4", "/%4g",
                                        "/%g4", "/x?%", "/x?a=%zz", "/x%00y", "//%0"}) {
    Request request;
    BOOST_CHECK_MESSAGE(!read_target(target, request), target);
  }
}

BOOST_AUTO_TEST_CASE(percents_become_the_bytes_they_stand_for) {
  BOOST_CHECK_EQUAL(percent_decoded("%41%62c", false).value(), "Abc");
  BOOST_CHECK_EQUAL(percent_decoded("a+b", false).value(), "a+b");
  BOOST_CHECK_EQUAL(percent_decoded("a+b", true).value(), "a b");
  BOOST_CHECK_EQUAL(percent_decoded("", true).value(), "");
  BOOST_CHECK_EQUAL(percent_decoded("%00", false).value(), std::string(1, '\0'));
  BOOST_CHECK_EQUAL(percent_decoded("%fF%Ff", false).value(), "\xff\xff");
  // What was decoded is not decoded again.
  BOOST_CHECK_EQUAL(percent_decoded("%2541", false).value(), "%41");
  for (const std::string_view text : {"%", "%4", "a%", "%+1", "%-1", "% 1", "%1 "})
    BOOST_CHECK_MESSAGE(!percent_decoded(text, true), text);
}

BOOST_AUTO_TEST_CASE(a_cookie_is_found_by_its_whole_name) {
  Request request;
  const auto cookie = [&](const std::string& header, std::string_view name) {
    request.headers["cookie"] = header;
    return std::string(request.cookie(name));
  };
  BOOST_CHECK_EQUAL(cookie("__Host-shao=abc", "__Host-shao"), "abc");
  BOOST_CHECK_EQUAL(cookie("a=1; __Host-shao=abc;b=2", "__Host-shao"), "abc");
  BOOST_CHECK_EQUAL(cookie("__Host-shao-known=x; __Host-shao=y", "__Host-shao"), "y");
  BOOST_CHECK_EQUAL(cookie("x__Host-shao=x; __Host-shao=y=z", "__Host-shao"), "y=z");
  BOOST_CHECK_EQUAL(cookie("  __Host-shao=abc  ", "__Host-shao"), "abc");
  for (const char* header : {"", ";", ";;;", "=", "__Host-shao", "__host-shao=abc", " = ; =x",
                             "__Host-shao-known=x", "a=__Host-shao=abc"})
    BOOST_CHECK_EQUAL(cookie(header, "__Host-shao"), "");
  BOOST_CHECK_EQUAL(Request{}.cookie("__Host-shao"), "");
}

BOOST_AUTO_TEST_CASE(a_problem_says_only_what_there_is_to_say) {
  const auto brief = centre::problem_response({404, "unknown_path", "Nothing.", "没有。"});
  BOOST_CHECK_EQUAL(brief.status, 404U);
  BOOST_CHECK_EQUAL(brief.body,
                    R"({"error":"unknown_path","message":"Nothing.","message_zh":"没有。"})");
  const auto full =
      centre::problem_response({422, "malformed", "m", "z", "field", "\xff\x01", "a text"});
  const auto body = codec::Json::parse(full.body);
  BOOST_CHECK_EQUAL(body.at("field"), "field");
  BOOST_CHECK_EQUAL(body.at("value"), "\xEF\xBF\xBD\x01");
  BOOST_CHECK_EQUAL(body.at("expected"), "a text");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
