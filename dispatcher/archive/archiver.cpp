#include "dispatcher/archive/archiver.hpp"

#include "dispatcher/codec/record_json.hpp"

namespace shao::archive {

namespace {

using journal::Entry;
using journal::RedisConnection;

// An entry has a MiB at most, and as a rule less than a KiB.
constexpr std::size_t entries_a_step = 256;

std::string id_of(const Entry& entry) {
  return journal::entry_id(entry.epoch, entry.last);
}

core::Unexpected<Error> of_redis(const journal::Error& error) {
  return {Error{ErrorKind::redis, error.message, error.message}};
}

core::Unexpected<Error> of(ErrorKind kind, std::string message, std::string message_zh) {
  return {Error{kind, std::move(message), std::move(message_zh)}};
}

/// The number of the first event in an entry; nothing when the entry cannot be read.
std::optional<core::EventNumber> first_number(const Entry& entry) {
  const auto records = codec::decode_batch(entry.bytes);
  if (!records || records->empty()) return std::nullopt;
  return records->front().first;
}

/// The keys of whistles that are raised in these entries.
journal::Result<WrappedKeys> keys_of(const std::vector<Linked>& entries,
                                     const std::string& jurisdiction, RedisConnection& redis) {
  std::vector<core::KeyId> ids;
  for (const Linked& linked : entries) {
    if (linked.entry.bytes.find("\"whistle_raised\"") == std::string::npos) continue;
    const auto records = codec::decode_batch(linked.entry.bytes);
    if (!records) continue;  // add() says what is wrong with it
    for (const core::Record& record : *records)
      for (const core::Event& event : record.events)
        if (const auto* raised = std::get_if<core::WhistleRaised>(&event))
          ids.push_back(raised->key);
  }
  const auto found = journal::read_keys(redis, jurisdiction, ids);
  if (!found) return core::Unexpected{found.error()};
  WrappedKeys keys;
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (!(*found)[i].empty()) keys.emplace(ids[i], (*found)[i]);
  return keys;
}

bool continues(const Kept& before, const Entry& entry) {
  if (entry.hash.empty()) return entry.epoch > before.linked.entry.epoch;
  return entry.hash == journal::chain(before.linked.chain, id_of(entry), entry.bytes);
}

core::Unexpected<Error> gap(core::EventNumber from, core::EventNumber to) {
  const std::string first = std::to_string(from), last = std::to_string(to);
  return of(ErrorKind::gap,
            "events " + first + " to " + last +
                " are missing: the journal was trimmed past what this archive holds; right would "
                "be: the archive that was written before it was trimmed",
            "缺少事件 " + first + " 至 " + last +
                "：台账已裁剪到本归档尚未保存之处；应使用裁剪前写入的归档文件");
}

core::Unexpected<Error> nothing_in_common(const Archive& archive) {
  return of(ErrorKind::foreign,
            "the journal of " + archive.jurisdiction() +
                " in this Redis has no entry in common with the archive; right would be: the Redis "
                "that the archive was written from, or a new archive file",
            "此 Redis 中 " + archive.jurisdiction() +
                " 的台账与归档没有共同的条目；应为归档所来自的 Redis，或另用新的归档文件");
}

}  // namespace

Result<Step> Archiver::step(RedisConnection& redis) {
  if (!end_) {
    auto end = archive_.end();
    if (!end) return core::Unexpected{end.error()};
    end_ = std::move(*end);
  }
  auto found = find(redis);
  if (!found) return core::Unexpected{found.error()};
  Step step;
  journal::ChainWalk walk;
  if (found->from) {
    const Linked& from = found->from->linked;
    walk = journal::ChainWalk(from.entry.epoch, from.entry.last, from.chain);
  }
  std::vector<Linked> linked;
  std::optional<std::string> problem;  // with the first that does not fit
  for (Entry& entry : found->entries) {
    problem = walk.take(entry);
    if (problem) break;
    linked.push_back({std::move(entry), walk.hash()});
  }
  step.rewound = found->rewound;
  // What fits is kept even when the next does not.
  if (!linked.empty()) {
    const auto keys = keys_of(linked, archive_.jurisdiction(), redis);
    if (!keys) return of_redis(keys.error());
    const auto added = archive_.add(linked, found->rewound ? found->from : std::nullopt, *keys);
    if (!added) return core::Unexpected{added.error()};
    auto end = archive_.end();
    if (!end) return core::Unexpected{end.error()};
    end_ = std::move(*end);
    step.entries = linked.size();
  }
  const bool waits = linked.empty() && found->rewound;
  if (!waits)
    if (const auto marked = mark(redis); !marked) return core::Unexpected{marked.error()};
  if (problem)
    return of(ErrorKind::altered, "the journal does not check: " + *problem,
              "台账有误：" + *problem);
  step.last = end_ ? end_->linked.entry.last : 0;
  return step;
}

Result<Archiver::Found> Archiver::find(RedisConnection& redis) {
  const std::string& jurisdiction = archive_.jurisdiction();
  // From the archive's own last entry on: that it is still there shows that this is its journal.
  const auto after = [this] {
    return end_ ? journal::EntryId{end_->linked.entry.epoch, end_->linked.entry.last - 1}
                : journal::EntryId{};
  }();
  auto entries = journal::read(redis, jurisdiction, after.epoch, after.number, entries_a_step);
  if (!entries) return of_redis(entries.error());
  if (!end_) {
    if (entries->empty()) return Found{};
    const auto first = first_number(entries->front());
    if (first && *first > 1) return gap(1, *first - 1);
    return Found{std::move(*entries), std::nullopt, std::nullopt};
  }
  if (entries->empty() || entries->front() != end_->linked.entry) return find_again(redis, *end_);
  entries->erase(entries->begin());
  return Found{std::move(*entries), end_, std::nullopt};
}

Result<Archiver::Found> Archiver::find_again(RedisConnection& redis, const Kept& end) {
  const auto first = journal::read(redis, archive_.jurisdiction(), 0, 0, 1);
  if (!first) return of_redis(first.error());
  if (first->empty()) {
    const auto highest = journal::read_highest(redis, archive_.jurisdiction());
    if (!highest) return of_redis(highest.error());
    const journal::EntryId held{end.linked.entry.epoch, end.linked.entry.last};
    // Trimmed to the last entry, all of which are here.
    if (*highest == held) return Found{{}, end, std::nullopt};
    if (*highest == journal::EntryId{} || highest->number <= held.number)
      return nothing_in_common(archive_);
    return gap(held.number + 1, highest->number);
  }
  auto fork = last_common(redis, first->front(), end);
  if (!fork) return core::Unexpected{fork.error()};
  if (!*fork) {
    const auto number = first_number(first->front());
    if (number && *number > end.linked.entry.last + 1)
      return gap(end.linked.entry.last + 1, *number - 1);
    return nothing_in_common(archive_);
  }
  const Entry& common = (*fork)->linked.entry;
  auto entries =
      journal::read(redis, archive_.jurisdiction(), common.epoch, common.last, entries_a_step);
  if (!entries) return of_redis(entries.error());
  std::optional<Rewound> rewound;
  if ((*fork)->seq != end.seq)
    rewound = Rewound{id_of(common), id_of(end.linked.entry), end.linked.entry.last - common.last};
  return Found{std::move(*entries), std::move(*fork), std::move(rewound)};
}

/// The histories agree up to one entry and never after it, so it can be found by halving.
Result<std::optional<Kept>> Archiver::last_common(RedisConnection& redis, const Entry& first,
                                                  const Kept& end) {
  std::optional<Kept> common;
  core::EventNumber low = 0;  // up to here they agree, as far as is known
  core::EventNumber high = end.linked.entry.last;
  while (low < high) {
    const core::EventNumber middle = low + (high - low + 1) / 2;
    auto kept = archive_.up_to(middle);
    if (!kept) return kept;
    // What the journal was trimmed of cannot be compared; what it holds is compared above.
    const bool before_first =
        !*kept || journal::EntryId{(*kept)->linked.entry.epoch, (*kept)->linked.entry.last} <
                      journal::EntryId{first.epoch, first.last};
    if (before_first) {
      low = middle;
      continue;
    }
    auto found = entry_in(redis, (*kept)->linked.entry);
    if (!found) return core::Unexpected{found.error()};
    if (*found && **found == (*kept)->linked.entry) {
      low = middle;
      common = std::move(*kept);
    } else {
      high = (*kept)->linked.entry.last - 1;
    }
  }
  if (common) return common;
  // Nothing that the journal still holds: but what it begins with may follow an archived entry.
  const auto number = first_number(first);
  if (!number || *number < 2) return std::optional<Kept>{};
  auto before = archive_.up_to(*number - 1);
  if (!before) return before;
  if (*before && (*before)->linked.entry.last == *number - 1 && continues(**before, first))
    return before;
  return std::optional<Kept>{};
}

Result<std::optional<Entry>> Archiver::entry_in(RedisConnection& redis, const Entry& like) {
  auto entries = journal::read(redis, archive_.jurisdiction(), like.epoch, like.last - 1, 1);
  if (!entries) return of_redis(entries.error());
  if (entries->empty()) return std::optional<Entry>{};
  return std::optional<Entry>{std::move(entries->front())};
}

Result<Done> Archiver::mark(RedisConnection& redis) {
  const auto hashed = archive_.last_hashed();
  if (!hashed) return core::Unexpected{hashed.error()};
  if (!*hashed) return Done{};
  const Entry& entry = (*hashed)->linked.entry;
  const journal::ArchiveMark mark{entry.epoch, entry.last, entry.hash};
  if (marked_ == mark) return Done{};
  const auto marked = journal::mark_archived(redis, archive_.jurisdiction(), mark);
  if (!marked)
    return of(ErrorKind::redis,
              "archived up to event " + std::to_string(entry.last) +
                  ", but trimming was not told: " + marked.error().message,
              "已归档至事件 " + std::to_string(entry.last) + "，但未能通知裁剪：" +
                  marked.error().message);
  marked_ = mark;
  return Done{};
}

}  // namespace shao::archive
