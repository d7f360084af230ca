// Coming in by a password, and what becomes of who has a wrong one.
#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "clients/centre/door/passwords.hpp"
#include "tests/centre/door_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;
using Kind = Problem::Kind;

struct LoginFixture : DoorFixture {
  LoginFixture() { add_account("li.na", "her own password"); }

  /// How long somebody must wait who tries now; 0: not at all.
  long waits(const std::string& name, const std::string& from = "10.1.2.3",
             const std::string& known = "") {
    const auto outcome = try_log_in(name, "wrong password", from, known);
    BOOST_REQUIRE(!outcome);
    return outcome.error().wait.count();
  }
  void fail(const std::string& name, int times, const std::string& from = "10.1.2.3") {
    for (int i = 0; i < times; ++i)
      BOOST_TEST(problem_of(try_log_in(name, "wrong password", from)) == "wrong_login");
  }

  /// A door that posts nothing by itself, so that what is posted is an answer.
  struct Quiet {
    explicit Quiet(LoginFixture& fixture)
        : keeper(seldom(fixture), [this, &fixture](std::function<void()> work) {
            fixture.loop.post(std::move(work));
            ++posted;
          }) {
      must(keeper.open(fixture.first));
    }
    static door::Settings seldom(LoginFixture& fixture) {
      auto settings = fixture.settings();
      settings.watch_every = 1h;
      return settings;
    }
    void await_post() const {
      while (posted == 0) std::this_thread::sleep_for(1ms);
    }
    std::atomic<int> posted = 0;
    door::Doorkeeper keeper;
  };
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(who_logs_in, LoginFixture)

BOOST_AUTO_TEST_CASE(with_the_right_password_is_who_the_account_says) {
  const auto admitted = log_in("li.na", "her own password");
  BOOST_TEST(admitted.token.size() == 43u);
  const auto visitor = keeper->visitor(admitted.token);
  BOOST_REQUIRE(visitor);
  BOOST_TEST(visitor->account == "li.na");
  BOOST_TEST(visitor->person == "Person of li.na");
  BOOST_TEST(visitor->office.view() == "ZJW");
  BOOST_CHECK((visitor->roles == core::Roles{core::Role::dept_officer}));
  BOOST_TEST(!visitor->operates);
  BOOST_TEST(!visitor->must_change);
  BOOST_TEST(visitor->csrf == admitted.visitor.csrf);
  BOOST_TEST(visitor->session == admitted.visitor.session);
  const auto again = log_in("li.na", "her own password");
  BOOST_TEST(again.token != admitted.token);
  BOOST_TEST(again.visitor.csrf != admitted.visitor.csrf);
  BOOST_TEST(again.visitor.session != admitted.visitor.session);
  BOOST_TEST(keeper->visitor(admitted.token).has_value());  // two desks
}

BOOST_AUTO_TEST_CASE(with_anything_else_is_told_the_same) {
  must(change("li.na", {.disabled = true}));
  std::vector<Problem> problems;
  for (const auto& [name, password] :
       {std::pair{"li.na", "her own password"}, std::pair{"operator", "wrong password"},
        std::pair{"nobody", "her own password"}, std::pair{"Not A Name", "x"}, std::pair{"", ""}})
    problems.push_back(try_log_in(name, password).error());
  problems.push_back(try_log_in("operator", std::string(1025, 'x'), "10.1.2.4").error());
  for (const Problem& problem : problems) {
    BOOST_CHECK(problem.kind == Kind::wrong_login);
    BOOST_TEST(problem.message == problems[0].message);
    BOOST_TEST(problem.message_zh == problems[0].message_zh);
  }
}

BOOST_AUTO_TEST_CASE(under_a_name_that_there_is_not_waits_as_long_as_with_a_wrong_password) {
  using Steady = std::chrono::steady_clock;
  // The fastest of several, since other work delays some of them: a name that costs nothing never
  // takes half as long as a password.
  auto least = std::array{Steady::duration::max(), Steady::duration::max()};
  const auto alike = [&] { return least[0] / 2 < least[1] && least[1] / 2 < least[0]; };
  for (int round = 0; round < 30 && (round < 3 || !alike()); ++round)
    for (const std::size_t which : {0u, 1u}) {
      now += 1h;  // nobody is locked out
      const auto begun = Steady::now();
      fail(which == 0 ? "li.na" : "nobody", 1);
      least[which] = std::min(least[which], Steady::now() - begun);
    }
  BOOST_TEST(alike());
}

BOOST_AUTO_TEST_CASE(
    and_fails_five_times_must_wait_from_wherever_it_is_tried_and_whatever_the_name) {
  for (const std::string name : {"li.na", "nobody"}) {
    for (int i = 0; i < 5; ++i) fail(name, 1, "10.2.0." + std::to_string(i));
    BOOST_TEST(waits(name, "10.2.0.9") == 1);
    // Waiting is no failure: the next one is still a second away.
    BOOST_TEST(waits(name, "10.2.0.9") == 1);
    now += 1s;
    fail(name, 1, "10.2.0.8");
    BOOST_TEST(waits(name, "10.2.0.9") == 2);
  }
  const auto refused = try_log_in("li.na", "her own password", "10.2.0.9");
  BOOST_TEST(problem_of(refused) == "locked_out");
  BOOST_TEST(refused.error().message ==
             "too many failed tries; right would be: another try in 1 second");
  BOOST_TEST(refused.error().message_zh == "失败次数过多；应为：1 秒后再试");
  now += 1s;
  must(try_log_in("li.na", "her own password", "10.2.0.9"));
  // The right password clears the account.
  fail("li.na", 4, "10.2.1.1");
  must(try_log_in("li.na", "her own password", "10.2.1.1"));
  fail("li.na", 4, "10.2.1.2");
  must(try_log_in("li.na", "her own password", "10.2.1.2"));
}

BOOST_AUTO_TEST_CASE(from_an_address_that_failed_five_times_must_wait_whatever_the_account) {
  for (const char* name : {"one", "two", "three", "four", "five"}) fail(name, 1, "10.3.0.1");
  BOOST_TEST(waits("li.na", "10.3.0.1") == 1);
  must(try_log_in("li.na", "her own password", "10.3.0.2"));
  now += 1s;
  // One's own account does not clear the address for more guesses.
  must(try_log_in("li.na", "her own password", "10.3.0.1"));
  fail("six", 1, "10.3.0.1");
  BOOST_TEST(waits("seven", "10.3.0.1") == 2);
  // All of one IPv6 network is one address; what is none is held by its account alone.
  for (int i = 0; i < 5; ++i) fail("v" + std::to_string(i), 1, "2001:db8::" + std::to_string(i));
  BOOST_TEST(waits("li.na", "2001:db8::77") == 1);
  BOOST_TEST(waits("li.na", "2001:db8:0:1::77") == 0);
  for (int i = 0; i < 6; ++i) fail("w" + std::to_string(i), 1, "");
}

BOOST_AUTO_TEST_CASE(in_a_browser_that_is_known_waits_for_its_own_failures_alone) {
  const std::string known = log_in("li.na", "her own password").known;
  for (int i = 0; i < 16; ++i) {
    fail("li.na", 1, "10.4.0.1");
    now += std::chrono::seconds{waits("li.na", "10.4.0.1")};
  }
  fail("li.na", 1, "10.4.0.1");
  BOOST_TEST(waits("li.na", "10.4.0.2") == 900);
  BOOST_TEST(waits("operator", "10.4.0.1") == 900);
  // A stranger guesses from the same network, all day long: she comes in.
  const auto admitted = must(try_log_in("li.na", "her own password", "10.4.0.1", known));
  BOOST_TEST(waits("li.na", "10.4.0.2") == 900);  // the stranger waits on
  // What a known browser itself tries is counted, and known to one account only.
  for (int i = 0; i < 5; ++i) BOOST_TEST(waits("li.na", "10.4.0.1", admitted.known) == 0);
  BOOST_TEST(waits("li.na", "10.4.0.1", admitted.known) == 1);
  BOOST_TEST(waits("operator", "10.4.0.1", admitted.known) == 900);
  BOOST_TEST(waits("li.na", "10.4.0.1", "1771000000.forged") == 900);
  // A new password ends what was known of the browser.
  must(try_change(admitted.token, "her own password", "her next password"));
  now += 1s;
  BOOST_TEST(waits("li.na", "10.4.0.1", admitted.known) > 1);
}

BOOST_AUTO_TEST_CASE(a_hundred_times_at_once_is_held_against_five_passwords) {
  int wrong = 0;
  int locked = 0;
  for (int i = 0; i < 100; ++i)
    keeper->log_in({"li.na", "wrong password", "10.5.0." + std::to_string(i)},
                   [&](const Outcome<door::Admitted>& outcome) {
                     ++(problem_of(outcome) == "wrong_login" ? wrong : locked);
                   });
  BOOST_REQUIRE(loop.run_until([&] { return wrong + locked == 100; }));
  BOOST_TEST(wrong == 5);
}

BOOST_AUTO_TEST_CASE(when_too_many_do_is_told_so_and_not_held_to_have_failed) {
  auto few = settings();
  few.hashes_may_wait = 1;
  auto& small = open_door(few);
  int busy = 0;
  int right = 0;
  for (int i = 0; i < 5; ++i)
    small.log_in({"li.na", "her own password", "10.6.0.1"},
                 [&](const Outcome<door::Admitted>& outcome) {
                   if (outcome)
                     ++right;
                   else if (outcome.error().kind == Kind::busy)
                     ++busy;
                 });
  BOOST_REQUIRE(loop.run_until([&] { return busy + right == 5; }));
  BOOST_TEST(busy >= 1);
  BOOST_TEST(right >= 1);
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(problem_of(try_log_in("li.na", "wrong", "10.6.0.1", "", &small)) == "wrong_login");
}

BOOST_AUTO_TEST_CASE(with_a_hash_of_another_cost_gets_one_of_todays_and_comes_in_with_it) {
  const std::string cheap = *door::hash_of("her own password", {.passes = 1});
  auto redis = this->redis();
  const auto rewrite = [&] {
    auto account = *door::account_from(run(redis, {"HGET", "{shunyi}:accounts", "li.na"}).text);
    account.hash = cheap;
    run(redis, {"HSET", "{shunyi}:accounts", "li.na", text_of(account)});
    run(redis, {"INCR", "{shunyi}:accounts:changed"});
  };
  rewrite();
  const auto hash = [&] {
    return door::account_from(run(redis, {"HGET", "{shunyi}:accounts", "li.na"}).text)->hash;
  };
  BOOST_REQUIRE(hash() == cheap);
  auto& fresh = open_door();
  const auto admitted = must(try_log_in("li.na", "her own password", "10.1.2.3", "", &fresh));
  BOOST_REQUIRE(loop.run_until([&] { return hash() != cheap; }));
  BOOST_TEST(!door::needs_rehash(hash()));
  BOOST_TEST(fresh.visitor(admitted.token).has_value());
  must(try_log_in("li.na", "her own password", "10.1.2.3", "", &fresh));
  // The mark is one of the new hash.
  for (int i = 0; i < 6; ++i) (void)try_log_in("li.na", "wrong", "10.1.2.3", "", &fresh);
  must(try_log_in("li.na", "her own password", "10.1.2.3", admitted.known, &fresh));
}

BOOST_AUTO_TEST_CASE(while_the_account_is_being_disabled_does_not_come_in) {
  // The password is right when it is hashed; what counts is the moment after.
  std::optional<std::string> problem;
  keeper->log_in({"li.na", "her own password", "10.1.2.3"},
                 [&](const Outcome<door::Admitted>& outcome) { problem = problem_of(outcome); });
  must(change("li.na", {.disabled = true}));
  BOOST_REQUIRE(loop.run_until([&] { return problem.has_value(); }));
  BOOST_TEST(*problem == "wrong_login");
  BOOST_TEST(keeper->list().front().sessions == 0u);
}

BOOST_AUTO_TEST_CASE(and_is_signed_out_by_an_operator_before_the_session_is_kept_does_not_come_in) {
  Quiet quiet(*this);
  std::optional<std::string> problem;
  quiet.keeper.log_in(
      {"li.na", "her own password", "10.1.2.3"},
      [&](const Outcome<door::Admitted>& outcome) { problem = problem_of(outcome); });
  quiet.await_post();
  // The password was right, the loop has not heard of it yet.
  quiet.keeper.sign_out(by, "li.na", [](const Outcome<door::Done>&) {});
  BOOST_REQUIRE(loop.run_until([&] { return problem.has_value(); }));
  BOOST_TEST(*problem == "wrong_login");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(who_changes_a_password, LoginFixture)

BOOST_AUTO_TEST_CASE(gets_a_new_token_and_ends_all_other_sessions_of_the_account) {
  const auto here = log_in("li.na", "her own password");
  const auto elsewhere = log_in("li.na", "her own password");
  const auto changed = must(try_change(here.token, "her own password", "her next password"));
  BOOST_TEST(changed.visitor.session == here.visitor.session);
  BOOST_TEST(keeper->visitor(changed.token).has_value());
  BOOST_TEST(!keeper->visitor(here.token).has_value());
  BOOST_TEST(!keeper->visitor(elsewhere.token).has_value());
  BOOST_TEST(told(elsewhere.visitor.session));
  BOOST_TEST(!told(here.visitor.session));
  BOOST_TEST(keeper->visitor(operator_token).has_value());
  BOOST_TEST(problem_of(try_log_in("li.na", "her own password")) == "wrong_login");
  log_in("li.na", "her next password");
  // Another process says the same.
  auto& another = open_door();
  BOOST_TEST(another.visitor(changed.token).has_value());
  BOOST_TEST(!another.visitor(here.token).has_value());
  BOOST_TEST(!another.visitor(elsewhere.token).has_value());
}

BOOST_AUTO_TEST_CASE(must_know_the_old_one_and_waits_after_five_failures) {
  const auto admitted = log_in("li.na", "her own password");
  for (int i = 0; i < 5; ++i) {
    const auto wrong = try_change(admitted.token, "a wrong password", "her next password");
    BOOST_TEST(problem_of(wrong) == "malformed");
    BOOST_TEST(wrong.error().field == "old");
    BOOST_TEST(wrong.error().value == "");
  }
  BOOST_TEST(problem_of(try_change(admitted.token, "her own password", "her next password")) ==
             "locked_out");
  BOOST_TEST(keeper->visitor(admitted.token).has_value());
  now += 1s;
  const auto changed = must(try_change(admitted.token, "her own password", "her next password"));
  must(try_change(changed.token, "her next password", "her third password"));
}

BOOST_AUTO_TEST_CASE(must_choose_one_that_is_long_enough_and_be_signed_in) {
  const auto admitted = log_in("li.na", "her own password");
  const auto shorter = try_change(admitted.token, "her own password", "short");
  BOOST_TEST(problem_of(shorter) == "malformed");
  BOOST_TEST(shorter.error().field == "new");
  BOOST_TEST(problem_of(try_change(door::new_token(), "her own password", "her next password")) ==
             "not_signed_in");
  std::optional<std::string> problem;
  keeper->change_password(
      admitted.token, "her own password", "her next password", "10.1.2.3",
      [&](const Outcome<door::Admitted>& outcome) { problem = problem_of(outcome); });
  keeper->log_out(admitted.token);
  BOOST_REQUIRE(loop.run_until([&] { return problem.has_value(); }));
  BOOST_TEST(*problem == "not_signed_in");
  log_in("li.na", "her own password");
}

BOOST_AUTO_TEST_CASE(and_is_signed_out_by_an_operator_meanwhile_has_changed_nothing) {
  const auto admitted = log_in("li.na", "her own password");
  Quiet quiet(*this);
  std::optional<std::string> problem;
  quiet.keeper.change_password(
      admitted.token, "her own password", "her next password", "10.1.2.3",
      [&](const Outcome<door::Admitted>& outcome) { problem = problem_of(outcome); });
  quiet.await_post();
  quiet.keeper.sign_out(by, "li.na", [](const Outcome<door::Done>&) {});
  BOOST_REQUIRE(loop.run_until([&] { return problem.has_value(); }));
  BOOST_TEST(*problem == "not_signed_in");
  log_in("li.na", "her own password");
}

BOOST_AUTO_TEST_CASE(that_was_made_for_them_is_marked_until_then) {
  const auto added = must(answer<door::Added>([&](auto done) {
    keeper->add(by,
                {.name = "wang",
                 .person = "王",
                 .office = core::OfficeId("ZJW"),
                 .roles = {core::Role::dept_head}},
                std::move(done));
  }));
  const auto admitted = log_in("wang", added.password);
  BOOST_TEST(admitted.visitor.must_change);
  const auto changed = must(try_change(admitted.token, added.password, "a password of his"));
  BOOST_TEST(!changed.visitor.must_change);
  BOOST_TEST(!keeper->visitor(changed.token)->must_change);
}

BOOST_AUTO_TEST_CASE(twice_at_once_changes_it_once) {
  const auto one = log_in("li.na", "her own password");
  const auto other = log_in("li.na", "her own password");
  std::vector<std::string> problems;
  for (const auto& [token, chosen] :
       {std::pair{one.token, "password of one"}, std::pair{other.token, "password of other"}})
    keeper->change_password(
        token, "her own password", chosen, "10.1.2.3",
        [&](const Outcome<door::Admitted>& outcome) { problems.push_back(problem_of(outcome)); });
  BOOST_REQUIRE(loop.run_until([&] { return problems.size() == 2; }));
  BOOST_TEST(std::ranges::count(problems, "") == 1);
  BOOST_TEST(std::ranges::count(problems, "not_signed_in") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
