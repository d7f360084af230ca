#include "dispatcher/journal/redis_store.hpp"

#include <utility>

#include "dispatcher/journal/archive_mark.hpp"
#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/hand_over.hpp"
#include "dispatcher/journal/lease.hpp"
#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

using namespace std::chrono_literals;

RedisStore::RedisStore(RedisConnection appender, RedisConnection reader, RedisConnection keeper,
                       std::string jurisdiction)
    : appender_(std::move(appender)),
      reader_(std::move(reader)),
      keeper_(std::move(keeper)),
      jurisdiction_(std::move(jurisdiction)) {}

Result<std::unique_ptr<RedisStore>> RedisStore::open(const RedisAddress& address,
                                                     std::string jurisdiction) {
  auto appender = RedisConnection::connect(address);
  if (!appender) return core::Unexpected{appender.error()};
  auto reader = RedisConnection::connect(address);
  if (!reader) return core::Unexpected{reader.error()};
  auto keeper = RedisConnection::connect(address);
  if (!keeper) return core::Unexpected{keeper.error()};
  if (const auto ready = reader->ready(30s); !ready) return core::Unexpected{ready.error()};
  if (address.user.empty())
    if (const auto loaded = load_functions(*reader); !loaded)
      return core::Unexpected{loaded.error()};
  return std::unique_ptr<RedisStore>(new RedisStore(std::move(*appender), std::move(*reader),
                                                    std::move(*keeper), std::move(jurisdiction)));
}

Result<Head> RedisStore::head() {
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
  return journal::claim(reader_, jurisdiction_, expected, epoch, number, nonce, bytes);
}

void RedisStore::append(const Head& expected, core::EventNumber last, std::string_view bytes,
                        std::string_view hash) {
  appender_.send(append_command(jurisdiction_, expected, last, bytes, hash));
  appender_.pump();
}

std::optional<Result<Done>> RedisStore::appended() {
  appender_.pump();
  const auto reply = appender_.take_reply();
  if (!reply) return std::nullopt;
  switch (outcome_of(*reply)) {
    case AppendOutcome::appended:
      return Result<Done>(Done{});
    case AppendOutcome::fenced:
      return Result<Done>(
          core::Unexpected{Error{ErrorKind::fenced, "another leader claimed the journal"}});
    case AppendOutcome::failed:
      break;
  }
  return Result<Done>(
      core::Unexpected{Error{ErrorKind::refused, "the append failed: " + reply->text}});
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
  return journal::durability(reader_);
}

Result<std::optional<std::string>> RedisStore::current_config() {
  return journal::current_config(reader_, jurisdiction_);
}

Result<std::optional<std::string>> RedisStore::config(const std::string& version) {
  return read_config(reader_, jurisdiction_, version);
}

}  // namespace shao::journal
