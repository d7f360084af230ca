#include "tests/sim/redis.hpp"

#include <algorithm>

namespace shao::sim {

using namespace std::chrono_literals;
using journal::Done;
using journal::Error;
using journal::ErrorKind;
using journal::Head;
using journal::Result;

namespace {

/// Clients keep what was accepted for five minutes and may be away for one or two of them.
constexpr Nanoseconds offered_again_for = 100s;

Error broken() {
  return {ErrorKind::connection, "the connection broke"};
}

}  // namespace

Redis::Redis(World& world, core::Instant starts, Configuration configuration)
    : world_(world), starts_(starts), configuration_(std::move(configuration)) {}

core::Instant Redis::wall() const {
  return starts_ + std::chrono::duration_cast<core::Duration>(world_.now()) + wall_offset_;
}

void Redis::break_connections() {
  ++generation_;
}

void Redis::out_until(Nanoseconds when) {
  out_until_ = std::max(out_until_, when);
  break_connections();
}

void Redis::rewind(std::size_t count) {
  // The first entry stays: an empty replica is no candidate.
  count = std::min(count, entries_.empty() ? 0 : entries_.size() - 1);
  while (count > 0 && written_at_[entries_.size() - count] + offered_again_for < world_.now())
    --count;
  entries_.resize(entries_.size() - count);
  tokens_.resize(entries_.size());
  written_at_.resize(entries_.size());
  lease_holder_.clear();
  break_connections();
  if (rewound) rewound();
}

void Redis::rewind_claims(std::size_t claims) {
  std::size_t count = 0;
  while (count < entries_.size() && claims > 0)
    if (entries_[entries_.size() - ++count].hash.empty()) --claims;
  rewind(count);
}

std::optional<Error> Redis::fenced(const Head& expected) const {
  Head head;
  if (!entries_.empty()) head = {entries_.back().epoch, entries_.back().last, tokens_.back()};
  if (head == expected) return std::nullopt;
  return Error{ErrorKind::fenced, "the head is another one"};
}

void Redis::write(journal::Entry entry, std::string token) {
  entries_.push_back(std::move(entry));
  tokens_.push_back(std::move(token));
  written_at_.push_back(world_.now());
  if (appended) appended(entries_.back());
}

RedisOf::RedisOf(Redis& redis, std::string who, std::function<void()> wake)
    : redis_(redis),
      who_(std::move(who)),
      generation_(redis.generation_),
      under_way_(std::make_shared<UnderWay>()) {
  under_way_->wake = std::move(wake);
}

std::optional<Error> RedisOf::trouble() {
  World& world = redis_.world_;
  if (redis_.race && world.strikes(Trouble::races, world.options.append_trouble)) redis_.race(who_);
  if (redis_.out() || generation_ != redis_.generation_) return broken();
  if (world.strikes(Trouble::failed_reads, world.options.append_trouble * 0.1))
    return Error{ErrorKind::timeout, "no answer in time"};
  return std::nullopt;
}

Result<Head> RedisOf::head() {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  if (redis_.entries_.empty()) return Head{};
  return Head{redis_.entries_.back().epoch, redis_.entries_.back().last, redis_.tokens_.back()};
}

Result<journal::Entry> RedisOf::last() {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  if (redis_.entries_.empty()) return core::Unexpected{Error{ErrorKind::unexpected, "no entry"}};
  return redis_.entries_.back();
}

Result<std::vector<journal::Entry>> RedisOf::read(std::uint64_t epoch, core::EventNumber number,
                                                  std::size_t count) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  if (redis_.world_.strikes(Trouble::failed_reads, redis_.world_.options.append_trouble * 3))
    return core::Unexpected{Error{ErrorKind::timeout, "no answer in time"}};
  const auto& entries = redis_.entries_;
  auto next = std::upper_bound(entries.begin(), entries.end(), std::pair{epoch, number},
                               [](const auto& id, const journal::Entry& entry) {
                                 return id < std::pair{entry.epoch, entry.last};
                               });
  std::vector<journal::Entry> some;
  for (; next != entries.end() && some.size() < count; ++next) some.push_back(*next);
  return some;
}

Result<Head> RedisOf::claim(const Head& expected, std::uint64_t epoch, core::EventNumber number,
                            const std::string& nonce, const std::string& bytes) {
  World& world = redis_.world_;
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  if (world.strikes(Trouble::refused_appends, world.options.append_trouble * 5))
    return core::Unexpected{Error{ErrorKind::refused, "OOM command not allowed"}};
  if (auto fenced = redis_.fenced(expected)) return core::Unexpected{*fenced};
  redis_.write({epoch, number, bytes, ""}, nonce);
  world.note(who_ + " claims epoch " + std::to_string(epoch));
  if (world.strikes(Trouble::unknown_appends, world.options.append_trouble * 5))
    return core::Unexpected{Error{ErrorKind::timeout, "no answer in time"}};
  return Head{epoch, number, nonce};
}

void RedisOf::apply(const Head& expected, journal::Entry entry,
                    const std::shared_ptr<UnderWay>& under_way, bool answered) {
  World& world = redis_.world_;
  if (redis_.out()) return;
  auto fenced = redis_.fenced(expected);
  const std::string id = journal::entry_id(entry.epoch, entry.last);
  world.note(who_ + (fenced ? " is fenced at " : " appends ") + id);
  if (!fenced) {
    std::string token = entry.hash;
    redis_.write(std::move(entry), std::move(token));
  }
  Result<Done> answer =
      fenced ? Result<Done>(core::Unexpected{std::move(*fenced)}) : Result<Done>(Done{});
  if (!answered) return;
  world.schedule.after(world.chance.between(50us, 300us), [under_way, answer] {
    if (under_way->broken) return;
    under_way->answer = answer;
    under_way->wake();
  });
}

void RedisOf::append(const Head& expected, core::EventNumber last, std::string_view bytes,
                     std::string_view hash) {
  World& world = redis_.world_;
  if (redis_.out() || generation_ != redis_.generation_) {
    under_way_->broken = true;
    return;
  }
  const double share = world.options.append_trouble;
  if (redis_.take_over && world.strikes(Trouble::races, share)) redis_.take_over();
  journal::Entry entry{expected.epoch, last, std::string(bytes), std::string(hash)};
  if (world.strikes(Trouble::refused_appends, share)) {
    world.schedule.after(world.chance.between(100us, 1ms), [under_way = under_way_] {
      under_way->answer = core::Unexpected{Error{ErrorKind::refused, "OOM command not allowed"}};
      under_way->wake();
    });
    return;
  }
  Nanoseconds takes = world.chance.between(300us, 3ms);
  if (world.strikes(Trouble::slow_appends, share)) takes = world.chance.between(10ms, 15s);
  if (world.strikes(Trouble::unknown_appends, share)) {
    // Written or not, now or later: the writer hears only that its connection is gone.
    // Or not even that: the answer just never comes.
    if (world.chance.of(0.7)) {
      under_way_->broken = true;
      world.schedule.after(world.chance.between(0s, 2s), [wake = under_way_->wake] { wake(); });
    }
    if (world.chance.of(0.5)) return;
    world.schedule.after(takes, [this_redis = &redis_, who = who_, expected, entry] {
      RedisOf late(*this_redis, who, [] {});
      late.apply(expected, entry, late.under_way_, false);
    });
    return;
  }
  world.schedule.after(takes, [this_redis = &redis_, who = who_, generation = generation_, expected,
                               entry = std::move(entry), under_way = under_way_] {
    RedisOf served(*this_redis, who, [] {});
    served.apply(expected, entry, under_way, generation == this_redis->generation_);
  });
}

std::optional<Result<Done>> RedisOf::appended() {
  return std::exchange(under_way_->answer, std::nullopt);
}

std::optional<Error> RedisOf::problem() const {
  if (under_way_->broken || redis_.out() || generation_ != redis_.generation_) return broken();
  return std::nullopt;
}

Result<bool> RedisOf::take_lease(const std::string& nonce, std::chrono::milliseconds lasts) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  const bool free = redis_.lease_holder_.empty() || redis_.lease_until_ <= redis_.world_.now();
  if (!free && redis_.lease_holder_ != nonce) return false;
  redis_.lease_holder_ = nonce;
  redis_.lease_until_ = redis_.world_.now() + lasts;
  return true;
}

Result<bool> RedisOf::renew_lease(const std::string& nonce, std::chrono::milliseconds lasts) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  if (redis_.lease_holder_ != nonce || redis_.lease_until_ <= redis_.world_.now()) return false;
  redis_.lease_until_ = redis_.world_.now() + lasts;
  return true;
}

Result<bool> RedisOf::release_lease(const std::string& nonce) {
  if (redis_.out() || generation_ != redis_.generation_) return core::Unexpected{broken()};
  if (redis_.lease_holder_ != nonce) return false;
  redis_.lease_holder_.clear();
  return true;
}

Result<core::Instant> RedisOf::time() {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  return redis_.wall();
}

Result<journal::Durability> RedisOf::durability() {
  return journal::Durability::fsync;
}

Result<std::optional<std::string>> RedisOf::current_config() {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  return std::optional<std::string>(redis_.configuration_.version);
}

Result<std::optional<std::string>> RedisOf::config(const std::string& version) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  if (version != redis_.configuration_.version) return std::optional<std::string>();
  return std::optional<std::string>(redis_.configuration_.bytes);
}

}  // namespace shao::sim
