// What becomes of sessions: touched, given new tokens, over, ended.
#include <algorithm>

#include "tests/centre/door_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;

struct VisitsFixture : DoorFixture {
  VisitsFixture() {
    add_account("li.na", "her own password");
    admitted = log_in("li.na", "her own password");
  }
  door::Admitted admitted;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_visit, VisitsFixture)

BOOST_AUTO_TEST_CASE(keeps_the_session_for_another_twelve_hours) {
  for (int i = 0; i < 3; ++i) {
    now += 7h;
    BOOST_TEST(keeper->visitor(admitted.token).has_value());
  }
  now += 3h;
  BOOST_TEST(!keeper->visitor(admitted.token).has_value());  // a day
  const auto idle = log_in("li.na", "her own password");
  now += 12h;
  BOOST_TEST(!keeper->visitor(idle.token).has_value());
  BOOST_TEST(!keeper->visitor("").has_value());
  BOOST_TEST(!keeper->visitor(door::new_token()).has_value());
}

BOOST_AUTO_TEST_CASE(gets_a_new_token_every_hour_and_the_former_one_counts_for_a_minute) {
  BOOST_TEST(!keeper->rotate_if_due(admitted.token));
  now += 1h;
  const auto fresh = keeper->rotate_if_due(admitted.token);
  BOOST_REQUIRE(fresh);
  BOOST_TEST(!keeper->rotate_if_due(admitted.token));
  BOOST_TEST(!keeper->rotate_if_due(*fresh));
  BOOST_TEST(keeper->visitor(admitted.token)->session == admitted.visitor.session);
  BOOST_TEST(keeper->visitor(*fresh)->session == admitted.visitor.session);
  BOOST_TEST(keeper->visitor(*fresh)->csrf == admitted.visitor.csrf);
  // It is written down: who starts now knows both.
  auto& another = open_door();
  BOOST_REQUIRE(loop.run_until([&] { return another.visitor(*fresh).has_value(); }));
  BOOST_TEST(another.visitor(admitted.token).has_value());
  now += 1min;
  BOOST_TEST(!keeper->visitor(admitted.token).has_value());
  BOOST_TEST(!another.visitor(admitted.token).has_value());
  BOOST_TEST(keeper->visitor(*fresh).has_value());
}

BOOST_AUTO_TEST_CASE(that_is_over_is_told_although_nobody_asks) {
  now += 12h - 1s;
  look();  // or what tells it would be a reading of Redis that was due
  signed_out.clear();
  now += 1s;
  BOOST_REQUIRE(loop.run_until([&] { return told(admitted.visitor.session); }));
  BOOST_TEST(!keeper->visitor(admitted.token).has_value());
  BOOST_TEST(keeper->list().front().sessions == 0u);
}

BOOST_AUTO_TEST_CASE(that_is_over_leaves_nothing_behind_in_redis) {
  now += 25h;
  BOOST_REQUIRE(loop.run_until([&] { return told(admitted.visitor.session); }));
  auto redis = this->redis();
  BOOST_REQUIRE(loop.run_until([&] {
    return run(redis, {"HGETALL", "{shunyi}:sessions"}).items.empty();
  }));
}

BOOST_AUTO_TEST_CASE(ends_with_a_logout_for_all_of_its_tokens_and_for_good) {
  now += 1h;
  const auto fresh = keeper->rotate_if_due(admitted.token);
  BOOST_REQUIRE(fresh);
  auto redis = this->redis();
  const auto kept = [&] {
    return run(redis, {"HGET", "{shunyi}:sessions", door::hash_of_token(*fresh)}).kind ==
           journal::Reply::Kind::string;
  };
  BOOST_REQUIRE(loop.run_until(kept));
  keeper->log_out(admitted.token);
  BOOST_TEST(told(admitted.visitor.session));
  BOOST_TEST(!keeper->visitor(admitted.token).has_value());
  BOOST_TEST(!keeper->visitor(*fresh).has_value());
  keeper->log_out(*fresh);
  keeper->log_out("");
  BOOST_TEST(std::ranges::count(signed_out, admitted.visitor.session) == 1);
  BOOST_TEST(keeper->visitor(operator_token).has_value());
  BOOST_REQUIRE(loop.run_until([&] { return !kept(); }));
  BOOST_TEST(!open_door().visitor(*fresh).has_value());
}

BOOST_AUTO_TEST_CASE(is_written_down_once_a_minute_at_most_and_found_again) {
  auto redis = this->redis();
  const std::string field = door::hash_of_token(admitted.token) + ":seen";
  const auto kept = [&] { return run(redis, {"HGET", "{shunyi}:sessions", field}).text; };
  const auto in_milliseconds = [](core::Instant at) {
    return std::to_string(at.time_since_epoch().count());
  };
  // What one look has written by itself, the next one finds written.
  const auto looked = [&] {
    look();
    look();
  };
  now += 59s;
  BOOST_TEST(keeper->visitor(admitted.token).has_value());
  looked();
  BOOST_TEST(kept() == "");
  now += 1s;
  BOOST_TEST(keeper->visitor(admitted.token).has_value());
  const core::Instant seen = now;
  BOOST_REQUIRE(loop.run_until([&] { return !kept().empty(); }));
  BOOST_TEST(kept() == in_milliseconds(seen));
  now += 30s;
  BOOST_TEST(keeper->visitor(admitted.token).has_value());
  looked();
  BOOST_TEST(kept() == in_milliseconds(seen));
  // A process that starts knows when it was seen last.
  now = seen + 12h - 1s;
  BOOST_TEST(open_door().visitor(admitted.token).has_value());
}

BOOST_AUTO_TEST_CASE(by_the_proxy_has_no_session_and_ends_with_the_account) {
  const auto visitor = keeper->trusted("li.na");
  BOOST_REQUIRE(visitor);
  BOOST_TEST(visitor->account == "li.na");
  BOOST_TEST(visitor->session == "trusted:li.na");
  BOOST_TEST(visitor->csrf.size() == 43u);
  BOOST_TEST(visitor->csrf == keeper->trusted("li.na")->csrf);
  BOOST_TEST(visitor->csrf != keeper->trusted("operator")->csrf);
  // A page stays open when the server is another one.
  BOOST_TEST(visitor->csrf == open_door().trusted("li.na")->csrf);
  doors.pop_back();
  BOOST_TEST(!keeper->trusted("nobody"));
  BOOST_TEST(!keeper->trusted(""));
  // Whether the password must be changed is nothing to who did not give it.
  must(answer<std::string>([&](auto done) { keeper->reset(by, "li.na", std::move(done)); }));
  BOOST_TEST(!keeper->trusted("li.na")->must_change);
  BOOST_TEST(told("trusted:li.na"));
  signed_out.clear();
  BOOST_TEST(changed.empty());
  must(change("li.na", {.person = "Li"}));
  BOOST_TEST(signed_out.empty());
  BOOST_TEST(std::ranges::count(changed, "trusted:li.na") == 1);
  BOOST_TEST(keeper->trusted("li.na")->person == "Li");
  must(change("li.na", {.disabled = true}));
  BOOST_TEST(told("trusted:li.na"));
  BOOST_TEST(!keeper->trusted("li.na"));
}

BOOST_AUTO_TEST_SUITE_END()
