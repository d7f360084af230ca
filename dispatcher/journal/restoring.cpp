#include "dispatcher/journal/restoring.hpp"

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

std::string restored_key(const std::string& jurisdiction) {
  return key_of(jurisdiction, "restored");
}

/// What only a journal that is there has; the first two make it one.
std::vector<std::string> keys_of_journal(const std::string& jurisdiction) {
  return {key_of(jurisdiction, "journal"), key_of(jurisdiction, "head"),
          key_of(jurisdiction, "trimmed"), key_of(jurisdiction, "snapshots")};
}

Result<Done> done(const Result<Reply>& reply) {
  if (!reply) return core::Unexpected{reply.error()};
  return Done{};
}

}  // namespace

Result<std::optional<std::string>> held_journal(RedisConnection& redis,
                                                const std::string& jurisdiction) {
  for (const std::string& key : keys_of_journal(jurisdiction)) {
    const auto exists = ask(redis, {"EXISTS", key}, Reply::Kind::integer);
    if (!exists) return core::Unexpected{exists.error()};
    if (exists->integer != 0) return std::optional<std::string>{key};
  }
  return std::optional<std::string>{};
}

Result<Done> begin_restore(RedisConnection& redis, const std::string& jurisdiction) {
  return done(ask(redis, {"UNLINK", restored_key(jurisdiction)}, Reply::Kind::integer));
}

Result<Done> add_restored(RedisConnection& redis, const std::string& jurisdiction,
                          std::uint64_t before, const std::vector<Entry>& entries) {
  std::vector<std::string> command{"FCALL", "shaodao_1_restore_add", "1",
                                   restored_key(jurisdiction), std::to_string(before)};
  for (const Entry& entry : entries)
    command.insert(command.end(), {entry_id(entry.epoch, entry.last), entry.bytes, entry.hash});
  return done(ask(redis, command, Reply::Kind::string));
}

Result<std::vector<Entry>> read_restored(RedisConnection& redis, const std::string& jurisdiction,
                                         std::uint64_t epoch, core::EventNumber number,
                                         std::size_t count) {
  return read_stream(redis, restored_key(jurisdiction), epoch, number, count);
}

Result<Done> finish_restore(RedisConnection& redis, const std::string& jurisdiction,
                            std::uint64_t entries, const Head& head) {
  const auto held = keys_of_journal(jurisdiction);
  std::vector<std::string> command{"FCALL", "shaodao_1_restore_finish",
                                   std::to_string(1 + held.size()), restored_key(jurisdiction)};
  command.insert(command.end(), held.begin(), held.end());
  command.insert(command.end(),
                 {std::to_string(entries), entry_id(head.epoch, head.number), head.token});
  return done(ask(redis, command, Reply::Kind::string));
}

}  // namespace shao::journal
