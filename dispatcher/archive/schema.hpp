// The format of an archive: one SQLite file a jurisdiction, any SQLite can read it.
//
//   archive   jurisdiction, made_at                 one row
//   entry     the journal's entries, byte for byte, in the order in which they were found:
//             seq      1, 2, 3...
//             before   seq of the entry it continues; NULL: the journal's first
//             epoch, last   its id in the journal is "<epoch>-<last>"
//             bytes    all its records (dispatcher/codec/record_json.hpp)
//             hash     as the journal stores it; "" in a claim
//             chain    of a claim, the chain hash up to it; NULL elsewhere, where it is `hash`
//             rewind   NULL: it happened. Else the rewind that took it back
//   rewind    one row each time the journal was found rewound behind what the archive held:
//             found_at; fork, the seq of the last entry that both histories share
//   event     one row an event: entry, number, at, name, whistle, command
//   whistle   one row a whistle: number, kind, category, urgency, unit, street, record; what is
//             raised anew after a rewind has a row of its own
//   office    codes
//   part      which offices an event is about: who acted, and each one it names
//   words     full text of title and detail; its rowid is the whistle's id (words.hpp)
//   resident  the keys of whistles, wrapped (dispatcher/journal/resident_keys.hpp): id, whistle,
//             wrapped
//
// Instants are milliseconds since 1970 UTC. Nothing is ever removed, and nothing changed but
// `entry.rewind`, from NULL; except that a key goes, and its bytes are overwritten, when the
// particulars it opens are erased. `PRAGMA application_id` is "SHAO", `PRAGMA user_version` the
// format's.
#pragma once

#include <cstdint>
#include <string>

namespace shao::archive {

inline constexpr std::int64_t application_id = 0x5348414F;
inline constexpr std::int64_t format_version = 2;

/// Everything above, to be run in one transaction on an empty file.
const std::string& schema();

}  // namespace shao::archive
