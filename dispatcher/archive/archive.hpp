// The archive of one jurisdiction's journal (schema.hpp): every entry byte for byte, and columns to
// search by. What is committed here is on the disk; the journal may be trimmed behind it.
//
//   auto archive = Archive::open_to_write("archive.sqlite", "shunyi");
//   if (!archive) return archive.error();
//   auto end = archive->end();                            // where to go on
//   auto added = archive->add({{entry, chain_hash}}, std::nullopt);   // one transaction
//
// Who reads the journal and decides what is added: archiver.hpp. Searching: search.hpp.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/archive/error.hpp"
#include "dispatcher/archive/sqlite.hpp"
#include "dispatcher/core/event.hpp"
#include "dispatcher/journal/journal.hpp"

namespace shao::archive {

/// An entry with the chain hash up to it: in a claim the journal does not store one.
struct Linked {
  journal::Entry entry;
  std::string chain;
};

struct Kept {
  std::int64_t seq = 0;
  std::optional<std::int64_t> before;
  std::optional<std::int64_t> rewind;  // nothing: it happened
  Linked linked;
};

/// By their id, as Redis has them.
using WrappedKeys = std::map<core::KeyId, std::string>;

class Archive {
 public:
  /// Makes the file when it is absent. Refuses what is no archive, or another jurisdiction's.
  static Result<Archive> open_to_write(const std::string& path, const std::string& jurisdiction);
  static Result<Archive> open_to_read(const std::string& path);
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) noexcept;
  ~Archive();

  const std::string& jurisdiction() const { return jurisdiction_; }

  /// The last entry that happened; nothing in an empty archive.
  Result<std::optional<Kept>> end();
  /// The last entry that happened and whose last event is at most `number`.
  Result<std::optional<Kept>> up_to(core::EventNumber number);
  /// The last entry that happened and stores its hash: claims do not.
  Result<std::optional<Kept>> last_hashed();
  /// The row with this seq; nothing when there is none.
  std::optional<Kept> row(std::int64_t seq);
  /// Every entry, also those that were taken back, in the order of `seq`; ends when `each` says no.
  Result<Done> each_entry(const std::function<bool(const Kept&)>& each);

  /// Adds entries that follow each other and `end()`, or, after a rewind, `fork`: what happened
  /// after that one is marked as taken back; and the `keys` of whistles that are raised in them.
  /// All of it or nothing. A key whose particulars are erased in them is gone from the file
  /// afterwards.
  Result<Done> add(const std::vector<Linked>& entries, const std::optional<Kept>& fork,
                   const WrappedKeys& keys);
  /// Of all whistles that were not erased.
  Result<WrappedKeys> keys();

  Database& database() { return database_; }

 private:
  struct Writing;  // its prepared statements
  Archive(Database database, std::string path);
  static Result<Archive> open(const std::string& path, Database::Access access);
  Result<Done> make(const std::string& jurisdiction);
  Result<Done> identify();
  Error error(const std::string& problem) const;
  Result<std::optional<Kept>> first_of(Statement& statement);

  Database database_;
  std::string path_;
  std::string jurisdiction_;
  std::unique_ptr<Writing> writing_;
};

/// That the file is not `wanted`'s archive.
Error of_another(const std::string& path, const Archive& archive, const std::string& wanted);

}  // namespace shao::archive
