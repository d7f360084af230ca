// One connection to an SQLite file, and its statements. Like a connection to Redis it remembers its
// first problem: after it nothing is done any more, so that a transaction of many steps is checked
// once, at its commit.
//
//   auto db = Database::open("archive.sqlite", Database::Access::write);
//   Statement insert(*db, "INSERT INTO entry(epoch, last) VALUES (?1, ?2)");
//   db->run("BEGIN IMMEDIATE");
//   insert.run(3, 58);
//   db->run("COMMIT");
//   if (db->problem()) ...                          // rolled back
//
//   Statement find(*db, "SELECT last FROM entry WHERE epoch = ?1");
//   for (find.start(3); find.next();) use(find.integer(0));
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/core/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace shao::archive {

/// Bytes rather than text.
struct Blob {
  std::string_view bytes;
};

class Database {
 public:
  /// `write` makes the file when it is absent, for its owner alone (0600), and syncs every commit
  /// (WAL, synchronous=FULL).
  enum class Access : std::uint8_t { read, write };
  static core::Result<Database, std::string> open(const std::string& path, Access access);

  /// Statements without parameters; their rows are dropped.
  void run(const std::string& sql);
  /// COMMIT; after a problem the transaction is rolled back instead, and the problem is taken.
  std::optional<std::string> commit();
  /// The first thing that went wrong; nothing while all is well.
  const std::optional<std::string>& problem() const { return state_->problem; }
  std::int64_t last_row() const;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  // Held apart from the Database, so that statements stay valid when it is moved.
  struct State {
    std::unique_ptr<sqlite3, Close> handle;
    std::optional<std::string> problem;
    void fail();
  };
  explicit Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
  std::unique_ptr<State> state_;
};

class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  /// Runs it with these parameters, in order; rows are dropped.
  template <class... Parameters>
  void run(const Parameters&... parameters) {
    start(parameters...);
    while (next()) {
    }
  }
  template <class... Parameters>
  void start(const Parameters&... parameters) {
    begin();
    int index = 0;
    (bind(++index, parameters), ...);
  }
  void begin();
  void bind(int index, std::int64_t value);
  void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, Blob blob);
  void bind_null(int index);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value)
      bind(index, *value);
    else
      bind_null(index);
  }

  /// Whether there is a row (another one).
  bool next();
  std::int64_t integer(int column) const;
  std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  std::string text(int column) const;
  bool null(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Database::State* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  bool running_ = false;
};

}  // namespace shao::archive
