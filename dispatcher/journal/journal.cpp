#include "dispatcher/journal/journal.hpp"

#include <sodium.h>

#include <array>
#include <chrono>
#include <optional>

#include "dispatcher/journal/functions.hpp"
#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

using Kind = Reply::Kind;

std::optional<Head> head_from(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto id = id_from(text.substr(0, space));
  if (!id) return std::nullopt;
  return Head{id->epoch, id->number, std::string(text.substr(space + 1))};
}

/// One element of XRANGE's answer: [id, [r, bytes, h, hash]].
std::optional<Entry> entry_from(Reply& item) {
  if (item.items.size() != 2) return std::nullopt;
  const auto id = id_from(item.items[0].text);
  auto& fields = item.items[1].items;
  if (!id || fields.size() != 4 || fields[0].text != "r" || fields[2].text != "h")
    return std::nullopt;
  return Entry{id->epoch, id->number, std::move(fields[1].text), std::move(fields[3].text)};
}

Result<std::vector<Entry>> entries_from(Reply& reply) {
  std::vector<Entry> entries;
  entries.reserve(reply.items.size());
  for (Reply& item : reply.items) {
    auto entry = entry_from(item);
    if (!entry)
      return unexpected("the journal's entry " +
                        (item.items.empty() ? std::string("without an id") : item.items[0].text) +
                        " is not one: expected an id like 3-58 and the fields r and h");
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace

std::string entry_id(std::uint64_t epoch, core::EventNumber last) {
  return std::to_string(epoch) + "-" + std::to_string(last);
}

std::string head_text(const Head& head) {
  return entry_id(head.epoch, head.number) + " " + head.token;
}

std::string chain(std::string_view previous_hash, std::string_view id, std::string_view bytes) {
  constexpr std::size_t size = crypto_generichash_BYTES;
  static_assert(size == 32);
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, size);
  for (const std::string_view part : {previous_hash, id, bytes})
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  std::array<unsigned char, size> hash;
  crypto_generichash_final(&state, hash.data(), size);
  std::array<char, 2 * size + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), size);
  return {hex.data(), 2 * size};
}

Result<Done> load_functions(RedisConnection& redis) {
  const auto reply =
      ask(redis, {"FUNCTION", "LOAD", "REPLACE", std::string(functions_text())}, Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  return Done{};
}

Result<Head> read_mark(RedisConnection& redis, const std::string& key) {
  const auto reply = ask(redis, {"GET", key}, Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  if (reply->kind == Kind::nil) return Head{};
  auto head = head_from(reply->text);
  if (!head)
    return unexpected(key + " is \"" + reply->text + "\": expected \"<epoch>-<number> <token>\"");
  return std::move(*head);
}

Result<Head> read_head(RedisConnection& redis, const std::string& jurisdiction) {
  return read_mark(redis, key_of(jurisdiction, "head"));
}

Result<Head> claim(RedisConnection& redis, const std::string& jurisdiction, const Head& expected,
                   std::uint64_t epoch, core::EventNumber number, const std::string& nonce,
                   const std::string& bytes) {
  if (epoch <= expected.epoch || number <= expected.number || nonce.empty())
    return unexpected("a claim of " + entry_id(epoch, number) + " with nonce \"" + nonce +
                      "\": it needs a nonce, and an epoch and a number above " +
                      entry_id(expected.epoch, expected.number));
  const auto reply = ask(
      redis,
      {"FCALL", "shaodao_1_claim", "2", key_of(jurisdiction, "journal"),
       key_of(jurisdiction, "head"), head_text(expected), entry_id(epoch, number), bytes, nonce},
      Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  return Head{epoch, number, nonce};
}

std::vector<std::string> append_command(const std::string& jurisdiction, const Head& expected,
                                        core::EventNumber last, std::string_view bytes,
                                        std::string_view chain_hash, const KeyChanges& keys) {
  std::vector<std::string> command{"FCALL",
                                   "shaodao_1_append",
                                   "4",
                                   key_of(jurisdiction, "journal"),
                                   key_of(jurisdiction, "head"),
                                   key_of(jurisdiction, "residents"),
                                   key_of(jurisdiction, "rewrite"),
                                   head_text(expected),
                                   entry_id(expected.epoch, last),
                                   std::string(bytes),
                                   std::string(chain_hash)};
  if (keys.empty()) return command;
  command.push_back(std::to_string(keys.made.size()));
  for (const auto& [id, wrapped] : keys.made) command.insert(command.end(), {id.str(), wrapped});
  for (const core::KeyId& id : keys.destroyed) command.push_back(id.str());
  return command;
}

AppendOutcome outcome_of(const Reply& reply) {
  if (reply.kind == Kind::string && reply.text == "OK") return AppendOutcome::appended;
  if (reply.is_error() && error_from(reply).kind == ErrorKind::fenced) return AppendOutcome::fenced;
  return AppendOutcome::failed;
}

Result<std::vector<Entry>> read(RedisConnection& redis, const std::string& jurisdiction,
                                std::uint64_t epoch, core::EventNumber number, std::size_t count) {
  return read_stream(redis, key_of(jurisdiction, "journal"), epoch, number, count);
}

Result<std::vector<Entry>> read_stream(RedisConnection& redis, const std::string& key,
                                       std::uint64_t epoch, core::EventNumber number,
                                       std::size_t count) {
  auto reply = ask(
      redis, {"XRANGE", key, "(" + entry_id(epoch, number), "+", "COUNT", std::to_string(count)},
      Kind::array);
  if (!reply) return core::Unexpected{reply.error()};
  return entries_from(*reply);
}

Result<Entry> read_last(RedisConnection& redis, const std::string& jurisdiction) {
  const std::string key = key_of(jurisdiction, "journal");
  auto reply = ask(redis, {"XREVRANGE", key, "+", "-", "COUNT", "1"}, Kind::array);
  if (!reply) return core::Unexpected{reply.error()};
  auto entries = entries_from(*reply);
  if (!entries) return core::Unexpected{entries.error()};
  if (entries->empty()) return unexpected(key + " has no entry");
  return std::move(entries->front());
}

Result<core::Instant> redis_time(RedisConnection& redis) {
  const auto reply = ask(redis, {"TIME"}, Kind::array);
  if (!reply) return core::Unexpected{reply.error()};
  if (reply->items.size() == 2) {
    const auto seconds = number_from(reply->items[0].text);
    const auto micros = number_from(reply->items[1].text);
    if (seconds && micros)
      return core::at_second(static_cast<std::int64_t>(*seconds)) +
             std::chrono::milliseconds{*micros / 1000};
  }
  return unexpected("Redis answered TIME with something else than seconds and microseconds");
}

Result<Durability> durability(RedisConnection& redis) {
  const auto reply = ask(redis, {"CONFIG", "GET", "appendonly", "appendfsync"}, Kind::array);
  if (!reply) return core::Unexpected{reply.error()};
  std::string appendonly;
  std::string appendfsync;
  for (std::size_t i = 0; i + 1 < reply->items.size(); i += 2) {
    const std::string& value = reply->items[i + 1].text;
    if (reply->items[i].text == "appendonly") appendonly = value;
    if (reply->items[i].text == "appendfsync") appendfsync = value;
  }
  if (appendonly == "yes" && appendfsync == "always") return Durability::fsync;
  if (appendonly == "yes" && appendfsync == "everysec") return Durability::relaxed;
  return Durability::none;
}

}  // namespace shao::journal
