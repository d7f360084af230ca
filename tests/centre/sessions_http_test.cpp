// A session ends at once, whatever ends it, and so do its open pages; what operators do with
// accounts.
#include <boost/test/unit_test.hpp>

#include "tests/centre/site.hpp"

namespace shao::test {

namespace {

using namespace std::chrono_literals;

/// Somebody at work with a page open, until `end` has been called.
void check_ended(const std::string& name, const std::function<void(Browser&)>& end) {
  Browser browser = site().newcomer(name);
  const Browser copied = browser.copy();
  Screen screen(browser, browser.get("/api/board").json().at("position"));
  BOOST_CHECK_EQUAL(screen.head().status, 200);
  end(browser);
  Browser stale = copied.copy();
  BOOST_CHECK_EQUAL(stale.get("/api/session").status, 401);
  BOOST_CHECK_EQUAL(stale.get("/api/board").status, 401);
  BOOST_CHECK_EQUAL(stale.command("/api/whistles/W1/ack", Json::object()).status, 401);
  const auto told = screen.until([](const Message& one) { return one.event == "signed_out"; }, 5s);
  BOOST_CHECK(told.has_value());
  BOOST_CHECK(!screen.next(5s));
  BOOST_CHECK(screen.ended());
  BOOST_CHECK_EQUAL(Screen(copied, "now").head().status, 401);
}

Reply operate(const std::string& path, const Json& body = Json::object()) {
  return site().as("operator").post("/api/accounts/" + path, body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sessions_over_http)

BOOST_AUTO_TEST_CASE(the_cookie_is_kept_from_scripts_and_other_sites) {
  Browser browser(site().address());
  const Reply reply = browser.try_sign_in("officer", password);
  const Json session = reply.json();
  BOOST_CHECK_EQUAL(session.at("account"), "officer");
  BOOST_CHECK_EQUAL(session.at("person"), "张科员");
  BOOST_CHECK_EQUAL(session.at("office"), "D1");
  BOOST_CHECK_EQUAL(session.at("operator"), false);
  BOOST_CHECK_EQUAL(session.at("jurisdiction"), "small");
  BOOST_REQUIRE_EQUAL(reply.cookies.size(), 2U);
  for (const std::string& cookie : reply.cookies) {
    BOOST_CHECK(cookie.starts_with("__Host-"));
    for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"})
      BOOST_CHECK(cookie.find(part) != cookie.npos);
    BOOST_CHECK(cookie.find("Domain") == cookie.npos);
    BOOST_CHECK(reply.body.find(cookie.substr(cookie.find('=') + 1, 43)) == std::string::npos);
  }
  // The session's own ends with the browser.
  BOOST_CHECK(reply.cookies[0].find("Max-Age") == std::string::npos);
  BOOST_CHECK_EQUAL(browser.get("/api/session").json(), session);
}

BOOST_AUTO_TEST_CASE(another_login_is_another_session) {
  Browser one = site().fresh("officer"), two = site().fresh("officer");
  BOOST_CHECK_NE(one.cookies().at("__Host-shao"), two.cookies().at("__Host-shao"));
  BOOST_CHECK_NE(one.csrf(), two.csrf());
  BOOST_CHECK_EQUAL(one.send("DELETE", "/api/session", "").status, 204);
  BOOST_CHECK_EQUAL(two.get("/api/session").status, 200);
}

BOOST_AUTO_TEST_CASE(logging_out_ends_the_session_at_once) {
  check_ended("goes.home", [](Browser& browser) {
    const Reply out = browser.send("DELETE", "/api/session", "");
    BOOST_CHECK_EQUAL(out.status, 204);
    BOOST_CHECK(!browser.cookies().contains("__Host-shao"));
  });
}

BOOST_AUTO_TEST_CASE(an_operator_signs_somebody_out_at_once) {
  check_ended("is.sent.home",
              [](Browser&) { BOOST_CHECK_EQUAL(operate("is.sent.home/sign-out").status, 204); });
}

BOOST_AUTO_TEST_CASE(who_is_disabled_is_out_at_once_and_does_not_come_in_again) {
  check_ended("has.left", [](Browser&) {
    const Reply disabled = operate("has.left", {{"disabled", true}});
    BOOST_CHECK_EQUAL(disabled.status, 200);
    BOOST_CHECK_EQUAL(disabled.json().at("account").at("disabled"), true);
  });
  Browser again(site().address(), "127.0.0.30");
  BOOST_CHECK_EQUAL(again.try_sign_in("has.left", password).status, 401);
  BOOST_CHECK_EQUAL(operate("has.left", {{"disabled", false}}).status, 200);
  BOOST_CHECK_EQUAL(again.try_sign_in("has.left", password).status, 200);
}

BOOST_AUTO_TEST_CASE(a_password_that_was_reset_ends_what_stood_on_the_one_before) {
  std::string given;
  check_ended("forgot.it", [&](Browser&) {
    const Reply reset = operate("forgot.it/reset");
    BOOST_CHECK_EQUAL(reset.status, 200);
    given = reset.json().at("password");
  });
  Browser again(site().address(), "127.0.0.31");
  BOOST_CHECK_EQUAL(again.try_sign_in("forgot.it", password).status, 401);
  BOOST_CHECK_EQUAL(again.sign_in("forgot.it", given).at("must_change_password"), true);
}

BOOST_AUTO_TEST_CASE(a_changed_password_ends_the_accounts_other_sessions) {
  check_ended("changes.it", [](Browser& browser) {
    Browser elsewhere(site().address());
    elsewhere.sign_in("changes.it", password);
    const Reply changed = elsewhere.post("/api/session/password",
                                         {{"old", password}, {"new", "another secret of mine"}});
    BOOST_CHECK_EQUAL(changed.status, 200);
    BOOST_CHECK_EQUAL(browser.get("/api/session").status, 401);
    elsewhere.trust(changed);
    BOOST_CHECK_EQUAL(elsewhere.get("/api/session").status, 200);
  });
}

BOOST_AUTO_TEST_CASE(roles_that_are_taken_away_count_from_the_next_request_on) {
  Browser browser = site().newcomer("may.less");
  const std::string whistle = site().dispatched("少了一个角色");
  const auto position = [&] { return browser.get("/api/board").json().at("position"); };
  Screen screen(browser, position());
  BOOST_CHECK_EQUAL(operate("may.less", {{"person", "同一人"}}).status, 200);
  const auto is = [](const char* event) {
    return [event](const Message& one) { return one.event == event; };
  };
  BOOST_CHECK(screen.until(is("session"), 5s).has_value());
  Screen again(browser, position());
  BOOST_CHECK_EQUAL(operate("may.less", {{"roles", {"dept_officer"}}}).status, 200);
  BOOST_CHECK(again.until(is("session"), 5s).has_value());
  BOOST_CHECK(!again.next(5s));
  BOOST_CHECK(again.ended());
  BOOST_CHECK_EQUAL(browser.get("/api/session").json().at("roles"), Json({"dept_officer"}));
  const Reply refused = browser.command("/api/whistles/" + whistle + "/ack", Json::object());
  BOOST_CHECK_EQUAL(refused.status, 403);
  BOOST_CHECK_EQUAL(refused.error(), "role_may_not");
}

BOOST_AUTO_TEST_CASE(an_account_that_cannot_be_is_refused_with_the_field) {
  const auto add = [](const Json& body) {
    return site().as("operator").post("/api/accounts", body);
  };
  const Json good{
      {"name", "well.made"}, {"person", "新人"}, {"office", "D1"}, {"roles", {"dept_officer"}}};
  const auto with = [&](const char* field, const Json& value) {
    Json body = good;
    body[field] = value;
    return add(body);
  };
  for (const auto& [field, value] :
       std::vector<std::pair<const char*, Json>>{{"name", "Not Lower"},
                                                 {"name", ""},
                                                 {"name", std::string(41, 'a')},
                                                 {"person", ""},
                                                 {"person", 7},
                                                 {"office", ""},
                                                 {"office", "NOWHERE"},
                                                 {"office", "../D1"},
                                                 {"roles", Json::array()},
                                                 {"roles", {"juggler"}},
                                                 {"roles", "dept_head"},
                                                 {"operator", "yes"}}) {
    const Reply reply = with(field, value);
    BOOST_TEST_CONTEXT(field << " " << value) {
      BOOST_CHECK_EQUAL(reply.status, 422);
      BOOST_CHECK_EQUAL(reply.json().value("field", ""), field);
    }
  }
  BOOST_CHECK_EQUAL(add(good).status, 201);
  const Reply twice = add(good);
  BOOST_CHECK_EQUAL(twice.status, 409);
  BOOST_CHECK_EQUAL(twice.error(), "name_taken");
  for (const char* path : {"no.such.one", "no.such.one/reset", "no.such.one/sign-out"}) {
    BOOST_CHECK_EQUAL(operate(path).status, 404);
    BOOST_CHECK_EQUAL(operate(path).error(), "unknown_account");
  }
  const Reply last = operate("operator", {{"operator", false}});
  BOOST_CHECK_EQUAL(last.status, 409);
  BOOST_CHECK_EQUAL(last.error(), "last_operator");
}

BOOST_AUTO_TEST_CASE(the_list_of_accounts_says_who_is_signed_in_and_no_secret) {
  Browser browser = site().newcomer("is.there");
  const Reply reply = site().as("operator").get("/api/accounts");
  const Json all = reply.json();
  for (const Json& one : all.at("accounts"))
    if (one.at("name") == "is.there") {
      BOOST_CHECK_EQUAL(one.at("sessions"), 1);
      BOOST_CHECK(one.contains("last_seen"));
      BOOST_CHECK_EQUAL(one.at("must_change_password"), false);
    }
  BOOST_CHECK(reply.body.find("argon2") == std::string::npos);
  BOOST_CHECK(reply.body.find("is.there") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace shao::test
