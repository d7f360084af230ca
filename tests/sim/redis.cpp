#include "tests/sim/redis.hpp"

#include <algorithm>

#include "dispatcher/core/planted.hpp"
#include "dispatcher/journal/hand_over.hpp"

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

/// A leader looks every ten seconds whether it can trim.
constexpr Nanoseconds trim_patience = 30s;

Error broken() {
  return {ErrorKind::connection, "the connection broke"};
}

bool is_entry(const std::string& what) {
  return what.starts_with("entry");
}

std::string chunk_name(const journal::Manifest& manifest, std::uint64_t index) {
  return manifest.name() + ":" + std::to_string(index);
}

}  // namespace

Redis::Redis(World& world, core::Instant starts, std::vector<Configuration> versions)
    : world_(world), starts_(starts), versions_(std::move(versions)) {}

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
  for (std::size_t i = 0; i < count; ++i) take_back_keys(entries_.size() - 1 - i);
  entries_.resize(entries_.size() - count);
  tokens_.resize(entries_.size());
  written_at_.resize(entries_.size());
  houses_.resize(entries_.size());
  if (!houses_.empty()) house_ = houses_.back();
  for (const journal::Manifest& one : house_.kept) set_patience(one, Nanoseconds::max());
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

void Redis::take_back_keys(std::size_t entry) {
  const auto step = key_steps_.find(entry);
  if (step == key_steps_.end()) return;
  for (const core::KeyId& id : step->second.made) keys_.erase(id);
  for (const auto& [id, wrapped] : step->second.destroyed) keys_[id] = wrapped;
  key_steps_.erase(step);
}

void Redis::write(journal::Entry entry, std::string token, const journal::KeyChanges& keys) {
  if (!keys.empty()) {
    KeyStep& step = key_steps_[entries_.size()];
    for (const auto& [id, wrapped] : keys.made) {
      keys_[id] = wrapped;
      step.made.push_back(id);
    }
    for (const core::KeyId& id : keys.destroyed)
      if (const auto found = keys_.find(id); found != keys_.end()) {
        step.destroyed.emplace_back(*found);
        keys_.erase(found);
      }
  }
  entries_.push_back(std::move(entry));
  tokens_.push_back(std::move(token));
  written_at_.push_back(world_.now());
  houses_.push_back(house_);
  if (appended) appended(entries_.back());
}

void Redis::set_patience(const journal::Manifest& manifest, Nanoseconds until) {
  for (std::uint64_t i = 0; i < manifest.chunks; ++i)
    if (const auto chunk = chunks_.find(chunk_name(manifest, i)); chunk != chunks_.end())
      chunk->second.until = until;
}

void Redis::archive() {
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
    if (!entry->hash.empty()) {
      house_.archived = {entry->epoch, entry->last, entry->hash};
      return look_whether_trimmed();
    }
}

std::string Redis::trimmed_too_far() const {
  const core::EventNumber number = house_.trimmed.number;
  if (house_.archived.number < number)
    return "event " + std::to_string(number) + " is trimmed, the archive has only " +
           std::to_string(house_.archived.number);
  if (house_.kept.size() < journal::snapshots_kept || house_.kept.back().number < number)
    return "event " + std::to_string(number) + " is trimmed, which the older snapshot needs";
  return {};
}

bool Redis::may_be_trimmed() const {
  if (house_.kept.size() < journal::snapshots_kept) return false;
  const core::EventNumber number = house_.kept.back().number;
  return house_.trimmed.number < number && house_.archived.number >= number;
}

void Redis::look_whether_trimmed() {
  if (!may_be_trimmed())
    trimmable_since_.reset();
  else if (!trimmable_since_)
    trimmable_since_ = world_.now();
}

std::string Redis::not_trimmed() const {
  if (!may_be_trimmed() || !trimmable_since_ || world_.now() - *trimmable_since_ < trim_patience)
    return {};
  return "all up to event " + std::to_string(house_.kept.back().number) +
         " is in the archive and behind both snapshots, and is trimmed up to event " +
         std::to_string(house_.trimmed.number) + " only";
}

void Redis::alter_snapshot() {
  if (house_.kept.size() < journal::snapshots_kept) return;
  const auto chunk = chunks_.find(chunk_name(house_.kept.front(), 0));
  if (chunk == chunks_.end() || altered_.contains(house_.kept.back().name())) return;
  altered_.insert(house_.kept.front().name());
  std::string& bytes = chunk->second.bytes;
  char& byte = bytes[world_.chance.below(bytes.size())];
  byte = static_cast<char>(byte ^ (1 << world_.chance.below(8)));
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
  while (next != entries.end() && next->last <= redis_.house_.trimmed.number) ++next;
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

void RedisOf::apply(const Head& expected, const std::string& what, const Change& change,
                    const std::shared_ptr<UnderWay>& under_way, bool answered) {
  World& world = redis_.world_;
  if (redis_.out()) return;
  // What functions.lua does without its fence.
  const bool unfenced = planted(Bug::housekeeping_unfenced) && !is_entry(what);
  auto wrong = unfenced ? std::nullopt : redis_.fenced(expected);
  world.note(who_ + (wrong ? " is fenced: " : " writes ") + what);
  if (!wrong) wrong = change(redis_);
  if (!is_entry(what) && redis_.between_steps) redis_.between_steps(who_);
  if (!answered) return;
  Result<Done> answer =
      wrong ? Result<Done>(core::Unexpected{std::move(*wrong)}) : Result<Done>(Done{});
  world.schedule.after(world.chance.between(50us, 300us), [under_way, answer] {
    if (under_way->broken) return;
    under_way->answer = answer;
    under_way->wake();
  });
}

void RedisOf::write(const Head& expected, const std::string& what, Change change) {
  World& world = redis_.world_;
  if (redis_.out() || generation_ != redis_.generation_) {
    under_way_->broken = true;
    return;
  }
  if (!is_entry(what) && redis_.between_steps) redis_.between_steps(who_);
  const double share = world.options.append_trouble;
  if (redis_.take_over && world.strikes(Trouble::races, share)) redis_.take_over();
  if (world.strikes(Trouble::refused_appends, share)) {
    world.schedule.after(world.chance.between(100us, 1ms), [under_way = under_way_] {
      under_way->answer = core::Unexpected{Error{ErrorKind::refused, "OOM command not allowed"}};
      under_way->wake();
    });
    return;
  }
  Nanoseconds takes = world.chance.between(redis_.append_takes.first, redis_.append_takes.second);
  // Snapshots are rare; so that something happens to them, more often.
  const double slow = is_entry(what) ? share : 0.1;
  if (world.strikes(Trouble::slow_appends, slow)) takes = world.chance.between(10ms, 15s);
  if (world.strikes(Trouble::unknown_appends, share)) {
    // Written or not, now or later: the writer hears only that its connection is gone.
    // Or not even that: the answer just never comes.
    if (world.chance.of(0.7)) {
      under_way_->broken = true;
      world.schedule.after(world.chance.between(0s, 2s), [wake = under_way_->wake] { wake(); });
    }
    if (world.chance.of(0.5)) return;
    world.schedule.after(takes, [this_redis = &redis_, who = who_, expected, what, change] {
      RedisOf late(*this_redis, who, [] {});
      late.apply(expected, what, change, late.under_way_, false);
    });
    return;
  }
  world.schedule.after(takes, [this_redis = &redis_, who = who_, generation = generation_, expected,
                               what, change, under_way = under_way_] {
    RedisOf served(*this_redis, who, [] {});
    served.apply(expected, what, change, under_way, generation == this_redis->generation_);
  });
}

void RedisOf::append(const Head& expected, core::EventNumber last, std::string_view bytes,
                     std::string_view hash, const journal::KeyChanges& keys) {
  journal::Entry entry{expected.epoch, last, std::string(bytes), std::string(hash)};
  write(expected, "entry " + journal::entry_id(entry.epoch, last),
        [entry, keys](Redis& redis) -> std::optional<Error> {
          redis.write(entry, entry.hash, keys);
          return std::nullopt;
        });
}

void RedisOf::keep(const Head& expected, const std::vector<journal::Manifest>& kept,
                   const std::vector<journal::Manifest>&) {
  write(expected, "snapshot " + kept.front().name(), [kept](Redis& redis) -> std::optional<Error> {
    for (std::uint64_t i = 0; i < kept.front().chunks; ++i) {
      const auto chunk = redis.chunks_.find(chunk_name(kept.front(), i));
      if (chunk == redis.chunks_.end() || chunk->second.until < redis.world_.now())
        return Error{ErrorKind::refused, "TORN a chunk is missing"};
    }
    redis.set_patience(kept.front(), Nanoseconds::max());
    // Those of the one dropped stay for a while: a rewind may bring it back.
    for (const journal::Manifest& one : redis.house_.kept)
      if (std::find(kept.begin(), kept.end(), one) == kept.end())
        redis.set_patience(one, redis.world_.now() + 2 * offered_again_for);
    std::erase_if(redis.chunks_,
                  [&](const auto& one) { return one.second.until < redis.world_.now(); });
    redis.house_.kept = kept;
    redis.look_whether_trimmed();
    ++redis.snapshots_made;
    if (redis.kept_snapshot) redis.kept_snapshot(kept.front());
    return std::nullopt;
  });
}

void RedisOf::trim(const Head& expected, const Head& last) {
  write(expected, "that all up to " + std::to_string(last.number) + " is trimmed",
        [last](Redis& redis) -> std::optional<Error> {
          redis.house_.trimmed = last;
          redis.look_whether_trimmed();
          redis.ever_trimmed_ = std::max(redis.ever_trimmed_, last.number);
          ++redis.trims_made;
          if (redis.trimmed_away) redis.trimmed_away();
          return std::nullopt;
        });
}

void RedisOf::write_chunk(const journal::Manifest& manifest, std::uint64_t index,
                          std::string_view bytes) {
  World& world = redis_.world_;
  chunk_under_way_ = std::make_shared<UnderWay>();
  if (redis_.out() || generation_ != redis_.generation_) {
    chunk_under_way_->answer = core::Unexpected{broken()};
    return;
  }
  if (redis_.between_steps) redis_.between_steps(who_);
  Nanoseconds takes = world.chance.between(1ms, 30ms);
  if (world.strikes(Trouble::slow_appends, world.options.append_trouble * 5))
    takes = world.chance.between(10ms, 15s);
  const bool lost = world.strikes(Trouble::torn_snapshots, 0.05);
  world.schedule.after(takes, [this_redis = &redis_, who = who_, under_way = chunk_under_way_, lost,
                               name = chunk_name(manifest, index), text = std::string(bytes)] {
    if (this_redis->out()) {
      under_way->answer = core::Unexpected{broken()};
      return;
    }
    // Or it is there and goes away before its time.
    if (!lost)
      this_redis->chunks_[name] = {text, this_redis->world_.now() + journal::chunk_patience};
    under_way->answer.emplace(Done{});
    if (this_redis->between_steps) this_redis->between_steps(who);
  });
}

std::optional<Result<Done>> RedisOf::chunk_written() {
  return std::exchange(chunk_under_way_->answer, std::nullopt);
}

Result<std::vector<std::string>> RedisOf::keys(const std::vector<core::KeyId>& ids) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  std::vector<std::string> found;
  for (const core::KeyId& id : ids) {
    const auto key = redis_.keys_.find(id);
    found.push_back(key == redis_.keys_.end() ? std::string() : key->second);
  }
  return found;
}

Result<std::vector<journal::Manifest>> RedisOf::snapshots() {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  return redis_.house_.kept;
}

Result<std::string> RedisOf::chunk(const journal::Manifest& manifest, std::uint64_t index) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  const auto found = redis_.chunks_.find(chunk_name(manifest, index));
  if (found == redis_.chunks_.end() || found->second.until < redis_.world_.now())
    return std::string();
  return found->second.bytes;
}

Result<Head> RedisOf::trimmed() {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  return redis_.house_.trimmed;
}

Result<Head> RedisOf::archived() {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  return redis_.house_.archived;
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

Result<Done> RedisOf::say_standby(const std::string& nonce, core::EventNumber) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  redis_.standby_ = nonce;
  redis_.standby_until_ = redis_.world_.now() + journal::standby_lasts;
  return Done{};
}

Result<bool> RedisOf::hand_over_asked(const std::string& nonce) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  return redis_.hand_over_asked_ == nonce && redis_.standby_ != nonce &&
         redis_.standby_until_ > redis_.world_.now();
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
  return std::optional<std::string>(redis_.versions_[redis_.in_force_].version);
}

Result<std::optional<std::string>> RedisOf::config(const std::string& version) {
  if (auto wrong = trouble()) return core::Unexpected{*wrong};
  for (const Redis::Configuration& one : redis_.versions_)
    if (one.version == version) return std::optional<std::string>(one.bytes);
  return std::optional<std::string>();
}

}  // namespace shao::sim
