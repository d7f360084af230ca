// How long a session stands, by which tokens, and how it is written down.
#include "clients/centre/door/sessions.hpp"

#include <boost/test/unit_test.hpp>

#include "clients/centre/door/tokens.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using door::Session;

struct SessionsFixture {
  Session a_session(const std::string& id, const std::string& token) const {
    Session session;
    session.id = id;
    session.token = token;
    session.account = "li.na";
    session.generation = 3;
    session.csrf = "c";
    session.began = session.rotated = session.seen = session.seen_kept = now;
    return session;
  }
  std::string found(const std::string& token) {
    const Session* session = sessions.find(token, now);
    return session == nullptr ? std::string() : session->id;
  }
  door::Sessions sessions{{}};
  core::Instant now = core::at_second(1'771'000'000);
};

bool same(const Session& a, const Session& b) {
  return a.id == b.id && a.token == b.token && a.account == b.account &&
         a.generation == b.generation && a.csrf == b.csrf && a.began == b.began &&
         a.rotated == b.rotated && a.former == b.former && a.former_until == b.former_until;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_session, SessionsFixture)

BOOST_AUTO_TEST_CASE(is_over_after_twelve_hours_without_a_request) {
  sessions.add(a_session("s", "t"));
  now += 12h - 1ms;
  BOOST_TEST(found("t") == "s");
  now += 1ms;
  BOOST_TEST(found("t") == "");
}

BOOST_AUTO_TEST_CASE(is_over_after_a_day_whatever_was_done_with_it) {
  sessions.add(a_session("s", "t"));
  for (int hour = 0; hour < 23; ++hour) {
    now += 1h;
    sessions.find("t", now)->seen = now;
  }
  now += 1h - 1ms;
  BOOST_TEST(found("t") == "s");
  now += 1ms;
  BOOST_TEST(found("t") == "");
}

BOOST_AUTO_TEST_CASE(is_not_over_when_the_clock_was_set_back) {
  sessions.add(a_session("s", "t"));
  now -= 48h;
  BOOST_TEST(found("t") == "s");
}

BOOST_AUTO_TEST_CASE(has_a_new_token_after_an_hour_and_the_former_one_for_a_minute_more) {
  sessions.add(a_session("s", "t1"));
  now += 1h - 1ms;
  BOOST_TEST(!sessions.may_rotate(*sessions.find("t1", now), "t1", now));
  now += 1ms;
  BOOST_TEST(sessions.may_rotate(*sessions.find("t1", now), "t1", now));
  sessions.rotate(*sessions.find("t1", now), "t2", now);
  BOOST_TEST(found("t1") == "s");
  BOOST_TEST(found("t2") == "s");
  // Who comes with the former one a moment later gets no second new one.
  now += 1h;
  BOOST_TEST(!sessions.may_rotate(*sessions.find("t2", now), "t1", now));
  now -= 1h;
  now += 60s - 1ms;
  BOOST_TEST(found("t1") == "s");
  now += 1ms;
  BOOST_TEST(found("t1") == "");
  BOOST_TEST(found("t2") == "s");
  sessions.rotate(*sessions.find("t2", now), "t3", now);
  BOOST_TEST(found("t1") == "");
}

BOOST_AUTO_TEST_CASE(goes_on_by_its_former_token_until_the_new_one_has_arrived) {
  sessions.add(a_session("s", "t1"));
  now += 1h;
  sessions.rotate(*sessions.find("t1", now), "t2", now);
  // The answer that brought it was lost: a phone in a dead spot.
  now += 3h;
  BOOST_TEST(found("t1") == "s");
  BOOST_TEST(found("t2") == "s");
  now += 60s;
  BOOST_TEST(found("t1") == "");
  BOOST_TEST(found("t2") == "s");
  // Read again from Redis it is no younger.
  door::Session written = *sessions.find("t2", now);
  written.former_until = now + 20h;
  sessions.replace({written});
  BOOST_TEST(found("t1") == "");
}

BOOST_AUTO_TEST_CASE(is_found_by_none_of_its_tokens_once_it_is_taken) {
  sessions.add(a_session("s", "t1"));
  sessions.add(a_session("other", "u"));
  sessions.rotate(*sessions.find("t1", now), "t2", now);
  const auto taken = sessions.take_if([](const Session& one) { return one.id == "s"; });
  BOOST_REQUIRE(taken.size() == 1u);
  BOOST_TEST(taken[0].token == "t2");
  BOOST_TEST(found("t1") == "");
  BOOST_TEST(found("t2") == "");
  BOOST_TEST(found("u") == "other");
  // Nor by those of one whose place another took.
  sessions.add(a_session("other", "v"));
  BOOST_TEST(found("u") == "");
  BOOST_TEST(found("v") == "other");
}

BOOST_AUTO_TEST_CASE(is_read_as_it_was_written) {
  Session session = a_session("s", "t");
  auto again = door::session_from("t", text_of(session));
  BOOST_REQUIRE(again);
  BOOST_TEST(same(session, *again));
  BOOST_CHECK(again->seen == session.rotated);
  session.former = "t0";
  session.former_until = now + 1min;
  again = door::session_from("t", text_of(session));
  BOOST_REQUIRE(again);
  BOOST_TEST(same(session, *again));
  BOOST_TEST(text_of(session).find("\"t\"") == std::string::npos);
  BOOST_TEST(door::session_from("t", R"({"id":"s"})").error() ==
             "its account is missing or no text");
  BOOST_TEST(
      door::session_from(
          "t", R"({"id":"s","account":"a","generation":1,"csrf":"c","began":1,"rotated":"x"})")
          .error() == "its rotated is missing or no instant");
  BOOST_TEST(!door::session_from("t", "x").has_value());
}

BOOST_AUTO_TEST_CASE(that_is_read_again_was_seen_when_either_side_saw_it_last) {
  sessions.add(a_session("here", "t1"));
  sessions.add(a_session("there", "t2"));
  sessions.add(a_session("gone", "t3"));
  auto written = std::vector{a_session("here", "t1"), a_session("there", "t2")};
  sessions.find("t1", now)->seen = now + 5min;
  written[1].seen = written[1].seen_kept = now + 7min;
  const auto gone = sessions.replace(written);
  BOOST_REQUIRE(gone.size() == 1u);
  BOOST_TEST(gone[0].id == "gone");
  BOOST_TEST(found("t3") == "");
  BOOST_CHECK(sessions.find("t1", now)->seen == now + 5min);
  BOOST_CHECK(sessions.find("t1", now)->seen_kept == now);
  BOOST_CHECK(sessions.find("t2", now)->seen == now + 7min);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_secret)

BOOST_AUTO_TEST_CASE(is_256_random_bits_of_which_only_a_hash_is_kept) {
  const std::string token = door::new_token();
  BOOST_TEST(token.size() == 43u);
  BOOST_TEST(token.find_first_not_of(
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == token.npos);
  BOOST_TEST(token != door::new_token());
  BOOST_TEST(door::hash_of_token(token).size() == 64u);
  BOOST_TEST(door::hash_of_token(token) == door::hash_of_token(token));
  BOOST_TEST(door::hash_of_token(token) != door::hash_of_token(door::new_token()));
  for (const std::string& none : {std::string(), token + "A", std::string(60000, 'A')})
    BOOST_TEST(door::hash_of_token(none) == "");
  BOOST_TEST(door::new_id().size() == 32u);
}

BOOST_AUTO_TEST_CASE(is_compared_whole) {
  BOOST_TEST(door::same_secret("abc", "abc"));
  for (const char* other : {"", "ab", "abd", "abcd"}) BOOST_TEST(!door::same_secret("abc", other));
  BOOST_TEST(!door::same_secret("", ""));
}

BOOST_AUTO_TEST_CASE(marks_a_browser_as_known_to_one_account_for_thirty_days) {
  const core::Instant now = core::at_second(1'771'000'000);
  const door::Account account{.name = "li.na", .hash = "hash"};
  const std::string mark = door::known_mark(account, now);
  BOOST_TEST(door::is_known(account, mark, now));
  BOOST_TEST(door::is_known(account, mark, now + 30 * 24h));
  BOOST_TEST(!door::is_known(account, mark, now + 30 * 24h + 1s));
  BOOST_TEST(!door::is_known(account, mark, now - 1s));
  BOOST_TEST(!door::is_known({.name = "wang", .hash = "hash"}, mark, now));
  BOOST_TEST(!door::is_known({.name = "li.na", .hash = "another"}, mark, now));
  std::string altered = mark;
  altered.back() = altered.back() == 'A' ? 'B' : 'A';
  const std::string later = "1771000001" + mark.substr(mark.find('.'));
  for (const std::string& wrong : {std::string(), std::string("."), altered, later, mark + "A",
                                   std::string("1771000000"), std::string("x.y")})
    BOOST_TEST(!door::is_known(account, wrong, now + 2s), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
