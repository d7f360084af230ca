// A whole stack on three Redis and three Sentinels while the master is lost. With `--replicas 2`
// nobody who was told "accepted" loses anything and nothing is doubled; without, a rewound journal
// is noticed, said, and repaired from the outboxes.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "clients/drill/journal_reader.hpp"
#include "tests/e2e/support.hpp"
#include "tests/journal/sentinel_fixture.hpp"

namespace shao::e2e {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;
using test::Watched;

/// The passwords of a data folder's users, and two more for what several Redis need.
journal::RedisPasswords passwords_in(const local::StackSettings& settings) {
  const auto folder = must(local::DataFolder::open(settings.data, settings.config));
  journal::RedisPasswords passwords;
  for (const journal::RedisUser user : journal::all_redis_users) {
    auto password = journal::read_password_file(folder.redis_password(user).string());
    passwords[static_cast<std::size_t>(user)] =
        journal::needs_other_servers(user)
            ? journal::new_password()
            : must(core::Result<std::string, std::string>(password ? *password : std::string()));
  }
  return passwords;
}

/// Raises a whistle every twentieth of a second and notes what it is told.
class Raiser {
 public:
  explicit Raiser(local::Stack& stack) : stack_(stack) {
    const auto profile =
        must(client::read_profile(stack.folder().profile_of(core::OfficeId("110113001"))));
    client_.emplace(must(client::Client::open(context_, profile)));
  }
  /// Goes on for `span`, or until `enough`.
  template <class Condition>
  bool raise_until(milliseconds span, const Condition& enough) {
    const auto until = Steady::now() + span;
    while (Steady::now() < until && !enough()) {
      if (Steady::now() >= next_) raise();
      listen();
    }
    return enough();
  }
  void raise_for(milliseconds span) {
    raise_until(span, [] { return false; });
  }
  /// Raises until one that was raised from now on is accepted; how long that took.
  milliseconds until_accepted() {
    const auto before = Steady::now();
    const int first = raised_ + 1;
    const bool accepted = raise_until(30s, [&] { return latest_accepted_ >= first; });
    BOOST_TEST(accepted);
    return std::chrono::duration_cast<milliseconds>(Steady::now() - before);
  }
  /// Until everything has an answer.
  void settle() {
    const auto until = Steady::now() + 30s;
    while (client_->waiting() > 0 && Steady::now() < until) listen();
    BOOST_TEST(client_->waiting() == 0U);
  }
  const std::set<std::string>& accepted() const { return accepted_; }

 private:
  void raise() {
    next_ = Steady::now() + 50ms;
    const std::string record = "r" + std::to_string(++raised_);
    BOOST_REQUIRE(client_->send("raise:" + record, {{"do", "raise"},
                                                    {"id", record},
                                                    {"unit", "110113001"},
                                                    {"kind", "DEMAND"},
                                                    {"category", "PROPERTY"},
                                                    {"title", "电梯停运"}}));
  }
  void listen() {
    stack_.tend();
    BOOST_REQUIRE(client_->wait(5ms).has_value());
    while (auto news = client_->take()) {
      const auto* answer = std::get_if<client::Answered>(&*news);
      if (answer == nullptr) continue;
      BOOST_TEST(!answer->taken_back);
      BOOST_REQUIRE_MESSAGE(answer->body.value("ok", false), answer->body.dump());
      const std::string record = answer->id.substr(answer->id.find(':') + 1);
      accepted_.insert(record);
      latest_accepted_ = std::max(latest_accepted_, std::stoi(record.substr(1)));
    }
  }

  local::Stack& stack_;
  zmq::context_t context_;
  std::optional<client::Client> client_;
  int raised_ = 0;
  int latest_accepted_ = 0;
  Steady::time_point next_{};
  std::set<std::string> accepted_;
};

/// A stack on three Redis; what it holds is compared with what its raiser was told.
class Deployment {
 public:
  explicit Deployment(std::vector<std::string> dispatcher_options)
      : settings_(settings_in(folder_.path() / "data")),
        redis_(folder_.path() / "redis", passwords_in(settings_)) {
    settings_.redis = redis_.address();
    settings_.dispatcher_options = std::move(dispatcher_options);
    stack_.emplace(must(local::Stack::start(settings_)));
    raiser_.emplace(*stack_);
    raiser_->raise_for(1s);
    BOOST_REQUIRE(!raiser_->accepted().empty());
  }

  Watched& redis() { return redis_; }
  Raiser& raiser() { return *raiser_; }
  /// Goes on raising until somebody else than `old` is master.
  std::size_t wait_for_another_than(std::size_t old) {
    std::size_t now = old;
    raiser_->raise_until(20s, [&] { return (now = redis_.master()) != old; });
    BOOST_REQUIRE(now != old);
    return now;
  }
  std::string log() const {
    return test::read_text(stack_->folder().log(std::string(name_of(local::Part::dispatcher))));
  }
  /// Each record that was accepted is in the journal, and none twice.
  void check_accounts() {
    raiser_->settle();
    std::map<std::string, int> raised;
    must(drill::read_journal(stack_->redis_as(journal::RedisUser::reader), stack_->jurisdiction(),
                             [&](const core::Record& record) {
                               for (const core::Event& event : record.events)
                                 if (const auto* whistle = std::get_if<core::WhistleRaised>(&event))
                                   ++raised[whistle->record];
                             }));
    for (const std::string& record : raiser_->accepted())
      BOOST_TEST(raised[record] == 1,
                 record << " is in the journal " << raised[record] << " times");
    for (const auto& [record, times] : raised) BOOST_TEST(times <= 1, record);
  }

 private:
  test::TempFolder folder_;
  local::StackSettings settings_;
  Watched redis_;
  std::optional<local::Stack> stack_;
  std::optional<Raiser> raiser_;
};

/// More are asked for where times are measured: SHAO_FAILOVERS=20.
int rounds(int otherwise) {
  const char* asked = std::getenv("SHAO_FAILOVERS");
  return asked == nullptr ? otherwise : std::max(std::atoi(asked), 1);
}

milliseconds since(Steady::time_point start) {
  return std::chrono::duration_cast<milliseconds>(Steady::now() - start);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_master_that_is_killed_costs_seconds_and_nothing_that_was_accepted) {
  Deployment deployment({"--replicas", "2"});
  for (int round = 0; round < rounds(2); ++round) {
    const std::size_t old = deployment.redis().master();
    const auto killed = Steady::now();
    deployment.redis().kill(old);
    deployment.wait_for_another_than(old);
    const auto elected = since(killed);
    // With one that could be promoted missing nothing counts as written, so nothing is accepted.
    deployment.redis().restart(old);
    deployment.raiser().until_accepted();
    const auto writable = since(killed);
    BOOST_TEST_MESSAGE("killed: another master after " << elected.count() << " ms, writable after "
                                                       << writable.count() << " ms");
    BOOST_TEST(writable.count() < 10'000);
    deployment.redis().wait_until_everybody_follows(deployment.redis().master());
  }
  deployment.check_accounts();
}

BOOST_AUTO_TEST_CASE(a_master_that_stood_still_and_comes_back_costs_nothing_that_was_accepted) {
  Deployment deployment({"--replicas", "2"});
  for (int round = 0; round < rounds(1); ++round) {
    const std::size_t old = deployment.redis().master();
    const auto stopped = Steady::now();
    deployment.redis().pause(old);
    deployment.wait_for_another_than(old);
    const auto elected = since(stopped);
    deployment.redis().resume(old);
    deployment.raiser().until_accepted();
    const auto writable = since(stopped);
    BOOST_TEST_MESSAGE("stopped: another master after " << elected.count() << " ms, writable after "
                                                        << writable.count() << " ms");
    BOOST_TEST(writable.count() < 10'000);
    deployment.redis().wait_until_everybody_follows(deployment.redis().master());
  }
  deployment.check_accounts();
}

BOOST_AUTO_TEST_CASE(without_waiting_for_replicas_a_rewind_is_said_and_repaired_from_outboxes) {
  Deployment deployment({});
  Watched& redis = deployment.redis();
  const std::size_t old = redis.master();
  std::size_t before = deployment.raiser().accepted().size();
  // What is accepted from here on the others do not get: they stand still, and are let go.
  for (std::size_t i = 0; i < Watched::count; ++i)
    if (i != old) redis.pause(i);
  redis.drop_copies(old);
  before = deployment.raiser().accepted().size();
  deployment.raiser().raise_for(500ms);
  const std::size_t lost = deployment.raiser().accepted().size() - before;
  BOOST_TEST(lost > 0U);
  redis.pause(old);
  for (std::size_t i = 0; i < Watched::count; ++i)
    if (i != old) redis.resume(i);
  deployment.wait_for_another_than(old);
  redis.resume(old);
  // The old master may accept for a moment more, until it is told that it is a replica.
  deployment.raiser().raise_until(
      20s, [&] { return deployment.log().find("event=journal_rewound") != std::string::npos; });
  BOOST_TEST(deployment.log().find("event=journal_rewound") != std::string::npos);
  // Offered again within the next second; then each is there once.
  deployment.raiser().raise_for(3s);
  deployment.check_accounts();
}

}  // namespace shao::e2e
