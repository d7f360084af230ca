// What the server says no to before the jurisdiction is asked: who is not signed in, what does not
// come from our page, what is malformed, too large, too much.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "clients/centre/api.hpp"
#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

using namespace std::chrono_literals;
using centre::Api;
using centre::Method;
using centre::Who;

/// A path of the pattern: "/api/whistles/W1/ack".
std::string path_of(std::string pattern) {
  for (const auto& [part, value] :
       {std::pair{"{whistle}", "W1"}, std::pair{"{move}", "ack"}, std::pair{"{name}", "operator"}})
    if (const auto at = pattern.find(part); at != pattern.npos)
      pattern.replace(at, std::string(part).size(), value);
  return pattern;
}

Reply ask(Browser& browser, const Api::Route& route, const Headers& headers = {}) {
  const std::string path = path_of(route.pattern);
  return browser.send(std::string(centre::name_of(route.method)), path,
                      route.method == Method::post ? "{}" : "", headers);
}

std::string request(const std::string& line, const std::string& headers, const std::string& body) {
  return line + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

/// As it is, over a connection of its own; it is looked at as every other one.
Reply raw(const std::string& line, const std::string& headers, const std::string& body) {
  const Reply reply = read_reply(answers_to(site().address(), request(line, headers, body)));
  for (const std::string& lacking : lacking_headers("/api/", reply))
    BOOST_ERROR(line + " is answered without " + lacking);
  return reply;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(who_is_not_signed_in_is_told_so_on_every_route_that_needs_it) {
  Browser stranger(site().address(), "127.0.0.9");
  std::size_t asked = 0;
  for (const Api::Route& route : Api::routes()) {
    if (route.who == Who::anybody) continue;
    ++asked;
    const Reply reply = ask(stranger, route);
    BOOST_TEST_CONTEXT(centre::name_of(route.method) << " " << route.pattern) {
      BOOST_CHECK_EQUAL(reply.status, 401);
      BOOST_CHECK_EQUAL(reply.error(), "not_signed_in");
      BOOST_CHECK(reply.cookies.empty());
    }
  }
  BOOST_CHECK_GE(asked, 15U);
}

BOOST_AUTO_TEST_CASE(a_cookie_that_was_made_up_is_nobodys) {
  for (const char* cookie : {"__Host-shao=", "__Host-shao=x", "__Host-shao=%00%ff", "__Host-shao",
                             "; ;=;__Host-shao=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    const Reply reply = raw("GET /api/board", "Cookie: " + std::string(cookie) + "\r\n", "");
    BOOST_CHECK_EQUAL(reply.status, 401);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_login_does_not_say_what_was_wrong) {
  Browser browser(site().address(), "127.0.0.10");
  const Reply password = browser.try_sign_in("officer", "another password");
  const Reply account = browser.try_sign_in("nobody.at.all", "another password");
  BOOST_CHECK_EQUAL(password.status, 401);
  BOOST_CHECK_EQUAL(password.error(), "wrong_login");
  BOOST_CHECK_EQUAL(password.body, account.body);
  BOOST_CHECK(password.cookies.empty());
  for (const Json& body : {Json{{"account", "officer"}}, Json{{"password", "x"}},
                           Json{{"account", 7}, {"password", "x"}}}) {
    const Reply lacking = browser.post("/api/session", body);
    BOOST_CHECK_EQUAL(lacking.status, 422);
    BOOST_CHECK_EQUAL(lacking.error(), "missing_field");
  }
}

BOOST_AUTO_TEST_CASE(a_password_that_must_be_changed_opens_nothing_else) {
  const std::string given = site().add_account("first.day", "D1", {"dept_officer"}).at("password");
  Browser browser(site().address());
  const Json session = browser.sign_in("first.day", given);
  BOOST_CHECK_EQUAL(session.at("must_change_password"), true);
  for (const Api::Route& route : Api::routes()) {
    if (route.who != Who::signed_in && route.who != Who::operates) continue;
    const Reply reply = ask(browser, route);
    BOOST_TEST_CONTEXT(centre::name_of(route.method) << " " << route.pattern) {
      BOOST_CHECK_EQUAL(reply.status, 403);
      BOOST_CHECK_EQUAL(reply.error(), "must_change_password");
    }
  }
  BOOST_CHECK_EQUAL(browser.get("/api/session").status, 200);
  const auto change = [&](const std::string& former, const std::string& chosen) {
    return browser.post("/api/session/password", {{"old", former}, {"new", chosen}});
  };
  const Reply wrong = change("not what it was", "something else entirely");
  BOOST_CHECK_EQUAL(wrong.status, 422);
  BOOST_CHECK_EQUAL(wrong.json().at("field"), "old");
  const Reply brief = change(given, "short");
  BOOST_CHECK_EQUAL(brief.status, 422);
  BOOST_CHECK_EQUAL(brief.json().at("field"), "new");
  BOOST_CHECK_EQUAL(browser.get("/api/board").status, 403);
  const std::string before = browser.cookies().at("__Host-shao");
  const Reply changed = change(given, "something else entirely");
  BOOST_CHECK_EQUAL(changed.status, 200);
  BOOST_CHECK_EQUAL(changed.json().at("must_change_password"), false);
  BOOST_CHECK_NE(browser.cookies().at("__Host-shao"), before);
  BOOST_CHECK_EQUAL(browser.get("/api/board").status, 200);
  BOOST_CHECK_EQUAL(raw("GET /api/session", "Cookie: __Host-shao=" + before + "\r\n", "").status,
                    401);
}

BOOST_AUTO_TEST_CASE(what_changes_something_must_come_from_our_own_page) {
  Browser browser = site().fresh("officer");
  const std::string others = site().as("centre").csrf();
  for (const Api::Route& route : Api::routes()) {
    if (route.method == Method::get || route.who == Who::anybody) continue;
    for (const Headers& headers :
         {Headers{{"X-Shao-CSRF", ""}}, Headers{{"X-Shao-CSRF", "x"}},
          Headers{{"X-Shao-CSRF", others}}, Headers{{"X-Shao-CSRF", browser.csrf() + "x"}},
          Headers{{"Sec-Fetch-Site", "cross-site"}}, Headers{{"Sec-Fetch-Site", "same-site"}}}) {
      const Reply reply = ask(browser, route, headers);
      BOOST_TEST_CONTEXT(centre::name_of(route.method) << " " << route.pattern) {
        BOOST_CHECK_EQUAL(reply.status, 403);
        BOOST_CHECK_EQUAL(reply.error(), "csrf");
      }
    }
  }
  // The login has no token yet, but says where it comes from.
  const Reply elsewhere =
      browser.try_sign_in("officer", password, {{"Sec-Fetch-Site", "cross-site"}});
  BOOST_CHECK_EQUAL(elsewhere.status, 403);
  BOOST_CHECK_EQUAL(elsewhere.error(), "csrf");
  const Json body{{"unit", "D1"}, {"title", "x"}};
  BOOST_CHECK_NE(browser.post("/api/preview", body, {{"Sec-Fetch-Site", "same-origin"}}).status,
                 403);
  BOOST_CHECK_EQUAL(browser.get("/api/session", {{"Sec-Fetch-Site", "cross-site"}}).status, 200);
}

BOOST_AUTO_TEST_CASE(accounts_are_for_operators_alone) {
  Browser& officer = site().as("officer");
  std::size_t asked = 0;
  for (const Api::Route& route : Api::routes()) {
    if (route.who != Who::operates) continue;
    ++asked;
    const Reply reply = ask(officer, route);
    BOOST_CHECK_EQUAL(reply.status, 403);
    BOOST_CHECK_EQUAL(reply.error(), "not_operator");
  }
  BOOST_CHECK_EQUAL(asked, 5U);
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_refused_before_it_is_read) {
  const std::string large(65 * 1024, ' ');
  const Reply told = raw("POST /api/session",
                         "Content-Type: application/json\r\nContent-Length: 66560\r\n", large);
  BOOST_CHECK_EQUAL(told.status, 413);
  BOOST_CHECK_EQUAL(told.error(), "too_large");
  // Whose length is not told before it ends.
  std::string chunked;
  for (int i = 0; i < 9; ++i) chunked += "2000\r\n" + std::string(0x2000, ' ') + "\r\n";
  const Reply untold =
      raw("POST /api/session", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
          chunked + "0\r\n\r\n");
  BOOST_CHECK_EQUAL(untold.status, 413);
  const Reply headers =
      raw("GET /api/session", "X-Long: " + std::string(17 * 1024, 'x') + "\r\n", "");
  BOOST_CHECK_EQUAL(headers.status, 431);
  BOOST_CHECK_EQUAL(headers.error(), "headers_too_large");
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_answered_as_such) {
  for (const char* line : {"GET http://here/api/session", "GET /%zz", "GET /%", "GET /a%00b",
                           "GET /api/board?x=%g1", "GET *"}) {
    const Reply reply = raw(line, "", "");
    BOOST_TEST_CONTEXT(line) {
      BOOST_CHECK_EQUAL(reply.status, 400);
      BOOST_CHECK_EQUAL(reply.error(), "malformed");
    }
  }
  for (const char* text : {"\r\n\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET\r\n\r\n",
                           "GET / HTTP/1.1\r\nNo colon\r\n\r\n", "\x16\x03\x01\x02\x00\x01\r\n\r\n",
                           "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"}) {
    const Reply reply = read_reply(answers_to(site().address(), text));
    BOOST_TEST_CONTEXT(text) {
      BOOST_CHECK_EQUAL(reply.status, 400);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_body_that_is_no_json_object_is_refused_with_what_is_wrong) {
  Browser& officer = site().as("officer");
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "{\"a\":";
  for (const std::string& body :
       {std::string(), std::string("x"), std::string("{"), std::string("[]"), std::string("7"),
        std::string("null"), std::string("{\"a\":1,\"a\":2}"), std::string("{\"a\":\"\xff\"}"),
        deep}) {
    const Reply reply = officer.send("POST", "/api/preview", body);
    BOOST_TEST_CONTEXT(body) {
      BOOST_CHECK_EQUAL(reply.status, 400);
      BOOST_CHECK_EQUAL(reply.error(), "malformed");
      BOOST_CHECK_EQUAL(reply.json().value("field", ""), "body");
    }
  }
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded"}) {
    const Reply reply = officer.post("/api/preview", Json::object(), {{"Content-Type", type}});
    BOOST_CHECK_EQUAL(reply.status, 415);
    BOOST_CHECK_EQUAL(reply.error(), "wrong_type");
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_address_and_an_unknown_method_are_told_apart) {
  Browser& officer = site().as("officer");
  for (const char* path : {"/api/", "/api", "/api/boards", "/api/board/", "/api/whistles/W1/ack/x",
                           "/api//board", "/nothing", "/index.htm", "/wallpaper", "/secret.key"}) {
    const Reply reply = officer.get(path);
    BOOST_TEST_CONTEXT(path) {
      BOOST_CHECK_EQUAL(reply.status, 404);
      BOOST_CHECK_EQUAL(reply.error(), "unknown_path");
    }
  }
  for (const auto& [method, path] :
       {std::pair{"POST", "/api/board"}, std::pair{"DELETE", "/api/board"},
        std::pair{"PUT", "/api/session"}, std::pair{"PATCH", "/api/whistles/W1"},
        std::pair{"GET", "/api/whistles/W1/ack"}, std::pair{"OPTIONS", "/api/whistles"},
        std::pair{"POST", "/healthz"}, std::pair{"TRACE", "/api/session"}}) {
    const Reply reply = officer.send(method, path, "{}");
    BOOST_TEST_CONTEXT(method << " " << path) {
      BOOST_CHECK_EQUAL(reply.status, 405);
      BOOST_CHECK_EQUAL(reply.error(), "wrong_method");
    }
  }
  for (const auto& [method, path, allowed] :
       {std::tuple{"PUT", "/api/session", "POST, GET, DELETE"},
        std::tuple{"POST", "/healthz", "GET"}, std::tuple{"POST", "/wall", "GET, HEAD"},
        std::tuple{"DELETE", "/assets/x.js", "GET, HEAD"}}) {
    const Reply reply = officer.send(method, path, "{}");
    BOOST_CHECK_EQUAL(reply.status, 405);
    BOOST_CHECK_EQUAL(reply.header("allow"), allowed);
  }
  BOOST_CHECK_EQUAL(officer.command("/api/whistles/W1/dance", Json::object()).status, 404);
  // Hooks' receipts are for programs.
  BOOST_CHECK_EQUAL(officer.command("/api/whistles/W1/told", Json::object()).status, 404);
}

BOOST_AUTO_TEST_CASE(a_command_needs_a_key_by_which_it_is_known_again) {
  Browser& officer = site().as("officer");
  const std::string whistle = site().dispatched("没有钥匙");
  for (const char* key : {"", "short", "has space in it", "汉字汉字汉字",
                          "0123456789012345678901234567890123456789012345678901234567"}) {
    const Reply reply = officer.post("/api/whistles/" + whistle + "/ack", Json::object(),
                                     {{"Idempotency-Key", key}});
    BOOST_CHECK_EQUAL(reply.status, 400);
    BOOST_CHECK_EQUAL(reply.json().value("field", ""), "Idempotency-Key");
  }
  BOOST_CHECK(
      event_of(site().whistle("officer", whistle).at("timeline"), "acknowledged").is_null());
}

BOOST_AUTO_TEST_CASE(the_board_of_an_office_is_for_those_whose_role_sees_as_much) {
  // The command centre's key is told of every whistle; this account's role is not.
  Browser narrow = site().newcomer("narrow", "CENTRE", {"dept_officer"});
  BOOST_CHECK_EQUAL(narrow.get("/api/session").json().at("sees_board"), false);
  BOOST_CHECK_EQUAL(site().as("centre").get("/api/session").json().at("sees_board"), true);
  BOOST_CHECK_EQUAL(site().as("officer").get("/api/session").json().at("sees_board"), true);
  for (const char* path : {"/api/board", "/api/stream", "/api/history"}) {
    const Reply reply = narrow.get(path);
    BOOST_CHECK_EQUAL(reply.status, 403);
    BOOST_CHECK_EQUAL(reply.error(), "role_may_not");
  }
}

BOOST_AUTO_TEST_CASE(a_profile_with_another_offices_key_lets_nobody_act_for_that_office) {
  const auto profiles = site().profiles();
  std::filesystem::copy_file(profiles / "D1.toml", profiles / "DUCHA.toml",
                             std::filesystem::copy_options::overwrite_existing);
  const Reply reply = site()
                          .as("operator")
                          .post("/api/accounts", {{"name", "guest"},
                                                  {"person", "新人"},
                                                  {"office", "DUCHA"},
                                                  {"roles", {"dept_officer"}}});
  BOOST_CHECK_EQUAL(reply.status, 422);
  BOOST_CHECK_EQUAL(reply.error(), "unknown_office");
}

BOOST_AUTO_TEST_CASE(one_session_may_ask_so_much_and_is_told_when_to_come_again) {
  Browser busy = site().newcomer("busy.bee");
  // One after the other on one connection, without waiting for answers.
  std::string all;
  const std::string one =
      "GET /api/session HTTP/1.1\r\nHost: x\r\nCookie: " + busy.cookie_header() + "\r\n";
  for (int i = 0; i < 400; ++i) all += one + "\r\n";
  const std::string answers = answers_to(site().address(), all + one + "Connection: close\r\n\r\n");
  const auto count = [&](const std::string& text) {
    int found = 0;
    for (auto at = answers.find(text); at != answers.npos; at = answers.find(text, at + 1)) ++found;
    return found;
  };
  BOOST_CHECK_GE(count("HTTP/1.1 200"), 140);
  BOOST_REQUIRE_GE(count("HTTP/1.1 429"), 1);
  BOOST_CHECK_EQUAL(count("HTTP/1.1 200") + count("HTTP/1.1 429"), 401);
  const Reply reply = read_reply(answers.substr(answers.rfind("HTTP/1.1 429")));
  BOOST_CHECK_EQUAL(reply.status, 429);
  BOOST_CHECK_EQUAL(reply.error(), "too_fast");
  BOOST_CHECK_EQUAL(reply.header("retry-after"), "1");
  // Others from the same address are not held up.
  BOOST_CHECK_EQUAL(site().as("officer").get("/api/session").status, 200);
  std::this_thread::sleep_for(1s);
  BOOST_CHECK_EQUAL(busy.get("/api/session").status, 200);
}

BOOST_AUTO_TEST_CASE(who_fails_too_often_must_wait_also_with_the_right_password) {
  site().newcomer("forgetful");
  Browser guessing(site().address(), "127.0.0.20");
  Reply reply;
  for (int tries = 0; tries < 6; ++tries) {
    reply = guessing.try_sign_in("forgetful", "guess number " + std::to_string(tries));
    if (reply.status == 429) break;
    BOOST_CHECK_EQUAL(reply.status, 401);
  }
  BOOST_CHECK_EQUAL(reply.status, 429);
  BOOST_CHECK_EQUAL(reply.error(), "locked_out");
  BOOST_CHECK_GE(std::stoi("0" + reply.header("retry-after")), 1);
  BOOST_CHECK_EQUAL(guessing.try_sign_in("forgetful", password).status, 429);
  // Others come in.
  Browser calm(site().address(), "127.0.0.21");
  BOOST_CHECK_EQUAL(calm.try_sign_in("officer", password).status, 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
