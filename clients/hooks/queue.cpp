#include "clients/hooks/queue.hpp"

#include <algorithm>

namespace shao::hooks {

namespace {

std::int64_t milliseconds(core::Instant at) {
  return at.time_since_epoch().count();
}

constexpr const char* columns =
    "SELECT id, hook, office, whistle, event, body, first, attempts FROM message ";

}  // namespace

core::Result<Queue, std::string> Queue::open(const std::filesystem::path& file) {
  auto database = archive::Database::open(file.string(), archive::Database::Access::write);
  if (!database) return core::fail(database.error());
  Queue queue(std::move(*database));
  queue.database_.run(
      "CREATE TABLE IF NOT EXISTS message(id TEXT PRIMARY KEY, hook TEXT NOT NULL, office TEXT NOT "
      "NULL, whistle TEXT NOT NULL, event INTEGER NOT NULL, body TEXT NOT NULL, first INTEGER NOT "
      "NULL, again INTEGER NOT NULL, attempts INTEGER NOT NULL) WITHOUT ROWID;"
      "CREATE INDEX IF NOT EXISTS message_due ON message(hook, again);"
      "CREATE TABLE IF NOT EXISTS feed(one INTEGER PRIMARY KEY CHECK(one = 1), position TEXT);");
  archive::Statement read(queue.database_, "SELECT position FROM feed");
  for (read.start(); read.next();) queue.position_ = read.text(0);
  if (queue.problem()) return core::fail(file.string() + ": " + *queue.problem());
  return queue;
}

void Queue::take_in(const std::vector<Message>& messages, const std::string& position,
                    core::Instant now) {
  database_.run("BEGIN IMMEDIATE");
  archive::Statement insert(
      database_, "INSERT OR IGNORE INTO message VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 0)");
  for (const Message& one : messages)
    insert.run(one.id, one.hook, one.office, one.whistle, one.event, one.body, milliseconds(now));
  archive::Statement(database_, "INSERT OR REPLACE INTO feed VALUES (1, ?1)").run(position);
  database_.commit();
  position_ = position;
}

void Queue::rewind(const std::string& position, std::uint64_t number) {
  database_.run("BEGIN IMMEDIATE");
  archive::Statement(database_, "DELETE FROM message WHERE event > ?1").run(number);
  archive::Statement(database_, "INSERT OR REPLACE INTO feed VALUES (1, ?1)").run(position);
  database_.commit();
  position_ = position;
}

std::vector<Due> Queue::rows(archive::Statement& statement) {
  std::vector<Due> found;
  while (statement.next())
    found.push_back({{statement.text(0), statement.text(1), statement.text(2), statement.text(3),
                      statement.number(4), statement.text(5)},
                     core::Instant{core::Duration{statement.integer(6)}},
                     statement.number(7)});
  return found;
}

std::vector<Due> Queue::due(const std::string& hook, core::Instant now, std::size_t most,
                            const std::vector<std::string>& busy) {
  archive::Statement select(database_, std::string(columns) +
                                           "WHERE hook = ?1 AND again <= ?2 ORDER BY again, event "
                                           "LIMIT ?3");
  select.start(hook, milliseconds(now), static_cast<std::uint64_t>(most + busy.size()));
  std::vector<Due> found = rows(select);
  std::erase_if(found, [&](const Due& one) {
    return std::find(busy.begin(), busy.end(), one.message.id) != busy.end();
  });
  if (found.size() > most) found.resize(most);
  return found;
}

std::vector<Due> Queue::orphans(const std::vector<config::Hook>& hooks) {
  archive::Statement select(database_, columns);
  select.start();
  std::vector<Due> found = rows(select);
  std::erase_if(found, [&](const Due& one) {
    return std::any_of(hooks.begin(), hooks.end(), [&](const config::Hook& hook) {
      return hook.id == one.message.hook && hook.office.str() == one.message.office;
    });
  });
  return found;
}

void Queue::attempt(const std::string& id) {
  archive::Statement(database_, "UPDATE message SET attempts = attempts + 1 WHERE id = ?1").run(id);
}

void Queue::again_at(const std::string& id, core::Instant at) {
  archive::Statement(database_, "UPDATE message SET again = ?2 WHERE id = ?1")
      .run(id, milliseconds(at));
}

void Queue::done(const std::vector<std::string>& ids) {
  database_.run("BEGIN IMMEDIATE");
  archive::Statement remove(database_, "DELETE FROM message WHERE id = ?1");
  for (const std::string& id : ids) remove.run(id);
  database_.commit();
}

std::size_t Queue::waiting() {
  archive::Statement count(database_, "SELECT count(*) FROM message");
  count.start();
  return count.next() ? count.number(0) : 0;
}

}  // namespace shao::hooks
