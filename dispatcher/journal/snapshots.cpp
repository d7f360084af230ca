#include "dispatcher/journal/snapshots.hpp"

#include <optional>
#include <sstream>

#include "dispatcher/journal/replies.hpp"

namespace shao::journal {

namespace {

using Kind = Reply::Kind;

std::string chunk_key(const std::string& jurisdiction, const Manifest& manifest,
                      std::uint64_t index) {
  return key_of(jurisdiction, "snapshot:" + manifest.name() + ":" + std::to_string(index));
}

std::string text_of(const std::vector<Manifest>& manifests) {
  std::string text;
  for (const Manifest& one : manifests)
    text += one.name() + " " + one.chain + " " + std::to_string(one.chunks) + " " +
            std::to_string(one.bytes) + " " + one.hash + "\n";
  return text;
}

std::optional<Manifest> manifest_from(const std::string& line) {
  std::istringstream words(line);
  std::string name;
  std::string chunks;
  std::string bytes;
  std::string rest;
  Manifest manifest;
  if (!(words >> name >> manifest.chain >> chunks >> bytes >> manifest.hash) || words >> rest)
    return std::nullopt;
  const auto first = name.find('-');
  const auto last = name.rfind('-');
  if (first == std::string::npos || first == last) return std::nullopt;
  const auto epoch = number_from(std::string_view(name).substr(0, first));
  const auto number = number_from(std::string_view(name).substr(last + 1));
  const auto chunk_count = number_from(chunks);
  const auto byte_count = number_from(bytes);
  if (!epoch || !number || !chunk_count || !byte_count) return std::nullopt;
  manifest.epoch = *epoch;
  manifest.nonce = name.substr(first + 1, last - first - 1);
  manifest.number = *number;
  manifest.chunks = *chunk_count;
  manifest.bytes = *byte_count;
  return manifest;
}

}  // namespace

std::string Manifest::name() const {
  return std::to_string(epoch) + "-" + nonce + "-" + std::to_string(number);
}

std::string fold_chunk(std::string_view previous_hash, std::uint64_t index,
                       std::string_view chunk) {
  return chain(previous_hash, std::to_string(index), chunk);
}

Result<std::vector<Manifest>> read_manifests(RedisConnection& redis,
                                             const std::string& jurisdiction) {
  const std::string key = key_of(jurisdiction, "snapshots");
  const auto reply = ask(redis, {"GET", key}, Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  std::vector<Manifest> manifests;
  std::istringstream lines(reply->text);
  for (std::string line; std::getline(lines, line);) {
    auto manifest = manifest_from(line);
    if (!manifest)
      return unexpected(
          key + " has the line \"" + line +
          "\": expected \"<epoch>-<nonce>-<number> <chain> <chunks> <bytes> <hash>\"");
    manifests.push_back(std::move(*manifest));
  }
  return manifests;
}

Result<std::string> read_chunk(RedisConnection& redis, const std::string& jurisdiction,
                               const Manifest& manifest, std::uint64_t index) {
  auto reply = ask(redis, {"GET", chunk_key(jurisdiction, manifest, index)}, Kind::string);
  if (!reply) return core::Unexpected{reply.error()};
  return std::move(reply->text);
}

Result<Head> read_trimmed(RedisConnection& redis, const std::string& jurisdiction) {
  return read_mark(redis, key_of(jurisdiction, "trimmed"));
}

std::vector<std::string> write_chunk_command(const std::string& jurisdiction,
                                             const Manifest& manifest, std::uint64_t index,
                                             std::string_view chunk) {
  return {"SET", chunk_key(jurisdiction, manifest, index), std::string(chunk), "EX",
          std::to_string(std::chrono::seconds{chunk_patience}.count())};
}

std::vector<std::string> keep_command(const std::string& jurisdiction, const Head& expected,
                                      const std::vector<Manifest>& kept,
                                      const std::vector<Manifest>& dropped) {
  std::vector<std::string> keys{key_of(jurisdiction, "head"), key_of(jurisdiction, "snapshots")};
  const auto add_chunks = [&](const Manifest& manifest) {
    for (std::uint64_t i = 0; i < manifest.chunks; ++i)
      keys.push_back(chunk_key(jurisdiction, manifest, i));
  };
  add_chunks(kept.front());
  for (const Manifest& one : dropped) add_chunks(one);
  std::vector<std::string> command{"FCALL", "shaodao_1_snapshot", std::to_string(keys.size())};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(),
                 {head_text(expected), text_of(kept), std::to_string(kept.front().chunks)});
  return command;
}

std::vector<std::string> trim_command(const std::string& jurisdiction, const Head& expected,
                                      const Head& last) {
  return {"FCALL",
          "shaodao_1_trim",
          "3",
          key_of(jurisdiction, "journal"),
          key_of(jurisdiction, "head"),
          key_of(jurisdiction, "trimmed"),
          head_text(expected),
          entry_id(last.epoch, last.number + 1),
          head_text(last)};
}

}  // namespace shao::journal
