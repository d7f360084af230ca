// An address of Sentinels: its form, whom it leads to, and what is said when it leads to nobody.
#include "dispatcher/journal/redis_store.hpp"
#include "tests/journal/sentinel_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::RedisUser;

journal::RedisPasswords new_passwords() {
  journal::RedisPasswords passwords;
  for (std::string& one : passwords) one = journal::new_password();
  return passwords;
}

std::string problem_of(const std::string& url) {
  const auto form = journal::check_url(url);
  return form ? std::string() : form.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_address_of_sentinels)

BOOST_AUTO_TEST_CASE(names_them_and_what_they_call_the_master) {
  const auto sentinels =
      must(journal::sentinels_of("sentinel://127.0.0.1:26379,[::1]:26380/shaodao"));
  BOOST_TEST(sentinels.master == "shaodao");
  BOOST_REQUIRE(sentinels.urls.size() == 2U);
  BOOST_TEST(sentinels.urls[1] == "redis://[::1]:26380");
}

BOOST_AUTO_TEST_CASE(that_cannot_be_is_refused_with_what_is_wrong) {
  const auto says = [](const std::string& url, const std::string& what) {
    BOOST_TEST(problem_of(url).find(what) != std::string::npos, url << ": " << problem_of(url));
  };
  says("sentinel://127.0.0.1:26379", "does not say what the Sentinels call the master");
  says("sentinel://127.0.0.1:26379/", "does not say what the Sentinels call the master");
  says("sentinel:///shaodao", "\"\" is no host:port");
  says("sentinel://a:1,/shaodao", "\"\" is no host:port");
  says("sentinel://a:1,b/shaodao", "\"b\" is no host:port");
  says("sentinel://a:1,a:1/shaodao", "a:1 stands there twice");
  says("sentinel://a:1/one/two", "\"one/two\" is no name");
  says("localhost", "is no address of a Redis");
  says("redis://localhost", "is no address of a Redis");
  BOOST_TEST(problem_of("redis://[::1]:6379") == "");
  BOOST_TEST(problem_of("unix:/run/redis.sock") == "");
}

BOOST_AUTO_TEST_CASE(of_whom_none_answers_leads_nowhere_and_says_of_each_why) {
  const auto ports = free_ports<2>();
  const std::string one = "127.0.0.1:" + std::to_string(ports[0]);
  const std::string two = "127.0.0.1:" + std::to_string(ports[1]);
  const auto connection =
      journal::RedisConnection::connect({"sentinel://" + one + "," + two + "/shaodao"});
  BOOST_REQUIRE(!connection);
  const std::string& problem = connection.error().message;
  BOOST_TEST(problem.find("no Sentinel names a master") == 0U, problem);
  BOOST_TEST(problem.find("Sentinel " + one) != problem.npos, problem);
  BOOST_TEST(problem.find("Sentinel " + two) != problem.npos, problem);
}

BOOST_AUTO_TEST_CASE(leads_to_the_master_and_after_a_failover_to_the_next_one) {
  const TempFolder folder;
  Watched redis(folder.path(), new_passwords());
  auto loader =
      must(journal::RedisConnection::connect(redis.as(RedisUser::functions, redis.address())));
  BOOST_TEST(loader.url() == redis.url_of(0));
  must(journal::load_functions(loader));
  const auto address = redis.as(RedisUser::dispatcher, redis.address());
  auto store = must(journal::RedisStore::open(address, jurisdiction, {.replicas = 2}));
  must(store->claim({}, 1, 1, "nonce1", "claim"));
  // Who is watched under no such name is not guessed.
  auto unknown = address;
  unknown.url.replace(unknown.url.rfind('/'), unknown.url.npos, "/another");
  const auto nobody = journal::RedisConnection::connect(unknown);
  BOOST_REQUIRE(!nobody);
  BOOST_TEST(nobody.error().message.find("watches no master called \"another\"") !=
             std::string::npos);

  // Stopped, it still takes connections: only the Sentinels can tell that another one is master.
  redis.pause(0);
  std::size_t next = 0;
  Watched::wait_until("another one is master", [&] { return (next = redis.master()) != 0; });
  Watched::wait_until("the store says so", [&] {
    (void)store->appended();
    return store->problem().has_value();
  });
  BOOST_TEST(store->problem()->message.find("name " + redis.url_of(next)) != std::string::npos,
             store->problem()->message);
  redis.resume(0);
  redis.wait_until_everybody_follows(next);
  auto again = must(journal::RedisStore::open(address, jurisdiction, {.replicas = 2}));
  BOOST_TEST(must(again->head()).number == 1u);
  must(again->claim(must(again->head()), 2, 2, "nonce2", "claim"));
  // A demoted master takes connections and refuses what it is given.
  const auto demoted = redis.as(RedisUser::dispatcher, redis.url_of(0));
  auto old = must(journal::RedisStore::open(demoted, jurisdiction));
  const auto refused = old->claim(must(old->head()), 3, 3, "nonce3", "claim");
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().message.find("READONLY") != std::string::npos,
             refused.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
