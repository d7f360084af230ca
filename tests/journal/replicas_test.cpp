// Durability `replicated`: nothing counts as written that a replica does not have.
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <thread>

#include "dispatcher/journal/redis_store.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::Durability;
using Outcome = journal::Result<journal::Done>;

int free_port() {
  // Asked for once and let go: Redis takes it right after.
  const journal::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  BOOST_REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  BOOST_REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

/// A Redis with one replica that follows it, and a leader's store that waits for it.
struct ReplicaFixture {
  ReplicaFixture() {
    BOOST_REQUIRE(wait_for(1));
    store = must(journal::RedisStore::open({primary.url(), "", ""}, jurisdiction, {.replicas = 1}));
    head = must(store->claim({}, 1, 1, "nonce1", "claim"));
    hash = journal::chain("", "1-1", "claim");
  }
  /// Whether so many replicas come to have everything.
  bool wait_for(int replicas) {
    auto redis = connect_to(primary.url());
    for (int i = 0; i < 200; ++i) {
      run(redis, {"SET", "probe", std::to_string(i)});
      if (run(redis, {"WAIT", std::to_string(replicas), "100"}).integer >= replicas) return true;
    }
    return false;
  }
  Outcome append(const std::string& bytes) {
    const core::EventNumber last = head.number + 1;
    const std::string next = journal::chain(hash, journal::entry_id(head.epoch, last), bytes);
    store->append(head, last, bytes, next, {});
    const auto outcome = answer();
    if (outcome) {
      hash = next;
      head = {head.epoch, last, hash};
    }
    return outcome;
  }
  /// What came of the append.
  Outcome answer() {
    for (int i = 0; i < 500; ++i) {
      if (auto outcome = store->appended()) return std::move(*outcome);
      std::this_thread::sleep_for(10ms);
    }
    return core::Unexpected{journal::Error{journal::ErrorKind::timeout, "never answered"}};
  }
  std::size_t entries_on(const local::PrivateRedis& where) {
    auto redis = connect_to(where.url());
    return all_entries(redis).size();
  }

  TempFolder folder;
  int port = free_port();
  // By itself it would wait five seconds for more replicas before it sends its data.
  local::PrivateRedis primary = start_redis({.directory = folder.path() / "a",
                                             .port = port,
                                             .options = {"--repl-diskless-sync-delay", "0"}});
  local::PrivateRedis replica =
      start_redis({.directory = folder.path() / "b",
                   .options = {"--replicaof", "127.0.0.1", std::to_string(port)}});
  std::unique_ptr<journal::RedisStore> store;
  journal::Head head;
  std::string hash;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(with_replicas, ReplicaFixture)

BOOST_AUTO_TEST_CASE(an_append_that_counts_is_on_the_replica) {
  BOOST_CHECK(must(store->durability()) == Durability::replicated);
  for (int i = 0; i < 20; ++i) must(append("entry"));
  BOOST_TEST(entries_on(replica) == 21u);
}

BOOST_AUTO_TEST_CASE(with_the_replica_gone_an_append_does_not_count) {
  must(append("one"));
  replica.process().kill();
  const Outcome outcome = append("two");
  BOOST_REQUIRE(!outcome);
  BOOST_CHECK(outcome.error().kind == journal::ErrorKind::timeout);
  BOOST_TEST(outcome.error().message.find("0 of 1 replicas") != std::string::npos);
  // Nor does a claim, and none is written when it is known before.
  auto other =
      must(journal::RedisStore::open({primary.url(), "", ""}, jurisdiction, {.replicas = 1}));
  const std::size_t before = entries_on(primary);
  const auto claimed = other->claim(must(other->head()), 2, 9, "nonce2", "claim");
  BOOST_REQUIRE(!claimed);
  BOOST_TEST(entries_on(primary) == before);
}

BOOST_AUTO_TEST_CASE(with_a_replica_that_hangs_neither_an_append_nor_a_claim_counts) {
  must(append("one"));
  ::kill(replica.process().pid(), SIGSTOP);
  BOOST_TEST(!append("two").has_value());
  auto other =
      must(journal::RedisStore::open({primary.url(), "", ""}, jurisdiction, {.replicas = 1}));
  BOOST_TEST(!other->claim(must(other->head()), 2, 9, "nonce2", "claim").has_value());
  ::kill(replica.process().pid(), SIGCONT);
  BOOST_REQUIRE(wait_for(1));
  auto next =
      must(journal::RedisStore::open({primary.url(), "", ""}, jurisdiction, {.replicas = 1}));
  must(next->claim(must(next->head()), 3, 10, "nonce3", "claim"));
}

BOOST_AUTO_TEST_CASE(each_answer_is_its_own_appends_also_after_a_fence) {
  store->append({7, 7, "nobody's"}, 8, "x", hash, {});
  const Outcome fenced = answer();
  BOOST_REQUIRE(!fenced);
  BOOST_CHECK(fenced.error().kind == journal::ErrorKind::fenced);
  must(append("one"));
  must(append("two"));
  BOOST_CHECK(!store->appended());
}

BOOST_AUTO_TEST_SUITE_END()
