#include "dispatcher/archive/restore.hpp"

#include <optional>

#include "dispatcher/archive/check.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/journal/resident_keys.hpp"
#include "dispatcher/journal/restoring.hpp"

namespace shao::archive {

namespace {

using journal::Entry;

// One call of Redis, and one sync of its disk, for many entries; an entry has a MiB at most.
constexpr std::size_t entries_at_a_time = 256;
constexpr std::size_t bytes_at_a_time = std::size_t{1} << 20;

core::Unexpected<Error> refusal(ErrorKind kind, std::string message, std::string message_zh) {
  return {Error{kind, std::move(message), std::move(message_zh)}};
}

core::Unexpected<Error> redis_said(const journal::Error& error) {
  return {Error{ErrorKind::redis, error.message, error.message}};
}

std::string id_text(const Entry& entry) {
  return journal::entry_id(entry.epoch, entry.last);
}

core::Unexpected<Error> does_not_check(const std::string& id, const std::string& problem) {
  return refusal(
      ErrorKind::altered,
      "the archive does not check, nothing was restored: entry " + id + ": " + problem +
          "; right would be: another copy of the archive (shao journal verify --archive)",
      "归档校验有误，未恢复任何内容：条目 " + id + "：" + problem +
          "；请改用另一份归档（shao journal verify --archive）");
}

/// Of an entry that a claimer wrote.
std::string nonce_in(const std::vector<core::Record>& records) {
  for (const core::Record& record : records)
    for (const core::Event& event : record.events)
      if (const auto* claimed = std::get_if<core::TermClaimed>(&event)) return claimed->nonce;
  return "";
}

/// Entries in order into the stream that becomes the journal, many a call.
class Writer {
 public:
  Writer(journal::RedisConnection& redis, const std::string& jurisdiction)
      : redis_(redis), jurisdiction_(jurisdiction) {}

  journal::Result<journal::Done> add(const Entry& entry) {
    bytes_ += entry.bytes.size();
    waiting_.push_back(entry);
    if (waiting_.size() < entries_at_a_time && bytes_ < bytes_at_a_time) return journal::Done{};
    return flush();
  }
  journal::Result<journal::Done> flush() {
    if (waiting_.empty()) return journal::Done{};
    auto added = journal::add_restored(redis_, jurisdiction_, written_, waiting_);
    if (!added) return added;
    written_ += waiting_.size();
    waiting_.clear();
    bytes_ = 0;
    return journal::Done{};
  }
  std::uint64_t written() const { return written_; }

 private:
  journal::RedisConnection& redis_;
  const std::string& jurisdiction_;
  std::vector<Entry> waiting_;
  std::size_t bytes_ = 0;
  std::uint64_t written_ = 0;
};

class Restoring {
 public:
  Restoring(Archive& archive, journal::RedisConnection& redis)
      : archive_(archive), redis_(redis), jurisdiction_(archive.jurisdiction()) {}

  Result<Restored> run() {
    if (const auto free = look_for_journal(); !free) return core::Unexpected{free.error()};
    const auto checked = check(archive_);
    if (!checked) return core::Unexpected{checked.error()};
    if (checked->fault) return does_not_check(checked->fault->id, checked->fault->problem);
    if (checked->entries == 0)
      return refusal(ErrorKind::foreign, "the archive holds no entry: there is nothing to restore",
                     "归档中没有条目，无可恢复");
    restored_.hash = checked->hash;
    if (const auto written = write(); !written) return core::Unexpected{written.error()};
    if (const auto same = read_back(); !same) return core::Unexpected{same.error()};
    if (const auto keys = give_keys(); !keys) return core::Unexpected{keys.error()};
    const auto finished =
        journal::finish_restore(redis_, jurisdiction_, restored_.entries, restored_.head);
    if (!finished) return redis_said(finished.error());
    const auto head = journal::read_head(redis_, jurisdiction_);
    if (!head) return redis_said(head.error());
    if (*head != restored_.head)
      return refusal(ErrorKind::redis,
                     "the journal was restored, but its head is \"" + journal::head_text(*head) +
                         "\" instead of \"" + journal::head_text(restored_.head) +
                         "\": somebody else wrote to it",
                     "台账已恢复，但链头为“" + journal::head_text(*head) + "”，应为“" +
                         journal::head_text(restored_.head) + "”：另有程序写入");
    return std::move(restored_);
  }

 private:
  Result<Done> look_for_journal() {
    const auto held = journal::held_journal(redis_, jurisdiction_);
    if (!held) return redis_said(held.error());
    if (!*held) return Done{};
    return refusal(
        ErrorKind::occupied,
        "this Redis holds " + **held + ", so it has a journal of " + jurisdiction_ +
            ", or a part of one, and nothing was touched; right would be: an empty Redis, "
            "with the other one's data set aside",
        "此 Redis 中已有 " + **held + "，即 " + jurisdiction_ +
            " 的台账或其一部分，未作任何改动；应使用空的 Redis，并另行保存原有数据");
  }

  /// Every entry that happened, checked on the way once more: it is what is written that counts.
  Result<Done> write() {
    if (const auto begun = journal::begin_restore(redis_, jurisdiction_); !begun)
      return redis_said(begun.error());
    Writer writer(redis_, jurisdiction_);
    journal::ChainWalk walk;
    std::optional<Error> problem;
    auto read = archive_.each_entry([&](const Kept& kept) {
      if (kept.rewind) return true;
      auto taken = take(kept.linked.entry, walk);
      if (!taken) problem = std::move(taken.error());
      if (problem) return false;
      const auto added = writer.add(kept.linked.entry);
      if (!added) problem = redis_said(added.error()).error;
      return added.has_value();
    });
    if (!read) return read;
    if (problem) return core::Unexpected{*problem};
    if (const auto flushed = writer.flush(); !flushed) return redis_said(flushed.error());
    if (walk.hash() != restored_.hash)
      return does_not_check(journal::entry_id(walk.epoch(), walk.last()),
                            "the archive was written to meanwhile");
    restored_.entries = writer.written();
    return Done{};
  }

  /// The head and the configuration after this entry.
  Result<Done> take(const Entry& entry, journal::ChainWalk& walk) {
    if (const auto fault = walk.take(entry)) return does_not_check(id_text(entry), *fault);
    const auto records = codec::decode_batch(entry.bytes);
    if (!records) return does_not_check(id_text(entry), records.error());
    const std::string token = entry.hash.empty() ? nonce_in(*records) : entry.hash;
    if (token.empty()) return does_not_check(id_text(entry), "it is no claim, and stores no hash");
    restored_.head = {entry.epoch, entry.last, token};
    for (const core::Record& record : *records)
      for (const core::Event& event : record.events)
        if (const auto* adopted = std::get_if<core::PolicyAdopted>(&event))
          restored_.configuration = adopted->version;
    return Done{};
  }

  /// The keys of whistles; before the journal, which is not whole without them.
  Result<Done> give_keys() {
    const auto keys = archive_.keys();
    if (!keys) return core::Unexpected{keys.error()};
    const auto given = journal::restore_keys(redis_, jurisdiction_, {keys->begin(), keys->end()});
    if (!given) return redis_said(given.error());
    return Done{};
  }

  /// What Redis holds now, through the same chain.
  Result<Done> read_back() {
    journal::ChainWalk walk;
    for (;;) {
      const auto entries = journal::read_restored(redis_, jurisdiction_, walk.epoch(), walk.last(),
                                                  entries_at_a_time);
      if (!entries) return redis_said(entries.error());
      for (const Entry& entry : *entries)
        if (const auto fault = walk.take(entry)) return differs(*fault);
      if (entries->size() < entries_at_a_time) break;
    }
    if (walk.entries() != restored_.entries || walk.hash() != restored_.hash)
      return differs("it ends with " + journal::entry_id(walk.epoch(), walk.last()) + " after " +
                     std::to_string(walk.entries()) + " entries");
    return Done{};
  }

  static core::Unexpected<Error> differs(const std::string& how) {
    return refusal(ErrorKind::redis,
                   "what Redis holds is not what was written to it, nothing was restored: " + how,
                   "Redis 中的内容与写入的不符，未恢复任何内容：" + how);
  }

  Archive& archive_;
  journal::RedisConnection& redis_;
  const std::string& jurisdiction_;
  Restored restored_;
};

}  // namespace

Result<Restored> restore(Archive& archive, const std::string& jurisdiction,
                         journal::RedisConnection& redis) {
  if (archive.jurisdiction() != jurisdiction)
    return refusal(ErrorKind::foreign,
                   "this is the archive of " + archive.jurisdiction() + ", not of " + jurisdiction +
                       "; right would be: --jurisdiction " + archive.jurisdiction(),
                   "这是 " + archive.jurisdiction() + " 的归档，不是 " + jurisdiction +
                       " 的；应为 --jurisdiction " + archive.jurisdiction());
  return Restoring(archive, redis).run();
}

}  // namespace shao::archive
