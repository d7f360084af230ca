// shao parent: carries what a jurisdiction could not settle to the one above it.
//
// Below, the jurisdiction above is an office with the role `parent`, which level 5 tells; above,
// the jurisdiction below is an office that raises whistles, as a subdistrict does in a district.
// This program holds a key of each:
//
//   below: level 5 of W12 tells BJ/parent  ->  above: raise, record "shunyi-W12-1772416800"
//   above: what becomes of it              ->  below: notes on W12
//   below: W12 ends                        ->  above: a note
//
// The record (with the second at which W12 was raised, since a number may be another's after a
// rewind) is the same however often it is raised, and each command's id follows from the event it
// is about: what was done before a crash is not done twice after it. Positions of both feeds are
// kept once what they led to is in the outboxes. At the start and every ten minutes all that is
// open below is looked at as well, so that nothing stays below because it was refused above once.
// Nothing about the resident is carried: who is to know asks below.
#pragma once

#include <string>

#include "clients/cli/session.hpp"

namespace shao::cli {

struct ParentFlags {
  std::string above;   // profile of our office there
  std::string folder;  // positions and outboxes
};
/// Until it is interrupted. `globals` is the connection below.
Exit run_parent(const Globals& globals, const ParentFlags& flags);

}  // namespace shao::cli
