#include "dispatcher/archive/sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "dispatcher/journal/file_descriptor.hpp"

namespace shao::archive {

namespace {

using journal::FileDescriptor;

constexpr int busy_milliseconds = 10'000;

std::string text_of_errno() {
  return std::generic_category().message(errno);
}

/// Made by us, since SQLite would let the group and others read it, and named in its folder for
/// good: the archive is what trimming waits for.
core::Result<bool, std::string> make_file(const std::string& path) {
  const FileDescriptor made(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made) {
    if (errno == EEXIST) return false;
    return core::fail(path + ": cannot be made: " + text_of_errno());
  }
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const FileDescriptor at(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at || ::fsync(at.get()) != 0)
    return core::fail(folder.string() + ": cannot be synced: " + text_of_errno());
  return true;
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

void Database::State::fail() {
  if (!problem) problem = sqlite3_errmsg(handle.get());
}

core::Result<Database, std::string> Database::open(const std::string& path, Access access) {
  if (access == Access::write)
    if (const auto made = make_file(path); !made) return core::fail(made.error());
  sqlite3* raw = nullptr;
  const int flags = access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  auto state = std::make_unique<State>();
  state->handle.reset(raw);
  if (opened != SQLITE_OK) return core::fail(path + ": " + sqlite3_errmsg(raw));
  sqlite3_busy_timeout(raw, busy_milliseconds);
  Database database(std::move(state));
  if (access == Access::write) {
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    database.run("PRAGMA secure_delete = ON");  // a key that goes is overwritten
    database.run("PRAGMA foreign_keys = ON");
  }
  if (database.problem()) return core::fail(path + ": " + *database.problem());
  return database;
}

void Database::run(const std::string& sql) {
  if (problem()) return;
  if (sqlite3_exec(state_->handle.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    state_->fail();
}

std::optional<std::string> Database::commit() {
  run("COMMIT");
  if (!problem()) return std::nullopt;
  // Of no use when SQLite has rolled back by itself; then it only says so.
  sqlite3_exec(state_->handle.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  return std::exchange(state_->problem, std::nullopt);
}

std::int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(state_->handle.get());
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(Database& database, std::string_view sql) : database_(database.state_.get()) {
  if (database_->problem) return;
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database_->handle.get(), sql.data(), static_cast<int>(sql.size()), &raw,
                         nullptr) != SQLITE_OK)
    database_->fail();
  statement_.reset(raw);
}

void Statement::begin() {
  running_ = statement_ != nullptr && !database_->problem;
  if (statement_) sqlite3_reset(statement_.get());
}

void Statement::bind(int index, std::int64_t value) {
  if (running_ && sqlite3_bind_int64(statement_.get(), index, value) != SQLITE_OK)
    database_->fail();
}

void Statement::bind(int index, std::string_view text) {
  if (running_ && sqlite3_bind_text(statement_.get(), index, text.data(),
                                    static_cast<int>(text.size()), SQLITE_TRANSIENT) != SQLITE_OK)
    database_->fail();
}

void Statement::bind(int index, Blob blob) {
  if (running_ &&
      sqlite3_bind_blob(statement_.get(), index, blob.bytes.data(),
                        static_cast<int>(blob.bytes.size()), SQLITE_TRANSIENT) != SQLITE_OK)
    database_->fail();
}

void Statement::bind_null(int index) {
  if (running_ && sqlite3_bind_null(statement_.get(), index) != SQLITE_OK) database_->fail();
}

bool Statement::next() {
  if (!running_ || database_->problem) return false;
  const int stepped = sqlite3_step(statement_.get());
  if (stepped == SQLITE_ROW) return true;
  if (stepped != SQLITE_DONE) database_->fail();
  // A statement that has ended holds no lock any more.
  sqlite3_reset(statement_.get());
  running_ = false;
  return false;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

bool Statement::null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

}  // namespace shao::archive
