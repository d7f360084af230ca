// shao-recovery: how long a new leader needs until it holds everything, from a snapshot in a real
// Redis and the journal behind it, and what taking the snapshot costs the leader that takes it.
//
//   shao-recovery 100000 50000      open whistles in the snapshot, events after it
#include "dispatcher/engine/recovery.hpp"

#include <sodium.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "config/config.hpp"
#include "deploy/local/private_redis.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/core/decide.hpp"
#include "dispatcher/journal/redis_store.hpp"

namespace {

using namespace shao;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

template <class T, class E>
T must(core::Result<T, E> result) {
  if (!result) {
    if constexpr (std::is_same_v<E, std::string>)
      std::fprintf(stderr, "shao-recovery: %s\n", result.error().c_str());
    else
      std::fprintf(stderr, "shao-recovery: %s\n", result.error().message.c_str());
    std::exit(1);
  }
  return std::move(*result);
}

double seconds_since(Steady::time_point then) {
  return std::chrono::duration<double>(Steady::now() - then).count();
}

/// A jurisdiction in which whistles are raised and dispatched, and nobody ever comes.
class District {
 public:
  explicit District(const core::Policy& policy) : policy_(policy) { claim(); }

  /// The next term begins.
  core::Record claim() {
    const std::uint64_t epoch = state_.terms().size() + 1;
    core::Record record{state_.last_event() + 1,
                        now_,
                        {},
                        true,
                        {core::TermClaimed{epoch, "bench" + std::to_string(epoch), now_, 1.0}}};
    state_.apply(record);
    return record;
  }

  /// One more whistle; its records as the journal has them.
  std::vector<std::string> raise() {
    const std::string number = std::to_string(++raised_);
    core::Raise raise;
    raise.record = "r" + number;
    raise.unit = core::OfficeId("110113001");
    raise.kind = core::KindId("DEMAND");
    raise.category = core::CategoryId("PROPERTY");
    raise.title = "电梯停运两天无人维修";
    raise.detail = "3号楼2单元电梯停运两天,有老人被困家中,物业电话无人接听";
    raise.key = core::KeyId("0123456789abcdef" + number);
    raise.particulars = {std::string(120, 's')};  // as long as a name, a phone and an address
    now_ += 20ms;
    const core::Cause cause{
        {raise.unit, {core::Role::street}, "李四"}, "raise:r" + number, std::string(64, 'a')};
    core::Decision decision = core::decide(state_, policy_, core::Command{raise}, cause, now_);
    if (decision.refused()) {
      std::fprintf(stderr, "shao-recovery: a whistle was refused\n");
      std::exit(1);
    }
    std::vector<std::string> lines;
    for (const core::Record& record :
         core::records_of(std::move(decision), state_, now_, cause, true)) {
      state_.apply(record);
      lines.push_back(codec::encode_record(record));
    }
    return lines;
  }
  const core::State& state() const { return state_; }

 private:
  const core::Policy& policy_;
  core::State state_;
  core::Instant now_ = core::at_second(1'773'000'000);
  std::uint64_t raised_ = 0;
};

void wait(journal::Store& store) {
  std::optional<journal::Result<journal::Done>> outcome;
  while (!(outcome = store.appended())) {
  }
  must(std::move(*outcome));
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t whistles = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const std::uint64_t tail = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 50'000;
  if (sodium_init() < 0 || whistles == 0) return 2;
  const auto folder =
      std::filesystem::temp_directory_path() / ("shao-recovery-" + std::to_string(getpid()));
  {
    const auto configuration = config::load(must(config::read_directory("config/shunyi")));
    // First of all: after a fork every page that is written to costs a fault, which no dispatcher
    // has.
    auto redis = must(local::PrivateRedis::start({.directory = folder}));
    District district(configuration.configuration->policy);
    for (std::uint64_t i = 0; i < whistles; ++i) district.raise();
    auto store = must(journal::RedisStore::open({redis.url(), "", ""}, "shunyi"));
    auto head = must(store->claim({}, 1, 1, "bench", "claim"));

    auto begun = Steady::now();
    core::Image image = district.state().image();
    const double image_ms = seconds_since(begun) * 1e3;
    codec::SnapshotWriter writer(std::move(image));
    journal::Manifest manifest{1, "bench", district.state().last_event(), "", 0, 0, ""};
    manifest.chain = journal::chain("", "1-1", "claim");
    double slowest_ms = 0;
    while (!writer.done()) {
      const auto before = Steady::now();
      const std::string chunk = writer.next();
      slowest_ms = std::max(slowest_ms, seconds_since(before) * 1e3);
      store->write_chunk(manifest, manifest.chunks, chunk);
      manifest.hash = journal::fold_chunk(manifest.hash, manifest.chunks++, chunk);
      manifest.bytes += chunk.size();
      while (!store->chunk_written()) {
      }
    }
    store->keep(head, {manifest}, {});
    wait(*store);

    // What came after it, in batches of ten decisions.
    std::string chain = manifest.chain;
    const core::Record claim = district.claim();
    const std::string bytes_of_claim = codec::encode_batch({codec::encode_record(claim)});
    chain = journal::chain(chain, journal::entry_id(2, claim.first), bytes_of_claim);
    head = must(store->claim(head, 2, claim.first, "next", bytes_of_claim));
    while (district.state().last_event() < manifest.number + tail) {
      std::vector<std::string> lines;
      for (int i = 0; i < 10; ++i)
        for (std::string& line : district.raise()) lines.push_back(std::move(line));
      const std::string bytes = codec::encode_batch(lines);
      const core::EventNumber last = district.state().last_event();
      chain = journal::chain(chain, journal::entry_id(2, last), bytes);
      store->append(head, last, bytes, chain, {});
      wait(*store);
      head = {2, last, chain};
    }

    begun = Steady::now();
    engine::Recovery recovery(*store);
    for (;;) {
      const auto done = recovery.step();
      if (!done) {
        std::fprintf(stderr, "shao-recovery: %s\n", done.error().what.c_str());
        return 1;
      }
      if (*done) break;
    }
    const double took = seconds_since(begun);
    std::printf(
        "recovery: whistles=%llu tail=%llu bytes=%llu chunks=%llu image_ms=%.1f "
        "slowest_chunk_ms=%.1f "
        "ready_s=%.2f open=%llu\n",
        static_cast<unsigned long long>(whistles), static_cast<unsigned long long>(tail),
        static_cast<unsigned long long>(manifest.bytes),
        static_cast<unsigned long long>(manifest.chunks), image_ms, slowest_ms, took,
        static_cast<unsigned long long>(recovery.state().counters().open()));
  }
  std::filesystem::remove_all(folder);
  return 0;
}
