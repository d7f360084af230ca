#include "dispatcher/journal/archive_mark.hpp"

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

std::optional<ArchiveMark> mark_from(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto id = id_from(text.substr(0, space));
  if (!id) return std::nullopt;
  return ArchiveMark{id->epoch, id->number, std::string(text.substr(space + 1))};
}

}  // namespace

Result<Done> mark_archived(RedisConnection& redis, const std::string& jurisdiction,
                           const ArchiveMark& mark) {
  const auto reply =
      ask(redis,
          {"FCALL", "shaodao_1_archived", "2", key_of(jurisdiction, "archived"),
           key_of(jurisdiction, "journal"), entry_id(mark.epoch, mark.number), mark.hash},
          Reply::Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  return Done{};
}

Result<std::optional<ArchiveMark>> read_archived(RedisConnection& redis,
                                                 const std::string& jurisdiction) {
  const std::string key = key_of(jurisdiction, "archived");
  const auto reply = ask(redis, {"GET", key}, Reply::Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  if (reply->kind == Reply::Kind::nil) return std::optional<ArchiveMark>{};
  auto mark = mark_from(reply->text);
  if (!mark)
    return unexpected(key + " is \"" + reply->text + "\": expected \"<epoch>-<number> <hash>\"");
  const auto there = read(redis, jurisdiction, mark->epoch, mark->number - 1, 1);
  if (!there) return core::Unexpected{there.error()};
  if (!there->empty() && there->front().epoch == mark->epoch &&
      there->front().last == mark->number) {
    if (there->front().hash != mark->hash) return std::optional<ArchiveMark>{};
    return mark;
  }
  // Not there: trimmed, when the journal begins after it.
  const auto first = read(redis, jurisdiction, 0, 0, 1);
  if (!first) return core::Unexpected{first.error()};
  if (!first->empty() &&
      EntryId{first->front().epoch, first->front().last} < EntryId{mark->epoch, mark->number})
    return std::optional<ArchiveMark>{};
  return mark;
}

}  // namespace shao::journal
