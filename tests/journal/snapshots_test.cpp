// Snapshots and trimming in a real Redis: nothing counts before its manifest, and nobody but the
// leader makes one or trims.
#include "dispatcher/journal/snapshots.hpp"

#include "dispatcher/journal/verify.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using namespace shao;
using namespace shao::test;
using journal::Head;
using journal::Manifest;

/// A leader with some entries, and snapshots of two chunks each.
struct Housekeeper : RedisFixture {
  Leader leader{redis, "n1"};
  std::vector<Manifest> kept;

  Housekeeper() {
    leader.claim();
    write(5);
  }
  void write(int entries) {
    for (int i = 0; i < entries; ++i) leader.append("bytes " + std::to_string(i));
  }
  Manifest chunks_written(std::size_t count = 2) {
    Manifest manifest{leader.head.epoch, "n1", leader.head.number, leader.hash, 2, 0, ""};
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string chunk = "chunk " + std::to_string(leader.head.number + i);
      manifest.hash = journal::fold_chunk(manifest.hash, i, chunk);
      manifest.bytes += chunk.size();
      run(redis, journal::write_chunk_command(jurisdiction, manifest, i, chunk));
    }
    return manifest;
  }
  std::string keep(const Head& head, const Manifest& manifest) {
    std::vector<Manifest> now = kept;
    now.insert(now.begin(), manifest);
    std::vector<Manifest> dropped;
    if (now.size() > journal::snapshots_kept) {
      dropped.push_back(now.back());
      now.pop_back();
    }
    const std::string reply =
        must(redis.call(journal::keep_command(jurisdiction, head, now, dropped), 5s)).text;
    if (reply == "OK") kept = now;
    return reply;
  }
  std::string trim(const Head& head, const Head& last) {
    return must(redis.call(journal::trim_command(jurisdiction, head, last), 5s)).text;
  }
  std::string chunk(const Manifest& manifest, std::uint64_t index) {
    return must(journal::read_chunk(redis, jurisdiction, manifest, index));
  }
  Head deposed() {
    const Head before = leader.head;
    Leader other(redis, "n2");
    other.claim();
    return before;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(snapshots, Housekeeper)

BOOST_AUTO_TEST_CASE(there_are_none_at_first_and_nothing_is_trimmed) {
  BOOST_TEST(must(journal::read_manifests(redis, jurisdiction)).empty());
  BOOST_CHECK(must(journal::read_trimmed(redis, jurisdiction)) == Head{});
}

BOOST_AUTO_TEST_CASE(a_manifest_makes_its_chunks_count_and_stay) {
  const Manifest manifest = chunks_written();
  BOOST_TEST(must(journal::read_manifests(redis, jurisdiction)).empty());
  const std::string key = "{shunyi}:snapshot:" + manifest.name() + ":1";
  BOOST_TEST(run(redis, {"TTL", key}).integer > 0);
  BOOST_TEST(keep(leader.head, manifest) == "OK");
  BOOST_TEST(run(redis, {"TTL", key}).integer == -1);
  BOOST_CHECK(must(journal::read_manifests(redis, jurisdiction)) == std::vector{manifest});
  BOOST_TEST(chunk(manifest, 0) == "chunk 6");
  BOOST_TEST(chunk(manifest, 2) == "");
}

BOOST_AUTO_TEST_CASE(a_snapshot_without_one_of_its_chunks_is_refused_and_changes_nothing) {
  const Manifest whole = chunks_written();
  BOOST_TEST(keep(leader.head, whole) == "OK");
  write(1);
  const Manifest torn = chunks_written(1);
  BOOST_TEST(keep(leader.head, torn).starts_with("TORN"));
  BOOST_CHECK(must(journal::read_manifests(redis, jurisdiction)) == std::vector{whole});
  BOOST_TEST(run(redis, {"TTL", "{shunyi}:snapshot:" + torn.name() + ":0"}).integer > 0);
}

BOOST_AUTO_TEST_CASE(two_are_kept_and_the_chunks_of_the_third_go_away) {
  for (int i = 0; i < 3; ++i) {
    write(1);
    BOOST_TEST(keep(leader.head, chunks_written()) == "OK");
  }
  BOOST_TEST(must(journal::read_manifests(redis, jurisdiction)).size() == 2u);
  BOOST_TEST(run(redis, {"KEYS", "{shunyi}:snapshot:*"}).items.size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_deposed_leader_keeps_none_and_trims_nothing) {
  const Manifest manifest = chunks_written();
  const Head before = deposed();
  BOOST_TEST(keep(before, manifest).starts_with("FENCED"));
  BOOST_TEST(trim(before, before).starts_with("FENCED"));
  BOOST_TEST(must(journal::read_manifests(redis, jurisdiction)).empty());
  BOOST_TEST(all_entries(redis).size() == 7u);
}

BOOST_AUTO_TEST_CASE(trimming_takes_the_entries_up_to_a_place_and_says_so) {
  const Head place = leader.head;
  write(3);
  BOOST_TEST(trim(leader.head, place) == "OK");
  const auto left = all_entries(redis);
  BOOST_REQUIRE(left.size() == 3u);
  BOOST_TEST(left.front().last == place.number + 1);
  BOOST_CHECK(must(journal::read_trimmed(redis, jurisdiction)) == place);
  // The leader goes on, and the next one claims, as if nothing had been.
  write(1);
  Leader next(redis, "n2");
  next.claim();
  BOOST_TEST(next.head.number == leader.head.number + 1);
}

BOOST_AUTO_TEST_CASE(a_trimmed_journal_verifies_from_where_it_begins) {
  const Head place = leader.head;
  write(3);
  BOOST_TEST(trim(leader.head, place) == "OK");
  auto verdict = must(journal::verify(redis, jurisdiction, [](const journal::Entry&) {}));
  BOOST_TEST(!verdict.fault.has_value());
  BOOST_TEST(verdict.entries == 3u);
  BOOST_TEST(verdict.trimmed.number == place.number);
  // More is gone than was said.
  run(redis, {"XTRIM", stream_key, "MAXLEN", "2"});
  verdict = must(journal::verify(redis, jurisdiction, [](const journal::Entry&) {}));
  BOOST_TEST(verdict.fault.has_value());
}

BOOST_AUTO_TEST_CASE(manifests_that_were_altered_are_named) {
  run(redis, {"SET", "{shunyi}:snapshots", "3-n1-57 abc two 100 def\n"});
  const auto manifests = journal::read_manifests(redis, jurisdiction);
  BOOST_REQUIRE(!manifests);
  BOOST_TEST(manifests.error().message.find("3-n1-57 abc two 100 def") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
