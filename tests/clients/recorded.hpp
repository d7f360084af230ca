// A journal that a test has decided itself, without Redis or a stack: real commands through the
// machine, each record an entry with its hash, as an archive keeps them.
//
//   archive_to(folder / "archive.sqlite", entries_of(a_day_in_march()));
//   shao({"history", "W1", "--archive", folder / "archive.sqlite"});
#pragma once

#include <string>
#include <vector>

#include "dispatcher/archive/archive.hpp"
#include "dispatcher/core/event.hpp"

namespace shao::test {

/// Monday 9 March 2026, on Shunyi's configuration; journaled until six in the evening:
///   W1  a gas leak at 9:00, RQ did everything in time; the assisting offices nothing
///   W2  property at 10:00, approved at 10:05, acknowledged by all after 45 working minutes
///   W3  property at 10:30, approved at 11:30; ZJW acknowledged at 14:30, half an hour late
///   W4  no rule places it: 10:40, CGZF was named at 11:00 and acknowledged at 11:02
///   W5  an illegal taxi at 11:10, taken back by the street's leader a minute later
///   W6  key work at 11:20, approved at 11:25, all acknowledged at once
///   W7  property, an exercise, at 11:30, approved at 11:35
///   W8  property at 14:00, never approved
const std::vector<core::Record>& a_day_in_march();

/// The entries of a leader who writes each record for itself.
std::vector<archive::Linked> entries_of(const std::vector<core::Record>& records);

/// A new archive that holds `entries`.
void archive_to(const std::string& file, const std::vector<archive::Linked>& entries,
                const std::string& jurisdiction = "shunyi");

/// Changes an archive behind its back.
void tamper(const std::string& file, const std::string& sql);

}  // namespace shao::test
