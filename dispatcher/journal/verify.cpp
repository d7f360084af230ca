#include "dispatcher/journal/verify.hpp"

#include "dispatcher/journal/replies.hpp"
#include "dispatcher/journal/snapshots.hpp"

namespace shao::journal {

namespace {

constexpr std::size_t entries_at_a_time = 64;

std::string text_of(EntryId at) {
  return entry_id(at.epoch, at.number);
}

}  // namespace

Result<EntryId> read_highest(RedisConnection& redis, const std::string& jurisdiction) {
  const std::string key = key_of(jurisdiction, "journal");
  const auto exists = ask(redis, {"EXISTS", key}, Reply::Kind::integer);
  if (!exists) return core::Unexpected{exists.error()};
  if (exists->integer == 0) return EntryId{};
  const auto info = ask(redis, {"XINFO", "STREAM", key}, Reply::Kind::array);
  if (!info) return core::Unexpected{info.error()};
  for (std::size_t i = 0; i + 1 < info->items.size(); i += 2) {
    if (info->items[i].text != "last-generated-id") continue;
    if (const auto id = id_from(info->items[i + 1].text)) return *id;
  }
  return unexpected("Redis did not say the last id of " + key);
}

namespace {

/// Walks beside what was true when it began: the head and the highest id then. A living leader
/// may have moved both on meanwhile.
class Verifier {
 public:
  Verifier(Head head, EntryId highest, ChainWalk from)
      : head_(std::move(head)), highest_(highest), walk_(std::move(from)) {
    // An entry that was walked over before is not met again.
    head_seen_ = head_ != Head{} && end() == EntryId{head_.epoch, head_.number};
  }

  /// Whether the entry fits.
  bool take(const Entry& entry) {
    auto problem = walk_.take(entry);
    if (!problem && at_head(entry)) problem = compare_token(entry);
    if (problem) fault_ = Fault{entry_id(entry.epoch, entry.last), std::move(*problem)};
    return !fault_;
  }

  Verdict verdict() {
    if (!fault_ && walk_.entries() > 0 && !head_seen_ && head_ == Head{})
      fault_ = Fault{text_of(end()), "the journal has entries, but its head is gone"};
    if (!fault_ && head_ != Head{} && !head_seen_)
      fault_ = Fault{text_of({head_.epoch, head_.number}),
                     "the head names this entry, but it is not in the journal"};
    if (!fault_ && end() < highest_)
      fault_ = Fault{text_of(highest_),
                     "an entry with this id was there and was removed; the "
                     "last entry now is " +
                         text_of(end())};
    return {trimmed_, walk_.entries(), walk_.last(), walk_.hash(), std::move(fault_)};
  }

  EntryId end() const { return {walk_.epoch(), walk_.last()}; }

 private:
  bool at_head(const Entry& entry) {
    if (entry.epoch != head_.epoch || entry.last != head_.number) return false;
    head_seen_ = true;
    return true;
  }

  /// After an append the token is its hash; after a claim a nonce that nothing here vouches for.
  std::optional<std::string> compare_token(const Entry& entry) const {
    if (entry.hash.empty() || entry.hash == head_.token) return std::nullopt;
    return "the head holds another hash (" + head_.token + ") than this entry (" + entry.hash + ")";
  }

  Head trimmed_;
  Head head_;
  EntryId highest_;
  ChainWalk walk_;
  bool head_seen_ = false;
  std::optional<Fault> fault_;
};

}  // namespace

std::optional<std::string> ChainWalk::take(const Entry& entry) {
  const std::string id = entry_id(entry.epoch, entry.last);
  const bool claims = entry.hash.empty();
  if (claims != (entry.epoch != epoch_))
    return claims ? "entry " + id + " stores no hash, which only the claim that begins epoch " +
                        std::to_string(entry.epoch) + " may"
                  : "entry " + id + " begins epoch " + std::to_string(entry.epoch) +
                        ", but it is not a claim: the claim was removed";
  if (EntryId{entry.epoch, entry.last} <= EntryId{epoch_, last_} || entry.last <= last_)
    return "entry " + id + " does not come after " + entry_id(epoch_, last_);
  std::string hash = chain(hash_, id, entry.bytes);
  if (!claims && entry.hash != hash)
    return "entry " + id + " does not match its hash: it was altered, or an entry before it was " +
           "removed" + (unhashed_.empty() ? "" : ", or the claim " + unhashed_ + " was altered");
  unhashed_ = claims ? (unhashed_.empty() ? "" : unhashed_ + ", ") + id : "";
  hash_ = std::move(hash);
  epoch_ = entry.epoch;
  last_ = entry.last;
  ++entries_;
  return std::nullopt;
}

Result<Verdict> verify(RedisConnection& redis, const std::string& jurisdiction,
                       const std::function<void(const Entry&)>& each) {
  auto trimmed = read_trimmed(redis, jurisdiction);
  if (!trimmed) return core::Unexpected{trimmed.error()};
  auto verdict =
      verify(redis, jurisdiction, ChainWalk(trimmed->epoch, trimmed->number, trimmed->token), each);
  if (verdict) verdict->trimmed = std::move(*trimmed);
  return verdict;
}

Result<Verdict> verify(RedisConnection& redis, const std::string& jurisdiction, ChainWalk from,
                       const std::function<void(const Entry&)>& each) {
  const auto highest = read_highest(redis, jurisdiction);
  if (!highest) return core::Unexpected{highest.error()};
  auto head = read_head(redis, jurisdiction);
  if (!head) return core::Unexpected{head.error()};
  Verifier verifier(std::move(*head), *highest, std::move(from));
  for (;;) {
    const auto entries =
        read(redis, jurisdiction, verifier.end().epoch, verifier.end().number, entries_at_a_time);
    if (!entries) return core::Unexpected{entries.error()};
    for (const Entry& entry : *entries) {
      if (!verifier.take(entry)) {
        const auto now_trimmed = read_trimmed(redis, jurisdiction);
        if (!now_trimmed) return core::Unexpected{now_trimmed.error()};
        if (now_trimmed->number > verifier.end().number)
          return unexpected("the journal begins after event " +
                            std::to_string(now_trimmed->number) + " now, and event " +
                            std::to_string(verifier.end().number + 1) +
                            " was looked for: begin again, or with an archive that reaches so far");
        return verifier.verdict();
      }
      each(entry);
    }
    if (entries->size() < entries_at_a_time) return verifier.verdict();
  }
}

}  // namespace shao::journal
