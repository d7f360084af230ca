#include "dispatcher/journal/replies.hpp"

#include <charconv>
#include <system_error>

namespace shao::journal {

Result<Reply> ask(RedisConnection& redis, const std::vector<std::string>& argv,
                  Reply::Kind wanted) {
  auto reply = redis.call(argv, redis.patience());
  if (!reply) return reply;
  if (reply->is_error()) return core::Unexpected{error_from(*reply)};
  if (reply->kind != wanted && reply->kind != Reply::Kind::nil)
    return unexpected("Redis answered " + argv.front() + " with another kind of value");
  return reply;
}

Error error_from(const Reply& reply) {
  const auto begins = [&](std::string_view word) { return reply.text.starts_with(word); };
  if (begins("FENCED ")) return {ErrorKind::fenced, "the journal moved on: " + reply.text};
  if (begins("INCONSISTENT "))
    return {ErrorKind::inconsistent,
            "Redis was rewound or its keys were altered, nobody may lead before an operator has "
            "looked: " +
                reply.text};
  if (begins("NOTABOVE "))
    return {ErrorKind::not_above, "the journal already holds later ids: " + reply.text};
  if (begins("ERR Function not found"))
    return {ErrorKind::refused,
            "Redis does not have this release's functions; right would be: shao journal functions"};
  return {ErrorKind::refused, "Redis refused: " + reply.text};
}

core::Unexpected<Error> unexpected(std::string message) {
  return {Error{ErrorKind::unexpected, std::move(message)}};
}

std::optional<std::uint64_t> number_from(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<EntryId> id_from(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto epoch = number_from(text.substr(0, dash));
  const auto number = number_from(text.substr(dash + 1));
  if (!epoch || !number) return std::nullopt;
  return EntryId{*epoch, *number};
}

std::string key_of(std::string_view jurisdiction, std::string_view what) {
  std::string key = "{";
  key.append(jurisdiction).append("}:").append(what);
  return key;
}

}  // namespace shao::journal
