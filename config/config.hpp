// The configuration of a jurisdiction: text files in, a checked policy out. Nothing else in the
// system reads TOML, a time zone or a date of the calendar; nothing that fails a check gets past
// this folder.
//
//   const auto files = config::read_directory("config/shunyi");
//   if (!files) return complain(files.error());
//   config::Loaded loaded = config::load(*files);
//   for (const config::Problem& problem : loaded.problems) complain(problem);
//   if (!loaded.configuration) return;                // at least one of them is an error
//   for (const config::Problem& finding : config::lint(*loaded.configuration, *files, now))
//     complain(finding);
//   use(loaded.configuration->policy);
//
// config/README.md explains the files themselves.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/core/policy.hpp"
#include "dispatcher/core/result.hpp"

namespace shao::config {

/// File name to text: "rules.toml" -> "[[rule]]...".
using Files = std::map<std::string, std::string>;

/// Something a person has to look at. `line` and `column` count from 1; 0 where the problem is the
/// file as a whole. `code` names the sort of problem for scripts ("office.unknown").
struct Problem {
  enum class Severity { error, warning };
  Severity severity = Severity::error;
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;
  std::string message_zh;
  std::string code;

  /// "rules.toml:12:8: error: ...", as compilers write it; in Chinese when `chinese`.
  std::string str(bool chinese = false) const;
};

/// Whether `text` can be the id of an office, kind, category...: 1 to 23 letters, digits, '_', '-'
/// and '.'.
bool is_id(std::string_view text);

/// A CURVE key and whom it speaks for.
struct Key {
  core::OfficeId office;
  core::Roles roles;
  std::string public_key;  // Z85, 40 characters
  std::string label;       // whose desk or machine it sits on
  bool revoked = false;
};

/// How an office that is not looking is told (clients/hooks): by a webhook or by a program.
struct Hook {
  std::string id;
  core::OfficeId office;
  bool assigned = false;                         // when a whistle becomes its own
  std::array<bool, core::level_count> levels{};  // when it is told at this level
  std::string url;                               // https://..., or:
  std::vector<std::string> program;              // whole path, then arguments
  std::string secret_file;                       // what a webhook is signed with
  std::string ca_file;                           // who vouches for its server; empty: the system's
  std::chrono::seconds timeout{10};              // of one attempt
  std::chrono::minutes give_up_after{24 * 60};   // from the first attempt on
};

struct Configuration {
  core::Policy policy;
  std::vector<Key> keys;
  std::vector<Hook> hooks;
  std::string timezone;               // of the jurisdiction, for example "Asia/Shanghai"
  std::vector<core::Instant> starts;  // moments of the published years that differ to the clocks
};

/// `configuration` is there exactly when no problem is an error.
struct Loaded {
  std::optional<Configuration> configuration;
  std::vector<Problem> problems;
};

/// Every *.toml in the directory `path`.
core::Result<Files, Problem> read_directory(const std::string& path);

/// The name of this content: BLAKE2b over names and texts, 16 hex digits.
std::string version_of(const Files& files);

/// Files as one run of bytes and back, for the store: the same files give the same bytes.
std::string files_to_bytes(const Files& files);
core::Result<Files, std::string> files_from_bytes(std::string_view bytes);

/// Reads and checks everything; all errors are reported, each once, each where it stands.
Loaded load(const Files& files);

/// The softer findings, all warnings: rules that never match, categories no rule places (or none at
/// some hours), limits that never decide, levels nobody receives, leads without a key, hours nobody
/// of a rota covers and, when `now` is given, a calendar or a rota about to end. `files` are the
/// texts `configuration` was loaded from.
std::vector<Problem> lint(const Configuration& configuration, const Files& files,
                          std::optional<core::Instant> now = std::nullopt);

/// The roles a key of an office of this type has when neither says otherwise.
core::Roles default_roles(core::OfficeType type);

/// RFC 3339 to the second (a started one is cut) with the zone's offset at that instant:
/// "2026-02-13T17:30:00+08:00". An unknown zone, which no loaded configuration has, gives UTC.
std::string format_instant(core::Instant instant, const std::string& timezone);

/// RFC 3339 with an offset or Z, to the millisecond at most; the error names the value and what
/// would be right.
core::Result<core::Instant, std::string> parse_instant(std::string_view text);

}  // namespace shao::config
