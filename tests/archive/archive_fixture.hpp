// What the tests of the archive share: a journal of real records in a real Redis, and a file beside
// it.
#pragma once

#include <optional>

#include "dispatcher/archive/archiver.hpp"
#include "dispatcher/codec/record_json.hpp"
#include "tests/journal/redis_fixture.hpp"

namespace shao::test {

template <class T>
T must(archive::Result<T> result) {
  const std::string problem = result ? std::string() : result.error().message;
  BOOST_REQUIRE_MESSAGE(result.has_value(), problem);
  return std::move(*result);
}

/// A leader who writes records that can be read: each append is one of one event.
class Scribe {
 public:
  Scribe(journal::RedisConnection& redis, std::string nonce)
      : redis_(redis), nonce_(nonce), leader_(redis, std::move(nonce)) {}

  void claim() {
    const journal::Head head = must(journal::read_head(redis_, jurisdiction));
    leader_.claim(bytes_of(head.number + 1, core::TermClaimed{head.epoch + 1, nonce_, now(), 1}));
  }
  void raise(std::uint64_t whistle, const std::string& title, const std::string& detail = "",
             const char* kind = "DEMAND") {
    core::WhistleRaised raised;
    raised.whistle = {whistle};
    raised.record = "r" + std::to_string(whistle);
    raised.unit = core::OfficeId("110113001001");
    raised.street = core::OfficeId("110113001");
    raised.classification.kind = core::KindId(kind);
    raised.title = title;
    raised.detail = detail;
    raised.key = core::KeyId("key" + std::to_string(whistle));
    raised.particulars = {"sealed"};
    write("110113001001", raised);
  }
  void acknowledge(std::uint64_t whistle, const char* office = "ZJW") {
    write(office, core::Acknowledged{{whistle}, core::OfficeId(office)});
  }
  void fire(std::uint64_t whistle, const char* office) {
    core::LevelFired fired;
    fired.whistle = {whistle};
    fired.office = core::OfficeId(office);
    fired.level = 1;
    fired.due = now();
    write("", fired);
  }
  void write(const char* office, core::Event event) {
    BOOST_REQUIRE(leader_.append(next_bytes(office, std::move(event))) ==
                  journal::AppendOutcome::appended);
  }
  std::string next_bytes(const char* office, core::Event event) {
    return bytes_of(leader_.head.number + 1, std::move(event), office);
  }
  /// The instant of event `number`: a minute apart.
  static core::Instant instant_of(core::EventNumber number) {
    return core::at_second(1'772'416'800 + 60 * static_cast<std::int64_t>(number));
  }

  Leader& leader() { return leader_; }

 private:
  core::Instant now() const { return instant_of(leader_.head.number + 1); }
  std::string bytes_of(core::EventNumber number, core::Event event, const char* office = "") {
    core::Record record;
    record.first = number;
    record.at = instant_of(number);
    record.cause.actor.office = core::OfficeId(office);
    if (*office != '\0') record.cause.command = "c" + std::to_string(number);
    record.events.push_back(std::move(event));
    return codec::encode_batch({codec::encode_record(record)});
  }

  journal::RedisConnection& redis_;
  std::string nonce_;
  Leader leader_;
};

struct ArchiveFixture : RedisFixture {
  TempFolder folder;
  std::string file = folder / "archive.sqlite";

  archive::Archive open() { return must(archive::Archive::open_to_write(file, jurisdiction)); }

  /// As `shao archive` does without --follow; where the journal was found rewound.
  std::optional<archive::Rewound> archive_all() {
    archive::Archive archive = open();
    archive::Archiver archiver(archive);
    std::optional<archive::Rewound> rewound;
    for (;;) {
      const auto step = must(archiver.step(redis));
      if (step.rewound) rewound = step.rewound;
      if (step.entries == 0) return rewound;
    }
  }
  /// The error of archiving; it must not succeed.
  archive::Error refused() {
    auto archive = archive::Archive::open_to_write(file, jurisdiction);
    if (!archive) return archive.error();
    archive::Archiver archiver(*archive);
    const auto step = archiver.step(redis);
    BOOST_REQUIRE(!step.has_value());
    return step.error();
  }
  /// Everything that the archive says happened.
  std::vector<journal::Entry> archived(bool taken_back = false) {
    std::vector<journal::Entry> entries;
    auto archive = must(archive::Archive::open_to_read(file));
    must(archive.each_entry([&](const archive::Kept& kept) {
      if (kept.rewind.has_value() == taken_back) entries.push_back(kept.linked.entry);
      return true;
    }));
    return entries;
  }
  /// The journal without what came after `id`, as on a replica that was promoted too early.
  void rewind_to(std::uint64_t epoch, core::EventNumber number) {
    const auto entries = all_entries(redis);
    run(redis, {"DEL", stream_key, head_key});
    for (const journal::Entry& entry : entries) {
      if (journal::EntryId{entry.epoch, entry.last} > journal::EntryId{epoch, number}) break;
      const std::string id = journal::entry_id(entry.epoch, entry.last);
      run(redis, {"XADD", stream_key, id, "r", entry.bytes, "h", entry.hash});
      run(redis, {"SET", head_key, id + " " + (entry.hash.empty() ? "nonce" : entry.hash)});
    }
  }
  void trim_before(const std::string& id) { run(redis, {"XTRIM", stream_key, "MINID", id}); }
};

inline bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace shao::test
