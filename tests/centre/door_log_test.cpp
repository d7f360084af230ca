// What is logged and kept: who came in, who failed, who changed what; never a password or a token.
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>

#include "tests/centre/door_fixture.hpp"

namespace {

using namespace shao;
using namespace shao::test;

/// Before the doors are there and until they are gone: their threads log, too.
struct LogKept {
  LogKept() : before(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text);
    auto logger = std::make_shared<spdlog::logger>("door", std::move(sink));
    logger->set_pattern("%l %v");
    spdlog::set_default_logger(std::move(logger));
  }
  ~LogKept() { spdlog::set_default_logger(before); }
  LogKept(const LogKept&) = delete;
  LogKept& operator=(const LogKept&) = delete;

  std::ostringstream text;
  std::shared_ptr<spdlog::logger> before;
};

struct LogFixture : LogKept, DoorFixture {
  bool logged(const std::string& line) {
    spdlog::default_logger()->flush();
    return ("\n" + text.str()).find("\n" + line) != std::string::npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_log_of_the_door, LogFixture)

BOOST_AUTO_TEST_CASE(says_who_came_in_who_failed_and_who_changed_what) {
  BOOST_TEST(logged("warning event=first_operator account=operator"));
  add_account("li.na", "her own password", {core::Role::dept_officer}, true);
  BOOST_TEST(
      logged("info event=account_added account=li.na office=ZJW operates=true by=operator "
             "address=10.0.0.1"));
  BOOST_TEST(logged("info event=password_changed account=li.na address=10.1.2.3"));
  const auto admitted = log_in("li.na", "her own password");
  BOOST_TEST(logged("info event=login account=li.na address=10.1.2.3 session=" +
                    admitted.visitor.session));
  (void)try_change(admitted.token, "a wrong password", "her next password");
  BOOST_TEST(logged("warning event=password_change_failed account=li.na address=10.1.2.3"));
  keeper->log_out(admitted.token);
  BOOST_TEST(logged("info event=logout account=li.na session=" + admitted.visitor.session));
  for (int i = 0; i < 6; ++i) (void)try_log_in("li.na", "wrong", "10.2.2.2");
  BOOST_TEST(logged("warning event=login_failed account=li.na address=10.2.2.2 reason=password"));
  BOOST_TEST(logged("warning event=login_locked_out account=li.na address=10.2.2.2 seconds=1"));
  must(change("li.na", {.operates = false}));
  BOOST_TEST(
      logged("info event=account_changed account=li.na operates=false disabled=false "
             "by=operator address=10.0.0.1"));
  must(answer<std::string>([&](auto done) { keeper->reset(by, "li.na", std::move(done)); }));
  BOOST_TEST(logged("info event=password_reset account=li.na by=operator address=10.0.0.1"));
  must(answer<door::Done>([&](auto done) { keeper->sign_out(by, "li.na", std::move(done)); }));
  BOOST_TEST(logged("info event=account_signed_out account=li.na by=operator address=10.0.0.1"));
  const std::string password =
      must(answer<std::string>([&](auto done) { keeper->reset(by, "li.na", std::move(done)); }));
  must(change("li.na", {.disabled = true}));
  (void)try_log_in("li.na", password, "10.4.4.4");
  BOOST_TEST(logged("warning event=login_failed account=li.na address=10.4.4.4 reason=disabled"));
  server.reset();
  BOOST_REQUIRE(loop.run_until([&] { return !keeper->storage_up(); }));
  BOOST_TEST(logged("error event=accounts_unreachable reason=\""));
  start();
  BOOST_REQUIRE(loop.run_until([&] { return keeper->storage_up(); }));
  BOOST_TEST(logged("info event=accounts_reachable"));
}

BOOST_AUTO_TEST_CASE(holds_no_secret_and_nothing_that_a_stranger_typed_nor_does_redis) {
  add_account("li.na", "her own password");
  const auto admitted = log_in("li.na", "her own password");
  const std::string reset =
      must(answer<std::string>([&](auto done) { keeper->reset(by, "li.na", std::move(done)); }));
  (void)try_log_in("passw0rd.of.li", "another secret", "10.5.5.5\nevent=login account=li.na");
  (void)try_log_in("li.na", "a wrong password");
  now += 1h;
  const auto fresh = keeper->rotate_if_due(operator_token);
  BOOST_REQUIRE(fresh);
  look();
  auto redis = this->redis();
  std::string all = text.str();
  for (const char* key : {"{shunyi}:accounts", "{shunyi}:sessions"})
    for (const auto& item : run(redis, {"HGETALL", key}).items) all += item.text + "\n";
  BOOST_TEST(all.find("argon2id") != all.npos);
  for (const std::string& secret :
       {std::string("her own password"), std::string("a secret of mine"), first_password, reset,
        admitted.token, admitted.known, operator_token, *fresh, std::string("passw0rd.of.li"),
        std::string("another secret"), std::string("a wrong password"), std::string("10.5.5.5")})
    BOOST_TEST(all.find(secret) == all.npos, secret);
  BOOST_TEST(logged("warning event=login_failed account=? address=? reason=no_account"));
}

BOOST_AUTO_TEST_SUITE_END()
