#include "tests/chaos/flipped.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "clients/drill/dice.hpp"
#include "deploy/local/private_redis.hpp"
#include "dispatcher/journal/journal.hpp"

namespace shao::chaos {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using core::fail;
using local::PrivateRedis;

std::string bytes_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// Entries whose bytes only a wrong hash could vouch for: a claim carries none of its own.
core::Result<std::vector<journal::Entry>, std::string> hashed_entries(
    const fs::path& redis, const std::string& jurisdiction) {
  auto process = PrivateRedis::start({.directory = redis});
  if (!process) return fail(process.error());
  auto connection = journal::RedisConnection::connect(process->url());
  if (!connection) return fail(connection.error().message);
  std::vector<journal::Entry> all;
  std::uint64_t epoch = 0;
  core::EventNumber last = 0;
  for (;;) {
    constexpr std::size_t at_a_time = 256;
    auto entries = journal::read(*connection, jurisdiction, epoch, last, at_a_time);
    if (!entries) return fail(entries.error().message);
    for (journal::Entry& entry : *entries) {
      epoch = entry.epoch;
      last = entry.last;
      if (!entry.hash.empty()) all.push_back(std::move(entry));
    }
    if (entries->size() < at_a_time) return all;
  }
}

/// Where the entry's bytes stand in the append-only file, so that Redis still can load it.
core::Result<bool, std::string> flip(const fs::path& redis, const journal::Entry& entry,
                                     drill::Dice& dice) {
  for (const auto& file : fs::directory_iterator(redis / "appendonlydir")) {
    if (!file.path().string().ends_with(".aof")) continue;
    const std::size_t at = bytes_of(file.path()).find(entry.bytes);
    if (at == std::string::npos) continue;
    const std::size_t index = dice.below(entry.bytes.size());
    const char flipped =
        static_cast<char>(static_cast<unsigned char>(entry.bytes[index]) ^ (1U << dice.below(8)));
    std::fstream stream(file.path(), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(at + index));
    stream.put(flipped);
    stream.flush();
    if (!stream) return fail("cannot write " + file.path().string());
    return true;
  }
  return fail("entry " + journal::entry_id(entry.epoch, entry.last) +
              " is not in the append-only file");
}

}  // namespace

core::Result<Flips, std::string> flip_and_verify(const FlipSettings& settings) {
  drill::Dice dice(settings.seed, "flips");
  Flips flips;
  std::error_code error;
  for (std::size_t i = 0; i < settings.times; ++i) {
    const fs::path copy = settings.scratch / ("flipped." + std::to_string(i));
    fs::remove_all(copy, error);
    fs::create_directories(copy, error);
    fs::copy(settings.redis / "appendonlydir", copy / "appendonlydir", fs::copy_options::recursive,
             error);
    if (error) return fail("cannot copy the journal to " + copy.string() + ": " + error.message());
    const auto entries = hashed_entries(copy, settings.jurisdiction);
    if (!entries) return fail(entries.error());
    if (entries->empty()) return fail("the journal has no entries to flip a byte in");
    const journal::Entry& entry = (*entries)[dice.below(entries->size())];
    if (const auto flipped = flip(copy, entry, dice); !flipped) return fail(flipped.error());

    auto redis = PrivateRedis::start({.directory = copy});
    if (!redis) return fail(redis.error());
    const fs::path said = copy / "verify.txt";
    auto verify = local::Process::start({.program = settings.bin / "shao",
                                         .arguments = {"journal", "verify", "--redis", redis->url(),
                                                       "--jurisdiction", settings.jurisdiction},
                                         .log = said});
    if (!verify) return fail(verify.error());
    const auto status = verify->wait(60s);
    const std::string name = journal::entry_id(entry.epoch, entry.last);
    if (status != 0 && bytes_of(said).find(" " + name + ":") != std::string::npos)
      ++flips.named;
    else
      flips.violations.push_back("a byte of entry " + name + " was flipped in " + copy.string() +
                                 ", and `shao journal verify` said: " + bytes_of(said));
    redis->stop();
  }
  return flips;
}

}  // namespace shao::chaos
