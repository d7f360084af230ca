// Crashes: a Redis that is killed in the middle of a write, a disk that holds half of one, and a
// replica that is promoted without the last of it.
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <filesystem>
#include <random>
#include <thread>

#include "dispatcher/journal/verify.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::AppendOutcome;
using journal::Entry;
using journal::ErrorKind;
using journal::Head;

void check_intact(journal::RedisConnection& redis, std::uint64_t entries) {
  const auto verdict = must(journal::verify(redis, jurisdiction, [](const Entry&) {}));
  const std::string problem = verdict.fault ? verdict.fault->problem : "";
  BOOST_TEST(problem == "");
  BOOST_TEST(verdict.entries == entries);
}

/// A port that was free a moment ago.
int free_port() {
  const journal::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  BOOST_REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  BOOST_REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

/// Whether the connection becomes readable or writable.
bool becomes(const journal::RedisConnection& redis, short events) {
  pollfd ready{redis.fd(), events, 0};
  return ::poll(&ready, 1, 10'000) == 1;
}

void send_the_rest(journal::RedisConnection& redis) {
  for (redis.pump(); redis.wants_write(); redis.pump()) BOOST_REQUIRE(becomes(redis, POLLOUT));
}

/// The file that Redis adds its writes to.
std::filesystem::path aof_in(const std::filesystem::path& directory) {
  for (const auto& file : std::filesystem::directory_iterator(directory / "appendonlydir"))
    if (file.path().string().ends_with(".incr.aof")) return file.path();
  throw std::runtime_error("no append-only file in " + directory.string());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_crash, RedisFixture)

BOOST_AUTO_TEST_CASE(of_redis_loses_nothing_that_was_acknowledged) {
  Leader leader(redis, "nonce1");
  leader.claim();
  for (int i = 0; i < 50; ++i)
    BOOST_CHECK(leader.append("entry " + std::to_string(i)) == AppendOutcome::appended);
  crash_and_restart();
  BOOST_CHECK(must(journal::read_head(redis, jurisdiction)) == leader.head);
  check_intact(redis, 51);
  // The functions are on the disk too.
  BOOST_CHECK(leader.append("goes on") == AppendOutcome::appended);
}

BOOST_AUTO_TEST_CASE(in_the_middle_of_an_append_leaves_it_once_or_not_at_all) {
  std::minstd_rand random(20260101);
  const std::string large(900'000, 'x');
  std::uint64_t entries = 0;
  for (std::uint64_t round = 0; round < 15; ++round) {
    // After an unknown outcome a leader never resends: it claims anew and looks.
    Leader leader(redis, "nonce" + std::to_string(round));
    leader.claim();
    ++entries;
    const bool half_sent = round % 3 == 0;
    const bool answered = round % 3 == 1;
    redis.send(leader.command(large, 7));
    if (half_sent) {
      // Stopped meanwhile, Redis takes no more than the socket holds.
      ::kill(server.process().pid(), SIGSTOP);
      redis.pump();
      ::kill(server.process().pid(), SIGCONT);
      BOOST_REQUIRE(redis.wants_write());
    } else {
      send_the_rest(redis);
    }
    if (answered)
      BOOST_REQUIRE(becomes(redis, POLLIN));
    else
      std::this_thread::sleep_for(std::chrono::microseconds{random() % 6000});
    crash_and_restart();
    const Head head = must(journal::read_head(redis, jurisdiction));
    const bool there = head != leader.head;
    if (there) {
      BOOST_TEST(head.number == leader.head.number + 7);
      BOOST_CHECK(must(journal::read_last(redis, jurisdiction)).bytes == large);
      ++entries;
    }
    if (half_sent) BOOST_TEST(!there);
    if (answered) BOOST_TEST(there);
    check_intact(redis, entries);
  }
}

BOOST_AUTO_TEST_CASE(that_leaves_half_an_append_on_the_disk_leaves_none_of_it) {
  Leader leader(redis, "nonce1");
  leader.claim();
  leader.append("first");
  const auto aof = aof_in(directory.path());
  const auto before = std::filesystem::file_size(aof);
  const Head head_before = leader.head;
  leader.append("second");
  const auto after = std::filesystem::file_size(aof);
  BOOST_REQUIRE(after > before + 100);
  const Head head_after = leader.head;
  server.process().kill();

  const auto at_length = [&](std::uintmax_t length) {
    const TempFolder copy;
    std::filesystem::copy(aof.parent_path(), copy.path() / "appendonlydir");
    std::filesystem::resize_file(aof_in(copy.path()), length);
    auto cut = start_redis({.directory = copy.path()});
    auto connection = connect_to(cut.url());
    const Head head = must(journal::read_head(connection, jurisdiction));
    check_intact(connection, head == head_before ? 2 : 3);
    return head;
  };
  for (std::uintmax_t length = before + 1; length < after; length += 23)
    BOOST_CHECK_MESSAGE(at_length(length) == head_before, "cut at " << length - before);
  BOOST_CHECK(at_length(after - 1) == head_before);
  BOOST_CHECK(at_length(after) == head_after);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_promoted_replica)

BOOST_AUTO_TEST_CASE(
    without_the_last_of_the_journal_refuses_the_leader_and_one_who_reuses_its_epoch) {
  const TempFolder primary_directory;
  const TempFolder replica_directory;
  const int port = free_port();
  auto primary = start_redis({.directory = primary_directory.path(),
                              .port = port,
                              .options = {"--repl-diskless-sync-delay", "0"}});
  auto replica = start_redis({.directory = replica_directory.path(),
                              .options = {"--replicaof", "127.0.0.1", std::to_string(port)}});
  auto on_primary = connect_to("redis://127.0.0.1:" + std::to_string(port));
  auto on_replica = connect_to(replica.url());
  must(journal::load_functions(on_primary));

  Leader first(on_primary, "nonce1");
  first.claim();
  first.append("replicated");
  BOOST_REQUIRE(run(on_primary, {"WAIT", "1", "20000"}).integer == 1);

  // What the replica does not get any more: a claim of epoch 2 and its first append.
  run(on_replica, {"REPLICAOF", "NO", "ONE"});
  Leader second(on_primary, "nonce2");
  second.claim();
  const Head claimed = second.head;
  BOOST_CHECK(second.append("not replicated") == AppendOutcome::appended);
  primary.process().kill();

  // The leader of epoch 2 goes on at the promoted replica: a plain XADD would leave a silent gap.
  Leader moved(on_replica, "nonce2");
  moved.head = second.head;
  moved.hash = second.hash;
  BOOST_CHECK(moved.append("gap") == AppendOutcome::fenced);
  const auto late = journal::claim(on_replica, jurisdiction, second.head, 3, 9, "nonce3", "claim");
  BOOST_REQUIRE(!late);
  BOOST_CHECK(late.error().kind == ErrorKind::fenced);

  // Another one claims there, and its epoch and number are those of the lost claim, by necessity.
  Leader third(on_replica, "nonce3");
  third.claim();
  BOOST_TEST(third.head.epoch == claimed.epoch);
  BOOST_TEST(third.head.number == claimed.number);
  // The nonce keeps the two terms apart.
  moved.head = claimed;
  BOOST_CHECK(moved.append("another history") == AppendOutcome::fenced);
  BOOST_CHECK(third.append("goes on") == AppendOutcome::appended);
  check_intact(on_replica, 4);
}

BOOST_AUTO_TEST_SUITE_END()
