#include "dispatcher/journal/redis_store.hpp"

#include <utility>

#include "dispatcher/journal/archive_mark.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/hand_over.hpp"
#include "dispatcher/journal/lease.hpp"
#include "dispatcher/journal/redis_disk.hpp"
#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

using namespace std::chrono_literals;

namespace {

constexpr auto replicas_limit = 1000ms;

std::vector<std::string> wait_command(unsigned replicas) {
  return {"WAIT", std::to_string(replicas), std::to_string(replicas_limit.count())};
}

Result<Done> result_of_append(const Reply& reply) {
  switch (outcome_of(reply)) {
    case AppendOutcome::appended:
      return Done{};
    case AppendOutcome::fenced:
      return core::Unexpected{Error{ErrorKind::fenced, "another leader claimed the journal"}};
    case AppendOutcome::failed:
      break;
  }
  return core::Unexpected{Error{ErrorKind::refused, "the append failed: " + reply.text}};
}

}  // namespace

RedisStore::RedisStore(RedisConnection appender, RedisConnection reader, RedisConnection keeper,
                       std::string jurisdiction, unsigned replicas)
    : appender_(std::move(appender)),
      reader_(std::move(reader)),
      keeper_(std::move(keeper)),
      jurisdiction_(std::move(jurisdiction)),
      rewriting_(jurisdiction_),
      replicas_(replicas) {}

Result<std::unique_ptr<RedisStore>> RedisStore::open(const RedisAddress& address,
                                                     std::string jurisdiction,
                                                     const StoreSettings& settings) {
  auto appender = RedisConnection::connect(address);
  if (!appender) return core::Unexpected{appender.error()};
  // The others to the same server: Sentinels could name another one meanwhile.
  const RedisAddress found{appender->url(), address.user, address.password};
  auto reader = RedisConnection::connect(found);
  if (!reader) return core::Unexpected{reader.error()};
  auto keeper = RedisConnection::connect(found);
  if (!keeper) return core::Unexpected{keeper.error()};
  reader->set_patience(appender->patience());
  if (const auto ready = reader->ready(30s); !ready) return core::Unexpected{ready.error()};
  if (address.user.empty())
    if (const auto loaded = load_functions(*reader); !loaded)
      return core::Unexpected{loaded.error()};
  auto directory = data_directory(*reader, settings.redis_directory);
  if (!directory) return core::Unexpected{directory.error()};
  std::unique_ptr<RedisStore> store(new RedisStore(std::move(*appender), std::move(*reader),
                                                   std::move(*keeper), std::move(jurisdiction),
                                                   settings.replicas));
  store->directory_ = std::move(*directory);
  if (auto sentinels = sentinels_of(address.url))
    store->watch_.emplace(std::move(*sentinels), found.url);
  return store;
}

void RedisStore::look_for_successor() {
  if (watch_ && !superseded_) superseded_ = watch_->step();
}

Result<Head> RedisStore::head() {
  look_for_successor();
  if (superseded_) return core::Unexpected{*superseded_};
  return read_head(reader_, jurisdiction_);
}

Result<Entry> RedisStore::last() {
  return read_last(reader_, jurisdiction_);
}

Result<std::vector<Entry>> RedisStore::read(std::uint64_t epoch, core::EventNumber number,
                                            std::size_t count) {
  return journal::read(reader_, jurisdiction_, epoch, number, count);
}

Result<Head> RedisStore::claim(const Head& expected, std::uint64_t epoch, core::EventNumber number,
                               const std::string& nonce, const std::string& bytes) {
  // With too few replicas none is written: each would be one more claim that leads nowhere.
  if (const auto there = wait_for_replicas(); !there) return core::Unexpected{there.error()};
  auto claimed = journal::claim(reader_, jurisdiction_, expected, epoch, number, nonce, bytes);
  if (!claimed) return claimed;
  if (const auto kept = wait_for_replicas(); !kept) return core::Unexpected{kept.error()};
  return claimed;
}

Result<Done> RedisStore::wait_for_replicas() {
  if (replicas_ == 0) return Done{};
  const auto reply = ask(reader_, wait_command(replicas_), Reply::Kind::integer);
  if (!reply) return core::Unexpected{reply.error()};
  return replicated(*reply);
}

Result<Done> RedisStore::replicated(const Reply& reply) const {
  if (reply.kind == Reply::Kind::integer && reply.integer >= static_cast<std::int64_t>(replicas_))
    return Done{};
  if (reply.is_error()) return core::Unexpected{error_from(reply)};
  return core::Unexpected{
      Error{ErrorKind::timeout, std::to_string(reply.integer) + " of " + std::to_string(replicas_) +
                                    " replicas answered within " +
                                    std::to_string(replicas_limit.count()) +
                                    " ms: whether what was written lasts is unknown"}};
}

void RedisStore::append(const Head& expected, core::EventNumber last, std::string_view bytes,
                        std::string_view hash, const KeyChanges& keys) {
  appender_.send(append_command(jurisdiction_, expected, last, bytes, hash, keys));
  replicas_asked_ = replicas_ > 0;
  if (replicas_asked_) appender_.send(wait_command(replicas_));  // one round trip serves both
  appender_.pump();
}

std::optional<Result<Done>> RedisStore::appended() {
  look_for_successor();
  appender_.pump();
  auto reply = appender_.take_reply();
  if (reply && replicas_asked_ && !written_) {
    written_ = result_of_append(*reply);
    reply = appender_.take_reply();
  }
  if (!reply) return std::nullopt;
  if (!std::exchange(replicas_asked_, false)) return result_of_append(*reply);
  const Result<Done> written = *std::exchange(written_, std::nullopt);
  return written ? replicated(*reply) : written;
}

Result<std::vector<std::string>> RedisStore::keys(const std::vector<core::KeyId>& ids) {
  return read_keys(reader_, jurisdiction_, ids);
}

Result<bool> RedisStore::destroyed_keys_gone() {
  return rewriting_.step(reader_);
}

Result<std::vector<Manifest>> RedisStore::snapshots() {
  return read_manifests(reader_, jurisdiction_);
}

Result<std::string> RedisStore::chunk(const Manifest& manifest, std::uint64_t index) {
  return read_chunk(reader_, jurisdiction_, manifest, index);
}

Result<Head> RedisStore::trimmed() {
  return read_trimmed(reader_, jurisdiction_);
}

Result<Head> RedisStore::archived() {
  const auto mark = read_archived(reader_, jurisdiction_);
  if (!mark) return core::Unexpected{mark.error()};
  return *mark ? Head{(*mark)->epoch, (*mark)->number, (*mark)->hash} : Head{};
}

void RedisStore::write_chunk(const Manifest& manifest, std::uint64_t index,
                             std::string_view bytes) {
  keeper_.send(write_chunk_command(jurisdiction_, manifest, index, bytes));
  keeper_.pump();
}

std::optional<Result<Done>> RedisStore::chunk_written() {
  keeper_.pump();
  if (const auto reply = keeper_.take_reply())
    return reply->is_error() ? Result<Done>(core::Unexpected{error_from(*reply)})
                             : Result<Done>(Done{});
  if (const auto& problem = keeper_.problem()) return Result<Done>(core::Unexpected{*problem});
  return std::nullopt;
}

void RedisStore::keep(const Head& expected, const std::vector<Manifest>& kept,
                      const std::vector<Manifest>& dropped) {
  appender_.send(keep_command(jurisdiction_, expected, kept, dropped));
  appender_.pump();
}

void RedisStore::trim(const Head& expected, const Head& last) {
  appender_.send(trim_command(jurisdiction_, expected, last));
  appender_.pump();
}

Result<bool> RedisStore::take_lease(const std::string& nonce, std::chrono::milliseconds lasts) {
  return Lease(jurisdiction_, nonce, lasts).try_take(reader_);
}

Result<bool> RedisStore::renew_lease(const std::string& nonce, std::chrono::milliseconds lasts) {
  return Lease(jurisdiction_, nonce, lasts).renew(reader_);
}

Result<bool> RedisStore::release_lease(const std::string& nonce) {
  return Lease(jurisdiction_, nonce, 0ms).release(reader_);
}

Result<Done> RedisStore::say_standby(const std::string& nonce, core::EventNumber applied) {
  return journal::say_standby(reader_, jurisdiction_, {nonce, applied});
}

Result<bool> RedisStore::hand_over_asked(const std::string& nonce) {
  return journal::hand_over_asked(reader_, jurisdiction_, nonce);
}

Result<core::Instant> RedisStore::time() {
  return redis_time(reader_);
}

Result<Durability> RedisStore::durability() {
  auto alone = journal::durability(reader_);
  if (alone && replicas_ > 0 && *alone == Durability::fsync) return Durability::replicated;
  return alone;
}

std::optional<double> RedisStore::free_storage() {
  return directory_ ? free_share(*directory_) : std::nullopt;
}

Result<std::optional<std::string>> RedisStore::current_config() {
  return journal::current_config(reader_, jurisdiction_);
}

Result<std::optional<std::string>> RedisStore::config(const std::string& version) {
  return read_config(reader_, jurisdiction_, version);
}

}  // namespace shao::journal
