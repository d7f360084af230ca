#include "dispatcher/journal/redis_store.hpp"

#include <utility>

#include "dispatcher/journal/config_store.hpp"
#include "dispatcher/journal/lease.hpp"

namespace shao::journal {

using namespace std::chrono_literals;

RedisStore::RedisStore(RedisConnection appender, RedisConnection reader, std::string jurisdiction)
    : appender_(std::move(appender)),
      reader_(std::move(reader)),
      jurisdiction_(std::move(jurisdiction)) {}

Result<std::unique_ptr<RedisStore>> RedisStore::open(const std::string& url,
                                                     std::string jurisdiction) {
  auto appender = RedisConnection::connect(url);
  if (!appender) return core::Unexpected{appender.error()};
  auto reader = RedisConnection::connect(url);
  if (!reader) return core::Unexpected{reader.error()};
  if (const auto ready = reader->ready(30s); !ready) return core::Unexpected{ready.error()};
  if (const auto loaded = load_functions(*reader); !loaded) return core::Unexpected{loaded.error()};
  return std::unique_ptr<RedisStore>(
      new RedisStore(std::move(*appender), std::move(*reader), std::move(jurisdiction)));
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

Result<bool> RedisStore::take_lease(const std::string& nonce, std::chrono::milliseconds lasts) {
  return Lease(jurisdiction_, nonce, lasts).try_take(reader_);
}

Result<bool> RedisStore::renew_lease(const std::string& nonce, std::chrono::milliseconds lasts) {
  return Lease(jurisdiction_, nonce, lasts).renew(reader_);
}

Result<bool> RedisStore::release_lease(const std::string& nonce) {
  return Lease(jurisdiction_, nonce, 0ms).release(reader_);
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
