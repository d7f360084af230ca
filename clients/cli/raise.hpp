// shao raise: one whistle from flags or a JSON file, or many from a file.
#pragma once

#include <string>

#include "clients/cli/session.hpp"

namespace shao::cli {

struct RaiseFlags {
  std::string id, unit, kind, category, urgency, title, detail, address, lon, lat, name, phone,
      occurred_at, to;
  std::string file;  // one JSON object
  std::string from;  // many: .jsonl or .csv
  bool draft = false;
  bool exercise = false;
  bool check = false;  // only look whether the records could be raised
};

Exit run_raise(const Globals& globals, const RaiseFlags& flags);

}  // namespace shao::cli
