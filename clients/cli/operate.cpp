#include "clients/cli/operate.hpp"

#include <chrono>
#include <iostream>

#include "brokers/wire/keys.hpp"
#include "clients/cli/archive.hpp"
#include "config/config.hpp"
#include "dispatcher/archive/check.hpp"
#include "dispatcher/archive/heads.hpp"
#include "dispatcher/codec/event_json.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "dispatcher/codec/spoken.hpp"
#include "dispatcher/journal/access.hpp"
#include "dispatcher/journal/verify.hpp"

namespace shao::cli {

namespace {

using namespace std::chrono_literals;
using codec::Json;

Exit local(const std::string& problem) {
  complain(problem);
  return Exit::local_failure;
}

/// The journal, its archive, or the archive and what the journal holds after it.
core::Result<archive::Checked, Exit> check_all(const JournalFlags& flags,
                                               const archive::Seen& seen) {
  std::optional<journal::RedisConnection> redis;
  if (!flags.redis.address.empty()) {
    auto connected = connect(flags.redis);
    if (!connected) return core::Unexpected{local(connected.error().message)};
    redis.emplace(std::move(*connected));
  }
  const auto checked = [&]() -> archive::Result<archive::Checked> {
    if (flags.archive.empty()) return archive::check_journal(*redis, flags.jurisdiction, seen);
    auto archive = archive::Archive::open_to_read(flags.archive);
    if (!archive) return core::Unexpected{archive.error()};
    if (archive->jurisdiction() != flags.jurisdiction)
      return core::Unexpected{archive::of_another(flags.archive, *archive, flags.jurisdiction)};
    return redis ? archive::check_with_journal(*archive, *redis, seen)
                 : archive::check(*archive, seen);
  }();
  if (!checked) return core::Unexpected{complain_of(checked.error())};
  return *checked;
}

}  // namespace

journal::Result<journal::RedisConnection> connect(const RedisFlags& flags) {
  const auto address = journal::address_of(flags.address, flags.user, flags.password_file);
  if (!address) return core::Unexpected{address.error()};
  auto redis = journal::RedisConnection::connect(*address);
  if (!redis) return redis;
  if (auto ready = redis->ready(10s); !ready) return core::Unexpected{ready.error()};
  return redis;
}

Exit run_journal_cat(const JournalFlags& flags) {
  auto redis = connect(flags.redis);
  if (!redis) return local(redis.error().message);
  constexpr std::size_t at_a_time = 64;
  std::uint64_t epoch = 0;
  core::EventNumber last = 0;
  for (;;) {
    const auto entries = journal::read(*redis, flags.jurisdiction, epoch, last, at_a_time);
    if (!entries) return local(entries.error().message);
    for (const journal::Entry& entry : *entries) {
      const auto records = codec::decode_batch(entry.bytes);
      if (!records)
        return local(say("entry ", "条目 ") + journal::entry_id(entry.epoch, entry.last) +
                     say(" cannot be read: ", " 无法读取：") + records.error());
      for (const core::Record& record : *records)
        for (std::size_t i = 0; i < record.events.size(); ++i) {
          const Json event = codec::event_json(record, i);
          if (!flags.whistle.empty() && event.value("whistle", "") != flags.whistle) continue;
          if (flags.json)
            std::cout << codec::dump(event) << '\n';
          else
            std::cout << config::format_instant(record.at, flags.timezone) << "  #"
                      << record.first + i << "  " << codec::describe(event, chinese()) << '\n';
        }
      epoch = entry.epoch;
      last = entry.last;
    }
    if (entries->size() < at_a_time) return Exit::done;
  }
}

Exit run_journal_verify(const JournalFlags& flags) {
  if (flags.redis.address.empty() && flags.archive.empty()) {
    complain(say("nothing to verify; right would be: --redis, --archive or both",
                 "没有要验证的对象；应给出 --redis、--archive 或两者"));
    return Exit::bad_input;
  }
  std::optional<archive::HeadCheck> heads;
  if (!flags.heads.empty()) {
    auto read = archive::read_heads(flags.heads, flags.sign_key, flags.jurisdiction);
    if (!read) {
      complain(read.error());
      return Exit::refused;
    }
    heads.emplace(std::move(*read));
  }
  auto checked = check_all(flags, [&](const archive::Linked& linked) {
    if (heads) heads->see(journal::entry_id(linked.entry.epoch, linked.entry.last), linked.chain);
  });
  if (!checked) return checked.error();
  if (!checked->fault && heads) checked->fault = heads->first_fault();
  // Nothing at all is not "in order": more likely the wrong Redis, or everything was removed.
  if (!checked->fault && checked->entries == 0) {
    if (flags.json)
      std::cout << codec::dump(Json{{"ok", false}, {"entries", 0}}) << '\n';
    else
      complain(
          say("there is no journal of " + flags.jurisdiction +
                  " there; right would be: the Redis its dispatcher writes to, or its archive",
              "那里没有 " + flags.jurisdiction + " 的台账；应为其调度程序所用的 Redis 或其归档"));
    return Exit::refused;
  }
  if (flags.json) {
    Json json = {{"ok", !checked->fault.has_value()},
                 {"entries", checked->entries},
                 {"last", checked->last},
                 {"hash", checked->hash}};
    if (checked->taken_back > 0) json["taken_back"] = checked->taken_back;
    if (heads) json["heads"] = heads->count();
    if (checked->fault)
      json["fault"] = {{"id", checked->fault->id}, {"problem", checked->fault->problem}};
    std::cout << codec::dump(json) << '\n';
  } else if (checked->fault) {
    complain(say("the journal does not check: entry ", "台账有误：条目 ") + checked->fault->id +
             ": " + checked->fault->problem);
  } else {
    std::cout << say("the journal checks: ", "台账无误：") << checked->entries
              << say(" entries up to event ", " 个条目，至事件 ") << checked->last
              << say(", hash ", "，哈希 ") << checked->hash << '\n';
    if (checked->taken_back > 0)
      std::cout << say("and ", "另有 ") << checked->taken_back
                << say(" entries that a rewind took back", " 个因台账回退而撤销的条目") << '\n';
    if (heads)
      std::cout << say("signed heads that fit: ", "相符的签名链头：") << heads->count() << '\n';
  }
  return checked->fault ? Exit::refused : Exit::done;
}

Exit run_journal_functions(const JournalFlags& flags) {
  auto redis = connect(flags.redis);
  if (!redis) return local(redis.error().message);
  if (const auto loaded = journal::load_functions(*redis); !loaded)
    return local(loaded.error().message);
  if (flags.json)
    std::cout << codec::dump(Json{{"ok", true}}) << '\n';
  else
    std::cout << say("Redis has this release's functions of the journal",
                     "Redis 已装入本版本的台账函数")
              << '\n';
  return Exit::done;
}

Exit run_keys_new(const std::string& office, const std::string& out, bool json) {
  const wire::KeyPair keys = wire::new_key_pair();
  const auto written = wire::write_key_file(out, {office, keys});
  if (!written) return local(written.error());
  if (json) {
    std::cout << codec::dump(Json{{"office", office}, {"public", keys.public_key}, {"file", out}})
              << '\n';
    return Exit::done;
  }
  std::cout << say("# the secret is in ", "# 私钥在 ") << out
            << say("; add this to the jurisdiction's keys.toml and apply it:\n",
                   "；把下面几行加入辖区的 keys.toml 并应用：\n")
            << "[[key]]\noffice = \"" << office << "\"\npublic = \"" << keys.public_key
            << "\"\nstatus = \"active\"\n";
  return Exit::done;
}

Exit run_keys_new_residents(const std::string& out, bool json) {
  const auto made = journal::write_password_file(out, journal::new_password());
  if (!made) return local(made.error().message);
  if (json)
    std::cout << codec::dump(Json{{"file", out}}) << '\n';
  else
    std::cout
        << say("# the master key is in ", "# 主密钥在 ") << out
        << say("; every dispatcher of the jurisdiction needs it (--residents-key). Keep a copy "
               "elsewhere: without it nobody can read residents' names, phones and addresses",
               "；本辖区每个调度程序都需要它（--residents-key）。请另存一份："
               "没有它，任何人都无法读取当事人的姓名、电话和地址")
        << '\n';
  return Exit::done;
}

Exit run_keys_new_sign(const std::string& out, bool json) {
  const auto made = archive::write_sign_key(out);
  if (!made) return local(made.error());
  if (json)
    std::cout << codec::dump(Json{{"public", *made}, {"file", out}}) << '\n';
  else
    std::cout << say("# the secret is in ", "# 私钥在 ") << out
              << say("; whoever verifies needs the public key:\n", "；验证者需要公钥：\n") << *made
              << '\n';
  return Exit::done;
}

}  // namespace shao::cli
