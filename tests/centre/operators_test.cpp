// What operators do with accounts, and that it counts at once.
#include <algorithm>

#include "clients/centre/door/passwords.hpp"
#include "tests/centre/door_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;

struct OperatorsFixture : DoorFixture {
  OperatorsFixture() {
    add_account("li.na", "her own password");
    admitted = log_in("li.na", "her own password");
  }
  Outcome<door::Added> try_add(const std::string& name, const std::string& person,
                               const door::By& who) {
    return answer<door::Added>([&](auto done) {
      keeper->add(who,
                  {.name = name,
                   .person = person,
                   .office = core::OfficeId("ZJW"),
                   .roles = {core::Role::dept_officer}},
                  std::move(done));
    });
  }
  Outcome<std::string> try_reset(const std::string& name) {
    return answer<std::string>([&](auto done) { keeper->reset(by, name, std::move(done)); });
  }
  Outcome<door::Done> try_sign_out(const std::string& name) {
    return answer<door::Done>([&](auto done) { keeper->sign_out(by, name, std::move(done)); });
  }
  bool is_in() { return keeper->visitor(admitted.token).has_value(); }

  door::Admitted admitted;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(an_operator, OperatorsFixture)

BOOST_AUTO_TEST_CASE(is_made_at_the_first_start_and_never_again) {
  BOOST_TEST(first_password.size() == 16u);
  const std::string password = std::exchange(first_password, {});
  open_door();
  BOOST_TEST(first_password == "");
  BOOST_TEST(problem_of(try_log_in("operator", password)) == "wrong_login");
  // Not where the accounts that there are cannot be read either.
  auto redis = this->redis();
  for (const char* name : {"operator", "li.na"})
    run(redis, {"HSET", "{shunyi}:accounts", name, "garbled"});
  open_door();
  BOOST_TEST(first_password == "");
  BOOST_TEST(run(redis, {"HGET", "{shunyi}:accounts", "operator"}).text == "garbled");
}

BOOST_AUTO_TEST_CASE(cannot_be_made_where_it_is_none) {
  auto elsewhere = settings();
  first.name = "No Name";
  server.reset();
  std::filesystem::remove_all(folder / "redis");
  start();
  elsewhere.redis = address(server->url());
  door::Doorkeeper empty(elsewhere, [this](auto work) { loop.post(std::move(work)); });
  const auto opened = empty.open(first);
  BOOST_TEST(problem_of(opened) == "malformed");
  BOOST_TEST(opened.error().field == "name");
}

BOOST_AUTO_TEST_CASE(adds_an_account_with_a_password_to_be_changed) {
  const auto added = must(try_add("wang", "王", by));
  BOOST_TEST(added.account.name == "wang");
  BOOST_TEST(added.account.hash == "");
  BOOST_TEST(added.account.must_change);
  BOOST_TEST(added.password.size() == 16u);
  BOOST_TEST(log_in("wang", added.password).visitor.must_change);
  BOOST_TEST(problem_of(try_add("wang", "王", by)) == "name_taken");
  BOOST_TEST(problem_of(try_add("Wang", "王", by)) == "malformed");
  const auto nameless = try_add("wang2", "", by);
  BOOST_TEST(nameless.error().field == "person");
}

BOOST_AUTO_TEST_CASE(lists_accounts_with_their_sessions_and_without_their_hashes) {
  log_in("li.na", "her own password");
  now += 30s;
  BOOST_TEST(is_in());
  must(try_add("wang", "王", by));
  const auto listed = keeper->list();
  BOOST_REQUIRE(listed.size() == 3u);
  BOOST_TEST(listed[0].account.name == "li.na");
  BOOST_TEST(listed[0].sessions == 2u);
  BOOST_CHECK(listed[0].last_seen == now);
  BOOST_TEST(listed[1].account.name == "operator");
  BOOST_TEST(listed[2].account.name == "wang");
  BOOST_TEST(listed[2].sessions == 0u);
  BOOST_CHECK(!listed[2].last_seen);
  for (const auto& one : listed) BOOST_TEST(one.account.hash == "");
}

BOOST_AUTO_TEST_CASE(changes_person_and_roles_which_counts_with_the_next_request) {
  const auto changed =
      must(change("li.na", {.person = "李娜", .roles = core::Roles{core::Role::dept_head}}));
  BOOST_TEST(changed.person == "李娜");
  BOOST_TEST(changed.hash == "");
  const auto visitor = keeper->visitor(admitted.token);
  BOOST_REQUIRE(visitor);
  BOOST_TEST(visitor->person == "李娜");
  BOOST_CHECK((visitor->roles == core::Roles{core::Role::dept_head}));
  BOOST_TEST(!told(admitted.visitor.session));
  BOOST_TEST(problem_of(change("li.na", {.person = " "})) == "malformed");
  BOOST_TEST(problem_of(change("li.na", {.roles = core::Roles{}})) == "malformed");
  BOOST_TEST(problem_of(change("nobody", {.person = "x"})) == "unknown_account");
  BOOST_TEST(keeper->visitor(admitted.token)->person == "李娜");
}

BOOST_AUTO_TEST_CASE(disables_an_account_which_ends_its_sessions_at_once) {
  must(change("li.na", {.disabled = true}));
  BOOST_TEST(!is_in());
  BOOST_TEST(told(admitted.visitor.session));
  BOOST_TEST(problem_of(try_log_in("li.na", "her own password")) == "wrong_login");
  BOOST_TEST(keeper->visitor(operator_token).has_value());
  // Enabled again, they stay ended.
  must(change("li.na", {.disabled = false}));
  BOOST_TEST(!is_in());
  log_in("li.na", "her own password");
}

BOOST_AUTO_TEST_CASE(resets_a_password_which_ends_sessions_and_waits) {
  for (int i = 0; i < 7; ++i) (void)try_log_in("li.na", "wrong", "10.9.0." + std::to_string(i));
  BOOST_TEST(problem_of(try_log_in("li.na", "her own password")) == "locked_out");
  const std::string password = must(try_reset("li.na"));
  BOOST_TEST(!is_in());
  BOOST_TEST(told(admitted.visitor.session));
  BOOST_TEST(problem_of(try_log_in("li.na", "her own password")) == "wrong_login");
  BOOST_TEST(log_in("li.na", password).visitor.must_change);
  BOOST_TEST(problem_of(try_reset("nobody")) == "unknown_account");
}

BOOST_AUTO_TEST_CASE(signs_an_account_out_everywhere) {
  const auto elsewhere = log_in("li.na", "her own password");
  must(try_sign_out("li.na"));
  BOOST_TEST(!is_in());
  BOOST_TEST(told(admitted.visitor.session));
  BOOST_TEST(told(elsewhere.visitor.session));
  log_in("li.na", "her own password");
  BOOST_TEST(problem_of(try_sign_out("nobody")) == "unknown_account");
}

BOOST_AUTO_TEST_CASE(alone_may_do_any_of_it) {
  const auto refused = [&](const door::By& who) {
    std::vector<std::string> problems{problem_of(try_add("wang", "王", who))};
    problems.push_back(problem_of(answer<door::Account>(
        [&](auto done) { keeper->change(who, "li.na", {.operates = true}, std::move(done)); })));
    problems.push_back(problem_of(
        answer<std::string>([&](auto done) { keeper->reset(who, "operator", std::move(done)); })));
    problems.push_back(problem_of(answer<door::Done>(
        [&](auto done) { keeper->sign_out(who, "operator", std::move(done)); })));
    return std::ranges::count(problems, "not_operator") == 4;
  };
  BOOST_TEST(refused({"li.na", "10.1.2.3"}));
  BOOST_TEST(refused({"nobody", "10.1.2.3"}));
  BOOST_TEST(refused({"", ""}));
  must(change("li.na", {.operates = true}));
  BOOST_TEST(!refused({"li.na", "10.1.2.3"}));
  must(change("li.na", {.disabled = true}));
  BOOST_TEST(refused({"li.na", "10.1.2.3"}));
}

BOOST_AUTO_TEST_CASE(that_is_the_last_one_stays_one) {
  BOOST_TEST(problem_of(change("operator", {.operates = false})) == "last_operator");
  BOOST_TEST(problem_of(change("operator", {.disabled = true})) == "last_operator");
  must(change("li.na", {.operates = true}));
  must(change("li.na", {.disabled = true}));
  BOOST_TEST(problem_of(change("operator", {.disabled = true})) == "last_operator");
  must(change("li.na", {.disabled = false}));
  // Two who put each other out at once: one of them stays.
  std::vector<std::string> problems;
  const auto note = [&](const Outcome<door::Account>& outcome) {
    problems.push_back(problem_of(outcome));
  };
  keeper->change(by, "li.na", {.operates = false}, note);
  keeper->change({"li.na", "10.1.2.3"}, "operator", {.operates = false}, note);
  BOOST_REQUIRE(loop.run_until([&] { return problems.size() == 2; }));
  BOOST_TEST(problems[0] == "");
  BOOST_TEST(problems[1] == "last_operator");
}

BOOST_AUTO_TEST_CASE(adds_one_name_twice_at_once_and_gets_one_account) {
  std::vector<std::string> problems;
  for (int i = 0; i < 2; ++i)
    keeper->add(
        by,
        {.name = "wang",
         .person = "王",
         .office = core::OfficeId("ZJW"),
         .roles = {core::Role::dept_officer}},
        [&](const Outcome<door::Added>& outcome) { problems.push_back(problem_of(outcome)); });
  BOOST_REQUIRE(loop.run_until([&] { return problems.size() == 2; }));
  BOOST_TEST(std::ranges::count(problems, "name_taken") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
