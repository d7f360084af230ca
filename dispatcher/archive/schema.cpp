#include "dispatcher/archive/schema.hpp"

namespace shao::archive {

const std::string& schema() {
  static const std::string text = "PRAGMA application_id = " + std::to_string(application_id) +
                                  ";PRAGMA user_version = " + std::to_string(format_version) +
                                  R"sql(;
CREATE TABLE archive(jurisdiction TEXT NOT NULL, made_at INTEGER NOT NULL);
CREATE TABLE rewind(id INTEGER PRIMARY KEY, found_at INTEGER NOT NULL,
                    fork INTEGER NOT NULL REFERENCES entry(seq));
CREATE TABLE entry(seq INTEGER PRIMARY KEY, before INTEGER REFERENCES entry(seq),
                   epoch INTEGER NOT NULL, last INTEGER NOT NULL, bytes BLOB NOT NULL,
                   hash TEXT NOT NULL, chain TEXT, rewind INTEGER REFERENCES rewind(id));
-- Also keeps two programs from adding the same entry.
CREATE UNIQUE INDEX entry_that_happened ON entry(last) WHERE rewind IS NULL;
CREATE TABLE whistle(id INTEGER PRIMARY KEY, number INTEGER NOT NULL, raised INTEGER NOT NULL,
                     kind TEXT NOT NULL, category TEXT NOT NULL, urgency TEXT NOT NULL,
                     unit TEXT NOT NULL, street TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX whistle_number ON whistle(number);
CREATE TABLE event(id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry(seq),
                   number INTEGER NOT NULL, at INTEGER NOT NULL, name TEXT NOT NULL,
                   whistle INTEGER REFERENCES whistle(id), command TEXT);
CREATE INDEX event_whistle ON event(whistle) WHERE whistle IS NOT NULL;
CREATE INDEX event_command ON event(command) WHERE command IS NOT NULL;
CREATE TABLE office(id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE part(office INTEGER NOT NULL REFERENCES office(id),
                  event INTEGER NOT NULL REFERENCES event(id),
                  PRIMARY KEY(office, event)) WITHOUT ROWID;
CREATE TABLE resident(id TEXT PRIMARY KEY, whistle INTEGER NOT NULL REFERENCES whistle(id),
                      wrapped TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX resident_whistle ON resident(whistle);
CREATE VIRTUAL TABLE words USING fts5(title, detail, content='', columnsize=0,
                                      tokenize='unicode61');
)sql";
  return text;
}

}  // namespace shao::archive
