// Several processes on one Redis, and a Redis that goes away.
#include <algorithm>
#include <thread>

#include "tests/centre/door_fixture.hpp"
#include "tests/journal/faltering_redis.hpp"

namespace {

using namespace shao;
using namespace shao::test;

struct TwoDoorsFixture : DoorFixture {
  TwoDoorsFixture() {
    add_account("li.na", "her own password");
    admitted = log_in("li.na", "her own password");
    other = &open_door();
  }
  bool eventually(const std::function<bool()>& holds) { return loop.run_until(holds); }
  bool is_in(door::Doorkeeper& at) { return at.visitor(admitted.token).has_value(); }
  Outcome<door::Account> change_at_other(door::Change how) {
    return answer<door::Account>(
        [&](auto done) { other->change(by, "li.na", std::move(how), std::move(done)); });
  }

  /// A session of li.na's, straight into Redis.
  std::string written_session(std::uint64_t generation) {
    const std::string token = door::new_token();
    door::Session session;
    session.id = door::new_id();
    session.account = "li.na";
    session.generation = generation;
    session.csrf = "c";
    session.began = session.rotated = now;
    run(direct, {"HSET", "{shunyi}:sessions", door::hash_of_token(token), text_of(session)});
    return token;
  }
  bool kept(const std::string& token) {
    return run(direct, {"HGET", "{shunyi}:sessions", door::hash_of_token(token)}).kind ==
           journal::Reply::Kind::string;
  }

  door::Admitted admitted;
  door::Doorkeeper* other = nullptr;
  journal::RedisConnection direct = redis();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(another_process, TwoDoorsFixture)

BOOST_AUTO_TEST_CASE(knows_who_came_in_here_and_what_token_follows) {
  BOOST_TEST(is_in(*other));
  const auto later = log_in("li.na", "her own password");
  BOOST_TEST(eventually([&] { return other->visitor(later.token).has_value(); }));
  now += 1h;
  const auto fresh = keeper->rotate_if_due(later.token);
  BOOST_REQUIRE(fresh);
  BOOST_TEST(eventually([&] { return other->visitor(*fresh).has_value(); }));
}

BOOST_AUTO_TEST_CASE(that_disables_an_account_ends_its_sessions_here) {
  must(change_at_other({.disabled = true}));
  BOOST_TEST(eventually([&] { return !is_in(*keeper); }));
  BOOST_TEST(told(admitted.visitor.session));
  BOOST_TEST(std::ranges::count(signed_out, "trusted:li.na") == 2);  // by both
  BOOST_TEST(problem_of(try_log_in("li.na", "her own password")) == "wrong_login");
}

BOOST_AUTO_TEST_CASE(that_changes_roles_changes_them_here) {
  must(change_at_other({.roles = core::Roles{core::Role::dept_head}}));
  BOOST_TEST(eventually(
      [&] { return keeper->visitor(admitted.token)->roles.has(core::Role::dept_head); }));
  BOOST_TEST(std::ranges::count(changed, admitted.visitor.session) == 2);  // by both
}

BOOST_AUTO_TEST_CASE(that_resets_a_password_or_signs_out_ends_sessions_here) {
  must(answer<std::string>([&](auto done) { other->reset(by, "li.na", std::move(done)); }));
  BOOST_TEST(eventually([&] { return !is_in(*keeper); }));
  const auto again = log_in("operator", "a secret of mine");
  must(answer<door::Done>([&](auto done) { other->sign_out(by, "operator", std::move(done)); }));
  BOOST_TEST(eventually([&] { return !keeper->visitor(again.token); }));
}

BOOST_AUTO_TEST_CASE(where_somebody_logs_out_ends_the_session_here) {
  other->log_out(admitted.token);
  BOOST_TEST(eventually([&] { return !is_in(*keeper); }));
  BOOST_TEST(std::ranges::count(signed_out, admitted.visitor.session) == 2);  // by both
}

BOOST_AUTO_TEST_CASE(where_a_session_is_at_work_keeps_it_for_all) {
  now += 11h + 55min;
  BOOST_TEST(is_in(*other));
  auto redis = this->redis();
  const std::string seen = door::hash_of_token(admitted.token) + ":seen";
  BOOST_REQUIRE(eventually([&] {
    return run(redis, {"HGET", "{shunyi}:sessions", seen}).kind == journal::Reply::Kind::string;
  }));
  look();  // and nothing is under way that was read before
  now += 6min;
  // Here nothing was seen of it for more than twelve hours.
  look();
  look();
  BOOST_TEST(is_in(*other));
  BOOST_TEST(eventually([&] { return is_in(*keeper); }));
}

BOOST_AUTO_TEST_CASE(that_ended_a_session_is_not_undone_by_a_token_given_out_meanwhile) {
  // Both have it in memory; there it ends, and here, before that is noticed, a new token is due.
  auto slow = settings();
  slow.watch_every = 1h;
  auto& unaware = open_door(slow);
  now += 1h;
  other->log_out(admitted.token);
  BOOST_TEST(eventually([&] { return !is_in(*keeper); }));
  const auto fresh = unaware.rotate_if_due(admitted.token);
  BOOST_REQUIRE(fresh);
  look();
  BOOST_TEST(!keeper->visitor(*fresh).has_value());
  BOOST_TEST(!other->visitor(*fresh).has_value());
  auto redis = this->redis();
  // Whatever the unaware one still has to write is written when it ends.
  doors.pop_back();
  BOOST_CHECK(run(redis, {"HGET", "{shunyi}:sessions", door::hash_of_token(*fresh)}).kind ==
              journal::Reply::Kind::nil);
}

BOOST_AUTO_TEST_CASE(cannot_bring_back_a_session_of_an_account_that_was_signed_out) {
  must(answer<door::Done>([&](auto done) { keeper->sign_out(by, "li.na", std::move(done)); }));
  const auto generation = keeper->list().front().account.generation;
  const std::string of_now = written_session(generation);
  const std::string of_before = written_session(generation - 1);
  const std::string ahead = written_session(generation + 1);
  look();
  BOOST_TEST(keeper->visitor(of_now).has_value());
  BOOST_TEST(!keeper->visitor(of_before).has_value());
  BOOST_TEST(eventually([&] { return !kept(of_before); }));
  // One that is ahead of what is known of its account here waits for that.
  BOOST_TEST(!keeper->visitor(ahead).has_value());
  look();
  BOOST_TEST(kept(ahead));
}

BOOST_AUTO_TEST_CASE(that_ends_has_written_all_that_it_began) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 50; ++i) tokens.push_back(written_session(1));
  auto& ending = open_door();
  for (const std::string& token : tokens) ending.log_out(token);
  doors.pop_back();
  BOOST_TEST(std::ranges::none_of(tokens, [&](const auto& token) { return kept(token); }));
}

BOOST_AUTO_TEST_CASE(cannot_bring_back_what_was_ended_here_after_it_was_read) {
  const auto counted = [&] { return loop.waiting(); };
  auto redis = this->redis();
  run(redis, {"INCR", "{shunyi}:accounts:changed"});
  // The keeper and the other one have both looked since, and have read the session.
  const std::size_t before = counted();
  while (counted() < before + 6) std::this_thread::sleep_for(1ms);
  keeper->log_out(admitted.token);
  bool came_back = false;
  const auto until = std::chrono::steady_clock::now() + 100ms;
  eventually([&] {
    came_back = came_back || is_in(*keeper);
    return std::chrono::steady_clock::now() > until;
  });
  BOOST_TEST(!came_back);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(a_redis_that_is_away, TwoDoorsFixture)

BOOST_AUTO_TEST_CASE(keeps_those_in_who_are_in_and_nobody_else_comes_in) {
  server.reset();
  BOOST_REQUIRE(eventually([&] { return !keeper->storage_up(); }));
  BOOST_TEST(is_in(*keeper));
  const auto refused = try_log_in("li.na", "her own password");
  BOOST_TEST(problem_of(refused) == "storage_down");
  // Nor is any password tried: it would be for nothing.
  BOOST_TEST(problem_of(try_log_in("li.na", "wrong password")) == "storage_down");
  BOOST_TEST(problem_of(change("li.na", {.disabled = true})) == "storage_down");
  BOOST_TEST(problem_of(try_change(admitted.token, "her own password", "her next password")) ==
             "storage_down");
  BOOST_TEST(problem_of(answer<door::Added>([&](auto done) {
               keeper->add(by,
                           {.name = "wang",
                            .person = "王",
                            .office = core::OfficeId("ZJW"),
                            .roles = {core::Role::dept_officer}},
                           std::move(done));
             })) == "storage_down");
  now += 1h;
  BOOST_TEST(!keeper->rotate_if_due(admitted.token));
  start();
  BOOST_REQUIRE(eventually([&] { return keeper->storage_up(); }));
  BOOST_TEST(is_in(*keeper));
  BOOST_TEST(keeper->rotate_if_due(admitted.token).has_value());
  log_in("li.na", "her own password");
}

BOOST_AUTO_TEST_CASE(when_somebody_logs_out_learns_of_it_when_it_is_back) {
  server.reset();
  BOOST_REQUIRE(eventually([&] { return !keeper->storage_up(); }));
  keeper->log_out(admitted.token);
  BOOST_TEST(!is_in(*keeper));
  start();
  BOOST_REQUIRE(eventually([&] { return keeper->storage_up(); }));
  BOOST_TEST(!is_in(*keeper));
  BOOST_TEST(eventually([&] { return !is_in(*other); }));
  BOOST_TEST(!open_door().visitor(admitted.token).has_value());
}

BOOST_AUTO_TEST_CASE(at_the_start_lets_nobody_open_the_door) {
  server.reset();
  door::Doorkeeper shut(
      {.redis = {"unix:" + folder / "redis/none.sock"}, .jurisdiction = jurisdiction},
      [this](auto work) { loop.post(std::move(work)); });
  BOOST_TEST(problem_of(shut.open(first)) == "storage_down");
}

BOOST_AUTO_TEST_CASE(for_a_moment_is_asked_again_without_anybody_noticing) {
  auto seldom = settings();
  seldom.watch_every = 1h;
  auto& unaware = open_door(seldom);
  server->process().kill();
  start();
  must(try_log_in("li.na", "her own password", "10.1.2.3", "", &unaware));
  must(answer<door::Done>([&](auto done) { unaware.sign_out(by, "li.na", std::move(done)); }));
}

BOOST_AUTO_TEST_CASE(at_any_step_of_a_login_or_a_change_is_told_and_nothing_hangs) {
  FalteringRedis door(server->url());
  auto through = settings();
  through.redis = address(door.url());
  through.watch_every = 1h;
  auto& faltering = open_door(through);
  for (const std::string command : {"HSET", "INCR"}) {
    door.fail_where(command, FalteringRedis::hang_up);
    BOOST_TEST(problem_of(try_log_in("li.na", "her own password", "10.1.2.3", "", &faltering)) ==
               "storage_down");
    door.mend();
    // For a second it is not asked again.
    BOOST_TEST(problem_of(try_log_in("li.na", "her own password", "10.1.2.3", "", &faltering)) ==
               "storage_down");
    BOOST_TEST(door.requests() == 0u);
    std::this_thread::sleep_for(1s);
    must(try_log_in("li.na", "her own password", "10.1.2.3", "", &faltering));
  }
}

BOOST_AUTO_TEST_SUITE_END()
