#include "dispatcher/archive/archive.hpp"

#include <chrono>
#include <concepts>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "dispatcher/archive/schema.hpp"
#include "dispatcher/archive/words.hpp"
#include "dispatcher/codec/event_fields.hpp"
#include "dispatcher/codec/record_json.hpp"

namespace shao::archive {

namespace {

const std::string kept_columns =
    "SELECT seq, before, rewind, epoch, last, bytes, hash, chain FROM entry ";

Kept kept_from(const Statement& row) {
  Kept kept;
  kept.seq = row.integer(0);
  if (!row.null(1)) kept.before = row.integer(1);
  if (!row.null(2)) kept.rewind = row.integer(2);
  kept.linked.entry = {row.number(3), row.number(4), row.text(5), row.text(6)};
  kept.linked.chain = row.null(7) ? kept.linked.entry.hash : row.text(7);
  return kept;
}

std::int64_t wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Which offices an event names; everything else in it is passed over. Whom a level tells is not
/// asked to do anything.
class OfficesOf {
 public:
  template <class T>
  using Ref = const T&;

  template <class T>
  void operator()(const char*, const T& value) {
    take(value);
  }
  std::set<std::string>& found() { return found_; }

 private:
  void take(const core::OfficeId& office) {
    if (!office.empty()) found_.insert(office.str());
  }
  void take(const std::vector<core::OfficeId>& offices) {
    for (const core::OfficeId& office : offices) take(office);
  }
  template <class T>
  requires std::same_as<decltype(T::office), core::OfficeId>
  void take(const std::vector<T>& list) {
    if constexpr (!std::is_same_v<T, core::Recipient>)
      for (const T& one : list) take(one.office);
  }
  template <class T>
  void take(const T&) {}

  std::set<std::string> found_;
};

}  // namespace

/// Everything that is written; prepared once.
struct Archive::Writing {
  explicit Writing(Database& database)
      : database(database),
        take_back(database, "UPDATE entry SET rewind = ?1 WHERE rewind IS NULL AND last > ?2"),
        rewind(database, "INSERT INTO rewind(found_at, fork) VALUES (?1, ?2)"),
        entry(database,
              "INSERT INTO entry(before, epoch, last, bytes, hash, chain) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
        event(database,
              "INSERT INTO event(entry, number, at, name, whistle, command) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
        whistle(
            database,
            "INSERT INTO whistle(number, raised, kind, category, urgency, unit, street, record) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
        set_whistle(database, "UPDATE event SET whistle = ?2 WHERE id = ?1"),
        words(database, "INSERT INTO words(rowid, title, detail) VALUES (?1, ?2, ?3)"),
        // After a rewind the newest row with the number is the one on the branch that happened.
        find_whistle(database, "SELECT id FROM whistle WHERE number = ?1 ORDER BY id DESC LIMIT 1"),
        add_office(database, "INSERT OR IGNORE INTO office(code) VALUES (?1)"),
        find_office(database, "SELECT id FROM office WHERE code = ?1"),
        part(database, "INSERT INTO part(office, event) VALUES (?1, ?2)"),
        add_key(database,
                "INSERT OR IGNORE INTO resident(id, whistle, wrapped) VALUES (?1, ?2, ?3)"),
        erase_key(database, "DELETE FROM resident WHERE whistle = ?1") {}

  /// The entry's seq.
  std::int64_t put(const Linked& linked, std::optional<std::int64_t> before,
                   const std::vector<core::Record>& records, const WrappedKeys& keys) {
    const journal::Entry& one = linked.entry;
    entry.run(before, one.epoch, one.last, Blob{one.bytes}, one.hash,
              one.hash.empty() ? std::optional(linked.chain) : std::nullopt);
    const std::int64_t seq = database.last_row();
    for (const core::Record& record : records)
      for (std::size_t i = 0; i < record.events.size(); ++i) put(record, i, seq, keys);
    return seq;
  }

  void put(const core::Record& record, std::size_t index, std::int64_t seq,
           const WrappedKeys& keys) {
    const core::Event& what = record.events[index];
    const core::WhistleId about = core::whistle_of(what);
    const auto* raised = std::get_if<core::WhistleRaised>(&what);
    const std::string& command = record.cause.command;
    event.run(seq, record.first + index, record.at.time_since_epoch().count(), core::name_of(what),
              raised != nullptr ? std::nullopt : row_of(about),
              command.empty() ? std::nullopt : std::optional(command));
    const std::int64_t id = database.last_row();
    if (raised != nullptr) put(*raised, id, keys);
    if (std::holds_alternative<core::ParticularsErased>(what)) {
      erase_key.run(row_of(about));
      erased = true;
    }
    OfficesOf offices;
    offices("", record.cause.actor.office);
    std::visit([&](const auto& e) { codec::fields(offices, e); }, what);
    for (const std::string& code : offices.found()) part.run(office_of(code), id);
  }

  void put(const core::WhistleRaised& raised, std::int64_t event_row, const WrappedKeys& keys) {
    const core::Classification& is = raised.classification;
    whistle.run(raised.whistle.value, event_row, is.kind.view(), is.category.view(),
                is.urgency.view(), raised.unit.view(), raised.street.view(), raised.record);
    const std::int64_t id = database.last_row();
    set_whistle.run(event_row, id);
    words.run(id, spaced(raised.title), spaced(raised.detail));
    if (const auto key = keys.find(raised.key); key != keys.end())
      add_key.run(key->first.view(), id, key->second);
  }

  std::optional<std::int64_t> row_of(core::WhistleId id) {
    if (id.value == 0) return std::nullopt;
    find_whistle.start(id.value);
    std::optional<std::int64_t> row;
    while (find_whistle.next()) row = find_whistle.integer(0);
    return row;
  }

  std::int64_t office_of(const std::string& code) {
    const auto known = offices.find(code);
    if (known != offices.end()) return known->second;
    add_office.run(code);
    std::int64_t id = 0;
    for (find_office.start(code); find_office.next();) id = find_office.integer(0);
    offices.emplace(code, id);
    return id;
  }

  Database& database;
  Statement take_back, rewind, entry, event, whistle, set_whistle, words, find_whistle, add_office,
      find_office, part, add_key, erase_key;
  bool erased = false;                          // a key, since the last commit
  std::map<std::string, std::int64_t> offices;  // rows of the table office
};

Archive::Archive(Database database, std::string path)
    : database_(std::move(database)), path_(std::move(path)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;
Archive::~Archive() = default;

Error Archive::error(const std::string& problem) const {
  return {ErrorKind::file, "the archive " + path_ + ": " + problem,
          "归档文件 " + path_ + "：" + problem};
}

Result<Archive> Archive::open(const std::string& path, Database::Access access) {
  auto database = Database::open(path, access);
  if (!database)
    return core::Unexpected{Error{ErrorKind::file, database.error(), database.error()}};
  return Archive(std::move(*database), path);
}

Error of_another(const std::string& path, const Archive& archive, const std::string& wanted) {
  const std::string& theirs = archive.jurisdiction();
  return {ErrorKind::foreign,
          path + " is the archive of " + theirs + ", not of " + wanted +
              "; right would be: a file of its own for each jurisdiction",
          path + " 是 " + theirs + " 的归档文件，不是 " + wanted + " 的；每个辖区应有自己的文件"};
}

Result<Archive> Archive::open_to_write(const std::string& path, const std::string& jurisdiction) {
  auto archive = open(path, Database::Access::write);
  if (!archive) return archive;
  if (const auto made = archive->make(jurisdiction); !made) return core::Unexpected{made.error()};
  if (const auto known = archive->identify(); !known) return core::Unexpected{known.error()};
  if (archive->jurisdiction_ != jurisdiction)
    return core::Unexpected{of_another(path, *archive, jurisdiction)};
  return archive;
}

Result<Done> Archive::make(const std::string& jurisdiction) {
  // A file without a table is ours to make: new, or left by one who was killed before this commit.
  database_.run("BEGIN IMMEDIATE");
  Statement tables(database_, "SELECT count(*) FROM sqlite_schema");
  bool empty = false;
  for (tables.start(); tables.next();) empty = tables.integer(0) == 0;
  if (empty) {
    database_.run(schema());
    Statement(database_, "INSERT INTO archive(jurisdiction, made_at) VALUES (?1, ?2)")
        .run(jurisdiction, wall_clock());
  }
  if (auto problem = database_.commit()) return core::Unexpected{error(*problem)};
  return Done{};
}

Result<Archive> Archive::open_to_read(const std::string& path) {
  if (!std::filesystem::exists(path))
    return core::Unexpected{Error{ErrorKind::foreign,
                                  "there is no file " + path +
                                      "; right would be: an archive that "
                                      "shao archive made",
                                  "没有文件 " + path + "；应为 shao archive 生成的归档"}};
  auto archive = open(path, Database::Access::read);
  if (!archive) return archive;
  if (const auto known = archive->identify(); !known) return core::Unexpected{known.error()};
  return archive;
}

Result<Done> Archive::identify() {
  std::int64_t id = 0;
  std::int64_t version = 0;
  Statement ids(database_, "PRAGMA application_id");
  for (ids.start(); ids.next();) id = ids.integer(0);
  Statement versions(database_, "PRAGMA user_version");
  for (versions.start(); versions.next();) version = versions.integer(0);
  // As SQLite says it; whatever else goes wrong is this machine's.
  if (database_.problem() && database_.problem()->find("not a database") != std::string::npos)
    return core::Unexpected{
        Error{ErrorKind::foreign, path_ + " is no archive of a journal", path_ + " 不是台账归档"}};
  if (database_.problem()) return core::Unexpected{error(*database_.problem())};
  if (id != application_id)
    return core::Unexpected{Error{ErrorKind::foreign,
                                  path_ + " is an SQLite file, but not an archive of a journal",
                                  path_ + " 是 SQLite 文件，但不是台账归档"}};
  if (version != format_version) {
    const std::string theirs = std::to_string(version);
    const std::string ours = std::to_string(format_version);
    return core::Unexpected{Error{
        ErrorKind::foreign, path_ + " has format " + theirs + "; this program knows format " + ours,
        path_ + " 的格式为 " + theirs + "，本程序只认识格式 " + ours}};
  }
  Statement named(database_, "SELECT jurisdiction FROM archive");
  for (named.start(); named.next();) jurisdiction_ = named.text(0);
  if (database_.problem()) return core::Unexpected{error(*database_.problem())};
  return Done{};
}

Result<std::optional<Kept>> Archive::first_of(Statement& statement) {
  std::optional<Kept> kept;
  while (statement.next()) kept = kept_from(statement);
  if (database_.problem()) return core::Unexpected{error(*database_.problem())};
  return kept;
}

Result<std::optional<Kept>> Archive::end() {
  Statement last(database_, kept_columns + "WHERE rewind IS NULL ORDER BY last DESC LIMIT 1");
  last.start();
  return first_of(last);
}

Result<std::optional<Kept>> Archive::up_to(core::EventNumber number) {
  Statement last(database_,
                 kept_columns + "WHERE rewind IS NULL AND last <= ?1 ORDER BY last DESC LIMIT 1");
  last.start(number);
  return first_of(last);
}

Result<std::optional<Kept>> Archive::last_hashed() {
  Statement last(database_,
                 kept_columns + "WHERE rewind IS NULL AND hash <> '' ORDER BY last DESC LIMIT 1");
  last.start();
  return first_of(last);
}

std::optional<Kept> Archive::row(std::int64_t seq) {
  Statement one(database_, kept_columns + "WHERE seq = ?1");
  std::optional<Kept> kept;
  for (one.start(seq); one.next();) kept = kept_from(one);
  return kept;
}

Result<Done> Archive::each_entry(const std::function<bool(const Kept&)>& each) {
  Statement all(database_, kept_columns + "ORDER BY seq");
  for (all.start(); all.next();)
    if (!each(kept_from(all))) return Done{};
  if (database_.problem()) return core::Unexpected{error(*database_.problem())};
  return Done{};
}

Result<WrappedKeys> Archive::keys() {
  WrappedKeys keys;
  Statement all(database_, "SELECT id, wrapped FROM resident");
  for (all.start(); all.next();) keys.emplace(core::KeyId(all.text(0)), all.text(1));
  if (database_.problem()) return core::Unexpected{error(*database_.problem())};
  return keys;
}

Result<Done> Archive::add(const std::vector<Linked>& entries, const std::optional<Kept>& fork,
                          const WrappedKeys& keys) {
  std::vector<std::vector<core::Record>> records;
  for (const Linked& linked : entries) {
    auto decoded = codec::decode_batch(linked.entry.bytes);
    if (!decoded) {
      const std::string id = journal::entry_id(linked.entry.epoch, linked.entry.last);
      return core::Unexpected{
          Error{ErrorKind::altered,
                "entry " + id + " cannot be read: " + decoded.error() +
                    "; right would be: a shao of the release that wrote it",
                "条目 " + id + " 无法读取：" + decoded.error() + "；请使用写入它的版本的 shao"}};
    }
    records.push_back(std::move(*decoded));
  }
  const auto last = end();
  if (!last) return core::Unexpected{last.error()};
  std::optional<std::int64_t> before;
  if (*last) before = (*last)->seq;
  if (!writing_) writing_ = std::make_unique<Writing>(database_);
  database_.run("BEGIN IMMEDIATE");
  if (fork && fork->seq != before) {
    writing_->rewind.run(wall_clock(), fork->seq);
    writing_->take_back.run(database_.last_row(), fork->linked.entry.last);
    before = fork->seq;
  }
  for (std::size_t i = 0; i < entries.size(); ++i)
    before = writing_->put(entries[i], before, records[i], keys);
  if (auto problem = database_.commit()) {
    writing_.reset();  // it may remember offices that were rolled back
    return core::Unexpected{error(*problem)};
  }
  // The file beside it still has the pages as they were.
  if (std::exchange(writing_->erased, false)) database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
  return Done{};
}

}  // namespace shao::archive
