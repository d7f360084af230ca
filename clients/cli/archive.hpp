// The archive: writing it beside the journal, putting it back into an empty Redis, searching it.
#pragma once

#include <string>

#include "clients/cli/operate.hpp"
#include "clients/cli/speech.hpp"
#include "dispatcher/archive/error.hpp"

namespace shao::cli {

/// Says what is wrong with an archive, or between it and a journal; the exit code of README.md.
Exit complain_of(const archive::Error& error);

struct ArchiveFlags {
  RedisFlags redis;
  std::string to;
  std::string restore;  // instead: from this file into `redis`
  std::string jurisdiction = "shunyi";
  bool follow = false;
  std::string heads;     // signed heads are added to this file; empty: none
  std::string sign_key;  // with this key file
  int heads_every = 60;  // seconds, and at the end
  bool json = false;
};
/// Until the journal's end, or with `follow` until it is interrupted; or the way back.
Exit run_archive(const ArchiveFlags& flags);

struct HistoryFlags {
  std::string archive;
  std::string whistle;  // its whole timeline; else a search by the others
  std::string words;
  std::string kind;
  std::string office;
  std::string event;
  std::string command;
  std::string from;
  std::string to;
  std::int64_t before = 0;
  int limit = 50;
  std::string timezone = "Asia/Shanghai";
  bool json = false;
};
Exit run_history(const HistoryFlags& flags);

}  // namespace shao::cli
