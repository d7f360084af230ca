#include "dispatcher/archive/check.hpp"

#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/journal/snapshots.hpp"

namespace shao::archive {

namespace {

std::string name_of(const journal::Entry& entry) {
  return journal::entry_id(entry.epoch, entry.last);
}

/// Walks the tree of entries in the order in which they were found: a branch begins where an entry
/// continues another one than the row before it.
class TreeWalk {
 public:
  explicit TreeWalk(Archive& archive) : archive_(archive) {}

  /// Whether it fits.
  bool take(const Kept& kept) {
    const journal::Entry& entry = kept.linked.entry;
    if (auto problem = problem_with(kept)) {
      checked_.fault = journal::Fault{name_of(entry), std::move(*problem)};
      return false;
    }
    if (kept.rewind) {
      ++checked_.taken_back;
    } else {
      ++checked_.entries;
      checked_.last = entry.last;
      checked_.hash = walk_.hash();
    }
    before_ = kept.seq;
    taken_back_ = kept.rewind.has_value();
    return true;
  }
  Checked finish() { return std::move(checked_); }

 private:
  std::optional<std::string> problem_with(const Kept& kept) {
    if (kept.seq != before_.value_or(0) + 1)
      return std::string("rows before it were removed from the archive");
    if (kept.before != before_) {
      const auto fork =
          kept.before && *kept.before < kept.seq ? archive_.row(*kept.before) : std::nullopt;
      if (!fork) return std::string("what it continues is not in the archive");
      walk_ =
          journal::ChainWalk(fork->linked.entry.epoch, fork->linked.entry.last, fork->linked.chain);
      taken_back_ = fork->rewind.has_value();
    }
    if (taken_back_ && !kept.rewind)
      return std::string("it continues an entry that is marked as taken back");
    auto problem = walk_.take(kept.linked.entry);
    if (!problem && kept.linked.chain != walk_.hash())
      problem = "the archive holds another chain hash for it";
    return problem;
  }

  Archive& archive_;
  journal::ChainWalk walk_;
  std::optional<std::int64_t> before_;  // seq of the row before
  bool taken_back_ = false;             // what the next one continues
  Checked checked_;
};

core::Unexpected<Error> of_journal(const journal::Error& error) {
  return {Error{ErrorKind::redis, error.message, error.message}};
}

}  // namespace

Result<Checked> check(Archive& archive, const Seen& seen) {
  TreeWalk walk(archive);
  const auto walked = archive.each_entry([&](const Kept& kept) {
    const bool fits = walk.take(kept);
    if (fits && seen) seen(kept.linked);
    return fits;
  });
  if (!walked) return core::Unexpected{walked.error()};
  return walk.finish();
}

Result<Checked> check_journal(journal::RedisConnection& redis, const std::string& jurisdiction,
                              const Seen& seen) {
  const auto trimmed = journal::read_trimmed(redis, jurisdiction);
  if (!trimmed) return of_journal(trimmed.error());
  std::string hash = trimmed->token;
  const auto verdict = journal::verify(redis, jurisdiction, [&](const journal::Entry& entry) {
    hash = journal::chain(hash, name_of(entry), entry.bytes);
    if (seen) seen({entry, hash});
  });
  if (!verdict) return of_journal(verdict.error());
  return Checked{verdict->entries, 0, verdict->last, verdict->hash, verdict->fault};
}

Result<Checked> check_with_journal(Archive& archive, journal::RedisConnection& redis,
                                   const Seen& seen) {
  auto checked = check(archive, seen);
  if (!checked || checked->fault) return checked;
  const auto first = journal::read(redis, archive.jurisdiction(), 0, 0, 1);
  if (!first) return of_journal(first.error());
  // What the journal's first entry follows; in a journal that was trimmed to its end, all of ours.
  core::EventNumber before = checked->last;
  if (!first->empty()) {
    const auto records = codec::decode_batch(first->front().bytes);
    if (!records) {
      checked->fault = journal::Fault{name_of(first->front()), records.error()};
      return checked;
    }
    before = records->front().first - 1;
  }
  const auto from = archive.up_to(before);
  if (!from) return core::Unexpected{from.error()};
  const core::EventNumber held = *from ? (*from)->linked.entry.last : 0;
  if (held != before) {
    checked->fault =
        journal::Fault{name_of(first->front()),
                       "the events " + std::to_string(held + 1) + " to " + std::to_string(before) +
                           " before it are neither in the archive nor in the journal"};
    return checked;
  }
  journal::ChainWalk walk;
  if (*from) {
    const Linked& linked = (*from)->linked;
    walk = journal::ChainWalk(linked.entry.epoch, linked.entry.last, linked.chain);
  }
  std::uint64_t beyond = 0;
  std::string hash = walk.hash();
  std::optional<journal::Fault> differs;
  std::optional<Error> unread;
  const auto verdict =
      journal::verify(redis, archive.jurisdiction(), walk, [&](const journal::Entry& entry) {
        hash = journal::chain(hash, name_of(entry), entry.bytes);
        if (entry.last > checked->last) {
          if (seen) seen({entry, hash});
          ++beyond;
          return;
        }
        const auto ours = archive.up_to(entry.last);
        if (!ours) unread = ours.error();
        if (ours && !differs && (!*ours || (*ours)->linked.entry != entry))
          differs = journal::Fault{name_of(entry), "the archive holds another entry there"};
      });
  if (!verdict) return of_journal(verdict.error());
  if (unread) return core::Unexpected{*unread};
  checked->fault = verdict->fault ? verdict->fault : differs;
  if (!checked->fault && verdict->last < checked->last)
    checked->fault = journal::Fault{
        std::to_string(verdict->last),
        "the journal ends with this event, the archive with " + std::to_string(checked->last) +
            ": the journal was rewound, and nothing has happened since"};
  checked->entries += beyond;
  checked->last = std::max(checked->last, verdict->last);
  if (beyond > 0) checked->hash = verdict->hash;
  return checked;
}

}  // namespace shao::archive
